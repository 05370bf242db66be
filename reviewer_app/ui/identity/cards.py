"""The cards of somebody who has an identity: who they are, their backup, and what to do after a loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication

from reviewer_app.i18n import _, n_
from reviewer_app.ui.chips import Chip
from reviewer_app.ui.identity.forms import KnownPassphrase, NewPassphrase
from reviewer_app.ui.parts import Frame, IconButton, button, column, label, restyle, row, wrapped
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.times import day

if TYPE_CHECKING:
    from reviewer_app.services.identity import Me

GROUP = 4


class MeCard(Frame):
    """Name, unit, fingerprint, where the keys lie. `card_asked`: the identity card is wanted as a file."""

    card_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("card", spacing=10, padding=16)
        self._whole = ""
        self._name = label(scale="title")
        self._unit = wrapped(tone="muted")
        self.fingerprint = wrapped(weight="bold", name="fingerprint")
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = IconButton(theme, "copy", _("Copy the fingerprint"), self._copy)
        copy.setObjectName("copy-fingerprint")
        self._kept = wrapped()
        self._former = wrapped(tone="muted")
        save = button(_("Save my identity card…"), self.card_asked.emit, name="identity-card")
        for part in (
            column(self._name, self._unit, spacing=2),
            column(label(_("Fingerprint"), tone="muted", scale="small"), row(self.fingerprint, copy), spacing=0),
            column(label(_("Your keys"), tone="muted", scale="small"), self._kept, self._former, spacing=2),
            row(save, None),
        ):
            self.box.addWidget(part)

    def show_me(self, me: Me) -> None:
        self._whole = me.fingerprint
        self._name.setText(me.profile.name)
        self._unit.setText(me.profile.unit)
        self._unit.setVisible(bool(me.profile.unit))
        self.fingerprint.setText(grouped(me.fingerprint))
        self._kept.setText(
            {
                "keyring": _("They lie in this system's keyring."),
                "key_file": _("They lie in a file under your passphrase."),
                "folder": _("They lie unprotected in a folder, as for the sample round: sign nothing real with them."),
            }[me.kept_in.value]
        )
        count = len(me.profile.former)
        words = n_("{count} former key still opens old files.", "{count} former keys still open old files.", count)
        self._former.setText(words.format(count=count))
        self._former.setVisible(bool(count))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._whole)


class BackupCard(Frame):
    """Whether there is a backup. `backup_asked(passphrase)` once one was chosen."""

    backup_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("card", spacing=10, padding=16)
        self.state = Chip(theme)
        self._words = wrapped(tone="muted")
        self.form = NewPassphrase(_("Save the backup…"), "backup-do")
        self.form.given.connect(self.backup_asked)
        self.start = button(_("Back up with a passphrase…"), self.open, name="backup")
        for part in (row(label(_("Backup"), scale="title"), None, self.state), self._words, self.form):
            self.box.addWidget(part)
        self.box.addWidget(row(self.start, None))
        self.form.hide()

    def show_me(self, me: Me) -> None:
        self.form.hide()
        self.start.show()
        restyle(self.start, "kind", "" if me.backed_up else "primary")
        if me.backed_up:
            self.state.say(_("Backed up on {day}").format(day=day(me.profile.backed_up)), "circle-check", "green")
            self._words.setText(_("Keep the stick apart from this computer, and the passphrase apart from both."))
        else:
            self.state.say(_("No backup yet"), "triangle-alert", "amber")
            self._words.setText(
                _(
                    "Without a backup your keys are lost with this computer. Save one on a stick, under a passphrase; "
                    "it holds your identity alone and nothing of what you judged."
                )
            )

    def take_over(self, old: BackupCard) -> None:
        """Asks for a passphrase where `old` does."""
        if not old.form.isHidden():
            self.open()

    def open(self) -> None:
        """Asks for the passphrase of a new backup."""
        self.start.hide()
        self.form.open()


class RestoreCard(Frame):
    """Asks for the passphrase of a chosen backup: `restore_asked(passphrase)`."""

    restore_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("card", spacing=10, padding=16)
        self._words = wrapped(tone="muted")
        self.form = KnownPassphrase(_("Restore"), "restore-do")
        self.form.given.connect(self.restore_asked)
        for part in (label(_("Restore from a backup"), scale="title"), self._words, self.form):
            self.box.addWidget(part)
        self.hide()

    def open(self, name: str) -> None:
        self._words.setText(_("Enter the passphrase that {file} was saved under.").format(file=name))
        self.show()
        self.form.open()


class LossCard(Frame):
    """After a loss: `restore_asked` from a backup; `anew_asked` for new keys, once their maker has agreed."""

    restore_asked = Signal()
    anew_asked = Signal()

    def __init__(self) -> None:
        super().__init__("card", spacing=10, padding=16)
        words = _("On a new computer, or after a fault, the backup brings your identity back as it was.")
        self._ask = button(_("Make new keys (old ones lost)…"), self._explain, name="anew")
        restore = button(_("Restore from a backup…"), self.restore_asked.emit, name="restore")
        self._buttons = row(restore, self._ask, None)
        self._keep = button(_("Keep my keys"), self._close, name="anew-keep")
        self._agreed = self._explanation()
        for part in (label(_("Lost or stolen keys"), scale="title"), wrapped(words, tone="muted")):
            self.box.addWidget(part)
        self.box.addWidget(self._buttons)
        self.box.addWidget(self._agreed)
        self._close()

    def take_over(self, old: LossCard) -> None:
        """Explains where `old` does."""
        if not old._agreed.isHidden():
            self._explain()

    def _explanation(self) -> Frame:
        made = Frame("message", padding=12)
        made.setProperty("tone", "amber")
        words = wrapped(
            _(
                "Only when your keys are lost or somebody else may have them. You get a new fingerprint and a new "
                "card; the office must take the card in, revoke the old key and issue a new version of the round "
                "before you can sign again. The old keys open old files still and sign nothing any more. This cannot "
                "be undone."
            )
        )
        do = button(_("Make new keys now"), self._agree, name="anew-do")
        made.box.addWidget(words)
        made.box.addWidget(row(self._keep, do, None))
        return made

    def _explain(self) -> None:
        self._buttons.hide()
        self._agreed.show()
        self._keep.setFocus()

    def _close(self) -> None:
        self._agreed.hide()
        self._buttons.show()

    def _agree(self) -> None:
        self._close()
        self.anew_asked.emit()


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, as people compare it."""
    kind, found, rest = fingerprint.partition(":")
    if not found:
        kind, rest = "", fingerprint
    groups = [rest[start : start + GROUP] for start in range(0, len(rest), GROUP)]
    return " ".join([f"{kind}:", *groups] if kind else groups)
