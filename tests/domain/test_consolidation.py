"""What the consolidation promises, as facts and as properties."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app.domain.consolidation import ConsolidatedResult, consolidate, differences
from reviewer_app.domain.errors import InputError
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState

from .rounds import round_of, rows_as_sheets

SEEDS = st.integers(10_000, 99_999)


def scheme_with(
    rule: str = "", *, stages: str = "", tie_break: str = "[]", scope: str = "criterion", alert: str = ""
) -> Scheme:
    criteria = "".join(
        f'[[criteria]]\nkey = "{key}"\ntitle = "{key}"\nmin_score = "0"\nmax_score = "10"\nstep = "0.5"\nweight = "1"\n'
        for key in ("a", "b")
    )
    text = (
        f'id = "facts"\ntitle = "Facts"\n{criteria}[consolidation]\n{rule or METHOD}\nrounding_places = 2\n'
        f'rounding_scope = "{scope}"\nquorum = "2/3"\ntie_break = {tie_break}\n{alert}\n{stages}'
    )
    return read_scheme(text.encode())


METHOD = 'method = "mean"'
TRIMMED = """method = "trimmed_mean"
trim_lowest = 1
trim_highest = 1
trim_scope = "criterion"
trim_minimum_experts = 3"""


def sheet(expert: str, candidate: str, a: str, b: str) -> ScoreSheet:
    marks = {"a": Decimal(a), "b": Decimal(b)}
    return ScoreSheet(expert=expert, candidate=candidate, state=SheetState.SCORED, marks=marks)


def state(expert: str, candidate: str, what: SheetState) -> ScoreSheet:
    return ScoreSheet(expert=expert, candidate=candidate, state=what)


def candidates(scheme: Scheme, sheets: list[ScoreSheet]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = consolidate(scheme, sheets).document()["candidates"]
    return rows


def test_recused_is_not_entitled_and_absent_is() -> None:
    sheets = [
        sheet("e1", "k", "8", "7"),
        sheet("e2", "k", "6", "7"),
        state("e3", "k", SheetState.RECUSED),
        state("e4", "k", SheetState.ABSENT),
        state("e5", "k", SheetState.NOT_ASSIGNED),
    ]
    row = candidates(scheme_with(), sheets)[0]
    assert (row["entitled"], row["counted"], row["quorum_met"], row["score"]) == (3, 2, True, "14.00")
    row = candidates(scheme_with(), [*sheets, state("e6", "k", SheetState.ABSTAINED)])[0]
    assert (row["entitled"], row["counted"], row["quorum_met"], row["score"], row["rank"]) == (4, 2, False, None, None)


def test_nobody_entitled_is_no_score() -> None:
    result = consolidate(scheme_with(), [state("e1", "k", SheetState.RECUSED)], candidates=["k", "nobody"])
    assert [(row["candidate"], row["score"]) for row in result.ranking()] == [("k", None), ("nobody", None)]
    assert [(caution.code, caution.values["candidate"]) for caution in result.cautions()] == [
        ("quorum_not_met", "k"),
        ("quorum_not_met", "nobody"),
    ]


def test_a_sheet_that_lacks_a_mark_counts_for_nothing() -> None:
    lacking = ScoreSheet(expert="e3", candidate="k", state=SheetState.SCORED, marks={"a": Decimal(1)})
    result = consolidate(scheme_with(), [sheet("e1", "k", "8", "7"), sheet("e2", "k", "8", "7"), lacking])
    row = result.document()["candidates"][0]
    assert (row["entitled"], row["counted"], row["score"]) == (3, 2, "15.00")
    assert row["trail"][2] == {"expert": "e3", "state": "incomplete", "marks": {"a": "1.0"}, "dropped": []}
    assert [caution.code for caution in result.cautions()] == ["incomplete_sheet"]


def test_a_tie_for_dropping_falls_to_the_order_of_experts() -> None:
    sheets = [sheet(expert, "k", "5", "5") for expert in ("e3", "e1", "e2", "e4")]
    row = candidates(scheme_with(TRIMMED), sheets)[0]
    assert [(one["expert"], one["dropped"]) for one in row["trail"]] == [
        ("e1", ["a", "b"]),
        ("e2", []),
        ("e3", []),
        ("e4", ["a", "b"]),
    ]


def test_too_few_sheets_are_not_trimmed_and_a_mixture_is_told() -> None:
    sheets = [sheet(f"e{number}", "k1", str(number), "5") for number in (1, 2, 3)]
    sheets += [sheet("e1", "k2", "1", "5"), sheet("e2", "k2", "2", "5")]
    result = consolidate(scheme_with(TRIMMED), sheets)
    rows = {row["candidate"]: row["criteria"]["a"]["dropped"] for row in result.document()["candidates"]}
    assert rows == {"k1": ["1.0", "3.0"], "k2": []}
    assert [caution.code for caution in result.cautions()] == ["mixed_trimming"]


def test_whole_sheets_are_dropped_by_their_totals() -> None:
    rule = TRIMMED.replace('"criterion"', '"sheet"')
    sheets = [sheet("e1", "k", "10", "0"), sheet("e2", "k", "4", "4"), sheet("e3", "k", "0", "9.5")]
    row = candidates(scheme_with(rule), sheets)[0]
    assert [one["dropped"] for one in row["trail"]] == [["a", "b"], ["a", "b"], []]
    assert row["score"] == "9.50"


def test_equal_totals_share_a_rank_until_the_chain_tells_them_apart() -> None:
    sheets = [sheet("e", "k1", "5", "6"), sheet("e", "k2", "6", "5"), sheet("e", "k3", "1", "1")]
    plain = candidates(scheme_with(), sheets)
    assert [(row["candidate"], row["rank"], row["tied_with"]) for row in plain] == [
        ("k1", 1, ["k2"]),
        ("k2", 1, ["k1"]),
        ("k3", 3, []),
    ]
    broken = candidates(scheme_with(tie_break='["b"]'), sheets)
    assert [(row["candidate"], row["rank"], row["tied_with"], row["tie_broken_by"]) for row in broken] == [
        ("k1", 1, [], "b"),
        ("k2", 2, [], "b"),
        ("k3", 3, [], None),
    ]


def test_unrounded_scores_compare_exactly() -> None:
    """1/3 of a point and 0.333333 are different, though both are printed alike."""
    sheets = [sheet(f"e{number}", "k1", mark, "0") for number, mark in enumerate(("0.5", "0.5", "0"))]
    sheets += [sheet("e1", "k2", "0.5", "0"), sheet("e2", "k2", "0", "0"), sheet("e3", "k2", "0.5", "0")]
    rows = candidates(scheme_with(scope="none"), sheets)
    assert [(row["score"], row["rank"]) for row in rows] == [("0.333333", 1), ("0.333333", 1)]


def test_a_far_total_asks_for_an_explanation() -> None:
    sheets = [sheet("e1", "k", "5", "5"), sheet("e2", "k", "5", "5"), sheet("e3", "k", "9", "9.5")]
    cautions = list(consolidate(scheme_with(alert='deviation_alert = "0.3"'), sheets).cautions())
    assert [(one.code, dict(one.values)) for one in cautions] == [
        ("deviation_alert", {"candidate": "k", "expert": "e3", "total": "18.5", "mean": "12.83"})
    ]


def test_marks_that_the_scheme_refuses_are_told_all_at_once() -> None:
    sheets = [
        sheet("e1", "k", "0.3", "11"),
        ScoreSheet(expert="e2", candidate="k", state=SheetState.SCORED, marks={"c": Decimal(1)}),
        sheet("e3", "k", "1", "1"),
        sheet("e3", "k", "1", "1"),
        sheet("e4", "k", "NaN", "1"),
    ]
    with pytest.raises(InputError) as caught:
        consolidate(scheme_with(), sheets)
    assert [problem.code for problem in caught.value.problems] == [
        "sheet_twice",
        "sheet_mark_refused",
        "sheet_mark_refused",
        "sheet_criterion_unknown",
        "sheet_mark_refused",
    ]


def test_huge_marks_stay_exact() -> None:
    text = """id = "huge"
title = "Huge"
[[criteria]]
key = "x"
title = "X"
min_score = "0"
max_score = "999999999999999999999"
step = "0.001"
weight = "7.77"
[consolidation]
method = "mean"
rounding_places = 3
rounding_scope = "total"
quorum = 1
"""
    sheets = rows_as_sheets(["k: 999999999999999999998.999 0.002 1"], "x")
    total = (Decimal("999999999999999999998.999") + Decimal("0.002") + 1) * Decimal("7.77") / 3
    row = consolidate(read_scheme(text.encode()), sheets).document()["candidates"][0]
    assert Decimal(row["score"]) == total.quantize(Decimal("0.001"))


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_sheets_changes_nothing(seed: int, shuffler: random.Random) -> None:
    scheme, sheets, votes = round_of(seed)
    shuffled = list(sheets)
    shuffler.shuffle(shuffled)
    assert consolidate(scheme, shuffled, votes=votes) == consolidate(scheme, sheets, votes=votes)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_value_to_json_to_value_is_the_identity(seed: int) -> None:
    scheme, sheets, votes = round_of(seed)
    result = consolidate(scheme, sheets, votes=votes)
    again = ConsolidatedResult.from_json(result.to_json())
    assert again == result
    assert again.to_json() == result.to_json()
    assert (list(again.ranking()), again.stages, list(again.cautions())) == (
        list(result.ranking()),
        result.stages,
        list(result.cautions()),
    )
    assert differences(result, again) == []


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_trimming_drops_what_it_says(seed: int) -> None:
    scheme, sheets, votes = round_of(seed)
    rule = scheme.consolidation
    for row in consolidate(scheme, sheets, votes=votes).document()["candidates"]:
        trims = rule.method == "trimmed_mean" and row["counted"] >= (rule.trim_minimum_experts or 0)
        number = (rule.trim_lowest or 0) + (rule.trim_highest or 0) if trims and row["quorum_met"] else 0
        for key, made in row["criteria"].items():
            kept, dropped = [list(map(Decimal, made[name])) for name in ("counted", "dropped")]
            assert (len(dropped), len(kept)) == (number, row["counted"] - number)
            assert kept == sorted(kept)
            assert dropped == sorted(dropped)
            if number and rule.trim_scope == "criterion":
                low, high = dropped[: rule.trim_lowest], dropped[rule.trim_lowest :]
                assert all(mark <= kept[0] for mark in low)
                assert all(mark >= kept[-1] for mark in high)
            assert sum(key in sheet["dropped"] for sheet in row["trail"]) == number


@settings(deadline=None, max_examples=80)
@given(SEEDS)
def test_ranks_form_a_competition_ranking(seed: int) -> None:
    scheme, sheets, votes = round_of(seed)
    rows = consolidate(scheme, sheets, votes=votes).document()["candidates"]
    ranks = [row["rank"] for row in rows if row["rank"] is not None]
    assert ranks == sorted(ranks)
    assert all(rank == 1 + sum(other < rank for other in ranks) for rank in ranks)
    assert all(len(row["tied_with"]) == ranks.count(row["rank"]) - 1 for row in rows if row["rank"])
    assert [row["rank"] for row in rows[len(ranks) :]] == [None] * (len(rows) - len(ranks))


@settings(deadline=None, max_examples=80)
@given(SEEDS)
def test_an_undecided_set_always_straddles_the_cut(seed: int) -> None:
    scheme, sheets, votes = round_of(seed)
    document = consolidate(scheme, sheets, votes=votes).document()
    for stage, rule in zip(document["stages"], scheme.stages, strict=True):
        if stage["undecided"]:
            assert rule.quota is not None
            assert len(stage["advance"]) < rule.quota < len(stage["advance"]) + len(stage["undecided"])
            assert stage["places"] == rule.quota - len(stage["advance"])
            assert stage["vacant"] == 0
        everybody = [*stage["advance"], *stage["undecided"], *stage["not_advanced"], *stage["unscored"]]
        assert len(everybody) == len(set(everybody)) == stage["entering"]


def test_differences_name_the_figure() -> None:
    sheets = [sheet("e1", "k", "8", "7")]
    ours, theirs = consolidate(scheme_with(), sheets), consolidate(scheme_with(), [sheet("e1", "k", "8", "7.5")])
    assert differences(ours, theirs) == [
        "candidates.0.criteria.b.counted.0",
        "candidates.0.criteria.b.score",
        "candidates.0.criteria.b.sum",
        "candidates.0.criteria.b.weighted",
        "candidates.0.score",
        "candidates.0.trail.0.marks.b",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"\xff",
        b'{"format": "jiangping-result", "format": 1}',
        b"[" * 200_000,
        b'{"format": NaN}',
        b"9" * 5000,
        b'{"format":"jiangping-result","version":2,"scheme":{"id":"x","sha256":""},"candidates":[],"stages":[]}',
    ],
)
def test_what_is_no_result_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        ConsolidatedResult.from_json(data)
    assert [problem.code for problem in caught.value.problems] == ["result_malformed"]


@pytest.mark.parametrize("value", ["2.5", "true", "null", "[1]", '{"a": 1}'])
def test_a_warning_in_a_result_holds_texts_and_whole_numbers_only(value: str) -> None:
    empty = b'{"format":"jiangping-result","version":1,"scheme":{"id":"x","sha256":""},"candidates":[],"stages":[],'
    rest = b'"titles":[],"decisions":[],"warnings":[{"code":"over_quota","quota":%s}]}'
    assert ConsolidatedResult.from_json(empty + rest % b"3").head()["stages"] == []
    with pytest.raises(InputError) as caught:
        ConsolidatedResult.from_json(empty + rest % value.encode())
    assert [problem.code for problem in caught.value.problems] == ["result_malformed"]
