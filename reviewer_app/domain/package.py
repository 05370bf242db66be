"""What is true of every file that travels: its kind, its clear header, and how a check of it can end.

Read by hand and not through pydantic, and a named tuple: `verify` must answer before a modelling library would have
loaded (ADR 0003).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

FORMAT = "jiangping"
FORMAT_VERSION = 1
_ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
_ROUND_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Kind(StrEnum):
    """The five files that travel."""

    CARD = "card"
    ROUND = "round"
    SCORE = "score"
    RETURN = "return"
    RESULT = "result"

    @property
    def suffix(self) -> str:
        return f".jp{self.value}"

    @property
    def namespace(self) -> str:
        """The SSHSIG namespace of such a file's signature."""
        return f"{self.value}@jiangping"


class Role(StrEnum):
    """In what capacity somebody appears in a round; `person` signs an identity card before any round."""

    PERSON = "person"
    OFFICE = "office"
    CHAIR = "chair"
    SUPERVISOR = "supervisor"
    UNION = "union"
    EXPERT = "expert"

    @property
    def signs(self) -> tuple[Kind, ...]:
        return _SIGNS[self]


_SIGNS: Mapping[Role, tuple[Kind, ...]] = {
    Role.PERSON: (Kind.CARD,),
    Role.OFFICE: (Kind.ROUND,),
    Role.CHAIR: (Kind.RESULT, Kind.RETURN),
    Role.SUPERVISOR: (Kind.CARD,),
    Role.UNION: (Kind.CARD,),
    Role.EXPERT: (Kind.SCORE,),
}


class Outcome(StrEnum):
    """How the check of a file ends: `verified`, or what is wrong with it."""

    VERIFIED = "verified"
    MALFORMED = "malformed"
    NEWER_FORMAT = "newer_format"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    REVOKED_KEY = "revoked_key"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    UNTRUSTED_SIGNER = "untrusted_signer"
    WRONG_ROLE = "wrong_role"
    WRONG_SIGNER = "wrong_signer"
    WRONG_ROUND = "wrong_round"
    NEWER_ROUND = "newer_round"
    WRONG_SCHEME = "wrong_scheme"
    WRONG_RECIPIENT = "wrong_recipient"
    UNKNOWN_CANDIDATE = "unknown_candidate"
    UNASSIGNED_CANDIDATE = "unassigned_candidate"
    RECUSED_CANDIDATE = "recused_candidate"
    UNKNOWN_CRITERION = "unknown_criterion"
    MARK_OFF_SCALE = "mark_off_scale"
    DISAGREES = "disagrees"
    STALE = "stale"
    CONFLICTING = "conflicting"
    CHANGED_OUTSIDE_RETURN = "changed_outside_return"


class HeaderFormError(ValueError):
    """The header is not one that we write."""


class NewerFormatError(ValueError):
    """The header says a newer version of the format than this program knows."""


class PackageHeader(NamedTuple):
    """`package.json`: ids, versions and hashes, never names. Stands in the clear and again inside the payload.

    `round_sha256` is the fingerprint of the round package that a score, return or result answers to. `earlier` names
    in a round the fingerprints of its versions 1, 2, … before this one; elsewhere it is empty. `sequence` counts a
    signer's packages of a kind in a round, from 1. `created` is the signer's clock: a claim.
    """

    kind: Kind
    signer: str
    role: Role
    recipients: tuple[str, ...]
    round_id: str | None
    round_version: int | None
    round_sha256: str | None
    scheme_sha256: str | None
    sequence: int
    created: str
    earlier: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "kind": self.kind.value,
            "signer": self.signer,
            "role": self.role.value,
            "recipients": list(self.recipients),
            "round_id": self.round_id,
            "round_version": self.round_version,
            "round_sha256": self.round_sha256,
            "scheme_sha256": self.scheme_sha256,
            "sequence": self.sequence,
            "created": self.created,
            "earlier": list(self.earlier),
        }

    @classmethod
    def from_document(cls, value: Any) -> PackageHeader:
        """Reads `document()`; raises `HeaderFormError`, or `NewerFormatError` before looking at anything else."""
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise HeaderFormError("format")
        version = value.get("version")
        if type(version) is not int:
            raise HeaderFormError("version")
        if version > FORMAT_VERSION:
            raise NewerFormatError(str(version))
        try:
            header = cls._unchecked(value)
        except (KeyError, TypeError, ValueError) as error:
            raise HeaderFormError(str(error)) from error
        if header.document() != value or not header._sound():
            raise HeaderFormError("fields")
        return header

    @classmethod
    def _unchecked(cls, value: Mapping[str, Any]) -> PackageHeader:
        return cls(
            kind=Kind(value["kind"]),
            signer=value["signer"],
            role=Role(value["role"]),
            recipients=tuple(value["recipients"]),
            round_id=value["round_id"],
            round_version=value["round_version"],
            round_sha256=value["round_sha256"],
            scheme_sha256=value["scheme_sha256"],
            sequence=value["sequence"],
            created=value["created"],
            earlier=tuple(value["earlier"]),
        )

    def _sound(self) -> bool:
        """Types and forms of the fields, and that just those stand there that the kind needs."""
        ids = (self.signer, *self.recipients)
        in_round = self.kind is not Kind.CARD
        answers = self.kind in (Kind.SCORE, Kind.RETURN, Kind.RESULT)
        return (
            all(_matches(_ID, text) for text in ids)
            and list(self.recipients) == sorted(set(self.recipients))
            and _matches(_TIME, self.created)
            and _is_count(self.sequence)
            and (_matches(_ROUND_ID, self.round_id) if in_round else self.round_id is None)
            and (_is_count(self.round_version) if in_round else self.round_version is None)
            and (_matches(_SHA256, self.scheme_sha256) if in_round else self.scheme_sha256 is None)
            and (_matches(_SHA256, self.round_sha256) if answers else self.round_sha256 is None)
            and all(_matches(_SHA256, text) for text in self.earlier)
            and len(self.earlier) == (self.round_version - 1 if self.kind is Kind.ROUND and self.round_version else 0)
        )


def _matches(pattern: re.Pattern[str], text: object) -> bool:
    return isinstance(text, str) and pattern.fullmatch(text) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def as_time(moment: datetime) -> str:
    """A moment as it stands in files: UTC, whole seconds, `2026-07-26T08:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
