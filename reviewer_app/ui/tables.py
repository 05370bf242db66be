"""Tables: sorted by the value and not by its text, copied to the clipboard, widths remembered."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from reviewer_app.i18n import _
from reviewer_app.ui.keys import Key, key_name
from reviewer_app.ui.preferences import Preferences
from reviewer_app.ui.theme import Theme

SORT = Qt.ItemDataRole.UserRole + 1
ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class Table(QTableView):
    """A table over a model with a sort role; `name` is what its column widths are remembered under."""

    def __init__(self, theme: Theme, preferences: Preferences, model: QAbstractTableModel, name: str) -> None:
        super().__init__()
        self._theme, self._preferences, self._name = theme, preferences, name
        self._first_widths: tuple[int, ...] = ()
        self._laid_out_for = 0
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(model)
        self.proxy.setSortRole(SORT)
        self.setModel(self.proxy)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStretchLastSection(True)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionsMovable(True)
        theme.changed.connect(self._fit)
        self._fit()

    def sortable(self) -> Table:
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.proxy.sort(-1)
        return self

    def set_widths(self, *widths: int) -> None:
        """First widths of the columns; what the user dragged before wins, for each size of type."""
        self._first_widths = widths
        self._widen()
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self._keep_widths())

    def filter_by(self, text: str) -> None:
        """Shows only rows of which some column holds the text."""
        self.proxy.setFilterKeyColumn(-1)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setFilterFixedString(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
        else:
            super().keyPressEvent(event)

    def copied(self) -> str:
        """The chosen rows as a spreadsheet takes them."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        columns = [n for n in range(self.proxy.columnCount()) if not self.isColumnHidden(n)]
        return "\n".join("\t".join(str(self.proxy.index(r, c).data() or "") for c in columns) for r in rows)

    def _widen(self) -> None:
        """Gives the columns their widths for this size of type; nothing is kept meanwhile."""
        self._laid_out_for = 0
        for number, width in enumerate(self._first_widths):
            self.setColumnWidth(number, round(width * self._theme.type.base / 13))
        state = self._preferences.state(self._key)
        if state is not None:
            self.horizontalHeader().restoreState(state)
        self._laid_out_for = self._theme.type.base

    def _keep_widths(self) -> None:
        if self._laid_out_for == self._theme.type.base:
            state: QByteArray = self.horizontalHeader().saveState()
            self._preferences.keep(self._key, state)

    @property
    def _key(self) -> str:
        """Widths are remembered for each size of type."""
        return f"table/{self._name}-{self._theme.type.base}"

    def _fit(self) -> None:
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self._theme.type.row)
        if self._first_widths and self._laid_out_for != self._theme.type.base:
            self._widen()


def table_keys() -> tuple[Key, ...]:
    """The keys that a table takes itself, as a page's help tells them."""
    return (
        Key(f"{key_name('Up')} {key_name('Down')}", _("In a table: from line to line")),
        Key("Ctrl+C", _("Copies the chosen lines, as a spreadsheet takes them")),
    )
