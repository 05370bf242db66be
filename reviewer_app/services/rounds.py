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
    from reviewer_app.models.values import HeldRound

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
    """Checks the whole round file and makes it the round of this store, or the later version of the one held.

    A later version keeps every mark; mended dossiers ask to be looked at again. It must be signed by an office key that
    the user vouches for or that the version held names. The same file again changes nothing.
    Raises `InputError` or `RefusedError`.
    """
    from reviewer_app.export.round import round_document
    from reviewer_app.models.history import History
    from reviewer_app.models.values import HeldRound, Version
    from reviewer_app.security.audit import Event
    from reviewer_app.services.versions import check_successor, mark_mended

    with store.transaction() as work:
        before = work.round()
    with _vouched(path, before, offices, at) as package:
        if before is not None and package.fingerprint == before.round_sha256:
            return before
        package.check_payload()
        document = round_document(package, secrets)
        if person not in {one.id for one in document.people}:
            raise RefusedError(Outcome.WRONG_RECIPIENT, "not_in_round", person=person)
        if before is not None:
            check_successor(before, package, document)
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
    opened = Event.ROUND_OPENED if before is None else Event.ROUND_UPDATED
    with store.transaction() as work:
        work.hold_round(held)
        version = Version(
            round_version=held.round_version, round_sha256=held.round_sha256, opened=work.now(), file=path.name
        )
        History(work).keep_version(version)
        if before is not None:
            mark_mended(work, before.document, document)
        work.record(opened, round=held.round_id, version=held.round_version, sha256=held.round_sha256)
    return held


@contextmanager
def _vouched(path: Path, before: HeldRound | None, offices: Iterable[str], at: datetime) -> Iterator[Package]:
    """The round package, signed by an office that may: told apart are an unknown office and a changed key."""
    if before is None:
        with trusted_round(path, offices, at) as package:
            yield package
        return
    from reviewer_app.services.versions import office_keys

    with read_package(path) as package:
        check_round(package, at)
        fingerprint = package.bag.signature.key.fingerprint
        if fingerprint not in {*offices, *office_keys(before)}:
            ours = ", ".join(sorted(office_keys(before)))
            raise RefusedError(Outcome.UNTRUSTED_SIGNER, "office_key_changed", fingerprint=fingerprint, ours=ours)
        yield package


def held_trust(held: HeldRound) -> Trust:
    """The trust that a round taken in gives: its office was vouched for then."""
    return Trust(
        round_id=held.round_id,
        versions=(*held.document.package["earlier"], held.round_sha256),
        scheme_sha256=held.rules.sha256,
        signers=read_signers(held.tags[SIGNERS].encode("ascii")),
        revoked=read_revoked(held.tags[REVOKED].encode("ascii")),
        office_known=True,
    )


def package_tags(held: HeldRound) -> dict[str, bytes]:
    """The round's clear files, as they travel on in score, return and result packages."""
    return {SCHEME: held.scheme} | {name: held.tags[name].encode("ascii") for name in TEXT_TAGS}


__all__ = ["check_round", "held_trust", "package_tags", "take_in_round", "trust_of", "trusted_round"]
