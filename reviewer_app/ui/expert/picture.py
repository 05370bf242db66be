"""A picture read from memory: fitted, enlarged, turned."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, QTimer
from PySide6.QtGui import QImageReader, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.parts import IconButton, fill, row
from reviewer_app.ui.theme import Theme

STEP = 1.25


class PictureView(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._zoom: float | None = None
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea()
        self._area.setWidget(self._label)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(_("Picture"))
        fill(QVBoxLayout(self), (self._area,), 0)
        self.controls = row(
            IconButton(theme, "zoom-out", _("Smaller"), lambda: self._enlarge(1 / STEP)),
            IconButton(theme, "zoom-in", _("Larger"), lambda: self._enlarge(STEP)),
            IconButton(theme, "chevron-down", _("Fit to the window"), self._fit),
            IconButton(theme, "rotate-cw", _("Turn"), self._turn),
            None,
            spacing=1,
        )

    def show_picture(self, content: bytes) -> str:
        """Shows a picture; returns what is wrong with it, in words, or nothing."""
        buffer = QBuffer()
        buffer.setData(QByteArray(content))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            return _("This picture is damaged or too large to be shown. Everything else of the dossier can be read.")
        self._picture = QPixmap.fromImage(image)
        self._zoom = None
        QTimer.singleShot(0, self._draw)
        return ""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        QTimer.singleShot(0, self._draw)

    def _fit(self) -> None:
        self._zoom = None
        self._draw()

    def _enlarge(self, by: float) -> None:
        shown = self._label.pixmap().deviceIndependentSize().width()
        before = self._zoom or shown / max(1, self._picture.width())
        self._zoom = min(8.0, max(0.05, before * by))
        self._draw()

    def _turn(self) -> None:
        self._picture = self._picture.transformed(QTransform().rotate(90))
        self._draw()

    def _draw(self) -> None:
        if self._picture.isNull():
            return
        room = self._area.viewport().size()
        size = self._picture.size()
        ratio = self.devicePixelRatioF()
        if self._zoom is not None:
            size = size * self._zoom
        elif size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.width() - 8, room.height() - 8, Qt.AspectRatioMode.KeepAspectRatio)
        drawn = self._picture.scaled(
            size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        drawn.setDevicePixelRatio(ratio)
        self._label.setPixmap(drawn)
