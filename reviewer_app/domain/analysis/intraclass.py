"""Intraclass correlation: how much of the differences between marks lies between candidates.

Sums of squares are exact rationals, so that "no variance" is seen as such and never as rounding dust.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from reviewer_app.domain.analysis.panel import Column, Integers, wide_enough
from reviewer_app.domain.analysis.special import f_quantile

FORMS = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
"""As Shrout & Fleiss name them; McGraw & Wong: ICC(1), (A,1), (C,1), (k), (A,k), (C,k)."""

Interval = tuple[float, float]
_UPPER = 0.975


@dataclass(frozen=True, slots=True, kw_only=True)
class Anova:
    """Mean squares of n candidates × k experts: between candidates, within them, between experts, residual."""

    n: int
    k: int
    between: Fraction
    within: Fraction
    experts: Fraction
    residual: Fraction

    @property
    def has_variance(self) -> bool:
        return self.between + self.within > 0


def analysis_of_variance(marks: Integers) -> Anova | None:
    """The mean squares of a full table, experts × candidates, in squared units; `None` below two of either."""
    k, n = marks.shape
    if n < 2 or k < 2:
        return None
    flat: list[int] = marks.ravel().tolist()
    grand = Fraction(sum(flat) ** 2, n * k)
    candidates = Fraction(sum(total * total for total in marks.sum(axis=0).tolist()), k) - grand
    experts = Fraction(sum(total * total for total in marks.sum(axis=1).tolist()), n) - grand
    everything = sum(mark * mark for mark in flat) - grand
    return Anova(
        n=n,
        k=k,
        between=candidates / (n - 1),
        within=(everything - candidates) / (n * (k - 1)),
        experts=experts / (k - 1),
        residual=(everything - candidates - experts) / ((n - 1) * (k - 1)),
    )


def intraclass(anova: Anova) -> Mapping[str, float | None]:
    """The six coefficients of Shrout & Fleiss (1979), not clamped; `None` where the denominator is zero."""
    n, k = anova.n, anova.k
    between, within, experts, residual = anova.between, anova.within, anova.experts, anova.residual
    agreement = (experts - residual) / n
    return {
        "1,1": _ratio(between - within, between + (k - 1) * within),
        "2,1": _ratio(between - residual, between + (k - 1) * residual + k * agreement),
        "3,1": _ratio(between - residual, between + (k - 1) * residual),
        "1,k": _ratio(between - within, between),
        "2,k": _ratio(between - residual, between + agreement),
        "3,k": _ratio(between - residual, between),
    }


def _ratio(above: Fraction, below: Fraction) -> float | None:
    return float(above / below) if below else None


def intraclass_intervals(anova: Anova) -> Mapping[str, Interval | None]:
    """95 % intervals of the six coefficients, `None` where undefined.

    Forms 1 and 3 from the F distribution, form 2 with Satterthwaite's degrees (Shrout & Fleiss 1979, McGraw & Wong
    1996); written without a division by the error mean square, which may be zero.
    """
    n, k = anova.n, anova.k
    one = _consistency(anova.between, anova.within, n, k, n * (k - 1))
    three = _consistency(anova.between, anova.residual, n, k, (n - 1) * (k - 1))
    two = _absolute(anova) if anova.has_variance else None
    return {
        "1,1": one[0],
        "2,1": two,
        "3,1": three[0],
        "1,k": one[1],
        "2,k": two and _of_means(two, k),
        "3,k": three[1],
    }


def _consistency(
    between: Fraction, error: Fraction, n: int, k: int, degrees: int
) -> tuple[Interval | None, Interval | None]:
    if not between + error:
        return None, None
    b, e = float(between), float(error)
    lower, upper = e * f_quantile(_UPPER, n - 1, degrees), e / f_quantile(_UPPER, degrees, n - 1)
    single = ((b - lower) / (b + (k - 1) * lower), (b - upper) / (b + (k - 1) * upper))
    return single, ((b - lower) / b, (b - upper) / b) if between else None


def _absolute(anova: Anova) -> Interval | None:
    """The interval of ICC(2,1); `None` if the estimate or an end of the interval is undefined."""
    n, k = anova.n, anova.k
    estimate = intraclass(anova)["2,1"]
    if not anova.experts + anova.residual:
        return 1.0, 1.0
    if estimate is None or not anova.between + anova.residual:
        return None
    b, j, e = float(anova.between), float(anova.experts), float(anova.residual)
    of_experts, of_residual = k * estimate * j, (n * (1 + (k - 1) * estimate) - k * estimate) * e
    spread = (n - 1) * of_experts**2 + of_residual**2
    degrees = (k - 1) * (n - 1) * (of_experts + of_residual) ** 2 / spread if spread else 0.0
    lower, upper = 0.0, 0.0  # what both go to as the degrees do
    if degrees:
        lower, upper = 1 / f_quantile(_UPPER, n - 1, degrees), f_quantile(_UPPER, degrees, n - 1)
    rest = k * j + (k * n - k - n) * e
    if not rest + n * b * lower or not rest + n * b * upper:
        return None
    return n * (b * lower - e) / (rest + n * b * lower), n * (b * upper - e) / (rest + n * b * upper)


def _of_means(single: Interval, k: int) -> Interval | None:
    """Spearman and Brown's step from one expert's mark to the mean of k."""
    lower, upper = (1 + (k - 1) * end for end in single)
    return (k * single[0] / lower, k * single[1] / upper) if lower and upper else None


def intraclass_unbalanced(column: Column) -> float | None:
    """One-way ICC where candidates have different numbers of marks: (MSB − MSW) ÷ (MSB + (k0 − 1) MSW).

    ANOVA estimator with k0 = (N − Σnᵢ² ÷ N) ÷ (a − 1) for a candidates with nᵢ of N marks (Donner 1986; Searle, Casella
    & McCulloch 1992). `None` below two candidates, without a candidate marked twice, or without any variance.
    """
    counts, sums, squares = by_candidate(column)
    a, total = len(counts), sum(counts)
    if a < 2 or total == a:
        return None
    between = _sum_of_shares(sums, counts) - Fraction(sum(sums) ** 2, total)
    within = squares - _sum_of_shares(sums, counts)
    msb, msw = between / (a - 1), within / (total - a)
    k0 = (total - Fraction(sum(count * count for count in counts), total)) / (a - 1)
    return _ratio(msb - msw, msb + (k0 - 1) * msw)


def by_candidate(column: Column) -> tuple[list[int], list[int], int]:
    """Per marked candidate the number and the sum of its marks, and the sum of all squares; exact."""
    order = np.argsort(column.candidate, kind="stable")
    if not len(order):
        return [], [], 0
    owner = column.candidate[order]
    starts = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    largest = int(np.abs(column.units).max())
    units = wide_enough(column.units[order], largest**2 * len(order))
    sums = np.add.reduceat(units, starts)
    return np.diff(np.append(starts, len(order))).tolist(), sums.tolist(), int((units * units).sum())


def _sum_of_shares(sums: list[int], counts: list[int]) -> Fraction:
    """Σ sum² ÷ count, gathered by count first: few fractions however many candidates."""
    gathered: dict[int, int] = {}
    for value, count in zip(sums, counts, strict=True):
        gathered[count] = gathered.get(count, 0) + value * value
    return sum((Fraction(square, count) for count, square in gathered.items()), Fraction(0))
