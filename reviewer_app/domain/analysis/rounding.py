"""Sums of marks rounded to the scheme's places, halves away from zero, for many draws at once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from math import gcd
from typing import Any

import numpy as np

from reviewer_app.domain.analysis.panel import Integers, Numbers
from reviewer_app.domain.figures import Rule


class HalfUp:
    """(steps × grid + n × base) ÷ n in the scheme's places, for sums of steps and their divisors n.

    The exact figure is a whole number of 1 ÷ 2 n unit. It is pushed away from zero by less than that, but by more than
    the roundings on the way add up to (the bound of `resampling` sees to both), so no half is left to be rounded down.

    A float with m bits behind the point, added to 1.5 × 2^m, is rounded to the nearest whole number, which then stands
    in its lowest bits. There it is read: the figures are whole numbers counted from `zero`.
    """

    def __init__(self, rule: Rule, kind: np.dtype[Any], unit_places: int, *, base: int, grid: int) -> None:
        up, unit = rounding_factors(rule.places, unit_places)
        start = Fraction(up * base, 2 * unit)
        self.zero = zero_of(kind)
        self._signed = rule.signed
        self._nearest = start.denominator == 1 and not rule.signed
        self._up, self._unit, self._start = (kind.type(number) for number in (up * grid, unit, start))
        if self._nearest:
            self._up *= 1 + 4 * np.finfo(kind).eps
        self._anchor = _anchor(kind) + (self._start if self._nearest else 0)

    def dividing(self, left: Numbers) -> Callable[[Numbers], Integers]:
        """What puts the figures in the place of sums whose divisors are `left`."""
        factor = self._up / (left * (2 * self._unit))
        if self._nearest:
            return partial(self._to_the_nearest, factor)
        half = 0.5 + 0.25 / (left * self._unit)
        return partial(self._cut_off, factor, half)

    def _to_the_nearest(self, factor: Numbers, sums: Numbers) -> Integers:
        sums *= factor
        sums += self._anchor
        return sums.view(whole(sums.dtype))

    def _cut_off(self, factor: Numbers, half: Numbers, sums: Numbers) -> Integers:
        sums *= factor
        sums += self._start
        sums += np.sign(sums) * half if self._signed else half
        np.trunc(sums, out=sums)
        sums += self._anchor
        return sums.view(whole(sums.dtype))


def _anchor(kind: np.dtype[Any]) -> Any:
    """1.5 × 2^m in a float with m bits behind the point."""
    return kind.type(3 * 2 ** (np.finfo(kind).nmant - 1))


def zero_of(kind: np.dtype[Any]) -> int:
    """From where the figures are counted that are read out of such floats."""
    return int(_anchor(kind).view(whole(kind)))


def whole(kind: np.dtype[Any]) -> np.dtype[Any]:
    """Whole numbers as wide as a float."""
    return np.dtype(f"i{kind.itemsize}")


def weighted(figures: Integers, weight: int, unit: int) -> Integers:
    """figures × weight ÷ unit, halves away from zero."""
    scores = figures.astype(np.int64)
    rounded = (np.abs(scores) * (2 * weight) + unit) // (2 * unit)
    return np.asarray(rounded * np.sign(scores), dtype=figures.dtype)


def rounding_factors(places: int, unit_places: int) -> tuple[int, int]:
    """(a, b) such that x units of 10^-unit_places ÷ n is floor((a x + b n) ÷ 2 b n) units of 10^-places, half up."""
    up: int = 2 * 10**places
    unit: int = 10**unit_places
    common = gcd(up, unit)
    return up // common, unit // common
