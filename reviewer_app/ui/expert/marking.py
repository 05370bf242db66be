"""Between the marks pane and the store: what was typed is judged, written, and only then called saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.mark_entry import typed_mark
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.i18n.errors import problem_text
from reviewer_app.models.store import Store
from reviewer_app.services import reading, review
from reviewer_app.ui.expert.mark_row import title_of
from reviewer_app.ui.jobs import JobRunner


class Marking(QObject):
    """Writes marks in the writer lane. `kept` carries the sheet as it now lies on the disk, `saved` the time."""

    kept = Signal(object)
    saved = Signal(object)
    writing = Signal()
    refused = Signal(str, str, str)
    failed = Signal(object)

    def __init__(self, jobs: JobRunner, store: Store, scheme: Scheme, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._store, self._scheme = jobs, store, scheme
        self._undo: list[tuple[str, str, Decimal | None]] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    def enter(self, sheet: ScoreSheet, criterion: str, text: str) -> None:
        """Takes a typed mark; an empty text takes the mark back. What cannot be is told by `refused`."""
        before = sheet.marks.get(criterion)
        if not text.strip():
            if before is not None:
                self._remember(sheet.candidate, criterion, before)
                self._withdraw(sheet.candidate, criterion)
            return
        try:
            mark = typed_mark(text, self._scheme.criterion(criterion))
        except UserError as error:
            self.refused.emit(sheet.candidate, criterion, self._why(error, criterion))
            return
        if mark != before:
            self._remember(sheet.candidate, criterion, before)
        self._record(sheet.candidate, criterion, mark)

    def _why(self, error: UserError, criterion: str) -> str:
        """What is wrong, with the criterion's title in the language in force."""
        title = title_of(self._scheme.criterion(criterion))
        return "\n".join(problem_text(one.code, {**one.values, "criterion": title}) for one in error.problems)

    def undo(self) -> str:
        """Takes the last change of a mark back; returns the candidate that it was on, or nothing."""
        if not self._undo:
            return ""
        candidate, criterion, before = self._undo.pop()
        if before is None:
            self._withdraw(candidate, criterion)
        else:
            self._record(candidate, criterion, before)
        return candidate

    def remark(self, candidate: str, text: str) -> None:
        self._write(lambda: reading.write_remark(self._store, candidate, text))

    def recuse(self, candidate: str, reason: str) -> None:
        self._forget(candidate)
        self._write(lambda: review.recuse(self._store, candidate, reason))

    def abstain(self, candidate: str, reason: str) -> None:
        self._forget(candidate)
        self._write(lambda: review.abstain(self._store, candidate, reason))

    def _record(self, candidate: str, criterion: str, mark: Decimal) -> None:
        self._write(lambda: review.record_mark(self._store, candidate, criterion, mark))

    def _withdraw(self, candidate: str, criterion: str) -> None:
        self._write(lambda: reading.withdraw_mark(self._store, candidate, criterion))

    def _write(self, work: Callable[[], ScoreSheet]) -> None:
        self.writing.emit()
        self._jobs.write(work, done=self._written, failed=self.failed.emit, owner=self)

    def _written(self, sheet: ScoreSheet) -> None:
        self.kept.emit(sheet)
        self.saved.emit(datetime.now().astimezone())

    def _remember(self, candidate: str, criterion: str, before: Decimal | None) -> None:
        self._undo.append((candidate, criterion, before))

    def _forget(self, candidate: str) -> None:
        self._undo = [one for one in self._undo if one[0] != candidate]
