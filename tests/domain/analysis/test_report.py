"""The analysis as a whole: exactly the keys of the format, null with a warning where undefined, never NaN."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app import i18n
from reviewer_app.domain.analysis import Analysis, analyse
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n.errors import warning_text
from reviewer_app.resources import resource
from tests.domain.analysis.designs import random_sheets, scheme, sheet, trimmed

AGREEMENT = {
    "complete_candidates",
    "icc",
    "icc_ci95",
    "icc_oneway_unbalanced",
    "kendall_w",
    "kendall_w_ties",
    "kendall_chi2",
    "kendall_p",
    "krippendorff_alpha",
}
RULES = scheme(method=trimmed(minimum=3))


def numbers(value: Any) -> Iterator[Any]:
    """Every leaf of a JSON document."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers(item)
    else:
        yield value


def codes(found: Analysis) -> set[str]:
    return {caution.code for caution in found.cautions}


def check_null_has_a_warning(found: Analysis) -> None:
    text = json.dumps(found.figures, allow_nan=False)
    assert all(math.isfinite(value) for value in numbers(json.loads(text)) if isinstance(value, float))
    if None in numbers(found.figures):
        assert found.cautions
    for language in i18n.Language:
        i18n.use(language, resource("locale"))
        assert all(warning_text(caution.code, caution.values) for caution in found.cautions)


def test_the_keys_are_those_of_the_format() -> None:
    figures = analyse(RULES, random_sheets(1, RULES, 4, 6)).figures
    assert set(figures) == {
        "agreement",
        "agreement_by_criterion",
        "experts",
        "z_scores",
        "severity",
        "uncertainty",
        "leave_one_out",
    }
    assert set(figures["agreement"]) == AGREEMENT
    assert {key: set(row) for key, row in figures["agreement_by_criterion"].items()} == {"a": AGREEMENT, "b": AGREEMENT}
    assert set(figures["experts"][0]) == {"expert", "marks", "mean", "sd", "leniency", "spearman_others"}
    assert [row["expert"] for row in figures["experts"]] == ["E0", "E1", "E2", "E3"]
    assert set(figures["severity"]) == {"connected", "components", "sse", "adjusted"}
    assert {"seed", "draws", "inside_cut", "rank_interval90"} < set(figures["uncertainty"])
    assert set(figures["uncertainty"]["inside_cut"]) == {f"C{index}" for index in range(6)}
    assert set(figures["leave_one_out"][0]) == {"expert", "crosses"}


def test_an_ordinary_panel_has_every_figure_and_no_warning() -> None:
    found = analyse(RULES, random_sheets(1, RULES, 5, 9))
    assert None not in numbers(found.figures)
    assert found.cautions == ()


def test_figures_are_on_the_scale_of_totals() -> None:
    rules = scheme(weights=("2", "0.5"))
    found = analyse(rules, [sheet("E1", "A", 10, 4), sheet("E1", "B", 11, 4), sheet("E2", "A", 12, 4)]).figures
    assert [row["mean"] for row in found["experts"]] == [23.0, 26.0]
    assert found["severity"]["adjusted"] == pytest.approx({"A": 24.0, "B": 26.0})
    assert [row["leniency"] for row in found["experts"]] == pytest.approx([-2.0, 2.0])


def test_the_same_seed_gives_the_same_analysis_and_another_another() -> None:
    sheets = random_sheets(2, RULES, 10, 8)
    one, same, other = (analyse(RULES, sheets, seed=seed, draws=400) for seed in (1, 1, 2))
    assert one == same
    assert one.figures["uncertainty"]["seed"] == 1
    assert one.figures["uncertainty"]["inside_cut"] != other.figures["uncertainty"]["inside_cut"]


STRANGE = {
    "nothing at all": [],
    "one mark": [sheet("E1", "A", 5, 5)],
    "one expert": [sheet("E1", name, 5, mark) for name, mark in (("A", 1), ("B", 2), ("C", 3))],
    "one candidate": [sheet(name, "A", 5, mark) for name, mark in (("E1", 1), ("E2", 2), ("E3", 3))],
    "two candidates": [
        sheet(expert, name, 5, mark)
        for expert, name, mark in (("E1", "A", 1), ("E1", "B", 2), ("E2", "A", 4), ("E2", "B", 7))
    ],
    "all marks equal": [sheet(expert, name, 5, 5) for expert in ("E1", "E2", "E3") for name in "ABC"],
    "a constant expert": [
        *(sheet("E1", name, 5, 5) for name in "ABC"),
        *(sheet("E2", name, 5, mark) for name, mark in (("A", 1), ("B", 2), ("C", 3))),
    ],
    "constant experts": [sheet(name, who, 5, mark) for name, mark in (("E1", 5), ("E2", 7)) for who in "ABC"],
    "two groups": [
        sheet(expert, name, 5, mark)
        for expert, name, mark in (("E1", "A", 1), ("E1", "B", 2), ("E2", "C", 4), ("E2", "D", 3))
    ],
    "nobody scored": [ScoreSheet(expert="E1", candidate="A", state=SheetState.ABSENT)],
    "one of two scored": [
        sheet("E1", "A", 5, 5),
        sheet("E1", "B", 4, 5),
        ScoreSheet(expert="E2", candidate="C", state=SheetState.RECUSED),
    ],
}
WARNED = {
    "nothing at all": {"analysis_without_marks"},
    "one mark": {
        "agreement_of_totals_one_expert",
        "agreement_of_criterion_one_expert",
        "expert_one_mark",
        "expert_shares_too_few",
        "z_score_undefined",
        "uncertainty_of_one_expert",
    },
    "one expert": {
        "agreement_of_totals_one_expert",
        "agreement_of_criterion_one_expert",
        "expert_shares_too_few",
        "uncertainty_of_one_expert",
    },
    "one candidate": {
        "agreement_of_totals_few_complete",
        "agreement_of_totals_one_candidate",
        "agreement_of_criterion_few_complete",
        "agreement_of_criterion_one_candidate",
        "agreement_of_criterion_no_variance",
        "expert_one_mark",
        "expert_shares_too_few",
        "z_score_undefined",
    },
    "two candidates": {"agreement_of_criterion_no_variance", "agreement_of_two_candidates", "experts_share_two"},
    "all marks equal": {
        "agreement_of_totals_no_variance",
        "agreement_of_criterion_no_variance",
        "expert_constant",
        "expert_order_undefined",
        "z_score_undefined",
    },
    "a constant expert": {"agreement_of_criterion_no_variance", "expert_constant", "expert_order_undefined"},
    "constant experts": {
        "agreement_of_totals_no_variance",
        "agreement_of_criterion_no_variance",
        "expert_constant",
        "expert_order_undefined",
        "z_score_undefined",
    },
    "two groups": {
        "agreement_of_totals_few_complete",
        "agreement_of_totals_nothing_shared",
        "agreement_of_criterion_few_complete",
        "agreement_of_criterion_nothing_shared",
        "expert_shares_too_few",
        "severity_unconnected",
    },
    "nobody scored": {"analysis_without_marks"},
    "one of two scored": {
        "agreement_of_totals_one_expert",
        "agreement_of_criterion_one_expert",
        "expert_without_marks",
        "expert_shares_too_few",
        "candidate_without_marks",
        "uncertainty_of_one_expert",
    },
}


@pytest.mark.parametrize("name", STRANGE)
def test_undefined_is_null_with_a_warning(name: str) -> None:
    found = analyse(RULES, STRANGE[name])
    check_null_has_a_warning(found)
    assert codes(found) == WARNED[name]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 2, *[st.integers(0, 2)] * 2), unique_by=lambda row: row[:2]))
def test_no_panel_breaks_the_analysis(rows: list[tuple[int, int, int, int]]) -> None:
    found = analyse(RULES, [sheet(f"E{e}", f"C{c}", a, b) for e, c, a, b in rows])
    check_null_has_a_warning(found)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.permutations(range(5)), st.permutations(range(6)))
def test_relabelling_changes_nothing(seed: int, experts: list[int], candidates: list[int]) -> None:
    before = random_sheets(seed, RULES, 5, 6, gaps=0.2)
    after = [
        replace(one, expert=f"X{experts[int(one.expert[1:])]}", candidate=f"Y{candidates[int(one.candidate[1:])]}")
        for one in before
    ]
    old, new = (analyse(RULES, sheets).figures for sheets in (before, after[::-1]))
    names = {f"C{index}": f"Y{other}" for index, other in enumerate(candidates)}
    assert new["agreement"] == approximately(old["agreement"])
    for table in (("z_scores",), ("severity", "adjusted"), ("uncertainty", "inside_cut")):
        one, two = old, new
        for key in table:
            one, two = one[key], two[key]
        assert two == pytest.approx({names[name]: value for name, value in one.items()}, abs=1e-9)
    intervals = old["uncertainty"]["rank_interval90"]
    assert new["uncertainty"]["rank_interval90"] == {names[name]: ends for name, ends in intervals.items()}
    by_name = {row["expert"]: row for row in new["experts"]}
    for row in old["experts"]:
        other = by_name[f"X{experts[int(row['expert'][1:])]}"]
        assert {**other, "expert": ""} == pytest.approx({**row, "expert": ""}, abs=1e-9)


def approximately(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: {name: pytest.approx(item, abs=1e-9) for name, item in value.items()}
        if isinstance(value, dict)
        else pytest.approx(value, abs=1e-9)
        for key, value in row.items()
    }


def test_incomplete_and_absent_sheets_are_not_marks() -> None:
    sheets = random_sheets(1, RULES, 4, 6)
    more = [
        replace(sheets[0], expert="E9", state=SheetState.INCOMPLETE),
        ScoreSheet(expert="E9", candidate="C1", state=SheetState.ABSTAINED),
    ]
    one, two = analyse(RULES, sheets).figures, analyse(RULES, [*sheets, *more]).figures
    assert two["agreement"] == one["agreement"]
    assert two["uncertainty"] == one["uncertainty"]
    assert two["experts"] == [
        *one["experts"],
        {"expert": "E9", "marks": 0, "mean": None, "sd": None, "leniency": None, "spearman_others": None},
    ]


def test_without_a_quota_there_is_no_cut() -> None:
    found = analyse(scheme(stage=""), random_sheets(1, RULES, 4, 6))
    assert set(found.figures["uncertainty"]["inside_cut"].values()) == {None}
    assert found.figures["leave_one_out"] == []
    assert codes(found) == {"inside_cut_undefined"}


def test_a_minimum_alone_is_a_cut() -> None:
    rules = scheme(stage='minimum_score = "10"')
    found = analyse(rules, [sheet(e, c, mark, 0) for e in ("E1", "E2") for c, mark in (("A", 9), ("B", 11), ("C", 12))])
    assert found.figures["uncertainty"]["inside_cut"] == {"A": 0.0, "B": 1.0, "C": 1.0}


def test_tracks_compete_among_themselves() -> None:
    rules = tracks()
    sheets = [sheet(e, c, mark, 0) for e in ("E1", "E2") for c, mark in (("A1", 9), ("A2", 1), ("B1", 3), ("B2", 2))]
    found = analyse(rules, sheets)
    assert found.figures["uncertainty"]["inside_cut"] == {"A1": 1.0, "A2": 0.0, "B1": 1.0, "B2": 0.0}
    assert found.figures["uncertainty"]["rank_interval90"]["B1"] == [1, 1]


def tracks() -> Scheme:
    text = resource("schemes/innovation-contest.toml").read_bytes()
    assert b"[[tracks]]" in text
    base = scheme()
    contest = read_scheme(text)
    prefixes = dict(zip((track.key for track in contest.tracks), "AB", strict=False))
    kept = [track.model_copy(update={"code_prefix": prefixes[track.key]}) for track in contest.tracks[:2]]
    stages = [base.stages[0].model_copy(update={"key": track.key, "track": track.key, "quota": 1}) for track in kept]
    return base.model_copy(update={"tracks": tuple(kept), "stages": tuple(stages)})
