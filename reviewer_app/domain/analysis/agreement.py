"""Agreement of the experts: the coefficients of one figure (the totals, or one criterion), side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reviewer_app.domain.analysis.concordance import kendall_w
from reviewer_app.domain.analysis.intraclass import (
    FORMS,
    Interval,
    analysis_of_variance,
    intraclass,
    intraclass_intervals,
    intraclass_unbalanced,
)
from reviewer_app.domain.analysis.krippendorff import krippendorff_alpha
from reviewer_app.domain.analysis.panel import Column, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Coefficients of agreement; an undefined one is `None`.

    ICC and Kendall's W rest on the `complete_candidates` scored by each of the `scoring_experts`; the unbalanced ICC
    and alpha on all marks, of which `candidates_marked_twice` candidates can be compared.
    """

    scoring_experts: int
    complete_candidates: int
    candidates_marked: int
    candidates_marked_twice: int
    icc: Mapping[str, float | None]
    icc_ci95: Mapping[str, Interval | None]
    icc_oneway_unbalanced: float | None
    kendall_w: float | None
    kendall_w_ties: float | None
    kendall_chi2: float | None
    kendall_p: float | None
    krippendorff_alpha: Mapping[str, float | None]


def complete_table(column: Column) -> Integers:
    """Experts × candidates, the candidates scored by every expert who has a sheet; experts as they come by index."""
    experts, expert = np.unique(column.expert, return_inverse=True)
    candidates, candidate, counts = np.unique(column.candidate, return_inverse=True, return_counts=True)
    full = counts == len(experts)
    place = np.cumsum(full) - 1
    kept = full[candidate] if len(candidates) else np.zeros(0, dtype=np.bool_)
    table: Integers = np.empty((len(experts), int(full.sum())), dtype=column.units.dtype)
    table[expert[kept], place[candidate[kept]]] = column.units[kept]
    return table


def agreement(column: Column) -> Agreement:
    """All coefficients of one figure of the scored sheets; no two of one expert on one candidate."""
    table = complete_table(column)
    anova = analysis_of_variance(table)
    concordance = kendall_w(table)
    _, counts = np.unique(column.candidate, return_counts=True)
    return Agreement(
        scoring_experts=table.shape[0],
        complete_candidates=table.shape[1],
        candidates_marked=len(counts),
        candidates_marked_twice=int((counts >= 2).sum()),
        icc=intraclass(anova) if anova else dict.fromkeys(FORMS),
        icc_ci95=intraclass_intervals(anova) if anova else dict.fromkeys(FORMS),
        icc_oneway_unbalanced=intraclass_unbalanced(column),
        kendall_w=concordance.plain if concordance else None,
        kendall_w_ties=concordance.ties if concordance else None,
        kendall_chi2=concordance.chi_square if concordance else None,
        kendall_p=concordance.p if concordance else None,
        krippendorff_alpha=krippendorff_alpha(column),
    )
