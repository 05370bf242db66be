"""The summary sheet on paper: every figure of the result, dropped marks struck, the cut where the result has it."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pdfplumber
import pytest

from reviewer_app.domain.scheme import read_scheme
from reviewer_app.export.paper_block import Block, kept, pages, space
from reviewer_app.export.paper_result import SummaryPaper
from reviewer_app.export.paper_summary import rule_sentences, summary_sheet_pdf
from reviewer_app.resources import resource
from tests.export.papers import (
    FINGERPRINT,
    LONG_NAME,
    above_foot,
    candidate,
    inside,
    qr_text,
    summary_paper,
    tables,
    texts,
)


def ranking(pdf: bytes) -> list[list[str]]:
    """The rows of the ranking, the sentences of the lines across among them."""
    found = [table for table in tables(pdf) if table[0][0] == "Rank"]
    return [[cell or "" for cell in row] for table in found for row in table[1:]]


def expected(paper: SummaryPaper, row: Any) -> list[str]:
    """What a candidate's row says beside name and outcome, from the result itself."""
    sheets = {sheet["expert"]: sheet for sheet in row["trail"]}
    cells = []
    for expert in paper.experts:
        sheet = sheets.get(expert.id)
        if sheet is None or sheet["state"] != "scored":
            cells.append("not assigned" if sheet is None else sheet["state"])
        else:
            cells.append(str(sum(Decimal(mark) for mark in sheet["marks"].values())))
    return [str(row["rank"] or ""), row["candidate"], *cells, row["score"] or "no score"]


def printed(row: list[str]) -> list[str]:
    return [*row[:2], *(" ".join(cell.split()) for cell in row[3:-2]), row[-2].split("\n")[0]]


def test_every_figure_of_the_ranking_is_the_result_s() -> None:
    paper = summary_paper(40, 9)
    rows = [row for row in ranking(summary_sheet_pdf(paper)) if row[1]]

    assert [printed(row) for row in rows] == [expected(paper, row) for row in paper.rows]
    assert [row[2].split("\n")[0] for row in rows] == [paper.candidates[row["candidate"]].name for row in paper.rows]


def test_five_hundred_candidates_and_fifteen_experts() -> None:
    paper = summary_paper(500, 15)
    found = texts(summary_sheet_pdf(paper))

    assert len(found) > 100
    for number, page in enumerate(found, start=1):
        assert f"Page {number} of {len(found)}" in page
    ranked = " ".join(page for page in found if "Outcome" in page).split()
    marks = [page for page in found if "Criterion" in page]
    for row in paper.rows:
        assert row["candidate"] in ranked
        assert sum(f"Rank {row['rank']} · {row['candidate']}" in page for page in marks) == 1
    assert all("评委01" in page and "评委15" in page for page in marks)


def test_dropped_marks_are_struck_and_no_other() -> None:
    paper = summary_paper(12, 7)
    pdf = summary_sheet_pdf(paper)
    dropped = sum(len(sheet["dropped"]) for row in paper.rows for sheet in row["trail"])
    whole = sum(len(sheet["dropped"]) == 4 for row in paper.rows for sheet in row["trail"])

    assert dropped > 50
    assert len(struck_texts(pdf)) == dropped + 2 * whole  # a whole sheet's total is struck in both tables
    wanted = sorted(
        sheet["marks"][key] for row in paper.rows for sheet in row["trail"] for key in sheet["dropped"]
    )  # fmt: skip
    totals = [
        str(sum(map(Decimal, sheet["marks"].values())))
        for row in paper.rows
        for sheet in row["trail"]
        if len(sheet["dropped"]) == 4
    ]
    assert sorted(struck_texts(pdf)) == sorted([*wanted, *totals, *totals])


def struck_texts(pdf: bytes) -> list[str]:
    """What stands under each line that runs through text."""
    found = []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for line in page.lines:
                if line["linewidth"] < 0.6 or line["x1"] - line["x0"] > 60 or line["height"] > 1:
                    continue
                y, left, right = line["top"], line["x0"], line["x1"]
                over = [one for one in page.chars if left <= one["x0"] and one["x1"] <= right]
                under = [one for one in over if one["top"] < y < one["bottom"]]
                if under:
                    found.append("".join(c["text"] for c in under))
    return found


def test_the_cut_line_stands_below_the_last_who_advances() -> None:
    paper = summary_paper(120, 5)
    rows = ranking(summary_sheet_pdf(paper))
    stage = paper.stages[0]
    cut = next(place for place, row in enumerate(rows) if row[0].startswith("Cut line"))

    assert rows[cut][0] == "Cut line: quota 100"
    assert [row[1] for row in rows[:cut] if row[1]] == [*stage["advance"], *stage["undecided"]]
    assert [row[1] for row in rows[cut + 1 :]] == [*stage["not_advanced"], *stage["unscored"]]


def test_a_tie_across_the_cut_is_left_to_the_committee() -> None:
    paper = summary_paper(6, 5)
    codes = [row["candidate"] for row in paper.rows]
    stage = {**paper.stages[0], "advance": codes[:2], "undecided": codes[2:4], "not_advanced": codes[4:], "places": 1}
    rows = ranking(summary_sheet_pdf(summary_paper(6, 5, stages=(stage,))))

    assert rows[2][0] == "Tied for the places left (1): 2 candidates. The committee decides."
    assert [row[-1].replace("\n", " ") for row in rows if row[1]] == [
        *["advances"] * 2, *["undecided"] * 2, *["does not advance"] * 2
    ]  # fmt: skip


def test_signatures_of_all_who_sign_stand_on_one_page_with_the_last_rows() -> None:
    for candidates in range(20, 38, 3):
        found = texts(summary_sheet_pdf(summary_paper(candidates, 9)))
        [page] = [text for text in found if "Chair 主任甲" in text]
        for words in ("Supervisor 监督乙", "Filled by", "Checked by", "Date", *(f"评委{n:02}" for n in range(1, 10))):
            assert words in page
        assert page.index("Rank") < page.index("Chair 主任甲")


def test_many_experts_are_shared_out_to_several_tables() -> None:
    paper = summary_paper(5, 40)
    found = [table[0] for table in tables(summary_sheet_pdf(paper)) if table[0][0] == "Rank"]

    named = dict.fromkeys(title for heading in found for title in heading[3:-2])

    assert list(named) == [person.name for person in paper.experts]


def test_long_names_and_wide_figures_fit() -> None:
    people = {f"{number:03}": candidate(number, name=LONG_NAME, unit="乙" * 120) for number in range(4)}
    paper = replace(summary_paper(4, 18), candidates=people)
    with pdfplumber.open(io.BytesIO(summary_sheet_pdf(paper))) as document:
        for page in document.pages:
            assert all(c["x0"] > 40 and c["x1"] < page.width - 30 for c in page.chars)
            ruled = above_foot(page).find_tables()
            for cell in (cell for table in ruled for row in table.rows for cell in row.cells if cell):
                assert all(cell[0] <= one["x0"] + 0.5 and one["x1"] - 0.5 <= cell[2] for one in inside(page, cell))
        assert LONG_NAME in "".join(c["text"] for c in document.pages[0].chars)


def test_weights_and_another_method_are_told_in_words() -> None:
    source = resource("schemes", "qilu-2018.toml").read_text("utf-8")
    source = source.replace('method = "trimmed_mean"', 'method = "median"').replace('weight = "1"', 'weight = "2"', 1)
    for gone in ("trim_lowest", "trim_highest", "trim_scope", "trim_minimum_experts", "full_mark"):
        source = "\n".join(line for line in source.split("\n") if not line.startswith(gone))
    rules = read_scheme(source.encode())
    paper = summary_paper(4, 5, rules)

    assert rule_sentences(rules)[0].startswith("Each criterion: the median of the experts' marks.")
    detail = next(table for table in tables(summary_sheet_pdf(paper)) if table[0][1] == "Criterion")
    assert detail[0][-2:] == ["Score", "Weighted"]
    first = paper.rows[0]["criteria"][rules.criterion_keys[0]]
    assert detail[1][-2:] == [first["score"], first["weighted"]]


def test_result_and_packages_are_bound_to_the_paper() -> None:
    pdf = summary_sheet_pdf(summary_paper(3, 5))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert qr_text(document.pages[0]) == f"JP1:RESULT:TEST-2026:1:CHAIR:2:{FINGERPRINT.upper()}"
    assert "".join(texts(pdf)).replace(" ", "").count(FINGERPRINT) == 5 + len(texts(pdf))


def test_equal_input_gives_equal_bytes() -> None:
    assert summary_sheet_pdf(summary_paper(20, 7)) == summary_sheet_pdf(summary_paper(20, 7))


@pytest.mark.parametrize("room", [100, 95])
def test_what_keeps_together_moves_together_and_headings_are_never_left_alone(room: int) -> None:
    heading = space(10)
    rows = [Block(height=20, draw=lambda _canvas, _top: None, heading=heading) for _ in range(6)]
    last, tail = kept(rows[4:]), space(50)
    laid = pages([*rows[:4], *last, tail], room)

    assert laid == [[heading, *rows[:4]], [heading, *last, tail]]


def test_why_places_stay_vacant_is_printed_with_its_stage() -> None:
    decision = {
        "stage": "expert_review",
        "candidate": "",
        "decision": "vacant",
        "for": 9,
        "against": 0,
        "abstained": 1,
        "reason": "Nobody else reached the line.",
    }
    text = " ".join("".join(texts(summary_sheet_pdf(summary_paper(6, 5, decisions=(decision,))))).split())
    assert "places stay vacant: 9 for, 0 against, 1 abstained. Nobody else reached the line." in text
