"""Whether handed-in score sheets are such as this expert may hand in, under this scheme, in this round."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Outcome
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.scheme import Criterion, Scheme
from reviewer_app.domain.score import ScoreDocument, SheetRecord
from reviewer_app.domain.sheet import ScoreSheet, SheetState


def check_sheets(
    document: ScoreDocument, scheme: Scheme, round_: RoundDocument | None, sound: set[tuple[str, str]] | None = None
) -> None:
    """Raises `RefusedError` at the first sheet that may not stand; without the round, candidates are not judged.

    Sheets on candidates who withdrew later are let through. `sound` gathers the marks (criterion and text) found to be
    right under this scheme, for whoever checks many documents: marks repeat.
    """
    criteria = {criterion.key: criterion for criterion in scheme.criteria}
    sound = set() if sound is None else sound
    for sheet in document.sheets:
        if round_ is not None:
            _check_candidate(sheet.candidate, document.expert, round_)
        for key, text in sheet.marks.items() - sound:
            _check_mark(sheet.candidate, key, Decimal(text), criteria)
            sound.add((key, text))
        _check_whole(sheet, criteria)


def _check_candidate(candidate: str, expert: str, round_: RoundDocument) -> None:
    if candidate in round_.withdrawn:
        return  # handed in before the withdrawal; it counts no more
    if candidate not in round_.assignments:
        raise RefusedError(Outcome.UNKNOWN_CANDIDATE, "unknown_candidate", candidate=candidate)
    if expert not in round_.assignments[candidate]:
        raise RefusedError(Outcome.UNASSIGNED_CANDIDATE, "unassigned_candidate", candidate=candidate, expert=expert)


def check_marks(sheet: ScoreSheet, scheme: Scheme) -> None:
    """Raises `RefusedError` for a mark off the scheme's grid, an unknown criterion, or a state that does not fit."""
    criteria = {criterion.key: criterion for criterion in scheme.criteria}
    for key, mark in sheet.marks.items():
        _check_mark(sheet.candidate, key, mark, criteria)
    _check_whole(sheet, criteria)


def _check_whole(sheet: ScoreSheet | SheetRecord, criteria: Mapping[str, Criterion]) -> None:
    if sheet.state is SheetState.RECUSED and sheet.marks:
        raise RefusedError(Outcome.RECUSED_CANDIDATE, "recused_candidate", candidate=sheet.candidate)
    if sheet.state is SheetState.SCORED and sheet.marks.keys() != criteria.keys():
        raise RefusedError(Outcome.MALFORMED, "sheet_not_whole", candidate=sheet.candidate)


def _check_mark(candidate: str, key: str, mark: Decimal, criteria: Mapping[str, Criterion]) -> None:
    if key not in criteria:
        raise RefusedError(Outcome.UNKNOWN_CRITERION, "unknown_criterion", candidate=candidate, criterion=key)
    criterion = criteria[key]
    if not criterion.on_grid(mark):
        raise RefusedError(
            Outcome.MARK_OFF_SCALE,
            "mark_off_scale",
            candidate=candidate,
            criterion=criterion.title,
            mark=format(mark, "f"),
            lowest=format(criterion.min_score, "f"),
            highest=format(criterion.max_score, "f"),
            step=format(criterion.step, "f"),
        )
