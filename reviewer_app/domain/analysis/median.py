"""The middle marks of many draws at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from reviewer_app.domain.analysis.panel import Integers, Numbers, Panel


class Medians:
    """The middle mark, or both middle marks, of every candidate and criterion under any number of draws."""

    def __init__(self, panel: Panel, kind: np.dtype[Any]) -> None:
        order = np.argsort(panel.candidate, kind="stable")
        edges = np.searchsorted(panel.candidate[order], np.arange(len(panel.candidates) + 1))
        self._rows = [order[start:end] for start, end in pairwise(edges)]
        self._panel = panel
        self._kind = kind

    def of(self, counts: Integers) -> tuple[Numbers, Numbers, Numbers]:
        """Sheets (draws × candidates), sums of the middle marks (draws × criteria × candidates), divisors 1 or 2.

        `counts`: draws × experts. Without sheets a sum means nothing.
        """
        criteria = self._panel.marks.shape[1]
        shape = (len(counts), len(self._rows))
        number = np.zeros(shape, dtype=np.int64)
        sums = np.zeros((shape[0], criteria, shape[1]), dtype=self._kind)
        narrow = np.uint8 if len(self._panel.experts) < 256 else np.int32
        drawn = np.ascontiguousarray(counts.T.astype(narrow))
        for candidate, rows in enumerate(self._rows):
            if len(rows):
                experts = self._panel.expert[rows]
                number[:, candidate] = drawn[experts].sum(axis=0, dtype=np.int64)
                targets = ((number[:, candidate] + 1) // 2).astype(narrow), number[:, candidate] // 2 + 1
                for index in range(criteria):
                    marks = self._panel.marks[rows, index]
                    order = np.argsort(marks, kind="stable")
                    places = _places(drawn[experts[order]], targets[0], targets[1].astype(narrow))
                    sums[:, index, candidate] = _middle(marks[order].astype(self._kind), places, number[:, candidate])
        left = np.where(number % 2, 1, 2).astype(self._kind)
        return number.astype(self._kind), sums, left


def _places(drawn: Integers, lower: Integers, upper: Integers) -> tuple[Integers, Integers]:
    """Where in the order of marks the two middle sheets are; `drawn`: experts in that order × draws."""
    upto = np.zeros_like(drawn[0])
    at_lower, at_upper = np.zeros_like(upto), np.zeros_like(upto)
    for row in drawn:
        upto += row
        at_lower += upto < lower
        at_upper += upto < upper
    return at_lower, at_upper


def _middle(marks: Numbers, places: tuple[Integers, Integers], number: Integers) -> Numbers:
    last = len(marks) - 1
    lower, upper = (marks[np.minimum(place, last)] for place in places)
    return np.where(number % 2, lower, lower + upper)
