"""Competition ranks and places inside the cut, for many draws at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.analysis.panel import Floats, Integers, Numbers
from reviewer_app.domain.analysis.resampling import Outcome

_ROOM = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How each draw ends. `ranks`: draws × candidates, competition ranking, the undrawn sharing the last rank.

    One entry a draw: ranks up to `inside` are inside the cut; those of rank `tied` (0: none) share what is left of the
    quota, `share` of a place each.
    """

    ranks: Integers
    inside: Integers
    tied: Integers
    share: Floats


def standing(outcome: Outcome, quota: int) -> Standing:
    """Ranks on the keys in turn, higher first; then the first `quota` that are eligible."""
    starts, candidates = _order(outcome)
    draws, number = starts.shape
    ranks = np.empty(starts.shape, dtype=np.int32)
    ranks.ravel()[candidates + np.arange(draws)[:, None] * number] = starts + 1
    enough = np.count_nonzero(outcome.eligible, axis=1)
    straddling = starts[:, quota] if quota < number else np.full(draws, number, dtype=starts.dtype)
    tied = (straddling < quota) & (enough > quota)
    rows = np.flatnonzero(tied)
    size = np.ones(draws)
    size[rows] = np.count_nonzero(starts[rows] == straddling[rows, None], axis=1)
    return Standing(
        ranks=ranks,
        inside=np.where(tied, straddling, np.minimum(enough, quota)),
        tied=np.where(tied, straddling + 1, 0),
        share=np.where(tied, (quota - straddling) / size, 0.0),
    )


def _order(outcome: Outcome) -> tuple[Integers, Integers]:
    """Along the ranking of each draw: where the group of equals begins (from 0), and who stands there."""
    packed = _packed(outcome)
    draws, number = outcome.drawn.shape
    bits = max(1, (number - 1).bit_length())
    if packed is None:
        candidates, changed = _sorted_by_keys(outcome)
    else:
        packed <<= bits
        packed |= np.arange(number)
        packed.sort(axis=1)
        candidates = packed & ((1 << bits) - 1)
        packed >>= bits
        changed = packed[:, 1:] != packed[:, :-1]
    starts = np.zeros((draws, number), dtype=np.int32)
    np.multiply(changed, np.arange(1, number, dtype=np.int32), out=starts[:, 1:])
    np.maximum.accumulate(starts, axis=1, out=starts)
    return starts, candidates


def _packed(outcome: Outcome) -> Integers | None:
    """All keys of a candidate in one number, the smaller the better; `None` if 64 bits do not hold them."""
    draws, number = outcome.drawn.shape
    spans = []
    room = 2 * number
    for key in outcome.keys:
        if key.dtype == np.float64 and not np.array_equal(key, np.trunc(key)):
            return None
        low, high = float(key.min(initial=0)), float(key.max(initial=0))
        room *= int(high - low) + 1
        spans.append((low, high))
    if 2 * room >= _ROOM:
        return None
    packed = np.zeros((draws, number), dtype=np.int64)
    for key, (low, high) in zip(outcome.keys, spans, strict=True):
        packed *= int(high - low) + 1
        packed += (high - key).astype(np.int64)
    if not outcome.drawn.all():
        packed[~outcome.drawn] = room // number
    return packed


def _sorted_by_keys(outcome: Outcome) -> tuple[Integers, npt.NDArray[np.bool_]]:
    levels: list[Numbers] = [~outcome.drawn, *(np.where(outcome.drawn, -key, 0) for key in outcome.keys)]
    order = np.lexsort([*reversed(levels)], axis=-1)
    changed = np.zeros((order.shape[0], max(0, order.shape[1] - 1)), dtype=np.bool_)
    for level in levels:
        along = np.take_along_axis(level, order, axis=1)
        changed |= along[:, 1:] != along[:, :-1]
    return order, changed
