"""Why a coefficient of agreement is undefined, as warnings with codes and values."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer_app.domain.analysis.agreement import Agreement
from reviewer_app.domain.caution import Caution

_RATIO = "Krippendorff α ratio"


def agreement_cautions(figures: Agreement, criterion: str | None) -> Iterator[Caution]:
    """One warning a cause, naming the figures that it leaves undefined. `criterion`: its key, `None` for the totals."""
    found: dict[str, list[str]] = {}
    for name, cause in _undefined(figures):
        found.setdefault(cause, []).append(name)
    for cause, names in found.items():
        values = {"figures": ", ".join(names), "complete": figures.complete_candidates}
        if criterion is None:
            yield Caution(code=f"agreement_of_totals_{cause}", values=values)
        else:
            yield Caution(code=f"agreement_of_criterion_{cause}", values={**values, "criterion": criterion})
    if criterion is None and figures.scoring_experts > 1 and figures.complete_candidates == 2:
        yield Caution(code="agreement_of_two_candidates")


def _undefined(figures: Agreement) -> Iterator[tuple[str, str]]:
    on_complete = _cause_on_complete(figures)
    for form, value in figures.icc.items():
        if value is None:
            yield f"ICC({form})", on_complete
    for form, interval in figures.icc_ci95.items():
        if interval is None:
            yield f"ICC({form}) 95 %", on_complete
    if figures.kendall_w is None:
        yield from ((name, on_complete) for name in ("Kendall W", "chi²", "p"))
    on_all = _cause_on_all(figures)
    if figures.icc_oneway_unbalanced is None:
        alone = on_all == "no_variance" and figures.candidates_marked < 2
        yield "one-way ICC", "one_candidate" if alone else on_all
    alpha = figures.krippendorff_alpha
    for metric, value in alpha.items():
        if value is None and alpha["interval"] is not None:
            yield _RATIO, "opposite_marks"
        elif value is None:
            yield f"Krippendorff α {metric}", on_all


def _cause_on_complete(figures: Agreement) -> str:
    if figures.scoring_experts < 2:
        return "one_expert"
    return "few_complete" if figures.complete_candidates < 2 else "no_variance"


def _cause_on_all(figures: Agreement) -> str:
    if figures.scoring_experts < 2:
        return "one_expert"
    return "nothing_shared" if not figures.candidates_marked_twice else "no_variance"
