"""Writes a roster, and the empty template that an office hands out: every cell is text, so that no digit is lost."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from reviewer_app.domain.candidate import SKILL_LEVELS, Candidate, Dossier, PrivateRecord
from reviewer_app.export import roster_cells as cells
from reviewer_app.export.files import write_bytes_durably
from reviewer_app.export.roster_columns import REQUIRED, TITLES, Column

_WIDTHS = {
    Column.NAME: 14,
    Column.UNIT: 30,
    Column.RECOMMENDED_BY: 30,
    Column.ID_NUMBER: 22,
    Column.PHONE: 14,
    Column.SKILL_LEVEL: 14,
    Column.HONOURS: 36,
    Column.CONTESTS: 36,
    Column.PATENTS: 36,
    Column.MENTORSHIPS: 30,
    Column.ACHIEVEMENTS: 36,
    Column.DEEDS: 80,
}
_MADE = datetime.datetime(2026, 1, 1)  # noqa: DTZ001 - XlsxWriter takes naive ones; fixed, so that equal input is equal bytes
_TEMPLATE_ROWS = 2000


def write_roster(
    path: Path,
    candidates: Sequence[Candidate],
    dossiers: Sequence[Dossier] = (),
    private_records: Sequence[PrivateRecord] = (),
) -> None:
    """Writes an .xlsx that `read_roster` reads as the same documents (but for the evidence).

    The same documents give the same bytes. Raises `UserError` where the file cannot be written or exists already.
    """
    by_dossier = {dossier.candidate: dossier for dossier in dossiers}
    by_record = {record.candidate: record for record in private_records}
    rows = [
        {
            **_head(candidate),
            **_dossier(by_dossier.get(candidate.code, Dossier(candidate=candidate.code))),
            **_private(by_record.get(candidate.code)),
        }
        for candidate in candidates
    ]
    write_bytes_durably(path, _workbook(rows, template_rows=0))


def write_template(path: Path) -> None:
    """Writes an empty roster with every column, its cells set to text, with lists to choose from."""
    write_bytes_durably(path, _workbook([], template_rows=_TEMPLATE_ROWS))


def _head(candidate: Candidate) -> dict[Column, str]:
    return {
        Column.CODE: candidate.code,
        Column.NAME: candidate.name,
        Column.UNIT: candidate.unit,
        Column.TRADE: candidate.trade,
        Column.SKILL_LEVEL: candidate.skill_level,
        Column.INDUSTRY: candidate.industry,
        Column.CHANNEL: cells.CHANNELS[candidate.channel],
        Column.RECOMMENDED_BY: "、".join(candidate.recommended_by),
        Column.GROUP: candidate.group,
    }


def _dossier(dossier: Dossier) -> dict[Column, str]:
    return {
        Column.SEX: cells.SEXES[dossier.sex] if dossier.sex else "",
        Column.BIRTH: _number(dossier.birth_year),
        Column.AGE: _number(dossier.age),
        Column.EDUCATION: dossier.education,
        Column.TITLE: dossier.title,
        Column.POST: dossier.post,
        Column.EMPLOYMENT: cells.EMPLOYMENTS[dossier.employment] if dossier.employment else "",
        Column.YEARS: _number(dossier.years_on_front_line),
        Column.HONOURS: "\n".join(dossier.honours),
        Column.CONTESTS: cells.written(dossier.contests),
        Column.PATENTS: cells.written(dossier.patents),
        Column.MENTORSHIPS: cells.written(dossier.mentorships),
        Column.ACHIEVEMENTS: cells.written(dossier.achievements),
        Column.DEEDS: dossier.deeds,
    }


def _private(record: PrivateRecord | None) -> dict[Column, str]:
    return {Column.ID_NUMBER: record.id_number, Column.PHONE: record.phone} if record else {}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _workbook(rows: Sequence[Mapping[Column, str]], *, template_rows: int) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": _MADE})
    head = book.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1, "align": "center", "text_wrap": True})
    must = book.add_format({"bold": True, "bg_color": "#F8CBAD", "border": 1, "align": "center", "text_wrap": True})
    text = book.add_format({"num_format": "@", "valign": "top"})
    sheet = book.add_worksheet("花名册")
    sheet.freeze_panes(1, 2)
    for place, column in enumerate(Column):
        sheet.set_column(place, place, _WIDTHS.get(column, 11), text)
        sheet.write_string(0, place, TITLES[column][0], must if column in REQUIRED else head)
        if template_rows and column in _CHOICES:
            sheet.data_validation(
                1,
                place,
                template_rows,
                place,
                {"validate": "list", "source": list(_CHOICES[column]), "error_type": "warning"},
            )
        for number, row in enumerate(rows, start=1):
            if row.get(column):
                sheet.write_string(number, place, row[column], text)
    book.close()
    return target.getvalue()


_CHOICES = {
    Column.SEX: tuple(cells.SEXES.values()),
    Column.SKILL_LEVEL: SKILL_LEVELS,
    Column.CHANNEL: tuple(cells.CHANNELS.values()),
    Column.EMPLOYMENT: tuple(cells.EMPLOYMENTS.values()),
}
