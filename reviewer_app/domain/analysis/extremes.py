"""The n lowest (or highest) sheets of many draws at once, without sorting any of them.

The sum of a multiset's n lowest values is the least over all ways to take i of them from one part and n − i from the
rest. So the experts are split into small groups; for each group a table holds, for every pattern of draws (each expert
0, 1, … n times; more than n is all the same), the sums of its 1, …, n lowest values; a draw looks up one row per group
and combines them.

Where whole sheets are dropped, the value is the sheet's place in its candidate's order, with the mark carried below it:
place × modulus + mark. The least sum of such values finds the sheets, and modulo gives their marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reviewer_app.domain.analysis.panel import Floats, Integers, Numbers

Where = Integers | slice
"""The candidates that a group of experts scored: their indices, or everyone."""

_PATTERNS = 256


class End:
    """Which sheets are dropped, how many, and how their marks are found again in a sum."""

    def __init__(self, most: int, *, highest: bool, modulus: int = 0, base: int = 0) -> None:
        self.most = most
        self._sign = -1 if highest else 1
        self._modulus = modulus
        self._base = base

    def values(self, marks: Floats, places: Floats | None) -> Floats:
        """What the least sum is taken of; NaN stays NaN. `marks`: experts × criteria × candidates."""
        if places is None:
            return np.asarray(self._sign * marks)
        return np.asarray(self._sign * places * self._modulus + (marks - self._base))

    def marks(self, sums: Numbers) -> Numbers:
        """The marks in the least sums, in place; infinite sums stay infinite."""
        if not self._modulus:
            sums *= sums.dtype.type(self._sign)
            return sums
        modulus = sums.dtype.type(self._modulus)
        whole = np.floor(sums / modulus, where=np.isfinite(sums), out=np.zeros_like(sums))
        sums -= whole * modulus
        sums += sums.dtype.type(self.most * self._base)
        return sums


def group_size(most: int) -> int:
    """How many experts go into one group when up to `most` sheets are dropped at an end."""
    size = 1
    while (most + 1) ** (size + 1) <= _PATTERNS:
        size += 1
    return size


def tables_of(values: Floats, most: int, kind: np.dtype[Any]) -> list[Numbers]:
    """For 1, …, `most`: the sums of a group's lowest values, patterns of draws × columns; infinite where too few.

    `values`: experts × columns, NaN as gap. An expert's number of draws is a digit of the pattern, base `most` + 1.
    """
    known = np.where(np.isnan(values), np.inf, values)
    tables = [np.zeros((1, values.shape[1])), *(np.full((1, values.shape[1]), np.inf) for _ in range(most))]
    for value in known:
        tables = [
            np.concatenate([_least(tables, value, number, times) for times in range(most + 1)])
            for number in range(most + 1)
        ]
    return [table.astype(kind) for table in tables[1:]]


def _least(tables: Sequence[Floats], value: Floats, number: int, times: int) -> Floats:
    """The `number` lowest when one more expert was drawn `times`."""
    best = tables[number]
    for taken in range(1, min(number, times) + 1):
        best = np.minimum(best, tables[number - taken] + taken * value)
    return best


@dataclass(slots=True)
class Extremes:
    """The running least sums of every draw over the groups seen so far; each draws × criteria × candidates."""

    end: End
    sums: list[Numbers]

    @classmethod
    def none_yet(cls, end: End, shape: tuple[int, ...], kind: np.dtype[Any]) -> Extremes:
        return cls(end=end, sums=[np.full(shape, np.inf, dtype=kind) for _ in range(end.most)])

    def take(self, tables: Sequence[Numbers], counts: Integers, candidates: Where) -> None:
        """Adds a group. `counts`: draws × experts of the group."""
        if not self.sums:
            return
        most = self.end.most
        pattern = np.minimum(counts, most) @ (most + 1) ** np.arange(counts.shape[1])
        shape = (*self.sums[0].shape[:2], -1)
        found = [np.take(table, pattern, axis=0).reshape(shape) for table in tables]
        for number in range(most, 0, -1):
            best = np.minimum(self.sums[number - 1][:, :, candidates], found[number - 1], out=found[number - 1])
            for earlier in range(1, number):
                both = self.sums[earlier - 1][:, :, candidates] + found[number - earlier - 1]
                np.minimum(best, both, out=best)
            self.sums[number - 1][:, :, candidates] = best
