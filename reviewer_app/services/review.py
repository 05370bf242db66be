"""Goal of an expert: mark, step back, accept the undertaking."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.hand_in import check_marks
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.score import Undertaking
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.models.history import History
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Work
from reviewer_app.security.audit import Event


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
        return sheets_in(work, held)


def round_of(work: Work, store: Store) -> HeldRound:
    """The round of this store; raises `UserError` where none was taken in."""
    held = work.round()
    if held is None:
        raise UserError("no_round_here", path=str(store.path))
    return held


def sheets_in(work: Work, held: HeldRound) -> tuple[ScoreSheet, ...]:
    """`sheets_of` within a transaction."""
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
