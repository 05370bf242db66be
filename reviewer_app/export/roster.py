"""Reads a roster of candidates and tells everything that is wrong with it at once.

Nobody is refused on age, sex, education, rank, title, years or honours: what cannot be understood there is left out,
with a warning. Errors are what would lose or confuse somebody: no code or name, one code twice, an ID number that lost
digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from reviewer_app.domain.candidate import Candidate, Dossier, PrivateRecord
from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.names import private_use
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.export.findings import Findings
from reviewer_app.export.roster_columns import REQUIRED, TITLES, Column, Header, find_header
from reviewer_app.export.roster_row import Row, candidate_of, dossier_of, private_record_of
from reviewer_app.export.roster_writing import write_roster, write_template
from reviewer_app.export.tables import Table, column_letters, read_tables

__all__ = ["RosterReading", "read_roster", "write_roster", "write_template"]

_NOTES = ("注", "说明", "备注", "填表", "制表", "审核", "合计", "共计", "联系人", "单位盖章", "note")
_Document = TypeVar("_Document", Candidate, Dossier, PrivateRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterReading:
    """What a roster holds, in its order, and what is wrong with it.

    A row with an error gives no documents, so with errors the documents are those of the other rows. Dossiers hold no
    evidence yet. Private records stand only where a row has an ID number or a phone.
    """

    candidates: tuple[Candidate, ...]
    dossiers: tuple[Dossier, ...]
    private_records: tuple[PrivateRecord, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def checked(self) -> RosterReading:
        """The reading itself; raises `InputError` with all of its errors if it has any."""
        if self.errors:
            raise InputError(self.errors)
        return self


def read_roster(path: Path, progress: Progress = silent) -> RosterReading:
    """Reads .xlsx, .xls, .et or CSV. What is wrong stands in the reading; `checked()` raises it.

    Raises `InputError` at once for a file that cannot be read as a table at all.
    """
    tables = read_tables(path)
    headers = [find_header(table.rows) for table in tables]
    for table, header in zip(tables, headers, strict=True):
        if header is not None:
            return _Reader(table, header, others=sum(other is not None for other in headers) - 1).read(progress)
    if all(not any(cell != "" for row in table.rows for cell in row) for table in tables):
        raise InputError.of("table_empty", file=path.name)
    raise InputError.of(
        "roster_header_missing", file=path.name, titles="、".join(TITLES[column][0] for column in REQUIRED)
    )


class _Reader:
    """Reads one table; keeps what the rows so far have taken."""

    def __init__(self, table: Table, header: Header, *, others: int) -> None:
        self._table = table
        self._header = header
        self._found = Findings(table.file)
        self._codes: dict[str, int] = {}
        self._id_numbers: dict[str, int] = {}
        self._persons: dict[tuple[str, str], int] = {}
        if others:
            self._found.warn("roster_more_sheets", sheet=table.sheet, count=others)

    def read(self, progress: Progress) -> RosterReading:
        self._check_header()
        candidates: list[Candidate] = []
        dossiers: list[Dossier] = []
        records: list[PrivateRecord] = []
        total = len(self._table.rows)
        for row in self._rows() if not self._found.errors else ():
            if row.number % 500 == 0:
                progress(row.number, total, "read_roster")
            documents = self._documents(row)
            if documents is not None:
                candidate, dossier, record = documents
                candidates.append(candidate)
                dossiers.append(dossier)
                records += [record] if record.id_number or record.phone else []
        if not candidates and not self._found.errors:
            self._found.error("roster_without_candidates", row=self._header.row + 1)
        return RosterReading(
            candidates=tuple(candidates),
            dossiers=tuple(dossiers),
            private_records=tuple(records),
            errors=tuple(self._found.errors),
            warnings=tuple(self._found.warnings),
        )

    def _check_header(self) -> None:
        header, row = self._header, self._header.row + 1
        for column in header.missing:
            known = "、".join(TITLES[column])
            found = "、".join(header.titles.values())
            self._found.error("roster_column_missing", row=row, title=TITLES[column][0], known=known, found=found)
        for column, place in header.twice:
            first = column_letters(header.places[column] + 1)
            self._found.error(
                "roster_column_twice",
                row=row,
                column=header.titles[place],
                first=first,
                second=column_letters(place + 1),
            )
        for place in header.unknown:
            self._found.warn("roster_column_unknown", row=row, column=header.titles[place])
        for place in self._untitled():
            self._found.warn("roster_column_untitled", row=row, column=column_letters(place + 1))

    def _untitled(self) -> list[int]:
        """The columns right of the first title that hold something below an empty header cell."""
        filled = {
            place
            for cells in self._table.rows[self._header.row + 1 :]
            for place, cell in enumerate(cells)
            if cell != "" and place not in self._header.titles
        }
        return sorted(filled)

    def _rows(self) -> Iterator[Row]:
        for number, cells in enumerate(self._table.rows[self._header.row + 1 :], start=self._header.row + 2):
            row = Row(number=number, cells=cells, header=self._header, found=self._found)
            texts = [cell.strip() if isinstance(cell, str) else str(cell) for cell in cells]
            filled = [text for text in texts if text]
            if not filled and not self._marked(number):
                continue
            if not row.name and filled and filled[0].casefold().startswith(_NOTES):
                self._found.warn("roster_row_skipped", row=number, text=filled[0][:40])
                continue
            yield row

    def _marked(self, number: int) -> bool:
        scan = self._table.scan
        return any(row == number for row, _place in scan.error_cells | scan.unvalued_cells)

    def _documents(self, row: Row) -> tuple[Candidate, Dossier, PrivateRecord] | None:
        """The documents of a row, or nothing if the row has an error."""
        before = len(self._found.errors)
        self._check_cells(row)
        self._check_identity(row)
        candidate = _built(row, candidate_of)
        dossier = _built(row, dossier_of) if row.is_code_right else None
        record = _built(row, private_record_of) if row.is_code_right else None
        if len(self._found.errors) > before or candidate is None or dossier is None or record is None:
            return None
        self._compare(row, candidate, record)
        return candidate, dossier, record

    def _check_cells(self, row: Row) -> None:
        """Errors of Excel, formulas that were never calculated, identities merged over rows, private-use characters."""
        scan = self._table.scan
        for column, place in self._header.places.items():
            title = self._header.titles[place]
            if (row.number, place + 1) in scan.error_cells:
                self._found.error("cell_error", row=row.number, column=title)
            if (row.number, place + 1) in scan.unvalued_cells:
                self._found.error("cell_not_calculated", row=row.number, column=title)
            if (row.number, place + 1) in self._table.merged and column in (Column.CODE, Column.NAME, Column.ID_NUMBER):
                self._found.error("cell_merged", row=row.number, column=title)
            text = row.raw(column)
            if private := private_use(text):
                if left := private_use(row.text(column)):
                    self._found.warn("private_use", row=row.number, column=title, code_points="、".join(left))
                else:
                    self._found.warn("private_use_mended", row=row.number, column=title, code_points="、".join(private))

    def _check_identity(self, row: Row) -> None:
        code = row.text(Column.CODE)
        first = self._codes.setdefault(code.casefold(), row.number)
        if code and first != row.number:
            self._found.error("code_twice", row=row.number, column=row.title(Column.CODE), value=code, first=first)

    def _compare(self, row: Row, candidate: Candidate, record: PrivateRecord) -> None:
        """Warns of what two rows share that two people do not."""
        if record.id_number:
            first = self._id_numbers.setdefault(record.id_number, row.number)
            if first != row.number:
                self._found.warn("id_number_twice", row=row.number, column=row.title(Column.ID_NUMBER), first=first)
        first = self._persons.setdefault((candidate.name, candidate.unit), row.number)
        if first != row.number:
            self._found.warn("person_twice", row=row.number, column=row.title(Column.NAME), first=first)


def _built(row: Row, build: Callable[[Row], _Document | None]) -> _Document | None:
    """What `build` makes of the row; a text longer than a document takes is an error of the row."""
    try:
        return build(row)
    except ValidationError as error:
        for fault in error.errors():
            if fault["type"] != "string_too_long":
                raise
            limit = fault["ctx"]["max_length"]
            row.error("text_too_long", Column(str(fault["loc"][0])), limit=limit)
        return None
