"""Krippendorff's alpha: agreement beyond chance, for any number of experts, with gaps, in four metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from reviewer_app.domain.analysis.panel import Column, Floats, Integers, doubled_midranks, wide_enough

METRICS = ("nominal", "ordinal", "interval", "ratio")
_CELLS_AT_ONCE = 4_000_000


def pairable(column: Column) -> Column:
    """The marks of candidates with at least two, sorted by candidate: alpha looks at no others."""
    counts = np.bincount(column.candidate) if len(column.candidate) else np.zeros(0, dtype=np.int64)
    kept = np.flatnonzero(counts[column.candidate] >= 2)
    order = kept[np.argsort(column.candidate[kept], kind="stable")]
    return Column(
        expert=column.expert[order], candidate=column.candidate[order], units=column.units[order], scale=column.scale
    )


def krippendorff_alpha(column: Column) -> Mapping[str, float | None]:
    """Alpha = 1 − observed ÷ expected disagreement in each metric, not clamped (Krippendorff 2011, 2018 ch. 12).

    `None` where no candidate has two marks or where all pairable marks are equal. The ordinal difference Σ n_g − (n_c +
    n_k) ÷ 2 is the difference of mid-ranks, so ordinal alpha is interval alpha of the mid-ranks.
    """
    marks = pairable(column)
    if not len(marks.units) or (marks.units == marks.units[0]).all():
        return dict.fromkeys(METRICS)
    starts = np.flatnonzero(np.concatenate(([True], marks.candidate[1:] != marks.candidate[:-1])))
    return {
        "nominal": _nominal(marks.units, starts),
        "ordinal": _interval(doubled_midranks(marks.units), starts),
        "interval": _interval(marks.units, starts),
        "ratio": _ratio(marks.units, starts),
    }


def _sizes(units: Integers, starts: Integers) -> Integers:
    return np.diff(np.append(starts, len(units)))


def _alpha(within: Iterator[tuple[int, int]], among_all: int, number: int) -> float:
    """Alpha from Σδ over ordered pairs: `within` per size m of a unit, `among_all` over all marks."""
    observed = sum((Fraction(value, size - 1) for size, value in within), Fraction(0))
    return float(1 - (number - 1) * observed / among_all)


def _by_size(values: Integers, sizes: Integers) -> Iterator[tuple[int, int]]:
    for size in np.unique(sizes).tolist():
        yield size, int(values[sizes == size].sum())


def _nominal(units: Integers, starts: Integers) -> float:
    number = len(units)
    sizes = _sizes(units, starts)
    _, value = np.unique(units, return_inverse=True)
    unit = np.repeat(np.arange(len(starts)), sizes)
    cell, count = np.unique(unit * (value.max() + 1) + value, return_counts=True)
    same = np.zeros(len(starts), dtype=np.int64)
    np.add.at(same, cell // (value.max() + 1), count * count)
    expected = number * number - sum(count * count for count in np.bincount(value).tolist())
    return _alpha(_by_size(sizes * sizes - same, sizes), expected, number)


def _interval(units: Integers, starts: Integers) -> float:
    """Σ(x − y)² over ordered pairs is 2 (m Σx² − (Σx)²)."""
    number = len(units)
    sizes = _sizes(units, starts)
    centred = units - units.min()
    centred = wide_enough(centred, int(centred.max()) ** 2 * number**2)
    squares, sums = np.add.reduceat(centred * centred, starts), np.add.reduceat(centred, starts)
    everything = number * int(squares.sum()) - int(sums.sum()) ** 2
    return _alpha(_by_size(2 * (sizes * squares - sums * sums), sizes), 2 * everything, number)


def _ratio(units: Integers, starts: Integers) -> float | None:
    """δ = ((x − y) ÷ (x + y))²; `None` if two different marks add up to zero: then δ has no value."""
    number = len(units)
    known, place, counts = np.unique(units, return_inverse=True, return_counts=True)
    if known[0] < 0 and np.intersect1d(known, -known[known < 0]).size:
        return None
    values = known.astype(np.float64)
    sizes = _sizes(units, starts)
    expected = 0.0
    rows = max(1, _CELLS_AT_ONCE // len(values))
    for first in range(0, len(values), rows):
        block = _differences(values[first : first + rows, None], values[None, :])
        expected += float(counts[first : first + rows] @ (block @ counts))
    observed = 0.0
    for size in np.unique(sizes).tolist():
        table = values[place[starts[sizes == size][:, None] + np.arange(size)]]
        units_at_once = max(1, _CELLS_AT_ONCE // size**2)
        for first in range(0, len(table), units_at_once):
            part = table[first : first + units_at_once]
            observed += float(_differences(part[:, :, None], part[:, None, :]).sum()) / (size - 1)
    return 1 - (number - 1) * observed / expected


def _differences(one: Floats, other: Floats) -> Floats:
    together = one + other
    quotient = np.divide(one - other, together, out=np.zeros(np.shape(together)), where=together != 0)
    return quotient * quotient
