"""The lines of the candidate list: who is let through by filters and search, and what a line shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt

from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.i18n import _
from reviewer_app.services.overview import missing_of, stands, written_total
from reviewer_app.services.shortlist import ALL, Picked, bears, standings
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.mark_row import title_of
from reviewer_app.ui.expert.states import state_word

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """What a line of the list shows."""

    code: str
    name: str
    about: str
    sheet: ScoreSheet
    total: str
    missing: int


class CandidateModel(QStringListModel):
    """The lines that the filters and the search let through, in the round's order.

    The base counts them: a view that lays out thousands of lines asks for their number at each of them.
    """

    def __init__(self, board: Board, finder: Finder) -> None:
        super().__init__()
        self._board, self._finder = board, finder
        self._lines: dict[str, CandidateLine] = {}
        self._shown: list[str] = []
        self._rows: dict[str, int] = {}
        finder.learnt.connect(self._search_again)
        self._wanted, self._search = ALL, ""
        self._picked: frozenset[Picked] = frozenset()
        self._among: dict[str, None] = {}
        self.counts: Counter[str] = Counter()
        self._count()

    @property
    def shown(self) -> Sequence[str]:
        """The codes that are let through."""
        return self._shown

    @property
    def among(self) -> int:
        """How many bear what was picked, whatever their state; `counts` holds how they stand."""
        return len(self._among)

    @property
    def is_filtered(self) -> bool:
        return self._wanted != ALL or bool(self._search or self._picked)

    def show_all(self) -> None:
        """Reads every line from the board anew."""
        self._lines.clear()
        self._count()
        self._filter()

    def show_changed(self, sheet: ScoreSheet, before: ScoreSheet) -> None:
        """Shows one sheet anew; who is let through is looked at again with the next filter or search."""
        code = sheet.candidate
        self._lines.pop(code, None)
        if code in self._among:
            self.counts[stands(before)] -= 1
            self.counts[stands(sheet)] += 1
        number = self._rows.get(code)
        if number is not None:
            index = self.index(number)
            self.dataChanged.emit(index, index)

    def look_for(self, wanted: str, search: str, picked: Collection[Picked] = ()) -> None:
        """Lets through who stands so, is found so, and bears one of the values picked in each field."""
        self._wanted, self._search = wanted, search.strip()
        if self._picked != frozenset(picked):
            self._picked = frozenset(picked)
            self._count()
        self._filter()

    def row_of(self, code: str) -> int | None:
        return self._rows.get(code)

    def code_at(self, number: int) -> str:
        return self._shown[number]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == LINE:
            return self._line(self._shown[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            line = self._line(self._shown[index.row()])
            return f"{line.code} {line.name}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(text for text in self._told(self._shown[index.row()]) if text)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            line = self._line(self._shown[index.row()])
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{line.code} {line.name}, {state_word(line.sheet)} {line.total}"
            return self._told(line.code)[2]
        return None

    def _told(self, code: str) -> tuple[str, str, str]:
        """Who it is, where they work, and what a sheet that was begun still lacks."""
        line = self._line(code)
        missing = ""
        if line.sheet.marks and line.missing:
            titles = [title_of(one) for one in self._board.scheme.criteria if one.key not in line.sheet.marks]
            missing = _("Missing: {criteria}").format(criteria=" · ".join(titles))
        return f"{line.code} {line.name}", line.about, missing

    def _count(self) -> None:
        candidates, sheets = self._board.candidates, self._board.sheets
        self._among = dict.fromkeys(code for code in self._board.codes if bears(candidates[code], self._picked))
        self.counts = Counter(stands(sheets[code]) for code in self._among)

    def _search_again(self) -> None:
        if self._search:
            self._filter()

    def _filter(self) -> None:
        shown: Collection[str] = self._among
        if self._search:
            shown = [code for code in shown if self._finder.finds(code, self._search)]
        if self._wanted != ALL:
            sheets, wanted = self._board.sheets, standings(self._wanted)
            shown = [code for code in shown if stands(sheets[code]) in wanted]
        self._shown = list(shown)
        self._rows = {code: number for number, code in enumerate(self._shown)}
        self.setStringList(self._shown)

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
