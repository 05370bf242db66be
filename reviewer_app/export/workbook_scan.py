"""Looks at an .xlsx before it is read: is it one, how large would it become, which cells hold errors.

The spreadsheet reader lays a sheet out as a full grid, so one cell at the far corner would ask for terabytes, and it
gives errors and formulas without a stored value as empty cells. Both are found here in the sheet's own XML.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from xml.etree import ElementTree

from reviewer_app.domain.errors import InputError

MOST_BYTES = 1 << 30
MOST_CELLS = 20_000_000
MOST_ROWS = 200_000

_CHUNK = 1 << 22
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_COLUMN = re.compile(rb"""\br=["']([A-Z]{1,3})[0-9]""")
_LAST_ROW = re.compile(rb"""\br=["'][A-Z]{0,3}([0-9]{6,7})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_IS_ERROR = re.compile(rb"""\bt=["']e["']""")
_FORMULA_ALONE = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a sheet's XML tells. Cells are (row, column), from 1."""

    error_cells: frozenset[tuple[int, int]] = frozenset()
    unvalued_cells: frozenset[tuple[int, int]] = frozenset()


def scan_workbook(data: bytes, *, file: str) -> dict[str, Scan]:
    """The scan of each sheet, by the sheet's name.

    Raises `InputError`: `not_a_spreadsheet` where this is no .xlsx, `spreadsheet_too_large` where it would not fit.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                raise InputError.of("spreadsheet_too_large", file=file, rows=MOST_ROWS)
            parts = _parts(archive)
            return {name: _scan(archive, part, file) for name, part in parts.items()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        ElementTree.ParseError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as error:
        raise InputError.of("not_a_spreadsheet", file=file) from error


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each sheet and the archive's member that holds it."""
    links = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    sheets = [
        element
        for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
        if element.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet")
    ]
    targets = {sheet.get("name", ""): links[sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)] for sheet in sheets}
    members = set(archive.namelist())
    parts = {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in targets.items()}
    return {name: part for name, part in parts.items() if part in members}


def _scan(archive: zipfile.ZipFile, part: str, file: str) -> Scan:
    last_row, last_column = 1, 1
    errors: set[tuple[int, int]] = set()
    unvalued: set[tuple[int, int]] = set()
    with archive.open(part) as stream:
        for chunk in _chunks(stream):
            last_row = max([last_row, *map(int, set(_LAST_ROW.findall(chunk)))])
            last_column = max([last_column, *map(_number, set(_COLUMN.findall(chunk)))])
            if b't="e"' in chunk or b"t='e'" in chunk:
                errors |= {_place(cell) for cell in _CELL.findall(chunk) if _IS_ERROR.search(cell)}
            if b"<f" in chunk or b":f" in chunk:
                unvalued |= {_place(cell) for cell in _FORMULA_ALONE.findall(chunk)}
    if last_row > MOST_ROWS or last_row * last_column > MOST_CELLS:
        raise InputError.of("spreadsheet_too_large", file=file, rows=MOST_ROWS)
    return Scan(error_cells=frozenset(errors), unvalued_cells=frozenset(unvalued))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end where a row ends."""
    rest = b""
    while block := stream.read(_CHUNK):
        block = rest + block
        end = max(block.rfind(b"</row>") + 6, block.rfind(b":row>") + 5)
        end = end if end > 5 else 0
        yield block[:end]
        rest = block[end:]
    yield rest


def _place(cell: bytes) -> tuple[int, int]:
    found = _PLACE.search(cell)
    return (int(found[2]), _number(found[1])) if found else (0, 0)


def _number(column: bytes) -> int:
    """The number of a column from its letters: A is 1."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
