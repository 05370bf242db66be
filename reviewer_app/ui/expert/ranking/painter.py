"""Draws one's own ranking: choice, rank, the total's place among the others, ties as groups."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer_app.domain.sheet import SheetState
from reviewer_app.ui.chips import paint_chip
from reviewer_app.ui.expert.ranking.model import CHOICE, CODE, NAME, PLACE, RANK, STATE, TOTAL, UNIT, Line
from reviewer_app.ui.expert.states import state_icon
from reviewer_app.ui.icons import pixmap
from reviewer_app.ui.parts import Left, Right, bold
from reviewer_app.ui.tables import ROW, Index
from reviewer_app.ui.theme import Theme

BOX = 16
RADIUS = 4.0


class OwnRankingPainter(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line | str = index.data(ROW)
        area: QRect = option.rect
        painter.save()
        if isinstance(line, str):
            self._paint_heading(painter, area, line)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.fillRect(area, self._theme.colour("accent_soft"))
            painter.setPen(self._theme.colour("line"))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            self._paint_cell(painter, area, line, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, words: str) -> None:
        painter.fillRect(area, self._theme.colour("ground"))
        painter.setFont(bold(self._theme, self._theme.type.small))
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(area.adjusted(12, 0, -12, 0), int(Left), words)

    def _paint_cell(self, painter: QPainter, area: QRect, line: Line, index: Index) -> None:
        column, inside = index.column(), area.adjusted(8, 0, -8, 0)
        if column == CHOICE:
            self._paint_choice(painter, area, line, is_chosen=bool(index.data()))
        elif column == PLACE:
            self._paint_place(painter, QRectF(inside), line)
        elif column == STATE:
            self._paint_state(painter, inside, line)
        else:
            self._paint_text(painter, inside, line, column, str(index.data()))

    def _paint_choice(self, painter: QPainter, area: QRect, line: Line, *, is_chosen: bool) -> None:
        """A box to tick; ties bear a stroke at their left that joins the group."""
        if line.tied:
            painter.fillRect(QRect(area.left(), area.top(), 4, area.height()), self._theme.colour("accent"))
        if line.sheet.state is SheetState.RECUSED:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(area.left() + 14, area.center().y() - BOX / 2, BOX, BOX)
        painter.setPen(QPen(self._theme.colour("accent" if is_chosen else "muted"), 1.4))
        painter.setBrush(self._theme.colour("accent" if is_chosen else "card"))
        painter.drawRoundedRect(box, 3, 3)
        if is_chosen:
            tick = pixmap("check", self._theme.colour("on_accent"), BOX - 2)
            painter.drawPixmap(round(box.left() + 1), round(box.top() + 1), tick)

    def _paint_text(self, painter: QPainter, area: QRect, line: Line, column: int, text: str) -> None:
        size = self._theme.type.base
        is_strong = line.rank is not None and column in (RANK, TOTAL)
        painter.setFont(bold(self._theme, size) if is_strong else self._theme.font(size))
        is_quiet = column in (CODE, UNIT) or (line.rank is None and column != NAME)
        painter.setPen(self._theme.colour("muted" if is_quiet else "ink"))
        side = Right if column in (RANK, TOTAL) else Left
        painter.drawText(area, int(side), _shortened(painter, text, area.width()))

    def _paint_place(self, painter: QPainter, area: QRectF, line: Line) -> None:
        if line.rank is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = area.center().y()
        left, right = area.left() + RADIUS, area.right() - RADIUS
        x = left + line.share * (right - left)
        painter.setPen(QPen(self._theme.colour("line"), 2))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawLine(QPointF(left, y), QPointF(x, y))
        painter.setBrush(self._theme.colour("accent"))
        painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)

    def _paint_state(self, painter: QPainter, area: QRect, line: Line) -> None:
        if line.tied:
            paint_chip(painter, QRectF(area), self._theme, line.words, "scale", "accent")
        elif line.rank is None:
            picture, tone = state_icon(line.sheet)
            pixels = self._theme.type.base + 3
            top = area.center().y() - pixels // 2
            painter.drawPixmap(area.left(), top, pixmap(picture, self._theme.colour(tone), pixels))
            words = area.adjusted(pixels + 6, 0, 0, 0)
            painter.setFont(self._theme.font(self._theme.type.base))
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(words, int(Left), _shortened(painter, line.words, words.width()))


def _shortened(painter: QPainter, text: str, width: int) -> str:
    return QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)
