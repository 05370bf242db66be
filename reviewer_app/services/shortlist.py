"""Goal of an expert: find those whom they look for, by state and by what the roster says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from enum import StrEnum

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.sheet import SheetState
from reviewer_app.services.overview import BEGUN

ALL, OPEN = "all", "open"
SCORED, RECUSED, ABSTAINED = SheetState.SCORED.value, SheetState.RECUSED.value, SheetState.ABSTAINED.value
STATES = (ALL, OPEN, BEGUN, SCORED, RECUSED, ABSTAINED)
_STANDINGS = {OPEN: (SheetState.INCOMPLETE.value, BEGUN)}


class Field(StrEnum):
    """What candidates may be told apart by."""

    GROUP = "group"
    INDUSTRY = "industry"
    UNIT = "unit"
    TRADE = "trade"


Picked = tuple[Field, str]
"""A value of a field, such as (GROUP, "第一组"); an empty one stands for those of whom it is not said."""


def fields_of(candidates: Collection[Candidate]) -> dict[Field, dict[str, int]]:
    """The fields that tell candidates apart, and how many bear each of their values, the commonest first."""
    found = {}
    for field in Field:
        values = Counter(getattr(one, field.value) for one in candidates)
        if len(values) > 1:
            found[field] = dict(values.most_common())
    return found


def bears(candidate: Candidate, picked: Iterable[Picked]) -> bool:
    """Whether a candidate bears one of the values picked in each field; with nothing picked, everybody does."""
    wanted: dict[Field, set[str]] = {}
    for field, value in picked:
        wanted.setdefault(field, set()).add(value)
    return all(getattr(candidate, field.value) in values for field, values in wanted.items())


def standings(state: str) -> tuple[str, ...]:
    """The ways in which a sheet may stand (see `overview.stands`) to be counted under a state other than `ALL`."""
    return _STANDINGS.get(state, (state,))
