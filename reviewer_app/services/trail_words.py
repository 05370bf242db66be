"""How a candidate's score came about: sentences with the arithmetic, in the language in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reviewer_app.domain.exact import fixed, plain, round_fraction
from reviewer_app.domain.scheme import BlendStage, Criterion, Scheme
from reviewer_app.i18n import N_, _
from reviewer_app.services.scheme_words import local_title

Row = Mapping[str, Any]

STATES = {
    "recused": N_("Recused, and so not entitled: {experts}."),
    "abstained": N_("Abstained: {experts}."),
    "absent": N_("Assigned but without a sheet: {experts}."),
    "incomplete": N_("Sheets that lack a mark and do not count: {experts}."),
}


def explanation(row: Row, scheme: Scheme) -> list[str]:
    """The way from the marks of one candidate (a row of the result's `candidates`) to score, rank and blend."""
    return [*_sheets(row), *_scores(row, scheme), *_rank(row, scheme), *_blend(row, scheme)]


def _sheets(row: Row) -> Iterator[str]:
    yield _("{candidate}: {entitled} experts were entitled, {counted} sheets count.").format(
        candidate=row["candidate"], entitled=row["entitled"], counted=row["counted"]
    )
    for state, text in STATES.items():
        experts = [sheet["expert"] for sheet in row["trail"] if sheet["state"] == state]
        if experts:
            yield _(text).format(experts=_(", ").join(experts))
    if not row["quorum_met"]:
        yield _("The quorum is not met, so there is no score.")


def _scores(row: Row, scheme: Scheme) -> Iterator[str]:
    if row["score"] is None:
        return
    for item in scheme.criteria:
        yield _criterion(item, row["criteria"][item.key], scheme)
        dropped = row["criteria"][item.key]["dropped"]
        if dropped:
            yield _("Dropped: {marks}.").format(marks=_(", ").join(_dropped(row, item.key)))
    weighted = [row["criteria"][key]["weighted"] for key in scheme.criterion_keys]
    if scheme.consolidation.rounding_scope == "criterion":
        yield _("Total: {parts} = {score}.").format(parts=_sum(weighted), score=row["score"])
    else:
        yield _("Total, from the unrounded parts: {score}.").format(score=row["score"])


def _criterion(item: Criterion, made: Row, scheme: Scheme) -> str:
    rule = scheme.consolidation
    exact = Fraction(Decimal(made["sum"])) / made["divisor"]
    marks = _middle(made["counted"]) if rule.method == "median" else made["counted"]
    values = {
        "criterion": local_title(item.title, item.title_en, item.key),
        "marks": _sum(marks),
        "sum": made["sum"],
        "divisor": made["divisor"],
        "exact": shown(exact, scheme.score_places + 3),
        "score": made["score"],
        "weight": made["weight"],
        "weighted": made["weighted"],
    }
    if rule.rounding_scope == "criterion":
        text = _(
            "{criterion}: ({marks}) ÷ {divisor} = {sum} ÷ {divisor} = {exact}, rounded {score}; "
            "× weight {weight} = {weighted}."
        )
    else:
        text = _("{criterion}: ({marks}) ÷ {divisor} = {sum} ÷ {divisor} = {exact}; × weight {weight} = {weighted}.")
    return text.format(**values)


def _middle(marks: Sequence[str]) -> Sequence[str]:
    size = len(marks)
    return marks[(size - 1) // 2 : size // 2 + 1]


def _dropped(row: Row, key: str) -> list[str]:
    return [
        _("{mark} of {expert}").format(mark=sheet["marks"][key], expert=sheet["expert"])
        for sheet in row["trail"]
        if key in sheet["dropped"]
    ]


def _sum(figures: Sequence[str]) -> str:
    return " + ".join(f"({figure})" if figure.startswith("-") else figure for figure in figures)


def shown(value: Fraction, places: int) -> str:
    """A number as it is, or cut to so many decimals with … where it goes on."""
    digits = fixed(round_fraction(value, places), places)
    if Fraction(Decimal(digits)) == value:
        return plain(Decimal(digits))
    whole = abs(value.numerator) * 10**places // value.denominator
    return ("-" if value < 0 else "") + fixed(whole, places) + "…"


def _rank(row: Row, scheme: Scheme) -> Iterator[str]:
    if row["rank"] is None:
        return
    yield _("Rank {rank}.").format(rank=row["rank"])
    if row["tie_broken_by"] is not None:
        item = scheme.criterion(row["tie_broken_by"])
        yield _("Others have the same total; “{criterion}” told them apart.").format(
            criterion=local_title(item.title, item.title_en, item.key)
        )
    if row["tied_with"]:
        yield _("The rank is shared with {candidates}.").format(candidates=_(", ").join(row["tied_with"]))


def _blend(row: Row, scheme: Scheme) -> Iterator[str]:
    stage = next((stage for stage in reversed(scheme.stages) if isinstance(stage, BlendStage)), None)
    if stage is None or row.get("blended") is None:
        return
    yield _("Experts' score: 100 × {score} ÷ {full} = {expert}.").format(
        score=row["score"], full=plain(scheme.full_score), expert=row["expert_score"]
    )
    yield _("Vote score for {votes} votes: {vote}.").format(votes=row["vote"]["votes"], vote=row["vote"]["score"])
    text = _(
        "Blended: {expert_weight} × {expert} + {vote_weight} × {vote} = {blended} (from unrounded parts); rank {rank}."
    )
    yield text.format(
        expert_weight=plain(stage.expert_weight),
        expert=row["expert_score"],
        vote_weight=plain(stage.vote_weight),
        vote=row["vote"]["score"],
        blended=row["blended"],
        rank=row["blended_rank"],
    )
