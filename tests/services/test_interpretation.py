"""Every figure of an analysis has a sentence, in both languages, that says what it does not mean, too."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer_app import i18n
from reviewer_app.domain.analysis import analyse
from reviewer_app.resources import resource
from reviewer_app.services.interpretation import level, sentences
from tests.domain.analysis.designs import random_sheets, scheme, sheet, trimmed

RULES = scheme(method=trimmed(minimum=3))
FIGURES = {
    "agreement.complete_candidates",
    *(f"agreement.icc.{form}" for form in ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")),
    *(f"agreement.icc_ci95.{form}" for form in ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")),
    "agreement.icc_oneway_unbalanced",
    "agreement.kendall_w",
    "agreement.kendall_w_ties",
    "agreement.kendall_chi2",
    "agreement.kendall_p",
    *(f"agreement.krippendorff_alpha.{metric}" for metric in ("nominal", "ordinal", "interval", "ratio")),
    *(f"agreement_by_criterion.{key}.icc.2,k" for key in "ab"),
    *(f"experts.E{n}.{name}" for n in range(3) for name in ("marks", "mean", "sd", "leniency", "spearman_others")),
    "z_scores",
    *(f"severity.{name}" for name in ("connected", "components", "adjusted", "sse")),
    *(f"uncertainty.{name}" for name in ("inside_cut", "close_call", "rank_interval90", "draws")),
}


@pytest.fixture
def figures() -> Any:
    return analyse(RULES, random_sheets(1, RULES, 3, 7)).figures


@pytest.mark.parametrize("language", i18n.Language)
def test_every_figure_has_a_sentence(figures: Any, language: i18n.Language) -> None:
    i18n.use(language, resource("locale"))
    found = {item.figure: item.text for item in sentences(figures)}
    assert {figure for figure in found if not figure.startswith("leave_one_out")} == FIGURES
    assert all("{" not in text for text in found.values())


def test_chinese_sentences_are_chinese(figures: Any) -> None:
    english = {item.figure: item.text for item in sentences(figures)}
    i18n.use(i18n.Language.CHINESE, resource("locale"))
    chinese = {item.figure: item.text for item in sentences(figures)}
    assert all(chinese[figure] != english[figure] and "。" in chinese[figure] for figure in english)


def test_undefined_figures_say_nothing() -> None:
    found = {item.figure for item in sentences(analyse(RULES, [sheet("E1", "A", 5, 5)]).figures)}
    assert not any(figure.startswith(("agreement.icc", "agreement.kendall", "z_scores")) for figure in found)
    assert "agreement.complete_candidates" in found
    assert [item.figure for item in sentences(analyse(RULES, []).figures)] == ["agreement.complete_candidates"]


def test_groups_that_cannot_be_compared_are_told() -> None:
    sheets = [sheet(e, c, 5, mark) for e, c, mark in (("E1", "A", 1), ("E1", "B", 2), ("E2", "C", 4), ("E2", "D", 3))]
    texts = {item.figure: item.text for item in sentences(analyse(RULES, sheets).figures)}
    assert "falls apart into 2 groups" in texts["severity.components"]


def test_words_for_coefficients() -> None:
    assert [level(value) for value in (0.95, 0.75, 0.5, 0.1, -0.1)] == [
        "very high",
        "good",
        "moderate",
        "low",
        "none beyond chance",
    ]
