"""Draws the ranking's cells: figures, dots, chips, and the cut line."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer_app.i18n import _
from reviewer_app.services.ranking import RankedLine
from reviewer_app.ui.chair.ranking_model import CODE, DOTS, NAME, RANK, SCORE, STANDING, RankingModel, standing_text
from reviewer_app.ui.chips import paint_chip
from reviewer_app.ui.parts import Left, Right, mixed
from reviewer_app.ui.tables import ROW, Index
from reviewer_app.ui.theme import Theme

RADIUS = 3.6
_CHIPS = {
    "advance": ("circle-check", "green"),
    "undecided": ("scale", "amber"),
    "unscored": ("circle-alert", "muted"),
}


class RankingPainter(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject, model: RankingModel) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: RankedLine | None = index.data(ROW)
        area: QRect = option.rect
        painter.save()
        if line is None:
            self._paint_cut(painter, area)
        else:
            self._paint_ground(painter, area, line, is_chosen=bool(option.state & QStyle.StateFlag.State_Selected))
            inside = area.adjusted(8, 0, -8, 0)
            if index.column() == DOTS:
                self._paint_dots(painter, QRectF(inside), line)
            elif index.column() == STANDING:
                self._paint_standing(painter, QRectF(inside), line)
            else:
                self._paint_text(painter, inside, index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, line: RankedLine, *, is_chosen: bool) -> None:
        if is_chosen:
            painter.fillRect(area, self._theme.colour("accent_soft"))
        elif line.standing == "undecided":
            painter.fillRect(area, self._theme.colour("amber_soft"))
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _paint_text(self, painter: QPainter, area: QRect, index: Index) -> None:
        column = index.column()
        size = self._theme.type.base + (1 if column in (RANK, SCORE, NAME, CODE) else 0)
        painter.setFont(self._theme.font(size))
        painter.setPen(self._theme.colour("ink"))
        side = Left if column in (CODE, NAME) else Right
        text = QFontMetrics(painter.font()).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(side), text)

    def _paint_dots(self, painter: QPainter, area: QRectF, line: RankedLine) -> None:
        ranking = self._model.ranking
        if ranking is None or not line.dots:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = area.center().y()
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(QPointF(area.left(), y + 7), QPointF(area.right(), y + 7))
        width = float(ranking.high - ranking.low) or 1.0
        accent, ground = self._theme.colour("accent"), self._theme.colour("card")
        for dot in line.dots:
            share = float(dot.total - ranking.low) / width
            x = area.left() + RADIUS + share * (area.width() - 2 * RADIUS)
            painter.setPen(QPen(accent if dot.kept else self._theme.colour("muted"), 1.3))
            painter.setBrush(mixed(accent, ground, dot.kept))
            painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)

    def _paint_standing(self, painter: QPainter, area: QRectF, line: RankedLine) -> None:
        words = standing_text(line)
        if line.standing in _CHIPS:
            picture, tone = _CHIPS[line.standing]
            paint_chip(painter, area, self._theme, words, picture, tone)
        else:
            painter.setFont(self._theme.font(self._theme.type.base))
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(area, int(Left), words)

    def _paint_cut(self, painter: QPainter, area: QRect) -> None:
        ranking = self._model.ranking
        assert ranking is not None
        painter.fillRect(area, self._theme.colour("card"))
        words = _("quota {quota}").format(quota=ranking.quota)
        font = self._theme.font(self._theme.type.small)
        painter.setFont(font)
        width = QFontMetrics(font).horizontalAdvance(words) + 20
        y, middle = area.center().y(), area.center().x()
        painter.setPen(QPen(self._theme.colour("red"), 2))
        painter.drawLine(area.left(), y, middle - width // 2, y)
        painter.drawLine(middle + width // 2, y, area.right(), y)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), words)
