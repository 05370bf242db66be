"""Exact decimal figures: read from text, rounded half up, written with fixed places. No binary float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

MAXIMUM_DIGITS = 30
"""Longer numbers are refused: no mark, weight or vote needs them, and a 5,000-digit integer is an attack."""

_PLAIN = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?", re.ASCII)


def parse_decimal(text: str) -> Decimal:
    """The number that a plain decimal text stands for: `-3`, `7.25`; no exponent, no separator, no NaN.

    Raises `ValueError` for anything else.
    """
    stripped = text.strip()
    if not _PLAIN.fullmatch(stripped) or sum(map(str.isdigit, stripped)) > MAXIMUM_DIGITS:
        raise ValueError(text)
    return Decimal(stripped)


def decimals_of(value: Decimal) -> int:
    """How many decimals a number needs: 0 for 25 and 25.0, 2 for 0.25."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def to_units(value: Decimal, places: int) -> int:
    """`value` as a whole number of 10^-places; raises `ValueError` when it needs more places."""
    numerator, denominator = value.as_integer_ratio()
    scaled: int = numerator * 10**places
    if scaled % denominator:
        raise ValueError(value)
    return scaled // denominator


def half_up(numerator: int, denominator: int) -> int:
    """numerator ÷ denominator to the nearest whole number, halves away from zero (`decimal.ROUND_HALF_UP`).

    `denominator` is positive.
    """
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def round_fraction(value: Fraction, places: int) -> int:
    """`value` in units of 10^-places, rounded half up."""
    return half_up(value.numerator * 10**places, value.denominator)


def fixed(units: int, places: int) -> str:
    """Units of 10^-places as text with exactly `places` decimals: `fixed(-305, 2)` is `-3.05`."""
    if places == 0:
        return str(units)
    digits = str(abs(units)).rjust(places + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def plain(value: Decimal) -> str:
    """A number as a person writes it: no exponent, no needless zeros."""
    return fixed(to_units(value, decimals_of(value)), decimals_of(value))
