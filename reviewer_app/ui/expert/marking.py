"""Between the views and the store: what was typed is judged, written, and only then called saved. There and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.mark_entry import typed_mark
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.i18n.errors import problem_text
from reviewer_app.models.store import Store
from reviewer_app.services import notes, reading, review
from reviewer_app.services.mark_steps import Marks, exchange_marks, give_marks
from reviewer_app.ui.expert.mark_row import title_of
from reviewer_app.ui.jobs import JobRunner

Place = tuple[str, str]
"""A candidate and a criterion."""
Written = TypeVar("Written")
_MOVED = object()
"""Stands for the mark that a step brings back, which is known only when it is written."""


class Step:
    """Marks that were given at once, and are taken back and given again as one."""

    def __init__(self, given: Marks) -> None:
        self._given = given
        self._before: Marks = {}
        self._abstained: Mapping[str, str] = {}

    @property
    def places(self) -> list[Place]:
        return [(candidate, criterion) for candidate, marks in self._given.items() for criterion in marks]

    def write(self, store: Store) -> tuple[ScoreSheet, ...]:
        """Gives the marks; what stood there before is known from then on."""
        given = give_marks(store, self._given)
        self._before, self._abstained = given.before, given.abstained
        return given.sheets

    def take_back(self, store: Store) -> tuple[ScoreSheet, ...]:
        if not self._before:
            return ()
        return exchange_marks(store, self._given, self._before, self._abstained).sheets

    def write_again(self, store: Store) -> tuple[ScoreSheet, ...]:
        if not self._before:
            return ()
        given = exchange_marks(store, self._before, self._given)
        self._abstained = given.abstained
        return given.sheets


class Marking(QObject):
    """Writes marks in the writer lane. `kept` carries the sheets as they now lie on the disk.

    `saved` carries the time, once nothing is on its way to the disk any more.
    `noted(candidate, text)` carries a private note as it is kept. `refused(candidate, criterion, why)` tells of a mark
    that cannot be, `failed(error)` of what was not written.
    """

    kept = Signal(object)
    saved = Signal(object)
    writing = Signal()
    noted = Signal(str, str)
    refused = Signal(str, str, str)
    failed = Signal(object)

    def __init__(self, jobs: JobRunner, store: Store, scheme: Scheme, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._store, self._scheme = jobs, store, scheme
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._waiting: Counter[Place] = Counter()
        self._on_the_way = 0
        self._asked: dict[Place, Decimal | object | None] = {}

    def take_over(self, old: Marking) -> None:
        """Goes on taking back and giving again where `old` would have."""
        self._done, self._undone = old._done, old._undone

    def waits(self, candidate: str, criterion: str) -> bool:
        """Whether a mark there is on its way to the disk."""
        return self._waiting[candidate, criterion] > 0

    def enter(self, sheet: ScoreSheet, criterion: str, text: str) -> None:
        """Takes a typed mark; an empty text takes the mark back. What cannot be is told by `refused`."""
        try:
            mark = self.judged(criterion, text)
        except UserError as error:
            self.refused.emit(sheet.candidate, criterion, self.why(error, criterion))
            return
        place = (sheet.candidate, criterion)
        asked = self._asked.get(place) if self.waits(*place) else sheet.marks.get(criterion)
        if mark != asked:
            self.give({sheet.candidate: {criterion: mark}})

    def judged(self, criterion: str, text: str) -> Decimal | None:
        """The mark that a text stands for, None for an empty one. Raises `UserError`."""
        return typed_mark(text, self._scheme.criterion(criterion)) if text.strip() else None

    def why(self, error: UserError, criterion: str) -> str:
        """What is wrong, with the criterion's title in the language in force."""
        title = title_of(self._scheme.criterion(criterion))
        return "\n".join(problem_text(one.code, {**one.values, "criterion": title}) for one in error.problems)

    def give(self, marks: Marks, *, then: Callable[[], object] | None = None) -> None:
        """Writes marks as one step, all or none; `then` is called when they lie on the disk."""
        step = Step(marks)
        self._done.append(step)
        self._undone.clear()
        self._write_step(step, step.write, then)
        for candidate, given in marks.items():
            self._asked.update({(candidate, criterion): mark for criterion, mark in given.items()})

    def undo(self) -> Place | None:
        """Takes the last step back; returns where it was made, None where there is none."""
        return self._move(self._done, self._undone, Step.take_back)

    def redo(self) -> Place | None:
        """Makes the step again that was taken back last; returns where."""
        return self._move(self._undone, self._done, Step.write_again)

    def remark(self, candidate: str, text: str) -> None:
        self._write(lambda: (reading.write_remark(self._store, candidate, text),))

    def note(self, candidate: str, text: str) -> None:
        def written(kept: str) -> None:
            self.noted.emit(candidate, kept)

        self._hand_over(lambda: notes.write_note(self._store, candidate, text), written, self.failed.emit)

    def recuse(self, candidate: str, reason: str) -> None:
        self._write(lambda: (review.recuse(self._store, candidate, reason),))

    def abstain(self, candidate: str, reason: str) -> None:
        self._write(lambda: (review.abstain(self._store, candidate, reason),))

    def _move(
        self, come: list[Step], go: list[Step], work: Callable[[Step, Store], tuple[ScoreSheet, ...]]
    ) -> Place | None:
        if not come:
            return None
        step = come.pop()
        go.append(step)
        self._write_step(step, lambda store: work(step, store), None)
        self._asked.update(dict.fromkeys(step.places, _MOVED))
        return step.places[0]

    def _write_step(
        self, step: Step, work: Callable[[Store], tuple[ScoreSheet, ...]], then: Callable[[], object] | None
    ) -> None:
        def written(sheets: tuple[ScoreSheet, ...]) -> None:
            self._waiting -= Counter(step.places)
            self.kept.emit(sheets)
            if then is not None:
                then()

        def failed(error: Exception) -> None:
            self._waiting -= Counter(step.places)
            self._forget(step)
            self.failed.emit(error)

        self._waiting += Counter(step.places)
        self._hand_over(lambda: work(self._store), written, failed)

    def _write(self, work: Callable[[], tuple[ScoreSheet, ...]]) -> None:
        self._hand_over(work, self.kept.emit, self.failed.emit)

    def _hand_over(
        self, work: Callable[[], Written], done: Callable[[Written], object], failed: Callable[[Exception], object]
    ) -> None:
        def written(outcome: Written) -> None:
            self._on_the_way -= 1
            done(outcome)
            if not self._on_the_way:
                self.saved.emit(datetime.now().astimezone())

        def not_written(error: Exception) -> None:
            self._on_the_way -= 1
            failed(error)

        self._on_the_way += 1
        self.writing.emit()
        self._jobs.write(work, done=written, failed=not_written, owner=self)

    def _forget(self, step: Step) -> None:
        """A step that could not be made is not offered again."""
        self._done, self._undone = _without(step, self._done), _without(step, self._undone)


def _without(step: Step, steps: Iterable[Step]) -> list[Step]:
    return [one for one in steps if one is not step]
