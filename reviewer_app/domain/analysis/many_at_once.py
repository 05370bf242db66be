"""The scheme's rule on thousands of drawn panels in a few passes over arrays.

Marks are whole numbers held in binary floats that are wide enough for every figure on the way (`resampling` checks it
beforehand), so that sums, comparisons and roundings are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from math import ceil, gcd
from typing import Any

import numpy as np

from reviewer_app.domain.analysis.extremes import End, Extremes, pattern_of
from reviewer_app.domain.analysis.groups import add_up, gathered, together
from reviewer_app.domain.analysis.median import Medians
from reviewer_app.domain.analysis.outcome import Booleans, Outcome
from reviewer_app.domain.analysis.panel import Integers, Numbers, Panel
from reviewer_app.domain.analysis.rounding import HalfUp, weighted, zero_of
from reviewer_app.domain.analysis.workspace import SCRATCH, Workspace
from reviewer_app.domain.exact import half_up
from reviewer_app.domain.figures import Rule

_FEW = 100_000
_Kept = tuple[Numbers, Numbers, Callable[[int], Numbers]]
"""Numbers of sheets, divisors, and the sums of a criterion."""


class ManyAtOnce:
    """The rule on thousands of draws in a few passes over arrays of criteria × draws × candidates.

    Marks are counted in steps of their common grid from the lowest mark of the panel: small numbers, quick to compare.
    """

    def __init__(self, rule: Rule, panel: Panel, minimum: Fraction | None, kind: np.dtype[Any]) -> None:
        self._rule = rule
        self._kind = kind
        self._minimum = minimum
        self._experts = len(panel.experts)
        self._shape = (len(rule.weights), len(panel.candidates))
        self._full = len(panel.expert) == len(panel.experts) * len(panel.candidates)
        self._base = int(panel.marks.min()) if panel.marks.size else 0
        self._grid = max(1, gcd(*_kinds(panel.marks - self._base)))
        steps = ((panel.marks - self._base) // self._grid).astype(np.int64)
        self._top = int(steps.max(initial=0))
        weight, places = (1, 0) if rule.scope == "criterion" else (sum(rule.weights), rule.weight_places)
        self._half_up = HalfUp(rule, kind, rule.mark_places + places, base=self._base * weight, grid=self._grid)
        experts = self._experts if rule.by_sheet else 0
        self._low = End(most=rule.lowest, highest=False, top=self._top, experts=experts)
        self._high = End(most=rule.highest, highest=True, top=self._top, experts=experts)
        self._medians = Medians(panel, steps, kind) if rule.method == "median" else None
        if self._medians is None:
            sheets = _places(panel) if rule.by_sheet and rule.drops else None
            self._order, self._groups = gathered(panel, steps, sheets, self._low, self._high, kind)
            self._marks = together(self._groups)

    def outcome(self, counts: Integers, room: Workspace) -> Outcome:
        number, left, sums = self._in_the_middle(counts) if self._medians else self._kept(counts, room)
        keys = self._keys(sums, left, room)
        drawn = None if self._full and bool((number > 0).all()) else np.broadcast_to(number > 0, keys[0].shape)
        eligible = drawn
        if self._minimum is not None:
            reached = self._reaches(keys[0], left, self._minimum)
            eligible = reached if drawn is None else reached & drawn
        return Outcome(keys=keys, ranges=self._ranges(left), drawn=drawn, eligible=eligible)

    def _in_the_middle(self, counts: Integers) -> _Kept:
        assert self._medians is not None
        number, sums, left = self._medians.of(counts)
        return number, left, sums.__getitem__

    def _kept(self, counts: Integers, room: Workspace) -> _Kept:
        """The number of sheets (draws × candidates), the divisors of the sums kept, and what gives a criterion's sums.

        Numbers and divisors are draws × 1 where every expert scored every candidate: then they are the same for all;
        and 1 × 1 where they are the same for all draws, too. Sums (draws × candidates) are made criterion by criterion
        when they are wanted: they stay in the processor's own memory until they are used up.
        """
        shape = (len(counts), *self._shape)
        low, high = Extremes(self._low, shape, room), Extremes(self._high, shape, room)
        often = np.ascontiguousarray(counts.T[self._order], dtype=self._kind)
        for group in self._groups:
            members, candidates = group.marked.members, group.marked.candidates
            pattern = pattern_of(often[members], self._low.most)
            low.take(group.low, pattern, candidates)
            if self._high.most != self._low.most:
                pattern = pattern_of(often[members], self._high.most)
            high.take(group.high, pattern, candidates)
        number = self._number(often, room)
        dropped, left = self._trim(number, [end for end in (low, high) if end.used])
        return number, left, partial(self._sums, often, dropped, room)

    def _number(self, often: Numbers, room: Workspace) -> Numbers:
        if self._full:
            number: Numbers = often.sum(axis=0)[:, None]
            return number[:1] if (number == number[0]).all() else number
        number = room.array("number", (often.shape[1], self._shape[1]), self._kind)
        add_up(often, self._marks, lambda marked: marked.present, number, room)
        return number

    def _sums(self, often: Numbers, dropped: Integers | None, room: Workspace, index: int) -> Numbers:
        """The sums kept of one criterion; those of the tie chain are not overwritten by another's."""
        name = f"sums {index}" if index in self._rule.chain else SCRATCH
        sums = room.array(name, (often.shape[1], self._shape[1]), self._kind)
        add_up(often, self._marks, lambda marked: marked.marks[index], sums, room)
        if dropped is not None:
            np.subtract(sums, dropped[:, index], out=sums)
        return sums

    def _trim(self, number: Numbers, ends: Sequence[Extremes]) -> tuple[Integers | None, Numbers]:
        """What the dropped marks of each criterion add up to, and the divisors of what is left."""
        rule = self._rule
        if not ends:
            return None, np.maximum(number, 1)
        trimmed = number >= rule.minimum_experts
        for end in ends:
            dropped = end.dropped()
            if end is ends[0]:
                together = dropped
            elif dropped.dtype == together.dtype:
                together += dropped
            else:
                together = together.astype(np.int64) + dropped
        if not trimmed.all():
            together = np.multiply(together, trimmed[:, None, :], out=together)
        return together, np.maximum(np.where(trimmed, number - rule.drops, number), 1).astype(self._kind)

    def _keys(self, sums: Callable[[int], Numbers], left: Numbers, room: Workspace) -> list[Numbers]:
        rule = self._rule
        if rule.scope == "criterion":
            return self._rounded_keys(sums, left, room)
        chain = {}
        total: Numbers | None = None
        for index, weight in enumerate(rule.weights):
            figures = sums(index)
            if index in rule.chain:
                chain[index] = figures
            part = figures * self._kind.type(weight)
            total = part if total is None else np.add(total, part, out=total)
        assert total is not None, "a scheme has a criterion"
        quotients = [_quotient(chain[index], left) for index in rule.chain]
        if rule.scope == "none":
            return [_quotient(total, left), *quotients]
        return [self._half_up.dividing(left)(total) - self._half_up.zero, *quotients]

    def _rounded_keys(self, sums: Callable[[int], Numbers], left: Numbers, room: Workspace) -> list[Numbers]:
        """The sum of the weighted figures, then the figures of the chain, these counted from where `HalfUp` does."""
        rule, zero, chain = self._rule, self._half_up.zero, {}
        half_up = self._half_up.dividing(left)
        unit = 10**rule.weight_places
        total: Integers | None = None
        for index, weight in enumerate(rule.weights):
            figures = half_up(sums(index))
            if index in rule.chain:
                chain[index] = figures
            part = figures if weight == unit else weighted(figures - zero, weight, unit)
            if total is None:
                total = room.array("total", part.shape, part.dtype)
                np.copyto(total, part)
            else:
                total += part
        assert total is not None, "a scheme has a criterion"
        total -= np.full(1, zero, dtype=total.dtype) * rule.weights.count(unit)
        return [total, *(chain[index] for index in rule.chain)]

    def _reaches(self, total: Numbers, left: Numbers, minimum: Fraction) -> Booleans:
        """Whether the total is at or above the stage's minimum."""
        rule = self._rule
        if rule.scope != "none":
            return np.asarray(total >= ceil(minimum * 10**rule.places), dtype=np.bool_)
        units = minimum * 10 ** (rule.mark_places + rule.weight_places)
        limit = (units - self._base * sum(rule.weights)) / self._grid
        if left.shape[1] > 1:
            return np.asarray(total >= limit.numerator / limit.denominator, dtype=np.bool_)
        wide = total.astype(np.float64)
        return np.asarray(wide * limit.denominator >= left.astype(np.float64) * limit.numerator, dtype=np.bool_)

    def _ranges(self, left: Numbers) -> list[tuple[int, int]] | None:
        """What the keys can reach at most; `None` where they are quotients."""
        rule = self._rule
        ends = self._base, self._base + self._top * self._grid
        if rule.scope == "criterion":
            scores = [half_up(end * 10**rule.places, 10**rule.mark_places) for end in ends]
            unit = 10**rule.weight_places
            totals = [sum(half_up(score * weight, unit) for weight in rule.weights) for score in scores]
            zero = zero_of(self._kind)
            return [(totals[0], totals[1]), *((zero + scores[0], zero + scores[1]) for _ in rule.chain)]
        if left.shape[1] > 1 and (rule.chain or rule.scope == "none"):
            return None
        sums = self._top * self._experts
        if rule.scope == "none":
            return [(0, sums * sum(rule.weights)), *((0, sums) for _ in rule.chain)]
        unit = 10 ** (rule.mark_places + rule.weight_places)
        totals = [half_up(end * sum(rule.weights) * 10**rule.places, unit) for end in ends]
        return [(totals[0], totals[1]), *((0, sums) for _ in rule.chain)]


def _kinds(marks: Integers) -> list[int]:
    """The different values, of marks from 0; few of them, where a mark is no long number."""
    top = int(marks.max(initial=0))
    found = np.flatnonzero(np.bincount(marks.ravel())) if top < _FEW else np.unique(marks)
    return list(map(int, found))


def _quotient(sums: Numbers, left: Numbers) -> Numbers:
    """A key in the order of sum ÷ divisor: within the bound, two different quotients never round to one float64."""
    if left.shape[1] == 1:
        return sums
    return np.asarray(sums.astype(np.float64) / left, dtype=np.float64)


def _places(panel: Panel) -> Integers:
    """The place of each sheet among its candidate's: by total, then by its marks in the scheme's order."""
    keys = [panel.totals, *(panel.marks[:, index] for index in range(panel.marks.shape[1]))]
    levels = [np.unique(key, return_inverse=True)[1] for key in reversed(keys)]
    order = np.lexsort([*levels, panel.candidate])
    owner = panel.candidate[order]
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order)) - np.searchsorted(owner, owner)
    return places
