"""The columns of a roster: the titles they may bear, and where a table has its header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.domain.names import clean_name
from reviewer_app.export.tables import Cell


class Column(StrEnum):
    """What a column holds. The order is the one in which a roster is written."""

    CODE = "code"
    NAME = "name"
    SEX = "sex"
    BIRTH = "birth"
    AGE = "age"
    UNIT = "unit"
    TRADE = "trade"
    SKILL_LEVEL = "skill_level"
    TITLE = "title"
    POST = "post"
    EDUCATION = "education"
    INDUSTRY = "industry"
    EMPLOYMENT = "employment"
    YEARS = "years_on_front_line"
    CHANNEL = "channel"
    RECOMMENDED_BY = "recommended_by"
    GROUP = "group"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    HONOURS = "honours"
    CONTESTS = "contests"
    PATENTS = "patents"
    MENTORSHIPS = "mentorships"
    ACHIEVEMENTS = "achievements"
    DEEDS = "deeds"


TITLES: dict[Column, tuple[str, ...]] = {
    Column.CODE: (
        "编号",
        "代码",
        "候选人编号",
        "人选编号",
        "推荐编号",
        "code",
        "candidate",
        "candidate code",
        "id",
        "no.",
    ),
    Column.NAME: ("姓名", "候选人姓名", "推荐人选", "人选姓名", "name", "candidate name", "full name"),
    Column.SEX: ("性别", "sex", "gender"),
    Column.BIRTH: (
        "出生年月",
        "出生日期",
        "出生年份",
        "出生时间",
        "生日",
        "birth year",
        "birth date",
        "date of birth",
        "birth",
    ),
    Column.AGE: ("年龄", "age"),
    Column.UNIT: ("工作单位", "单位", "所在单位", "单位名称", "工作单位及职务", "unit", "employer", "company"),
    Column.TRADE: ("工种", "职业工种", "职业", "职业名称", "从事工种", "trade", "occupation"),
    Column.SKILL_LEVEL: ("职业技能等级", "技能等级", "职业资格", "职业资格等级", "技能级别", "skill level", "level"),
    Column.TITLE: ("职称", "专业技术职称", "专业技术职务", "技术职称", "title", "professional title"),
    Column.POST: ("岗位", "职务", "现任职务", "岗位职务", "工作岗位", "post", "position"),
    Column.EDUCATION: ("学历", "文化程度", "最高学历", "education"),
    Column.INDUSTRY: ("所属产业", "行业", "产业", "所属行业", "行业领域", "industry"),
    Column.EMPLOYMENT: ("在职情况", "在职状态", "人员状态", "是否在职", "employment", "employment state", "status"),
    Column.YEARS: (
        "一线工作年限",
        "一线年限",
        "工作年限",
        "从业年限",
        "years on front line",
        "years on the front line",
        "years",
    ),
    Column.CHANNEL: (
        "推荐方式",
        "推荐渠道",
        "申报方式",
        "推荐类型",
        "申报渠道",
        "channel",
        "nomination channel",
        "nomination",
    ),
    Column.RECOMMENDED_BY: (
        "推荐单位",
        "推荐人",
        "联名推荐人",
        "推荐单位或推荐人",
        "recommended by",
        "recommending unit",
    ),
    Column.GROUP: ("组别", "评审组", "分组", "group", "panel"),
    Column.ID_NUMBER: (
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "证件号码",
        "身份证",
        "id number",
        "id card",
        "identity number",
    ),
    Column.PHONE: ("联系电话", "手机号", "手机号码", "手机", "电话", "联系方式", "phone", "mobile", "telephone"),
    Column.HONOURS: ("荣誉", "所获荣誉", "主要荣誉", "获得荣誉", "荣誉称号", "奖励情况", "honours", "honors", "awards"),
    Column.CONTESTS: ("技能竞赛", "竞赛", "竞赛获奖", "技能竞赛获奖", "竞赛情况", "contests", "competitions"),
    Column.PATENTS: ("专利", "专利情况", "授权专利", "patents"),
    Column.MENTORSHIPS: ("师带徒", "签订师带徒", "师带徒情况", "带徒情况", "带徒传技", "mentorships", "mentorship"),
    Column.ACHIEVEMENTS: ("创新成果", "成果", "技术成果", "主要成果", "工作成果", "achievements", "innovations"),
    Column.DEEDS: ("主要事迹", "事迹", "先进事迹", "事迹材料", "事迹简介", "主要事迹材料", "deeds", "profile"),
}
"""The titles that each column may bear; the first is the one that is written."""

REQUIRED = (Column.CODE, Column.NAME, Column.UNIT)
_SERIAL = ("序号", "serial", "#")

_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_NOISE = re.compile(r"[\s*＊:：_./／、-]+")
_SEARCHED = 30


def _plain(title: str) -> str:
    """A title without what people add to it: brackets, stars, spaces, colons."""
    return _NOISE.sub("", _BRACKETS.sub("", clean_name(title))).casefold()


_COLUMN_OF = {_plain(title): column for column, titles in TITLES.items() for title in titles}
_SERIAL_TITLES = {_plain(title) or title for title in _SERIAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of a table: its row and the columns found, as indices from 0; `titles` as they stand in the table."""

    row: int
    places: dict[Column, int]
    titles: dict[int, str]
    twice: tuple[tuple[Column, int], ...]
    unknown: tuple[int, ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        return tuple(column for column in REQUIRED if column not in self.places)


def find_header(rows: list[list[Cell]]) -> Header | None:
    """The row among the first 30 that holds the most known titles, at least two; above it may stand a heading."""
    headers = [_header(row, cells) for row, cells in enumerate(rows[:_SEARCHED])]
    best = max(headers, key=lambda header: len(header.places), default=None)
    return best if best is not None and len(best.places) >= 2 else None


def _header(row: int, cells: list[Cell]) -> Header:
    places: dict[Column, int] = {}
    twice: list[tuple[Column, int]] = []
    unknown: list[int] = []
    serial: int | None = None
    titles = {place: clean_name(cell) for place, cell in enumerate(cells) if isinstance(cell, str) and clean_name(cell)}
    for place, title in titles.items():
        column = _COLUMN_OF.get(_plain(title))
        if _plain(title) in _SERIAL_TITLES or title in _SERIAL:
            serial = place
        elif column is None:
            unknown.append(place)
        elif column in places:
            twice.append((column, place))
        else:
            places[column] = place
    if serial is not None:
        places.setdefault(Column.CODE, serial)
    return Header(row=row, places=places, titles=titles, twice=tuple(twice), unknown=tuple(unknown))
