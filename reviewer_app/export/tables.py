"""Reads a table from .xlsx, .xls (WPS .et among them) or CSV, judged by its content and not by its name's ending."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass, field
from pathlib import Path

from reviewer_app.domain.errors import InputError
from reviewer_app.export.files import read_file
from reviewer_app.export.workbook_scan import MOST_ROWS, Scan, scan_workbook
from reviewer_app.export.xls_scan import scan_xls

MOST_BYTES = 256 << 20

Cell = str | float | int | bool | datetime.date | datetime.time | datetime.datetime | datetime.timedelta
"""A cell as it is stored: "" where it is empty. CSV has texts only."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"GIF8", b"\x7fELF", b"SQLite")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet. `rows[0][0]` is its first cell; a person counts rows and columns from 1.

    A cell merged over several rows stands in each of them; merged over several columns it stands in the first.
    `merged` are the places (row, column) so filled; `scan` has those of errors and of formulas never calculated.
    """

    file: str
    sheet: str = ""
    rows: list[list[Cell]]
    merged: frozenset[tuple[int, int]] = frozenset()
    scan: Scan = field(default_factory=Scan)


def read_tables(path: Path) -> tuple[Table, ...]:
    """The visible sheets of a workbook, or the one table of a CSV file; each may be empty.

    Raises `InputError` for a file that cannot be read, is no spreadsheet, is protected by a password, or is too large.
    """
    data = read_file(path, MOST_BYTES)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise InputError.of("table_empty", file=path.name)
    if data.startswith(b"PK\x03\x04"):
        return _workbook(data, path.name, scan_workbook(data, file=path.name))
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InputError.of("spreadsheet_protected", file=path.name)
        return _workbook(data, path.name, scan_xls(data, file=path.name))
    if data.startswith(_OTHERS):
        raise InputError.of("not_a_spreadsheet", file=path.name)
    return (_text_table(data, path.name),)


def _workbook(data: bytes, file: str, scans: dict[str, Scan]) -> tuple[Table, ...]:
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible is calamine.SheetVisibleEnum.Visible and sheet.typ is calamine.SheetTypeEnum.WorkSheet
        ]
        return tuple(_sheet(workbook.get_sheet_by_name(name), file, scans.get(name, Scan())) for name in visible)
    except calamine.PasswordError as error:
        raise InputError.of("spreadsheet_protected", file=file) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise InputError.of("not_a_spreadsheet", file=file) from error
    except BaseException as error:
        # The reader is written in Rust: what it did not expect in a file ends in a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError.of("not_a_spreadsheet", file=file) from error


def _sheet(sheet: object, file: str, scan: Scan) -> Table:
    from python_calamine import CalamineSheet

    assert isinstance(sheet, CalamineSheet)
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    merged = set()
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[row]):
                rows[row][left] = rows[top][left]
                merged.add((row + 1, left + 1))
    return Table(file=file, sheet=sheet.name, rows=rows, merged=frozenset(merged), scan=scan)


def _text_table(data: bytes, file: str) -> Table:
    text = _decoded(data, file)
    lines = text[:65536].splitlines()[:10]
    delimiter = max(",\t;，", key=lambda mark: max(line.count(mark) for line in lines))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Cell]] = []
    try:
        for row in reader:
            rows.append(list(row))
            if len(rows) > MOST_ROWS:
                raise InputError.of("spreadsheet_too_large", file=file, rows=MOST_ROWS)
    except csv.Error as error:
        raise InputError.of("csv_broken", file=file, row=len(rows) + 1) from error
    return Table(file=file, rows=rows)


def _decoded(data: bytes, file: str) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM (Excel's "Unicode text"), else GB 18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError.of("not_a_spreadsheet", file=file)


def column_letters(number: int) -> str:
    """The letters of a column as Excel shows them: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
