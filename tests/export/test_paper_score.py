"""The score sheet on paper: what stands on it is what was signed, and nothing of it is lost, clipped or replaced."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pytest

from reviewer_app import i18n
from reviewer_app.domain.errors import UserError
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.paper_score import candidate_sheets_pdf, score_sheet_pdf
from reviewer_app.resources import resource
from tests.export.papers import (
    FINGERPRINT,
    LONG_NAME,
    above_foot,
    binding,
    candidate,
    inside,
    qr_text,
    scheme,
    score_paper,
    tables,
    texts,
)

KEYS = scheme().criterion_keys


def scored(code: str, *marks: str) -> ScoreSheet:
    found = dict(zip(KEYS, map(Decimal, marks), strict=False))
    state = SheetState.SCORED if len(found) == len(KEYS) else SheetState.INCOMPLETE
    return ScoreSheet(expert="expert-01", candidate=code, state=state, marks=found)


def stepped_back(code: str, state: SheetState) -> ScoreSheet:
    return ScoreSheet(expert="expert-01", candidate=code, state=state, reason="师徒")


def body(pdf: bytes) -> list[list[str | None]]:
    """The rows of the marks' table, without its heading."""
    return [row for table in tables(pdf) for row in table if row[0] and row[0].isdigit()]


def test_every_state_stands_as_its_own_word_and_marks_keep_their_decimals() -> None:
    sheets = (
        scored("000", "25", "0", "0.5", "10"),
        scored("001", "20.5", "21"),
        stepped_back("002", SheetState.RECUSED),
        stepped_back("003", SheetState.ABSTAINED),
        scored("004"),
        scored("005", "0", "0", "0", "0"),
    )
    unit = "某某船舶重工有限公司"

    assert body(score_sheet_pdf(score_paper(sheets=sheets))) == [
        ["1", "000", "王五", unit, "25.0", "0.0", "0.5", "10.0", "35.5"],
        ["2", "001", "䶮㛃", unit, "20.5", "21.0", "", "", "incomplete"],
        ["3", "002", "𬱖测试", unit, "recused", None, None, None, None],
        ["4", "003", "𠮷野", unit, "abstained", None, None, None, None],
        ["5", "004", "买买提·测试", unit, "incomplete", None, None, None, None],
        ["6", "005", "李四", unit, "0.0", "0.0", "0.0", "0.0", "0.0"],
    ]


def test_chinese_paper_says_the_words_of_the_office() -> None:
    i18n.use(i18n.Language.CHINESE, resource("locale"))
    page = texts(score_sheet_pdf(score_paper(sheets=(stepped_back("002", SheetState.RECUSED),))))[0]

    for words in (
        "评分表",
        "专家：专家𬱖（expert-01）",
        "回避",
        "专家（签名）",
        "2026年7月27日 02:30（北京时间）",
        "第 1 页，共 1 页",
    ):
        assert words in page


def test_paper_is_bound_to_its_package_by_figures_and_code() -> None:
    pdf = score_sheet_pdf(score_paper(60))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) > 2
        for number, page in enumerate(document.pages, start=1):
            text = page.extract_text()
            assert FINGERPRINT in text.replace(" ", "")
            assert f"Page {number} of {len(document.pages)}" in text
            assert "2026 测试选树" in text
            assert qr_text(page) == f"JP1:SCORE:TEST-2026:1:EXPERT-01:2:{FINGERPRINT.upper()}" == binding().code


def test_a_draft_says_so_on_every_page_and_bears_no_code() -> None:
    pages = texts(score_sheet_pdf(score_paper(60, binding=None)))

    assert all("Draft, not signed" in page and "Fingerprint" not in page for page in pages)


def test_headings_are_repeated_and_no_row_is_lost_over_the_pages() -> None:
    pdf = score_sheet_pdf(score_paper(200))
    marks = [table for table in tables(pdf) if table[0][-1] == "Total"]

    assert [row[0] for table in marks for row in table[1:]] == [str(number) for number in range(1, 201)]
    assert [table[0][:2] for table in marks] == [["No.", "Code"]] * len(marks)
    assert len(marks) > 5


@pytest.mark.parametrize("name", [LONG_NAME, "A" * 40, "Wolfeschlegelsteinhausenbergerdorff Hubert", "𠮷" * 200])
def test_a_long_name_is_whole_and_stays_within_its_cell(name: str) -> None:
    person = candidate(0, name=name, unit="甲" * 500)
    paper = score_paper(sheets=(scored("000", "1", "2", "3", "4"),), candidates={"000": person})
    pdf = score_sheet_pdf(paper)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        [table] = [one for one in above_foot(page).find_tables() if one.extract()[0][-1] == "Total"]
        cells = dict(zip(map(str, table.extract()[0]), table.rows[1].cells, strict=True))
        for title, text in (("Name", name), ("Unit", person.unit)):
            cell = cells[title]
            assert cell is not None
            found = inside(page, cell)
            assert "".join(one["text"] for one in found).replace(" ", "") == text.replace(" ", "")
            assert all(cell[0] <= one["x0"] and one["x1"] <= cell[2] for one in found)


def test_remarks_of_any_length_run_over_pages() -> None:
    remark = "\n".join(f"第{number}段：{'事迹真实感人，佐证材料齐全。' * 6}" for number in range(80))
    sheet = replace(scored("000", "1", "2", "3", "4"), remark=remark)
    for drawn in (score_sheet_pdf, candidate_sheets_pdf):
        pages = texts(drawn(score_paper(sheets=(sheet,))))
        assert len(pages) > 1
        assert all(f"第{number}段" in "".join(pages) for number in range(80))


def test_each_candidate_has_a_page() -> None:
    paper = score_paper(6)
    pages = texts(candidate_sheets_pdf(paper))

    assert len(pages) == 6
    for page, sheet in zip(pages, paper.sheets, strict=True):
        assert f"Candidate: {sheet.candidate} {paper.candidates[sheet.candidate].name}" in page
        assert (paper.total(sheet) if sheet.state is SheetState.SCORED else sheet.state.value) in page


def test_a_character_without_a_glyph_is_an_error() -> None:
    person = candidate(0, name="张\ue000三")
    with pytest.raises(UserError) as raised:
        score_sheet_pdf(score_paper(sheets=(scored("000", "1", "2", "3", "4"),), candidates={"000": person}))

    assert (raised.value.code, raised.value.values["code_point"]) == ("glyph_missing", "U+E000")


def test_equal_input_gives_equal_bytes() -> None:
    assert score_sheet_pdf(score_paper(30)) == score_sheet_pdf(score_paper(30))


@pytest.mark.external
def test_fonts_are_embedded_and_pdftotext_copies_what_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(score_sheet_pdf(score_paper()))
    fonts = subprocess.run(["pdffonts", file], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    text = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout

    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    for name in ("䶮㛃", "𬱖测试", "𠮷野", "买买提·测试", "专家𬱖"):
        assert name in text
