"""Turns columns of texts into columns of numbers: each different text is looked at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
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


class _Growing:
    """Whole numbers that only ever grow at the end, as an array that is not made anew for each block of rows."""

    def __init__(self, kind: type[np.signedinteger[Any]]) -> None:
        self._numbers: Whole = np.empty(64, dtype=kind)
        self.size = 0

    def extend(self, more: Sequence[int]) -> None:
        end = self.size + len(more)
        if end > len(self._numbers):
            wider = np.empty(2 * end, dtype=self._numbers.dtype)
            wider[: self.size] = self._numbers[: self.size]
            self._numbers = wider
        self._numbers[self.size : end] = more
        self.size = end

    def so_far(self) -> Whole:
        return self._numbers[: self.size]


class Names:
    """Numbers the names among a column's texts; texts that mean the same name share its number."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self.unusable: set[int] = set()
        self._number: dict[str, int] = {}
        self._of_text = _Growing(np.int32)

    def numbers(self, texts: Sequence[str]) -> Whole:
        """For each of the column's texts the number of its name; texts only ever grow at the end."""
        new = []
        for text in texts[self._of_text.size :]:
            name = cleaned(text)
            number = self._number.setdefault(name, len(self.known))
            if number == len(self.known):
                self.known.append(name)
                if not name or len(name) > LONGEST_NAME or not name.isprintable():
                    self.unusable.add(number)
            new.append(number)
        self._of_text.extend(new)
        return self._of_text.so_far()

    def ordered(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """The names in ascending order, and for each number its place in that order."""
        places = sorted(range(len(self.known)), key=self.known.__getitem__)
        order = np.empty(len(places), dtype=np.int64)
        order[places] = np.arange(len(places))
        return tuple(self.known[number] for number in places), order


class Words:
    """Numbers the words of a closed list; anything else is `UNKNOWN`."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._of_text = _Growing(np.int16)

    def numbers(self, texts: Sequence[str]) -> Whole:
        """For each of the column's texts the number of its word; texts only ever grow at the end."""
        self._of_text.extend([self.number(text) for text in texts[self._of_text.size :]])
        return self._of_text.so_far()

    def number(self, text: str) -> int:
        name = cleaned(text)
        return self._numbers.get(name, self._numbers.get(name.lower(), UNKNOWN))


def criterion_numbers(scheme: Scheme) -> dict[str, int]:
    """Criteria by key, or by title where no key is written so."""
    numbers: dict[str, int] = {}
    for names in ("title_en", "title", "key"):
        for index, item in enumerate(scheme.criteria):
            numbers[getattr(item, names)] = index
    numbers.pop("", None)
    return numbers


class Marks:
    """Marks by (criterion, text): the units of each, or what is wrong with it. Each pair is judged once."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        width = len(scheme.criteria)
        self._verdicts: NDArray[np.int8] = np.zeros((width, 64), dtype=np.int8)
        self._units: Whole = np.zeros((width, 64), dtype=unit_type(scheme))

    def look_up(self, criteria: Whole, numbers: Whole, texts: Sequence[str]) -> tuple[Whole, NDArray[np.int8]]:
        """The units and the verdict of each mark; `criteria` holds no `UNKNOWN`, `numbers` stand for `texts`."""
        if len(texts) > self._verdicts.shape[1]:
            wider = ((0, 0), (0, max(len(texts), 2 * self._verdicts.shape[1]) - self._verdicts.shape[1]))
            self._verdicts = np.pad(self._verdicts, wider)
            self._units = np.pad(self._units, wider)
        places = criteria * np.int64(self._verdicts.shape[1]) + numbers
        verdicts = self._verdicts.ravel().take(places)
        unseen = np.flatnonzero(verdicts == UNSEEN)
        if len(unseen):
            for criterion, number in set(zip(criteria[unseen].tolist(), numbers[unseen].tolist(), strict=True)):
                self._judge(criterion, number, texts[number].strip())
            verdicts = self._verdicts.ravel().take(places)
        return self._units.ravel().take(places), verdicts

    def _judge(self, criterion: int, number: int, written: str) -> None:
        item = self._scheme.criteria[criterion]
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
        self._verdicts[criterion, number] = verdict
        self._units[criterion, number] = units


def _number(text: str) -> Decimal | None:
    try:
        return parse_decimal(text)
    except ValueError:
        return None
