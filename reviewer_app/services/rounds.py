"""Goal of everybody in a round: open the file that the office sent, and go by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Kind, Outcome
from reviewer_app.export.package import (
    RECIPIENTS,
    REVOKED,
    SCHEME,
    SIGNERS,
    Package,
    Trust,
    check_signer,
    read_package,
    trust_of,
)
from reviewer_app.security.signers import read_revoked, read_signers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewer_app.models.store import Store
    from reviewer_app.models.work import HeldRound

TEXT_TAGS = (SIGNERS, REVOKED, RECIPIENTS)


@contextmanager
def trusted_round(path: Path, offices: Iterable[str], at: datetime) -> Iterator[Package]:
    """A round package whose office the user vouches for (by fingerprint). Raises `InputError` or `RefusedError`."""
    with read_package(path) as package:
        check_round(package, at)
        if package.bag.signature.key.fingerprint not in set(offices):
            raise RefusedError(
                Outcome.UNTRUSTED_SIGNER, "office_unknown_key", fingerprint=package.bag.signature.key.fingerprint
            )
        yield package


def check_round(package: Package, at: datetime | None) -> None:
    """Raises `RefusedError` unless the package is a round that its own office line may sign.

    Without a time the validity of the office's key is left open: a round that was received in time goes on to say
    who may sign what, long after.
    """
    if package.header.kind is not Kind.ROUND:
        raise RefusedError(Outcome.WRONG_ROLE, "not_this_kind", kind=package.header.kind.value, wanted="round")
    check_signer(package, package.signers, package.revoked, at)


def take_in_round(
    store: Store, path: Path, desk: str, person: str, secrets: Sequence[str], offices: Iterable[str], at: datetime
) -> HeldRound:
    """Checks the whole round file and makes it the round of this store. Raises `InputError` or `RefusedError`."""
    from reviewer_app.export.round import round_document
    from reviewer_app.models.work import HeldRound
    from reviewer_app.security.audit import Event

    with trusted_round(path, offices, at) as package:
        package.check_payload()
        document = round_document(package, secrets)
        if person not in {one.id for one in document.people}:
            raise RefusedError(Outcome.WRONG_RECIPIENT, "not_in_round", person=person)
        held = HeldRound(
            desk=desk,
            person=person,
            round_id=str(package.header.round_id),
            round_version=int(package.header.round_version or 0),
            round_sha256=package.fingerprint,
            scheme=package.scheme,
            document=document,
            tags={name: package.bag.tags[name].decode("ascii") for name in TEXT_TAGS},
        )
    with store.transaction() as work:
        work.hold_round(held)
        work.record(Event.ROUND_OPENED, round=held.round_id, version=held.round_version, sha256=held.round_sha256)
    return held


def held_trust(held: HeldRound) -> Trust:
    """The trust that a round taken in gives: its office was vouched for then."""
    import hashlib

    return Trust(
        round_id=held.round_id,
        versions=(*held.document.package["earlier"], held.round_sha256),
        scheme_sha256=hashlib.sha256(held.scheme).hexdigest(),
        signers=read_signers(held.tags[SIGNERS].encode("ascii")),
        revoked=read_revoked(held.tags[REVOKED].encode("ascii")),
        office_known=True,
    )


def package_tags(held: HeldRound) -> dict[str, bytes]:
    """The round's clear files, as they travel on in score, return and result packages."""
    return {SCHEME: held.scheme} | {name: held.tags[name].encode("ascii") for name in TEXT_TAGS}


__all__ = ["check_round", "held_trust", "package_tags", "take_in_round", "trust_of", "trusted_round"]
