"""Roll call: one row an expert, with the state of the package and what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from reviewer_app.domain.sheet import SheetState
from reviewer_app.i18n import _
from reviewer_app.services.collect import RollRow
from reviewer_app.ui.chips import paint_chip
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Frame, button, fill, label, row
from reviewer_app.ui.tables import ROW, SORT, Index, Table
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.times import minute

EXPERT, NAME, STATE, RECEIVED, SEQUENCE, SCORED, RECUSED, FINGERPRINT = range(8)
_RIGHT = (SEQUENCE, SCORED, RECUSED)


class RollModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[RollRow, ...] = ()
        self._heads = (
            _("Expert"),
            _("Name"),
            _("State"),
            _("Received"),
            _("No."),
            _("Scored"),
            _("Recused"),
            _("Fingerprint"),
        )

    def show_rows(self, rows: Sequence[RollRow]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self._rows[index.row()], index.column()
        if role == ROW:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(line, column)
        if role == SORT:
            return {SEQUENCE: line.sequence or 0, STATE: bool(line.received)}.get(column, self._text(line, column))
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, line: RollRow, column: int) -> str:
        if column == STATE:
            return _("verified") if line.received else _("missing")
        if not line.received and column > STATE:
            return ""
        return {
            EXPERT: line.expert,
            NAME: line.name,
            RECEIVED: minute(line.received) if line.received else "",
            SEQUENCE: str(line.sequence or ""),
            SCORED: str(line.states.get(SheetState.SCORED, 0)),
            RECUSED: str(line.states.get(SheetState.RECUSED, 0)),
            FINGERPRINT: line.fingerprint,
        }[column]


class StatePainter(QStyledItemDelegate):
    """Draws the state of a package as a chip."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, _without_text(option), index)
        line: RollRow = index.data(ROW)
        area = QRectF(option.rect).adjusted(8, 0, -4, 0)
        if line.received:
            paint_chip(painter, area, self._theme, _("verified"), "circle-check", "green")
        else:
            paint_chip(painter, area, self._theme, _("missing"), "triangle-alert", "amber")

    def displayText(self, _value: Any, _locale: Any) -> str:  # noqa: N802 - Qt's name
        return ""


def _without_text(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    option.text = ""
    return option


class RollCall(QWidget):
    """Emits `packages_asked` when packages are to be chosen."""

    packages_asked = Signal()

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._model = RollModel()
        self.table = Table(desktop.theme, desktop.preferences, self._model, "roll").sortable()
        self.table.setItemDelegateForColumn(STATE, StatePainter(desktop.theme, self.table))
        self.table.setAccessibleName(_("Roll call"))
        self.table.set_widths(90, 90, 120, 140, 46, 60, 76, 180)
        take = button(_("Take in score packages…"), self.packages_asked.emit, kind="primary", name="take-in")
        words = label(_("or drop files or a whole folder on this window"), tone="muted")
        foot = Frame("footer", row(take, words, None), padding=10)
        card = Frame("card", self.table, foot, spacing=0, padding=1)
        fill(QVBoxLayout(self), (card,), 0, (8, 8, 8, 8))

    def show_rows(self, rows: Sequence[RollRow]) -> None:
        self._model.show_rows(rows)
