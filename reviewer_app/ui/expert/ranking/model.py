"""The lines of one's own ranking, and who of them is chosen for a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.i18n import _, n_
from reviewer_app.services.overview import missing_of, written_total
from reviewer_app.services.own_ranking import OwnRanking, Ranked, own_ranking
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.states import state_word
from reviewer_app.ui.tables import ROW, Index

CHOICE, RANK, CODE, NAME, TOTAL, STATE, PLACE, UNIT = range(8)
MOST = 3
"""How many candidates may be compared at once."""
_RIGHT = (RANK, TOTAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A candidate; `rank` is None below the ranking, `tied` tells whether the line shares its rank.

    `share` is where the total lies between the lowest (0) and the highest (1) of one's own.
    """

    code: str
    sheet: ScoreSheet
    rank: int | None
    total: str
    share: float
    tied: int
    words: str


class OwnRankingModel(QAbstractTableModel):
    """Under the role `ROW` a line gives its `Line`, a heading its words. `choice_changed` tells of the chosen ones."""

    choice_changed = Signal()

    def __init__(self, board: Board, finder: Finder) -> None:
        super().__init__()
        self._board, self._finder = board, finder
        self._rows: list[Line | str] = []
        self._search = ""
        self.chosen: list[str] = []
        self._heads = ("", _("Rank"), _("Code"), _("Candidate"), _("Total"), _("State"), "", _("Unit"))

    @property
    def headings(self) -> list[int]:
        """The lines that are headings."""
        return [number for number, line in enumerate(self._rows) if isinstance(line, str)]

    def lay_out(self, search: str) -> None:
        """Ranks everybody anew and shows whom the text finds."""
        self.beginResetModel()
        self._search = search
        ranking = own_ranking(self._board.sheets.values(), self._board.scheme)
        self._rows = [line for line in self._ranked(ranking) if self._finds(line.code)]
        for words, codes in (
            (_("Not finished"), ranking.unfinished),
            (_("Stepped back: not in the ranking"), ranking.stepped_back),
        ):
            lines = [self._unranked(code) for code in codes if self._finds(code)]
            if lines:
                self._rows += [f"{words}  {len(lines)}", *lines]
        self.chosen = [code for code in self.chosen if self.may_choose(code)]
        self.endResetModel()
        self.choice_changed.emit()

    def line_at(self, number: int) -> Line | None:
        line = self._rows[number] if 0 <= number < len(self._rows) else None
        return line if isinstance(line, Line) else None

    def row_of(self, code: str) -> int | None:
        return next((n for n, one in enumerate(self._rows) if isinstance(one, Line) and one.code == code), None)

    # choosing

    def may_choose(self, code: str) -> bool:
        """Nobody is compared from whom the expert is recused: the dossier is closed."""
        return not self._board.is_recused(code)

    def choose(self, code: str, *, is_chosen: bool) -> None:
        """Chooses a candidate for the comparison, or no longer."""
        self.chosen = [one for one in self.chosen if one != code] + [code] * is_chosen
        number = self.row_of(code)
        if number is not None:
            self.dataChanged.emit(self.index(number, CHOICE), self.index(number, UNIT))
        self.choice_changed.emit()

    # lines

    def _finds(self, code: str) -> bool:
        return self._finder.finds(code, self._search)

    def _ranked(self, ranking: OwnRanking) -> list[Line]:
        if not ranking.ranked:
            return []
        high, low = ranking.ranked[0].total, ranking.ranked[-1].total
        return [self._line(one, low, high) for one in ranking.ranked]

    def _line(self, one: Ranked, low: Decimal, high: Decimal) -> Line:
        tied = one.sharing if one.sharing > 1 else 0
        return Line(
            code=one.candidate,
            sheet=self._board.sheets[one.candidate],
            rank=one.rank,
            total=written_total(one.total, self._board.scheme),
            share=float((one.total - low) / (high - low)) if high > low else 1.0,
            tied=tied,
            words=_("Tie of {count}").format(count=tied) if tied else "",
        )

    def _unranked(self, code: str) -> Line:
        sheet, total = self._board.sheets[code], self._board.total(code)
        missing = missing_of(sheet, self._board.scheme)
        words = n_("{count} missing", "{count} missing", missing).format(count=missing)
        return Line(
            code=code,
            sheet=sheet,
            rank=None,
            total="" if total is None or not missing else written_total(total, self._board.scheme),
            share=0.0,
            tied=0,
            words=words if missing else " · ".join(text for text in (state_word(sheet), sheet.reason) if text),
        )

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._heads)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self.line_at(index.row()) else Qt.ItemFlag.NoItemFlags

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and section == PLACE:
            return _("From your lowest total to your highest")
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._rows[index.row()]
        if role == ROW:
            return line
        if isinstance(line, str):
            return line if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._texts(line)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for text in self._texts(line) if text)
        return None

    def _texts(self, line: Line) -> Sequence[str]:
        one = self._board.candidates[line.code]
        choice = "✓" if line.code in self.chosen else ""
        rank = "" if line.rank is None else str(line.rank)
        return choice, rank, line.code, one.name, line.total, line.words, "", one.unit
