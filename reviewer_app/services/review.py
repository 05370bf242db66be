"""Goal of an expert: read, mark, and hand in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.hand_in import check_marks
from reviewer_app.domain.package import Kind, PackageHeader, Role
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.score import ScoreDocument, SheetRecord, Undertaking
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.files import write_bytes_durably
from reviewer_app.export.score import sign_score
from reviewer_app.models.history import History
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Signed, Work
from reviewer_app.security.audit import Event
from reviewer_app.security.keys import Identity
from reviewer_app.services.rounds import package_tags

RECEIVERS = (Role.CHAIR, Role.SUPERVISOR, Role.UNION)
"""Who may open an expert's package, beside the expert."""


def accept_undertaking(store: Store) -> Undertaking:
    """Records that the expert accepted the round's undertaking, word for word."""
    with store.transaction() as work:
        held = round_of(work, store)
        digest = hashlib.sha256(held.document.undertaking.encode("utf-8")).hexdigest()
        undertaking = Undertaking(text_sha256=digest, accepted=work.now())
        work.accept_undertaking(undertaking)
        work.record(Event.UNDERTAKING_ACCEPTED, text_sha256=digest)
    return undertaking


def record_mark(store: Store, candidate: str, criterion: str, mark: Decimal) -> ScoreSheet:
    """Gives or changes one mark, durably; returns the sheet as it now is. Raises `UserError`, storing nothing."""
    with store.transaction() as work:
        held = round_of(work, store)
        scheme = held.rules
        sheet = open_sheet(work, held, candidate)
        marked = with_state(replace(sheet, marks={**sheet.marks, criterion: mark}, reason=""), scheme)
        check_marks(marked, scheme)
        work.save_sheet(marked)
        work.record(Event.MARK_RECORDED, candidate=candidate, criterion=criterion, mark=format(mark, "f"))
    return marked


def record_sheets(store: Store, sheets: Iterable[ScoreSheet]) -> int:
    """Takes in the marks and remarks of many sheets at once, all or none; returns how many. Raises `UserError`."""
    with store.transaction() as work:
        held = round_of(work, store)
        scheme = held.rules
        before = work.sheets(held.person)
        count = 0
        for given in sheets:
            _must_be_ours(given.candidate, held)
            must_be_open(work, before.get(given.candidate))
            sheet = with_state(replace(given, expert=held.person, reason=""), scheme)
            check_marks(sheet, scheme)
            work.save_sheet(sheet)
            count += 1
        work.record(Event.MARKS_RECORDED, sheets=count)
    return count


def recuse(store: Store, candidate: str, reason: str) -> ScoreSheet:
    """Withdraws from a candidate for good; marks already given are dropped. Raises `UserError` without a reason."""
    return _step_back(store, candidate, reason, SheetState.RECUSED, Event.RECUSED)


def abstain(store: Store, candidate: str, reason: str) -> ScoreSheet:
    """Declines to judge a candidate; stays entitled. Raises `UserError` without a reason."""
    return _step_back(store, candidate, reason, SheetState.ABSTAINED, Event.ABSTAINED)


def sheets_of(store: Store) -> tuple[ScoreSheet, ...]:
    """The expert's sheets on everybody assigned, in the round's order; untouched ones are `incomplete`."""
    with store.transaction() as work:
        held = round_of(work, store)
        return _sheets(work, held)


def sign_sheets(store: Store, identity: Identity) -> Signed:
    """Signs the sheets as they stand, and closes those that are not incomplete: only the chair's return opens them.

    The bytes are sealed once and kept; `export_signed` copies them.

    Signing again makes a new sequence number. Raises `UserError` before the undertaking is accepted, for a key that
    is not the expert's, and when a mark was given while the package was being made.
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
    with store.transaction() as work:
        signed = work.signed(Kind.SCORE)
    if not signed:
        raise UserError("nothing_signed")
    write_bytes_durably(target, signed[-1].content)
    return signed[-1]


def round_of(work: Work, store: Store) -> HeldRound:
    """The round of this store; raises `UserError` where none was taken in."""
    held = work.round()
    if held is None:
        raise UserError("no_round_here", path=str(store.path))
    return held


def _document(work: Work, held: HeldRound, identity: Identity) -> ScoreDocument:
    if held.document.person(held.person).signing_key != identity.signing.public.line:
        raise UserError("not_your_key", person=held.person, fingerprint=identity.signing.public.fingerprint)
    undertaking = work.undertaking()
    if undertaking is None:
        raise UserError("undertaking_open")
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
        sheets=tuple(SheetRecord.of(sheet) for sheet in _sheets(work, held)),
        audit=work.audit_head(),
    )


def _recipients(held: HeldRound) -> dict[str, str]:
    own = held.document.person(held.person)
    others = [person for role in RECEIVERS for person in held.document.of_role(role)]
    return {person.id: person.age_recipient for person in (own, *others)}


def _sheets(work: Work, held: HeldRound) -> tuple[ScoreSheet, ...]:
    touched = work.sheets(held.person)
    return tuple(
        touched.get(candidate.code) or _untouched(held.person, candidate.code)
        for candidate in held.document.assigned_to(held.person)
    )


def _untouched(expert: str, candidate: str) -> ScoreSheet:
    return ScoreSheet(expert=expert, candidate=candidate, state=SheetState.INCOMPLETE)


def open_sheet(work: Work, held: HeldRound, candidate: str) -> ScoreSheet:
    """The sheet on a candidate, touched or not; raises `UserError` where it is not ours or closed."""
    _must_be_ours(candidate, held)
    sheet = work.sheet(held.person, candidate)
    must_be_open(work, sheet)
    return sheet or _untouched(held.person, candidate)


def _must_be_ours(candidate: str, held: HeldRound) -> None:
    if candidate not in held.own_codes:
        raise UserError("not_assigned_to_you", candidate=candidate)


def must_be_open(work: Work, sheet: ScoreSheet | None) -> None:
    """Raises `UserError` for a sheet that a recusal or a signature has closed; only a return opens it again."""
    if sheet is None:
        return
    if sheet.state is SheetState.RECUSED:
        raise UserError("sheet_recused", candidate=sheet.candidate)
    sequence = History(work).locked_by(sheet.candidate)
    if sequence:
        raise UserError("sheet_signed", candidate=sheet.candidate, sequence=sequence)


def with_state(sheet: ScoreSheet, scheme: Scheme) -> ScoreSheet:
    """The sheet, scored where every criterion has its mark, else incomplete."""
    whole = all(criterion.key in sheet.marks for criterion in scheme.criteria)
    return replace(sheet, state=SheetState.SCORED if whole else SheetState.INCOMPLETE)


def _step_back(store: Store, candidate: str, reason: str, state: SheetState, event: Event) -> ScoreSheet:
    if not reason.strip():
        raise UserError("reason_missing", candidate=candidate)
    with store.transaction() as work:
        held = round_of(work, store)
        sheet = open_sheet(work, held, candidate)
        closed = replace(sheet, state=state, reason=reason.strip(), marks={})
        work.save_sheet(closed)
        work.record(event, candidate=candidate, reason=reason.strip())
    return closed
