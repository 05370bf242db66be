"""States as chips and progress as bars: painted by hand, as parts of pages and inside the lines of lists."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.ui.icons import pixmap
from reviewer_app.ui.parts import Left
from reviewer_app.ui.theme import Theme

LEAST_BAR = 32
"""The width below which a bar says nothing and is not drawn."""


def chip_size(theme: Theme, text: str, icon_name: str) -> QSize:
    """The room that `paint_chip` takes."""
    metrics = QFontMetrics(theme.font(theme.type.small))
    picture = theme.type.small + 5 if icon_name else 0
    return QSize(metrics.horizontalAdvance(text) + picture + 18, metrics.height() + 4)


def paint_chip(painter: QPainter, rect: QRectF, theme: Theme, text: str, icon_name: str, tone: str) -> None:
    """A state as icon and word on its soft ground, in the middle of the height of `rect`, at its left."""
    size = chip_size(theme, text, icon_name)
    ground = "ground" if tone == "muted" else f"{tone}_soft"
    area = QRectF(rect.left(), rect.center().y() - size.height() / 2, min(size.width(), rect.width()), size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(area, size.height() / 2, size.height() / 2)
    left = area.left() + 9
    if icon_name:
        pixels = theme.type.small + 1
        painter.drawPixmap(
            round(left), round(area.center().y() - pixels / 2), pixmap(icon_name, theme.colour(tone), pixels)
        )
        left += pixels + 4
    painter.setPen(theme.colour(tone))
    painter.setFont(theme.font(theme.type.small))
    painter.drawText(QRectF(left, area.top(), area.right() - left - 4, area.height()), int(Left), text)
    painter.restore()


class Chip(QWidget):
    """A state as icon and word."""

    def __init__(self, theme: Theme, text: str = "", icon_name: str = "", tone: str = "muted") -> None:
        super().__init__()
        self._theme, self._text, self._icon, self._tone = theme, text, icon_name, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        return self._text

    def say(self, text: str, icon_name: str, tone: str) -> None:
        if (text, icon_name, tone) == (self._text, self._icon, self._tone):
            return
        size = self.sizeHint()
        self._text, self._icon, self._tone = text, icon_name, tone
        self.setAccessibleName(text)
        if self.sizeHint() != size:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return chip_size(self._theme, self._text, self._icon)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self._theme, self._text, self._icon, self._tone)


class Bar(QWidget):
    """How far something has come. It gives its room away where there is little."""

    def __init__(self, theme: Theme, width: int = 160) -> None:
        super().__init__()
        self._theme, self._done, self._total = theme, 0, 0
        self._width = width
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._width, 8)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(0, 8)

    def show_progress(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self.setAccessibleName(f"{done} / {total}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self.width() < LEAST_BAR:
            return
        painter = QPainter(self)
        paint_bar(painter, QRectF(self.rect()), self._theme, self._done / self._total if self._total else 0)


def paint_bar(painter: QPainter, rect: QRectF, theme: Theme, share: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = rect.height() / 2
    painter.setBrush(theme.colour("line"))
    painter.drawRoundedRect(rect, radius, radius)
    if share > 0:
        painter.setBrush(theme.colour("accent"))
        width = max(rect.height(), rect.width() * min(share, 1.0))
        painter.drawRoundedRect(QRectF(rect.left(), rect.top(), width, rect.height()), radius, radius)
    painter.restore()
