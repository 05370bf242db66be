"""Draws the table's cells, and opens the field in which a mark is typed."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reviewer_app.ui.expert.states import state_icon
from reviewer_app.ui.expert.table.model import CELL, Cell
from reviewer_app.ui.icons import pixmap
from reviewer_app.ui.parts import Left, Right, bold
from reviewer_app.ui.tables import Index
from reviewer_app.ui.theme import Theme

_INK = {"muted": "muted", "begun": "muted", "saving": "muted", "wrong": "red"}
_MOVES = {
    Qt.Key.Key_Return: (0, 1),
    Qt.Key.Key_Enter: (0, 1),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Tab: (1, 0),
    Qt.Key.Key_Backtab: (-1, 0),
}
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TablePainter(QStyledItemDelegate):
    """`passed(right, down)` tells where to go after a mark was typed."""

    passed = Signal(int, int)

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    # typing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        made = QLineEdit(parent)
        made.setProperty("kind", "cell")
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.setMaxLength(40)
        made.setAcceptDrops(False)
        made.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        if isinstance(editor, QLineEdit) and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            move = _MOVES.get(Qt.Key(event.key()))
            if move is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor)
                is_back = event.key() in _RETURNS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.passed.emit(move[0], -move[1] if is_back else move[1])
                return True
        return super().eventFilter(editor, event)

    # drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL)
        area: QRect = option.rect
        painter.save()
        self._paint_ground(painter, area, cell, is_chosen=bool(option.state & QStyle.StateFlag.State_Selected))
        inside = area.adjusted(8, 0, -8, 0)
        if cell.look == "state":
            self._paint_state(painter, inside, cell)
        else:
            self._paint_text(painter, inside, cell)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -2))
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, cell: Cell, *, is_chosen: bool) -> None:
        if cell.look == "wrong":
            painter.fillRect(area, self._theme.colour("red_soft"))
        elif is_chosen:
            painter.fillRect(area, self._theme.colour("accent_soft"))
        elif cell.is_closed:
            painter.fillRect(area, self._theme.colour("ground"))
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if cell.look in ("mark", "saving", "wrong"):
            painter.drawLine(area.topRight(), area.bottomRight())

    def _paint_text(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        size = self._theme.type.base
        font = bold(self._theme, size) if cell.look in ("total", "wrong") else self._theme.font(size)
        painter.setFont(font)
        ink = "muted" if cell.is_closed and cell.look != "plain" else _INK.get(cell.look, "ink")
        painter.setPen(self._theme.colour(ink))
        side = Left if cell.look in ("plain", "muted") else Right
        text = QFontMetrics(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(side), text)

    def _paint_state(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        is_signed = cell.is_closed and not cell.sheet.reason
        picture, tone = ("lock", "muted") if is_signed else state_icon(cell.sheet)
        pixels = self._theme.type.base + 3
        middle = area.center().y() - pixels // 2
        painter.drawPixmap(area.left(), middle, pixmap(picture, self._theme.colour(tone), pixels))
        right = area.right()
        if cell.sheet.remark:
            right -= pixels + 4
            note = pixmap("message-square-text", self._theme.colour("muted"), pixels)
            painter.drawPixmap(right + 4, middle, note)
        words = QRect(area.left() + pixels + 6, area.top(), right - area.left() - pixels - 6, area.height())
        painter.setFont(self._theme.font(self._theme.type.base))
        painter.setPen(self._theme.colour("muted"))
        text = QFontMetrics(painter.font()).elidedText(cell.text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Left), text)
