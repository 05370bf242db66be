"""Score tables. Whatever is wrong is told at once: file, row, column, remedy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reviewer_app.domain.errors import InputError
from reviewer_app.domain.exact import plain
from reviewer_app.domain.marks import CODES, SCORED, MarkTable, Whole
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export.score_columns import (
    EMPTY,
    GOOD,
    LONGEST_NAME,
    NOT_A_NUMBER,
    OUT_OF_RANGE,
    STATE_WORDS,
    UNKNOWN,
    Marks,
    Names,
    Words,
    cleaned,
    criterion_numbers,
)
from reviewer_app.export.score_layout import Findings, columns_of
from reviewer_app.export.score_rows import Block, RowSource, open_rows
from reviewer_app.export.score_shelf import Shelf


def read_scores(path: Path, scheme: Scheme, progress: Progress = silent, seen: set[str] | None = None) -> MarkTable:
    """The marks of a table with the columns expert, candidate, criterion, score and perhaps state; one row a mark.

    A sheet with a row in another state than `scored` has that state as a whole; one that lacks a criterion's row is
    incomplete; an expert without a row for a candidate is not assigned to it. `seen` gathers the candidates, also of a
    table that cannot be used. Raises `InputError`.
    """
    with open_rows(path, progress) as source:
        reader = _Scores(scheme, source)
        for block in source.blocks:
            reader.take(block)
        if seen is not None:
            seen.update(reader.candidates)
        return reader.table()


class _Part(NamedTuple):
    """Columns of the rows of one block. `rows`: their numbers as a person counts."""

    rows: Sequence[int] | Whole
    experts: Whole
    candidates: Whole
    criteria: Whole
    states: Whole
    units: Whole


class _Scores:
    def __init__(self, scheme: Scheme, source: RowSource) -> None:
        self._scheme = scheme
        self._file = source.file
        self._found = Findings(source.file, source.problems)
        self._place = columns_of(source, ("expert", "candidate", "criterion", "score"), ("state",), self._found)
        self._source = source
        self._experts, self._candidates = Names(), Names()
        self._criteria, self._states = Words(criterion_numbers(scheme)), Words(STATE_WORDS)
        self._marks = Marks(scheme)
        self._parts: list[_Part] = []
        self._shelf = Shelf()

    def take(self, block: Block) -> None:
        self._found.too_long(block, len(self._source.titles))
        experts = self._numbers(self._experts, block, "expert")
        candidates = self._numbers(self._candidates, block, "candidate")
        criteria = self._numbers(self._criteria, block, "criterion")
        scores = block.columns[self._place["score"]]
        if "state" in self._place:
            states = self._numbers(self._states, block, "state")
        else:
            states = np.full(len(block.rows), SCORED, dtype=np.int8)
        units, verdicts = self._marks.look_up(np.maximum(criteria, 0), scores, self._texts("score"))
        scored = states == SCORED
        wrong = np.where(scored, verdicts != GOOD, verdicts != EMPTY) | (states == UNKNOWN)
        wrong |= scored & (criteria == UNKNOWN)
        for names, column in ((self._experts, experts), (self._candidates, candidates)):
            if names.unusable:
                wrong |= np.isin(column, list(names.unusable))
        for index in np.flatnonzero(wrong).tolist():
            self._tell(block, index, int(verdicts[index]))
        columns = map(self._shelf.keep, (experts, candidates, criteria, states, units))
        self._parts.append(_Part(block.rows, *columns))

    def _texts(self, name: str) -> Sequence[str]:
        return self._source.columns[self._place[name]].texts

    def _numbers(self, words: Names | Words, block: Block, name: str) -> Whole:
        return words.numbers(self._texts(name))[block.columns[self._place[name]]]

    def _tell(self, block: Block, index: int, verdict: int) -> None:
        found, row = self._found, int(block.rows[index])
        cells = {
            name: self._source.columns[place].texts[int(block.columns[place][index])]
            for name, place in self._place.items()
        }
        for column in ("expert", "candidate"):
            name = cleaned(cells[column])
            if not name:
                found.add("cell_empty", row, column)
            elif len(name) > LONGEST_NAME or not name.isprintable():
                found.add("name_unusable", row, column, value=ascii(name[:40]))
        criterion = self._criteria.number(cells["criterion"])
        score = cells["score"].strip()[:40]
        state = self._states.number(cells.get("state", ""))
        if state == UNKNOWN:
            found.add("state_unknown", row, "state", value=cells["state"][:40])
        elif state != SCORED:
            if score:
                found.add("score_beside_state", row, "score", value=score)
        elif criterion == UNKNOWN:
            known = ", ".join(self._scheme.criterion_keys)
            found.add("criterion_unknown", row, "criterion", value=cells["criterion"][:40], known=known)
            if not score:
                found.add("score_empty", row, "score")
        elif verdict == EMPTY:
            found.add("score_empty", row, "score")
        elif verdict == NOT_A_NUMBER:
            found.add("score_no_number", row, "score", value=score)
        elif verdict != GOOD:
            item = self._scheme.criteria[criterion]
            values = {"low": plain(item.min_score), "high": plain(item.max_score), "step": plain(item.step)}
            code = "score_out_of_range" if verdict == OUT_OF_RANGE else "score_off_grid"
            found.add(code, row, "score", value=score, criterion=item.key, **values)

    @property
    def candidates(self) -> Sequence[str]:
        return self._candidates.known

    def table(self) -> MarkTable:
        if not self._parts:
            self._found.raise_any()
            raise InputError.of("table_without_rows", file=self._file)
        experts, expert_order = self._experts.ordered()
        candidates, candidate_order = self._candidates.ordered()
        candidate_order *= len(experts)
        keys = [self._shelf.keep(candidate_order[part.candidates] + expert_order[part.experts]) for part in self._parts]
        sheets, slots = _sheets(keys, len(experts) * len(candidates))
        states = self._sheet_states(slots, len(sheets))
        marks, present = self._pivot(slots, len(sheets))
        self._found.raise_any()
        complete = np.logical_and.reduce([*present.T])
        states[(states == SCORED) & ~complete] = CODES[SheetState.INCOMPLETE]
        return MarkTable(
            candidates=candidates,
            experts=experts,
            candidate=sheets // len(experts),
            expert=sheets % len(experts),
            state=states,
            marks=marks,
            present=None if bool(complete.all()) else present,
            places=self._scheme.mark_places,
        )

    def _sheet_states(self, slots: Sequence[Whole], size: int) -> NDArray[np.int8]:
        states = np.full(size, SCORED, dtype=np.int8)
        others = [np.flatnonzero((part.states != SCORED) & (part.states != UNKNOWN)) for part in self._parts]
        for part, slot, other in zip(self._parts, slots, others, strict=True):
            states[slot[other]] = part.states[other]
        for part, slot, other in zip(self._parts, slots, others, strict=True):
            for index in other[states[slot[other]] != part.states[other]].tolist():
                self._found.add("state_conflict", int(part.rows[index]), "state", **self._names(part, index))
        return states

    def _pivot(self, slots: Sequence[Whole], size: int) -> tuple[Whole, NDArray[np.bool_]]:
        """Marks by sheet and criterion; the same mark twice is a problem of the later row."""
        width = len(self._scheme.criteria)
        aside = size * width
        marks = np.zeros(aside + 1, dtype=self._parts[0].units.dtype)
        present = np.zeros(aside + 1, dtype=np.bool_)
        count = 0
        for part, slot in zip(self._parts, slots, strict=True):
            cells = self._cells(part, slot, width, aside)
            marks[cells] = part.units
            present[cells] = True
            count += int(np.count_nonzero(cells != aside))
        if count != np.count_nonzero(present[:aside]):
            self._tell_twice(slots, width, aside)
        return marks[:aside].reshape(size, width), present[:aside].reshape(size, width)

    def _cells(self, part: _Part, slots: Whole, width: int, aside: int) -> Whole:
        """The place of each row's mark; rows without one are led to `aside`."""
        cells = slots * width
        cells += part.criteria
        without = (part.states != SCORED) | (part.criteria == UNKNOWN)
        for names, column in ((self._experts, part.experts), (self._candidates, part.candidates)):
            if names.unusable:
                without |= np.isin(column, list(names.unusable))
        cells[without] = aside
        return cells

    def _tell_twice(self, slots: Sequence[Whole], width: int, aside: int) -> None:
        cells = [self._cells(part, slot, width, aside) for part, slot in zip(self._parts, slots, strict=True)]
        times = np.bincount(np.concatenate(cells), minlength=aside + 1)
        times[aside] = 0
        first: dict[int, int] = {}
        for part, places in zip(self._parts, cells, strict=True):
            for index in np.flatnonzero(times[places] > 1).tolist():
                cell, number = int(places[index]), int(part.rows[index])
                if cell in first:
                    self._found.add("mark_twice", number, "score", first=first[cell])
                else:
                    first[cell] = number

    def _names(self, part: _Part, index: int) -> dict[str, str]:
        return {
            "expert": self._experts.known[int(part.experts[index])],
            "candidate": self._candidates.known[int(part.candidates[index])],
        }


def _sheets(keys: Sequence[Whole], size: int) -> tuple[Whole, Sequence[Whole]]:
    """The different keys in ascending order, and for each row the place of its key among them."""
    ends = np.cumsum([len(part) for part in keys])
    if size > 4 * ends[-1] + 1024:
        sheets, places = np.unique(np.concatenate(keys), return_inverse=True)
        return sheets, np.split(places, ends[:-1])
    there = np.zeros(size, dtype=np.bool_)
    for part in keys:
        there[part] = True
    sheets = np.flatnonzero(there)
    if len(sheets) == size:
        return sheets, keys
    places = np.zeros(size, dtype=np.int64)
    places[sheets] = np.arange(len(sheets))
    return sheets, [places[part] for part in keys]
