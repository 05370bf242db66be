"""Competition ranks and places inside the cut, for many draws at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.analysis.outcome import Outcome
from reviewer_app.domain.analysis.panel import Floats, Integers, Numbers
from reviewer_app.domain.analysis.workspace import SCRATCH, Workspace

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
    """Who stands where; and whether as an equal of the place before. Both draws × places."""
    number = outcome.keys[0].shape[1]
    bits = max(1, (number - 1).bit_length())
    if outcome.ranges is None or not _fits(outcome.ranges, bits):
        return _sorted_by_keys(outcome)
    if outcome.drawn is None:
        leading = _leading(outcome, bits)
        if leading:
            return _in_words(outcome, leading, bits, room)
    return _in_long_words(outcome, outcome.ranges, bits, room)


def _leading(outcome: Outcome, bits: int) -> list[tuple[int, int]]:
    """Between what the first keys lie, for as many keys as fit into a word beside the candidate's index."""
    found: list[tuple[int, int]] = []
    taken = 1 << bits
    for key, (low, high) in zip(outcome.keys, outcome.ranges or (), strict=False):
        if taken * (high - low + 1) >= _WORD:
            low, high = int(key.min()), int(key.max())
        taken *= high - low + 1
        if taken >= _WORD:
            break
        found.append((low, high))
    return found


def _in_words(
    outcome: Outcome, leading: Sequence[tuple[int, int]], bits: int, room: Workspace
) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Sorts by the leading keys, which are quick to sort; draws in which they leave equals are sorted by all keys."""
    shape = outcome.keys[0].shape
    packed = room.array("word", shape, np.int32)
    digit = room.array(SCRATCH, shape, np.int32)
    for index, (low, high) in enumerate(leading):
        behind = np.subtract(high, outcome.keys[index], out=digit if index else packed, casting="unsafe")
        if index:
            packed *= high - low + 1
            packed += behind
    packed <<= bits
    packed |= np.arange(shape[1], dtype=np.int32)
    packed.sort(axis=1)
    candidates = np.bitwise_and(packed, (1 << bits) - 1, out=room.array("order", shape, np.int32))
    packed >>= bits
    same = _equals(packed, room)
    if len(leading) < len(outcome.keys):
        _settle(outcome.keys[len(leading) :], candidates, same)
    return candidates, same


def _settle(keys: Sequence[Numbers], candidates: Integers, same: npt.NDArray[np.bool_]) -> None:
    """Sorts the equals of the leading keys by the other keys: neighbours change places, in turns, until all stand."""
    at = np.flatnonzero(same)
    if not len(at):
        return
    row = at // same.shape[1]
    order, equal = candidates.reshape(-1), same.reshape(-1)
    if not (at[1:] - at[:-1] == 1).any():
        ahead = _ahead(keys, row, order[at - 1], order[at])
        wrong = at[ahead < 0]
        order[wrong - 1], order[wrong] = order[wrong], order[wrong - 1]
        equal[at] = ahead == 0
        return
    fresh = np.flatnonzero(np.diff(at, prepend=-2) != 1)
    lengths = np.diff(fresh, append=len(at))
    number = np.arange(len(at)) - np.repeat(fresh, lengths)
    for turn in range(int(lengths.max()) + 1):
        now = number % 2 == turn % 2
        here = at[now]
        wrong = here[_ahead(keys, row[now], order[here - 1], order[here]) < 0]
        order[wrong - 1], order[wrong] = order[wrong], order[wrong - 1]
    equal[at] = _ahead(keys, row, order[at - 1], order[at]) == 0


def _ahead(keys: Sequence[Numbers], row: Integers, first: Integers, second: Integers) -> Numbers:
    """1 where the first is better on the first key that tells them apart, −1 where the second is, 0 where none does."""
    found = np.sign(keys[0][row, first] - keys[0][row, second])
    for key in keys[1:]:
        found = np.where(found == 0, np.sign(key[row, first] - key[row, second]), found)
    return np.asarray(found)


def _in_long_words(
    outcome: Outcome, ranges: Sequence[tuple[int, int]], bits: int, room: Workspace
) -> tuple[Integers, npt.NDArray[np.bool_]]:
    packed = _packed(outcome, ranges, bits, room)
    packed.sort(axis=1)
    candidates = np.bitwise_and(packed, (1 << bits) - 1, out=room.array("long order", packed.shape, np.int64))
    packed >>= bits
    return candidates, _equals(packed, room)


def _equals(values: Integers, room: Workspace) -> npt.NDArray[np.bool_]:
    """Whether each value equals the one before it in its draw."""
    same = room.array("same", values.shape, np.bool_)
    flat = values.reshape(-1)
    np.equal(flat[1:], flat[:-1], out=same.reshape(-1)[1:])
    same[:, 0] = False
    return same


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
    same = np.ones(order.shape, dtype=np.bool_)
    same[:, 0] = False
    for level in levels:
        along = np.take_along_axis(level, order, axis=1)
        same[:, 1:] &= along[:, 1:] == along[:, :-1]
    return order, same


def _starts(same: npt.NDArray[np.bool_], room: Workspace) -> Integers:
    """Where the group of each place begins. Only ties, which are few, are looked at."""
    starts = room.array("starts", same.shape, np.int32)
    starts[:] = np.arange(same.shape[1], dtype=np.int32)
    ties = np.flatnonzero(same)
    if len(ties):
        fresh = np.flatnonzero(np.diff(ties, prepend=-2) != 1)
        starts.reshape(-1)[ties] = np.repeat(ties[fresh] % same.shape[1] - 1, np.diff(fresh, append=len(ties)))
    return starts
