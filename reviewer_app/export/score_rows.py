"""A table in numbered columns, a block of rows at a time: CSV as a stream, a workbook from memory."""

from __future__ import annotations

import codecs
import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.marks import Whole
from reviewer_app.domain.progress import Progress
from reviewer_app.export.files import open_file
from reviewer_app.export.score_bytes import Column, Numbers, plain_columns

ROWS = 1 << 15
BYTES = 1 << 18
LONGEST_LINE = 1 << 24
LONGEST_FIELD = 1 << 17

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"GIF8", b"\x7fELF", b"SQLite")
_DELIMITERS = ",\t;，"
_SPARE = 1 << 22


class Block(NamedTuple):
    """Some rows. `columns`: for each title the numbers of the cells' texts. `rows`: their numbers as a person counts.

    Rows with nothing in them are left out; `too_long` has those with more cells than titles, and how many.
    """

    columns: Sequence[Numbers]
    rows: Sequence[int] | Whole
    too_long: Sequence[tuple[int, int]] = ()


class RowSource(NamedTuple):
    """A table being read: its titles, the row they stand in, the blocks below, the texts that the numbers stand for.

    `problems`: cells that hold no value.
    """

    file: str
    titles: Sequence[str]
    title_row: int
    columns: Sequence[Column]
    blocks: Iterator[Block]
    problems: Sequence[Problem] = ()


@contextmanager
def open_rows(path: Path, progress: Progress) -> Iterator[RowSource]:
    """Opens a table for reading; its first row with anything in it holds the titles.

    Raises `InputError` when the path cannot be read, the file is empty, no table, or breaks off in the middle.
    """
    csv.field_size_limit(LONGEST_FIELD)
    with open_file(path) as file:
        start = file.read(8)
        if start.startswith(_WORKBOOKS):
            yield _workbook(path)
        elif start.startswith(_OTHERS):
            raise InputError.of("not_a_spreadsheet", file=path.name)
        else:
            with ExitStack() as wrappers:
                yield _Text(file, path.name, _encoding(file, path.name), progress, wrappers).source()


def _encoding(file: BinaryIO, name: str) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM, else GB 18030; decided on the whole file."""
    file.seek(0)
    start = file.read(2)
    candidates = ["utf-16"] if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ["utf-8", "gb18030"]
    for encoding in candidates:
        file.seek(0)
        try:
            seen = _decodes(file, encoding)
        except UnicodeDecodeError:
            continue
        if not seen:
            raise InputError.of("table_empty", file=name)
        return encoding
    raise InputError.of("not_a_spreadsheet", file=name)


def _decodes(file: BinaryIO, encoding: str) -> bool:
    """Whether there is anything in the file; raises `UnicodeDecodeError` when it is not in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    seen = pending = False
    while data := file.read(1 << 16):
        if data.isascii() and not pending and encoding != "utf-16":
            seen = True
            continue
        seen = bool(decoder.decode(data)) or seen
        pending = bool(decoder.getstate()[0])
    return bool(decoder.decode(b"", final=True)) or seen


class _Text:
    """A CSV file: plain blocks are split as bytes, the others, and all after a quotation mark, by `csv.reader`."""

    def __init__(self, file: BinaryIO, name: str, encoding: str, progress: Progress, wrappers: ExitStack) -> None:
        self._file = file
        self._wrappers = wrappers
        self._name = name
        self._encoding = encoding
        self._progress = progress
        self._total = os.fstat(file.fileno()).st_size
        self._delimiter = ","
        self._columns: list[Column] = []

    def source(self) -> RowSource:
        self._file.seek(0)
        start = self._file.read(3)
        offset = 3 if self._encoding == "utf-8" and start == codecs.BOM_UTF8 else 0
        titles, row, reader = self._titles(offset)
        self._columns = [Column() for _ in titles]
        blocks = self._quoted(reader, row + 1) if reader is not None else self._plain(row + 1)
        return RowSource(file=self._name, titles=titles, title_row=row, columns=self._columns, blocks=blocks)

    def _titles(self, offset: int) -> tuple[list[str], int, Iterator[list[str]] | None]:
        """The titles and their row; leaves the file behind them, or gives the reader that must go on."""
        self._file.seek(offset)
        if self._encoding != "utf-16":
            for number, line in enumerate(iter(lambda: self._file.readline(LONGEST_LINE), b""), 1):
                if b'"' in line or b"\r" in line[:-2] or line.endswith(b"\r"):
                    break
                text = line.decode(self._encoding, "replace")
                if text.strip():
                    self._delimiter = max(_DELIMITERS, key=text.count)
                    return next(csv.reader([text], delimiter=self._delimiter)), number, None
            self._file.seek(offset)
        reader = self._reader(offset)
        number = 0
        while rows := self._next(reader, 1, number + 1):
            number += 1
            if any(cell.strip() for cell in rows[0]):
                return rows[0], number, reader
        raise InputError.of("table_empty", file=self._name)

    def _reader(self, offset: int) -> Iterator[list[str]]:
        self._file.seek(offset)
        text = TextIOWrapper(self._file, encoding=self._encoding, newline="")
        self._wrappers.callback(text.detach)
        if not self._columns:
            position = text.tell()
            sample = text.read(1 << 16).lstrip()
            self._delimiter = max(_DELIMITERS, key=sample.splitlines()[0].count) if sample else ","
            text.seek(position)
        return csv.reader(text, delimiter=self._delimiter, strict=True)

    def _next(self, reader: Iterator[list[str]], most: int, row: int) -> list[list[str]]:
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, most))
        except csv.Error as error:
            raise InputError.of("csv_broken", file=self._name, row=row + len(rows)) from error
        return rows

    def _quoted(self, reader: Iterator[list[str]], row: int) -> Iterator[Block]:
        while rows := self._next(reader, ROWS, row):
            yield block_of(rows, row, self._columns)
            row += len(rows)
            self._progress(min(self._file.tell(), self._total), self._total, "reading")

    def _plain(self, row: int) -> Iterator[Block]:
        _keep_spare_memory()
        offset = self._file.tell()
        for block in self._cut(offset):
            if b'"' in block or len(self._delimiter.encode()) > 1:
                yield from self._quoted(self._reader(offset), row)
                return
            numbers = plain_columns(block, ord(self._delimiter), list(self._columns), self._encoding)
            if numbers is not None:
                count = len(numbers[0])
                yield Block(columns=numbers, rows=range(row, row + count))
            else:
                text = StringIO(block.decode(self._encoding), newline="")
                rows = self._next(csv.reader(text, delimiter=self._delimiter, strict=True), len(block), row)
                count = len(rows)
                yield block_of(rows, row, self._columns)
            row += count
            offset += len(block)
            self._progress(min(offset, self._total), self._total, "reading")

    def _cut(self, offset: int) -> Iterator[bytes]:
        """The rest of the file in blocks of whole lines; the last line feed is added where it lacks."""
        self._file.seek(offset)
        while data := self._file.read(BYTES):
            if not data.endswith(b"\n"):
                rest = self._file.readline(LONGEST_LINE)
                if len(rest) == LONGEST_LINE:
                    raise InputError.of("csv_broken", file=self._name)
                data += rest if rest.endswith(b"\n") else rest + b"\n"
            yield data


def _keep_spare_memory() -> None:
    """Gives a large piece of memory back unused: from then on the C library of Linux keeps what one block leaves for
    the next, instead of giving it back to the system and asking for it again, page by page."""
    np.empty(_SPARE, dtype=np.uint8)


def block_of(rows: Sequence[Sequence[str]], first: int, columns: Sequence[Column]) -> Block:
    """Rows of texts as a block; short ones are filled up, those without anything left out."""
    width = len(columns)
    numbers: Sequence[int] | Whole = range(first, first + len(rows))
    too_long: list[tuple[int, int]] = []
    if set(map(len, rows)) != {width} or not all(map(any, rows)):
        kept = []
        for number, row in zip(numbers, rows, strict=True):
            if any(cell.strip() for cell in row[width:]):
                too_long.append((number, len(row)))
            elif any(cell.strip() for cell in row):
                kept.append((number, [*row[:width], *[""] * (width - len(row))]))
        numbers, rows = np.array([number for number, _ in kept], dtype=np.int32), [row for _, row in kept]
    cells = list(zip(*rows, strict=True)) if rows else [()] * width
    coded = [column.numbers(texts, len(texts)) for column, texts in zip(columns, cells, strict=True)]
    return Block(columns=coded, rows=numbers, too_long=too_long)


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
        columns = [Column() for _ in titles]
        return RowSource(
            file=path.name,
            titles=titles,
            title_row=start + 1,
            columns=columns,
            blocks=iter([block_of(rows[start + 1 :], start + 2, columns)]),
            problems=problems,
        )
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
