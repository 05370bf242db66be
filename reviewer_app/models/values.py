"""What a store gives and takes beside the domain's own values: the round it belongs to, the packages it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reviewer_app.domain.package import Kind
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.scheme import Scheme, read_scheme


@dataclass(frozen=True, kw_only=True)
class HeldRound:
    """The round as a store holds it; `tags` are the round package's clear files, `scheme` its exact bytes."""

    desk: str
    person: str
    round_id: str
    round_version: int
    round_sha256: str
    scheme: bytes
    document: RoundDocument
    tags: Mapping[str, str]

    @cached_property
    def rules(self) -> Scheme:
        """The scheme, read once."""
        return read_scheme(self.scheme)

    @cached_property
    def own_codes(self) -> frozenset[str]:
        """The candidates that whoever sits here is to judge."""
        return frozenset(candidate.code for candidate in self.document.assigned_to(self.person))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A package that was signed here, byte for byte."""

    kind: Kind
    sequence: int
    fingerprint: str
    created: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A package that was taken in; `standing`: `counted`, `superseded`, `stale` or `conflicting`.

    `entered` is the round version in which the signer's key entered.
    """

    fingerprint: str
    signer: str
    round_version: int
    sequence: int
    received: str
    standing: str
    content: bytes
    entered: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of the round that was taken in; `file` is its package, or empty where it is not kept."""

    round_version: int
    round_sha256: str
    opened: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A sheet that the chair sent back: in which return, of which package, why; `answered_by` a later package."""

    fingerprint: str
    candidate: str
    expert: str
    package_sha256: str
    reason: str
    at: str
    answered_by: str = ""
