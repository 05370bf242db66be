"""Splits plain CSV bytes into numbered columns without touching each row: the way large score tables are read.

A block is plain when it has no quotation mark and every line has as many cells as the titles. Whatever is not plain is
left to `csv.reader`; both ways give the same columns. Bytes are split at ASCII delimiters and line ends, which occur in
no multi-byte character of UTF-8 or GB 18030.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

LONGEST_CELL = 64
_LINE_FEED, _RETURN, _QUOTE = 10, 13, 34
_WORD = 8
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
    places = np.flatnonzero((data == delimiter) | (data == _LINE_FEED))
    lines = block.count(b"\n")
    width = len(columns)
    if len(places) != lines * width:
        return None
    ends: NDArray[np.int64] = places.reshape(lines, width)
    if not bool((data[ends[:, -1]] == _LINE_FEED).all()):
        return None
    starts = np.empty_like(ends)
    starts[:, 1:] = ends[:, :-1] + 1
    starts[0, 0] = 0
    starts[1:, 0] = ends[:-1, -1] + 1
    returns = block.count(b"\r")
    if returns:
        if returns != lines or not bool((data[ends[:, -1] - 1] == _RETURN).all()):
            return None
        ends = ends.copy()
        ends[:, -1] -= 1
    sizes = ends - starts
    if int(sizes.max()) > LONGEST_CELL or not bool(sizes.any(axis=1).all()):
        return None
    padded = block + bytes(_WORD)
    words = np.ndarray((len(block) + 1,), dtype="<u8", buffer=padded, strides=(1,))
    return [
        _numbered(block, words, starts[:, place], sizes[:, place], columns[place], encoding) for place in range(width)
    ]


def _numbered(
    block: bytes, words: NDArray[np.uint64], starts: Numbers, sizes: Numbers, column: Column, encoding: str
) -> Numbers:
    """One column: cells are told apart eight bytes at a time; each different one is decoded once."""
    longest = int(sizes.max())
    alike = np.zeros(len(starts), dtype=np.int64)
    for offset in range(0, max(longest, 1), _WORD):
        here = np.minimum(starts + offset, len(block))
        word = words[here] & _MASKS[np.clip(sizes - offset, 0, _WORD)]
        known, numbers = np.unique(word, return_inverse=True)
        alike = numbers if offset == 0 else np.unique(alike * len(known) + numbers, return_inverse=True)[1]
    first = np.empty(int(alike.max()) + 1, dtype=np.int64)
    first[alike[::-1]] = np.arange(len(alike) - 1, -1, -1)
    cells = zip(starts[first].tolist(), sizes[first].tolist(), strict=True)
    texts = [block[start : start + size].decode(encoding) for start, size in cells]
    found: Numbers = column.numbers(texts, len(texts))[alike]
    return found
