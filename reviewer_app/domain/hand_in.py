"""Whether handed-in score sheets are such as this expert may hand in, under this scheme, in this round."""

from __future__ import annotations

from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Outcome
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.score import ScoreDocument
from reviewer_app.domain.sheet import ScoreSheet, SheetState


def check_sheets(document: ScoreDocument, scheme: Scheme, round_: RoundDocument | None) -> None:
    """Raises `RefusedError` at the first sheet that may not stand; without the round, candidates are not judged.

    Sheets on candidates who withdrew later are let through.
    """
    for sheet in document.score_sheets():
        if round_ is not None:
            _check_candidate(sheet, round_)
        check_marks(sheet, scheme)


def _check_candidate(sheet: ScoreSheet, round_: RoundDocument) -> None:
    if sheet.candidate in round_.withdrawn:
        return  # handed in before the withdrawal; it counts no more
    if sheet.candidate not in round_.assignments:
        raise RefusedError(Outcome.UNKNOWN_CANDIDATE, "unknown_candidate", candidate=sheet.candidate)
    if sheet.expert not in round_.assignments[sheet.candidate]:
        raise RefusedError(
            Outcome.UNASSIGNED_CANDIDATE, "unassigned_candidate", candidate=sheet.candidate, expert=sheet.expert
        )


def check_marks(sheet: ScoreSheet, scheme: Scheme) -> None:
    """Raises `RefusedError` for a mark off the scheme's grid, an unknown criterion, or a state that does not fit."""
    criteria = {criterion.key: criterion for criterion in scheme.criteria}
    if sheet.state is SheetState.RECUSED and sheet.marks:
        raise RefusedError(Outcome.RECUSED_CANDIDATE, "recused_candidate", candidate=sheet.candidate)
    for key, mark in sheet.marks.items():
        if key not in criteria:
            raise RefusedError(Outcome.UNKNOWN_CRITERION, "unknown_criterion", candidate=sheet.candidate, criterion=key)
        criterion = criteria[key]
        if not criterion.on_grid(mark):
            raise RefusedError(
                Outcome.MARK_OFF_SCALE,
                "mark_off_scale",
                candidate=sheet.candidate,
                criterion=criterion.title,
                mark=format(mark, "f"),
                lowest=format(criterion.min_score, "f"),
                highest=format(criterion.max_score, "f"),
                step=format(criterion.step, "f"),
            )
    if sheet.state is SheetState.SCORED and set(sheet.marks) != set(criteria):
        raise RefusedError(Outcome.MALFORMED, "sheet_not_whole", candidate=sheet.candidate)
