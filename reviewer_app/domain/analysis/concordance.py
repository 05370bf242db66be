"""Kendall's coefficient of concordance: do the experts put the candidates in the same order?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from reviewer_app.domain.analysis.panel import Integers, doubled_midranks
from reviewer_app.domain.analysis.special import chi_square_tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """W without and with the correction for ties; chi-square (n − 1 degrees) and its p belong to the latter."""

    plain: float
    ties: float
    chi_square: float
    p: float


def kendall_w(marks: Integers) -> Concordance | None:
    """Agreement of m experts on the order of n candidates, 0 (none) to 1 (full).

    `marks`: experts × candidates, no gaps, whole units. Ties take mid-ranks; W = 12 S ÷ (m²(n³ − n)), and tie-corrected
    12 S ÷ (m²(n³ − n) − m Σ(t³ − t)) (Kendall & Gibbons 1990; Siegel & Castellan 1988). `None` below two experts or two
    candidates, and where no expert tells any two candidates apart.
    """
    m, n = marks.shape
    if m < 2 or n < 2:
        return None
    rank_sums: list[int] = sum((doubled_midranks(row) for row in marks), np.zeros(n, dtype=np.int64)).tolist()
    spread = Fraction(sum(value * value for value in rank_sums) * n - sum(rank_sums) ** 2, 4 * n)
    largest = m * m * (n**3 - n)
    corrected = largest - m * sum(_ties(row) for row in marks)
    if not corrected:
        return None
    ties = 12 * spread / corrected
    chi_square = float(m * (n - 1) * ties)
    return Concordance(
        plain=float(12 * spread / largest),
        ties=float(ties),
        chi_square=chi_square,
        p=chi_square_tail(chi_square, n - 1),
    )


def _ties(row: Integers) -> int:
    """Σ(t³ − t) over the groups of equal values."""
    _, counts = np.unique(row, return_counts=True)
    return sum(count**3 - count for count in counts.tolist())
