"""The entries of a record as a table: number, time, sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor

from reviewer_app.i18n import _
from reviewer_app.ui.tables import ROW, SORT, Index
from reviewer_app.ui.times import clock, day, local

if TYPE_CHECKING:
    from reviewer_app.services.audit import Entry

NUMBER, TIME, TEXT = range(3)


class RecordModel(QAbstractTableModel):
    """Under the role `ROW` a line gives its `Entry`. The first entry that does not hold and all after it are red."""

    def __init__(self, faulty: Callable[[], QColor]) -> None:
        super().__init__()
        self._faulty = faulty
        self._entries: tuple[Entry, ...] = ()
        self._first_wrong = 0
        self._heads = (_("No."), _("Time"), _("What was done"))

    def show_entries(self, entries: Sequence[Entry], first_wrong: int) -> None:
        """`first_wrong`: from which entry on the record does not hold, 0 where it does."""
        self.beginResetModel()
        self._entries, self._first_wrong = tuple(entries), first_wrong
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, column = self._entries[index.row()], index.column()
        if role == ROW:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return {NUMBER: str(entry.number), TIME: _moment(entry.at), TEXT: entry.text}[column]
        if role == SORT:
            return {NUMBER: entry.number, TIME: entry.at, TEXT: entry.text}[column]
        if role == Qt.ItemDataRole.TextAlignmentRole and column == NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and 0 < self._first_wrong <= entry.number:
            return self._faulty()
        return None


def _moment(at: str) -> str:
    """The time of an entry; one that was tampered with may be no time at all, and is shown as it stands."""
    try:
        return f"{day(at)} {clock(local(at))}"
    except ValueError:
        return at
