"""Figures of many draws against the exact rule, up to the largest numbers that a float is trusted with."""

from dataclasses import replace

import numpy as np
import pytest

from reviewer_app.domain.analysis.rounding import HalfUp
from reviewer_app.domain.exact import half_up
from reviewer_app.domain.figures import Rule
from tests.domain.analysis.designs import scheme


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(("base", "grid"), [(0, 1), (0, 5), (5, 10), (-40, 5), (3, 1)])
@pytest.mark.parametrize(("places", "most"), [(0, 80_000), (1, 30_000), (2, 3_000), (3, 300)])
def test_figures_are_rounded_as_the_rule_says(
    kind: type, signed: bool, base: int, grid: int, places: int, most: int
) -> None:
    """Marks in tenths; `most`: as many as the bound lets through for a panel of 13 experts."""
    if base < 0 and not signed:
        base = -base
    rounding = HalfUp(replace(Rule.of(scheme()), places=places, signed=signed), np.dtype(kind), 1, base=base, grid=grid)
    for left in (1, 2, 8, 12, 13):
        steps = np.unique(np.linspace(0, most * left // grid, 50_000).astype(np.int64))
        found = rounding.dividing(np.full((1, 1), left, dtype=kind))(steps.astype(kind)[None])
        wanted = [half_up((step * grid + left * base) * 10**places, left * 10) for step in steps.tolist()]
        assert (found[0] - rounding.zero).tolist() == wanted
