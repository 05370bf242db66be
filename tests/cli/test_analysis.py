"""`consolidate --analysis`: statistics beside the result, in the JSON and on the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reviewer_app import i18n
from reviewer_app.cli import run
from reviewer_app.resources import resource
from tests.domain.analysis.designs import CRITERION, SCHEME, trimmed

MARKS = {"E1": (20, 18, 15, 9), "E2": (19, 18, 16, 10), "E3": (21, 15, 17, 8), "E4": (18, 17, 16, 9)}


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "scheme.toml"
    criterion = CRITERION.format(key="a", low="0", high="25", weight="1")
    rule = trimmed(minimum=3) + 'rounding_places = 2\nrounding_scope = "criterion"'
    path.write_text(SCHEME.format(criteria=criterion, rule=rule, chain="[]", stage="quota = 2"), encoding="utf-8")
    return path


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    rows = [f"{expert},C{index},a,{mark}" for expert, marks in MARKS.items() for index, mark in enumerate(marks)]
    path.write_text("expert,candidate,criterion,score\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def consolidated(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert run(["consolidate", *map(str, arguments), "--json", "-"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_json_gains_an_analysis_and_nothing_else_changes(
    scores: Path, scheme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = consolidated(capsys, scores, "--scheme", scheme)
    full = consolidated(capsys, scores, "--scheme", scheme, "--analysis")
    analysis = full.pop("analysis")
    assert full == bare
    assert set(analysis) >= {"agreement", "agreement_by_criterion", "experts", "z_scores", "severity", "uncertainty"}
    assert analysis["agreement"]["complete_candidates"] == 4
    assert analysis["uncertainty"]["seed"] == 1
    assert [row["mean"] for row in analysis["experts"]] == [15.5, 15.75, 15.25, 15.0]


def test_the_seed_is_told(scores: Path, scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = consolidated(capsys, scores, "--scheme", scheme, "--analysis", "--seed", 7)
    assert found["analysis"]["uncertainty"]["seed"] == 7


def test_a_negative_seed_is_a_wrong_call(scores: Path, scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["consolidate", str(scores), "--scheme", str(scheme), "--analysis", "--seed", "-1"]) == 2
    assert "--seed" in capsys.readouterr().err


def test_undefined_figures_are_null_and_warned_of(
    tmp_path: Path, scheme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("expert,candidate,criterion,score\nE1,C1,a,20\nE1,C2,a,18\n", encoding="utf-8")
    found = consolidated(capsys, path, "--scheme", scheme, "--analysis")
    assert found["analysis"]["agreement"]["icc"]["2,1"] is None
    assert {row["code"] for row in found["warnings"]} >= {"agreement_of_totals_one_expert", "uncertainty_of_one_expert"}
    assert all(row["text"] for row in found["warnings"])


def test_the_terminal_says_what_it_means(scores: Path, scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["consolidate", str(scores), "--scheme", str(scheme), "--analysis"]) == 0
    text = capsys.readouterr().out
    assert "Candidates scored by every expert: 4." in text
    assert "all 35 possible panels" in text
    i18n.use(i18n.Language.CHINESE, resource("locale"))
    assert run(["consolidate", str(scores), "--scheme", str(scheme), "--analysis"]) == 0
    assert "由全体专家评过的候选人：4 名" in capsys.readouterr().out
