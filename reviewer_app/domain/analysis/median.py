"""The middle marks of many draws at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from reviewer_app.domain.analysis.panel import Integers, Numbers, Panel


class Medians:
    """The middle mark, or both middle marks, of every candidate and criterion under any number of draws.

    `steps`: sheets × criteria, the marks as whole numbers; `kind`: the float that holds them.
    """

    def __init__(self, panel: Panel, steps: Integers, kind: np.dtype[Any]) -> None:
        order = np.argsort(panel.candidate, kind="stable")
        edges = np.searchsorted(panel.candidate[order], np.arange(len(panel.candidates) + 1))
        self._rows = [order[start:end] for start, end in pairwise(edges)]
        self._expert = panel.expert
        self._narrow = np.min_scalar_type(2 * len(panel.experts) + 2)
        self._steps = steps.astype(kind)
        self._order = [np.argsort(steps[rows], axis=0, kind="stable") for rows in self._rows]

    def of(self, counts: Integers) -> tuple[Numbers, Numbers, Numbers]:
        """Sheets (draws × candidates), sums of the middle marks (criteria × draws × candidates), divisors 1 or 2.

        `counts`: draws × experts. Without sheets a sum means nothing.
        """
        draws, criteria, kind = len(counts), self._steps.shape[1], self._steps.dtype
        number = np.zeros((draws, len(self._rows)), dtype=kind)
        sums = np.zeros((criteria, draws, len(self._rows)), dtype=kind)
        drawn = np.ascontiguousarray(counts.T.astype(self._narrow))
        for candidate, rows in enumerate(self._rows):
            if len(rows):
                of_candidate = drawn[self._expert[rows]]
                sheets = of_candidate.sum(axis=0, dtype=self._narrow)
                number[:, candidate] = sheets
                for index in range(criteria):
                    order = self._order[candidate][:, index]
                    sums[index, :, candidate] = _middle(self._steps[rows[order], index], of_candidate[order], sheets)
        return number, sums, np.where(number % 2, 1, 2).astype(kind)


def _middle(marks: Numbers, drawn: Integers, sheets: Integers) -> Numbers:
    """The middle mark, or the sum of both. `marks`: ascending; `drawn`: the same experts × draws."""
    lower, upper = (sheets + 1) // 2, sheets // 2 + 1
    upto, at_lower, at_upper = (np.zeros_like(sheets) for _ in range(3))
    for row in drawn:
        upto += row
        at_lower += upto < lower
        at_upper += upto < upper
    last = len(marks) - 1
    first, second = (marks[np.minimum(place, last)] for place in (at_lower, at_upper))
    return np.where(sheets % 2, first, first + second)
