"""The left pane: everybody to be judged, with state and total; filters and search."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.i18n import _, n_
from reviewer_app.services.shortlist import OPEN, RECUSED, SCORED, standings
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.candidate_list import CandidateList
from reviewer_app.ui.expert.candidate_model import CandidateModel
from reviewer_app.ui.expert.candidate_painter import CandidatePainter, StripPainter
from reviewer_app.ui.expert.filters import Filters
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.icons import icon
from reviewer_app.ui.parts import Frame, IconButton, row, wrapped
from reviewer_app.ui.theme import Theme

_GONE_INTO = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""How a person enters a field, and not a window that is shown."""


class SearchField(QLineEdit):
    """Tells when somebody goes into it; Escape empties it, ↓ leads into the list."""

    entered = Signal()
    down_asked = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if event.reason() in _GONE_INTO:
            self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.down_asked.emit()
        else:
            super().keyPressEvent(event)


class CandidatePane(Frame):
    """Emits `candidate_asked(code)` when another line is chosen."""

    candidate_asked = Signal(str)
    fold_asked = Signal()

    def __init__(self, theme: Theme, board: Board, finder: Finder) -> None:
        super().__init__("card", spacing=8, padding=8)
        self._finder = finder
        self.model = CandidateModel(board, finder)
        self.search = self._make_search(theme)
        self.filters = Filters(theme, board, self.model)
        self.filters.changed.connect(self._pick)
        self.list = CandidateList(theme, self.model, CandidatePainter)
        self.list.candidate_asked.connect(self.candidate_asked)
        self.list.setAccessibleName(
            n_("{count} candidate", "{count} candidates", len(board.codes)).format(count=len(board.codes))
        )
        self._counts = wrapped(scale="small", tone="muted")
        self._empty = wrapped(_("Nobody is found. Clear the search, or choose another filter."), tone="muted")
        self._empty.hide()
        self.fold = IconButton(theme, "panel-left-close", _("Fold the list"), self.fold_asked.emit)
        footer = Frame("footer", row(self._counts, self.fold, spacing=2), padding=0)
        footer.box.setContentsMargins(4, 4, 0, 0)
        for part in (row(self.search, self.filters.more, spacing=2), self.filters, self._empty, self.list, footer):
            self.box.addWidget(part)
        self.box.setStretchFactor(self.list, 1)
        self.model.modelReset.connect(self._show_whether_empty)
        board.changed.connect(self._show_changed)
        board.reloaded.connect(self._show_all)
        self._show_all()

    @property
    def is_filtered(self) -> bool:
        """Whether somebody may be left out of the list."""
        return self.model.is_filtered

    def choose(self, code: str) -> None:
        """Marks a line as the current one, without asking for it."""
        self.list.choose(code)

    def want(self, wanted: str) -> None:
        self.filters.want(wanted)

    def show_everybody(self) -> None:
        """Takes filters and search away."""
        self.search.clear()
        self.filters.clear()

    def take_over(self, old: CandidatePane) -> None:
        """Shows those whom `old` shows."""
        self.search.setText(old.search.text())
        self.filters.take_over(old.filters)

    def _make_search(self, theme: Theme) -> SearchField:
        made = SearchField()
        made.setPlaceholderText(_("Name, code, pinyin"))
        made.setAccessibleName(_("Search"))
        made.setClearButtonEnabled(True)
        made.setAcceptDrops(False)
        made.addAction(icon("search", theme.colour("muted"), 16), QLineEdit.ActionPosition.LeadingPosition)
        made.entered.connect(self._finder.learn)
        made.textChanged.connect(self._search)
        made.down_asked.connect(self._go_into_list)
        return made

    def _search(self, _text: str) -> None:
        self._finder.learn()
        self._look()

    def _pick(self) -> None:
        self._look()
        self._count()

    def _look(self) -> None:
        self.model.look_for(self.filters.state, self.search.text(), self.filters.picked)

    def _show_whether_empty(self) -> None:
        self._empty.setVisible(not self.model.rowCount())

    def _go_into_list(self) -> None:
        if self.model.rowCount():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self.model.index(0))

    def _show_changed(self, sheet: ScoreSheet, before: ScoreSheet) -> None:
        self.model.show_changed(sheet, before)
        if sheet.state != before.state or bool(sheet.marks) != bool(before.marks):
            self._count()

    def _show_all(self) -> None:
        self.model.show_all()
        self._count()

    def _count(self) -> None:
        """Puts the numbers on filters and footer."""
        self.filters.show_counts()
        counts = self.model.counts
        texts = (
            _("Scored {count}").format(count=counts[SCORED]),
            _("Recused {count}").format(count=counts[RECUSED]),
            _("Open {count}").format(count=sum(counts[one] for one in standings(OPEN))),
        )
        self._counts.setText(" · ".join(_unbroken(text) for text in texts))


def _unbroken(text: str) -> str:
    """The text with nowhere to break a line; Chinese may otherwise break between any two characters."""
    return "\N{WORD JOINER}".join(text.replace(" ", "\N{NO-BREAK SPACE}"))


class CandidateStrip(Frame):
    """The folded list: codes and states. Emits `unfold_asked` and `candidate_asked(code)`."""

    unfold_asked = Signal()
    candidate_asked = Signal(str)

    def __init__(self, theme: Theme, model: CandidateModel) -> None:
        super().__init__("card", spacing=4, padding=4)
        self._theme = theme
        self.unfold = IconButton(theme, "panel-left-open", _("Show the list"), self.unfold_asked.emit)
        self.list = CandidateList(theme, model, StripPainter)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("Candidates"))
        self.list.candidate_asked.connect(self.candidate_asked)
        self.box.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignHCenter)
        self.box.addWidget(self.list, 1)
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.type.base * 5 + 8)
