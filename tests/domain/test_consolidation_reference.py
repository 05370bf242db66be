"""The fast consolidation against the slow one, on thousands of random rounds of every combination of rules."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer_app.domain import figures
from reviewer_app.domain.consolidation import consolidate

from .reference import expected
from .rounds import round_of

COMPARED = ("candidate", "entitled", "counted", "quorum_met", "score", "rank", "tied_with", "tie_broken_by")
STAGE = ("key", "advance", "undecided", "not_advanced", "unscored", "vacant", "blocked_by")


def _agree(seed: int) -> None:
    scheme, sheets, votes = round_of(seed)
    wanted = expected(scheme, sheets, votes)
    document = consolidate(scheme, sheets, votes=votes, candidates=[sheet.candidate for sheet in sheets]).document()
    assert [_head(row) for row in document["candidates"]] == [_head(row) for row in wanted["candidates"]]
    assert [_criteria(row) for row in document["candidates"]] == [row["criteria"] for row in wanted["candidates"]]
    assert [_dropped(row) for row in document["candidates"]] == [row["dropped_by"] for row in wanted["candidates"]]
    assert [_blended(row) for row in document["candidates"]] == [_blended(row) for row in wanted["candidates"]]
    assert [_stage(row) for row in document["stages"]] == [_stage(row) for row in wanted["stages"]]


def _head(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in COMPARED}


def _criteria(row: dict[str, Any]) -> dict[str, Any]:
    kept = ("score", "weighted", "counted", "dropped")
    return {name: {key: made[key] for key in kept} for name, made in row["criteria"].items()}


def _dropped(row: dict[str, Any]) -> dict[str, list[str]]:
    if not row["quorum_met"]:
        return {}
    return {key: [sheet["expert"] for sheet in row["trail"] if key in sheet["dropped"]] for key in row["criteria"]}


def _blended(row: dict[str, Any]) -> tuple[Any, ...]:
    entered = row.get("blended") is not None
    return (row["vote"], row["blended"], row["blended_rank"]) if entered else ()


def _stage(row: dict[str, Any]) -> dict[str, Any]:
    found = {key: row[key] for key in STAGE if key in row}
    if row.get("kind") == "tally" or row["key"] == "vote":
        found["advance"] = sorted(row["advance"])
    return found


@pytest.mark.parametrize("start", range(0, 3000, 250))
def test_fast_and_slow_agree_on_every_figure(start: int) -> None:
    for seed in range(start, start + 250):
        _agree(seed)


def test_python_whole_numbers_give_the_same_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_SAFE", 1)
    for seed in range(5000, 5400):
        _agree(seed)
