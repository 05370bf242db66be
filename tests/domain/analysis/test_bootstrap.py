"""Uncertainty and what-if: against all panels written out, and against themselves."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from reviewer_app.domain.analysis.bootstrap import Cut, uncertainty
from reviewer_app.domain.analysis.draws import every_panel, multisets, random_panels
from reviewer_app.domain.analysis.panel import Panel, panel_of
from reviewer_app.domain.analysis.whatif import Crossing, Place, WithoutExpert, leave_one_out
from reviewer_app.domain.figures import Rule
from reviewer_app.domain.progress import CancelledError
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import ScoreSheet
from tests.domain.analysis.designs import random_sheets, scheme, sheet, trimmed
from tests.domain.analysis.test_resampling import official, without_quorum

RULES = scheme(method=trimmed(minimum=4), places=1, stage='quota = 3\nminimum_score = "8"')
CUT = Cut(quota=3, minimum=Fraction(8))


def written_out(rules: Scheme, sheets: list[ScoreSheet], panel: Panel) -> tuple[list[Fraction], list[list[int]]]:
    """Probability of being inside and all ranks, over each of the m^m equally likely ways to draw m experts."""
    experts, ways = len(panel.experts), Counter[tuple[int, ...]]()
    for drawn in product(range(experts), repeat=experts):
        ways[tuple(np.bincount(drawn, minlength=experts).tolist())] += 1
    inside = [Fraction(0)] * len(panel.candidates)
    ranks: list[list[int]] = [[] for _ in panel.candidates]
    for counts, often in ways.items():
        order, places = official(rules, sheets, panel, np.array(counts))
        free = rules.stages[0].quota - places.count(1)
        for index, place in enumerate(places):
            share = 1 if place == 1 else Fraction(free, places.count(2)) if place == 2 else 0
            inside[index] += Fraction(often, experts**experts) * share
            ranks[index] += [order[index] or 1 + sum(map(bool, order))] * often
    return inside, [sorted(row) for row in ranks]


@pytest.mark.parametrize(("seed", "gaps"), [(1, 0.0), (2, 0.3), (3, 0.6), (4, 0.0)])
def test_every_panel_with_its_probability(seed: int, gaps: float) -> None:
    rules = without_quorum(RULES)
    sheets = random_sheets(seed, rules, 5, 6, gaps=gaps, steps=8)
    panel = panel_of(rules, sheets)
    found = uncertainty(Rule.of(rules), panel, CUT)
    inside, ranks = written_out(rules, sheets, panel)
    assert (found.exact, found.panels) == (True, multisets(len(panel.experts)))
    assert found.inside == pytest.approx([float(share) for share in inside], abs=1e-12)
    number = len(ranks[0])
    low = [row[-(-number // 20) - 1] for row in ranks]
    high = [row[-(-number * 19 // 20) - 1] for row in ranks]
    assert (found.low.tolist(), found.high.tolist()) == (low, high)


@pytest.mark.parametrize("method", [trimmed(), 'method = "median"', 'method = "mean"'])
def test_random_draws_come_close_to_all_panels(method: str) -> None:
    rules = scheme(method=method, places=1)
    panel = panel_of(rules, random_sheets(5, rules, 7, 8, gaps=0.2))
    rule, cut = Rule.of(rules), Cut(quota=3, minimum=None)
    exact, drawn = uncertainty(rule, panel, cut), uncertainty(rule, panel, cut, draws=1700, seed=3)
    assert (exact.exact, drawn.exact, drawn.panels) == (True, False, 1700)
    assert np.abs(exact.inside - drawn.inside).max() < 4 * 0.5 / 1700**0.5
    assert exact.inside.sum() == pytest.approx(3)
    assert drawn.inside.sum() == pytest.approx(3)


def test_the_seed_decides() -> None:
    panel = panel_of(RULES, random_sheets(6, RULES, 10, 8))
    rule = Rule.of(RULES)
    one, same, other = (uncertainty(rule, panel, CUT, draws=500, seed=seed) for seed in (1, 1, 2))
    assert one.inside.tolist() == same.inside.tolist()
    assert one.inside.tolist() != other.inside.tolist()


def test_how_many_draws_are_worked_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = panel_of(RULES, random_sheets(6, RULES, 10, 8))
    whole = uncertainty(Rule.of(RULES), panel, CUT, draws=700)
    monkeypatch.setattr("reviewer_app.domain.analysis.bootstrap._FEWEST_AT_ONCE", 13)
    monkeypatch.setattr("reviewer_app.domain.analysis.bootstrap._NUMBERS_AT_ONCE", 1)
    parts = uncertainty(Rule.of(RULES), panel, CUT, draws=700)
    assert parts.inside == pytest.approx(whole.inside, abs=1e-12)
    assert (parts.low.tolist(), parts.high.tolist()) == (whole.low.tolist(), whole.high.tolist())


def test_progress_is_told_and_cancels() -> None:
    panel = panel_of(RULES, random_sheets(6, RULES, 10, 8))
    told: list[tuple[int, int, str]] = []
    uncertainty(Rule.of(RULES), panel, CUT, draws=50_000, progress=lambda *step: told.append(step))
    assert told[-1] == (50_000, 50_000, "uncertainty")
    assert len(told) > 1

    def cancel(done: int, _total: int, _what: str) -> None:
        if done:
            raise CancelledError

    with pytest.raises(CancelledError):
        uncertainty(Rule.of(RULES), panel, CUT, draws=50_000, progress=cancel)


def test_weights_of_all_panels_add_up() -> None:
    for experts in range(1, 8):
        parts = list(every_panel(experts, 50))
        assert sum(len(part.counts) for part in parts) == multisets(experts)
        assert sum(part.weights.sum() for part in parts) == experts**experts
        assert all((part.counts.sum(axis=1) == experts).all() for part in parts)


def test_drawn_panels_have_as_many_experts() -> None:
    parts = list(random_panels(9, 1000, 1, 300))
    assert [len(part.counts) for part in parts] == [300, 300, 300, 100]
    assert all((part.counts.sum(axis=1) == 9).all() for part in parts)


def test_who_is_not_drawn_is_last_and_outside() -> None:
    """Two experts, one candidate each: drawn both in half of all panels, one alone in a quarter each."""
    rules = scheme(stage="quota = 2")
    panel = panel_of(rules, [sheet("E1", "A", 20, 20), sheet("E2", "B", 10, 10)])
    found = uncertainty(Rule.of(rules), panel, Cut(quota=2, minimum=None))
    assert found.inside.tolist() == [0.75, 0.75]
    assert (found.low.tolist(), found.high.tolist()) == ([1, 1], [2, 2])


def test_a_tie_across_the_cut_shares_the_places() -> None:
    rules = scheme(stage="quota = 2")
    panel = panel_of(rules, [sheet("E1", name, mark, 9) for name, mark in (("A", 9), ("B", 8), ("C", 8), ("D", 8))])
    found = uncertainty(Rule.of(rules), panel, Cut(quota=2, minimum=None))
    assert found.inside.tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3])
    assert found.high.tolist() == [1, 2, 2, 2]


def test_a_minimum_keeps_places_free() -> None:
    rules = scheme()
    panel = panel_of(rules, [sheet("E1", name, mark, 0) for name, mark in (("A", 9), ("B", 8), ("C", 7))])
    found = uncertainty(Rule.of(rules), panel, Cut(quota=3, minimum=Fraction(8)))
    assert found.inside.tolist() == [1, 1, 0]


def test_leaving_one_expert_out_tells_who_crosses() -> None:
    rules = scheme(stage="quota = 1")
    sheets = [
        *(sheet("E1", name, mark, 0) for name, mark in (("A", 20), ("B", 10))),
        *(sheet("E2", name, mark, 0) for name, mark in (("A", 10), ("B", 12))),
        *(sheet("E3", name, mark, 0) for name, mark in (("A", 11), ("B", 13))),
    ]
    panel = panel_of(rules, [*sheets, sheet("E3", "C", 1, 1)])
    assert leave_one_out(Rule.of(rules), panel, Cut(quota=1, minimum=None)) == (
        WithoutExpert(
            expert=0,
            crossings=(
                Crossing(candidate=0, before=Place.ADVANCE, after=Place.NOT_ADVANCED),
                Crossing(candidate=1, before=Place.NOT_ADVANCED, after=Place.ADVANCE),
            ),
        ),
        WithoutExpert(expert=1, crossings=()),
        WithoutExpert(expert=2, crossings=()),  # C is no longer scored: as far outside as before
    )


@pytest.mark.parametrize("seed", range(8))
def test_leaving_one_out_equals_the_official_rule_on_the_rest(seed: int) -> None:
    rules = without_quorum(RULES)
    sheets = random_sheets(seed, rules, 6, 7, gaps=0.2, steps=6)
    panel = panel_of(rules, sheets)
    everyone = np.ones(6, dtype=np.int64)
    before = official(rules, sheets, panel, everyone)[1]
    words = {1: Place.ADVANCE, 2: Place.UNDECIDED, 0: Place.NOT_ADVANCED, -1: Place.UNSCORED}
    for row in leave_one_out(Rule.of(rules), panel, CUT):
        counts = everyone.copy()
        counts[row.expert] = 0
        after = official(rules, sheets, panel, counts)[1]
        wanted = tuple(
            Crossing(candidate=index, before=words[one], after=words[two])
            for index, (one, two) in enumerate(zip(before, after, strict=True))
            if one != two and {one, two} != {0, -1}
        )
        assert row.crossings == wanted
