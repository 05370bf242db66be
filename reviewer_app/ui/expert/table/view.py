"""The view of all candidates and criteria: look over, change a mark, paste marks from a spreadsheet."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.pasted import CellProblem, Pasted, judged, read_cells
from reviewer_app.i18n import N_, _, n_
from reviewer_app.i18n.errors import problem_text
from reviewer_app.services.shortlist import ALL, OPEN, RECUSED, SCORED
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.mark_row import title_of
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.table.grid import Grid
from reviewer_app.ui.expert.table.model import FIRST_MARK, TableModel, range_words
from reviewer_app.ui.expert.table.problems import Line, PasteProblems
from reviewer_app.ui.icons import icon
from reviewer_app.ui.keys import Key, key_name
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Elided, Frame, button, fill, restyle, row

_FILTERS = {ALL: N_("All"), OPEN: N_("Still open"), SCORED: N_("Scored"), RECUSED: N_("Recused")}


class TableView(DeskPart):
    """Everything typed or pasted goes through the marking; the cells show what lies on the disk."""

    def __init__(self, desktop: Desktop, board: Board, marking: Marking, finder: Finder, messages: MessageArea) -> None:
        super().__init__()
        self._board, self._marking, self._finder, self._messages = board, marking, finder, messages
        self.model = TableModel(board, marking, finder)
        self.grid = Grid(desktop, self.model)
        self.problems = PasteProblems(desktop)
        self._wanted = ALL
        self._pasted: Pasted | None = None
        self._told = Elided(tone="muted")
        self._filters: dict[str, QPushButton] = {}
        card = Frame("card", self._tools(desktop), self.grid, self.problems, self._footer(), spacing=0, padding=1)
        fill(QVBoxLayout(self), (card,), 0, (8, 8, 8, 8))
        self._connect()

    def _tools(self, desktop: Desktop) -> Frame:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Name, code, pinyin"))
        self.search.setAccessibleName(_("Search"))
        self.search.setObjectName("table-search")
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self.search.setMinimumWidth(16 * desktop.theme.type.base)
        magnifier = icon("search", desktop.theme.colour("muted"), 16)
        self.search.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
        for wanted, words in _FILTERS.items():
            made = button(_(words), partial(self.want, wanted), kind="filter", name=f"table-{wanted}")
            made.setCheckable(True)
            made.setChecked(wanted == self._wanted)
            self._filters[wanted] = made
        self.compare_button = button(_("Compare"), self._compare, name="table-compare")
        self.open_button = button(_("Open the dossier"), self._open_current, name="table-open")
        copy = button(_("Copy the table"), self._copy_whole, name="table-copy")
        line = row(self.search, *self._filters.values(), None, copy, self.compare_button, self.open_button, spacing=6)
        return Frame("section", line, padding=8)

    def _footer(self) -> Frame:
        made = Frame("footer", self._told, padding=0)
        made.box.setContentsMargins(12, 7, 12, 7)
        return made

    def _connect(self) -> None:
        self._board.changed.connect(lambda sheet, _before: self.model.show_changed(sheet))
        self._board.reloaded.connect(self.model.show_all)
        for told in (self._marking.writing, self._marking.saved, self._marking.failed):
            told.connect(lambda *_what: self.grid.viewport().update())
        self.search.textChanged.connect(lambda _text: self._look())
        self._finder.learnt.connect(self._look)
        self.search.textEdited.connect(lambda _text: self._finder.learn())
        self.model.mark_typed.connect(self._enter)
        self.model.dataChanged.connect(lambda *_range: self._tell_current())
        self.grid.selectionModel().currentChanged.connect(lambda _now, _before: self._tell_current())
        self.grid.selectionModel().selectionChanged.connect(lambda _now, _before: self._show_choice())
        self.grid.pasted.connect(self.paste)
        self.grid.cleared.connect(self._clear)
        self.grid.escaped.connect(self._escape)
        self.grid.opened.connect(self.candidate_asked)
        self.problems.good_asked.connect(self._paste_good)
        self.problems.place_asked.connect(self._show_place)
        self.problems.closed.connect(self._drop_paste)

    # going about

    def field_keys(self) -> tuple[Key, ...]:
        return (
            Key(_("0 to 9"), _("Begins a mark in the cell")),
            Key(key_name("Return"), _("Takes the mark and goes down; in the first columns it opens the dossier")),
            Key("Tab", _("Takes the mark and goes to the right")),
            Key(key_name("Delete"), _("Takes the marks of the chosen cells back")),
            Key("Ctrl+C", _("Copies the chosen cells, as a spreadsheet takes them")),
            Key("Ctrl+V", _("Pastes marks out of a spreadsheet, all or none")),
        )

    def enter(self) -> None:
        self._look()
        if self.grid.place[0] < 0 and self.model.codes:
            self.grid.go_to(0, FIRST_MARK)
        self._tell_current()
        self._show_choice()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on_from(self, old: DeskPart) -> None:
        if isinstance(old, TableView):
            self.search.setText(old.search.text())
            self.want(old._wanted)
            before, now = old.grid.horizontalHeader(), self.grid.horizontalHeader()
            now.setSortIndicator(before.sortIndicatorSection(), before.sortIndicatorOrder())
            self.grid.go_to(*old.grid.place)

    def show_mark(self, candidate: str, criterion: str) -> None:
        if self.model.row_of(candidate) is None:
            self.search.clear()
            self.want(ALL)
        self.model.drop_problem((candidate, criterion))
        self.grid.go_to(self.model.row_of(candidate) or 0, self.model.column_of(criterion))

    def next_open(self) -> None:
        """To the next line that lacks a mark, at the first criterion without one; round to the first line."""
        here, codes = self.grid.place[0], self.model.codes
        for number in (*range(here + 1, len(codes)), *range(here + 1)):
            sheet = self._board.sheets[codes[number]]
            empty = [one.key for one in self.model.criteria if one.key not in sheet.marks]
            if empty and not self.model.closed(codes[number]):
                self.grid.go_to(number, self.model.column_of(empty[0]))
                return

    def step(self, by: int) -> None:
        self.grid.move_by(0, by)

    def seek(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def write(self) -> None:
        self.grid.edit(self.grid.currentIndex())

    def settle(self) -> None:
        self.grid.settle()

    def want(self, wanted: str) -> None:
        """Shows only those in a state."""
        self._wanted = wanted
        for name, made in self._filters.items():
            made.setChecked(name == wanted)
        self._look()

    def _look(self) -> None:
        self.grid.settle()
        row_, column = self.grid.place
        code = self.model.codes[row_] if row_ >= 0 else ""
        self.model.look_for(self._wanted, self.search.text())
        if code and self.model.codes:
            self.grid.go_to(self.model.row_of(code) or 0, column)
        if not self.model.codes:
            self._tell(_("Nobody is found. Clear the search, or choose another filter."))

    def _open_current(self) -> None:
        if self.grid.place[0] >= 0:
            self.candidate_asked.emit(self.model.codes[self.grid.place[0]])

    def _compare(self) -> None:
        self.comparison_asked.emit(tuple(self.grid.chosen_codes()))

    def _show_choice(self) -> None:
        count = len(self.grid.chosen_codes())
        self.compare_button.setEnabled(count in (2, 3))
        self.compare_button.setToolTip(_("Choose cells on two or three lines, with Ctrl or Shift."))

    def _copy_whole(self) -> None:
        QGuiApplication.clipboard().setText(self.grid.copied_whole())
        self._tell(_("Copied: the lines shown, under their titles."))

    # marks

    def _enter(self, candidate: str, criterion: str, text: str) -> None:
        """Judges what was typed into a cell: it is written, or told there."""
        try:
            self._marking.judged(criterion, text)
        except UserError as error:
            self.model.show_problem((candidate, criterion), text, self._marking.why(error, criterion))
            return
        self.model.drop_problem((candidate, criterion))
        self._marking.enter(self._board.sheets[candidate], criterion, text)

    def _clear(self) -> None:
        """Takes the marks of the chosen cells back, as one step."""
        marks: dict[str, dict[str, None]] = {}
        for candidate, criterion in self.grid.chosen_places():
            self.model.drop_problem((candidate, criterion))
            if criterion in self._board.sheets[candidate].marks and not self.model.closed(candidate):
                marks.setdefault(candidate, {})[criterion] = None
        if marks:
            self._marking.give(marks)

    def _escape(self) -> None:
        for place in self.grid.chosen_places():
            self.model.drop_problem(place)

    # pasting

    def paste(self, text: str) -> None:
        """Judges a spreadsheet's cells against the lines shown, from the current cell on; writes all or none."""
        row_, column = self.grid.place
        try:
            cells = read_cells(text)
        except UserError as error:
            self._messages.show_error(error)
            return
        if row_ < 0 or not cells:
            return
        pasted = judged(cells, self.model.rows_from(row_), self.model.columns_from(column))
        if pasted.problems:
            self._pasted = pasted
            lines = tuple(self._line(one, row_, column) for one in pasted.problems)
            self.problems.show_paste(pasted, lines)
            QTimer.singleShot(0, lambda: self.grid.scrollTo(self.grid.currentIndex()))
        else:
            self._give(pasted)

    def _line(self, one: CellProblem, row_: int, column: int) -> Line:
        row_, column = row_ + one.row, column + one.column
        criterion = self.model.criterion_at(column)
        values = dict(one.problem.values)
        if criterion is not None:
            values["criterion"] = title_of(criterion)
        code = self.model.codes[row_] if row_ < len(self.model.codes) else ""
        named = f"{code} {self._board.candidates[code].name}" if code else str(row_ + 1)
        is_there = column < self.model.columnCount()
        return Line(
            row=row_,
            column=column,
            candidate=named,
            criterion=self.model.head(column) if is_there else str(column + 1),
            text=one.text,
            why=problem_text(one.problem.code, values),
        )

    def _paste_good(self) -> None:
        if self._pasted is not None:
            self._give(self._pasted)
        self._drop_paste()

    def _drop_paste(self) -> None:
        self._pasted = None
        self.problems.hide()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self, pasted: Pasted) -> None:
        self._drop_paste()
        if not pasted.good:
            self._tell(_("Nothing was pasted: empty cells and marks that stand there already change nothing."))
            return
        words = n_(
            "{count} mark was pasted. Ctrl+Z takes it back.",
            "{count} marks were pasted. Ctrl+Z takes them back.",
            pasted.good,
        ).format(count=pasted.good)
        self._marking.give(pasted.marks, then=partial(self._tell, words))

    def _show_place(self, row_: int, column: int) -> None:
        if row_ < self.model.rowCount() and column < self.model.columnCount():
            self.grid.go_to(row_, column)

    # what is told below

    def _tell_current(self) -> None:
        """Tells of the current cell: what is wrong, why it is closed, or what it takes."""
        row_, column = self.grid.place
        if not 0 <= row_ < len(self.model.codes):
            return
        code, criterion = self.model.codes[row_], self.model.criterion_at(column)
        problem = self.model.problem_at(row_, column)
        if problem:
            self._tell(problem, "red")
        elif self.model.closed(code):
            self._tell(self.model.closed_words(code))
        elif criterion is not None:
            self._tell(f"{title_of(criterion)}  {range_words(criterion)}")
        else:
            self._tell(_("Enter opens the dossier."))

    def _tell(self, words: str, tone: str = "muted") -> None:
        self._told.setText(" ".join(words.split("\n")))
        self._told.setToolTip(words)
        restyle(self._told, "tone", tone)
