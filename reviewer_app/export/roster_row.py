"""One row of a roster, made into the documents of a candidate."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from reviewer_app.domain.candidate import (
    Achievement,
    Candidate,
    Channel,
    Contest,
    Dossier,
    Employment,
    Mentorship,
    Patent,
    PrivateRecord,
    is_code,
)
from reviewer_app.domain.names import clean_line, clean_name, clean_text, id_number_flaw, mend_gb18030
from reviewer_app.export import roster_cells as cells
from reviewer_app.export.findings import Findings
from reviewer_app.export.roster_columns import Column, Header
from reviewer_app.export.tables import Cell

_LOST_DIGITS = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_ID_NUMBER_FLAWS = {"length": "id_number_length", "date": "id_number_date", "checksum": "id_number_checksum"}
_Value = TypeVar("_Value")
_Item = TypeVar("_Item", Contest, Patent, Mentorship, Achievement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row by its columns; `number` as a person counts."""

    number: int
    cells: list[Cell]
    header: Header
    found: Findings

    def cell(self, column: Column) -> Cell:
        place = self.header.places.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def raw(self, column: Column) -> str:
        return cells.text_of(self.cell(column))

    def text(self, column: Column) -> str:
        """One clean line, with the stand-ins of old GB 18030 tables mended."""
        return clean_line(mend_gb18030(self.raw(column)))

    def paragraphs(self, column: Column) -> str:
        return clean_text(mend_gb18030(self.raw(column)))

    def title(self, column: Column) -> str:
        place = self.header.places.get(column)
        return "" if place is None else self.header.titles[place]

    @property
    def name(self) -> str:
        return clean_name(self.text(Column.NAME))

    @property
    def is_code_right(self) -> bool:
        return is_code(self.text(Column.CODE))

    def error(self, code: str, column: Column, **values: object) -> None:
        self.found.error(code, row=self.number, file="", column=self.title(column), **values)

    def warn(self, code: str, column: Column, **values: object) -> None:
        self.found.warn(code, row=self.number, file="", column=self.title(column), **values)

    def understood(self, column: Column, reading: Callable[[str], _Value | None]) -> _Value | None:
        """What a reading makes of a cell; a filled cell of which it makes nothing is a warning."""
        text = self.text(column)
        value = reading(text) if text else None
        if text and value is None:
            self.warn("value_not_understood", column, value=text[:40])
        return value


def candidate_of(row: Row) -> Candidate | None:
    """The candidate's head; `None` after the row's errors were told."""
    is_known = _check_code_and_name(row)
    channel = cells.channel_of(row.text(Column.CHANNEL))
    unit = row.text(Column.UNIT)
    recommended_by = cells.persons_of(mend_gb18030(row.raw(Column.RECOMMENDED_BY)))
    if channel is None:
        allowed = "、".join(cells.CHANNELS.values())
        row.error("channel_unknown", Column.CHANNEL, value=row.text(Column.CHANNEL), allowed=allowed)
        return None
    if channel is not Channel.SELF and not unit:
        row.error("unit_missing", Column.UNIT)
        is_known = False
    if channel is Channel.JOINT and len(recommended_by) < 2:
        row.error("joint_needs_two", Column.RECOMMENDED_BY)
        is_known = False
    if not is_known:
        return None
    level = row.text(Column.SKILL_LEVEL)
    if level and cells.skill_level_of(level) is None:
        row.warn("skill_level_unknown", Column.SKILL_LEVEL, value=level)
    return Candidate(
        code=row.text(Column.CODE),
        name=row.name,
        unit=unit,
        trade=row.text(Column.TRADE),
        skill_level=cells.skill_level_of(level) or level,
        industry=row.text(Column.INDUSTRY),
        channel=channel,
        recommended_by=recommended_by or ((unit,) if channel is Channel.UNIT else ()),
        group=row.text(Column.GROUP),
    )


def _check_code_and_name(row: Row) -> bool:
    from reviewer_app.export import fonts

    code = row.text(Column.CODE)
    if not code:
        row.error("code_missing", Column.CODE)
    elif not row.is_code_right:
        row.error("code_invalid", Column.CODE, value=code[:40])
    if not row.name:
        row.error("name_missing", Column.NAME)
    elif lacking := fonts.missing(row.name):
        points = "、".join(f"U+{ord(letter):04X}" for letter in lacking)
        row.warn("name_not_printable", Column.NAME, code_points=points)
    return row.is_code_right and bool(row.name)


def dossier_of(row: Row) -> Dossier | None:
    """The dossier, without evidence; what cannot be understood is left out, with a warning."""
    employment = row.understood(Column.EMPLOYMENT, cells.employment_of)
    if employment is Employment.RETIRED:
        row.warn("retired", Column.EMPLOYMENT)
    return Dossier(
        candidate=row.text(Column.CODE),
        sex=row.understood(Column.SEX, cells.sex_of),
        birth_year=_birth_year(row),
        age=_number(row, Column.AGE, most=150),
        education=row.text(Column.EDUCATION),
        title=row.text(Column.TITLE),
        post=row.text(Column.POST),
        employment=employment,
        years_on_front_line=_number(row, Column.YEARS, most=100),
        deeds=row.paragraphs(Column.DEEDS),
        honours=cells.items_of(row.paragraphs(Column.HONOURS)),
        contests=_items(row, Column.CONTESTS, cells.contests_of),
        patents=_items(row, Column.PATENTS, cells.patents_of),
        mentorships=_items(row, Column.MENTORSHIPS, cells.mentorships_of),
        achievements=_items(row, Column.ACHIEVEMENTS, cells.achievements_of),
    )


def _birth_year(row: Row) -> int | None:
    cell = row.cell(Column.BIRTH)
    year = cells.birth_year_of(cell)
    if year is None and row.text(Column.BIRTH):
        row.error("date_impossible", Column.BIRTH, value=row.text(Column.BIRTH)[:40])
    return year


def _number(row: Row, column: Column, *, most: int) -> int | None:
    number = cells.number_of(row.cell(column))
    if row.text(column) and (number is None or number > most):
        row.warn("value_not_understood", column, value=row.text(column)[:40])
        return None
    return number


def _items(row: Row, column: Column, reading: Callable[[str], tuple[_Item, ...]]) -> tuple[_Item, ...]:
    try:
        return reading(row.paragraphs(column))
    except ValidationError as error:
        if any(fault["type"] == "string_too_short" for fault in error.errors()):
            row.error("item_without_name", column)
        else:
            row.error("item_too_long", column)
        return ()


def private_record_of(row: Row) -> PrivateRecord | None:
    """The ID number and the phone; a number that the spreadsheet holds as a number has lost digits and is refused."""
    cell = row.cell(Column.ID_NUMBER)
    number = re.sub(r"[\s'’]", "", row.text(Column.ID_NUMBER)).upper()
    if number and (not isinstance(cell, str) or _LOST_DIGITS.fullmatch(number)):
        row.error("id_number_as_number", Column.ID_NUMBER)
        return None
    flaw = id_number_flaw(number) if number else ""
    if flaw:
        row.warn(_ID_NUMBER_FLAWS[flaw], Column.ID_NUMBER)
    year = cells.birth_year_of(row.cell(Column.BIRTH))
    if number and not flaw and year is not None and number[6:10] != str(year):
        row.warn("id_number_other_birth_year", Column.ID_NUMBER, year=year)
    return PrivateRecord(candidate=row.text(Column.CODE), id_number=number, phone=row.text(Column.PHONE))
