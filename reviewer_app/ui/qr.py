"""A QR code on the screen: dark on white in every theme, its modules as whole pixels, so that any phone reads it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.i18n import _

MARGIN = 4
"""White modules around the code, as its standard asks for."""
SIDE = 148


class QrCode(QWidget):
    """Empty until `show_modules`."""

    def __init__(self) -> None:
        super().__init__()
        self._modules: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("QR code of the package"))

    def show_modules(self, modules: tuple[tuple[bool, ...], ...], text: str) -> None:
        """Shows a code, line by line, dark modules True; `text` is what it says."""
        self._modules = modules
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(SIDE, SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if not self._modules:
            return
        count = len(self._modules) + 2 * MARGIN
        ratio = self.devicePixelRatioF()
        pixels = int(min(self.width(), self.height()) * ratio)
        side = pixels // count
        start = (pixels - side * len(self._modules)) // 2
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.scale(1 / ratio, 1 / ratio)
        for line, modules in enumerate(self._modules):
            for column, is_dark in enumerate(modules):
                if is_dark:
                    area = QRectF(start + column * side, start + line * side, side, side)
                    painter.fillRect(area, Qt.GlobalColor.black)
