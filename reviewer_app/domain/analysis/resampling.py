"""The scheme's rule on many resampled panels at once: experts drawn 0, 1, 2, … times, each draw counting as a sheet.

Marks are whole numbers held in binary floats that are wide enough for every figure on the way (checked beforehand), so
that sums, divisions and roundings are exact. A panel whose numbers are too long for that goes draw by draw through the
official rule itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, gcd
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.analysis.extremes import End, Extremes, Where, group_size, tables_of
from reviewer_app.domain.analysis.median import Medians
from reviewer_app.domain.analysis.panel import Integers, Numbers, Panel
from reviewer_app.domain.figures import Rule, figures
from reviewer_app.domain.marks import SCORED, MarkTable

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the rule makes of each draw; all draws × candidates.

    `keys`: the total, then the tie chain; greater is better, equal exactly where the rule's own figures are equal.
    `drawn`: whether any expert of the candidate was drawn. `eligible`: drawn, and not under the stage's minimum.
    """

    keys: Sequence[Numbers]
    drawn: Booleans
    eligible: Booleans


class Resampler(Protocol):
    """The rule on one panel, ready for any number of draws."""

    def outcome(self, counts: Integers) -> Outcome:
        """`counts`: draws × experts of the panel, how often each was drawn. Quorum is left out of account."""


def resampler(rule: Rule, panel: Panel, minimum: Fraction | None) -> Resampler:
    """The fastest exact way for this rule and panel; `minimum`: the stage's minimum score."""
    bound = _bound(rule, panel, minimum)
    if bound >= 2**52:
        return DrawByDraw(rule, panel, minimum)
    return ManyAtOnce(rule, panel, minimum, np.dtype(np.float32 if bound < 2**23 else np.float64))


def _bound(rule: Rule, panel: Panel, minimum: Fraction | None) -> int:
    """More than any number on the way, and than any product of a sum and a divisor that are compared as quotients."""
    experts = len(panel.experts)
    mark = int(np.abs(panel.marks).max(initial=0)) + 1
    up, unit = _factors(rule.places, rule.mark_places)
    weight = sum(rule.weights)
    bounds = [experts * (mark * up + 2 * unit), 2 * experts * _modulus(rule, panel) * (rule.drops + 1)]
    if rule.scope == "criterion":
        score = mark * up // unit + 2
        one: int = 10**rule.weight_places
        return max(*bounds, 2 * score * weight + 2 * one)
    limit = minimum or Fraction(0)
    scale: int = 10 ** (rule.mark_places + rule.weight_places)
    up, unit = _factors(rule.places, rule.mark_places + rule.weight_places)
    whole = mark * weight * experts
    least = whole * limit.denominator + abs(limit.numerator) * scale * experts
    return max(*bounds, whole * up + 2 * experts * unit, 2 * whole * experts * max(limit.denominator, 1), least)


def _factors(places: int, unit_places: int) -> tuple[int, int]:
    """(a, b) such that x units of 10^-unit_places ÷ n is floor((a x + b n) ÷ 2 b n) units of 10^-places, half up."""
    up: int = 2 * 10**places
    unit: int = 10**unit_places
    common = gcd(up, unit)
    return up // common, unit // common


def _modulus(rule: Rule, panel: Panel) -> int:
    """Above any sum of the marks of dropped sheets, counted from the lowest mark; 0 unless whole sheets drop."""
    if not rule.by_sheet or not rule.drops or not panel.marks.size:
        return 0
    return int(max(rule.lowest, rule.highest) * (panel.marks.max() - panel.marks.min())) + 1


class DrawByDraw:
    """The official rule on one duplicated panel after the other: slow, for numbers of any length."""

    def __init__(self, rule: Rule, panel: Panel, minimum: Fraction | None) -> None:
        self._rule = replace(rule, quorum=1, floor=0)
        self._minimum = minimum
        self._panel = panel
        self._order = np.argsort(panel.candidate, kind="stable")

    def outcome(self, counts: Integers) -> Outcome:
        shape = (len(counts), len(self._panel.candidates))
        ranks, eligible = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        for index, row in enumerate(counts):
            made = figures(self._rule, self._table(row))
            ranks[index] = made.ranks
            limit = (self._minimum or Fraction(0)) * made.total_divisor
            enough = [total * limit.denominator >= limit.numerator for total in made.totals.tolist()]
            eligible[index] = made.met & (np.array(enough, dtype=np.bool_) | (self._minimum is None))
        return Outcome(keys=[-ranks], drawn=ranks > 0, eligible=eligible)

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


class ManyAtOnce:
    """The rule on thousands of draws in a few passes over arrays of draws × criteria × candidates."""

    def __init__(self, rule: Rule, panel: Panel, minimum: Fraction | None, kind: np.dtype[Any]) -> None:
        self._rule = rule
        self._kind = kind
        self._minimum = minimum
        self._shape = (len(rule.weights), len(panel.candidates))
        self._full = len(panel.expert) == len(panel.experts) * len(panel.candidates)
        base, modulus = int(panel.marks.min()) if panel.marks.size else 0, _modulus(rule, panel)
        self._low = End(rule.lowest, highest=False, modulus=modulus, base=base)
        self._high = End(rule.highest, highest=True, modulus=modulus, base=base)
        self._medians = Medians(panel, kind) if rule.method == "median" else None
        self._groups = [] if self._medians else self._gather(panel)

    def outcome(self, counts: Integers) -> Outcome:
        number, sums, left = self._medians.of(counts) if self._medians else self._kept(counts)
        drawn = np.broadcast_to(number > 0, (len(counts), self._shape[1]))
        keys = self._keys(sums, left)
        eligible = drawn if self._minimum is None else drawn & self._reaches(keys[0], left, self._minimum)
        return Outcome(keys=keys, drawn=drawn, eligible=eligible)

    def _gather(self, panel: Panel) -> list[_Group]:
        """The experts in groups small enough for their tables, neighbours by the candidates that they scored."""
        first = np.full(len(panel.experts), len(panel.candidates), dtype=np.int64)
        np.minimum.at(first, panel.expert, panel.candidate)
        order = np.argsort(first, kind="stable")
        by_expert = np.argsort(panel.expert, kind="stable")
        edges = np.searchsorted(panel.expert[by_expert], np.arange(len(panel.experts) + 1))
        places = _places(panel) if self._rule.by_sheet and self._rule.drops else None
        size = group_size(max(self._low.most, self._high.most, 1))
        groups = []
        for members in np.array_split(order, max(1, -(-len(order) // size))):
            rows = [by_expert[edges[member] : edges[member + 1]] for member in members.tolist()]
            if any(len(part) for part in rows):
                groups.append(self._group(panel, members, rows, places))
        return groups

    def _group(self, panel: Panel, members: Integers, rows: list[Integers], places: Integers | None) -> _Group:
        candidates = np.unique(panel.candidate[np.concatenate(rows)])
        marks = np.full((len(members), self._shape[0], len(candidates)), np.nan)
        order = np.full((len(members), 1, len(candidates)), np.nan)
        for index, part in enumerate(rows):
            where = np.searchsorted(candidates, panel.candidate[part])
            marks[index, :, where] = panel.marks[part]
            order[index, 0, where] = 0 if places is None else places[part]
        columns = (len(members), -1)
        low, high = (end.values(marks, None if places is None else order) for end in (self._low, self._high))
        return _Group(
            members=members,
            candidates=slice(None) if len(candidates) == self._shape[1] else candidates,
            marks=np.nan_to_num(marks).reshape(columns).astype(self._kind),
            present=(~np.isnan(marks[:, 0])).astype(self._kind),
            low=tables_of(low.reshape(columns), self._low.most, self._kind),
            high=tables_of(high.reshape(columns), self._high.most, self._kind),
        )

    def _kept(self, counts: Integers) -> tuple[Numbers, Numbers, Numbers]:
        """The number of sheets (draws × candidates), the sums kept (draws × criteria × candidates), their divisors.

        Numbers and divisors are draws × 1 where every expert scored every candidate: then they are the same for all.
        """
        weights = counts.astype(self._kind)
        sums = np.zeros((len(counts), *self._shape), dtype=self._kind)
        number = np.zeros((len(counts), self._shape[1]), dtype=self._kind)
        low = Extremes.none_yet(self._low, sums.shape, self._kind)
        high = Extremes.none_yet(self._high, sums.shape, self._kind)
        for group in self._groups:
            drawn = weights[:, group.members]
            sums[:, :, group.candidates] += (drawn @ group.marks).reshape(len(counts), self._shape[0], -1)
            number[:, group.candidates] += drawn @ group.present
            low.take(group.low, counts[:, group.members], group.candidates)
            high.take(group.high, counts[:, group.members], group.candidates)
        if self._full:
            number = number[:, :1]
        return number, sums, self._trim(number, sums, (low, high))

    def _trim(self, number: Numbers, sums: Numbers, extremes: Sequence[Extremes]) -> Numbers:
        """Takes the dropped marks off the sums; the divisors of what is left."""
        rule = self._rule
        if not rule.drops:
            return np.maximum(number, 1)
        trimmed = number >= rule.minimum_experts
        where = True if trimmed.all() else np.broadcast_to(trimmed[:, None, :], sums.shape)
        for ends in extremes:
            if ends.sums:
                np.subtract(sums, ends.end.marks(ends.sums[-1]), out=sums, where=where)
        return np.maximum(np.where(trimmed, number - rule.drops, number), 1).astype(self._kind)

    def _keys(self, sums: Numbers, left: Numbers) -> list[Numbers]:
        rule = self._rule
        if rule.scope == "criterion":
            scores = self._half_up(sums, left[:, None, :], _factors(rule.places, rule.mark_places))
            total = sum((self._weighted(scores[:, index], index) for index in range(1, self._shape[0])), start=0)
            return [self._weighted(scores[:, 0], 0) + total, *(scores[:, index] for index in rule.chain)]
        chain = [_quotient(sums[:, index], left) for index in rule.chain]
        whole = np.einsum("dkc,k->dc", sums, np.array(rule.weights, dtype=self._kind))
        if rule.scope == "total":
            return [self._half_up(whole, left, _factors(rule.places, rule.mark_places + rule.weight_places)), *chain]
        return [_quotient(whole, left), *chain]

    def _half_up(self, sums: Numbers, left: Numbers | int, factors: tuple[int, int]) -> Numbers:
        """sum ÷ divisor, halves away from zero, over the sums; exact while numerator and divisor have room."""
        kind = self._kind.type
        up, unit = factors
        sign = np.sign(sums) if self._rule.signed else None
        rounded = sums if sign is None else np.abs(sums, out=sums)
        rounded *= kind(up)
        rounded += left * kind(unit)
        rounded /= left * kind(2 * unit)
        np.floor(rounded, out=rounded)
        return rounded if sign is None else np.multiply(rounded, sign, out=rounded)

    def _weighted(self, scores: Numbers, index: int) -> Numbers:
        weight, unit = self._rule.weights[index], 10**self._rule.weight_places
        if weight == unit:
            return scores
        return self._half_up(scores * self._kind.type(weight), 1, _factors(0, self._rule.weight_places))

    def _reaches(self, total: Numbers, left: Numbers, minimum: Fraction) -> Booleans:
        """Whether the total is at or above the stage's minimum."""
        rule = self._rule
        if rule.scope != "none":
            return np.asarray(total >= ceil(minimum * 10**rule.places), dtype=np.bool_)
        limit = minimum * 10 ** (rule.mark_places + rule.weight_places)
        if left.shape[1] > 1:
            return np.asarray(total >= limit.numerator / limit.denominator, dtype=np.bool_)
        wide = total.astype(np.float64)
        return np.asarray(wide * limit.denominator >= left.astype(np.float64) * limit.numerator, dtype=np.bool_)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A few experts, and the candidates that any of them scored. `marks`, `present`: experts × columns, 0 as gap."""

    members: Integers
    candidates: Where
    marks: Numbers
    present: Numbers
    low: Sequence[Numbers]
    high: Sequence[Numbers]
