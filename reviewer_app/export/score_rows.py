"""The rows of a table, a chunk at a time: CSV as a stream, a workbook from memory; the content says which it is."""

from __future__ import annotations

import codecs
import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.progress import Progress
from reviewer_app.export.files import open_file

CHUNK = 1 << 16
LONGEST_FIELD = 1 << 17

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"GIF8", b"\x7fELF", b"SQLite")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some rows, and the number of the first one as a person counts (the file's first row is 1)."""

    first: int
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSource:
    """A table being read: its titles, the row they stand in, the rows below. `problems`: cells without a value."""

    file: str
    titles: Sequence[str]
    title_row: int
    chunks: Iterator[Chunk]
    problems: Sequence[Problem] = ()


@contextmanager
def open_rows(path: Path, progress: Progress) -> Iterator[RowSource]:
    """Opens a table for reading; its first row with anything in it holds the titles.

    Raises `InputError` when the path cannot be read, the file is empty, no table, or breaks off in the middle.
    """
    with open_file(path) as file:
        start = file.read(8)
        file.seek(0)
        if start.startswith(_WORKBOOKS):
            yield _workbook(path)
        elif start.startswith(_OTHERS):
            raise InputError.of("not_a_spreadsheet", file=path.name)
        else:
            encoding = _encoding(file, path.name)
            with TextIOWrapper(file, encoding=encoding, newline="") as text:
                yield _text(text, file, path.name, progress)


def _encoding(file: BinaryIO, name: str) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM, else GB 18030; decided on the whole file."""
    start = file.read(2)
    candidates = ["utf-16"] if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        seen = 0
        try:
            while data := file.read(1 << 20):
                seen += len(decoder.decode(data))
            seen += len(decoder.decode(b"", final=True))
        except UnicodeDecodeError:
            continue
        if not seen:
            raise InputError.of("table_empty", file=name)
        file.seek(0)
        return encoding
    raise InputError.of("not_a_spreadsheet", file=name)


def _text(text: TextIOWrapper, file: BinaryIO, name: str, progress: Progress) -> RowSource:
    total = os.fstat(file.fileno()).st_size
    sample = text.read(1 << 16)
    text.seek(0)
    lines = [line for line in sample.splitlines() if line.strip()][:1] or [""]
    delimiter = max(",\t;，", key=lines[0].count)
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number, titles = 0, None
    try:
        for row in reader:
            number += 1
            if any(cell.strip() for cell in row):
                titles = row
                break
    except csv.Error as error:
        raise InputError.of("csv_broken", file=name, row=number + 1) from error
    if titles is None:
        raise InputError.of("table_empty", file=name)

    def chunks() -> Iterator[Chunk]:
        first = number + 1
        while rows := _next(reader, name, first):
            yield Chunk(first=first, rows=rows)
            first += len(rows)
            progress(min(file.tell(), total), total, "reading")

    return RowSource(file=name, titles=titles, title_row=number, chunks=chunks())


def _next(reader: Iterator[list[str]], name: str, first: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(islice(reader, CHUNK))
    except csv.Error as error:
        line = getattr(reader, "line_num", first)
        raise InputError.of("csv_broken", file=name, row=max(line, first)) from error
    return rows


def _workbook(path: Path) -> RowSource:
    """The first visible sheet with anything in it."""
    from reviewer_app.export.tables import read_tables

    for table in read_tables(path):
        rows = [[cell_text(cell) for cell in row] for row in table.rows]
        start = next((index for index, row in enumerate(rows) if any(row)), None)
        if start is None:
            continue
        titles = rows[start]
        places = [("cell_error", place) for place in table.scan.error_cells]
        places += [("cell_not_calculated", place) for place in table.scan.unvalued_cells]
        problems = [
            Problem(code=code, file=path.name, row=row, column=titles[column - 1] if column <= len(titles) else "")
            for code, (row, column) in sorted(places, key=lambda item: item[1])
        ]
        chunk = Chunk(first=start + 2, rows=rows[start + 1 :])
        return RowSource(file=path.name, titles=titles, title_row=start + 1, chunks=iter([chunk]), problems=problems)
    raise InputError.of("table_empty", file=path.name)


def cell_text(cell: object) -> str:
    """A cell as text; a number is written as its shortest decimal: 7.25, 25, 0.0000001."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        text = format(Decimal(repr(cell)), "f")
        return text[:-2] if text.endswith(".0") else text
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
