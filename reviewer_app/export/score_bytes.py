"""Splits plain CSV bytes into numbered columns without touching each row: the way large score tables are read.

A block is plain when it has no quotation mark and every line has as many cells as the titles. Whatever is not plain is
left to `csv.reader`; both ways give the same columns. Bytes are split at ASCII delimiters and line ends, which occur in
no multi-byte character of UTF-8 or GB 18030.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST_CELL = 64
_LINE_FEED, _RETURN, _QUOTE = 10, 13, 34
_WORD = 8
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(_WORD + 1)], dtype=np.uint64)
_NO_TEXT = _MASKS[-1]
"""Eight bytes that stand in no text of an encoding that is read here."""
_SLOT_BITS = 12
_RUN = 4
"""Cells that stand so often in a row, on the average, are looked at once for each run."""

Numbers = NDArray[np.int64]
Bytes = NDArray[np.uint64]


class Column(dict[str, int]):
    """Numbers the different texts of one column, in the order in which they come."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.met = _Met()

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self.texts)
        self.texts.append(text)
        return number

    def numbers(self, cells: Iterable[str], count: int) -> Numbers:
        return np.fromiter(map(self.__getitem__, cells), dtype=np.int64, count=count)


class _Met:
    """Cells of earlier blocks with their numbers, each in the slot that its bytes point to; a later one takes the slot
    over. Most cells of a table are found here and need no sorting."""

    def __init__(self) -> None:
        self._parts: list[Bytes] = []
        self._numbers: Numbers = np.empty(1 << _SLOT_BITS, dtype=np.int64)

    @property
    def longest(self) -> int:
        """No cell has more bytes."""
        return _WORD * len(self._parts)

    def look_up(self, parts: list[Bytes], slots: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
        """The numbers of cells, and which of them are known."""
        self._widen(len(parts))
        known = self._parts[0].take(slots) == parts[0]
        for kept, part in zip(self._parts[1:], parts[1:], strict=True):
            known &= kept.take(slots) == part
        return self._numbers.take(slots), known

    def keep(self, parts: list[Bytes], slots: Numbers, numbers: Numbers) -> None:
        for kept, part in zip(self._parts, parts, strict=True):
            kept[slots] = part
        self._numbers[slots] = numbers

    def _widen(self, count: int) -> None:
        while len(self._parts) < count:
            self._parts.append(np.full(1 << _SLOT_BITS, 0 if self._parts else _NO_TEXT, dtype=np.uint64))


def plain_columns(block: bytes, delimiter: int, columns: list[Column], encoding: str) -> list[Numbers] | None:
    """The numbers of each column's cells, or None when the block is not plain.

    `block` holds whole lines and ends with a line feed; `columns` learn the texts that are new.
    """
    if _QUOTE in block or 0 in block:
        return None
    data = np.frombuffer(block, dtype=np.uint8)
    feeds = data == _LINE_FEED
    marks = data == delimiter
    marks |= feeds
    ends = np.flatnonzero(marks)
    lines, width = int(np.count_nonzero(feeds)), len(columns)
    if len(ends) != lines * width:
        return None
    starts: Numbers = np.empty_like(ends)
    starts[0] = 0
    np.add(ends[:-1], 1, out=starts[1:])
    ends = np.ascontiguousarray(ends.reshape(lines, width).T)
    starts = np.ascontiguousarray(starts.reshape(lines, width).T)
    if not bool(feeds[ends[-1]].all()):
        return None
    if _RETURN in block:
        if block.count(_RETURN) != lines or not bool((data[ends[-1] - 1] == _RETURN).all()):
            return None
        ends[-1] -= 1
    sizes = ends - starts
    nothing_in_it = ends[-1] - starts[0] == width - 1
    if int(sizes.max()) > LONGEST_CELL or bool(nothing_in_it.any()):
        return None
    padded = block + bytes(LONGEST_CELL)
    return [_numbered(padded, *of, encoding) for of in zip(starts, sizes, columns, strict=True)]


def _numbered(padded: bytes, starts: Numbers, sizes: Numbers, column: Column, encoding: str) -> Numbers:
    """One column: cells are told apart eight bytes at a time; each different one is decoded once."""
    if 2 * np.count_nonzero(sizes) < len(sizes):
        return _mostly_empty(padded, starts, sizes, column, encoding)
    parts = _parts(padded, starts, sizes, max(int(sizes.max()), column.met.longest))
    heads = _heads(parts)
    if _RUN * len(heads) > len(sizes):
        return _looked_up(parts, column, encoding)
    numbers = _looked_up([part[heads] for part in parts], column, encoding)
    return np.repeat(numbers, np.diff(heads, append=len(sizes)))


def _mostly_empty(padded: bytes, starts: Numbers, sizes: Numbers, column: Column, encoding: str) -> Numbers:
    numbers = np.full(len(sizes), column[""], dtype=np.int64)
    filled = np.flatnonzero(sizes)
    if len(filled):
        numbers[filled] = _numbered(padded, starts[filled], sizes[filled], column, encoding)
    return numbers


def _parts(padded: bytes, starts: Numbers, sizes: Numbers, longest: int) -> list[Bytes]:
    """The bytes of each cell, eight at a time; what is behind the cell is zero."""
    count = -(-longest // _WORD)
    reach = _WORD * count
    everywhere = np.ndarray((len(padded) - reach + 1,), dtype=f"V{reach}", buffer=padded, strides=(1,))
    cells = everywhere[starts].view("<u8").reshape(-1, count)
    return [cells[:, at] & _MASKS.take(sizes - _WORD * at, mode="clip") for at in range(count)]


def _heads(parts: list[Bytes]) -> Numbers:
    """The places where another cell than the one before stands."""
    changes = np.empty(len(parts[0]), dtype=np.bool_)
    changes[0] = True
    np.not_equal(parts[0][1:], parts[0][:-1], out=changes[1:])
    for part in parts[1:]:
        changes[1:] |= part[1:] != part[:-1]
    return np.flatnonzero(changes)


def _looked_up(parts: list[Bytes], column: Column, encoding: str) -> Numbers:
    """The numbers of cells; those that the column did not meet lately are told apart by sorting."""
    mixed = _mixed(parts)
    slots = ((mixed * _ODD) >> np.uint64(64 - _SLOT_BITS)).view(np.int64)
    numbers, known = column.met.look_up(parts, slots)
    if bool(known.all()):
        return numbers
    new = np.flatnonzero(~known)
    parts = [part[new] for part in parts]
    alike, first = _alike(mixed[new], parts)
    cells = np.stack([part[first] for part in parts], axis=1).view(f"S{_WORD * len(parts)}")
    texts = [cell.decode(encoding) for cell in cells.ravel().tolist()]
    numbers[new] = column.numbers(texts, len(texts))[alike]
    column.met.keep(parts, slots[new], numbers[new])
    return numbers


def _mixed(parts: list[Bytes]) -> Bytes:
    """One word for each row: different for cells of at most eight bytes, and nearly always for longer ones."""
    mixed = parts[0]
    for part in parts[1:]:
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _ODD + part
    return mixed


def _alike(mixed: Bytes, parts: list[Bytes]) -> tuple[Numbers, Numbers]:
    """Numbers equal cells alike, and gives one row of each number.

    Longer cells are told apart by `mixed`; should two different ones mix alike, word by word.
    """
    alike, first = _unique(mixed)
    if all(bool((part == part[first][alike]).all()) for part in parts[1:]):
        return alike, first
    alike, first = _unique(parts[0])
    for part in parts[1:]:
        numbers, known = _unique(part)
        alike, first = _unique(alike * len(known) + numbers)
    return alike, first


def _unique(values: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """For each value the number of its kind, and for each kind one place where it stands."""
    order = np.argsort(values)
    ordered = values[order]
    new = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    alike = np.empty(len(values), dtype=np.int64)
    alike[order] = np.cumsum(new) - 1
    return alike, order[new]
