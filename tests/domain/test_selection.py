"""Cuts, ties, decisions, vacancies, tracks, titles, recognitions, blends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from reviewer_app.domain.consolidation import ConsolidatedResult, Decision, Recognition, consolidate
from reviewer_app.domain.cost import cost
from reviewer_app.domain.cut import Verdict
from reviewer_app.domain.errors import InputError
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.resources import resource

from .rounds import rows_as_sheets

BASE = """id = "cuts"
title = "Cuts"
[[criteria]]
key = "m"
title = "M"
min_score = "0"
max_score = "10"
step = "0.5"
weight = "1"
[consolidation]
method = "mean"
rounding_places = 2
rounding_scope = "total"
quorum = 1
"""
BLEND = """[[stages]]
key = "panel"
kind = "score"
[[stages]]
key = "vote"
kind = "tally"
[[stages]]
key = "naming"
kind = "blend"
scores_from = "panel"
votes_from = "vote"
quota = 2
expert_weight = "0.7"
vote_weight = "0.3"
vote_scale = "relative_to_top"
"""


def scheme(*parts: str) -> Scheme:
    return read_scheme((BASE + "\n".join(parts)).encode())


def panel(quota: int, extra: str = "") -> str:
    return f'[[stages]]\nkey = "panel"\nkind = "score"\nquota = {quota}\n{extra}\n'


def run(rules: Scheme, marks: Mapping[str, str], **more: Any) -> ConsolidatedResult:
    return consolidate(rules, rows_as_sheets([f"{code}: {mark}" for code, mark in marks.items()], "m"), **more)


def decision(candidate: str, verdict: Verdict, stage: str = "panel") -> Decision:
    return Decision(
        stage=stage,
        candidate=candidate,
        verdict=verdict,
        ballots_for=5,
        ballots_against=3,
        ballots_abstained=1,
        reason="secret ballot",
    )


def lists(stage: Mapping[str, Any]) -> tuple[Sequence[str], Sequence[str], Sequence[str], int | None]:
    return stage["advance"], stage["undecided"], stage["not_advanced"], stage["vacant"]


def codes(result: ConsolidatedResult) -> list[str]:
    return [caution.code for caution in result.cautions()]


FIVE = {"a": "9", "b": "8", "c": "8", "d": "8", "e": "3"}


def test_a_clean_cut() -> None:
    result = run(scheme(panel(1)), FIVE)
    assert result.stages == [
        {
            "key": "panel",
            "kind": "score",
            "entering": 5,
            "advance": ["a"],
            "undecided": [],
            "not_advanced": ["b", "c", "d", "e"],
            "unscored": [],
            "reserves": ["b", "c", "d", "e"],
            "places": 0,
            "vacant": 0,
            "vacancy_cause": None,
            "vacancy_reason": None,
            "vacancy_decided_by": None,
            "vacancy_decided_at": None,
        }
    ]


def test_a_tie_across_the_cut_waits_for_the_committee() -> None:
    result = run(scheme(panel(3), '[[stages]]\nkey = "next"\nkind = "office"\n'), FIVE)
    assert lists(result.stages[0]) == (["a"], ["b", "c", "d"], ["e"], 0)
    assert (result.stages[0]["places"], result.stages[1]["blocked_by"]) == (2, "panel")
    assert lists(result.stages[1]) == ([], [], [], None)
    assert codes(result) == ["tie_across_the_cut"]


def test_a_tie_that_ends_at_the_cut_is_no_tie_across_it() -> None:
    assert lists(run(scheme(panel(4)), FIVE).stages[0]) == (["a", "b", "c", "d"], [], ["e"], 0)


@pytest.mark.parametrize(
    ("verdicts", "wanted"),
    [
        ({"b": Verdict.ADVANCE}, (["a", "b"], ["c", "d"], ["e"], 0)),
        ({"b": Verdict.ADVANCE, "d": Verdict.ADVANCE}, (["a", "b", "d"], [], ["c", "e"], 0)),
        ({"c": Verdict.NOT_ADVANCED}, (["a", "b", "d"], [], ["c", "e"], 0)),
        (dict.fromkeys("bcd", Verdict.NOT_ADVANCED), (["a"], [], ["b", "c", "d", "e"], 2)),
    ],
)
def test_decisions_resolve_a_tie(verdicts: Mapping[str, Verdict], wanted: object) -> None:
    decisions = [decision(code, verdict) for code, verdict in verdicts.items()]
    result = run(scheme(panel(3)), FIVE, decisions=decisions)
    assert lists(result.stages[0]) == wanted


def test_decisions_that_make_no_sense_are_told_all_at_once() -> None:
    decisions = [
        decision("a", Verdict.ADVANCE),
        decision("z", Verdict.ADVANCE),
        decision("b", Verdict.ADVANCE, stage="final"),
        *(decision(code, Verdict.ADVANCE) for code in "bcd"),
        decision("d", Verdict.ADVANCE),
    ]
    with pytest.raises(InputError) as caught:
        run(scheme(panel(3)), FIVE, decisions=decisions)
    assert sorted((one.code, one.values["candidate"]) for one in caught.value.problems) == [
        ("decision_candidate_unknown", "z"),
        ("decision_not_undecided", "a"),
        ("decision_over_places", "b, c, d"),
        ("decision_stage_unknown", "b"),
        ("decision_twice", "d"),
    ]


def test_a_quota_is_a_ceiling() -> None:
    """43 above the line, quota 50: 43 proposed, 7 vacant, the reason asked for."""
    marks = {f"c{number:02}": "6" if number < 43 else "5.5" for number in range(60)}
    result = run(scheme(panel(50, 'minimum_score = "6"')), marks)
    stage = result.stages[0]
    assert (len(stage["advance"]), stage["undecided"], stage["vacant"], stage["vacancy_cause"]) == (
        43,
        [],
        7,
        "below_minimum",
    )
    assert (stage["vacancy_reason"], codes(result)) == (None, ["vacancies_below_minimum"])
    assert (len(stage["not_advanced"]), stage["reserves"]) == (17, [])


def vacancy(stage: str = "panel", candidate: str = "") -> Decision:
    return Decision(
        stage=stage,
        candidate=candidate,
        verdict=Verdict.VACANT,
        ballots_for=9,
        ballots_against=0,
        ballots_abstained=0,
        reason="宁缺毋滥",
        decided_by="chair",
        decided_at="2026-07-26",
    )


def test_the_reason_of_a_vacancy_travels_with_the_result() -> None:
    result = run(scheme(panel(4, 'minimum_score = "5"')), {"a": "9", "b": "3"}, decisions=[vacancy()])
    stage = result.stages[0]
    assert {key: stage[key] for key in stage if key.startswith("vacan")} == {
        "vacant": 3,
        "vacancy_cause": "below_minimum",
        "vacancy_reason": "宁缺毋滥",
        "vacancy_decided_by": "chair",
        "vacancy_decided_at": "2026-07-26",
    }
    assert codes(result) == ["quota_exceeds_candidates"]
    assert result.document()["decisions"] == [
        {
            "stage": "panel",
            "candidate": "",
            "decision": "vacant",
            "for": 9,
            "against": 0,
            "abstained": 0,
            "reason": "宁缺毋滥",
            "decided_by": "chair",
            "decided_at": "2026-07-26",
        }
    ]
    assert ConsolidatedResult.from_json(result.to_json()) == result


def test_vacancies_that_make_no_sense_are_told_all_at_once() -> None:
    decisions = [vacancy(), vacancy(), vacancy("final"), vacancy(candidate="a")]
    with pytest.raises(InputError) as caught:
        run(scheme(panel(1)), FIVE, decisions=decisions)
    assert [(one.code, one.values["stage"], one.values["candidate"]) for one in caught.value.problems] == [
        ("vacancy_twice", "panel", ""),
        ("vacancy_with_candidate", "panel", "a"),
        ("vacancy_none", "panel", ""),
        ("vacancy_stage_unknown", "final", ""),
    ]


def test_a_stage_that_waits_has_no_vacancy_yet() -> None:
    rules = scheme(panel(3), '[[stages]]\nkey = "next"\nkind = "office"\nquota = 3\n')
    with pytest.raises(InputError) as caught:
        run(rules, FIVE, decisions=[vacancy("next")])
    assert [one.code for one in caught.value.problems] == ["vacancy_none"]


def test_an_office_step_that_lets_too_few_through_is_asked_why() -> None:
    rules = scheme(panel(2), '[[stages]]\nkey = "next"\nkind = "office"\nquota = 2\n')
    out = decision("b", Verdict.NOT_ADVANCED, "next")
    asked = run(rules, {"a": "9", "b": "8"}, decisions=[out])
    assert (asked.stages[1]["vacancy_cause"], codes(asked)) == ("by_decision", ["vacancies_by_decision"])
    told = run(rules, {"a": "9", "b": "8"}, decisions=[out, vacancy("next")])
    assert (told.stages[1]["vacancy_reason"], codes(told)) == ("宁缺毋滥", [])


def test_more_quota_than_candidates_and_another_intake_are_warnings() -> None:
    result = run(scheme(panel(6, "intake = 150")), FIVE)
    assert lists(result.stages[0]) == (["a", "b", "c", "d", "e"], [], [], 1)
    assert codes(result) == ["intake_differs", "quota_exceeds_candidates", "vacancies_too_few_candidates"]


def test_who_has_no_score_is_neither_in_nor_out() -> None:
    result = run(scheme(panel(1)), FIVE, candidates=["x"])
    assert result.stages[0]["unscored"] == ["x"]


def blended(result: ConsolidatedResult) -> list[tuple[object, ...]]:
    rows = sorted(result.ranking(), key=lambda row: (row["blended_rank"], row["candidate"]))
    return [
        (row["candidate"], row["expert_score"], row["vote"]["score"], row["blended"], row["blended_rank"])
        for row in rows
    ]


@pytest.mark.parametrize(
    ("scale", "votes", "totals"),
    [
        ("relative_to_top", ["100.00", "50.00", "50.00"], ["93.00", "78.00", "71.00"]),
        ("share", ["50.00", "25.00", "25.00"], ["78.00", "70.50", "63.50"]),
        ("rank", ["100.00", "50.00", "50.00"], ["93.00", "78.00", "71.00"]),
    ],
)
def test_the_vote_under_its_three_scales(scale: str, votes: list[str], totals: list[str]) -> None:
    """0.7 × 90, 90, 80 and 0.3 × the vote score of 200, 100 and 100 votes (mid-ranks 1, 2.5 and 2.5 of 3)."""
    rules = scheme(BLEND.replace("relative_to_top", scale))
    result = run(rules, {"a": "9", "b": "9", "c": "8"}, votes={"a": 200, "b": 100, "c": 100})
    assert blended(result) == [
        ("a", "90.00", votes[0], totals[0], 1),
        ("b", "90.00", votes[1], totals[1], 2),
        ("c", "80.00", votes[2], totals[2], 3),
    ]


def test_no_row_and_no_votes_at_all_are_told() -> None:
    result = run(scheme(BLEND), {"a": "9", "b": "9", "c": "8"}, votes={"a": 0, "b": 0})
    assert codes(result) == ["no_votes_row", "votes_all_zero"]
    assert [row[3] for row in blended(result)] == ["63.00", "63.00", "56.00"]


def test_without_votes_the_blend_waits() -> None:
    result = run(scheme(BLEND), FIVE)
    assert [stage.get("blocked_by") for stage in result.stages] == [None, None, "vote"]
    assert codes(result) == ["votes_missing"]


def test_equal_blends_go_by_the_experts_score() -> None:
    """9 and 0.3 of 70/100… : 0.7 × 90 + 0.3 × 0 = 63 = 0.7 × 60 + 0.3 × 70."""
    result = run(scheme(BLEND), {"a": "6", "b": "9", "c": "1"}, votes={"a": 70, "b": 0, "c": 100})
    rows = {row["candidate"]: row for row in result.ranking()}
    assert [(rows[code]["blended"], rows[code]["blended_rank"]) for code in "ba"] == [("63.00", 1), ("63.00", 2)]
    assert [rows[code]["blended_tie_broken_by"] for code in "bac"] == ["score", "score", None]


def test_votes_that_make_no_sense() -> None:
    with pytest.raises(InputError) as caught:
        run(scheme(BLEND), FIVE, votes={"z": 3, "a": -1})
    assert [one.code for one in caught.value.problems] == ["votes_candidate_unknown", "votes_wrong"]


TITLES = """[[titles]]
key = "master"
title = "Master"
quota = {low}
award = "10000"
[[titles]]
key = "great"
title = "Great"
quota = {high}
relation = "{relation}"
award = "50000"
"""


def titles(result: ConsolidatedResult) -> dict[str, tuple[object, ...]]:
    rows = result.document()["titles"]
    return {row["key"]: (row["candidates"], row["undecided"], row["vacant"]) for row in rows}


def test_nested_titles_are_chosen_among_those_named_before() -> None:
    rules = scheme(panel(4), TITLES.format(low=4, high=1, relation="nested"))
    assert titles(run(rules, FIVE)) == {"master": (["a", "b", "c", "d"], [], 0), "great": (["a"], [], 0)}


def test_disjoint_titles_name_different_people_the_higher_first() -> None:
    rules = scheme(panel(5), TITLES.format(low=4, high=1, relation="disjoint"))
    assert titles(run(rules, FIVE)) == {"master": (["b", "c", "d", "e"], [], 0), "great": (["a"], [], 0)}


def test_a_tie_across_a_title_is_decided_under_its_key() -> None:
    rules = scheme(panel(4), TITLES.format(low=4, high=2, relation="nested"))
    open_ = run(rules, FIVE)
    assert titles(open_)["great"] == (["a"], ["b", "c", "d"], 0)
    assert codes(open_) == ["tie_across_the_cut"]
    assert titles(run(rules, FIVE, decisions=[decision("c", Verdict.ADVANCE, "great")]))["great"] == (["a", "c"], [], 0)


def test_a_title_with_vacant_places_is_asked_why() -> None:
    rules = scheme(panel(5), TITLES.format(low=6, high=1, relation="nested"))
    assert codes(run(rules, FIVE)) == ["vacancies_of_title"]
    told = run(rules, FIVE, decisions=[vacancy("master")])
    assert (told.document()["titles"][0]["vacancy_reason"], codes(told)) == ("宁缺毋滥", [])


def test_titles_wait_for_an_undecided_stage() -> None:
    rows = run(scheme(panel(3), TITLES.format(low=3, high=1, relation="nested")), FIVE).document()["titles"]
    assert [row["blocked_by"] for row in rows] == ["panel", "panel"]


def test_direct_recognitions_stand_outside_the_ranking() -> None:
    rules = scheme(panel(4), TITLES.format(low=4, high=1, relation="nested"))
    inside = Recognition(candidate="z", title="master", reason="first prize", in_quota=True)
    outside = Recognition(candidate="y", title="master", reason="first prize", in_quota=False)
    result = run(rules, {"a": "9", "b": "8", "c": "7", "d": "6"}, recognised=[inside, outside])
    assert lists(result.stages[0])[0] == ["a", "b", "c"]
    assert result.document()["titles"][0]["recognised"] == ["z", "y"]
    assert titles(result)["master"] == (["a", "b", "c"], [], 0)
    with pytest.raises(InputError) as caught:
        run(rules, FIVE, recognised=[Recognition(candidate="a", title="x", reason="", in_quota=False)])
    assert [one.code for one in caught.value.problems] == ["recognised_title_unknown", "recognised_and_ranked"]


def test_two_tracks_are_cut_apart() -> None:
    contest = read_scheme(resource("schemes", "innovation-contest.toml").read_bytes())
    marks = {"innovation": 40, "benefit": 40, "participation": 20}
    sheets = [
        ScoreSheet(
            expert=f"e{expert}",
            candidate=f"{prefix}-{number:02}",
            state=SheetState.SCORED,
            marks={key: Decimal(most - number) if most == 40 else Decimal(most) for key, most in marks.items()},
        )
        for expert in range(5)
        for prefix in ("Q", "S")
        for number in range(12)
    ]
    result = consolidate(contest, sheets)
    enterprise, studio = result.document()["titles"]
    assert enterprise["candidates"] == [f"Q-{number:02}" for number in range(10)]
    assert studio["candidates"] == [f"S-{number:02}" for number in range(12)]
    assert (enterprise["vacant"], studio["vacant"]) == (0, 8)


@pytest.mark.parametrize(
    ("name", "people", "total"),
    [("qilu-2018", 50, 5_000_000), ("qingdao-2019", 50, 900_000), ("innovation-contest", 30, 3_600_000)],
)
def test_headcount_and_cost_of_the_shipped_schemes(name: str, people: int, total: int) -> None:
    told = cost(read_scheme(resource("schemes", f"{name}.toml").read_bytes()))
    assert (told.people, int(told.total)) == (people, total)


def test_money_goes_by_the_people_who_bear_a_title() -> None:
    rules = scheme(TITLES.format(low=40, high=10, relation="nested"))
    assert [
        (line.title, line.recipients, int(line.total)) for line in cost(rules, {"master": 30, "great": 7}).lines
    ] == [
        ("master", 23, 230_000),
        ("great", 7, 350_000),
    ]
    adding = scheme(TITLES.format(low=40, high=10, relation="nested") + "award_adds_up = true\n")
    assert (cost(adding).people, int(cost(adding).total)) == (40, 900_000)
