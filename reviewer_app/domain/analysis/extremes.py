"""The n lowest (or highest) sheets of many draws at once, without sorting any of them.

The sum of a multiset's n lowest values is the least over all ways to take i of them from one part and n − i from the
rest. So the experts are split into small groups; for each group a table holds, for every pattern of draws (each expert
0, 1, … n times; more than n is all the same), the sums of its 1, …, n lowest values; a draw looks up one row per group
and combines them.

Where whole sheets are dropped, the value is the sheet's place in its candidate's order, with the mark carried below it:
place × modulus + mark. The least sum of such values finds the sheets, and modulo gives their marks.

Values are small whole numbers from 0; half of what their type holds stands for "too few sheets".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reviewer_app.domain.analysis.panel import Integers, Numbers
from reviewer_app.domain.analysis.workspace import Workspace

Where = Integers | slice
"""The candidates that a group of experts scored: their indices, or everyone."""
NONE = -1
"""Stands for a gap in a group's marks."""

_PATTERNS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of the order: which sheets are dropped there, and how their marks are found again in a sum.

    `most`: how many. `top`: the largest mark, in steps from 0. `experts`: how many there are, 0 where each criterion
    drops its own marks, else whole sheets are dropped.
    """

    most: int
    highest: bool
    top: int
    experts: int

    @property
    def modulus(self) -> int:
        return self.most * self.top + 1

    @property
    def kind(self) -> np.dtype[Any]:
        """A type that holds twice what a sum can reach."""
        largest = self.most * (self.experts * self.modulus if self.experts else self.top) + 1
        return np.min_scalar_type(2 * largest)

    @property
    def too_few(self) -> int:
        return int(np.iinfo(self.kind).max) // 2

    def values(self, marks: Integers, places: Integers) -> Integers:
        """What the least sum is taken of; `NONE` stays. `marks`: experts × criteria × candidates, `places` likewise."""
        if not self.experts:
            found = self.top - marks if self.highest else marks
        else:
            found = (self.experts - 1 - places if self.highest else places) * self.modulus + marks
        return np.where(marks == NONE, NONE, found)

    def marks(self, sums: Integers) -> Integers:
        """The sums of the marks dropped, in place; without meaning where there were too few sheets."""
        if self.experts:
            sums %= sums.dtype.type(self.modulus)
        elif self.highest:
            np.subtract(sums.dtype.type(self.most * self.top), sums, out=sums)
        return sums


def group_size(most: int) -> int:
    """How many experts go into one group when up to `most` sheets are dropped at an end."""
    size = 1
    while (most + 1) ** (size + 1) <= _PATTERNS:
        size += 1
    return size


def pattern_of(often: Numbers, most: int) -> Integers:
    """For each draw the row of the tables. `often`: experts of a group × draws."""
    powers = ((most + 1) ** np.arange(len(often))).astype(often.dtype)
    return np.asarray(powers @ np.minimum(often, most), dtype=np.intp)


def tables_of(end: End, values: Integers) -> list[Integers]:
    """For 1, …, n: the sums of a group's n lowest values, patterns of draws × columns.

    `values`: experts × columns, `NONE` as gap. An expert's number of draws is a digit of the pattern, base n + 1.
    """
    too_few, kind, base = end.too_few, end.kind, end.most + 1
    tables = [np.empty((base ** len(values), values.shape[1]), dtype=kind) for _ in range(end.most)]
    for table in tables:
        table[0] = too_few
    done = 1
    for value in np.where(values == NONE, too_few, values):
        steps = [np.minimum(taken * value, too_few).astype(kind) for taken in range(1, base)]
        for times in range(1, base):
            _fill(tables, done, times, steps)
        done *= base
    return tables


def _fill(tables: Sequence[Integers], done: int, times: int, steps: Sequence[Integers]) -> None:
    """The patterns of those before with one more expert drawn `times`; `steps`: its value once, twice, …"""
    for number, table in enumerate(tables, 1):
        best, found = table[:done], table[times * done : (times + 1) * done]
        for taken, step in enumerate(steps[: min(number, times)], 1):
            with_it = step if taken == number else tables[number - taken - 1][:done] + step
            best = np.minimum(best, with_it, out=found)


class Extremes:
    """The running least sums of every draw over the groups seen so far; each draws × criteria × candidates."""

    def __init__(self, end: End, shape: tuple[int, int, int], room: Workspace) -> None:
        self._end = end
        self._room = room
        self._name = "highest" if end.highest else "lowest"
        self._sums = [room.array(f"{self._name} {number}", shape, end.kind) for number in range(end.most)]
        self._started = False

    def take(self, tables: Sequence[Integers], pattern: Integers, candidates: Where) -> None:
        """Adds a group. `pattern`: for each draw, that of the group's experts (see `pattern_of`)."""
        if not self.used:
            return
        if not self._started:
            self._started = True
            if isinstance(candidates, slice):
                for table, sums in zip(tables, self._sums, strict=True):
                    np.take(table, pattern, axis=0, out=sums.reshape(len(pattern), -1), mode="clip")
                return
            for sums in self._sums:
                sums.fill(self._end.too_few)
        self._combine([self._looked_up(table, pattern, number) for number, table in enumerate(tables)], candidates)

    def _looked_up(self, table: Integers, pattern: Integers, number: int) -> Integers:
        found = self._room.array(f"found {number}", (len(pattern), table.shape[1]), table.dtype)
        np.take(table, pattern, axis=0, out=found, mode="clip")
        return found.reshape(len(pattern), self._sums[0].shape[1], -1)

    def _combine(self, found: Sequence[Integers], candidates: Where) -> None:
        for number in range(self._end.most, 0, -1):
            sums = self._sums[number - 1]
            if number == 1 and isinstance(candidates, slice):
                np.minimum(sums, found[0], out=sums)
                return
            best = np.minimum(sums[:, :, candidates], found[number - 1], out=found[number - 1])
            for earlier in range(1, number):
                both = self._sums[earlier - 1][:, :, candidates] + found[number - earlier - 1]
                np.minimum(best, both, out=best)
            sums[:, :, candidates] = best

    @property
    def used(self) -> bool:
        return self._end.most > 0

    def dropped(self) -> Integers:
        """The sums of the marks of the dropped sheets, where there are enough to drop."""
        return self._end.marks(self._sums[-1])
