"""The identity page: connects its cards with the desk behind them, and asks where files go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QFileDialog, QWidget

from reviewer_app.i18n import _
from reviewer_app.services.people import add_person, here, people_of
from reviewer_app.ui import guides
from reviewer_app.ui.identity.cards import BackupCard, LossCard, MeCard, RestoreCard
from reviewer_app.ui.identity.desk import IdentityDesk
from reviewer_app.ui.identity.panel import IdentityPanel
from reviewer_app.ui.identity.people import PeopleCard
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import Frame, label, wrapped
from reviewer_app.ui.save_as import ask_target
from reviewer_app.ui.sheet import sheet
from reviewer_app.ui.start.page import BACKUP, PEOPLE, RESTORE

if TYPE_CHECKING:
    from reviewer_app.services.identity import Me

BACKUPS = "*.jpkey"


class IdentityPage(Page):
    """`wanted`: what to begin with once it is known who is here: a backup, a restoration, people, or nothing."""

    def __init__(self, desktop: Desktop, wanted: str = "") -> None:
        super().__init__(desktop, _("Identity"))
        self._wanted = wanted
        self._source = Path()
        self._typing: QWidget | None = None
        self._me: Me | None = None
        self.add_home_button()
        self._working = label(tone="muted", name="working")
        self.bar_line.addWidget(self._working)
        self.add_tools()
        self.panel = IdentityPanel()
        self.me = MeCard(desktop.theme)
        self.backup = BackupCard(desktop.theme)
        self.restore = RestoreCard()
        self.loss = LossCard()
        self.people = PeopleCard()
        self.sample = self._sample()
        self._area = sheet(self.panel, self.sample, self.restore, self.me, self.backup, self.loss, self.people)
        self.set_body(self._area)
        self._desk = IdentityDesk(desktop, self.panel, self.messages, self)
        self._connect()
        for card in (self.me, self.backup, self.loss):
            card.hide()
        self._show_people()

    def load(self) -> None:
        """Finds out who is here, beside the window. A sample round has keys for all its people and nobody's own."""
        if self.desktop.workplace.sample is None and self._me is None and not self.panel.is_asking:
            self._desk.load()

    def guide(self) -> Sequence[str]:
        return guides.IDENTITY

    def again(self) -> IdentityPage:
        return IdentityPage(self.desktop)

    def take_over(self, old: Page) -> None:
        assert isinstance(old, IdentityPage)
        self.panel.take_over(old.panel)
        if old._me is not None:
            self._show(old._me)
            self.backup.take_over(old.backup)
            self.loss.take_over(old.loss)
        if not old.restore.isHidden():
            self.ask_restore(old._source)
        super().take_over(old)

    def save_card(self, target: Path) -> None:
        self._desk.issue_card(target)

    def save_backup(self, target: Path, passphrase: str) -> None:
        self._desk.back_up(target, passphrase)

    def ask_restore(self, source: Path) -> None:
        """Asks for the passphrase of that backup."""
        self._source = source
        self.restore.open(source.name)
        self._area.ensureWidgetVisible(self.restore)

    def take_files(self, files: list[Path]) -> bool:
        """A backup that is dropped here is to be restored."""
        backups = [one for one in files if one.match(BACKUPS)]
        for one in backups[:1]:
            self.ask_restore(one)
        return bool(backups)

    def _connect(self) -> None:
        self._desk.known.connect(self._show)
        self._desk.begun.connect(self._open_backup)
        self._desk.working.connect(self._tell_working)
        self.panel.restore_asked.connect(self._choose_backup)
        self.me.card_asked.connect(self._ask_card)
        self.backup.backup_asked.connect(self._ask_backup)
        self.restore.restore_asked.connect(lambda passphrase: self._desk.restore(self._source, passphrase))
        self.loss.restore_asked.connect(self._choose_backup)
        self.loss.anew_asked.connect(self._desk.start_anew)
        self.people.turned.connect(self.person_asked)
        self.people.added.connect(self._add_person)
        self.people.protected.connect(self._desk.put_under_passphrase)
        self._desk.protected.connect(self._add_person)

    def _show(self, me: Me | None) -> None:
        self._me = me
        for card in (self.me, self.backup, self.loss):
            card.setVisible(me is not None)
        self._show_people()
        if me is None:
            if self._wanted == RESTORE and not self.panel.isHidden():
                self._choose_backup()
        else:
            self.restore.hide()
            self.me.show_me(me)
            self.backup.show_me(me)
            if self._wanted == BACKUP:
                self._open_backup()
            elif self._wanted == PEOPLE:
                self.people.focus()
            else:
                self.backup.start.setFocus()
        self._wanted = ""

    def _show_people(self) -> None:
        workplace = self.desktop.workplace
        self.people.setVisible(workplace.sample is None)
        is_open = self._me is not None and self._me.kept_in == "keyring"
        people = people_of(workplace.home)
        self.people.show_people(people, here(workplace), is_open=is_open)
        around = self.people.parentWidget()
        column = around.layout() if around is not None else None
        if people and isinstance(column, QBoxLayout):
            column.insertWidget(0, self.people)
        self.people.allow_adding(is_allowed=self._me is not None)

    def _add_person(self) -> None:
        workplace, me = self.desktop.workplace, self._me
        assert me is not None
        self.desktop.jobs.write(
            lambda: add_person(workplace, me.profile.name),
            done=self.person_asked.emit,
            failed=self.messages.show_error,
            owner=self,
        )

    def _open_backup(self) -> None:
        self.backup.open()
        self._area.ensureWidgetVisible(self.backup)

    def _tell_working(self, words: str) -> None:
        """Says what is waited for; whoever typed goes on where they were once it is over."""
        self._working.setText(words)
        if words:
            self._typing = self.focusWidget()
        for card in (self.panel, self.me, self.backup, self.restore, self.loss, self.people):
            card.setEnabled(not words)
        if not words and self._typing is not None:
            self._typing.setFocus()
            self._typing = None

    # files

    def _ask_card(self) -> None:
        target = self._target(_("Save my identity card"), "card.jpcard", _("Identity cards (*.jpcard)"))
        if target is not None:
            self.save_card(target)

    def _ask_backup(self, passphrase: str) -> None:
        target = self._target(_("Save a backup of my identity"), "identity.jpkey", _("Backups (*.jpkey)"))
        if target is not None:
            self.save_backup(target, passphrase)

    def _choose_backup(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Restore from a backup"), "", _("Backups (*.jpkey);;All files (*)")
        )
        if name:
            self.ask_restore(Path(name))

    def _target(self, title: str, name: str, kinds: str) -> Path | None:
        return ask_target(self, self.desktop.preferences, title, name, kinds)

    # building

    def _sample(self) -> Frame:
        folder = self.desktop.workplace.sample
        words = _(
            "This is the sample round. The keys of all its people lie unprotected in the folder {folder}, so that you "
            "can sit at every desk; they are worth nothing elsewhere. You make an identity of your own when you start "
            "the program without the sample."
        ).format(folder=folder)
        made = Frame("card", label(_("Sample round"), scale="title"), wrapped(words), spacing=10, padding=16)
        made.setVisible(folder is not None)
        return made
