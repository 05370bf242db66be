"""The ranking: cut line drawn, ties across it in amber, the experts' totals as dots, the trail at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QWidget

from reviewer_app.i18n import _
from reviewer_app.services.ranking import Ranking
from reviewer_app.ui.chair.ranking_model import CODE, DOTS, NAME, RANK, SCORE, SPREAD, STANDING, RankingModel
from reviewer_app.ui.chair.ranking_painter import RankingPainter
from reviewer_app.ui.chair.trail import TrailPanel
from reviewer_app.ui.chips import chip_size
from reviewer_app.ui.icons import icon
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Frame, fill, label, row
from reviewer_app.ui.tables import Table

CUT_HEIGHT = 22
CHIP_MARGINS = 18


class RankingTable(Table):
    """Orders its model by a click on the head; the row of the cut line is thin and spans the table."""

    def __init__(self, desktop: Desktop, model: RankingModel) -> None:
        super().__init__(desktop.theme, desktop.preferences, model, "ranking")
        self._ranking = model
        self.setItemDelegate(RankingPainter(desktop.theme, self, model))
        self.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.setAccessibleName(_("Ranking"))
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.sortIndicatorChanged.connect(self._order)
        self.proxy.modelReset.connect(self._shape)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(DOTS, QHeaderView.ResizeMode.Stretch)
        self.set_widths(*self._widths())

    def _widths(self) -> list[int]:
        """First widths; the dots take what the others leave."""
        chip = chip_size(self._theme, _("Tie: undecided"), "scale").width() + CHIP_MARGINS
        standing = round(chip * 13 / self._theme.type.base)
        widths = {RANK: 48, CODE: 50, NAME: 104, SCORE: 60, DOTS: 170, SPREAD: 60, STANDING: standing}
        return [widths[column] for column in sorted(widths)]

    def _order(self, column: int, order: Qt.SortOrder) -> None:
        self._ranking.order_by(column, order)

    def _shape(self) -> None:
        self.clearSpans()
        cut = self._ranking.cut_row
        if cut is not None and self.proxy.rowCount() > cut:
            self.setSpan(cut, 0, 1, self._ranking.columnCount())
            self.setRowHeight(cut, CUT_HEIGHT)

    def _fit(self) -> None:
        super()._fit()
        if hasattr(self, "_ranking"):
            self._shape()


class RankingView(QWidget):
    """Table and trail side by side; the trail is that of the chosen line."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.model = RankingModel()
        self.table = RankingTable(desktop, self.model)
        self.trail = TrailPanel(desktop.theme)
        self._chosen = ""
        self._search = QLineEdit()
        self._search.setPlaceholderText(_("Name or code"))
        self._search.setAccessibleName(_("Search"))
        self._search.setAcceptDrops(False)
        self._search.setMaximumWidth(200)
        self._search.addAction(
            icon("search", desktop.theme.colour("muted"), 16), QLineEdit.ActionPosition.LeadingPosition
        )
        self._search.textChanged.connect(self._look_for)
        self._note = label(tone="muted", scale="small")
        top = row(self._search, self._note, None, margins=(8, 8, 8, 4))
        card = Frame("card", top, self.table, spacing=0, padding=1)
        self.trail.setFixedWidth(300)
        fill(QHBoxLayout(self), (card, self.trail), 8, (8, 8, 8, 8))
        self.table.selectionModel().currentRowChanged.connect(self._choose)

    def show_ranking(self, ranking: Ranking) -> None:
        self.model.show_ranking(ranking)
        self._note.setText(_("Click a row for its figures, a heading to sort."))
        wanted = self._chosen or next((line.code for line in ranking.lines if line.standing == "undecided"), "")
        if not wanted and ranking.lines:
            wanted = ranking.lines[0].code
        self.choose(wanted)

    def choose(self, code: str) -> None:
        """Chooses a candidate's line and tells its trail."""
        number = self.model.row_of(code)
        if number is not None:
            index = self.table.proxy.mapFromSource(self.model.index(number, RANK))
            self.table.setCurrentIndex(index)
            self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        self.table.scrollTo(self.table.currentIndex(), Table.ScrollHint.PositionAtCenter)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        QTimer.singleShot(0, self._bring_into_sight)

    def _look_for(self, text: str) -> None:
        self.table.clearSpans()
        self.table.filter_by(text)
        if not text:
            self.table._shape()

    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        line = self.model.line_at(self.table.proxy.mapToSource(index).row())
        if line is not None:
            self._chosen = line.code
            self.trail.show_line(line)
