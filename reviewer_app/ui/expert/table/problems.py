"""What of a paste cannot be taken, cell by cell, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from reviewer_app.domain.pasted import Pasted, written_cells
from reviewer_app.i18n import _, in_a_row, n_
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Frame, button, row, wrapped
from reviewer_app.ui.tables import SORT, Index, Table

HEIGHT = 190
"""The height of the panel for normal type, with its list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One pasted cell that cannot be taken, in words; `row` and `column` are its place in the table."""

    row: int
    column: int
    candidate: str
    criterion: str
    text: str
    why: str


class ProblemModel(QAbstractTableModel):
    """The problems of the last paste."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self.heads = (_("Row"), _("Column"), _("Pasted"), _("Why it cannot be taken"))

    def show(self, lines: tuple[Line, ...]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def texts(self, number: int) -> tuple[str, ...]:
        line = self.lines[number]
        return line.candidate, line.criterion, " ".join(line.text.split()), line.why

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self.heads)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, SORT):
            return self.texts(index.row())[index.column()]
        return None


class PasteProblems(Frame):
    """Emits `good_asked` (take what can be taken), `place_asked(row, column)` and `closed`."""

    good_asked = Signal()
    place_asked = Signal(int, int)
    closed = Signal()

    def __init__(self, desktop: Desktop) -> None:
        super().__init__("message", padding=8, spacing=6)
        self.setProperty("tone", "red")
        self.model = ProblemModel()
        self._words = wrapped()
        self.table = Table(desktop.theme, desktop.preferences, self.model, "paste-problems")
        self.table.set_widths(120, 110, 110)
        self.table.setAccessibleName(_("What cannot be pasted"))
        self.table.activated.connect(self._go)
        self.table.clicked.connect(self._go)
        self.good_button = button("", self.good_asked.emit, kind="primary", name="paste-good")
        copy = button(_("Copy this list"), self._copy, name="copy-problems")
        self.close_button = button(_("Paste nothing"), self.closed.emit, name="paste-nothing")
        self.box.addWidget(self._words)
        self.box.addWidget(self.table, 1)
        self.box.addWidget(row(self.good_button, copy, None, self.close_button))
        desktop.theme.changed.connect(lambda: self.setFixedHeight(round(HEIGHT * desktop.theme.type.base / 13)))
        self.setFixedHeight(round(HEIGHT * desktop.theme.type.base / 13))
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def show_paste(self, pasted: Pasted, lines: tuple[Line, ...]) -> None:
        """Lays out what is wrong; the focus goes to the list."""
        count = len(lines)
        nothing = n_(
            "Nothing was pasted: {count} cell cannot be taken.",
            "Nothing was pasted: {count} cells cannot be taken.",
            count,
        )
        words = [nothing.format(count=count)]
        if pasted.has_titles:
            words.append(_("The first row holds words: were titles copied along? Copy the marks without them."))
        self._words.setText(in_a_row(words))
        good = n_("Paste the {count} good one", "Paste the {count} good ones", pasted.good)
        self.good_button.setText(good.format(count=pasted.good))
        self.good_button.setVisible(bool(pasted.good))
        self.model.show(lines)
        self.show()
        self.table.setCurrentIndex(self.table.proxy.index(0, 0))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _go(self, index: QModelIndex) -> None:
        line = self.model.lines[self.table.proxy.mapToSource(index).row()]
        self.place_asked.emit(line.row, line.column)

    def _copy(self) -> None:
        rows = [self.model.heads, *(self.model.texts(number) for number in range(len(self.model.lines)))]
        QGuiApplication.clipboard().setText(written_cells(rows))
