"""The list of candidates, whole or folded to a strip of codes, on one model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate

from reviewer_app.ui.expert.candidate_model import CandidateModel
from reviewer_app.ui.theme import Theme


class CandidateList(QListView):
    """Emits `candidate_asked(code)`. A line that changed is painted alone: QListView would lay out all of them anew."""

    candidate_asked = Signal(str)

    def __init__(self, theme: Theme, model: CandidateModel, painter: type[QStyledItemDelegate]) -> None:
        super().__init__()
        self._lines = model
        self._current = ""
        self.setModel(model)
        self.setItemDelegate(painter(theme, self))  # type: ignore[call-arg]
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        theme.changed.connect(self._lay_out_anew)
        model.modelReset.connect(self._choose_current)
        self.clicked.connect(self._ask)
        self.activated.connect(self._ask)

    def choose(self, code: str) -> None:
        """Marks a line as the current one, without asking for it; it stays so when the filter changes."""
        self._current = code
        self._choose_current()

    def dataChanged(  # noqa: N802 - Qt's name
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        QAbstractItemView.dataChanged(self, first, last, roles)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._choose_current()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The current line stays in sight where it was."""
        current = self.currentIndex()
        was_seen = QRect(QPoint(0, 0), event.oldSize()).intersects(self.visualRect(current))
        super().resizeEvent(event)
        if was_seen:
            self.scrollTo(current)

    def _choose_current(self) -> None:
        """Marks the line; a list that is not shown, the folded or the whole one, does so when it is."""
        if not self.isVisible():
            return
        number = self._lines.row_of(self._current)
        if number is None:
            self.clearSelection()
            return
        index = self._lines.index(number)
        self.blockSignals(True)
        self.setCurrentIndex(index)
        self.blockSignals(False)
        self.scrollTo(index)

    def _lay_out_anew(self) -> None:
        self.reset()
        self._choose_current()

    def _ask(self, index: QModelIndex) -> None:
        self.candidate_asked.emit(self._lines.code_at(index.row()))
