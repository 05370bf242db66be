"""Who uses the program here: the panel on the start page that makes, shows, saves and unlocks an identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from reviewer_app.i18n import _
from reviewer_app.ui.parts import Frame, button, label, row, wrapped

if TYPE_CHECKING:
    from reviewer_app.services.identity import Me


class IdentityPanel(Frame):
    """Shows one of four faces: nobody yet, somebody, keys locked under a passphrase, no keyring.

    Emits `begin_asked(name, unit)`, `unlock_asked(passphrase)`, `key_file_asked(passphrase)`, `card_asked`,
    `backup_asked(passphrase)`.
    """

    begin_asked = Signal(str, str)
    unlock_asked = Signal(str)
    key_file_asked = Signal(str)
    card_asked = Signal()
    backup_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("card", spacing=10, padding=16)
        self._title = label(scale="title")
        self._words = wrapped(tone="muted")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.first = QLineEdit()
        self.second = QLineEdit()
        for field in (self.first, self.second):
            field.setAcceptDrops(False)
            field.setMaximumWidth(420)
        self._do = button("", self._act, kind="primary", name="identity-do")
        self._card = button(_("Save my identity card…"), self.card_asked.emit, name="identity-card")
        self._act_on = self._begin
        for part in (self._title, self._words, self.first, self.second, row(self._do, self._card, None)):
            self.box.addWidget(part)
        self.second.returnPressed.connect(self._act)
        self.hide()

    def show_nobody(self) -> None:
        self._face(
            _("Who are you?"),
            _("Make your identity once on this computer. Your keys stay here; the card goes to the office."),
            (_("Name"), _("Unit")),
            _("Make my identity"),
        )
        self._act_on = self._begin

    def show_me(self, me: Me) -> None:
        kept = {
            "keyring": _("Your keys lie in this system's keyring."),
            "key_file": _("Your keys lie in a file under your passphrase."),
            "folder": _("Your keys lie unprotected in a folder."),
        }[me.kept_in.value]
        backed = (
            _("A backup was made.")
            if me.backed_up
            else _("There is no backup yet: choose a passphrase and save one where you will find it again.")
        )
        words = "\n".join((f"{me.profile.unit}\n{me.fingerprint}".strip(), kept, backed))
        self._face(me.profile.name, words, (_("Passphrase"), _("Passphrase again")), _("Save a backup…"))
        self._card.show()
        self._act_on = self._back_up

    def show_locked(self) -> None:
        self._face(
            _("Your keys are locked"),
            _("They lie in a file under your passphrase. Enter it to review, sign and open rounds."),
            (_("Passphrase"), ""),
            _("Unlock"),
        )
        self._act_on = self._unlock

    def show_no_keyring(self, why: str) -> None:
        self._face(
            _("Where shall your keys be kept?"),
            why + "\n" + _("They can be kept in a file under a passphrase instead."),
            (_("Passphrase"), _("Passphrase again")),
            _("Keep them in a file"),
        )
        self._act_on = self._make_key_file

    def _face(self, title: str, words: str, fields: tuple[str, str], action: str) -> None:
        self._title.setText(title)
        self._words.setText(words)
        secret = fields[0] == _("Passphrase")
        for field, name in zip((self.first, self.second), fields, strict=True):
            field.clear()
            field.setPlaceholderText(name)
            field.setAccessibleName(name)
            field.setEchoMode(QLineEdit.EchoMode.Password if secret else QLineEdit.EchoMode.Normal)
            field.setVisible(bool(name))
        self._do.setText(action)
        self._card.hide()

    def _act(self) -> None:
        self._act_on()

    def _begin(self) -> None:
        if self.first.text().strip():
            self.begin_asked.emit(self.first.text(), self.second.text())

    def _unlock(self) -> None:
        self.unlock_asked.emit(self.first.text())

    def _make_key_file(self) -> None:
        if self._agree():
            self.key_file_asked.emit(self.first.text())

    def _back_up(self) -> None:
        if self._agree():
            self.backup_asked.emit(self.first.text())

    def _agree(self) -> bool:
        """Whether both passphrases are the same; if not, the words say so."""
        if self.first.text() == self.second.text():
            return True
        self._words.setText(_("The two passphrases differ. Enter the same one twice."))
        return False
