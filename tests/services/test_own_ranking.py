"""One's own totals in order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services.own_ranking import OwnRanking, Ranked, own_ranking
from tests.world import SCHEME

RULES = read_scheme(SCHEME)


def scored(code: str, expertise: int, contribution: int) -> ScoreSheet:
    marks = {"expertise": Decimal(expertise), "contribution": Decimal(contribution)}
    return ScoreSheet(expert="expert-01", candidate=code, state=SheetState.SCORED, marks=marks)


def bare(code: str, state: SheetState) -> ScoreSheet:
    return ScoreSheet(expert="expert-01", candidate=code, state=state)


def test_equal_totals_share_a_rank_and_the_next_one_is_left_out() -> None:
    sheets = [
        scored("001", 20, 20),
        scored("002", 30, 20),
        bare("003", SheetState.INCOMPLETE),
        scored("004", 20, 30),
        scored("005", 50, 50),
        bare("006", SheetState.RECUSED),
        bare("007", SheetState.ABSTAINED),
    ]
    assert own_ranking(sheets, RULES) == OwnRanking(
        ranked=(
            Ranked(candidate="005", rank=1, total=Decimal(100), sharing=1),
            Ranked(candidate="002", rank=2, total=Decimal(50), sharing=2),
            Ranked(candidate="004", rank=2, total=Decimal(50), sharing=2),
            Ranked(candidate="001", rank=4, total=Decimal(40), sharing=1),
        ),
        unfinished=("003",),
        stepped_back=("006", "007"),
    )


@given(st.lists(st.integers(0, 50), max_size=12))
def test_a_rank_is_one_more_than_those_above(totals: Sequence[int]) -> None:
    sheets = [scored(f"{number:03}", total, 0) for number, total in enumerate(totals)]
    found = own_ranking(sheets, RULES).ranked
    assert [(one.rank, one.sharing) for one in found] == [
        (1 + sum(other > one.total for other in totals), sum(other == one.total for other in totals)) for one in found
    ]
    assert [one.total for one in found] == sorted(totals, reverse=True)
