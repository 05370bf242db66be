"""Severity: a published incomplete block design, another program's least squares, groups, and large thin panels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.analysis import severity as module
from reviewer_app.domain.analysis.panel import Column
from reviewer_app.domain.analysis.severity import Severity, severity
from tests.domain.analysis.designs import GAP, column, random_table

CATALYSTS = [[73, GAP, 73, 75], [74, 75, 75, GAP], [GAP, 67, 68, 72], [71, 72, GAP, 75]]
"""Montgomery, Design and Analysis of Experiments, balanced incomplete blocks: four batches × four catalysts."""


def fitted(table: object, places: int = 2) -> Severity:
    marks = np.array(table, dtype=np.float64)
    return severity(column(marks, places), *marks.shape)


def test_balanced_incomplete_blocks_of_montgomery() -> None:
    """His treatment effects are −9/8, −7/8, −4/8, 20/8; error sum of squares 3.25; overall mean 72.5."""
    found = fitted(CATALYSTS, 0)
    assert found.adjusted - 72.5 == pytest.approx([-9 / 8, -7 / 8, -4 / 8, 20 / 8], abs=1e-12)
    assert found.sse == pytest.approx(3.25, abs=1e-12)
    assert found.components == 1
    assert found.leniency.sum() == pytest.approx(0, abs=1e-12)


def by_dummies(found: Column, experts: int, candidates: int) -> tuple[list[float], list[float], float]:
    """Ordinary least squares with a dummy per candidate and, sum to zero, per expert but the last."""
    design = np.zeros((len(found.units), candidates + experts - 1))
    design[np.arange(len(design)), found.candidate] = 1
    for row, expert in enumerate(found.expert):
        design[row, candidates:] = -1 if expert == experts - 1 else 0
        if expert < experts - 1:
            design[row, candidates + expert] = 1
    fit = sm.OLS(found.values, design).fit()
    effects = fit.params[candidates:].tolist()
    return fit.params[:candidates].tolist(), [*effects, -sum(effects)], float(fit.ssr)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("gaps", [0.0, 0.3])
@pytest.mark.parametrize(("dense", "neighbours"), [(1200, 24), (0, 24), (3, 2), (0, 0)])
def test_least_squares_equal_statsmodels(
    seed: int, gaps: float, dense: int, neighbours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the normal equations are solved: dense, by elimination, by conjugate gradients, or mixed."""
    monkeypatch.setattr(module, "_DENSE", dense)
    monkeypatch.setattr(module, "_NEIGHBOURS", neighbours)
    table = random_table(seed, 4 + seed % 5, 6 + seed, gaps=gaps)
    data = column(table)
    found = severity(data, *table.shape)
    assert found.components == 1
    adjusted, leniency, sse = by_dummies(data, *table.shape)
    assert found.adjusted == pytest.approx(adjusted, abs=1e-9)
    assert found.leniency == pytest.approx(leniency, abs=1e-9)
    assert found.sse == pytest.approx(sse, abs=1e-9)


def test_a_panel_that_falls_apart_is_fitted_group_by_group() -> None:
    table = np.full((5, 6), GAP)
    table[:2, :3] = [[10, 11, 12], [12, 13, 14]]
    table[2:4, 3:5] = [[20, 21], [20, 23]]
    found = fitted(table)
    assert found.components == 2
    assert found.leniency[:4] == pytest.approx([-1, 1, -0.5, 0.5])
    assert found.adjusted[:5] == pytest.approx([11, 12, 13, 20, 22])
    assert np.isnan(found.leniency[4])
    assert np.isnan(found.adjusted[5])


def test_one_sheet_and_none() -> None:
    found = fitted([[7.5]])
    assert (found.adjusted.tolist(), found.leniency.tolist(), found.sse, found.components) == ([7.5], [0.0], 0.0, 1)
    nothing = fitted([[GAP]])
    assert (nothing.sse, nothing.components) == (None, 0)


@given(st.integers(0, 10_000), st.integers(0, 4), st.integers(-20, 20))
def test_a_constant_added_to_one_expert_moves_that_expert_only(seed: int, expert: int, constant: int) -> None:
    """All adjusted totals move alike (effects sum to zero), and so do the other experts': no order changes."""
    table = random_table(seed, 5, 8, gaps=0.25)
    before = fitted(table)
    table[expert] += constant
    after = fitted(table)
    if before.components > 1 or np.isnan(before.leniency).any():
        return
    moved = after.leniency - before.leniency
    assert moved[expert] == pytest.approx(constant * 4 / 5, abs=1e-9)
    assert np.delete(moved, expert) == pytest.approx(-constant / 5, abs=1e-9)
    seen = ~np.isnan(before.adjusted)
    assert (after.adjusted - before.adjusted)[seen] == pytest.approx(constant / 5, abs=1e-9)
    assert after.sse == pytest.approx(before.sse, abs=1e-8)


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_experts_and_candidates_changes_nothing(seed: int, draw: object) -> None:
    table = random_table(seed, 5, 7, gaps=0.4)
    random = np.random.default_rng(seed + 1)
    experts, candidates = random.permutation(5), random.permutation(7)
    before, after = fitted(table), fitted(table[experts][:, candidates])
    assert after.leniency == pytest.approx(before.leniency[experts], abs=1e-9, nan_ok=True)
    assert after.adjusted == pytest.approx(before.adjusted[candidates], abs=1e-9, nan_ok=True)
    assert after.components == before.components


def pairs(seed: int, experts: int, candidates: int, noise: float) -> tuple[Column, np.ndarray, np.ndarray]:
    """Experts with two marks each: candidate + expert (+ noise), in hundredths."""
    random = np.random.default_rng(seed)
    quality, mild = random.integers(5000, 9000, candidates), random.integers(-500, 500, experts)
    one = np.arange(experts) % candidates
    further = np.where(np.arange(experts) < candidates, 1, random.integers(1, candidates, experts))
    whom = np.stack([one, (one + further) % candidates])
    expert, candidate = np.tile(np.arange(experts), 2), whom.ravel()
    units = quality[candidate] + mild[expert] + np.round(random.normal(0, noise, 2 * experts)).astype(np.int64)
    return Column(expert=expert, candidate=candidate, units=units, scale=100), quality / 100, mild / 100


@pytest.mark.parametrize("candidates", [300, 2500, 4999])
def test_five_thousand_experts_with_two_marks_each(candidates: int) -> None:
    data, quality, mild = pairs(candidates, 5000, candidates, 0.0)
    found = severity(data, 5000, candidates)
    assert found.components == 1
    assert found.adjusted == pytest.approx(quality + mild.mean(), abs=1e-8)
    assert found.leniency == pytest.approx(mild - mild.mean(), abs=1e-8)
    assert found.sse == pytest.approx(0, abs=1e-9)


def test_a_chain_of_five_thousand_experts() -> None:
    """Expert i scored candidates i and i + 1 only: the worst connected panel there is."""
    experts = np.repeat(np.arange(5000), 2)
    candidates = (np.arange(5000)[:, None] + [0, 1]).ravel()
    units = np.random.default_rng(1).integers(4000, 9000, 10_000)
    found = severity(Column(expert=experts, candidate=candidates, units=units, scale=100), 5000, 5001)
    assert found.components == 1
    assert found.sse == pytest.approx(0, abs=1e-9)
    assert np.abs(found.leniency.sum()) < 1e-6


def test_noise_on_a_large_panel_leaves_residuals_orthogonal_to_everyone() -> None:
    data, _, _ = pairs(5, 5000, 1500, 300.0)
    found = severity(data, 5000, 1500)
    rest = data.values - found.adjusted[data.candidate] - found.leniency[data.expert]
    assert np.abs(np.bincount(data.expert, rest)).max() < 1e-8
    assert np.abs(np.bincount(data.candidate, rest)).max() < 1e-8
