"""The list from which candidates are taken into the comparison."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from reviewer_app.i18n import _
from reviewer_app.services.shortlist import ALL
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.candidate_list import CandidateList
from reviewer_app.ui.expert.candidate_model import CandidateModel
from reviewer_app.ui.expert.candidate_painter import CandidatePainter
from reviewer_app.ui.expert.candidates import SearchField
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.icons import icon
from reviewer_app.ui.parts import Frame, IconButton, row, wrapped
from reviewer_app.ui.theme import Theme

WIDTH = 224


class Picker(Frame):
    """Emits `picked(code)` and `closed`."""

    picked = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, board: Board, finder: Finder) -> None:
        super().__init__("card", spacing=8, padding=8)
        self.model = CandidateModel(board, finder)
        self.search = SearchField()
        self.search.setPlaceholderText(_("Name, code, pinyin"))
        self.search.setAccessibleName(_("Search whom to compare"))
        self.search.setObjectName("comparison-search")
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self.search.addAction(icon("search", theme.colour("muted"), 16), SearchField.ActionPosition.LeadingPosition)
        self.search.textEdited.connect(lambda _text: finder.learn())
        self.search.textChanged.connect(lambda text: self.model.look_for(ALL, text))
        self.search.down_asked.connect(self._take_found)
        self.list = CandidateList(theme, self.model, CandidatePainter)
        self.list.setAccessibleName(_("Candidates"))
        self.list.candidate_asked.connect(self.picked)
        self._told = wrapped(tone="red", scale="small")
        self._told.hide()
        close = IconButton(theme, "x", _("Close the list"), self.closed.emit)
        for part in (row(self.search, close, spacing=2), self._told, self.list):
            self.box.addWidget(part)
        self.box.setStretchFactor(self.list, 1)
        board.changed.connect(self.model.show_changed)
        board.reloaded.connect(self.model.show_all)
        self.setFixedWidth(round(WIDTH * theme.type.base / 13))
        self.model.look_for(ALL, "")

    def focus(self) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def tell(self, words: str) -> None:
        """Tells why somebody cannot be taken; nothing where all is well."""
        self._told.setText(words)
        self._told.setVisible(bool(words))

    def _take_found(self) -> None:
        """Enter takes the only one found; among several ↓ leads into the list."""
        if self.model.rowCount() == 1:
            self.picked.emit(self.model.code_at(0))
        elif self.model.rowCount():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.setCurrentIndex(self.model.index(0))
