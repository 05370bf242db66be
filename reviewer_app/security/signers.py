"""Who may sign what: OpenSSH `allowed_signers` and `revoked_keys`, written and read in one form.

A line binds an id to a key, to namespaces (`score@jiangping`, …) and to a span of time, both ends included, as
`ssh-keygen -Y verify` judges it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from reviewer_app.security.keys import PublicKey

PRINCIPAL = re.compile(r"[a-z][a-z0-9-]{0,62}")
_LINE = re.compile(
    r"(?P<principal>[a-z][a-z0-9-]{0,62}) namespaces=\"(?P<namespaces>[a-z@,]+)\""
    r",valid-after=\"(?P<after>\d{14}Z)\",valid-before=\"(?P<before>\d{14}Z)\" (?P<key>ssh-ed25519 [A-Za-z0-9+/=]+)"
)
_TIME = "%Y%m%d%H%M%SZ"


class SignersFormError(ValueError):
    """The file is not in the one form that we write."""


class Signer(NamedTuple):
    """One line of `allowed_signers`; times are UTC, whole seconds, both included."""

    principal: str
    namespaces: tuple[str, ...]
    valid_after: datetime
    valid_before: datetime
    key: PublicKey

    def valid_at(self, moment: datetime) -> bool:
        return self.valid_after <= moment.replace(microsecond=0) <= self.valid_before

    @property
    def line(self) -> str:
        return (
            f'{self.principal} namespaces="{",".join(self.namespaces)}"'
            f',valid-after="{self.valid_after.strftime(_TIME)}",valid-before="{self.valid_before.strftime(_TIME)}"'
            f" {self.key.line}"
        )


def render_signers(signers: Iterable[Signer]) -> bytes:
    """The file, one line a signer, in order of their ids."""
    ordered = sorted(signers, key=lambda signer: signer.principal)
    return "".join(signer.line + "\n" for signer in ordered).encode("ascii")


@lru_cache(maxsize=4)
def read_signers(data: bytes) -> tuple[Signer, ...]:
    """Reads what `render_signers` wrote; raises `SignersFormError` for any other form, or an id that stands twice.

    The packages of a round all carry the same list: it is read once.
    """
    try:
        signers = tuple(_read_line(line) for line in data.decode("ascii").splitlines())
    except ValueError as error:
        raise SignersFormError(str(error)) from error
    if render_signers(signers) != data or len({signer.principal for signer in signers}) != len(signers):
        raise SignersFormError("not the one form")
    return signers


def _read_line(line: str) -> Signer:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError("line")
    return Signer(
        principal=match["principal"],
        namespaces=tuple(match["namespaces"].split(",")),
        valid_after=_moment(match["after"]),
        valid_before=_moment(match["before"]),
        key=PublicKey.from_line(match["key"]),
    )


def _moment(text: str) -> datetime:
    """`YYYYMMDDHHMMSSZ`; `strptime` would load the machine's locale."""
    month, day, hour, minute, second = (int(text[start : start + 2]) for start in range(4, 14, 2))
    return datetime(int(text[:4]), month, day, hour, minute, second, tzinfo=UTC)


def render_revoked(keys: Iterable[PublicKey]) -> bytes:
    """`revoked_keys`: one public key a line, in the order of the lines, as `ssh-keygen -Y verify -r` reads it."""
    return "".join(line + "\n" for line in sorted(key.line for key in keys)).encode("ascii")


@lru_cache(maxsize=4)
def read_revoked(data: bytes) -> frozenset[PublicKey]:
    """Reads what `render_revoked` wrote; raises `SignersFormError` for any other form."""
    try:
        keys = frozenset(PublicKey.from_line(line) for line in data.decode("ascii").splitlines())
    except ValueError as error:
        raise SignersFormError(str(error)) from error
    if render_revoked(keys) != data:
        raise SignersFormError("not the one form")
    return keys
