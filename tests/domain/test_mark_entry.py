"""Marks as people type them."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.errors import InputError
from reviewer_app.domain.mark_entry import typed_mark, written_mark
from reviewer_app.domain.scheme import Criterion

HALVES = Criterion.model_validate(
    {"key": "expertise", "title": "工艺专长", "min_score": "0", "max_score": "25", "step": "0.5", "weight": "1"}
)


@pytest.mark.parametrize("text", ["22.5", " 22.5 ", "22,5", "２２．５", "２２，５", "22。5", "22.50", "+22.5"])
def test_every_way_to_write_a_mark_is_understood(text: str) -> None:
    assert typed_mark(text, HALVES) == Decimal("22.5")


@pytest.mark.parametrize(("text", "mark"), [("20.", "20"), (".5", "0.5"), ("０", "0"), ("25", "25")])
def test_halves_of_numbers_are_numbers(text: str, mark: str) -> None:
    assert typed_mark(text, HALVES) == Decimal(mark)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "score_no_number"),
        ("abc", "score_no_number"),
        ("1e1", "score_no_number"),
        ("NaN", "score_no_number"),
        ("22.5.1", "score_no_number"),
        ("二十", "score_no_number"),
        ("9" * 500, "score_no_number"),
        ("25.5", "score_out_of_range"),
        ("-0.5", "score_out_of_range"),
        ("22.3", "score_off_grid"),
    ],
)
def test_what_cannot_be_is_told_and_never_rounded(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        typed_mark(text, HALVES)
    assert [problem.code for problem in refused.value.problems] == [code]


@given(st.integers(min_value=0, max_value=50))
def test_what_is_written_reads_back(halves: int) -> None:
    mark = Decimal(halves) / 2
    assert typed_mark(written_mark(mark, HALVES), HALVES) == mark


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    with contextlib.suppress(InputError):
        assert HALVES.on_grid(typed_mark(text, HALVES))
