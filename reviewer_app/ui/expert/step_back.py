"""Asks for the reason of a step back, where it is taken."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from reviewer_app.i18n import _
from reviewer_app.ui.parts import Frame, button, row, wrapped


class ReasonPanel(Frame):
    """Asks for the reason of a step back, in the pane. Emits `given(reason)`."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__("message", padding=8)
        self.setProperty("tone", "amber")
        self._words = wrapped()
        self.reason = QLineEdit()
        self.reason.setObjectName("step-back-reason")
        self.reason.setAcceptDrops(False)
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("Reason, such as: same unit"))
        self.reason.returnPressed.connect(self._give)
        self._do = button("", self._give, kind="primary", name="give-reason")
        self.box.addWidget(self._words)
        self.box.addWidget(self.reason)
        self.box.addWidget(row(self._do, button(_("Cancel"), self.hide), None, spacing=6))
        self.hide()

    def ask(self, words: str, action: str, reason: str = "") -> None:
        """Asks; `reason` stands in the field to begin with."""
        self._words.setText(words)
        self._do.setText(action)
        self.reason.setText(reason)
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        if self.reason.text().strip():
            self.hide()
            self.given.emit(self.reason.text())
        else:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
