"""The marks of a round in columns: one row a sheet, fixed-point whole numbers. What the consolidation reckons with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.exact import plain, to_units
from reviewer_app.domain.scheme import Criterion, Scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState

Whole = NDArray[Any]
"""Whole numbers: int64, or Python's own (dtype object) where 64 bits could overflow."""

STATES = tuple(SheetState)
CODES = {state: code for code, state in enumerate(STATES)}
SCORED = CODES[SheetState.SCORED]
INCOMPLETE = CODES[SheetState.INCOMPLETE]
RECUSED = CODES[SheetState.RECUSED]
NOT_ASSIGNED = CODES[SheetState.NOT_ASSIGNED]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarkTable:
    """Sheets ordered by candidate, then expert; both name lists are sorted and hold each name once.

    `candidate`, `expert`, `state`: one number a sheet (state: its place in `STATES`). `marks`: sheets × criteria in
    units of 10^-places, 0 where `present` is False (`present` is None when every sheet has all its marks).
    """

    candidates: tuple[str, ...]
    experts: tuple[str, ...]
    candidate: Whole
    expert: Whole
    state: Whole
    marks: Whole
    present: NDArray[np.bool_] | None
    places: int


def unit_type(scheme: Scheme) -> type[np.int64] | type[object]:
    """The type that holds one mark of the scheme: int64 unless a single mark would not fit."""
    largest = max(max(abs(item.min_score), abs(item.max_score)) for item in scheme.criteria)
    return np.int64 if largest * 10**scheme.mark_places < 2**62 else object


def table_of_sheets(scheme: Scheme, sheets: Iterable[ScoreSheet], candidates: Sequence[str] = ()) -> MarkTable:
    """The columns of some sheets; `candidates` adds those that nobody was assigned to.

    A scored sheet without all its marks becomes `incomplete`. Raises `InputError` for marks that the scheme refuses
    and for a sheet that comes twice, all at once.
    """
    ordered = sorted(sheets, key=lambda sheet: (sheet.candidate, sheet.expert))
    names = tuple(sorted({*candidates, *(sheet.candidate for sheet in ordered)}))
    experts = tuple(sorted({sheet.expert for sheet in ordered}))
    candidate_of = {name: index for index, name in enumerate(names)}
    expert_of = {name: index for index, name in enumerate(experts)}
    reader = _Reader(scheme)
    rows = [reader.row(sheet) for sheet in ordered]
    problems = [*_twice(ordered), *reader.problems]
    if problems:
        raise InputError(problems)
    width = len(scheme.criteria)
    marks = np.array([row[0] for row in rows], dtype=unit_type(scheme)).reshape(len(rows), width)
    present = np.array([row[1] for row in rows], dtype=np.bool_).reshape(len(rows), width)
    return MarkTable(
        candidates=names,
        experts=experts,
        candidate=np.array([candidate_of[sheet.candidate] for sheet in ordered], dtype=np.int64),
        expert=np.array([expert_of[sheet.expert] for sheet in ordered], dtype=np.int64),
        state=np.array([row[2] for row in rows], dtype=np.int8),
        marks=marks,
        present=None if bool(present.all()) else present,
        places=scheme.mark_places,
    )


def _twice(ordered: Sequence[ScoreSheet]) -> list[Problem]:
    return [
        Problem(code="sheet_twice", values={"expert": here.expert, "candidate": here.candidate})
        for here, after in pairwise(ordered)
        if (here.candidate, here.expert) == (after.candidate, after.expert)
    ]


class _Reader:
    """Turns sheets into rows of units and notes every mark that the scheme refuses."""

    def __init__(self, scheme: Scheme) -> None:
        self._criteria = scheme.criteria
        self._known = set(scheme.criterion_keys)
        self._places = scheme.mark_places
        self._units: list[dict[Decimal, int | None]] = [{} for _ in scheme.criteria]
        self.problems: list[Problem] = []

    def row(self, sheet: ScoreSheet) -> tuple[list[int], list[bool], int]:
        units: list[int] = []
        present: list[bool] = []
        for criterion, known in zip(self._criteria, self._units, strict=True):
            mark = sheet.marks.get(criterion.key)
            if mark is None:
                units.append(0)
                present.append(False)
                continue
            if mark not in known:
                known[mark] = self._in_units(criterion, mark)
            unit = known[mark]
            if unit is None:
                self._refuse(sheet, criterion, mark)
            units.append(unit or 0)
            present.append(True)
        if not self._known.issuperset(sheet.marks):
            self._strange(sheet, sheet.marks)
        state = sheet.state
        if state is SheetState.SCORED and not all(present):
            state = SheetState.INCOMPLETE
        return units, present, CODES[state]

    def _in_units(self, criterion: Criterion, mark: Decimal) -> int | None:
        return to_units(mark, self._places) if mark.is_finite() and criterion.on_grid(mark) else None

    def _refuse(self, sheet: ScoreSheet, criterion: Criterion, mark: Decimal) -> None:
        values = {
            "expert": sheet.expert,
            "candidate": sheet.candidate,
            "criterion": criterion.key,
            "mark": str(mark),
            "low": plain(criterion.min_score),
            "high": plain(criterion.max_score),
            "step": plain(criterion.step),
        }
        self.problems.append(Problem(code="sheet_mark_refused", values=values))

    def _strange(self, sheet: ScoreSheet, marks: Mapping[str, Decimal]) -> None:
        for key in sorted(set(marks) - self._known):
            values = {"expert": sheet.expert, "candidate": sheet.candidate, "criterion": key}
            self.problems.append(Problem(code="sheet_criterion_unknown", values=values))
