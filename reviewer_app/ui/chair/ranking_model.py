"""The ranking as a table; the cut line is a row of its own while the order is that of the ranks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from reviewer_app.i18n import _
from reviewer_app.services.ranking import RankedLine, Ranking
from reviewer_app.ui.tables import ROW, SORT, Index

RANK, CODE, NAME, SCORE, DOTS, SPREAD, STANDING = range(7)
_RIGHT = (RANK, SCORE, SPREAD)


class RankingModel(QAbstractTableModel):
    """Under the role `ROW` a line gives its `RankedLine`, the cut line None."""

    def __init__(self) -> None:
        super().__init__()
        self.ranking: Ranking | None = None
        self._rows: list[RankedLine | None] = []
        self._heads = (
            _("Rank"),
            _("Code"),
            _("Candidate"),
            _("Score"),
            _("Experts (hollow: dropped)"),
            _("Spread"),
            _("State"),
        )

    @property
    def cut_row(self) -> int | None:
        return self._rows.index(None) if None in self._rows else None

    def show_ranking(self, ranking: Ranking) -> None:
        self.ranking = ranking
        self.order_by(RANK, Qt.SortOrder.AscendingOrder)

    def order_by(self, column: int, order: Qt.SortOrder) -> None:
        """Orders the lines anew; the cut line shows only in the order of the ranks."""
        assert self.ranking is not None
        self.beginResetModel()
        lines: list[RankedLine | None] = list(self.ranking.lines)
        descending = order is Qt.SortOrder.DescendingOrder
        if column in (-1, RANK) and not descending:
            if self.ranking.cut is not None:
                lines.insert(self.ranking.cut, None)
        else:
            lines.sort(key=lambda line: _key(line, column), reverse=descending)
        self._rows = lines
        self.endResetModel()

    def line_at(self, number: int) -> RankedLine | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_of(self, code: str) -> int | None:
        return next((n for n, line in enumerate(self._rows) if line is not None and line.code == code), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._heads)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if self._rows[index.row()] is None else super().flags(index)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._rows[index.row()]
        if role == ROW:
            return line
        if line is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _text(line, index.column())
        if role == SORT:
            return _key(line, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == DOTS:
            return "\n".join(f"{dot.expert}  {dot.total.normalize():f}" for dot in line.dots)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in _RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def standing_text(line: RankedLine) -> str:
    return {
        "advance": _("Advances"),
        "undecided": _("Tie: undecided"),
        "reserve": _("Reserve {number}").format(number=line.reserve),
        "unscored": _("No score"),
        "behind": "",
    }[line.standing]


def _text(line: RankedLine, column: int) -> str:
    return {
        RANK: "–" if line.rank is None else str(line.rank),
        CODE: line.code,
        NAME: line.name,
        SCORE: line.score or "–",
        DOTS: " ".join(f"{dot.total.normalize():f}" for dot in line.dots),
        SPREAD: line.spread,
        STANDING: standing_text(line),
    }[column]


def _key(line: RankedLine | None, column: int) -> Any:
    if line is None:
        return 0
    last = Decimal(-1)
    numbers = {
        RANK: Decimal(10**9 if line.rank is None else line.rank),
        SCORE: Decimal(line.score) if line.score else last,
        SPREAD: Decimal(line.spread) if line.spread else last,
        DOTS: line.dots[len(line.dots) // 2].total if line.dots else last,
    }
    return numbers[column] if column in numbers else _text(line, column)
