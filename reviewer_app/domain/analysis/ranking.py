"""Competition ranks and places inside the cut, for many draws at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.analysis.outcome import Outcome
from reviewer_app.domain.analysis.panel import Floats, Integers, Numbers
from reviewer_app.domain.analysis.workspace import Workspace

_ROOM = 2**62
_WORD = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How each draw ends, along its ranking from the first place to the last.

    `candidates`, `starts`: draws × places: who stands there, and where (from 0) the group of equals begins: competition
    rank − 1. The undrawn share the last rank. One entry a draw: groups that begin before `inside` are inside the cut;
    the group that begins at `tied` (−1: none) shares what is left of the quota, `share` of a place each.
    """

    candidates: Integers
    starts: Integers
    inside: Integers
    tied: Integers
    share: Floats

    def ranks(self) -> Integers:
        """Draws × candidates: the competition ranks."""
        ranks = np.empty(self.starts.shape, dtype=np.int32)
        np.put_along_axis(ranks, self.candidates, self.starts + 1, axis=1)
        return ranks


def standing(outcome: Outcome, quota: int, room: Workspace) -> Standing:
    """Ranks on the keys in turn, higher first; then the first `quota` that are eligible."""
    draws, number = outcome.keys[0].shape
    candidates, same = _order(outcome, room)
    starts = _starts(same, room)
    eligible = outcome.eligible
    enough = np.full(draws, number) if eligible is None else np.count_nonzero(eligible, axis=1)
    straddling = starts[:, quota].astype(np.int64) if quota < number else np.full(draws, number)
    tied = (straddling < quota) & (enough > quota)
    rows = np.flatnonzero(tied)
    size = np.ones(draws)
    size[rows] = np.count_nonzero(starts[rows] == straddling[rows, None], axis=1)
    return Standing(
        candidates=candidates,
        starts=starts,
        inside=np.where(tied, straddling, np.minimum(enough, quota)),
        tied=np.where(tied, straddling, -1),
        share=np.where(tied, (quota - straddling) / size, 0.0),
    )


def _order(outcome: Outcome, room: Workspace) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Who stands where, draws × places; and for each place but the first whether it equals the one before."""
    number = outcome.keys[0].shape[1]
    bits = max(1, (number - 1).bit_length())
    if outcome.ranges is None or not _fits(outcome.ranges, bits):
        return _sorted_by_keys(outcome)
    packed = _packed(outcome, outcome.ranges, bits, room)
    packed.sort(axis=1)
    candidates = np.bitwise_and(packed, (1 << bits) - 1, out=room.array("order", packed.shape, np.int64))
    packed >>= bits
    same = room.array("same", (len(packed), max(0, number - 1)), np.bool_)
    return candidates, np.equal(packed[:, 1:], packed[:, :-1], out=same)


def _fits(ranges: Sequence[tuple[int, int]], bits: int) -> bool:
    room = 2 << bits
    for low, high in ranges:
        room *= high - low + 1
    return room < _ROOM


def _packed(outcome: Outcome, ranges: Sequence[tuple[int, int]], bits: int, room: Workspace) -> Integers:
    """All keys of a candidate and its index in one number, the smaller the better; the undrawn behind all others.

    Gathered in words of 32 bits first: half the memory to go through.
    """
    shape = outcome.keys[0].shape
    words: list[tuple[Integers, int]] = []
    for index, (key, (low, high)) in enumerate(zip(outcome.keys, ranges, strict=True)):
        span = high - low + 1
        digit = room.array(f"digit {index}", shape, np.int32 if span < _WORD else np.int64)
        np.subtract(high, key, out=digit, casting="unsafe")
        if words and words[-1][1] * span < _WORD:
            word, before = words[-1]
            word *= span
            word += digit
            words[-1] = (word, before * span)
        else:
            words.append((digit, span))
    packed = room.array("packed", shape, np.int64)
    np.copyto(packed, words[0][0])
    for word, span in words[1:]:
        packed *= span
        packed += word
    packed <<= bits
    packed |= np.arange(shape[1])
    if outcome.drawn is not None:
        behind = math.prod(span for _, span in words) << bits
        np.copyto(packed, behind + np.arange(shape[1]), where=~outcome.drawn)
    return packed


def _sorted_by_keys(outcome: Outcome) -> tuple[Integers, npt.NDArray[np.bool_]]:
    drawn = outcome.drawn
    levels: list[Numbers] = [-key for key in outcome.keys]
    if drawn is not None:
        levels = [~drawn, *(np.where(drawn, level, 0) for level in levels)]
    order = np.lexsort([*reversed(levels)], axis=-1)
    same = np.ones((order.shape[0], max(0, order.shape[1] - 1)), dtype=np.bool_)
    for level in levels:
        along = np.take_along_axis(level, order, axis=1)
        same &= along[:, 1:] == along[:, :-1]
    return order, same


def _starts(same: npt.NDArray[np.bool_], room: Workspace) -> Integers:
    """Where the group of each place begins. Only ties, which are few, are looked at."""
    draws, others = same.shape
    starts = room.array("starts", (draws, others + 1), np.int32)
    starts[:] = np.arange(others + 1, dtype=np.int32)
    ties = np.flatnonzero(same)
    if len(ties):
        row, place = np.divmod(ties, others)
        flat = row * (others + 1) + place + 1
        fresh = np.flatnonzero(np.diff(flat, prepend=-2) != 1)
        length = np.diff(np.append(fresh, len(flat)))
        starts.ravel()[flat] = np.repeat(place[fresh], length)
    return starts
