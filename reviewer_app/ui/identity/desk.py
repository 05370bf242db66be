"""Connects the identity's screens with the services; everything that may ask the keyring runs beside the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.progress import Progress
from reviewer_app.i18n import _, n_
from reviewer_app.services.people import here, keep_name
from reviewer_app.ui.identity.panel import KEYRING_AWAY, NO_KEYRING, IdentityPanel
from reviewer_app.ui.messages import MessageArea, error_lines
from reviewer_app.ui.page import Desktop

if TYPE_CHECKING:
    from reviewer_app.security.vault import Vault
    from reviewer_app.services.identity import Me


class IdentityDesk(QObject):
    """`known(me)` tells who is here once that is known, None for nobody; `begun` follows a new identity or new keys.

    `working(words)` says what is waited for, and nothing once it is over. `protected` follows keys that were put under
    a passphrase.
    """

    known = Signal(object)
    begun = Signal()
    working = Signal(str)
    protected = Signal()

    def __init__(self, desktop: Desktop, panel: IdentityPanel, messages: MessageArea, parent: QWidget) -> None:
        super().__init__(parent)
        self._desktop, self._panel, self._messages = desktop, panel, messages
        panel.begin_asked.connect(self._begin)
        panel.unlock_asked.connect(self._unlock)
        panel.key_file_asked.connect(self._make_key_file)
        panel.again_asked.connect(self.load)

    def load(self) -> None:
        """Finds out who is here."""

        def find(vault: Vault) -> Me | None:
            from reviewer_app.services.identity import me

            return me(vault)

        self._run(_("Asking for your keys…"), find, self._show)

    def issue_card(self, target: Path) -> None:
        """Writes the identity card."""

        def issue(vault: Vault) -> str:
            from reviewer_app.services.identity import issue_own_card

            return issue_own_card(vault, target, datetime.now(UTC))

        self._run(_("Writing the card…"), issue, lambda _fingerprint: self._tell_written(target))

    def back_up(self, target: Path, passphrase: str) -> None:
        """Writes a backup and reads it back."""

        def save(vault: Vault) -> Me:
            from reviewer_app.services.identity import back_up

            return back_up(vault, target, passphrase, datetime.now(UTC))

        def saved(me: Me) -> None:
            self._show(me)
            self._tell_written(target)

        self._run(_("Writing the backup and reading it back…"), save, saved)

    def restore(self, source: Path, passphrase: str) -> None:
        """Brings the identity back from a backup."""

        def bring_back(vault: Vault) -> Me:
            from reviewer_app.services.identity import restore

            return restore(vault, source, passphrase)

        def restored(me: Me) -> None:
            self._show(me)
            self._messages.tell(_("Your identity is back: {name}.").format(name=me.profile.name), "green")

        self._run(_("Opening the backup…"), bring_back, restored)

    def start_anew(self) -> None:
        """Makes new keys for the same person."""

        def make(vault: Vault) -> Me:
            from reviewer_app.services.identity import start_anew

            return start_anew(vault, datetime.now(UTC))

        def made(me: Me) -> None:
            self._show(me)
            self.begun.emit()
            self._messages.tell(
                _("You have new keys. Back them up, save your new card and hand it to the office."), "amber"
            )

        self._run(_("Making new keys…"), make, made)

    def put_under_passphrase(self, passphrase: str) -> None:
        """Moves the keys from the keyring into a key file; then another person can be added."""
        workplace = self._desktop.workplace

        def move(_progress: Progress) -> None:
            from reviewer_app.services.people import put_under_passphrase

            put_under_passphrase(workplace, passphrase)

        self._start(_("Putting your keys under the passphrase…"), move, lambda _none: self.protected.emit())

    def _begin(self, name: str, unit: str) -> None:
        def make(vault: Vault) -> Me:
            from reviewer_app.services.identity import begin

            return begin(vault, name, unit, datetime.now(UTC))

        def made(me: Me) -> None:
            self._show(me)
            self.begun.emit()

        self._run(_("Making your keys…"), make, made)

    def _unlock(self, passphrase: str) -> None:
        workplace = self._desktop.workplace

        def unlock(_progress: Progress) -> Me | None:
            from reviewer_app.services.identity import me
            from reviewer_app.services.keeper import open_vault

            workplace.use_vault(open_vault(workplace.folder, lambda: passphrase))
            return me(workplace.vault)

        self._start(_("Unlocking your keys…"), unlock, self._show)

    def _make_key_file(self, passphrase: str) -> None:
        workplace = self._desktop.workplace

        def make(_progress: Progress) -> Me | None:
            from reviewer_app.services.identity import me
            from reviewer_app.services.keeper import make_key_file

            workplace.folder.mkdir(parents=True, exist_ok=True)
            workplace.use_vault(make_key_file(workplace.folder, passphrase))
            return me(workplace.vault)

        self._start(_("Making the key file…"), make, self._show)

    def _show(self, me: Me | None) -> None:
        if me is None:
            self._panel.show_nobody()
        else:
            self._panel.hide()
            self._start("", partial(self._settle_in, me.profile.name), self._tell_erased)
        self.known.emit(me)

    def _settle_in(self, name: str, _progress: Progress) -> tuple[Path, ...]:
        """Erases what was being erased when the program ended; most often nothing."""
        from reviewer_app.services.erase import finish_pending

        keep_name(self._desktop.workplace, name)
        return finish_pending(self._desktop.workplace)

    def _tell_erased(self, receipts: tuple[Path, ...]) -> None:
        if receipts:
            words = n_(
                "An erasure that had been interrupted is finished: {count} receipt, in {folder}.",
                "Erasures that had been interrupted are finished: {count} receipts, in {folder}.",
                len(receipts),
            )
            self._messages.tell(words.format(count=len(receipts), folder=receipts[0].parent), "green")

    def _tell_written(self, target: Path) -> None:
        self._messages.tell(_("Saved and checked: {path}.").format(path=target), "green")

    def _run(self, words: str, work: Callable[[Vault], object], done: Callable[..., None]) -> None:
        workplace = self._desktop.workplace
        self._start(words, lambda _progress: work(workplace.vault), done)

    def _start(self, words: str, work: Callable[[Progress], object], done: Callable[..., None]) -> None:
        def over(value: object) -> None:
            self.working.emit("")
            done(value)

        self.working.emit(words)
        self._desktop.jobs.start(work, done=over, failed=self._failed, owner=self)

    def _failed(self, error: Exception) -> None:
        self.working.emit("")
        code = error.code if isinstance(error, UserError) else ""
        if code == "key_file_locked":
            person = here(self._desktop.workplace)
            self._panel.show_locked(person.name if person else "")
        elif isinstance(error, UserError) and code in NO_KEYRING + KEYRING_AWAY:
            self._panel.show_trouble("\n".join(error_lines(error)), code)
        else:
            self._messages.show_error(error)
