"""The lines of the table, filtered and ordered, and what each cell shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from reviewer_app.domain.exact import plain
from reviewer_app.domain.mark_entry import written_mark
from reviewer_app.domain.pasted import Row
from reviewer_app.domain.scheme import Criterion
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _
from reviewer_app.i18n.errors import problem_text
from reviewer_app.services.overview import stands, written_total
from reviewer_app.services.shortlist import ALL, standings
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.mark_row import definition_of, title_of
from reviewer_app.ui.expert.marking import Marking, Place
from reviewer_app.ui.expert.states import state_word
from reviewer_app.ui.tables import Index

CODE, NAME, FIRST_MARK = range(3)
CELL = Qt.ItemDataRole.UserRole + 2
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows. `look`: plain, muted (words), mark, saving, wrong, total, begun (figures), state."""

    text: str
    look: str
    is_closed: bool
    sheet: ScoreSheet


class TableModel(QAbstractTableModel):
    """`mark_typed(candidate, criterion, text)` tells what was typed into a cell; who hears it writes."""

    mark_typed = Signal(str, str, str)

    def __init__(self, board: Board, marking: Marking, finder: Finder) -> None:
        super().__init__()
        self._board, self._marking, self._finder = board, marking, finder
        self.criteria = board.scheme.criteria
        self.total_column = FIRST_MARK + len(self.criteria)
        self.state_column = self.total_column + 1
        self.unit_column = self.state_column + 1
        self._wanted, self._search = ALL, ""
        self._order: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._problems: dict[Place, tuple[str, str]] = {}
        self._codes: list[str] = list(board.codes)
        self._rows: dict[str, int] = {}
        self._number()

    # who is shown, and in which order

    @property
    def codes(self) -> list[str]:
        """The candidates shown, in the order shown."""
        return self._codes

    def row_of(self, code: str) -> int | None:
        return self._rows.get(code)

    def column_of(self, criterion: str) -> int:
        return FIRST_MARK + self._board.scheme.criterion_keys.index(criterion)

    def criterion_at(self, column: int) -> Criterion | None:
        """The criterion of a column, None for a column of other things."""
        return self.criteria[column - FIRST_MARK] if FIRST_MARK <= column < self.total_column else None

    def look_for(self, wanted: str, search: str) -> None:
        """Shows those in a state whom a text finds."""
        self._wanted, self._search = wanted, search
        self._lay_out()

    def order_by(self, column: int, order: Qt.SortOrder) -> None:
        """Orders the lines as they are now; -1 is the round's order."""
        self._order = (column, order)
        self._lay_out()

    def _lay_out(self) -> None:
        self.beginResetModel()
        column, order = self._order
        codes = [code for code in self._board.codes if self._lets_through(code)]
        if column >= 0:
            key = self._key(column)
            last = [code for code in codes if key(code) is None]
            first = [code for code in codes if key(code) is not None]
            codes = sorted(first, key=key, reverse=order is Qt.SortOrder.DescendingOrder) + last
        self._codes = codes
        self._number()
        self.endResetModel()

    def _number(self) -> None:
        self._rows = {code: number for number, code in enumerate(self._codes)}

    def _lets_through(self, code: str) -> bool:
        if self._wanted != ALL and stands(self._board.sheets[code]) not in standings(self._wanted):
            return False
        return self._finder.finds(code, self._search)

    def _key(self, column: int) -> Callable[[str], Any]:
        """What a column is ordered by; lines without it (None) come last either way."""
        board, criterion = self._board, self.criterion_at(column)
        if criterion is not None:
            return lambda code: board.sheets[code].marks.get(criterion.key)
        if column == self.total_column:
            return board.total
        if column == self.state_column:
            return lambda code: (code in board.locked, state_word(board.sheets[code]))
        if column == NAME:
            return lambda code: board.candidates[code].name
        return str if column == CODE else lambda code: board.candidates[code].unit

    # what changed

    def show_changed(self, sheet: ScoreSheet) -> None:
        """Shows one sheet anew; its line stays where it is."""
        number = self._rows.get(sheet.candidate)
        if number is not None:
            self._tell(number, number)

    def show_all(self) -> None:
        """Shows every sheet anew; problems on sheets that were closed meanwhile are gone."""
        self._problems = {place: told for place, told in self._problems.items() if not self.closed(place[0])}
        if self._codes:
            self._tell(0, len(self._codes) - 1)

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.unit_column))

    # problems, told at the cell

    def show_problem(self, place: Place, text: str, why: str) -> None:
        self._problems[place] = (text, why)
        self.show_changed(self._board.sheets[place[0]])

    def drop_problem(self, place: Place) -> None:
        if self._problems.pop(place, None):
            self.show_changed(self._board.sheets[place[0]])

    def problem_at(self, row: int, column: int) -> str:
        """Why what was typed into a cell is not taken; nothing where all is well."""
        criterion = self.criterion_at(column)
        return "" if criterion is None else self._problems.get((self._codes[row], criterion.key), ("", ""))[1]

    # what takes marks

    def closed(self, code: str) -> str:
        """The code of why a line takes no marks; nothing where it does."""
        states = {SheetState.RECUSED: "paste_recused", SheetState.ABSTAINED: "paste_abstained"}
        return states.get(self._board.sheets[code].state, "paste_signed" if code in self._board.locked else "")

    def closed_words(self, code: str) -> str:
        why = self.closed(code)
        reason = self._board.sheets[code].reason
        return " · ".join(text for text in (problem_text(why, {"candidate": code}), reason) if text) if why else ""

    def rows_from(self, row: int) -> list[Row]:
        """The lines from there on, as a paste sees them."""
        return [
            Row(candidate=code, closed=self.closed(code), marks=self._board.sheets[code].marks)
            for code in self._codes[row:]
        ]

    def columns_from(self, column: int) -> list[Criterion | None]:
        return [self.criterion_at(number) for number in range(column, self.columnCount())]

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._codes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else self.unit_column + 1

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        criterion = self.criterion_at(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.head(section)
        if role == Qt.ItemDataRole.ToolTipRole and criterion is not None:
            return "\n".join((title_of(criterion), definition_of(criterion), range_words(criterion)))
        if role == Qt.ItemDataRole.TextAlignmentRole and FIRST_MARK <= section <= self.total_column:
            return RIGHT
        return None

    def head(self, column: int) -> str:
        criterion = self.criterion_at(column)
        if criterion is not None:
            return f"{title_of(criterion)} /{plain(criterion.max_score)}"
        heads = {CODE: _("Code"), NAME: _("Candidate"), self.total_column: _("Total"), self.state_column: _("State")}
        return heads.get(column, _("Unit"))

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if self.criterion_at(index.column()) is not None and not self.closed(self._codes[index.row()]):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        code = self._codes[row]
        if role == CELL:
            return self._cell(code, column)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._cell(code, column).text if role == Qt.ItemDataRole.DisplayRole else self._typed(code, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._board.candidates[code].name}, {self.head(column)}: {self._cell(code, column).text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(code, row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and FIRST_MARK <= column <= self.total_column:
            return RIGHT
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        criterion = self.criterion_at(index.column())
        if role != Qt.ItemDataRole.EditRole or criterion is None:
            return False
        self.mark_typed.emit(self._codes[index.row()], criterion.key, str(value))
        return True

    def _cell(self, code: str, column: int) -> Cell:
        sheet, one = self._board.sheets[code], self._board.candidates[code]
        criterion = self.criterion_at(column)
        is_closed = bool(self.closed(code))
        if criterion is not None:
            text, look = self._mark(sheet, criterion)
        elif column == self.total_column:
            text, look = self._total(self._board.total(code)), "total" if self._board.is_scored(code) else "begun"
        elif column == self.state_column:
            text, look = self._state(sheet), "state"
        else:
            text = {CODE: code, NAME: one.name}.get(column, one.unit)
            look = "plain" if column == NAME else "muted"
        return Cell(text, look, is_closed, sheet)

    def _mark(self, sheet: ScoreSheet, criterion: Criterion) -> tuple[str, str]:
        place = (sheet.candidate, criterion.key)
        if place in self._problems:
            return self._problems[place][0], "wrong"
        if self._marking.waits(*place):
            return _("saving…"), "saving"
        mark = sheet.marks.get(criterion.key)
        return ("" if mark is None else written_mark(mark, criterion)), "mark"

    def _total(self, total: Decimal | None) -> str:
        return "" if total is None else written_total(total, self._board.scheme)

    def _state(self, sheet: ScoreSheet) -> str:
        return _("signed") if self.closed(sheet.candidate) == "paste_signed" else state_word(sheet)

    def _typed(self, code: str, column: int) -> str:
        """What an editor begins with: what was typed and not taken, else the mark that is kept."""
        criterion = self.criterion_at(column)
        if criterion is None:
            return ""
        kept = self._board.sheets[code].marks.get(criterion.key)
        told = self._problems.get((code, criterion.key))
        return told[0] if told else "" if kept is None else written_mark(kept, criterion)

    def _tip(self, code: str, row: int, column: int) -> str:
        if column == self.state_column:
            remark = self._board.sheets[code].remark
            return "\n".join(text for text in (self.closed_words(code), remark) if text)
        if column == self.unit_column:
            return self._board.candidates[code].unit
        return self.problem_at(row, column) or self.closed_words(code)


def range_words(criterion: Criterion) -> str:
    """The marks that a criterion takes."""
    low, high, step = map(plain, (criterion.min_score, criterion.max_score, criterion.step))
    return _("{low} to {high} in steps of {step}").format(low=low, high=high, step=step)
