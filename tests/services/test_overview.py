"""Where an expert stands, and the ranking that the committee sees."""

from __future__ import annotations

from decimal import Decimal

from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services import decide
from reviewer_app.services.overview import (
    NARROW,
    Standing,
    distribution,
    median_of,
    missing_of,
    narrow_band,
    search_keys,
    standing_of,
    total_of,
    written_total,
)
from reviewer_app.services.ranking import Dot, ranking_of
from tests.world import CANDIDATES, SCHEME, World

RULES = read_scheme(SCHEME)


def sheet(code: str, state: SheetState = SheetState.SCORED, **marks: str) -> ScoreSheet:
    given = {key: Decimal(mark) for key, mark in marks.items()}
    return ScoreSheet(expert="expert-01", candidate=code, state=state, marks=given)


def test_every_state_stands_in_its_own_place() -> None:
    sheets = [
        sheet("001", expertise="40", contribution="30"),
        sheet("002", expertise="35", contribution="35"),
        sheet("003", SheetState.RECUSED),
        sheet("004", SheetState.ABSTAINED),
        sheet("005", SheetState.INCOMPLETE, expertise="1"),
        sheet("006", SheetState.INCOMPLETE),
    ]
    assert standing_of(sheets, RULES) == Standing(
        scored=("001", "002"),
        recused=("003",),
        abstained=("004",),
        begun=("005",),
        untouched=("006",),
        tied=((Decimal("70"), ("001", "002")),),
    )
    assert [missing_of(one, RULES) for one in sheets] == [0, 0, 0, 0, 1, 2]


def test_a_total_is_the_weighted_sum_of_what_is_given() -> None:
    assert total_of(sheet("001", SheetState.INCOMPLETE), RULES) is None
    assert total_of(sheet("001", SheetState.INCOMPLETE, expertise="40.5"), RULES) == Decimal("40.5")
    assert written_total(Decimal("70"), RULES) == "70.0"


def test_candidates_are_found_by_name_code_and_pinyin() -> None:
    keys = search_keys(CANDIDATES)
    for text in ("004", "王", "wang", "某某船厂", "焊工"):
        assert text in keys["004"]
    assert " mmt" in keys["002"], "the initials of 买买提"


def test_the_distribution_counts_every_total_once() -> None:
    totals = [Decimal(number) for number in (0, 10, 50, 99, 100)]
    assert distribution(totals, Decimal(0), Decimal(100), 10) == [1, 1, 0, 0, 0, 1, 0, 0, 0, 2]


def test_the_ranking_knows_cut_dots_and_reserves(finished: World) -> None:
    result = decide.consolidate_received(finished.store("chair"), finished.secrets("chair"))
    names = {one.code: one.name for one in CANDIDATES}
    ranking = ranking_of(RULES, result.stages, tuple(result.candidates()), names)
    assert [(line.code, line.rank, line.standing, line.reserve) for line in ranking.lines] == [
        ("001", 1, "advance", 0),
        ("002", 2, "advance", 0),
        ("003", 3, "reserve", 1),
        ("004", 4, "reserve", 2),
    ]
    assert (ranking.cut, ranking.quota, ranking.undecided) == (2, 2, 0)
    assert ranking.lines[3].dots == (
        Dot(expert="expert-01", total=Decimal("40"), kept=1.0),
        Dot(expert="expert-02", total=Decimal("45"), kept=1.0),
    )
    assert ranking.lines[3].spread == "5.0"


def test_totals_in_a_narrow_band_are_told_from_eight_sheets_on() -> None:
    full = RULES.full_score
    edge = NARROW * full
    assert narrow_band({Decimal(80): 7}, RULES) is None
    assert narrow_band({Decimal(80): 8}, RULES) == 0
    assert narrow_band({Decimal(80): 7, Decimal(80) + edge: 1}, RULES) is None
    assert narrow_band({Decimal(80): 7, Decimal(80) + edge - Decimal("0.5"): 1}, RULES) == edge - Decimal("0.5")
    assert narrow_band({}, RULES) is None


def test_the_median_stands_in_the_middle_of_what_was_given() -> None:
    assert median_of({Decimal(80): 1}) == 80
    assert median_of({Decimal(90): 1, Decimal(80): 2}) == 80
    assert median_of({Decimal(90): 2, Decimal(80): 1, Decimal(70): 1}) == 85
