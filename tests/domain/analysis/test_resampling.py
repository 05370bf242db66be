"""A drawn panel is ranked and cut exactly as the official rule does with every drawn expert's sheets written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from reviewer_app.domain.analysis import resampling
from reviewer_app.domain.analysis.draw_by_draw import DrawByDraw
from reviewer_app.domain.analysis.many_at_once import ManyAtOnce
from reviewer_app.domain.analysis.outcome import Outcome
from reviewer_app.domain.analysis.panel import Integers, Panel, panel_of
from reviewer_app.domain.analysis.ranking import standing
from reviewer_app.domain.analysis.resampling import resampler
from reviewer_app.domain.analysis.workspace import Workspace
from reviewer_app.domain.consolidation import consolidate
from reviewer_app.domain.figures import Rule
from reviewer_app.domain.scheme import Scheme, ScoreStage
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from tests.domain.analysis.designs import random_sheets, scheme, trimmed
from tests.domain.rounds import round_of

PLACES = {"advance": 1, "undecided": 2, "not_advanced": 0, "unscored": -1}


def without_quorum(rules: Scheme) -> Scheme:
    """The scheme with a quorum of one sheet, and its first stage only."""
    rule = rules.consolidation.model_copy(update={"quorum": 1, "quorum_floor": None})
    return rules.model_copy(update={"consolidation": rule, "stages": rules.stages[:1]})


def official(rules: Scheme, sheets: Sequence[ScoreSheet], panel: Panel, counts: Integers) -> tuple[Any, Any]:
    """Rank (0: none) and place of each candidate when every expert's sheets stand there as often as drawn."""
    often = dict(zip(panel.experts, counts.tolist(), strict=True))
    written = [
        replace(sheet, expert=f"{sheet.expert}#{copy}") for sheet in sheets for copy in range(often[sheet.expert])
    ]
    result = consolidate(rules, written, candidates=panel.candidates)
    ranks = {row["candidate"]: row["rank"] or 0 for row in result.ranking()}
    places = {code: value for key, value in PLACES.items() for code in result.stages[0][key]}
    return [ranks[code] for code in panel.candidates], [places[code] for code in panel.candidates]


def ours(outcome: Outcome, quota: int) -> tuple[Any, Any]:
    found = standing(outcome, quota, Workspace())
    ranks = found.ranks()
    places = np.where(ranks - 1 < found.inside[:, None], 1, 0)
    places[ranks - 1 == found.tied[:, None]] = 2
    drawn = np.ones(ranks.shape, dtype=np.bool_) if outcome.drawn is None else outcome.drawn
    places[~drawn] = -1
    return np.where(drawn, ranks, 0), places


def check(rules: Scheme, sheets: Sequence[ScoreSheet], seed: int, draws: int = 6) -> None:
    rules = without_quorum(rules)
    panel = panel_of(rules, sheets)
    stage = rules.stages[0]
    assert isinstance(stage, ScoreStage)
    minimum = None if stage.minimum_score is None else Fraction(stage.minimum_score)
    random = np.random.default_rng(seed)
    counts = random.multinomial(len(panel.experts), [1 / len(panel.experts)] * len(panel.experts), size=draws)
    outcome = resampler(Rule.of(rules), panel, minimum).outcome(counts, Workspace())
    ranks, places = ours(outcome, stage.quota or len(panel.candidates))
    for draw in range(draws):
        wanted_ranks, wanted_places = official(rules, sheets, panel, counts[draw])
        assert ranks[draw].tolist() == wanted_ranks
        assert places[draw].tolist() == wanted_places


@pytest.mark.parametrize("block", range(20))
def test_every_combination_of_rules(block: int) -> None:
    """Schemes, grids (below zero, too), weights, states and gaps drawn at random; few different marks, many ties."""
    for seed in range(block * 20, block * 20 + 20):
        rules, sheets, _ = round_of(seed)
        if any(sheet.state is SheetState.SCORED for sheet in sheets):
            check(rules, sheets, seed, draws=4)


@pytest.mark.parametrize("gaps", [0.0, 0.35])
@pytest.mark.parametrize(
    ("method", "scope"),
    [
        (trimmed(), "criterion"),
        (trimmed(2, 1), "criterion"),
        (trimmed(3, 3, minimum=7), "criterion"),
        (trimmed(0, 2, minimum=3), "total"),
        (trimmed(2, 2, minimum=5), "none"),
        (trimmed(scope="sheet"), "criterion"),
        (trimmed(2, 2, "sheet", 5), "total"),
        (trimmed(2, 0, "sheet", 3), "none"),
        ('method = "mean"', "total"),
        ('method = "mean"', "none"),
        ('method = "median"', "criterion"),
        ('method = "median"', "none"),
    ],
)
def test_panels_of_many_experts(method: str, scope: str, gaps: float) -> None:
    """More experts than one group of the tables holds; unequal weights, a minimum, a chain of ties."""
    rules = scheme(
        method=method,
        scope=scope,
        places=1,
        weights=("1", "0.35", "2"),
        chain=("c", "a"),
        stage='quota = 4\nminimum_score = "17.25"',
    )
    for seed in range(3):
        check(rules, random_sheets(seed, rules, 19, 9, gaps=gaps, steps=6), seed)


@pytest.mark.parametrize("scope", ["criterion", "total", "none"])
def test_numbers_too_long_for_floats_go_draw_by_draw(scope: str) -> None:
    rules = scheme(method=trimmed(), scope=scope, places=9, weights=("1.000000000000001", "0.333333333333333"))
    sheets = random_sheets(1, rules, 6, 7, gaps=0.2, steps=4)
    panel = panel_of(rules, sheets)
    assert isinstance(resampler(Rule.of(without_quorum(rules)), panel, None), DrawByDraw)
    check(rules, sheets, 1)


@pytest.mark.parametrize("scope", ["criterion", "total", "none"])
def test_single_and_double_precision_give_the_same(scope: str) -> None:
    rules = scheme(method=trimmed(), scope=scope, stage='quota = 4\nminimum_score = "11.5"')
    panel = panel_of(rules, random_sheets(4, rules, 9, 8, steps=5))
    rule, counts = Rule.of(rules), np.random.default_rng(1).multinomial(9, [1 / 9] * 9, size=300)
    one, two = (
        ours(ManyAtOnce(rule, panel, Fraction(23, 2), np.dtype(kind)).outcome(counts, Workspace()), 4)
        for kind in (np.float32, np.float64)
    )
    assert (one[0] == two[0]).all()
    assert (one[1] == two[1]).all()


def test_the_bound_covers_what_the_sums_reach() -> None:
    rules = scheme(method=trimmed(), weights=("1", "1", "1", "1"))
    panel = panel_of(rules, random_sheets(4, rules, 15, 8))
    made = resampler(Rule.of(rules), panel, None)
    assert isinstance(made, ManyAtOnce)
    assert resampling._bound(Rule.of(rules), panel, None) < 2**23
