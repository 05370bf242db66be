"""Coefficients of agreement: published tables, and other people's programs on random designs with gaps and ties."""

from __future__ import annotations

import warnings

import krippendorff
import numpy as np
import pandas as pd
import pingouin
import pytest
from scipy import stats

from reviewer_app.domain.analysis.agreement import Agreement, agreement, complete_table
from reviewer_app.domain.analysis.intraclass import FORMS
from reviewer_app.domain.analysis.krippendorff import METRICS
from tests.domain.analysis.designs import GAP, Floats, column, random_table

SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]).T
"""Shrout & Fleiss 1979, table 2: six targets, four judges."""

KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]
"""Krippendorff 2011, Computing Krippendorff's alpha-reliability, section C: four observers, twelve units."""

ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
"""The data set `anxiety` of the R package irr: three raters, twenty subjects, many ties."""


def test_shrout_and_fleiss_table_4() -> None:
    found = agreement(column(SHROUT_FLEISS))
    assert {form: round(value or 0, 2) for form, value in found.icc.items()} == {
        "1,1": 0.17,
        "2,1": 0.29,
        "3,1": 0.71,
        "1,k": 0.44,
        "2,k": 0.62,
        "3,k": 0.91,
    }
    intervals = {form: tuple(round(end, 2) for end in ends or ()) for form, ends in found.icc_ci95.items()}
    assert intervals == {
        "1,1": (-0.13, 0.72),
        "2,1": (0.02, 0.76),
        "3,1": (0.34, 0.95),
        "1,k": (-0.88, 0.91),
        "2,k": (0.07, 0.93),
        "3,k": (0.68, 0.99),
    }


def test_krippendorff_four_observers_twelve_units() -> None:
    alpha = agreement(column(KRIPPENDORFF)).krippendorff_alpha
    assert {metric: round(value or 0, 3) for metric, value in alpha.items()} == {
        "nominal": 0.743,
        "ordinal": 0.815,
        "interval": 0.849,
        "ratio": 0.797,
    }


def test_tie_corrected_w_of_the_anxiety_data() -> None:
    """irr: Wt = 0.54, chi-square(19) = 30.8, p = 0.0429; and ICC(A,1) = 0.198."""
    found = agreement(column(ANXIETY))
    assert (round(found.kendall_w or 0, 3), round(found.kendall_w_ties or 0, 3)) == (0.502, 0.540)
    assert (round(found.kendall_chi2 or 0, 1), round(found.kendall_p or 0, 4)) == (30.8, 0.0429)
    assert round(found.icc["2,1"] or 0, 3) == 0.198


@pytest.mark.parametrize("seed", range(12))
def test_icc_equals_pingouin(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pingouin.options, "round.column.CI95", None)
    table = random_table(seed, 2 + seed % 6, 3 + seed * 2)
    experts, candidates = table.shape
    rows = [(e, c, table[e, c]) for e in range(experts) for c in range(candidates)]
    frame = pd.DataFrame(rows, columns=["expert", "candidate", "mark"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pingouin.intraclass_corr(frame, targets="candidate", raters="expert", ratings="mark")
    ours = agreement(column(table))
    assert list(ours.icc.values()) == pytest.approx(theirs["ICC"].tolist(), abs=1e-9)
    ends = [list(ours.icc_ci95[form] or ()) for form in FORMS]
    assert np.allclose(ends, np.stack(theirs["CI95"].tolist()), rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_unbalanced_icc_equals_its_analysis_of_variance(seed: int) -> None:
    table = random_table(seed, 3 + seed % 4, 4 + seed, gaps=0.3)
    groups = [values[~np.isnan(values)] for values in table.T]
    groups = [values for values in groups if len(values)]
    f = stats.f_oneway(*groups).statistic if all(len(values) > 1 for values in groups) else _f(groups)
    number, total = len(groups), sum(map(len, groups))
    k0 = (total - sum(len(values) ** 2 for values in groups) / total) / (number - 1)
    assert agreement(column(table)).icc_oneway_unbalanced == pytest.approx((f - 1) / (f + k0 - 1), abs=1e-9)


def _f(groups: list[Floats]) -> float:
    everything = np.concatenate(groups)
    between = sum(len(g) * (g.mean() - everything.mean()) ** 2 for g in groups) / (len(groups) - 1)
    within = sum(((g - g.mean()) ** 2).sum() for g in groups) / (len(everything) - len(groups))
    return float(between / within)


def test_balanced_marks_give_the_unbalanced_icc_of_shrout_and_fleiss_1_1() -> None:
    found = agreement(column(SHROUT_FLEISS))
    assert found.icc_oneway_unbalanced == pytest.approx(found.icc["1,1"], abs=1e-15)


@pytest.mark.parametrize("seed", range(12))
def test_w_equals_friedman_of_scipy(seed: int) -> None:
    table = random_table(seed, 3 + seed % 5, 3 + seed)
    experts, candidates = table.shape
    theirs = stats.friedmanchisquare(*table.T)
    ours = agreement(column(table))
    assert ours.kendall_chi2 == pytest.approx(theirs.statistic, abs=1e-9)
    assert ours.kendall_p == pytest.approx(theirs.pvalue, abs=1e-9)
    ranks = np.apply_along_axis(stats.rankdata, 1, table).sum(axis=0)
    plain = 12 * ((ranks - ranks.mean()) ** 2).sum() / (experts**2 * (candidates**3 - candidates))
    assert ours.kendall_w == pytest.approx(plain, abs=1e-12)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("metric", METRICS)
def test_alpha_equals_the_krippendorff_package(seed: int, metric: str) -> None:
    table = random_table(seed, 2 + seed % 5, 5 + seed, gaps=0.05 * seed)
    theirs = krippendorff.alpha(reliability_data=table, level_of_measurement=metric)  # type: ignore[arg-type]
    assert agreement(column(table)).krippendorff_alpha[metric] == pytest.approx(theirs, abs=1e-9)


def test_alpha_of_many_different_marks_is_worked_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    table = random_table(3, 4, 9, gaps=0.2)
    whole = agreement(column(table))
    monkeypatch.setattr("reviewer_app.domain.analysis.krippendorff._CELLS_AT_ONCE", 7)
    assert agreement(column(table)).krippendorff_alpha == pytest.approx(whole.krippendorff_alpha)


def test_only_candidates_of_all_experts_are_complete() -> None:
    table = complete_table(column([[1, GAP, 3, 4], [GAP, GAP, GAP, GAP], [5, 6, GAP, 8]], places=0))
    assert table.tolist() == [[1, 4], [5, 8]]


def undefined(found: Agreement) -> set[str]:
    values = {
        "oneway": found.icc_oneway_unbalanced,
        "w": found.kendall_w,
        "w_ties": found.kendall_w_ties,
        "chi2": found.kendall_chi2,
        "p": found.kendall_p,
        **{f"icc {form}": value for form, value in found.icc.items()},
        **{f"ci {form}": value for form, value in found.icc_ci95.items()},
        **{f"alpha {metric}": value for metric, value in found.krippendorff_alpha.items()},
    }
    return {name for name, value in values.items() if value is None}


EVERYTHING = undefined(agreement(column(np.empty((0, 0)))))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param([[7]], id="one mark"),
        pytest.param([[7, 8, 9]], id="one expert"),
        pytest.param([[7], [7]], id="one candidate, equal marks"),
        pytest.param([[7, 7, 7], [7, 7, 7]], id="all marks equal"),
        pytest.param([[7.35, 7.35, 7.35], [7.35, 7.35, 7.35], [7.35, 7.35, 7.35]], id="equal marks no float holds"),
        pytest.param([[1, GAP], [GAP, 2]], id="nothing shared"),
    ],
)
def test_everything_is_undefined(table: object) -> None:
    assert len(EVERYTHING) == 21
    assert undefined(agreement(column(table))) == EVERYTHING


def test_one_candidate_leaves_alpha_only() -> None:
    found = agreement(column([[7], [8], [9]]))
    assert EVERYTHING - undefined(found) == {f"alpha {metric}" for metric in METRICS}
    assert found.krippendorff_alpha["interval"] == 0.0


def test_constant_experts_who_differ() -> None:
    """Candidates do not differ at all: no consistency to speak of, no agreement, and no order."""
    found = agreement(column([[7, 7, 7], [8, 8, 8]]))
    assert undefined(found) == {"w", "w_ties", "chi2", "p", "icc 3,1", "icc 1,k", "icc 3,k", *CI_WITHOUT_CANDIDATES}
    assert (found.icc["1,1"], found.icc["2,1"]) == (-1.0, 0.0)


CI_WITHOUT_CANDIDATES = {"ci 2,1", "ci 3,1", "ci 1,k", "ci 2,k", "ci 3,k"}


def test_full_agreement_is_one() -> None:
    found = agreement(column([[1, 2, 3], [1, 2, 3]]))
    assert set(found.icc.values()) == {1.0}
    assert set(found.icc_ci95.values()) == {(1.0, 1.0)}
    assert set(found.krippendorff_alpha.values()) == {1.0}
    assert (found.kendall_w, found.kendall_w_ties) == (1.0, 1.0)


def test_negative_agreement_is_shown_as_it_is() -> None:
    found = agreement(column([[1, 2, 3], [3, 2, 1]]))
    assert found.icc["3,1"] == -1.0
    assert (found.krippendorff_alpha["interval"] or 0) < 0
    assert found.kendall_w == 0.0


def test_ratio_alpha_needs_marks_whose_sum_is_not_zero() -> None:
    alpha = agreement(column([[-1, 2, 3], [1, 2, 4]])).krippendorff_alpha
    assert alpha["ratio"] is None
    assert alpha["interval"] is not None
