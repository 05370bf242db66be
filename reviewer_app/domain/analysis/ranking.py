"""Competition ranks and places inside the cut, for many draws at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    candidates, ties = _order(outcome, room)
    starts = _starts(ties, candidates.shape, room)
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


def _order(outcome: Outcome, room: Workspace) -> tuple[Integers, Integers]:
    """Who stands where, draws × places; and the places, counted through all draws, that equal the place before."""
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
) -> tuple[Integers, Integers]:
    """Sorts by the leading keys, which are quick to sort; the equals that they leave are sorted by the other keys."""
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
    candidates, ties = _sorted_words(packed, bits, room)
    if len(leading) < len(outcome.keys) and len(ties):
        ties = _settled(outcome.keys[len(leading) :], candidates, ties)
    return candidates, ties


def _settled(keys: Sequence[Numbers], candidates: Integers, ties: Integers) -> Integers:
    """Sorts the equals of the leading keys by the other keys, neighbours changing places; returns those equal still."""
    order, row, turn = candidates.reshape(-1), ties // candidates.shape[1], 0
    while True:
        ahead = _ahead(keys, row, order[ties - 1], order[ties])
        wrong = ties[ahead < 0]
        if not len(wrong):
            return np.asarray(ties[ahead == 0])
        beside = wrong[1:] - wrong[:-1] == 1
        if beside.any():  # in long runs, every other one: nobody can change places on both sides at once
            alone = ~(np.append(beside, False) | np.append(False, beside))
            wrong = wrong[alone | (wrong % 2 == turn)]
        order[wrong - 1], order[wrong] = order[wrong], order[wrong - 1]
        turn = 1 - turn


def _ahead(keys: Sequence[Numbers], row: Integers, first: Integers, second: Integers) -> Numbers:
    """1 where the first is better on the first key that tells them apart, −1 where the second is, 0 where none does."""
    found = np.sign(keys[0][row, first] - keys[0][row, second])
    for key in keys[1:]:
        found = np.where(found == 0, np.sign(key[row, first] - key[row, second]), found)
    return np.asarray(found)


def _in_long_words(
    outcome: Outcome, ranges: Sequence[tuple[int, int]], bits: int, room: Workspace
) -> tuple[Integers, Integers]:
    return _sorted_words(_packed(outcome, ranges, bits, room), bits, room)


def _sorted_words(packed: Integers, bits: int, room: Workspace) -> tuple[Integers, Integers]:
    """The candidates' indices, in the place of the words that end in them; and who equals the place before."""
    packed.sort(axis=1)
    keys = np.right_shift(packed, bits, out=room.array(SCRATCH, packed.shape, packed.dtype)).reshape(-1)
    same = room.array("same", packed.shape, np.bool_)
    np.equal(keys[1:], keys[:-1], out=same.reshape(-1)[1:])
    same[:, 0] = False
    packed &= (1 << bits) - 1
    return packed, np.flatnonzero(same)


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


def _sorted_by_keys(outcome: Outcome) -> tuple[Integers, Integers]:
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
    return order, np.flatnonzero(same)


def _starts(ties: Integers, shape: tuple[int, ...], room: Workspace) -> Integers:
    """Where the group of each place begins. Only ties, which are few, are looked at."""
    starts = room.array("starts", shape, np.int32)
    starts[:] = np.arange(shape[1], dtype=np.int32)
    if len(ties):
        fresh = np.append(True, ties[1:] - ties[:-1] != 1)
        starts.reshape(-1)[ties] = np.maximum.accumulate(np.where(fresh, ties, 0)) % shape[1] - 1
    return starts
