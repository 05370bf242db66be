"""What the figures of an analysis mean, sentence by sentence, for a chair without statistics.

Each sentence says what the figure is here and what must not be read into it. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_app.i18n import N_, _

Figures = Mapping[str, Any]
MOST_NAMES = 8

LEVELS = (
    (0.9, N_("very high")),
    (0.75, N_("good")),
    (0.5, N_("moderate")),
    (0.0, N_("low")),
)
"""Koo & Li (2016), who set the bounds for reliability coefficients; a convention, no law."""

EACH = (
    ("1,1", N_("one mark, experts taken as interchangeable")),
    ("2,1", N_("one expert's total, strictness counted as disagreement")),
    ("3,1", N_("one expert's total, strictness set aside")),
    ("1,k", N_("the panel's mean, experts taken as interchangeable")),
    ("2,k", N_("the panel's mean, strictness counted as disagreement")),
    ("3,k", N_("the panel's mean, strictness set aside")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What one figure means; `figure` is its path in the analysis, such as `agreement.icc.2,1`."""

    figure: str
    text: str


def sentences(figures: Figures) -> Iterator[Sentence]:
    """A sentence for each figure that has a value, in the language in force; agreement on totals, then the rest."""
    yield from _agreement(figures["agreement"])
    yield from _by_criterion(figures["agreement_by_criterion"])
    yield from _experts(figures["experts"])
    yield from _scores(figures["z_scores"])
    yield from _severity(figures["severity"])
    yield from _uncertainty(figures["uncertainty"])
    yield from _leave_one_out(figures["leave_one_out"])


def _agreement(row: Figures) -> Iterator[Sentence]:
    complete = _("Candidates scored by every expert: {count}. ICC and Kendall's W look at these only.")
    yield Sentence(figure="agreement.complete_candidates", text=complete.format(count=row["complete_candidates"]))
    for form, subject in EACH:
        yield from _icc(form, _(subject), row["icc"][form], row["icc_ci95"][form])
    if (value := row["icc_oneway_unbalanced"]) is not None:
        text = _(
            "One-way ICC over all sheets: {value} ({level}). It uses candidates with missing sheets too, and counts "
            "strictness as disagreement; it does not say which experts differ."
        )
        yield Sentence(
            figure="agreement.icc_oneway_unbalanced", text=text.format(value=_two(value), level=level(value))
        )
    yield from _kendall(row)
    yield from _alpha(row["krippendorff_alpha"])


def _icc(form: str, subject: str, value: float | None, interval: Sequence[float] | None) -> Iterator[Sentence]:
    if value is None:
        return
    text = _(
        "ICC({form}) = {value} ({level}): the share of differences in marks that lies between candidates, for "
        "{subject}. It does not say that the marks are right, only how well they agree."
    )
    fields = {"form": form, "value": _two(value), "level": level(value), "subject": subject}
    yield Sentence(figure=f"agreement.icc.{form}", text=text.format(**fields))
    if interval is not None:
        text = _(
            "ICC({form}) from {low} to {high}: values that fit these marks as well (95 % interval). A wide range means "
            "too few candidates or experts to say more; it is no range for any candidate's score."
        )
        fields = {"form": form, "low": _two(interval[0]), "high": _two(interval[1])}
        yield Sentence(figure=f"agreement.icc_ci95.{form}", text=text.format(**fields))


def _kendall(row: Figures) -> Iterator[Sentence]:
    if row["kendall_w"] is None:
        return
    text = _(
        "Kendall's W = {value} ({ties} with equal marks allowed for): 1 if all experts put the candidates in the same "
        "order, near 0 if in unrelated orders. It looks at order only, not at how high the marks are."
    )
    fields = {"value": _two(row["kendall_w"]), "ties": _two(row["kendall_w_ties"])}
    for figure in ("kendall_w", "kendall_w_ties"):
        yield Sentence(figure=f"agreement.{figure}", text=text.format(**fields))
    text = _(
        "Chi-square {chi2}, p = {p}: how often unrelated orders would agree as much by chance. A small p says that "
        "there is some agreement, not that there is much of it."
    )
    fields = {"chi2": _two(row["kendall_chi2"]), "p": f"{row['kendall_p']:.3g}"}
    for figure in ("kendall_chi2", "kendall_p"):
        yield Sentence(figure=f"agreement.{figure}", text=text.format(**fields))


def _alpha(alpha: Figures) -> Iterator[Sentence]:
    meanings = {
        "nominal": N_("only equal marks count as agreement, which is too strict for marks with many steps"),
        "ordinal": N_("marks further apart in rank disagree more"),
        "interval": N_("marks further apart disagree more; the usual choice for points"),
        "ratio": N_("differences count in proportion to the marks, so low marks weigh more"),
    }
    text = _(
        "Krippendorff's alpha, {metric} = {value}: agreement beyond chance with gaps allowed, where {meaning}. 1 is "
        "full agreement, 0 what chance gives, less than 0 systematic disagreement; it names no one at fault."
    )
    for metric, meaning in meanings.items():
        if alpha[metric] is not None:
            fields = {"metric": metric, "value": _two(alpha[metric]), "meaning": _(meaning)}
            yield Sentence(figure=f"agreement.krippendorff_alpha.{metric}", text=text.format(**fields))


def _by_criterion(rows: Mapping[str, Figures]) -> Iterator[Sentence]:
    text = _(
        "{criterion}: agreement of the panel's mean is {value} ({level}, ICC(2,k)). A low value points to a criterion "
        "that experts read differently or that tells the candidates apart but little; it is no verdict on either."
    )
    for criterion, row in rows.items():
        value = row["icc"]["2,k"]
        if value is not None:
            fields = {"criterion": criterion, "value": _two(value), "level": level(value)}
            yield Sentence(figure=f"agreement_by_criterion.{criterion}.icc.2,k", text=text.format(**fields))


def _experts(rows: Sequence[Figures]) -> Iterator[Sentence]:
    for row in rows:
        yield from _expert(row, f"experts.{row['expert']}.")


def _expert(row: Figures, at: str) -> Iterator[Sentence]:
    if row["mean"] is None:
        return
    text = _("{expert} scored {marks} candidates, {mean} points on average; who was scored bears on that average.")
    fields = {"expert": row["expert"], "marks": row["marks"], "mean": _two(row["mean"])}
    for figure in ("marks", "mean"):
        yield Sentence(figure=at + figure, text=text.format(**fields))
    if row["sd"] is not None:
        text = _("{expert} spreads totals by {sd} points (sd); a small spread has little weight in a mean's order.")
        yield Sentence(figure=at + "sd", text=text.format(expert=row["expert"], sd=_two(row["sd"])))
    if row["leniency"] is not None:
        text = _(
            "{expert} gives {leniency} points against the other experts on the same candidates (+ milder, − stricter). "
            "Strictness is no fault: it harms nobody as long as all candidates are scored by the same experts."
        )
        yield Sentence(
            figure=at + "leniency", text=text.format(expert=row["expert"], leniency=f"{row['leniency']:+.2f}")
        )
    if row["spearman_others"] is not None:
        text = _(
            "{expert}'s order agrees with the others' mean at {value} (1 same order, 0 unrelated, −1 reversed). "
            "Another order may be the better informed one: look at the reasons, not at the figure."
        )
        yield Sentence(
            figure=at + "spearman_others", text=text.format(expert=row["expert"], value=_two(row["spearman_others"]))
        )


def _scores(scores: Mapping[str, float | None]) -> Iterator[Sentence]:
    known = [name for name, value in sorted(scores.items(), key=lambda item: -(item[1] or 0)) if value is not None]
    if known:
        text = _(
            "z-scores weigh every expert alike whatever points they use; highest here: {names}. An order that differs "
            "from the official one shows where the experts' scales matter; the official one stands."
        )
        yield Sentence(figure="z_scores", text=text.format(names=_names(known)))


def _severity(row: Figures) -> Iterator[Sentence]:
    if row["sse"] is None:
        return
    if row["connected"]:
        text = _(
            "All candidates can be compared through shared experts. Adjusted totals say what everyone would have on "
            "average from the whole panel, if strictness were the only difference; they replace no score."
        )
    else:
        text = _(
            "The panel falls apart into {components} groups without a shared expert or candidate. Adjusted totals can "
            "be compared within a group only; no calculation can tell whether one group was scored more strictly."
        )
    for figure in ("connected", "components", "adjusted"):
        yield Sentence(figure=f"severity.{figure}", text=text.format(components=row["components"]))
    text = _(
        "What candidates and strictness leave unexplained: {sse} (squared points over all sheets). It is the experts' "
        "differing views of single candidates, and says nothing of who is right."
    )
    yield Sentence(figure="severity.sse", text=text.format(sse=_two(row["sse"])))


def _uncertainty(row: Figures) -> Iterator[Sentence]:
    known = {name: value for name, value in row["inside_cut"].items() if value is not None}
    if known:
        close = [name for name in known if name in set(row["close_call"])]
        text = _(
            "Close calls at the cut ({count}): {names}. With other experts of the same kind these might as well have "
            "fallen on the other side: worth a discussion before deciding. The others are safe in this sense only."
        )
        if not close:
            text = _(
                "No close call at the cut: other experts of the same kind would hardly have changed who is inside. "
                "That says nothing of errors that all experts share."
            )
        for figure in ("inside_cut", "close_call"):
            yield Sentence(figure=f"uncertainty.{figure}", text=text.format(count=len(close), names=_names(close)))
    ranks = [ends for ends in row["rank_interval90"].values() if ends is not None]
    if ranks:
        widest = max(high - low for low, high in ranks)
        text = _(
            "Ranks would move by up to {widest} places (90 % interval) with other experts; ranks that overlap are not "
            "safely different. The official rank stays what it is."
        )
        yield Sentence(figure="uncertainty.rank_interval90", text=text.format(widest=widest))
    if not row["panels"]:
        return
    text = _("These probabilities come from all {panels} possible panels of these experts; nothing was left to chance.")
    if not row["exact"]:
        text = _(
            "These probabilities come from {panels} panels drawn from these experts with seed {seed}; another seed "
            "moves them by about one in a hundred."
        )
    yield Sentence(figure="uncertainty.draws", text=text.format(panels=row["panels"], seed=row["seed"]))


def _leave_one_out(rows: Sequence[Figures]) -> Iterator[Sentence]:
    moving = [row for row in rows if row["crosses"]]
    text = _(
        "Without {expert} these would cross the cut: {names}. That shows how narrow the cut is there, not that the "
        "expert's marks are wrong."
    )
    for row in moving:
        names = _names([crossing["candidate"] for crossing in row["crosses"]])
        yield Sentence(figure=f"leave_one_out.{row['expert']}", text=text.format(expert=row["expert"], names=names))
    if rows and not moving:
        text = _("No single expert decides who is inside the cut: without any one of them it stays the same.")
        yield Sentence(figure="leave_one_out", text=text)


def level(value: float) -> str:
    """A word for a coefficient of agreement, in the language in force."""
    return next((_(word) for bound, word in LEVELS if value >= bound), _("none beyond chance"))


def _two(value: float) -> str:
    return f"{value:.2f}"


def _names(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return _("{names} and {count} more").format(names=", ".join(names[:MOST_NAMES]), count=len(names) - MOST_NAMES)
