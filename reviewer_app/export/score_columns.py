"""Turns columns of texts into columns of numbers: each different text is looked at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_app.domain.exact import parse_decimal, to_units
from reviewer_app.domain.marks import CODES, SCORED, Whole, unit_type
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import SheetState

LONGEST_NAME = 200
UNKNOWN = -1

STATE_WORDS = {
    "": SCORED,
    "scored": SCORED,
    "已评分": SCORED,
    "recused": CODES[SheetState.RECUSED],
    "回避": CODES[SheetState.RECUSED],
    "abstained": CODES[SheetState.ABSTAINED],
    "弃权": CODES[SheetState.ABSTAINED],
    "absent": CODES[SheetState.ABSENT],
    "未交": CODES[SheetState.ABSENT],
}

UNSEEN, GOOD, EMPTY, NOT_A_NUMBER, OUT_OF_RANGE, OFF_GRID = range(6)


def cleaned(text: str) -> str:
    """A code or key as it is meant: composed, without spaces around it."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()


class Names(dict[str, int]):
    """Numbers names in the order in which they come; texts that mean the same name share its number."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[str] = []
        self.unusable: set[int] = set()
        self._number: dict[str, int] = {}

    def __missing__(self, text: str) -> int:
        name = cleaned(text)
        number = self._number.setdefault(name, len(self.known))
        if number == len(self.known):
            self.known.append(name)
            if not name or len(name) > LONGEST_NAME or not name.isprintable():
                self.unusable.add(number)
        self[text] = number
        return number

    def ordered(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """The names in ascending order, and for each number its place in that order."""
        places = sorted(range(len(self.known)), key=self.known.__getitem__)
        order = np.empty(len(places), dtype=np.int64)
        order[places] = np.arange(len(places))
        return tuple(self.known[number] for number in places), order


class Words(dict[str, int]):
    """Numbers the words of a closed list; anything else is `UNKNOWN`."""

    def __init__(self, numbers: dict[str, int]) -> None:
        super().__init__(numbers)
        self._numbers = dict(numbers)

    def __missing__(self, text: str) -> int:
        name = cleaned(text)
        number = self._numbers.get(name, self._numbers.get(name.lower(), UNKNOWN))
        self[text] = number
        return number


def criterion_words(scheme: Scheme) -> Words:
    """Criteria by key, or by title where no key is written so."""
    numbers: dict[str, int] = {}
    for names in ("title_en", "title", "key"):
        for index, item in enumerate(scheme.criteria):
            numbers[getattr(item, names)] = index
    numbers.pop("", None)
    return Words(numbers)


class Marks:
    """Marks by (criterion, text): the units of each, or what is wrong with it. Each pair is judged once."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.texts: list[str] = []
        self._numbers = _Texts(self.texts)
        width = len(scheme.criteria)
        self._verdicts: NDArray[np.int8] = np.zeros((width, 64), dtype=np.int8)
        self._units: Whole = np.zeros((width, 64), dtype=unit_type(scheme))

    def numbers(self, column: Iterable[str], count: int) -> Whole:
        return np.fromiter(map(self._numbers.__getitem__, column), dtype=np.int32, count=count)

    def look_up(self, criteria: Whole, texts: Whole) -> tuple[Whole, NDArray[np.int8]]:
        """The units and the verdict of each mark; `criteria` holds no `UNKNOWN`."""
        if len(self.texts) > self._verdicts.shape[1]:
            wider = ((0, 0), (0, max(len(self.texts), 2 * self._verdicts.shape[1]) - self._verdicts.shape[1]))
            self._verdicts = np.pad(self._verdicts, wider)
            self._units = np.pad(self._units, wider)
        verdicts = self._verdicts[criteria, texts]
        unseen = np.flatnonzero(verdicts == UNSEEN)
        if len(unseen):
            for pair in np.unique(criteria[unseen].astype(np.int64) * len(self.texts) + texts[unseen]).tolist():
                self._judge(*divmod(pair, len(self.texts)))
            verdicts = self._verdicts[criteria, texts]
        return self._units[criteria, texts], verdicts

    def _judge(self, criterion: int, text: int) -> None:
        item = self._scheme.criteria[criterion]
        written = self.texts[text].strip()
        verdict, units = GOOD, 0
        mark = _number(written)
        if not written:
            verdict = EMPTY
        elif mark is None:
            verdict = NOT_A_NUMBER
        elif not item.min_score <= mark <= item.max_score:
            verdict = OUT_OF_RANGE
        elif not item.on_grid(mark):
            verdict = OFF_GRID
        else:
            units = to_units(mark, self._scheme.mark_places)
        self._verdicts[criterion, text] = verdict
        self._units[criterion, text] = units


def _number(text: str) -> Decimal | None:
    try:
        return parse_decimal(text)
    except ValueError:
        return None


class _Texts(dict[str, int]):
    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self._texts)
        self._texts.append(text)
        return number


def numbered(words: dict[str, int], column: Sequence[str], kind: Any) -> Whole:
    """A column of texts as numbers."""
    return np.fromiter(map(words.__getitem__, column), dtype=kind, count=len(column))
