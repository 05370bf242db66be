"""Texts that an expert writes: the remark that goes with the package, and the note that nobody else sees."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from reviewer_app.i18n import _
from reviewer_app.ui.parts import Frame, Icon, row, wrapped
from reviewer_app.ui.theme import Theme

PADDING = 20
"""What a field of text adds to the height of its lines."""


class RemarkEdit(QPlainTextEdit):
    """A text of so many lines in sight that is told when it is left."""

    left = Signal(str)

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + PADDING)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.left.emit(self.toPlainText())


class PrivateNote(Frame):
    """A note that only the expert sees, on a ground of its own. Emits `written(text)` when it is left."""

    written = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("private", spacing=4, padding=8)
        self.field = RemarkEdit(lines=2)
        self.field.setObjectName("private-note")
        self.field.setToolTip("F3")
        self.field.setAccessibleName(_("Private note: only you see this"))
        self.field.left.connect(self.written)
        words = wrapped(_("Private note: only you see this"), tone="muted", scale="small")
        self.box.addWidget(row(Icon(theme, "lock", "muted", 0), words, spacing=6))
        self.box.addWidget(self.field)

    def show_note(self, text: str) -> None:
        if self.field.toPlainText() != text:
            self.field.setPlainText(text)

    def settle(self) -> None:
        """Tells what is typed and not yet told."""
        if self.field.hasFocus():
            self.written.emit(self.field.toPlainText())
