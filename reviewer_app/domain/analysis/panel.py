"""The scored sheets of a round as plain arrays: one row a sheet, marks and totals as whole numbers.

A sheet list, not a table of experts × candidates: a panel of 5,000 experts with two sheets each stays small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.marks import SCORED, MarkTable, table_of_sheets
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import ScoreSheet

Integers = npt.NDArray[Any]
"""Whole numbers: of a fixed width, or Python's own (dtype object) where 64 bits would not hold them."""
Numbers = npt.NDArray[Any]
"""Whole numbers held in float32 or float64, wide enough to be exact."""
Floats = npt.NDArray[np.float64]

_ROOM = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One figure per sheet, seen over experts and candidates.

    `expert`, `candidate`: [sheets], indices into the panel's names. `units`: [sheets], whole multiples of
    1 ÷ `scale`; so two marks are equal exactly when their units are.
    """

    expert: Integers
    candidate: Integers
    units: Integers
    scale: int

    @property
    def values(self) -> Floats:
        """[sheets], the figures as binary floats, for estimates where nothing hangs on equality."""
        return np.asarray(self.units, dtype=np.float64) / self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Who scored whom, and how.

    `experts`, `candidates`: everyone named on any sheet, sorted. `expert`, `candidate`:
    [sheets], indices of the scored sheets. `marks`: [sheets, criteria] in units of 1 ÷ `mark_scale`; `totals`:
    [sheets], Σ weight × mark, in units of 1 ÷ `total_scale`.
    """

    experts: tuple[str, ...]
    candidates: tuple[str, ...]
    criteria: tuple[str, ...]
    expert: Integers
    candidate: Integers
    marks: Integers
    totals: Integers
    mark_scale: int
    total_scale: int

    @property
    def on_totals(self) -> Column:
        return Column(expert=self.expert, candidate=self.candidate, units=self.totals, scale=self.total_scale)

    def on_criterion(self, index: int) -> Column:
        return Column(expert=self.expert, candidate=self.candidate, units=self.marks[:, index], scale=self.mark_scale)

    @property
    def scoring_experts(self) -> Integers:
        """The indices of the experts who have a scored sheet."""
        return np.unique(self.expert)


def wide_enough(values: Integers, largest: int) -> Integers:
    """`values` in a dtype in which sums up to `largest` are exact."""
    return values if largest < _ROOM else values.astype(object)


def panel_of(scheme: Scheme, sheets: Iterable[ScoreSheet]) -> Panel:
    """The arrays of a round. Sheets that are not scored, or not in full, add their names only.

    Raises `InputError` for marks that the scheme refuses and for a sheet that comes twice.
    """
    return panel_of_table(scheme, table_of_sheets(scheme, sheets))


def panel_of_table(scheme: Scheme, table: MarkTable) -> Panel:
    """The arrays of a round whose marks stand in columns already."""
    rows = np.flatnonzero(table.state == SCORED)
    marks = table.marks[rows]
    weights = scheme.weight_units
    bound = int(np.abs(marks).max(initial=0)) * sum(weights)
    totals = (wide_enough(marks, bound) * np.array(weights, dtype=np.int64 if bound < _ROOM else object)).sum(axis=1)
    return Panel(
        experts=table.experts,
        candidates=table.candidates,
        criteria=tuple(criterion.key for criterion in scheme.criteria),
        expert=table.expert[rows],
        candidate=table.candidate[rows],
        marks=marks,
        totals=totals,
        mark_scale=10**table.places,
        total_scale=10 ** (table.places + scheme.weight_places),
    )


def restricted(panel: Panel, candidates: Integers) -> Panel:
    """The panel of some candidates only (indices, ascending); experts stay as they are."""
    place = np.full(len(panel.candidates), -1, dtype=np.int64)
    place[candidates] = np.arange(len(candidates))
    kept = np.flatnonzero(place[panel.candidate] >= 0)
    return replace(
        panel,
        candidates=tuple(panel.candidates[index] for index in candidates.tolist()),
        expert=panel.expert[kept],
        candidate=place[panel.candidate[kept]],
        marks=panel.marks[kept],
        totals=panel.totals[kept],
    )


def doubled_midranks(units: Integers) -> Integers:
    """Twice the mid-rank of each value of a row, from the lowest, 1-based: whole numbers, so ties stay exact."""
    _, place, count = np.unique(units, return_inverse=True, return_counts=True)
    upto = np.cumsum(count)
    return np.asarray((2 * upto - count + 1)[place], dtype=np.int64)
