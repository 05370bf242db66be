"""Exact figures: parsing, half up, printing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from reviewer_app.domain.exact import decimals_of, fixed, half_up, parse_decimal, plain, round_fraction, to_units
from reviewer_app.domain.figures import divide


@pytest.mark.parametrize(
    ("text", "value"), [("7.25", "7.25"), (" -3 ", "-3"), ("+0.50", "0.50"), ("007", "7"), ("0", "0")]
)
def test_plain_decimals_are_read(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", ".5", "5.", "1e3", "NaN", "Infinity", "1_000", "1,5", "０５", "٣", "0x10", "--1", "1 2", "9" * 31, "9" * 5000],
)
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(ValueError):
        parse_decimal(text)


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 5))
def test_half_up_is_that_of_decimal(value: Decimal, places: int) -> None:
    wanted = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    units = round_fraction(Fraction(value), places)
    assert Decimal(units).scaleb(-places) == wanted
    assert Decimal(fixed(units, places)) == wanted


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1), st.integers(1, 10**6))
def test_a_column_is_divided_like_one_number(numerators: list[int], denominator: int) -> None:
    wanted = [half_up(numerator, denominator) for numerator in numerators]
    assert divide(np.array(numerators), denominator).tolist() == wanted
    assert divide(np.array(numerators, dtype=object), denominator).tolist() == wanted


def test_2_675_rounds_up_as_people_do() -> None:
    assert fixed(round_fraction(Fraction("2.675"), 2), 2) == "2.68"
    assert fixed(round_fraction(Fraction("-2.675"), 2), 2) == "-2.68"


@given(st.decimals(-(10**9), 10**9, places=4))
def test_units_and_back(value: Decimal) -> None:
    assert Decimal(fixed(to_units(value, 4), 4)) == value
    assert Decimal(plain(value)) == value
    assert decimals_of(Decimal(plain(value))) == decimals_of(value)


def test_units_refuse_what_would_be_lost() -> None:
    with pytest.raises(ValueError):
        to_units(Decimal("0.125"), 2)
