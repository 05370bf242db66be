"""The trail of a figure in sentences and arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reviewer_app.domain.exact import plain
from reviewer_app.domain.scheme import Criterion, Scheme
from reviewer_app.i18n import _, in_a_row, n_

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MarkShown:
    """One expert's mark on a criterion."""

    text: str
    expert: str
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """A criterion with its marks, and how its score comes about."""

    criterion: Criterion
    score: str
    marks: tuple[MarkShown, ...]
    sums: str


def counts(row: Row) -> str:
    """How many sheets there are, and what became of them."""
    states = [sheet["state"] for sheet in row["trail"]]
    parts = [_("Entitled {count}").format(count=row["entitled"])]
    for state, words in (
        ("recused", _("recused {count}")),
        ("abstained", _("abstained {count}")),
        ("absent", _("missing {count}")),
        ("incomplete", _("incomplete {count}")),
    ):
        if state in states:
            parts.append(words.format(count=states.count(state)))
    parts.append(_("counted {count}").format(count=row["counted"]))
    return _("{parts}.").format(parts=_(", ").join(parts))


def rule(scheme: Scheme, row: Row) -> str:
    """What the scheme does with the marks of this candidate, in a sentence."""
    made = scheme.consolidation
    if row["score"] is None:
        return _("Too few sheets count for a score: the quorum is not met.")
    if made.method == "median":
        return _("The score of a criterion is the middle mark.")
    dropped = any(sheet["dropped"] for sheet in row["trail"])
    if made.method != "trimmed_mean" or not dropped:
        return _("Nothing is dropped; the score of a criterion is the mean of its marks.")
    words = (
        _("Of the sheets the {lowest} lowest and the {highest} highest are dropped whole.")
        if made.trim_scope == "sheet"
        else _("In each criterion the {lowest} lowest and the {highest} highest marks are dropped.")
    )
    return words.format(lowest=made.trim_lowest, highest=made.trim_highest)


def criteria(scheme: Scheme, row: Row) -> list[CriterionShown]:
    return [_criterion(one, row) for one in scheme.criteria]


def _criterion(criterion: Criterion, row: Row) -> CriterionShown:
    key = criterion.key
    made = row["criteria"][key]
    marks = sorted(
        (
            MarkShown(sheet["marks"][key], sheet["expert"], key in sheet["dropped"])
            for sheet in row["trail"]
            if sheet["state"] == "scored"
        ),
        key=lambda mark: (Decimal(mark.text), mark.expert),
    )
    return CriterionShown(criterion, made["score"] or "–", tuple(marks), _sums(made))


def _sums(made: Row) -> str:
    """The arithmetic of a criterion: what is left, divided, rounded, weighted."""
    if made["score"] is None:
        return ""
    left = made["counted"]
    head = f"({' + '.join(left)})" if 1 < len(left) <= 6 else made["sum"]
    exact = Decimal(made["score"]) * made["divisor"] == Decimal(made["sum"])
    text = f"{head} ÷ {made['divisor']} {'=' if exact else '≈'}\N{NO-BREAK SPACE}{made['score']}"
    if Decimal(made["weight"]) != 1:
        text += f" × {made['weight']} = {made['weighted']}"
    return text


def total(scheme: Scheme, row: Row) -> str:
    """The sum, the rank, and what broke or did not break a tie."""
    if row["score"] is None:
        return ""
    weighted = [row["criteria"][one.key]["weighted"] for one in scheme.criteria]
    adds_up = sum(map(Decimal, weighted)) == Decimal(row["score"])
    sums = f"{' + '.join(weighted)} {'=' if adds_up else '≈'}\N{NO-BREAK SPACE}{row['score']}"
    return in_a_row(
        part
        for part in (
            _("Total {sums}, rank {rank}.").format(sums=sums, rank=row["rank"]),
            "" if adds_up else _("Only the total is rounded."),
            _tie(scheme, row),
        )
        if part
    )


def _tie(scheme: Scheme, row: Row) -> str:
    tied: Sequence[str] = row["tied_with"]
    if tied:
        return n_("Tied with {others}.", "Tied with {others}.", len(tied)).format(others="、".join(tied))
    if row["tie_broken_by"]:
        title = scheme.criterion(row["tie_broken_by"]).title
        return _("An equal total was separated by “{criterion}”.").format(criterion=title)
    return _("No tie.")


def weight_of(criterion: Criterion) -> str:
    return plain(criterion.weight)
