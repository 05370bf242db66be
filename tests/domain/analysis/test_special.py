"""The special functions against scipy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from reviewer_app.domain.analysis.special import beta_cdf, chi_square_tail, f_quantile, gamma_tail

degrees = st.floats(0.5, 5000)


@given(degrees, degrees, st.floats(0.001, 0.999))
def test_incomplete_beta(a: float, b: float, x: float) -> None:
    assert beta_cdf(a, b, x, 1 - x) == pytest.approx(special.betainc(a, b, x), abs=1e-10, rel=1e-8)


@given(st.floats(0.5, 5000), st.floats(0.01, 2.5))
def test_incomplete_gamma(a: float, share: float) -> None:
    assert gamma_tail(a, a * share) == pytest.approx(special.gammaincc(a, a * share), abs=1e-11)


@given(degrees, degrees, st.sampled_from([0.025, 0.5, 0.975]))
def test_f_quantiles(above: float, below: float, p: float) -> None:
    assert f_quantile(p, above, below) == pytest.approx(stats.f.ppf(p, above, below), rel=1e-9)


@given(st.integers(1, 2000), st.floats(0, 3000))
def test_chi_square_tail(n: int, value: float) -> None:
    assert chi_square_tail(value, n) == pytest.approx(stats.chi2.sf(value, n), abs=1e-11)


def test_ends_of_the_scale() -> None:
    assert (beta_cdf(2, 3, 0.0, 1.0), beta_cdf(2, 3, 1.0, 0.0), gamma_tail(2, 0.0)) == (0.0, 1.0, 1.0)
    assert f_quantile(0.975, 5, 0.001) == math.inf
