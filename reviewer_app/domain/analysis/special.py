"""The two special functions that the statistics need, incomplete beta and incomplete gamma, and what hangs on them.

Numerical analysis only, plain floats; the tests hold them to scipy at 1e-11.
"""

from __future__ import annotations

import math

_TINY = 1e-300
_SMALLEST_STEP = 1e-16
_LONGEST = 100_000


def beta_cdf(a: float, b: float, x: float, y: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0 and y = 1 − x.

    Both x and y are given, so that a value near either end keeps its digits. Continued fraction 8.17.22 of the NIST
    Digital Library of Mathematical Functions, by Lentz's method.
    """
    if x <= 0:
        return 0.0
    if y <= 0:
        return 1.0
    front = math.exp(
        a * math.log(x) + b * math.log(y) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b),
    )
    if x * (a + b + 2) <= a + 1:
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, y) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    c = 1.0
    d = 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    result = d
    for m in range(1, _LONGEST):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / _away_from_zero(1.0 + even * d)
        c = _away_from_zero(1.0 + even / c)
        result *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1.0 / _away_from_zero(1.0 + odd * d)
        c = _away_from_zero(1.0 + odd / c)
        result *= d * c
        if abs(d * c - 1.0) <= _SMALLEST_STEP:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def f_quantile(p: float, above: float, below: float) -> float:
    """The F value with `above` and `below` degrees of freedom (> 0) that a share `p` (0 < p < 1) stays under.

    Degrees need not be whole. Infinite where the value passes what a float holds. Newton's steps on ln F, held in a
    bracket.
    """
    low, high = -1.0, 1.0
    while _f_cdf(low, above, below) > p:
        low *= 2
    while _f_cdf(high, above, below) < p:
        high *= 2
        if high > 1e4:
            return math.inf
    u = 0.0
    scale = math.lgamma((above + below) / 2) - math.lgamma(above / 2) - math.lgamma(below / 2)
    for _ in range(200):
        error = _f_cdf(u, above, below) - p
        low, high = (low, u) if error > 0 else (u, high)
        x, y = _shares(u, above, below)
        slope = math.exp(above / 2 * math.log(x) + below / 2 * math.log(y) + scale) if x > 0 and y > 0 else 0.0
        step = u - error / slope if slope > 0 else low
        following = step if low < step < high else (low + high) / 2
        if abs(following - u) <= 4e-16 * max(1.0, abs(u)):
            break
        u = following
    return math.exp(u) if u < 709 else math.inf


def _f_cdf(u: float, above: float, below: float) -> float:
    return beta_cdf(above / 2, below / 2, *_shares(u, above, below))


def _shares(u: float, above: float, below: float) -> tuple[float, float]:
    """x and 1 − x of the beta function that belong to F = exp(u)."""
    t = u + math.log(above) - math.log(below)
    if t >= 0:
        rest = math.exp(-t)
        return 1 / (1 + rest), rest / (1 + rest)
    ratio = math.exp(t)
    return ratio / (1 + ratio), 1 / (1 + ratio)


def chi_square_tail(value: float, degrees: int) -> float:
    """The share of a chi-square distribution with `degrees` (≥ 1) of freedom that lies at or above `value`."""
    return gamma_tail(degrees / 2, value / 2)


def gamma_tail(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x), for a > 0 and x ≥ 0.

    Series 8.11.4 and continued fraction 8.9.2 of the NIST Digital Library of Mathematical Functions.
    """
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    return 1.0 - front * _gamma_series(a, x) if x < a + 1 else front * _gamma_fraction(a, x)


def _gamma_series(a: float, x: float) -> float:
    term = 1.0 / a
    result = term
    for n in range(1, _LONGEST):
        term *= x / (a + n)
        result += term
        if term <= result * _SMALLEST_STEP:
            break
    return result


def _gamma_fraction(a: float, x: float) -> float:
    b = x + 1.0 - a
    c = 1.0 / _TINY
    d = 1.0 / b
    result = d
    for n in range(1, _LONGEST):
        step = -n * (n - a)
        b += 2.0
        d = 1.0 / _away_from_zero(step * d + b)
        c = _away_from_zero(b + step / c)
        result *= d * c
        if abs(d * c - 1.0) <= _SMALLEST_STEP:
            break
    return result
