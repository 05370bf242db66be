"""A table as spreadsheets put it on the clipboard: read cell by cell, judged against the sheets it is to go onto."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.exact import parse_decimal
from reviewer_app.domain.mark_entry import typed_mark
from reviewer_app.domain.scheme import Criterion

LONGEST = 1_000_000
"""Characters that a pasted table may have; 2,000 candidates with ten marks each need about 120,000."""

_CELL = re.compile(r'(?:"((?:[^"]|"")*+)"(?=[\t\r\n]|\Z)|([^\t\r\n]*))(\t|\r\n|\n|\r|\Z)')
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)


def read_cells(text: str) -> tuple[tuple[str, ...], ...]:
    """The rows of tab-separated text, as Excel and WPS copy them: a cell with tabs or line ends stands in quotes.

    A quote that opens no such cell is a letter like others. One line end at the end closes the last row.
    Raises `InputError` for a text longer than `LONGEST`.
    """
    if len(text) > LONGEST:
        raise InputError.of("paste_too_long", most=LONGEST)
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    at = 0
    while at < len(text) or row:
        found = _CELL.match(text, at)
        assert found is not None
        quoted, bare, end = found.groups()
        row.append(bare if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if end != "\t":
            rows.append(tuple(row))
            row = []
    return tuple(rows)


def written_cells(rows: Iterable[Sequence[str]]) -> str:
    """Rows as spreadsheets take them; `read_cells` gives them back."""
    return "".join("\t".join(map(_written, row)) + "\r\n" for row in rows)


def _written(cell: str) -> str:
    if cell.startswith('"') or any(sign in cell for sign in "\t\r\n"):
        return '"' + cell.replace('"', '""') + '"'
    return cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table that is pasted onto; `closed` is the code of why it takes no marks, `marks` what it bears."""

    candidate: str
    closed: str = ""
    marks: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """A pasted cell that cannot be taken: where it stands in what was pasted (from 0), what it holds, and why."""

    row: int
    column: int
    text: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What a paste would do: new marks by candidate and criterion; empty cells and marks that stand change nothing.

    `has_titles`: the first row holds nothing but words, perhaps titles that were copied along.
    """

    marks: Mapping[str, Mapping[str, Decimal]]
    problems: tuple[CellProblem, ...]
    empty: int
    unchanged: int
    has_titles: bool

    @property
    def good(self) -> int:
        return sum(map(len, self.marks.values()))


def judged(cells: Sequence[Sequence[str]], rows: Sequence[Row], columns: Sequence[Criterion | None]) -> Pasted:
    """Judges pasted cells against the rows and columns from the chosen cell on, to the right and down.

    A column that is no criterion is None. Nothing is guessed: titles, percentages, grouped digits are problems.
    """
    marks: dict[str, dict[str, Decimal]] = {}
    problems: list[CellProblem] = []
    empty = unchanged = 0
    for number, line in enumerate(cells):
        row = rows[number] if number < len(rows) else None
        for place, text in enumerate(line):
            if not _plain(text):
                empty += 1
                continue
            criterion = columns[place] if place < len(columns) else None
            try:
                mark = _judged(text, row, criterion)
            except InputError as error:
                problems += [CellProblem(row=number, column=place, text=text, problem=one) for one in error.problems]
                continue
            assert row is not None
            assert criterion is not None
            if row.marks.get(criterion.key) == mark:
                unchanged += 1
            else:
                marks.setdefault(row.candidate, {})[criterion.key] = mark
    return Pasted(
        marks=marks, problems=tuple(problems), empty=empty, unchanged=unchanged, has_titles=_are_titles(cells)
    )


def _judged(text: str, row: Row | None, criterion: Criterion | None) -> Decimal:
    if row is None:
        raise InputError.of("paste_no_candidate")
    if criterion is None:
        raise InputError.of("paste_no_criterion")
    if _GROUPED.fullmatch(_plain(text)):
        raise InputError.of("score_grouped", value=text.strip())
    mark = typed_mark(text, criterion)
    if row.closed and row.marks.get(criterion.key) != mark:
        raise InputError([Problem(code=row.closed, values={"candidate": row.candidate})])
    return mark


def _plain(text: str) -> str:
    """A text in half width, without space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def _are_titles(cells: Sequence[Sequence[str]]) -> bool:
    words = [_plain(cell) for cell in cells[0]] if cells else []
    return any(words) and not any(map(_is_number, words))


def _is_number(text: str) -> bool:
    try:
        parse_decimal(text)
    except ValueError:
        return False
    return True
