"""What stands in the way of an identity: nobody made one yet, keys are locked, or the keyring does not answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from reviewer_app.i18n import _
from reviewer_app.ui.identity.forms import Form, KnownPassphrase, NewPassphrase, PersonForm
from reviewer_app.ui.parts import Frame, button, label, row, wrapped

NO_KEYRING = ("keyring_missing", "keyring_unsafe", "keyring_forgets", "own_passphrase_wanted")
"""The keyring is of no use here: only a key file helps."""
KEYRING_AWAY = ("keyring_locked", "keyring_dismissed", "keyring_hangs", "keyring_failed")
"""The keyring may answer the next time."""


class IdentityPanel(Frame):
    """Hidden while all is well. Emits what its user wants: `begin_asked(name, unit)`, `unlock_asked(passphrase)`,
    `key_file_asked(passphrase)`, `again_asked`, `restore_asked`.
    """

    begin_asked = Signal(str, str)
    unlock_asked = Signal(str)
    key_file_asked = Signal(str)
    again_asked = Signal()
    restore_asked = Signal()

    def __init__(self) -> None:
        super().__init__("card", spacing=10, padding=16)
        self._title = label(scale="title")
        self.words = wrapped(tone="muted")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.person = PersonForm()
        self.known = KnownPassphrase(_("Unlock"), "identity-unlock")
        self.chosen = NewPassphrase(_("Keep them in a file"), "identity-key-file")
        self.person.given.connect(self.begin_asked)
        self.known.given.connect(self.unlock_asked)
        self.chosen.given.connect(self.key_file_asked)
        self._again = button(_("Try again"), self.again_asked.emit, kind="primary", name="identity-again")
        self._file = button(_("Keep them in a file instead…"), self._choose_file, name="identity-file-instead")
        self._restore = button(_("Restore from a backup…"), self.restore_asked.emit, name="identity-restore")
        parts = (self._title, self.words, self.person, self.known, self.chosen)
        for part in (*parts, row(self._again, self._file, self._restore, None)):
            self.box.addWidget(part)
        self.name = ""
        self._show_form(None)
        self.hide()

    @property
    def is_asking(self) -> bool:
        """Whether it waits for a name or a passphrase that is known."""
        return not (self.person.isHidden() and self.known.isHidden())

    def take_over(self, old: IdentityPanel) -> None:
        """Asks for what `old` asks for."""
        if not old.person.isHidden():
            self.show_nobody()
        elif not old.known.isHidden():
            self.show_locked(old.name)

    def show_nobody(self) -> None:
        self._face(
            _("Who are you?"),
            _("Make your identity once on this computer. Your keys stay here; the card goes to the office."),
            self.person,
        )
        self._restore.show()

    def show_locked(self, name: str = "") -> None:
        """`name`: whose keys they are, where several people use the program here."""
        self.name = name
        self._face(
            _("The keys of {name} are locked").format(name=name) if name else _("Your keys are locked"),
            _("They lie in a file under your passphrase. Enter it to review, sign and open rounds."),
            self.known,
        )

    def show_trouble(self, why: str, code: str) -> None:
        """The keyring failed with `code`; `why` says so in words."""
        if code in NO_KEYRING:
            self._face(_("Where shall your keys be kept?"), why, self.chosen)
        else:
            self._face(_("Your keys cannot be reached now"), why, None)
            self._file.show()
            self._again.show()
            self._again.setFocus()

    def _choose_file(self) -> None:
        self.words.setText(
            self.words.text()
            + "\n"
            + _(
                "What the keyring holds stays in it: rounds that were opened with it need it still. To go on as the "
                "same person, restore your backup afterwards."
            )
        )
        self._file.hide()
        self.chosen.open()

    def _face(self, title: str, words: str, form: Form | None) -> None:
        self._title.setText(title)
        self.words.setText(words)
        for one in (self._again, self._file, self._restore):
            one.hide()
        self.show()
        self._show_form(form)

    def _show_form(self, wanted: Form | None) -> None:
        for form in (self.person, self.known, self.chosen):
            if form is not wanted:
                form.hide()
        if wanted is not None:
            wanted.open()
