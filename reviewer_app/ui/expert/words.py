"""Texts that an expert writes: the remark that goes with the package, and the note that nobody else sees."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from reviewer_app.i18n import _
from reviewer_app.ui.parts import Frame, Icon, row, wrapped
from reviewer_app.ui.theme import Theme


class RemarkEdit(QPlainTextEdit):
    """A text that is told when it is left."""

    left = Signal(str)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.left.emit(self.toPlainText())


class PrivateNote(Frame):
    """A note that only the expert sees, on a ground of its own. Emits `written(text)` when it is left."""

    written = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("private", spacing=4, padding=8)
        self.field = RemarkEdit()
        self.field.setObjectName("private-note")
        self.field.setAcceptDrops(False)
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(_("Private note: only you see this"))
        self.field.setFixedHeight(54)
        self.field.left.connect(self.written)
        words = wrapped(_("Private note: only you see this (F3)"), tone="muted", scale="small")
        self.box.addWidget(row(Icon(theme, "lock", "muted", 0), words, spacing=6))
        self.box.addWidget(self.field)

    def show_note(self, text: str) -> None:
        if self.field.toPlainText() != text:
            self.field.setPlainText(text)

    def settle(self) -> None:
        """Tells what is typed and not yet told."""
        if self.field.hasFocus():
            self.written.emit(self.field.toPlainText())

    def begin(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
