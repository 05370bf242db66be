"""A scheme in plain words, and a score explained, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reviewer_app import i18n
from reviewer_app.domain.consolidation import consolidate
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.resources import resource
from reviewer_app.services.scheme_words import sentences
from reviewer_app.services.trail_words import explanation, shown

EXAMPLE = read_scheme(resource("schemes", "example.toml").read_bytes())


def sheet(expert: str, expertise: str, contribution: str) -> ScoreSheet:
    marks = {"expertise": Decimal(expertise), "contribution": Decimal(contribution)}
    return ScoreSheet(expert=expert, candidate="k1", state=SheetState.SCORED, marks=marks)


def test_the_example_in_english() -> None:
    assert sentences(EXAMPLE) == [
        "Example scheme, under 示例文号.",
        "Expertise: 0 to 60 points in steps of 0.5, weight 1.",
        "Contribution: 0 to 20 points in steps of 1, weight 2.",
        "All criteria together give at most 100 points.",
        "Of each criterion's marks the 1 lowest and the 1 highest are dropped; its score is the mean of the marks that "
        "are left.",
        "With 9 score sheets, 7 marks are left for each criterion.",
        "With fewer than 5 score sheets that count, nothing is dropped.",
        "Each criterion's score is rounded half up to 2 decimals, multiplied with its weight and rounded again; the "
        "sum is the total.",
        "A candidate gets a score only when 2/3 of the entitled experts' sheets count.",
        "There must never be fewer than 3 sheets that count.",
        "Recused experts are not entitled; experts who are absent or abstain are.",
        "A sheet whose total is more than 30 % away from the mean asks for a written explanation.",
        "Equal totals are ranked by Expertise, Contribution, in this order; what is still equal shares its rank.",
        "A tie across a cut is decided by a recorded vote of the committee.",
        "Stage “Expert review”: the experts' total decides.",
        "12 candidates are expected to enter.",
        "At most 6 advance; the quota is a ceiling and need not be filled.",
        "Nobody below 60 advances.",
        "Stage “Public vote”: a public vote.",
        "Stage “Naming”: 0.7 × the experts' score of 100 + 0.3 × the vote score (votes ÷ the most votes × 100).",
        "At most 3 advance; the quota is a ceiling and need not be filled.",
        "“Craftsman”: at most 3.",
        "“Great Craftsman”: at most 1, chosen among those named before.",
        "Award to “Craftsman”: 2 × 10000 = 20000 yuan before tax.",
        "Grant to the studio of “Craftsman”: 2 × 50000 = 100000 yuan.",
        "Award to “Great Craftsman”: 1 × 50000 = 50000 yuan.",
        "When every quota is filled: 3 people, 170000 yuan.",
        "Answered: How much do experts and public vote weigh? 70 : 30 (评审委员会会议纪要, 2026-03-01)",
    ]


@pytest.mark.parametrize("name", ["qilu-2018", "qingdao-2019", "innovation-contest", "example"])
def test_every_shipped_scheme_is_told_in_chinese(name: str) -> None:
    i18n.use(i18n.Language.CHINESE, resource("locale"))
    told = sentences(read_scheme(resource("schemes", f"{name}.toml").read_bytes()))
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in sentence) for sentence in told)
    assert all("{" not in sentence for sentence in told)


def test_a_score_is_explained_from_its_marks() -> None:
    sheets = [
        sheet("e1", "50", "15"),
        sheet("e2", "51.5", "15"),
        sheet("e3", "50", "16"),
        sheet("e4", "40", "20"),
        sheet("e5", "60", "10"),
        ScoreSheet(expert="e6", candidate="k1", state=SheetState.RECUSED),
    ]
    result = consolidate(EXAMPLE, sheets, votes={"k1": 7})
    assert explanation(next(result.candidates()), EXAMPLE) == [
        "k1: 5 experts were entitled, 5 sheets count.",
        "Recused, and so not entitled: e6.",
        "Expertise: (50.0 + 50.0 + 51.5) ÷ 3 = 151.5 ÷ 3 = 50.5, rounded 50.50; × weight 1 = 50.50.",
        "Dropped: 40.0 of e4, 60.0 of e5.",
        "Contribution: (15 + 15 + 16) ÷ 3 = 46 ÷ 3 = 15.33333…, rounded 15.33; × weight 2 = 30.66.",
        "Dropped: 20 of e4, 10 of e5.",
        "Total: 50.50 + 30.66 = 81.16.",
        "Rank 1.",
        "Experts' score: 100 × 81.16 ÷ 100 = 81.16.",
        "Vote score for 7 votes: 100.00.",
        "Blended: 0.7 × 81.16 + 0.3 × 100.00 = 86.81 (from unrounded parts); rank 1.",
    ]
    i18n.use(i18n.Language.CHINESE, resource("locale"))
    assert explanation(next(result.candidates()), EXAMPLE)[2:4] == [
        "工艺专长：（50.0 + 50.0 + 51.5）÷ 3 = 151.5 ÷ 3 = 50.5，舍入为 50.50；× 权重 1 = 50.50。",
        "去掉：e4 的 40.0，e5 的 60.0。",
    ]


def test_no_score_is_explained_too() -> None:
    sheets = [sheet("e1", "50", "15"), ScoreSheet(expert="e2", candidate="k1", state=SheetState.ABSENT)]
    assert explanation(next(consolidate(EXAMPLE, sheets).candidates()), EXAMPLE) == [
        "k1: 2 experts were entitled, 1 sheets count.",
        "Assigned but without a sheet: e2.",
        "The quorum is not met, so there is no score.",
    ]


def test_numbers_that_go_on_end_in_dots() -> None:
    from fractions import Fraction

    assert [shown(Fraction(number), 3) for number in ("1/3", "-2/3", "1/4", "5", "1/8")] == [
        "0.333…",
        "-0.666…",
        "0.25",
        "5",
        "0.125",
    ]
