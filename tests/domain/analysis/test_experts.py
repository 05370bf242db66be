"""Experts beside the others, and z-scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reviewer_app.domain.analysis.experts import ExpertFigures, expert_figures, spearman_rho, z_scores
from tests.domain.analysis.designs import GAP, Floats, column, random_table


def figures(table: object) -> list[ExpertFigures]:
    marks = np.array(table, dtype=np.float64)
    return expert_figures(column(marks), len(marks))


def test_one_expert_beside_another() -> None:
    assert figures([[1, 2, 4, GAP], [2, 3, 3, 9], [GAP, GAP, GAP, GAP]]) == [
        ExpertFigures(marks=3, mean=7 / 3, sd=(7 / 3) ** 0.5, shared=3, spearman_others=0.75**0.5),
        ExpertFigures(marks=4, mean=4.25, sd=10.25**0.5, shared=3, spearman_others=0.75**0.5),
        ExpertFigures(marks=0, mean=None, sd=None, shared=0, spearman_others=None),
    ]


def test_what_is_undefined_is_none() -> None:
    assert figures([[7]]) == [ExpertFigures(marks=1, mean=7.0, sd=None, shared=0, spearman_others=None)]
    constant, other = figures([[7.1, 7.1, 7.1], [1, 2, 3]])
    assert (constant.sd, constant.spearman_others, other.spearman_others) == (0.0, None, None)


@pytest.mark.parametrize("seed", range(12))
def test_spearman_equals_scipy(seed: int) -> None:
    table = random_table(seed, 3 + seed % 4, 8 + seed, gaps=0.2)
    for expert, row in enumerate(figures(table)):
        others = np.delete(table, expert, axis=0)
        number = (~np.isnan(others)).sum(axis=0)
        shared = ~np.isnan(table[expert]) & (number > 0)
        mean = np.round(np.nansum(others, axis=0)[shared] / number[shared], 9)
        theirs = stats.spearmanr(table[expert][shared], mean).statistic
        assert row.spearman_others == pytest.approx(theirs, abs=1e-9)


def test_equal_means_are_compared_exactly() -> None:
    """0.1 + 0.2 and 0.3: floats would rank the two apart."""
    found = figures([[1, 1, 2], [0.1, 0.15, 0.9], [0.2, 0.15, 0.9]])
    assert found[0].spearman_others == 1.0


@given(st.lists(st.integers(0, 5), min_size=2, max_size=12), st.data())
def test_spearman_stays_within_its_bounds(one: list[int], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.integers(0, 5), min_size=len(one), max_size=len(one)))
    found = spearman_rho(np.array(one), np.array(other))
    if len(set(one)) > 1 and len(set(other)) > 1:
        assert found == pytest.approx(stats.spearmanr(one, other).statistic, abs=1e-9)
        assert -1 <= (found or 0) <= 1
    else:
        assert found is None


def z(table: object) -> Floats:
    marks = np.array(table, dtype=np.float64)
    return z_scores(column(marks), figures(marks), marks.shape[1])


@pytest.mark.parametrize("seed", range(6))
def test_z_scores_equal_scipy(seed: int) -> None:
    table = random_table(seed, 4, 9, gaps=0.2)
    theirs = np.nanmean(stats.zscore(table, axis=1, ddof=1, nan_policy="omit"), axis=0)
    assert z(table) == pytest.approx(theirs, abs=1e-9)


def test_experts_without_two_different_totals_are_left_out() -> None:
    assert z([[1, 3, GAP, 7], [7, 7, 7, GAP], [GAP, GAP, 5, GAP]]) == pytest.approx(
        [-(8 / 3) / (28 / 3) ** 0.5, -(2 / 3) / (28 / 3) ** 0.5, GAP, (10 / 3) / (28 / 3) ** 0.5], nan_ok=True
    )
