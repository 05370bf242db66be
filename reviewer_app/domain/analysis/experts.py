"""Each expert beside the others: how many marks, how high, how far apart, in whose order; and candidates' z-scores."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from reviewer_app.domain.analysis.panel import Column, Floats, Integers, doubled_midranks, wide_enough


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertFigures:
    """One expert's marks (sheet totals); what is undefined is `None`.

    `sd`: sample standard deviation, from two marks on. `shared`: the candidates scored by another expert as well;
    `spearman_others`: rank correlation, over these, with the mean total of the others.
    """

    marks: int
    mean: float | None
    sd: float | None
    shared: int
    spearman_others: float | None


def expert_figures(column: Column, experts: int) -> list[ExpertFigures]:
    """One entry an expert, by index. Sums are whole numbers, so equal marks and equal means are seen as equal."""
    order = np.argsort(column.expert, kind="stable")
    edges = np.searchsorted(column.expert[order], np.arange(experts + 1))
    candidates = int(column.candidate.max(initial=-1)) + 1
    units = wide_enough(column.units, int(np.abs(column.units).max(initial=0)) * (len(column.units) + 1))
    sums = np.zeros(candidates, dtype=units.dtype)
    np.add.at(sums, column.candidate, units)
    counts = np.bincount(column.candidate, minlength=candidates)
    found = []
    for start, end in pairwise(edges):
        rows = order[start:end]
        shared = rows[counts[column.candidate[rows]] >= 2]
        whom = column.candidate[shared]
        others = _comparable(sums[whom] - units[shared], counts[whom] - 1)
        spearman = spearman_rho(units[shared], others)
        found.append(_figures(units[rows].tolist(), column.scale, len(shared), spearman))
    return found


def _figures(marks: list[int], scale: int, shared: int, spearman: float | None) -> ExpertFigures:
    number, total = len(marks), sum(marks)
    variance = number * sum(mark * mark for mark in marks) - total * total
    return ExpertFigures(
        marks=number,
        mean=total / (number * scale) if number else None,
        sd=math.sqrt(Fraction(variance, number * (number - 1))) / scale if number > 1 else None,
        shared=shared,
        spearman_others=spearman,
    )


def _comparable(sums: Integers, counts: Integers) -> Integers:
    """The means, sum ÷ count, as whole numbers over their common denominator."""
    common = math.lcm(*np.unique(counts).tolist())
    factors = [common // count for count in counts.tolist()]
    return np.array([total * factor for total, factor in zip(sums.tolist(), factors, strict=True)], dtype=object)


def spearman_rho(one: Integers, other: Integers) -> float | None:
    """Pearson's correlation of the mid-ranks (Spearman 1904), ties as they come; `None` if either side is constant.

    Whole numbers throughout, so that perfect orders give exactly 1 or −1.
    """
    if len(one) < 2:
        return None
    a, b = doubled_midranks(one).astype(object), doubled_midranks(other).astype(object)
    n = len(a)
    covariance = n * int((a * b).sum()) - int(a.sum()) * int(b.sum())
    of_a = n * int((a * a).sum()) - int(a.sum()) ** 2
    of_b = n * int((b * b).sum()) - int(b.sum()) ** 2
    if not of_a or not of_b:
        return None
    return math.copysign(math.sqrt(Fraction(covariance * covariance, of_a * of_b)), covariance)


def z_scores(column: Column, figures: list[ExpertFigures], candidates: int) -> Floats:
    """Per candidate the mean over experts of (total − expert's mean) ÷ expert's sample sd; NaN where nobody is left.

    Experts with fewer than two different totals have no sd to divide by and are left out.
    """
    mean = np.array([item.mean if item.mean is not None else np.nan for item in figures])
    sd = np.array([item.sd or np.nan for item in figures])
    kept = np.flatnonzero(~np.isnan(sd[column.expert])) if len(column.expert) else np.zeros(0, dtype=np.int64)
    who, whom = column.expert[kept], column.candidate[kept]
    z = (column.values[kept] - mean[who]) / sd[who]
    number = np.bincount(whom, minlength=candidates)
    total = np.bincount(whom, z, minlength=candidates)
    means: Floats = np.divide(total, number, out=np.full(candidates, np.nan), where=number > 0)
    return means
