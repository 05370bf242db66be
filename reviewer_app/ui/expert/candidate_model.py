"""The lines of the candidate list: who is let through by filter and search, and what a line shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services.overview import missing_of, written_total
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.states import state_word

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
ALL, OPEN, BEGUN = "all", "open", "begun"


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """What a line of the list shows."""

    code: str
    name: str
    about: str
    sheet: ScoreSheet
    total: str
    missing: int


class CandidateModel(QAbstractListModel):
    """The lines that the filter and the search let through, in the round's order."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board
        self._keys = {code: f"{code} {one.name}".casefold() for code, one in board.candidates.items()}
        self._lines: dict[str, CandidateLine] = {}
        self._shown: list[str] = []
        self._rows: dict[str, int] = {}
        self._wanted, self._search = ALL, ""

    def use_keys(self, keys: Mapping[str, str]) -> None:
        """What candidates are found by, once that is known."""
        self._keys.update(keys)

    def show_all(self) -> None:
        """Reads every line from the board anew."""
        self._lines.clear()
        self._filter()

    def show_changed(self, sheet: ScoreSheet) -> None:
        """Shows one sheet anew; who is let through is looked at again with the next filter or search."""
        self._lines.pop(sheet.candidate, None)
        number = self._rows.get(sheet.candidate)
        if number is not None:
            index = self.index(number)
            self.dataChanged.emit(index, index)

    def look_for(self, wanted: str, search: str) -> None:
        self._wanted, self._search = wanted, search.strip().casefold()
        self._filter()

    def row_of(self, code: str) -> int | None:
        return self._rows.get(code)

    def code_at(self, number: int) -> str:
        return self._shown[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._line(self._shown[index.row()])
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{line.code} {line.name}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.code} {line.name}, {state_word(line.sheet)} {line.total}"
        return None

    def _filter(self) -> None:
        self.beginResetModel()
        self._shown = [code for code in self._board.codes if self._lets_through(code)]
        self._rows = {code: number for number, code in enumerate(self._shown)}
        self.endResetModel()

    def _lets_through(self, code: str) -> bool:
        if self._search and self._search not in self._keys[code]:
            return False
        if self._wanted == ALL:
            return True
        sheet = self._board.sheets[code]
        return sheet.state is SheetState.INCOMPLETE and (self._wanted == OPEN or bool(sheet.marks))

    def _line(self, code: str) -> CandidateLine:
        line = self._lines.get(code)
        if line is None:
            line = self._lines[code] = self._made(code)
        return line

    def _made(self, code: str) -> CandidateLine:
        one, sheet, total = self._board.candidates[code], self._board.sheets[code], self._board.total(code)
        return CandidateLine(
            code=code,
            name=one.name,
            about=" · ".join(text for text in (one.unit, one.trade) if text),
            sheet=sheet,
            total="" if total is None else written_total(total, self._board.scheme),
            missing=missing_of(sheet, self._board.scheme),
        )
