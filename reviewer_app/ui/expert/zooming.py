"""What pictures and PDFs have in common: Ctrl and the wheel enlarge; arrow keys, or the hand, move about."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea


class ZoomArea(QAbstractScrollArea):
    """Moves about by itself; whoever is one says how it is enlarged."""

    def __init__(self) -> None:
        super().__init__()
        self._held: QPointF | None = None
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def enlarge(self, steps: int) -> None:
        """Larger or smaller by so many steps."""
        raise NotImplementedError

    def steps_of_a_pixel(self) -> float:
        """How far the scroll bars go for a logical pixel."""
        return 1.0

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.enlarge(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() is Qt.MouseButton.LeftButton and self._is_larger_than_its_room():
            self._held = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._held is not None:
            moved, self._held = (self._held - event.position()) * self.steps_of_a_pixel(), event.position()
            for bar, by in ((self.horizontalScrollBar(), moved.x()), (self.verticalScrollBar(), moved.y())):
                bar.setValue(bar.value() + round(by))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = None
            self.viewport().unsetCursor()

    def _is_larger_than_its_room(self) -> bool:
        return max(self.horizontalScrollBar().maximum(), self.verticalScrollBar().maximum()) > 0
