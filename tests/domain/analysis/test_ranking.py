"""Ranks of many draws at once against the plain way, where ties are many and the keys too wide for one word."""

import numpy as np
import pytest

from reviewer_app.domain.analysis import ranking
from reviewer_app.domain.analysis.outcome import Outcome
from reviewer_app.domain.analysis.ranking import standing
from reviewer_app.domain.analysis.workspace import Workspace

DRAWS, CANDIDATES, QUOTA = 40, 150, 60


def outcome(seed: int, kinds: tuple[int, ...], width: int, kind: type) -> Outcome:
    """Keys with few different values (`kinds` of each) that lie `width` apart."""
    random = np.random.default_rng(seed)
    keys = [random.integers(0, number, (DRAWS, CANDIDATES)).astype(kind) * kind(width) for number in kinds]
    ranges = [(0, (number - 1) * width) for number in kinds]
    return Outcome(keys=keys, ranges=ranges, drawn=None, eligible=None)


def plain_ranks(keys: list[np.ndarray]) -> np.ndarray:
    """Competition ranks: one more than those who are better."""
    ranks = np.empty((DRAWS, CANDIDATES), dtype=np.int64)
    for draw in range(DRAWS):
        rows = list(zip(*(key[draw].tolist() for key in keys), strict=True))
        ranks[draw] = [1 + sum(other > row for other in rows) for row in rows]
    return ranks


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("kinds", "width", "way"),
    [
        ((12, 3, 3), 1, "all keys in a word"),
        ((12, 3, 3), 400, "one key left over"),
        ((5, 2, 2, 2), 900, "two keys left over, long runs of equals"),
        ((2, 60, 60), 2_000, "the first key alone"),
    ],
)
def test_ranks_are_those_of_the_keys_in_turn(kinds: tuple[int, ...], width: int, way: str, kind: type) -> None:
    made = outcome(3, kinds, width, kind)
    leading = ranking._leading(made, 8)
    assert (len(leading) == len(kinds)) == (way == "all keys in a word")
    assert leading, "at least the first key finds room"
    found = standing(made, QUOTA, Workspace())
    assert np.array_equal(found.ranks(), plain_ranks(list(made.keys)))
