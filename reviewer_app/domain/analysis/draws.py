"""Panels of experts drawn with replacement: at random, or all of them where that is cheaper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, islice
from math import comb, factorial

import numpy as np

from reviewer_app.domain.analysis.panel import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Some drawn panels. `counts`: draws × experts, how often each was drawn; `weights`: what each draw counts."""

    counts: Integers
    weights: Floats


def multisets(experts: int) -> int:
    """The number of different panels of as many experts as there are: C(2m − 1, m)."""
    return comb(2 * experts - 1, experts) if experts else 0


def random_panels(experts: int, draws: int, seed: int, at_once: int) -> Iterator[Draws]:
    """`draws` panels of as many experts as there are, each expert as likely as any other; PCG64 from `seed`."""
    random = np.random.default_rng(seed)
    for first in range(0, draws, at_once):
        number = min(at_once, draws - first)
        drawn = random.integers(experts, size=(number, experts))
        yield Draws(counts=_counted(drawn, experts), weights=np.ones(number))


def every_panel(experts: int, at_once: int) -> Iterator[Draws]:
    """Each multiset once, weighted with the number m! ÷ Π rᵢ! of ways to draw it; the weights add up to m^m."""
    ways = combinations_with_replacement(range(experts), experts)
    factorials = np.array([factorial(number) for number in range(experts + 1)], dtype=np.float64)
    while block := list(islice(ways, at_once)):
        counts = _counted(np.array(block, dtype=np.int64), experts)
        yield Draws(counts=counts, weights=factorials[experts] / factorials[counts].prod(axis=1))


def _counted(drawn: Integers, experts: int) -> Integers:
    """Laid out expert by expert, as they are looked at afterwards."""
    cells = drawn.reshape(-1) * len(drawn)
    cells += np.repeat(np.arange(len(drawn)), experts)
    return np.bincount(cells, minlength=drawn.size).reshape(experts, len(drawn)).T
