"""What a spreadsheet puts on the clipboard, cell by cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.pasted import LONGEST, CellProblem, Pasted, Row, judged, read_cells, written_cells
from reviewer_app.domain.scheme import Criterion

CELLS = st.lists(st.lists(st.text('a"\t\r\n ２,'), min_size=1, max_size=4), max_size=5)


def criterion(key: str) -> Criterion:
    return Criterion.model_validate(
        {"key": key, "title": key, "min_score": "0", "max_score": "25", "step": "0.5", "weight": "1"}
    )


EXPERTISE, SPIRIT = criterion("expertise"), criterion("spirit")
ROWS = (
    Row(candidate="001", marks={}),
    Row(candidate="002", marks={"expertise": Decimal("20")}),
    Row(candidate="003", closed="paste_recused", marks={}),
    Row(candidate="004", closed="paste_signed", marks={"expertise": Decimal("20")}),
)


@given(CELLS)
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    assert read_cells(written_cells(rows)) == tuple(map(tuple, rows))


@given(st.text('a1"\t\r\n'))
def test_every_text_is_read_and_nothing_of_it_is_lost_but_quotes(text: str) -> None:
    cells = read_cells(text)
    assert all(row for row in cells)
    for letter in "a1":
        assert sum(cell.count(letter) for row in cells for cell in row) == text.count(letter)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", ()),
        ("22.5", (("22.5",),)),
        ("22.5\t21\r\n20\t19\r\n", (("22.5", "21"), ("20", "19"))),
        ("1\n\n2\n", (("1",), ("",), ("2",))),
        ("1\t\r\n", (("1", ""),)),
        ("1\t", (("1", ""),)),
        ('"a\tb\nc"\t2', (("a\tb\nc", "2"),)),
        ('"he said ""so"""\t2', (('he said "so"', "2"),)),
        ('5" pipe\t2', (('5" pipe', "2"),)),
        ('"open\t2\r\n3', (('"open', "2"), ("3",))),
        ("1\r2", (("1",), ("2",))),
    ],
)
def test_cells_as_excel_and_wps_copy_them(text: str, cells: tuple[tuple[str, ...], ...]) -> None:
    assert read_cells(text) == cells


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(InputError) as raised:
        read_cells("1" * (LONGEST + 1))
    assert raised.value.problems == (Problem(code="paste_too_long", values={"most": LONGEST}),)


def test_good_cells_are_marks_empty_and_equal_ones_change_nothing() -> None:
    cells = (("２２．５", ""), ("20.0", "21,5"))
    assert judged(cells, ROWS, (EXPERTISE, SPIRIT)) == Pasted(
        marks={"001": {"expertise": Decimal("22.5")}, "002": {"spirit": Decimal("21.5")}},
        problems=(),
        empty=1,
        unchanged=1,
        has_titles=False,
    )


def test_every_cell_that_cannot_be_taken_is_told() -> None:
    cells = (
        ("name", "85%"),
        ("1,000", "22.3"),
        ("20", ""),
        ("20", "20"),
        ("20",),
    )
    found = judged(cells, ROWS, (EXPERTISE, None))
    assert found.marks == {}
    assert (found.unchanged, found.empty) == (1, 1)
    assert [(one.row, one.column, one.text, one.problem.code) for one in found.problems] == [
        (0, 0, "name", "score_no_number"),
        (0, 1, "85%", "paste_no_criterion"),
        (1, 0, "1,000", "score_grouped"),
        (1, 1, "22.3", "paste_no_criterion"),
        (2, 0, "20", "paste_recused"),
        (3, 1, "20", "paste_no_criterion"),
        (4, 0, "20", "paste_no_candidate"),
    ]


@pytest.mark.parametrize("text", ["85%", "８５％", "1,000", "1，000", "1 000", "12,345.5", "25分", "#N/A", "=20"])
def test_percentages_grouped_digits_and_words_are_never_guessed(text: str) -> None:
    found = judged(((text,),), ROWS, (EXPERTISE,))
    assert found.marks == {}
    assert len(found.problems) == 1


def test_titles_that_were_copied_along_are_noticed() -> None:
    found = judged((("工匠精神", "工艺专长"), ("20.5", "21")), ROWS, (EXPERTISE, SPIRIT))
    assert found.has_titles
    assert found.good == 2
    assert found.problems[0] == CellProblem(
        row=0, column=0, text="工匠精神", problem=Problem(code="score_no_number", values={"value": "工匠精神"})
    )


@given(CELLS)
def test_every_cell_is_counted_once(rows: list[list[str]]) -> None:
    found = judged(rows, ROWS, (EXPERTISE, SPIRIT))
    assert found.good + len(found.problems) + found.empty + found.unchanged == sum(map(len, rows))
