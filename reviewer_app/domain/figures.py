"""Steps 1 to 4 of the consolidation on columns: quorum, trimming, criterion scores, totals, ranks. Whole numbers only.

Every figure is an int64; where 64 bits could overflow, the same lines run on Python's own whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reviewer_app.domain.exact import to_units
from reviewer_app.domain.marks import NOT_ASSIGNED, RECUSED, SCORED, MarkTable, Whole
from reviewer_app.domain.scheme import Scheme

_SAFE = 2**62
_TOGETHER = 1 << 15
"""Sheets that are reckoned together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A scheme's consolidation in numbers. `weights` are in units of 10^-weight_places, marks in 10^-mark_places."""

    method: str
    lowest: int
    highest: int
    by_sheet: bool
    minimum_experts: int
    scope: str
    places: int
    quorum: Fraction | int
    floor: int
    weights: tuple[int, ...]
    weight_places: int
    mark_places: int
    largest_mark: int
    signed: bool
    chain: tuple[int, ...]

    @classmethod
    def of(cls, scheme: Scheme) -> Rule:
        rule = scheme.consolidation
        trims = rule.method == "trimmed_mean"
        bounds = [to_units(edge, 40) for item in scheme.criteria for edge in (item.min_score, item.max_score)]
        return cls(
            method=rule.method,
            lowest=(rule.trim_lowest or 0) if trims else 0,
            highest=(rule.trim_highest or 0) if trims else 0,
            by_sheet=rule.trim_scope == "sheet",
            minimum_experts=(rule.trim_minimum_experts or 1) if trims else 1,
            scope=rule.rounding_scope,
            places=rule.rounding_places,
            quorum=rule.quorum,
            floor=rule.quorum_floor or 0,
            weights=scheme.weight_units,
            weight_places=scheme.weight_places,
            mark_places=scheme.mark_places,
            largest_mark=max(map(abs, bounds)) // 10 ** (40 - scheme.mark_places) + 1,
            signed=min(bounds) < 0,
            chain=tuple(scheme.criterion_keys.index(key) for key in rule.tie_break),
        )

    @property
    def drops(self) -> int:
        return self.lowest + self.highest

    def trims(self, counted: int) -> bool:
        """Whether a candidate with so many counted sheets is trimmed."""
        return self.drops > 0 and counted >= self.minimum_experts


class Figures(NamedTuple):
    """What the rule makes of a table; one entry a candidate, in the table's order.

    `sums` (candidates × criteria): the kept marks added up (the middle one or two for a median), in units of the
    marks; `left`: what they are divided by. `scores`, `weighted`: rounded, only with rounding scope `criterion`.
    `totals` ÷ `total_divisor` is the consolidated score. `keys`: criterion figures that compare exactly.
    `order`: the scored candidates by rank; `ranks`: 0 for the unscored; `equal_totals`, `equal_ranks`: for each place
    of `order` the number of its group.
    """

    entitled: Whole
    counted: Whole
    met: NDArray[np.bool_]
    trimmed: NDArray[np.bool_]
    left: Whole
    sums: Whole
    scores: Whole | None
    weighted: Whole | None
    totals: Whole
    total_divisor: int
    keys: Whole
    order: Whole
    ranks: Whole
    equal_totals: Whole
    equal_ranks: Whole
    starts: Whole
    rows: Whole


def figures(rule: Rule, table: MarkTable) -> Figures:
    """Steps 1 to 4 for every candidate of the table."""
    size = len(table.candidates)
    takes_part = (table.state != RECUSED) & (table.state != NOT_ASSIGNED)
    entitled = np.bincount(table.candidate[takes_part], minlength=size)
    rows = np.flatnonzero(table.state == SCORED)
    counted = np.bincount(table.candidate[rows], minlength=size)
    starts = np.concatenate(([0], np.cumsum(counted)[:-1])) if size else counted
    met = _quorum_met(rule, entitled, counted)
    most = int(counted.max(initial=0))
    kind = _kind(rule, most, _different(counted[met]))
    sums, left = _sums(rule, table, rows, starts, counted, met, kind)
    trimmed = met & (counted >= rule.minimum_experts) if rule.drops else np.zeros(size, dtype=np.bool_)
    scores, weighted, totals, divisor, keys = _scores(rule, sums, left, met)
    order, ranks, equal_totals, equal_ranks = _ranking(rule, met, totals, keys)
    return Figures(
        entitled=entitled,
        counted=counted,
        met=met,
        trimmed=trimmed,
        left=left,
        sums=sums,
        scores=scores,
        weighted=weighted,
        totals=totals,
        total_divisor=divisor,
        keys=keys,
        order=order,
        ranks=ranks,
        equal_totals=equal_totals,
        equal_ranks=equal_ranks,
        starts=starts,
        rows=rows,
    )


def _quorum_met(rule: Rule, entitled: Whole, counted: Whole) -> NDArray[np.bool_]:
    if isinstance(rule.quorum, Fraction):
        if rule.quorum.denominator >= 2**31:
            entitled, counted = entitled.astype(object), counted.astype(object)
        reached = counted * rule.quorum.denominator >= entitled * rule.quorum.numerator
    else:
        reached = counted >= rule.quorum
    met: NDArray[np.bool_] = (reached & (counted >= max(1, rule.floor))).astype(np.bool_)
    return met


def _divisors(rule: Rule, counts: list[int]) -> list[int]:
    """What the sums of candidates with so many counted sheets are divided by."""
    if rule.method == "median":
        return [1 if count % 2 else 2 for count in counts]
    return [count - rule.drops if rule.trims(count) else count for count in counts]


def _kind(rule: Rule, most: int, counts: list[int]) -> Any:
    """int64 where no figure on the way can reach 2^62, else Python's whole numbers."""
    if most == 0:
        return np.int64
    fine = 10**rule.places * 2
    sheet = sum(rule.weights) * rule.largest_mark
    together = lcm(*_divisors(rule, counts)) if rule.scope != "criterion" else 1
    bound = max(
        sheet * most * (fine + 2) + 2 * most * 10 ** (rule.mark_places + rule.weight_places),
        sheet * together * 2,
        rule.largest_mark * fine * max(rule.weights) * 2 + 10**rule.weight_places,
    )
    return np.int64 if bound < _SAFE else object


def _different(counts: Whole) -> list[int]:
    """Which counts there are, ascending."""
    found: list[int] = np.flatnonzero(np.bincount(counts)).tolist()
    return found


def blocks(rows: Whole, starts: Whole, counted: Whole, chosen: Whole) -> Iterator[tuple[int, Whole, Whole]]:
    """The counted sheets of the chosen candidates, gathered by how many they are.

    Yields the number n, candidates that have it and their sheets' rows in the table (candidates × n), no more at a
    time than fit the processor's cache.
    """
    sizes = counted[chosen]
    for size in _different(sizes):
        alike = chosen[sizes == size]
        most = max(1, _TOGETHER // max(1, size))
        for first in range(0, len(alike), most):
            members = alike[first : first + most]
            yield size, members, rows[starts[members][:, None] + np.arange(size)]


def _sums(
    rule: Rule, table: MarkTable, rows: Whole, starts: Whole, counted: Whole, met: NDArray[np.bool_], kind: Any
) -> tuple[Whole, Whole]:
    sums = np.zeros((len(counted), len(rule.weights)), dtype=kind)
    left = np.ones(len(counted), dtype=np.int64)
    for size, members, block in blocks(rows, starts, counted, np.flatnonzero(met)):
        marks = table.marks[block]
        if marks.dtype != kind:
            marks = marks.astype(kind)
        sums[members], left[members] = _kept(rule, marks, size)
    return sums, left


def _kept(rule: Rule, marks: Whole, size: int) -> tuple[Whole, int]:
    """The sums of the marks (candidates × experts × criteria) that the rule keeps, and their divisor."""
    if rule.method == "median":
        marks.sort(axis=1)
        middle = marks[:, (size - 1) // 2 : size // 2 + 1]
        return middle.sum(axis=1), middle.shape[1]
    if not rule.trims(size):
        return marks.sum(axis=1), size
    if rule.by_sheet:
        marks = np.take_along_axis(marks, sheet_order(rule, marks)[:, :, None], axis=1)
    else:
        marks.sort(axis=1)
    kept = marks[:, rule.lowest : size - rule.highest]
    return kept.sum(axis=1), kept.shape[1]


def sheet_order(rule: Rule, marks: Whole) -> Whole:
    """The sheets (candidates × experts) by weighted total, then by their marks in the scheme's order, then expert."""
    totals = (marks * np.array(rule.weights, dtype=marks.dtype)).sum(axis=2)
    keys = [totals, *(marks[:, :, index] for index in range(marks.shape[2]))]
    return np.lexsort([sortable(key) for key in reversed(keys)], axis=-1)


def sortable(key: Whole) -> Whole:
    """A key that `lexsort` takes: Python's whole numbers give way to their order."""
    if key.dtype != object:
        return key
    return np.unique(key, return_inverse=True)[1].reshape(key.shape)


def divide(numerator: Whole, denominator: Whole | int) -> Whole:
    """numerator ÷ denominator to the nearest whole number, halves away from zero; the denominator is positive."""
    rounded: Whole = (2 * np.abs(numerator) + denominator) // (2 * denominator)
    return np.where(numerator < 0, -rounded, rounded)


def _scores(
    rule: Rule, sums: Whole, left: Whole, met: NDArray[np.bool_]
) -> tuple[Whole | None, Whole | None, Whole, int, Whole]:
    """Step 3: criterion scores, weighted, totals with their divisor, and exactly comparable criterion figures."""
    divisor = 10**rule.places
    left = left.astype(sums.dtype)
    weights = np.array(rule.weights, dtype=sums.dtype)
    if rule.scope == "criterion":
        scores = divide(sums * divisor, left[:, None] * 10**rule.mark_places)
        weighted = divide(scores * weights, 10**rule.weight_places)
        return scores, weighted, weighted.sum(axis=1), divisor, scores
    common = lcm(*set(left[met].tolist()))
    factor = np.where(met, common // left, 1).astype(sums.dtype)
    keys = sums * factor[:, None]
    whole = (sums * weights).sum(axis=1)
    places = rule.mark_places + rule.weight_places
    if rule.scope == "total":
        return None, None, divide(whole * divisor, left * 10**places), divisor, keys
    return None, None, whole * factor, common * 10**places, keys


def _ranking(rule: Rule, met: NDArray[np.bool_], totals: Whole, keys: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    """Step 4: the scored candidates by total, then by the tie chain, then code; and their competition ranks."""
    scored = np.flatnonzero(met)
    levels = [sortable(totals[scored]), *(sortable(keys[scored, index]) for index in rule.chain)]
    inside = np.lexsort([-level for level in reversed(levels)])
    order = scored[inside]
    new_total, new_rank = _changes(levels[:1], inside), _changes(levels, inside)
    equal_totals, equal_ranks = np.cumsum(new_total) - 1, np.cumsum(new_rank) - 1
    ranks = np.zeros(len(met), dtype=np.int64)
    ranks[order] = np.flatnonzero(new_rank)[equal_ranks] + 1 if len(order) else 0
    return order, ranks, equal_totals, equal_ranks


def _changes(levels: list[Whole], inside: Whole) -> NDArray[np.bool_]:
    """Where, along the order, any of the levels differs from the one before; the first place always does."""
    changed = np.zeros(len(inside), dtype=np.bool_)
    changed[:1] = True
    for level in levels:
        along = level[inside]
        changed[1:] |= along[1:] != along[:-1]
    return changed


def tie_breakers(rule: Rule, made: Figures) -> Whole:
    """For each place of `order`: the first of the chain on which its equal totals are not all alike, or −1."""
    found = np.full(len(made.order), -1, dtype=np.int64)
    if not len(made.order):
        return found
    edges = np.flatnonzero(np.diff(made.equal_totals, prepend=-1))
    for index in reversed(rule.chain):
        along = sortable(made.keys[made.order, index])
        mixed = np.maximum.reduceat(along, edges) != np.minimum.reduceat(along, edges)
        found[mixed[made.equal_totals]] = index
    return found
