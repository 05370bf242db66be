"""What a roster's cells mean: texts, numbers, dates, items of a list. `None` where a cell cannot be understood."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from reviewer_app.domain.candidate import (
    SKILL_LEVELS,
    Achievement,
    Channel,
    Contest,
    Employment,
    Mentorship,
    Patent,
    Sex,
    Tag,
)
from reviewer_app.domain.names import clean_line, clean_name
from reviewer_app.export.tables import Cell

CHANNELS = {Channel.UNIT: "单位推荐", Channel.SELF: "个人自荐", Channel.JOINT: "联名推荐"}
SEXES = {Sex.FEMALE: "女", Sex.MALE: "男"}
EMPLOYMENTS = {Employment.IN_SERVICE: "在职", Employment.RETIRED: "退休", Employment.OTHER: "其他"}
TAGS = {Tag.FIVE_SMALLS: "五小", Tag.PROVINCIAL_AWARD: "省部级以上奖项"}

_CHANNEL_WORDS = {"自荐": Channel.SELF, "self": Channel.SELF, "联名": Channel.JOINT, "joint": Channel.JOINT}
_UNIT_WORDS = ("单位", "组织", "逐级", "unit")
_SEX_WORDS = {"女": Sex.FEMALE, "female": Sex.FEMALE, "f": Sex.FEMALE, "男": Sex.MALE, "male": Sex.MALE, "m": Sex.MALE}
_RETIRED_WORDS = ("退", "离休", "retired")
_SERVING_WORDS = ("在职", "在岗", "在编", "是", "in service", "in_service", "employed", "yes")

_NUMBER = re.compile(r"(\d{1,3})(?:\.\d+)?\s*(?:年|岁|周岁|个年头|years?)?", re.ASCII)
_DATE = re.compile(r"(\d{4})\s*(?:[年./-]\s*(?:(\d{1,2})\s*(?:[月./-]\s*(?:(\d{1,2})\s*日?)?)?)?)?", re.ASCII)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)?", re.ASCII)
_FIRST_DAY = datetime.date(1899, 12, 30)
_ITEM = re.compile(r"[\n；;]+")
_BULLET = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）、]|\d{1,2}[.．](?=\D))\s*")
_PERSONS = re.compile(r"[、，,；;/\n]+")
_RANK = re.compile(r"第?\s*(\d{1,4})\s*(?:名|位)?|第([一二三四五六七八九十])名", re.ASCII)
_APPRENTICES = re.compile(r"(\d{1,4})\s*(?:名|人|个|位)?", re.ASCII)


def text_of(cell: Cell) -> str:
    """A cell as a person reads it: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(cell)


def channel_of(text: str) -> Channel | None:
    lowered = text.casefold()
    for word, channel in _CHANNEL_WORDS.items():
        if word in lowered:
            return channel
    return Channel.UNIT if not text or any(word in lowered for word in _UNIT_WORDS) else None


def sex_of(text: str) -> Sex | None:
    return _SEX_WORDS.get(text.casefold())


def employment_of(text: str) -> Employment | None:
    lowered = text.casefold()
    if any(word in lowered for word in _RETIRED_WORDS):
        return Employment.RETIRED
    if lowered in _SERVING_WORDS or lowered.startswith(("在职", "在岗")):
        return Employment.IN_SERVICE
    return Employment.OTHER if lowered in ("其他", "其它", "other") else None


def skill_level_of(text: str) -> str | None:
    """The level of the eight that a text names (技师（二级） is 技师)."""
    plain = re.sub(r"[（(][^）)]*[）)]", "", text).split("/")[-1].strip()
    return plain if plain in SKILL_LEVELS else None


def number_of(cell: Cell) -> int | None:
    """A number of years: 23, 23年, 23.5 (the whole ones count)."""
    found = _NUMBER.fullmatch(clean_name(text_of(cell)))
    return int(found[1]) if found else None


def birth_year_of(cell: Cell) -> int | None:
    """The year of a date, a year and month, a year, or an Excel serial number; `None` if there is no such day."""
    if isinstance(cell, datetime.date):
        return cell.year if 1900 <= cell.year <= 2200 else None
    text = clean_name(text_of(cell))
    if isinstance(cell, float) and cell.is_integer() and 2200 < cell < 100_000:
        return (_FIRST_DAY + datetime.timedelta(days=int(cell))).year
    found = _DIGITS.fullmatch(text) or _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        day = datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    return day.year if 1900 <= day.year <= 2200 else None


def persons_of(text: str) -> tuple[str, ...]:
    """The units or persons that recommend, each once."""
    return tuple(dict.fromkeys(filter(None, map(clean_name, _PERSONS.split(text)))))


def items_of(text: str) -> tuple[str, ...]:
    """The items of a list: one a line, or divided by ；; their numbering goes."""
    return tuple(filter(None, (clean_line(_BULLET.sub("", item)) for item in _ITEM.split(text))))


def contests_of(text: str) -> tuple[Contest, ...]:
    """Items of `name｜level｜rank and award｜proof`."""
    return tuple(_contest(*_fields(item, 4)) for item in items_of(text))


def patents_of(text: str) -> tuple[Patent, ...]:
    """Items of `title｜number｜kind｜proof`."""
    return tuple(
        Patent(title=title, number=number, kind=kind, proof=proof)
        for title, number, kind, proof in (_fields(item, 4) for item in items_of(text))
    )


def mentorships_of(text: str) -> tuple[Mentorship, ...]:
    """Items of `form｜number of apprentices｜已签协议 or 未签协议｜proof`."""
    return tuple(_mentorship(*_fields(item, 4)) for item in items_of(text))


def achievements_of(text: str) -> tuple[Achievement, ...]:
    """Items of `title｜tags｜proof`."""
    return tuple(
        Achievement(title=title, tags=tuple(tag for tag, word in TAGS.items() if word in tags), proof=proof)
        for title, tags, proof in (_fields(item, 3) for item in items_of(text))
    )


def _fields(item: str, count: int) -> list[str]:
    """The fields of an item, as many as asked for: empty ones at the end, what is too much in the last."""
    fields = [clean_line(part) for part in re.split(r"[｜|]", item, maxsplit=count - 1)]
    return fields + [""] * (count - len(fields))


def _contest(name: str, level: str, result: str, proof: str) -> Contest:
    found = _RANK.match(result)
    if found is None:
        return Contest(name=name, level=level, award=result, proof=proof)
    rank = int(found[1]) if found[1] else "一二三四五六七八九十".index(found[2]) + 1
    return Contest(name=name, level=level, rank=rank or None, award=clean_line(result[found.end() :]), proof=proof)


def _mentorship(form: str, number: str, agreement: str, proof: str) -> Mentorship:
    found = _APPRENTICES.search(number or form)
    signed = "签" in (agreement or form) and "未签" not in (agreement or form)
    return Mentorship(form=form, apprentices=int(found[1]) if found else None, agreement=signed, proof=proof)


def written(items: Iterable[Contest | Patent | Mentorship | Achievement]) -> str:
    """The cell that reads as these items."""
    return "\n".join("｜".join(_WRITERS[type(item)](item)).rstrip("｜") for item in items)


def _contest_fields(item: Contest) -> list[str]:
    place = f"第{item.rank}名" if item.rank else ""
    return [item.name, item.level, f"{place} {item.award}".strip(), item.proof]


def _patent_fields(item: Patent) -> list[str]:
    return [item.title, item.number, item.kind, item.proof]


def _mentorship_fields(item: Mentorship) -> list[str]:
    number = "" if item.apprentices is None else f"{item.apprentices}人"
    return [item.form, number, "已签协议" if item.agreement else "未签协议", item.proof]


def _achievement_fields(item: Achievement) -> list[str]:
    return [item.title, "、".join(TAGS[tag] for tag in item.tags), item.proof]


_WRITERS: dict[type, Callable[..., list[str]]] = {
    Contest: _contest_fields,
    Patent: _patent_fields,
    Mentorship: _mentorship_fields,
    Achievement: _achievement_fields,
}
