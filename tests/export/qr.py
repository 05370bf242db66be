"""A small reader of QR codes (ISO/IEC 18004), for tests: no error correction, because nothing was photographed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
BLOCKS_M = {4: [32] * 2, 5: [43] * 2, 6: [27] * 4, 7: [31] * 4, 8: [38] * 2 + [39] * 2, 9: [36] * 3 + [37] * 2}
"""Data codewords of each block at level M, by version."""
ALIGNMENT = {4: (6, 26), 5: (6, 30), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42), 9: (6, 26, 46)}
MASKS = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _column: row % 2 == 0,
    lambda _row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def decoded(modules: Sequence[Sequence[bool]]) -> str:
    """The text of an alphanumeric code at level M; `modules` row by row, dark is True."""
    size = len(modules)
    version = (size - 17) // 4
    level, mask = _format(modules)
    assert level == 0b00, "level M"
    bits = [modules[row][column] ^ MASKS[mask](row, column) for row, column in _way(size, version)]
    stream = "".join(f"{word:08b}" for word in _data(_words(bits), BLOCKS_M[version]))
    assert stream[:4] == "0010", "alphanumeric"
    width = 9 if version < 10 else 11
    count, place, text = int(stream[4 : 4 + width], 2), 4 + width, ""
    while len(text) + 1 < count:
        pair = int(stream[place : place + 11], 2)
        text, place = text + ALPHANUMERIC[pair // 45] + ALPHANUMERIC[pair % 45], place + 11
    return text + (ALPHANUMERIC[int(stream[place : place + 6], 2)] if len(text) < count else "")


def _format(modules: Sequence[Sequence[bool]]) -> tuple[int, int]:
    """Error correction level and mask, from beside the upper left finder."""
    bits = [modules[8][column] for column in (0, 1, 2, 3, 4)]
    number = int("".join("01"[bit] for bit in bits), 2) ^ 0b10101
    return number >> 3, number & 0b111


def _way(size: int, version: int) -> Iterator[tuple[int, int]]:
    """The data modules in the order in which they are filled."""
    upwards, column = True, size - 1
    while column > 0:
        column -= column == 6
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for here in (column, column - 1):
                if not _reserved(row, here, size, version):
                    yield row, here
        upwards, column = not upwards, column - 2


def _reserved(row: int, column: int, size: int, version: int) -> bool:
    corner = (row < 9 and column < 9) or (row < 9 and column >= size - 8) or (row >= size - 8 and column < 9)
    numbers = version >= 7 and ((row < 6 and column >= size - 11) or (column < 6 and row >= size - 11))
    return corner or numbers or row == 6 or column == 6 or _aligns(row, column, size, version)


def _aligns(row: int, column: int, size: int, version: int) -> bool:
    last = size - 7
    for y in ALIGNMENT[version]:
        for x in ALIGNMENT[version]:
            if (y, x) in {(6, 6), (6, last), (last, 6)}:
                continue
            if abs(row - y) <= 2 and abs(column - x) <= 2:
                return True
    return False


def _words(bits: Sequence[bool]) -> list[int]:
    return [int("".join("01"[bit] for bit in bits[start : start + 8]), 2) for start in range(0, len(bits) // 8 * 8, 8)]


def _data(words: Sequence[int], blocks: Sequence[int]) -> list[int]:
    """The data codewords, put back from their interleaving."""
    source = iter(words)
    found: list[list[int]] = [[] for _ in blocks]
    for place in range(max(blocks)):
        for block, length in zip(found, blocks, strict=True):
            if place < length:
                block.append(next(source))
    return [word for block in found for word in block]
