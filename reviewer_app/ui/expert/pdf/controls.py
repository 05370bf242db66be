"""The controls below a PDF: the page in sight as a field, and a line that goes without what it has no room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.parts import fill
from reviewer_app.ui.theme import Theme


class PageField(QLineEdit):
    """The page in sight; a number that is typed leads to its page. Emits `wanted(page)`."""

    wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._page = theme, 1
        self.setAccessibleName(_("Page"))
        self.setToolTip(_("Page: type a number and press Enter"))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAcceptDrops(False)
        self.setStyleSheet("padding: 2px 4px")
        self.setValidator(QIntValidator(1, 99_999, self))
        theme.changed.connect(self._fit)
        self._fit()

    def show_page(self, page: int) -> None:
        self._page = page
        if not self.hasFocus() or not self.isModified():
            self.setText(str(page))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            page = int(self.text() or self._page)
            self.setModified(False)
            self.wanted.emit(page)
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(str(self._page))
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.setText(str(self._page))

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.type.base * 3 + 4)


class Controls(QWidget):
    """Parts side by side; where there is no room for all of them, it goes without those that can be spared."""

    def __init__(self, parts: Sequence[QWidget], spared: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts, self._spared = parts, spared
        self._line = QHBoxLayout(self)
        fill(self._line, (*parts, None), 1)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._width_of(self._parts), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        needed = [one for one in self._parts if one not in self._spared]
        return QSize(self._width_of(needed), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        for one in self._spared:
            one.setVisible(self.width() >= self.sizeHint().width())

    def _width_of(self, parts: Sequence[QWidget]) -> int:
        return sum(max(one.sizeHint().width(), one.minimumWidth()) + self._line.spacing() for one in parts)
