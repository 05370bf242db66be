"""Goal of an expert: give marks, one or many at once, and go back and forth over the steps that were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.hand_in import check_marks
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Work
from reviewer_app.security.audit import Event
from reviewer_app.services.review import open_sheet, round_of, with_state

Marks = Mapping[str, Mapping[str, Decimal | None]]
"""Marks by candidate and criterion; None stands for no mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a step did: the marks that stood there before, and the sheets as they now are.

    `abstained`: the reasons of the abstentions that its marks took back, by candidate.
    """

    before: Marks
    abstained: Mapping[str, str]
    sheets: tuple[ScoreSheet, ...]


def give_marks(store: Store, marks: Marks) -> Given:
    """Gives, changes and takes back marks in one transaction, all or none; remarks stay.

    Raises `UserError` for a closed sheet and for a mark that the scheme does not know; nothing is stored then.
    """
    with store.transaction() as work:
        held = round_of(work, store)
        return _put(work, held, {candidate: open_sheet(work, held, candidate) for candidate in marks}, marks)


def exchange_marks(store: Store, old: Marks, new: Marks, abstained: Mapping[str, str] | None = None) -> Given:
    """Puts marks back as a step found them, or as it left them, all or none; and the abstentions that it took back.

    Raises `UserError` where a sheet was closed since, or bears other marks than `old`.
    """
    with store.transaction() as work:
        held = round_of(work, store)
        sheets = {candidate: _still_open(work, held, candidate) for candidate in new}
        for candidate, marks in old.items():
            if any(sheets[candidate].marks.get(criterion) != mark for criterion, mark in marks.items()):
                raise UserError("marks_changed_since", candidate=candidate)
        given = _put(work, held, sheets, new)
        again = {candidate: _abstain_again(work, held, candidate, why) for candidate, why in (abstained or {}).items()}
        return replace(given, sheets=tuple(again.get(sheet.candidate, sheet) for sheet in given.sheets))


def _abstain_again(work: Work, held: HeldRound, candidate: str, reason: str) -> ScoreSheet:
    closed = replace(open_sheet(work, held, candidate), state=SheetState.ABSTAINED, reason=reason, marks={})
    work.save_sheet(closed)
    work.record(Event.ABSTAINED, candidate=candidate, reason=reason)
    return closed


def _still_open(work: Work, held: HeldRound, candidate: str) -> ScoreSheet:
    try:
        return open_sheet(work, held, candidate)
    except UserError as error:
        raise UserError("sheet_closed_since", candidate=candidate) from error


def _put(work: Work, held: HeldRound, sheets: Mapping[str, ScoreSheet], marks: Marks) -> Given:
    before: dict[str, dict[str, Decimal | None]] = {}
    abstained = {code: sheet.reason for code, sheet in sheets.items() if sheet.state is SheetState.ABSTAINED}
    after = []
    for candidate, given in marks.items():
        sheet = sheets[candidate]
        before[candidate] = {criterion: sheet.marks.get(criterion) for criterion in given}
        left = {criterion: mark for criterion, mark in sheet.marks.items() if criterion not in given}
        new = {criterion: mark for criterion, mark in given.items() if mark is not None}
        marked = with_state(replace(sheet, marks=left | new, reason=""), held.rules)
        check_marks(marked, held.rules)
        work.save_sheet(marked)
        for criterion, mark in given.items():
            told = "" if mark is None else format(mark, "f")
            work.record(Event.MARK_RECORDED, candidate=candidate, criterion=criterion, mark=told)
        after.append(marked)
    return Given(before=before, abstained=abstained, sheets=tuple(after))
