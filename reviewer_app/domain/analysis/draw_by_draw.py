"""The official rule on one drawn panel after the other: slow, for numbers of any length."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from reviewer_app.domain.analysis.outcome import Outcome
from reviewer_app.domain.analysis.panel import Integers, Panel
from reviewer_app.domain.analysis.workspace import Workspace
from reviewer_app.domain.figures import Rule, figures
from reviewer_app.domain.marks import SCORED, MarkTable


class DrawByDraw:
    """The official rule on one duplicated panel after the other: slow, for numbers of any length."""

    def __init__(self, rule: Rule, panel: Panel, minimum: Fraction | None) -> None:
        self._rule = replace(rule, quorum=1, floor=0)
        self._minimum = minimum
        self._panel = panel
        self._order = np.argsort(panel.candidate, kind="stable")

    def outcome(self, counts: Integers, room: Workspace) -> Outcome:  # noqa: ARG002 - needs no room
        shape = (len(counts), len(self._panel.candidates))
        ranks, eligible = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        for index, row in enumerate(counts):
            made = figures(self._rule, self._table(row))
            ranks[index] = made.ranks
            limit = (self._minimum or Fraction(0)) * made.total_divisor
            enough = [total * limit.denominator >= limit.numerator for total in made.totals.tolist()]
            eligible[index] = made.met & (np.array(enough, dtype=np.bool_) | (self._minimum is None))
        people = shape[1]
        return Outcome(keys=[-ranks], ranges=[(-people, 0)], drawn=ranks > 0, eligible=eligible)

    def _table(self, row: Integers) -> MarkTable:
        panel = self._panel
        rows = np.repeat(self._order, row[panel.expert[self._order]])
        return MarkTable(
            candidates=panel.candidates,
            experts=panel.experts,
            candidate=panel.candidate[rows],
            expert=panel.expert[rows],
            state=np.full(len(rows), SCORED, dtype=np.int8),
            marks=panel.marks[rows],
            present=None,
            places=self._rule.mark_places,
        )
