"""Goal of an expert: sign the sheets and hand them in."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind, PackageHeader, Role
from reviewer_app.domain.score import ScoreDocument, SheetRecord
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export.score import sign_score
from reviewer_app.models.history import History
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Signed, Work
from reviewer_app.security.audit import Event
from reviewer_app.security.keys import Identity
from reviewer_app.services.conflicts import look
from reviewer_app.services.last_signed import export_last
from reviewer_app.services.review import round_of, sheets_in
from reviewer_app.services.rounds import package_tags

RECEIVERS = (Role.CHAIR, Role.SUPERVISOR, Role.UNION)
"""Who may open an expert's package, beside the expert."""


def sign_sheets(store: Store, identity: Identity) -> Signed:
    """Signs the sheets as they stand, and closes those that are not incomplete: only the chair's return opens them.

    The bytes are sealed once and kept; `export_signed` copies them.

    Signing again makes a new sequence number. Raises `UserError` before the undertaking is accepted and conflicts of
    interest are declared, for a key that is not the expert's, and when a mark was given while the package was being
    made.
    """
    with store.transaction() as work:
        held = round_of(work, store)
        document = _document(work, held, identity)
    package = sign_score(document, package_tags(held), _recipients(held), identity.signing)
    header = PackageHeader.from_document(document.package)
    signed = Signed(
        kind=Kind.SCORE,
        sequence=header.sequence,
        fingerprint=package.fingerprint,
        created=header.created,
        content=package.content,
    )
    with store.transaction() as work:
        if work.audit_head() != document.audit:
            raise UserError("changed_while_signing")
        work.keep_signed(signed)
        closed = [sheet.candidate for sheet in document.sheets if sheet.state is not SheetState.INCOMPLETE]
        History(work).lock_sheets(closed, signed.sequence)
        History(work).answer_returns(held.person, signed.fingerprint)
        work.record(Event.SHEETS_SIGNED, sequence=signed.sequence, sha256=signed.fingerprint)
    return signed


def export_signed(store: Store, target: Path) -> Signed:
    """Copies the last signed package to `target`. Raises `UserError` where none is signed or writing fails."""
    return export_last(store, Kind.SCORE, target)


def _document(work: Work, held: HeldRound, identity: Identity) -> ScoreDocument:
    if held.document.person(held.person).signing_key != identity.signing.public.line:
        raise UserError("not_your_key", person=held.person, fingerprint=identity.signing.public.fingerprint)
    undertaking = work.undertaking()
    if undertaking is None:
        raise UserError("undertaking_open")
    if look(work, held).is_due:
        raise UserError("conflicts_open")
    signed = work.signed(Kind.SCORE)
    header = PackageHeader(
        kind=Kind.SCORE,
        signer=held.person,
        role=Role.EXPERT,
        recipients=tuple(sorted(_recipients(held))),
        round_id=held.round_id,
        round_version=held.round_version,
        round_sha256=held.round_sha256,
        scheme_sha256=hashlib.sha256(held.scheme).hexdigest(),
        sequence=signed[-1].sequence + 1 if signed else 1,
        created=work.now(),
    )
    return ScoreDocument(
        package=header.document(),
        expert=held.person,
        undertaking=undertaking,
        sheets=tuple(SheetRecord.of(sheet) for sheet in sheets_in(work, held)),
        audit=work.audit_head(),
    )


def _recipients(held: HeldRound) -> dict[str, str]:
    own = held.document.person(held.person)
    others = [person for role in RECEIVERS for person in held.document.of_role(role)]
    return {person.id: person.age_recipient for person in (own, *others)}
