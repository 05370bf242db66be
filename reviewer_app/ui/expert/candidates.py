"""The left pane: everybody to be judged, with state and total; filter and search."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QPushButton

from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _, n_
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.candidate_model import ALL, BEGUN, OPEN, CandidateModel
from reviewer_app.ui.expert.candidate_painter import CandidatePainter
from reviewer_app.ui.icons import icon
from reviewer_app.ui.parts import Elided, Frame, button, label, row
from reviewer_app.ui.theme import Theme


class CandidatePane(Frame):
    """Emits `candidate_asked(code)` when another line is chosen."""

    candidate_asked = Signal(str)

    def __init__(self, theme: Theme, board: Board) -> None:
        super().__init__("card", spacing=8, padding=8)
        self._theme, self._board = theme, board
        self.model = CandidateModel(board)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Name, code or pinyin initials"))
        self.search.setAccessibleName(_("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self.search.addAction(icon("search", theme.colour("muted"), 16), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._look())
        self._wanted = ALL
        self._filters: dict[str, QPushButton] = {}
        for wanted in (ALL, OPEN, BEGUN):
            made = button("", partial(self.want, wanted), kind="filter")
            made.setCheckable(True)
            self._filters[wanted] = made
        self._filters[ALL].setChecked(True)
        self.list = self._make_list()
        self._counts = Elided(scale="small", tone="muted")
        footer = Frame("footer", self._counts, padding=0)
        footer.box.setContentsMargins(4, 8, 4, 0)
        for part in (self.search, row(*self._filters.values(), None, spacing=2), self.list, footer):
            self.box.addWidget(part)
        self._empty = label(_("Nobody is found. Clear the search, or choose another filter."), tone="muted")
        self._empty.setWordWrap(True)
        self._empty.hide()
        self.box.insertWidget(3, self._empty)
        board.changed.connect(self._show_changed)
        board.reloaded.connect(self._show_all)
        self._show_all()

    def _count(self) -> None:
        """Puts the numbers on filters and footer."""
        counts = self._board.counts
        begun = counts[BEGUN]
        waiting = begun + counts[SheetState.INCOMPLETE]
        self._filters[ALL].setText(_("All {count}").format(count=len(self._board.codes)))
        self._filters[OPEN].setText(_("Open {count}").format(count=waiting))
        self._filters[BEGUN].setText(_("Begun {count}").format(count=begun))
        texts = (
            _("Scored {count}").format(count=counts[SheetState.SCORED]),
            _("Recused {count}").format(count=counts[SheetState.RECUSED]),
            _("Open {count}").format(count=waiting),
        )
        self._counts.setText(" · ".join(texts))
        self._counts.setToolTip(self._counts.text())

    def _show_changed(self, sheet: ScoreSheet, _before: ScoreSheet) -> None:
        self.model.show_changed(sheet)
        self._count()

    def _show_all(self) -> None:
        self.model.show_all()
        self._count()

    def choose(self, code: str) -> None:
        """Marks a line as the current one, without asking for it."""
        number = self.model.row_of(code)
        if number is None:
            self.list.clearSelection()
            return
        self.list.blockSignals(True)
        self.list.setCurrentIndex(self.model.index(number))
        self.list.blockSignals(False)
        self.list.scrollTo(self.model.index(number))

    def want(self, wanted: str) -> None:
        self._wanted = wanted
        for name, made in self._filters.items():
            made.setChecked(name == wanted)
        self._look()

    def _look(self) -> None:
        self.model.look_for(self._wanted, self.search.text())
        self._empty.setVisible(self.model.rowCount() == 0)

    def _make_list(self) -> QListView:
        made = QListView()
        made.setModel(self.model)
        made.setItemDelegate(CandidatePainter(self._theme, made))
        made.setUniformItemSizes(True)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName(n_("{count} candidate", "{count} candidates", 2).format(count=self.model.rowCount()))
        made.setMouseTracking(True)
        self._theme.changed.connect(made.reset)
        made.clicked.connect(self._ask)
        made.activated.connect(self._ask)
        return made

    def _ask(self, index: QModelIndex) -> None:
        self.candidate_asked.emit(self.model.code_at(index.row()))
