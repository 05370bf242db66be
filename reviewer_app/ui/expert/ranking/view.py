"""The view of one's own ranking: look it over, open a dossier, choose whom to compare."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from reviewer_app.i18n import _
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.ranking.model import (
    CHOICE,
    CODE,
    MOST,
    NAME,
    PLACE,
    RANK,
    STATE,
    TOTAL,
    UNIT,
    OwnRankingModel,
)
from reviewer_app.ui.expert.ranking.painter import OwnRankingPainter
from reviewer_app.ui.icons import icon
from reviewer_app.ui.keys import Key, key_name
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Elided, Frame, button, fill
from reviewer_app.ui.tables import Table

_WIDTHS = {CHOICE: 44, RANK: 50, CODE: 60, NAME: 84, TOTAL: 74, STATE: 136, PLACE: 136, UNIT: 160}


class OwnRankingTable(Table):
    """Emits `opened(code)` and `turned(code)` for a line whose choice is to change."""

    opened = Signal(str)
    turned = Signal(str)

    def __init__(self, desktop: Desktop, model: OwnRankingModel) -> None:
        super().__init__(desktop.theme, desktop.preferences, model, "own-ranking")
        self._lines = model
        self.setItemDelegate(OwnRankingPainter(desktop.theme, self))
        self.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.setAccessibleName(_("My ranking"))
        self.set_widths(*(_WIDTHS[column] for column in sorted(_WIDTHS)))
        self.proxy.modelReset.connect(self._shape)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    @property
    def code(self) -> str:
        """The candidate of the current line; nothing where there is none."""
        line = self._lines.line_at(self.currentIndex().row())
        return "" if line is None else line.code

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Space and self.code:
            self.turned.emit(self.code)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on the box, or with Ctrl anywhere on the line, changes the choice."""
        index = self.indexAt(event.position().toPoint())
        line = self._lines.line_at(index.row())
        is_held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if line is not None and (is_held or index.column() == CHOICE):
            self.setCurrentIndex(index)
            self.turned.emit(line.code)
        else:
            super().mousePressEvent(event)

    def _open(self, number: int) -> None:
        line = self._lines.line_at(number)
        if line is not None:
            self.opened.emit(line.code)

    def _shape(self) -> None:
        """Headings span the table."""
        self.clearSpans()
        for number in self._lines.headings:
            self.setSpan(number, 0, 1, self._lines.columnCount())


class OwnRankingView(DeskPart):
    """Ranks anew when it is shown and, while it is shown, after every change; it changes no mark itself."""

    def __init__(self, desktop: Desktop, board: Board, finder: Finder) -> None:
        super().__init__()
        self._board, self._finder = board, finder
        self.model = OwnRankingModel(board, finder)
        self.table = OwnRankingTable(desktop, self.model)
        self._told = Elided(tone="muted")
        self.compare_button = button(_("Compare"), self._compare, kind="primary", name="ranking-compare")
        self._open_button = button(_("Open the dossier"), self._open, name="ranking-open")
        tools = Frame("section", padding=8)
        line = QHBoxLayout()
        fill(line, (self._search_field(desktop), self._told, self._open_button, self.compare_button), 8)
        line.setStretchFactor(self._told, 1)
        tools.box.addLayout(line)
        card = Frame("card", tools, self.table, spacing=0, padding=1)
        fill(QVBoxLayout(self), (card,), 0, (8, 8, 8, 8))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._lay_out)
        self._connect()

    def _search_field(self, desktop: Desktop) -> QLineEdit:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Name, code, pinyin"))
        self.search.setAccessibleName(_("Search"))
        self.search.setObjectName("ranking-search")
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self.search.setFixedWidth(16 * desktop.theme.type.base)
        magnifier = icon("search", desktop.theme.colour("muted"), 16)
        self.search.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
        return self.search

    def _connect(self) -> None:
        self._board.changed.connect(lambda _after, _before: self._lay_out_soon())
        self._board.reloaded.connect(self._lay_out_soon)
        self.search.textEdited.connect(lambda _text: self._finder.learn())
        self.search.textChanged.connect(lambda _text: self._lay_out())
        self._finder.learnt.connect(self._lay_out_soon)
        self.table.opened.connect(self.candidate_asked)
        self.table.turned.connect(self._turn)
        self.model.choice_changed.connect(self._show_choice)

    def field_keys(self) -> tuple[Key, ...]:
        return (
            Key(key_name("Return"), _("Opens the dossier of this line")),
            Key(key_name("Space"), _("Chooses the line for the comparison, or takes it out")),
        )

    def enter(self) -> None:
        self._lay_out()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on_from(self, old: DeskPart) -> None:
        if isinstance(old, OwnRankingView):
            self.model.chosen = list(old.model.chosen)
            self.search.setText(old.search.text())
            self._lay_out()
            self._choose_line(old.table.code)

    def show_mark(self, candidate: str, criterion: str) -> None:  # noqa: ARG002 - the line shows its total
        self._choose_line(candidate)

    def step(self, by: int) -> None:
        self.table.selectRow(max(0, self.table.currentIndex().row() + by))

    def seek(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _lay_out_soon(self) -> None:
        if self.isVisible():
            self._soon.start()

    def _lay_out(self) -> None:
        code = self.table.code
        self.model.lay_out(self.search.text())
        self._choose_line(code)

    def _choose_line(self, code: str) -> None:
        number = self.model.row_of(code)
        self.table.setCurrentIndex(self.table.proxy.index(0 if number is None else number, RANK))

    def _turn(self, code: str) -> None:
        is_chosen = code not in self.model.chosen
        if not self.model.may_choose(code):
            self._told.setText(_("You are recused from {candidate}: the dossier is closed.").format(candidate=code))
        elif is_chosen and len(self.model.chosen) == MOST:
            self._told.setText(_("Three can be compared at once; take one away first."))
        else:
            self.model.choose(code, is_chosen=is_chosen)

    def _show_choice(self) -> None:
        count = len(self.model.chosen)
        self.compare_button.setText(_("Compare {count}").format(count=count) if count else _("Compare"))
        self.compare_button.setEnabled(count > 1)
        if count < 2:
            self._told.setText(_("Tick two or three to compare them: Space, or Ctrl and a click."))
        else:
            self._told.setText(" · ".join(self._board.candidates[code].name for code in self.model.chosen))

    def _compare(self) -> None:
        self.comparison_asked.emit(tuple(self.model.chosen))

    def _open(self) -> None:
        if self.table.code:
            self.candidate_asked.emit(self.table.code)
