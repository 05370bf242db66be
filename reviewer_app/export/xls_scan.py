"""Looks at an .xls (or .et) before it is read, as `workbook_scan` does at an .xlsx: columns off the grid, error cells.

An .xls is a small file system (Compound File, MS-CFB) with one stream of records (BIFF, MS-XLS).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from reviewer_app.domain.errors import InputError
from reviewer_app.export.workbook_scan import Scan

_LAST_SECTOR = 0xFFFFFFFA
_MOST_COLUMNS = 256
_SHEET, _BEGIN, _ERROR, _FORMULA = 0x0085, 0x0809, 0x0205, 0x0006
_CELLS = frozenset((0x0203, 0x00FD, 0x027E, 0x00BD, 0x0201, 0x00BE, 0x0204, 0x00D6, _ERROR, _FORMULA))
_RUNS = frozenset((0x00BD, 0x00BE))


def scan_xls(data: bytes, *, file: str) -> dict[str, Scan]:
    """The scan of each sheet, by the sheet's name. Raises `InputError` `not_a_spreadsheet` where this is no .xls."""
    try:
        return _scan(_workbook_stream(data))
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, ValueError) as error:
        raise InputError.of("not_a_spreadsheet", file=file) from error


def _workbook_stream(data: bytes) -> bytes:
    """The stream `Workbook` (`Book` before 1997) of the compound file."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    directory, _signature, cutoff, mini_fat, _count, more, _more_count = struct.unpack_from("<7I", data, 48)
    if not 7 <= shift <= 16 or mini_shift != 6:
        raise ValueError("sector size")
    fat = _fat(data, shift, more)
    root = b""
    for entry in _entries(_chain(data, fat, directory, shift, offset=1)):
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")
        start, size = struct.unpack_from("<II", entry, 116)
        if entry[66] == 5:
            root = _chain(data, fat, start, shift, offset=1)
        elif name in ("Workbook", "Book"):
            if size >= cutoff:
                return _chain(data, fat, start, shift, offset=1)[:size]
            small = _chain(data, fat, mini_fat, shift, offset=1)
            links = list(struct.unpack(f"<{len(small) // 4}I", small))
            return _chain(root, links, start, mini_shift, offset=0)[:size]
    raise ValueError("no workbook")


def _fat(data: bytes, shift: int, more: int) -> list[int]:
    """Which sector follows which."""
    sectors = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _LAST_SECTOR]
    seen = set()
    while more < _LAST_SECTOR:
        if more in seen:
            raise ValueError("sectors in a circle")
        seen.add(more)
        *found, more = struct.unpack_from(f"<{(1 << shift) // 4}I", data, (more + 1) << shift)
        sectors += [sector for sector in found if sector < _LAST_SECTOR]
    links: list[int] = []
    for sector in sectors:
        links += struct.unpack_from(f"<{(1 << shift) // 4}I", data, (sector + 1) << shift)
    return links


def _chain(data: bytes, links: list[int], sector: int, shift: int, *, offset: int) -> bytes:
    """The bytes of the sectors that hang together; the header takes the first `offset` sectors."""
    pieces: list[bytes] = []
    while sector < _LAST_SECTOR:
        if len(pieces) > len(links):
            raise ValueError("sectors in a circle")
        begin = (sector + offset) << shift
        pieces.append(data[begin : begin + (1 << shift)])
        sector = links[sector]
    return b"".join(pieces)


def _entries(directory: bytes) -> Iterator[bytes]:
    for begin in range(0, len(directory) - 127, 128):
        yield directory[begin : begin + 128]


def _scan(stream: bytes) -> dict[str, Scan]:
    names: dict[int, str] = {}
    errors: dict[int, set[tuple[int, int]]] = {}
    sheet = 0
    for begin, kind, record in _records(stream):
        if kind == _BEGIN:
            sheet = begin
        elif kind == _SHEET:
            names[struct.unpack_from("<I", record)[0]] = _sheet_name(record)
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", record)
            last = struct.unpack_from("<H", record, len(record) - 2)[0] if kind in _RUNS else column
            if max(column, last) >= _MOST_COLUMNS:
                raise ValueError("a cell off the grid")
            if _is_error(kind, record):
                errors.setdefault(sheet, set()).add((row + 1, column + 1))
    return {name: Scan(error_cells=frozenset(errors.get(place, ()))) for place, name in names.items()}


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records: (where it begins, kind, content)."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _sheet_name(record: bytes) -> str:
    length, flags = record[6], record[7]
    if flags & 1:
        return record[8 : 8 + 2 * length].decode("utf-16-le")
    return record[8 : 8 + length].decode("latin-1")


def _is_error(kind: int, record: bytes) -> bool:
    if kind == _ERROR:
        return record[7] == 1
    return kind == _FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2
