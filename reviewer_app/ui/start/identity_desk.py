"""Connects the identity panel with the services; everything that may ask the keyring runs beside the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.progress import Progress
from reviewer_app.i18n import _
from reviewer_app.ui.messages import MessageArea, error_lines
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.start.identity import IdentityPanel

if TYPE_CHECKING:
    from reviewer_app.services.identity import Me

NO_KEYRING = ("keyring_missing", "keyring_unsafe")


class IdentityDesk(QObject):
    """`known(me)` tells who is here once that is known, None for nobody or locked keys."""

    known = Signal(object)

    def __init__(self, desktop: Desktop, panel: IdentityPanel, messages: MessageArea, parent: QWidget) -> None:
        super().__init__(parent)
        self._desktop, self._panel, self._messages, self._window = desktop, panel, messages, parent
        panel.begin_asked.connect(self._begin)
        panel.unlock_asked.connect(self._unlock)
        panel.key_file_asked.connect(self._make_key_file)
        panel.card_asked.connect(self._ask_card)
        panel.backup_asked.connect(self._ask_backup)

    def load(self) -> None:
        """Finds out who is here."""
        workplace = self._desktop.workplace

        def find(_progress: Progress) -> Me | None:
            from reviewer_app.services.identity import me

            return me(workplace.vault)

        self._run(find, self._show)

    def _show(self, me: Me | None) -> None:
        if me is None:
            self._panel.show_nobody()
            self._panel.show()
        else:
            self._panel.show_me(me)
            self._run(self._finish_erasures, lambda _receipts: None)
        self.known.emit(me)

    def _finish_erasures(self, _progress: Progress) -> tuple[Path, ...]:
        """What was being erased when the program ended; most often nothing."""
        from reviewer_app.services.erase import finish_pending

        return finish_pending(self._desktop.workplace)

    def _begin(self, name: str, unit: str) -> None:
        workplace = self._desktop.workplace

        def begin(_progress: Progress) -> Me:
            from reviewer_app.services.identity import begin

            return begin(workplace.vault, name, unit, datetime.now(UTC))

        self._run(begin, self._show)

    def _unlock(self, passphrase: str) -> None:
        workplace = self._desktop.workplace

        def unlock(_progress: Progress) -> Me | None:
            from reviewer_app.services.identity import me
            from reviewer_app.services.keeper import open_vault

            workplace.use_vault(open_vault(workplace.folder, lambda: passphrase))
            return me(workplace.vault)

        self._run(unlock, self._unlocked)

    def _unlocked(self, me: Me | None) -> None:
        self._panel.hide()
        self._show(me)

    def _make_key_file(self, passphrase: str) -> None:
        workplace = self._desktop.workplace

        def make(_progress: Progress) -> None:
            from reviewer_app.services.keeper import make_key_file

            workplace.folder.mkdir(parents=True, exist_ok=True)
            workplace.use_vault(make_key_file(workplace.folder, passphrase))

        self._run(make, lambda _none: self.load())

    def _ask_card(self) -> None:
        target = self._target(_("Save my identity card"), "card.jpcard", _("Identity cards (*.jpcard)"))
        if target is None:
            return
        workplace = self._desktop.workplace

        def issue(_progress: Progress) -> str:
            from reviewer_app.services.identity import issue_own_card

            return issue_own_card(workplace.vault, target, datetime.now(UTC))

        self._run(issue, lambda _fingerprint: self._tell_written(target))

    def _ask_backup(self, passphrase: str) -> None:
        target = self._target(_("Save a backup of my identity"), "identity.jpkey", _("Backups (*.jpkey)"))
        if target is None:
            return
        workplace = self._desktop.workplace

        def back_up(_progress: Progress) -> Me:
            from reviewer_app.services.identity import back_up

            return back_up(workplace.vault, target, passphrase, datetime.now(UTC))

        def done(me: Me) -> None:
            self._show(me)
            self._tell_written(target)

        self._run(back_up, done)

    def _tell_written(self, target: Path) -> None:
        self._messages.tell(_("Written and read back: {path}.").format(path=target), "green")

    def _target(self, title: str, name: str, kinds: str) -> Path | None:
        chosen, _filter = QFileDialog.getSaveFileName(self._window, title, name, kinds)
        return Path(chosen) if chosen else None

    def _run(self, work: Callable[[Progress], object], done: Callable[..., None]) -> None:
        self._desktop.jobs.start(work, done=done, failed=self._failed, owner=self)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError) and error.code == "key_file_locked":
            self._panel.show_locked()
            self._panel.show()
        elif isinstance(error, UserError) and error.code in NO_KEYRING:
            self._panel.show_no_keyring("\n".join(error_lines(error)))
            self._panel.show()
        else:
            self._messages.show_error(error)
