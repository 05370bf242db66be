"""Draws a line of the candidate list: state, code, name, unit and trade, total or what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer_app.domain.sheet import SheetState
from reviewer_app.i18n import _, n_
from reviewer_app.ui.chips import chip_size, paint_chip
from reviewer_app.ui.expert.states import state_icon
from reviewer_app.ui.icons import pixmap
from reviewer_app.ui.parts import Left, Right, bold
from reviewer_app.ui.theme import Theme

if TYPE_CHECKING:
    from reviewer_app.ui.expert.candidate_model import CandidateLine

Index = QModelIndex | QPersistentModelIndex
EDGE, GAP = 12, 8
KEPT = 80
"""Lines that are kept as they were drawn: some windows full."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """A line's texts as they fit into a width, and where they end."""

    line: CandidateLine
    width: int
    name: str
    about: str
    words: str
    tone: str
    end: int


class CandidatePainter(QStyledItemDelegate):
    """What texts fit is worked out once for a line and a width; a line that was drawn is kept while the list moves."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._laid: dict[str, _Laid] = {}
        self._drawn: dict[str, tuple[_Laid, float, QPixmap]] = {}
        self._measure()
        theme.changed.connect(self._measure)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        sizes = self._theme.type
        return QSize(100, round((sizes.base + sizes.small) * 1.35) + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        laid = self._laid_out(index.data(Qt.ItemDataRole.UserRole), area.width())
        ratio = painter.device().devicePixelRatio()
        kept = self._drawn.get(laid.line.code)
        if kept is None or kept[0] is not laid or kept[1] != ratio:
            if len(self._drawn) >= KEPT:
                self._drawn.clear()
            kept = self._drawn[laid.line.code] = laid, ratio, self._draw(laid, area.size(), ratio)
        paint_ground(painter, area, self._theme, option.state)
        painter.drawPixmap(area.topLeft(), kept[2])

    def _draw(self, laid: _Laid, size: QSize, ratio: float) -> QPixmap:
        """A line as a picture on a clear ground."""
        drawn = QPixmap(size * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self._paint_line(painter, QRect(QPoint(), size), laid)
        painter.end()
        return drawn

    def _paint_line(self, painter: QPainter, area: QRect, laid: _Laid) -> None:
        line, left = laid.line, area.left() + self._code_left
        paint_state(painter, area, self._theme, line, EDGE)
        painter.setFont(self._base)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(QRect(left, area.top(), self._code_width, area.height()), int(Left), line.code)
        left += self._code_width + 2
        end, top = area.left() + laid.end, area.top() + 7
        if laid.words:
            width = area.right() - 10 - end
            second = QRectF(end, top + self._half, width, area.height() - 14 - self._half)
            paint_chip(painter, second, self._theme, laid.words, "", laid.tone)
        painter.setPen(self._theme.colour("ink"))
        if line.total and not laid.words:
            painter.drawText(QRect(end, area.top(), area.right() - 10 - end, area.height()), int(Right), line.total)
        painter.setFont(self._bold)
        painter.drawText(QRect(left, top, area.right() - 10 - left, self._half), int(Left), laid.name)
        painter.setFont(self._small)
        painter.setPen(self._theme.colour("muted"))
        height = area.height() - 14 - self._half
        painter.drawText(QRect(left, top + self._half + 2, end - left, height), int(Left), laid.about)

    def _measure(self) -> None:
        sizes = self._theme.type
        self._laid.clear()
        self._drawn.clear()
        self._base, self._small = self._theme.font(sizes.base), self._theme.font(sizes.small)
        self._bold = bold(self._theme, sizes.base)
        self._base_metrics, self._small_metrics = QFontMetrics(self._base), QFontMetrics(self._small)
        self._bold_metrics = QFontMetrics(self._bold)
        self._code_left = EDGE + sizes.base + 3 + GAP
        self._code_width = self._base_metrics.horizontalAdvance("0000")
        self._half = round(sizes.base * 1.35)

    def _laid_out(self, line: CandidateLine, width: int) -> _Laid:
        laid = self._laid.get(line.code)
        if laid is None or laid.line is not line or laid.width != width:
            laid = self._laid[line.code] = self._lay_out(line, width)
        return laid

    def _lay_out(self, line: CandidateLine, width: int) -> _Laid:
        words, tone = _chip(line)
        left, right = self._code_left + self._code_width + 2, width - 11
        taken = chip_size(self._theme, words, "").width() if words else self._base_metrics.horizontalAdvance(line.total)
        end = right - taken
        elide = Qt.TextElideMode.ElideRight
        name_end = right if words else end
        return _Laid(
            line=line,
            width=width,
            name=self._bold_metrics.elidedText(line.name, elide, name_end - left - 4),
            about=self._small_metrics.elidedText(line.about, elide, end - left - 4),
            words=words,
            tone=tone,
            end=end,
        )


class StripPainter(QStyledItemDelegate):
    """Draws a line of the folded list: state and code."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(40, self._theme.type.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        line: CandidateLine = index.data(Qt.ItemDataRole.UserRole)
        paint_ground(painter, area, self._theme, option.state)
        left = paint_state(painter, area, self._theme, line, GAP) + 5
        painter.setFont(self._theme.font(self._theme.type.small))
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(QRect(left, area.top(), area.right() - left, area.height()), int(Left), line.code)


def paint_ground(painter: QPainter, area: QRect, theme: Theme, state: QStyle.StateFlag) -> None:
    """The ground of a line that is chosen or under the pointer."""
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(area, theme.colour("accent_soft"))
        painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), theme.colour("accent"))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, theme.colour("ground"))


def paint_state(painter: QPainter, area: QRect, theme: Theme, line: CandidateLine, edge: int) -> int:
    """Paints the state as an icon; returns where it ends."""
    picture, tone = state_icon(line.sheet)
    pixels = theme.type.base + 3
    drawn = pixmap(picture, theme.colour(tone), pixels)
    painter.drawPixmap(area.left() + edge, area.center().y() - pixels // 2, drawn)
    return area.left() + edge + pixels


def _chip(line: CandidateLine) -> tuple[str, str]:
    """The word of a state that a total cannot tell."""
    if line.sheet.state is SheetState.RECUSED:
        return _("Recused"), "muted"
    if line.sheet.state is SheetState.ABSTAINED:
        return _("Abstained"), "muted"
    if line.sheet.state is SheetState.INCOMPLETE and line.sheet.marks:
        return n_("{count} missing", "{count} missing", line.missing).format(count=line.missing), "amber"
    return "", ""
