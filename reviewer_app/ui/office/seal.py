"""The last step: what is still open, the round's title, the seal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from reviewer_app.domain.errors import Problem
from reviewer_app.i18n import _
from reviewer_app.ui.office.models import sentence
from reviewer_app.ui.parts import Frame, button, fill, label, row, wrapped


class SealStep(QWidget):
    """Emits `terms_changed` while somebody types, and `seal_asked`."""

    terms_changed = Signal()
    seal_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.round_title = QLineEdit()
        self.round_id = QLineEdit()
        self.edition = QLineEdit(str(date.today().year))  # noqa: DTZ011 - the office's own calendar
        self.edition.setValidator(QIntValidator(1900, 2200, self))
        self.undertaking = QPlainTextEdit()
        for field, name, words in (
            (self.round_title, "round-title", _("Title")),
            (self.round_id, "round-id", _("Round id")),
            (self.edition, "edition", _("Edition")),
            (self.undertaking, "undertaking", _("Undertaking")),
        ):
            field.setAccessibleName(words)
            field.setObjectName(name)
            field.setAcceptDrops(False)
        self.round_title.textChanged.connect(self.terms_changed)
        self.round_id.textChanged.connect(self.terms_changed)
        self.edition.textChanged.connect(self.terms_changed)
        self.undertaking.textChanged.connect(self.terms_changed)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(label(_("Title"), tone="muted"), self.round_title)
        form.addRow(label(_("Edition"), tone="muted"), self.edition)
        form.addRow(label(_("Round id"), tone="muted"), self.round_id)
        form.addRow(label(_("Undertaking"), tone="muted"), self.undertaking)
        self._open = wrapped()
        self.seal_button = button(_("Seal the round…"), self.seal_asked.emit, kind="primary", name="seal")
        card = Frame("card", label(_("Seal"), scale="title"))
        card.box.addLayout(form, 1)
        what = _(
            "Sealing signs the rules, people, dossiers and evidence, and encrypts them to those who may read them."
        )
        for part in (self._open, row(wrapped(what, tone="muted"), self.seal_button)):
            card.box.addWidget(part)
        fill(QVBoxLayout(self), (card,), 0)

    def show_open(self, problems: Sequence[Problem]) -> None:
        """Tells what must be done before the round can be sealed."""
        self.seal_button.setEnabled(not problems)
        lines = [sentence(one) for one in problems[:4]]
        if len(problems) > 4:
            lines.append("…")
        self._open.setText("\n".join(f"• {line}" for line in lines))
        self._open.setVisible(bool(lines))
