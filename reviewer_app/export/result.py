"""The result package (`.jpresult`): the score packages byte for byte, and what was consolidated from them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal, Self

from pydantic import model_validator

from reviewer_app.domain.candidate import Code, Line, Text
from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Kind, Outcome, PackageHeader
from reviewer_app.domain.people import Document, PersonId, fault_of
from reviewer_app.domain.score import AuditHead, Moment, Sha256, SheetRecord
from reviewer_app.domain.selection import Decision, Verdict
from reviewer_app.domain.strict_json import write_json
from reviewer_app.export.package import (
    MAX_DOCUMENT,
    Content,
    Package,
    SignedPackage,
    copied_bytes,
    read_open_package,
    sealed_bytes,
    sign_package,
)
from reviewer_app.security.keys import SigningKey

RESULT = "data/result.json.age"
PACKAGES = "data/packages/"


class RollEntry(Document):
    """One expert at the roll call: the package that counts, or none, and the earlier ones that it superseded."""

    expert: PersonId
    package_sha256: Sha256 | None
    earlier: tuple[Sha256, ...] = ()


class ReturnedRecord(Document):
    """A sheet that was sent back: why and when, as first handed in, and as it counts now."""

    expert: PersonId
    candidate: Code
    reason: Text
    at: Moment
    package_sha256: Sha256
    first: SheetRecord
    final: SheetRecord


class DecisionRecord(Document):
    """What the committee decided on an undecided candidate, with its ballots, its reason, who recorded it and when.

    Without a candidate it is the reason why places of the stage stay vacant.
    """

    stage: str
    candidate: Code | Literal[""]
    verdict: Verdict
    ballots_for: int
    ballots_against: int
    ballots_abstained: int
    reason: Text
    decided_by: Line = ""
    decided_at: Line = ""

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        if (self.verdict is Verdict.VACANT) != (not self.candidate):
            raise ValueError("a vacancy has no candidate, every other decision has one")
        return self

    def decision(self) -> Decision:
        return Decision(**dict(self))

    @classmethod
    def of(cls, decision: Decision) -> DecisionRecord:
        return cls(**asdict(decision))


class SignedResultDocument(Document):
    """`data/result.json`: what a result was computed from, and the result.

    `candidates` and `assignments` are the round's, `roll` names the packages that count; with them, the votes and the
    decisions the result can be computed anew. `result` is the consolidated result with its trail
    (`domain.result_document`).
    """

    format: Literal["jiangping-signed-result"] = "jiangping-signed-result"
    version: Literal[1] = 1
    package: dict[str, Any]
    title: Line
    candidates: tuple[Code, ...]
    assignments: Mapping[Code, tuple[PersonId, ...]]
    roll: tuple[RollEntry, ...]
    votes: Mapping[Code, int] | None
    decisions: tuple[DecisionRecord, ...]
    returned: tuple[ReturnedRecord, ...] = ()
    result: dict[str, Any]
    audit: AuditHead


def sign_result(
    document: SignedResultDocument,
    packages: Mapping[str, bytes],
    tags: Mapping[str, bytes],
    recipients: Mapping[str, str],
    key: SigningKey,
) -> SignedPackage:
    """Signs and seals the result; `packages` by their fingerprints, byte for byte as received."""
    header = PackageHeader.from_document(document.package)
    payload = [(name, copied_bytes(packages[sha256])) for name, sha256 in sorted(_members(document.roll))]
    data = write_json(document.model_dump(mode="json"))
    payload.append((RESULT, sealed_bytes(data, recipients.values())))
    return sign_package(header, Content(tags=tags, payload=payload), key)


def _members(roll: Iterable[RollEntry]) -> Iterator[tuple[str, str]]:
    """(member, fingerprint) of every package that the roll names."""
    for entry in roll:
        if entry.package_sha256 is not None:
            yield package_member(entry.expert), entry.package_sha256
        for sha256 in entry.earlier:
            yield earlier_member(entry.expert, sha256), sha256


def package_member(expert: str) -> str:
    """The member that holds the package of an expert that counts."""
    return f"{PACKAGES}{expert}{Kind.SCORE.suffix}"


def earlier_member(expert: str, sha256: str) -> str:
    """The member that holds a superseded package."""
    return f"{PACKAGES}earlier/{expert}-{sha256[:16]}{Kind.SCORE.suffix}"


def result_document(package: Package, secrets: Sequence[str]) -> SignedResultDocument:
    """The result, for a recipient. Raises `RefusedError`."""
    if package.header.kind is not Kind.RESULT:
        raise RefusedError(Outcome.WRONG_ROLE, "not_this_kind", kind=package.header.kind.value, wanted="result")
    data = package.document(RESULT, secrets)
    try:
        return SignedResultDocument.model_validate_json(data)
    except ValueError as error:
        raise RefusedError(Outcome.MALFORMED, "document_unreadable", member=RESULT, detail=fault_of(error)) from error


def score_package(package: Package, entry: RollEntry) -> Package:
    """The score package that counts for an expert, checked whole. Raises `RefusedError`."""
    return _named(package, package_member(entry.expert), entry, entry.package_sha256)


def earlier_package(package: Package, entry: RollEntry, sha256: str) -> Package:
    """A superseded package of an expert, checked whole. Raises `RefusedError`."""
    return _named(package, earlier_member(entry.expert, sha256), entry, sha256)


def check_members(package: Package, roll: Iterable[RollEntry]) -> None:
    """Raises `RefusedError` unless the packages in the result are just those that the roll names."""
    wanted = {name for name, _sha256 in _members(roll)} | {RESULT}
    if set(package.bag.payload) != wanted:
        raise RefusedError(Outcome.DISAGREES, "roll_and_members_differ")


def _named(package: Package, member: str, entry: RollEntry, sha256: str | None) -> Package:
    score = read_open_package(io.BytesIO(package.sealed(member, MAX_DOCUMENT)))
    score.check_payload()
    if score.fingerprint != sha256:
        raise RefusedError(Outcome.DISAGREES, "roll_disagrees", expert=entry.expert)
    return score
