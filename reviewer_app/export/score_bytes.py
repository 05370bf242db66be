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

Numbers = NDArray[np.int64]


class Column(dict[str, int]):
    """Numbers the different texts of one column, in the order in which they come."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self.texts)
        self.texts.append(text)
        return number

    def numbers(self, cells: Iterable[str], count: int) -> Numbers:
        return np.fromiter(map(self.__getitem__, cells), dtype=np.int64, count=count)


def plain_columns(block: bytes, delimiter: int, columns: list[Column], encoding: str) -> list[Numbers] | None:
    """The numbers of each column's cells, or None when the block is not plain.

    `block` holds whole lines and ends with a line feed; `columns` learn the texts that are new.
    """
    if _QUOTE in block or 0 in block:
        return None
    data = np.frombuffer(block, dtype=np.uint8)
    feeds = data == _LINE_FEED
    places = np.flatnonzero(feeds | (data == delimiter))
    lines, width = int(np.count_nonzero(feeds)), len(columns)
    if len(places) != lines * width:
        return None
    ends = np.ascontiguousarray(places.reshape(lines, width).T)
    if not bool(feeds[ends[-1]].all()):
        return None
    starts = np.empty_like(ends)
    starts[1:] = ends[:-1] + 1
    starts[0, 0] = 0
    starts[0, 1:] = ends[-1, :-1] + 1
    returns = int(np.count_nonzero(data == _RETURN))
    if returns:
        if returns != lines or not bool((data[ends[-1] - 1] == _RETURN).all()):
            return None
        ends[-1] -= 1
    sizes = ends - starts
    nothing_in_it = ends[-1] - starts[0] == width - 1
    if int(sizes.max()) > LONGEST_CELL or bool(nothing_in_it.any()):
        return None
    padded = block + bytes(_WORD)
    words = np.ndarray((len(block) + 1,), dtype="<u8", buffer=padded, strides=(1,))
    return [_numbered(block, words, *of, encoding) for of in zip(starts, sizes, columns, strict=True)]


def _numbered(
    block: bytes, words: NDArray[np.uint64], starts: Numbers, sizes: Numbers, column: Column, encoding: str
) -> Numbers:
    """One column: cells are told apart eight bytes at a time; each different one is decoded once."""
    longest = int(sizes.max())
    if longest == 0:
        return np.full(len(starts), column[""], dtype=np.int64)
    parts = [words[starts] & _MASKS[np.minimum(sizes, _WORD)]]
    parts += [
        words[np.minimum(starts + offset, len(block))] & _MASKS[np.clip(sizes - offset, 0, _WORD)]
        for offset in range(_WORD, longest, _WORD)
    ]
    alike, first = _alike(parts)
    cells = zip(starts[first].tolist(), sizes[first].tolist(), strict=True)
    texts = [block[start : start + size].decode(encoding) for start, size in cells]
    found: Numbers = column.numbers(texts, len(texts))[alike]
    return found


def _alike(parts: list[NDArray[np.uint64]]) -> tuple[Numbers, Numbers]:
    """Numbers equal rows of words alike, and gives one row of each number.

    Longer cells are told apart by a mixture of their words; should two different ones mix alike, word by word.
    """
    mixed = parts[0]
    for part in parts[1:]:
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _ODD + part
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
    changes = np.flatnonzero(values[1:] != values[:-1]) + 1
    if 2 * len(changes) < len(values):
        starts = np.concatenate(([0], changes))
        alike, first = _unique_of_all(values[starts])
        return np.repeat(alike, np.diff(starts, append=len(values))), starts[first]
    return _unique_of_all(values)


def _unique_of_all(values: NDArray[Any]) -> tuple[Numbers, Numbers]:
    order = np.argsort(values)
    ordered = values[order]
    new = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    alike = np.empty(len(values), dtype=np.int64)
    alike[order] = np.cumsum(new) - 1
    return alike, order[new]
