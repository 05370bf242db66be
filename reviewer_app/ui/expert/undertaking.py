"""The undertaking, read and accepted before the first dossier."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.parts import Frame, button, label, row, wrapped


class UndertakingPage(QWidget):
    """Emits `accepted` when the expert accepts the text, word for word."""

    accepted = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        words = QTextBrowser()
        words.setPlainText(text)
        words.document().setDocumentMargin(0)
        words.setAcceptDrops(False)
        words.setAccessibleName(_("Undertaking"))
        self.accept_button = button(_("I have read this and accept it"), self.accepted.emit, kind="primary")
        self.accept_button.setObjectName("accept-undertaking")
        card = Frame(
            "card",
            label(_("Undertaking"), scale="title"),
            wrapped(
                _("Read it before the first dossier. Your acceptance is recorded and signed with your marks."),
                tone="muted",
            ),
            words,
            row(None, self.accept_button),
            padding=20,
        )
        card.setMaximumWidth(720)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 16, 16, 16)
        line.addStretch(1)
        line.addWidget(card, 20)
        line.addStretch(1)

    def focus(self) -> None:
        self.accept_button.setFocus(Qt.FocusReason.OtherFocusReason)
