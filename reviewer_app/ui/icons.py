"""Icons from the one set in `resources/icons`, in the colour of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from reviewer_app.resources import resource


def icon(name: str, colour: QColor | str, pixels: int = 18) -> QIcon:
    """The icon for buttons and lists, sharp on every screen in use."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        made.addPixmap(pixmap(name, colour, pixels, ratio))
    return made


def pixmap(name: str, colour: QColor | str, pixels: int = 18, ratio: float | None = None) -> QPixmap:
    """The icon as a picture of `pixels` logical pixels."""
    text = colour.name() if isinstance(colour, QColor) else colour
    if ratio is None:
        ratio = QApplication.primaryScreen().devicePixelRatio()
    return _drawn(name, text, pixels, ratio)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    size = round(pixels * ratio)
    picture = QPixmap(QSize(size, size))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode())).render(
        painter, QRectF(0, 0, size, size)
    )
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text("utf-8")
