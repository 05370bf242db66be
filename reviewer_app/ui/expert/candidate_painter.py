"""Draws a line of the candidate list: state, code, name, unit and trade, total or what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer_app.domain.sheet import SheetState
from reviewer_app.i18n import _, n_
from reviewer_app.ui.expert.states import state_icon
from reviewer_app.ui.icons import pixmap
from reviewer_app.ui.parts import Left, Right, bold, chip_size, paint_chip
from reviewer_app.ui.theme import Theme

if TYPE_CHECKING:
    from reviewer_app.ui.expert.candidate_model import CandidateLine


class CandidatePainter(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        sizes = self._theme.type
        return QSize(100, round((sizes.base + sizes.small) * 1.35) + 18)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: CandidateLine = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        state = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        self._paint_ground(
            painter, area, is_current=is_current, is_hovered=bool(state & QStyle.StateFlag.State_MouseOver)
        )
        picture, tone = state_icon(line.sheet)
        pixels = self._theme.type.base + 3
        painter.drawPixmap(
            area.left() + 12, area.center().y() - pixels // 2, pixmap(picture, self._theme.colour(tone), pixels)
        )
        left = area.left() + 12 + pixels + 8
        painter.setFont(self._theme.font(self._theme.type.base))
        painter.setPen(self._theme.colour("muted"))
        code_width = QFontMetrics(painter.font()).horizontalAdvance("0000")
        painter.drawText(QRect(left, area.top(), code_width, area.height()), int(Left), line.code)
        left += code_width + 2
        words, tone = _chip(line)
        right = area.right() - 10 if words else self._paint_total(painter, area, line)
        inside = QRect(left, area.top() + 7, right - left - 4, area.height() - 14)
        self._paint_name(painter, inside, line)
        if words:
            right = self._paint_chip(painter, inside, words, tone)
        self._paint_about(painter, QRect(left, inside.top(), right - left - 4, inside.height()), line)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, *, is_current: bool, is_hovered: bool) -> None:
        if is_current:
            painter.fillRect(area, self._theme.colour("accent_soft"))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), self._theme.colour("accent"))
        elif is_hovered:
            painter.fillRect(area, self._theme.colour("ground"))

    def _paint_total(self, painter: QPainter, area: QRect, line: CandidateLine) -> int:
        """Paints the total at the right; returns where it begins."""
        right = area.right() - 10
        if not line.total:
            return right
        painter.setFont(self._theme.font(self._theme.type.base))
        painter.setPen(self._theme.colour("ink"))
        width = QFontMetrics(painter.font()).horizontalAdvance(line.total)
        painter.drawText(QRect(right - width, area.top(), width, area.height()), int(Right), line.total)
        return right - width

    def _paint_chip(self, painter: QPainter, area: QRect, words: str, tone: str) -> int:
        """Paints a state at the right of the second line; returns where it begins."""
        width = chip_size(self._theme, words, "").width()
        second = QRectF(area.right() - width, area.top() + self._half, width, area.height() - self._half)
        paint_chip(painter, second, self._theme, words, "", tone)
        return area.right() - width

    def _paint_name(self, painter: QPainter, area: QRect, line: CandidateLine) -> None:
        font = bold(self._theme, self._theme.type.base)
        painter.setFont(font)
        painter.setPen(self._theme.colour("ink"))
        name = QFontMetrics(font).elidedText(line.name, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRect(area.left(), area.top(), area.width(), self._half), int(Left), name)

    def _paint_about(self, painter: QPainter, area: QRect, line: CandidateLine) -> None:
        font = self._theme.font(self._theme.type.small)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        about = QFontMetrics(font).elidedText(line.about, Qt.TextElideMode.ElideRight, area.width())
        second = QRect(area.left(), area.top() + self._half + 2, area.width(), area.height() - self._half)
        painter.drawText(second, int(Left), about)

    @property
    def _half(self) -> int:
        """The height of the first line."""
        return round(self._theme.type.base * 1.35)


def _chip(line: CandidateLine) -> tuple[str, str]:
    """The word of a state that a total cannot tell."""
    if line.sheet.state is SheetState.RECUSED:
        return _("Recused"), "muted"
    if line.sheet.state is SheetState.ABSTAINED:
        return _("Abstained"), "muted"
    if line.sheet.state is SheetState.INCOMPLETE and line.sheet.marks:
        return n_("{count} missing", "{count} missing", line.missing).format(count=line.missing), "amber"
    return "", ""
