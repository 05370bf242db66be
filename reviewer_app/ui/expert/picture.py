"""A picture shown from memory: fitted, enlarged, turned, moved about."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent

from reviewer_app.i18n import _
from reviewer_app.ui.expert.evidence_content import Picture
from reviewer_app.ui.expert.zooming import ZoomArea
from reviewer_app.ui.parts import IconButton, row
from reviewer_app.ui.theme import Theme

STEP = 1.25
SMALLEST, LARGEST = 0.05, 8.0
MARGIN = 4


class PictureView(ZoomArea):
    """How a picture was turned is remembered by its key as long as the desk is open."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._key = ""
        self._turns: dict[str, int] = {}
        self._zoom: float | None = None
        self.setAccessibleName(_("Picture"))
        self.controls = row(
            IconButton(theme, "zoom-out", _("Smaller (Ctrl+−)"), lambda: self.enlarge(-1)),
            IconButton(theme, "zoom-in", _("Larger (Ctrl++)"), lambda: self.enlarge(1)),
            IconButton(theme, "maximize", _("Fit to the window (Ctrl+0)"), self.fit),
            IconButton(theme, "rotate-cw", _("Turn"), self.turn),
            None,
            spacing=1,
        )

    @property
    def quarters(self) -> int:
        """By how many quarters of a circle the picture is turned, clockwise."""
        return self._turns.get(self._key, 0)

    @property
    def scale(self) -> float:
        """Logical pixels of the screen for a pixel of the picture."""
        if self._zoom is not None:
            return self._zoom
        size, room = self._turned(), self.viewport().size()
        fitted = min((room.width() - 2 * MARGIN) / size.width(), (room.height() - 2 * MARGIN) / size.height())
        return max(SMALLEST / 10, min(1.0, fitted))

    def show_picture(self, picture: Picture, key: str) -> None:
        self._picture, self._key, self._zoom = picture, key, None
        self._lay_out()

    def forget(self) -> None:
        """Lets go of the picture."""
        if self._picture is not None:
            self._picture = None
            self.viewport().update()

    def fit(self) -> None:
        self._zoom = None
        self._lay_out()

    def enlarge(self, steps: int) -> None:
        if self._picture is not None:
            before = self.scale
            self._zoom = min(LARGEST, max(SMALLEST, before * STEP**steps))
            self._lay_out(before)

    def turn(self) -> None:
        self._turns[self._key] = (self.quarters + 1) % 4
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._picture is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale, shown = self.scale, QSizeF(self._turned()) * self.scale
        room = self.viewport().size()
        middle = QPointF(
            max(room.width(), shown.width()) / 2 - self.horizontalScrollBar().value(),
            max(room.height(), shown.height()) / 2 - self.verticalScrollBar().value(),
        )
        size = QSizeF(self._picture.size) * scale
        painter.translate(middle)
        painter.rotate(90 * self.quarters)
        image = self._picture.at_least(round(size.width() * self.devicePixelRatioF()))
        painter.drawImage(QRectF(QPointF(-size.width() / 2, -size.height() / 2), size), image)

    def _turned(self) -> QSize:
        size = self._picture.size if self._picture is not None else QSize(1, 1)
        return size.transposed() if self.quarters % 2 else size

    def _lay_out(self, before: float | None = None) -> None:
        """Sets the scroll bars and paints; the point that was in the middle at the scale `before` stays there."""
        size, room, scale = self._turned(), self.viewport().size(), self.scale
        for bar, length, part in (
            (self.horizontalScrollBar(), size.width(), room.width()),
            (self.verticalScrollBar(), size.height(), room.height()),
        ):
            whole, was = length * scale, length * (before or scale)
            middle = (bar.value() + part / 2 - max(0.0, (part - was) / 2)) / was * whole
            bar.setRange(0, max(0, round(whole - part)))
            bar.setPageStep(part)
            bar.setSingleStep(max(1, part // 20))
            bar.setValue(round(middle - part / 2))
        self.viewport().update()
