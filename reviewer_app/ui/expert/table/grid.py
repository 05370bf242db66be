"""The table itself: moves, types, copies and pastes as a spreadsheet does."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit

from reviewer_app.domain.pasted import written_cells
from reviewer_app.i18n import _
from reviewer_app.ui.expert.table.model import FIRST_MARK, TableModel
from reviewer_app.ui.expert.table.painter import TablePainter
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.tables import Table

CODE_WIDTH, NAME_WIDTH, MARK_WIDTH, TOTAL_WIDTH, STATE_WIDTH = 56, 84, 104, 70, 104
WIDEST_MARK, HEAD_MARGINS = 184, 28
_MOVES = {
    Qt.Key.Key_Return: (0, 1),
    Qt.Key.Key_Enter: (0, 1),
    Qt.Key.Key_Tab: (1, 0),
    Qt.Key.Key_Backtab: (-1, 0),
}
_CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Grid(Table):
    """Emits `pasted(text)`, `cleared`, `escaped`, and `opened(code)` for a line that is asked for by its name."""

    pasted = Signal(str)
    cleared = Signal()
    escaped = Signal()
    opened = Signal(str)

    def __init__(self, desktop: Desktop, model: TableModel) -> None:
        super().__init__(desktop.theme, desktop.preferences, model, "marks")
        self._lines = model
        painter = TablePainter(desktop.theme, self)
        painter.passed.connect(self.move_by)
        self.setItemDelegate(painter)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(True)
        self.setAccessibleName(_("Table of all marks"))
        head = self.horizontalHeader()
        head.setSectionsMovable(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.sortIndicatorChanged.connect(self._order)
        marks = [max(MARK_WIDTH, self._width_of_head(column)) for column in range(FIRST_MARK, model.total_column)]
        self.set_widths(CODE_WIDTH, NAME_WIDTH, *marks, TOTAL_WIDTH, STATE_WIDTH)
        self.doubleClicked.connect(self._open)

    def _width_of_head(self, column: int) -> int:
        """What the title of a column needs, within reason, at the type that widths are given for."""
        needed = (
            QFontMetrics(self._theme.font(self._theme.type.small)).horizontalAdvance(self._lines.head(column))
            + HEAD_MARGINS
        )
        return min(WIDEST_MARK, round(needed * 13 / self._theme.type.base))

    # where

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the current cell; (-1, -1) where there is none."""
        index = self.currentIndex()
        return index.row(), index.column()

    def go_to(self, row: int, column: int) -> None:
        self.setCurrentIndex(self.proxy.index(row, column))

    def move_by(self, right: int, down: int) -> None:
        """Goes to another cell; stays where what was typed is not taken. At the end of a line on to the next."""
        row, column = self.place
        if row < 0 or self._lines.problem_at(row, column):
            return
        last = self._lines.total_column - 1
        column += right
        if right and not FIRST_MARK <= column <= last:
            down, column = right, FIRST_MARK if right > 0 else last
        row += down
        if 0 <= row < self._lines.rowCount():
            self.go_to(row, column)

    def settle(self) -> None:
        """Takes what stands in an open cell; a new order would drop it."""
        if self.state() == self.State.EditingState:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen_places(self) -> list[tuple[str, str]]:
        """Candidates and criteria of the chosen cells that hold marks."""
        found = []
        for index in self.selectedIndexes():
            criterion = self._lines.criterion_at(index.column())
            if criterion is not None:
                found.append((self._lines.codes[index.row()], criterion.key))
        return found

    def chosen_codes(self) -> list[str]:
        """The candidates on whose lines cells are chosen, from above."""
        return [self._lines.codes[row] for row in sorted({index.row() for index in self.selectedIndexes()})]

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif key in _CLEARING and not event.modifiers():
            self.cleared.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._move(event, key)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """What an input method writes at once, such as full-width digits, opens the cell; Qt would lose it."""
        was_typing = self.state() == self.State.EditingState
        super().inputMethodEvent(event)
        editor = self.viewport().findChild(QLineEdit)
        if event.commitString() and not was_typing and editor is not None:
            QApplication.sendEvent(editor, event)

    def _move(self, event: QKeyEvent, key: Qt.Key) -> None:
        row, column = self.place
        right, down = _MOVES[key]
        if down and self._lines.criterion_at(column) is None:
            self._open(self.currentIndex())
        elif down and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.move_by(0, -1)
        elif right and self._is_at_end(row, column, right):
            event.ignore()
        else:
            self.move_by(right, down)

    def _is_at_end(self, row: int, column: int, right: int) -> bool:
        """Whether Tab leads out of the table."""
        if right > 0:
            return row == self._lines.rowCount() - 1 and column >= self._lines.total_column - 1
        return row <= 0 and column <= FIRST_MARK

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and self._lines.criterion_at(index.column()) is None:
            self.opened.emit(self._lines.codes[index.row()])

    def _order(self, column: int, order: Qt.SortOrder) -> None:
        self.settle()
        row, current = self.place
        code = self._lines.codes[row] if row >= 0 else ""
        self._lines.order_by(column, order)
        if code:
            self.go_to(self._lines.row_of(code) or 0, current)

    # copying

    def copied(self) -> str:
        """The chosen cells, from the first to the last line and column, as a spreadsheet takes them."""
        chosen = self.selectedIndexes()
        rows, columns = {index.row() for index in chosen}, {index.column() for index in chosen}
        if not rows:
            return ""
        across = range(min(columns), max(columns) + 1)
        return written_cells([self._texts(row, across) for row in range(min(rows), max(rows) + 1)])

    def copied_whole(self) -> str:
        """All lines that are shown, under their heads."""
        across = range(self._lines.columnCount())
        heads = [self._lines.head(column) for column in across]
        return written_cells([heads, *(self._texts(row, across) for row in range(self._lines.rowCount()))])

    def _texts(self, row: int, columns: range) -> list[str]:
        return [str(self._lines.index(row, column).data() or "") for column in columns]
