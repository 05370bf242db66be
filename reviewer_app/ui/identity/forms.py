"""The small forms of the identity page: who somebody is, a passphrase they know, a passphrase they choose."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from reviewer_app.domain.errors import UserError
from reviewer_app.i18n import _
from reviewer_app.security.passphrase import SHORTEST, check_new_passphrase
from reviewer_app.ui.messages import error_lines
from reviewer_app.ui.parts import button, fill, row, wrapped

FIELD = 420


class Form(QWidget):
    """Fields below each other, what is wrong with them, and a button that Enter in the last field presses too."""

    def __init__(self, fields: tuple[QLineEdit, ...], action: str, name: str) -> None:
        super().__init__()
        self.fields = fields
        for number, field in enumerate(fields, start=1):
            field.setObjectName(f"{name}-{number}")
        self.wrong = wrapped(tone="red")
        self.wrong.hide()
        self.do = button(action, self.send, kind="primary", name=name)
        for field, after in zip(fields, (*fields[1:], None), strict=True):
            field.returnPressed.connect(after.setFocus if after is not None else self.send)
        fill(QVBoxLayout(self), (*fields, self.wrong, row(self.do, None)), 10)

    def open(self) -> None:
        """Shows the form empty, the focus in its first field."""
        for field in self.fields:
            field.clear()
        self.say("")
        self.show()
        self.fields[0].setFocus()

    def say(self, words: str) -> None:
        """Tells what is wrong, or nothing."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def send(self) -> None:
        raise NotImplementedError


class PersonForm(Form):
    """Emits `given(name, unit)`."""

    given = Signal(str, str)

    def __init__(self) -> None:
        super().__init__((_field(_("Name")), _field(_("Unit"))), _("Make my identity"), "identity-do")

    def send(self) -> None:
        name, unit = (field.text().strip() for field in self.fields)
        if name:
            self.given.emit(name, unit)
        else:
            self.say(_("Enter your name."))


class KnownPassphrase(Form):
    """Asks for a passphrase that was set before. Emits `given(passphrase)`."""

    given = Signal(str)

    def __init__(self, action: str, name: str) -> None:
        super().__init__((_secret(_("Passphrase")),), action, name)

    def send(self) -> None:
        passphrase = self.fields[0].text()
        if passphrase:
            self.given.emit(passphrase)
        else:
            self.say(_("Enter the passphrase."))


class NewPassphrase(Form):
    """Has a passphrase chosen, twice. Emits `given(passphrase)` once both agree and it is long enough."""

    given = Signal(str)

    def __init__(self, action: str, name: str) -> None:
        first = _("Passphrase, at least {count} characters").format(count=SHORTEST)
        super().__init__((_secret(first), _secret(_("Passphrase again"))), action, name)

    def send(self) -> None:
        first, second = (field.text() for field in self.fields)
        try:
            check_new_passphrase(first)
        except UserError as error:
            self.say("\n".join(error_lines(error)))
            return
        if first != second:
            self.say(_("The two passphrases differ. Enter the same one twice."))
            return
        self.say("")
        self.given.emit(first)


def _field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    made.setAcceptDrops(False)
    made.setMaximumWidth(FIELD)
    return made


def _secret(name: str) -> QLineEdit:
    made = _field(name)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
