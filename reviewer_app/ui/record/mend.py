"""A damaged desk: what was signed is brought back, and what is lost is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind
from reviewer_app.domain.progress import Progress
from reviewer_app.i18n import _, n_
from reviewer_app.services.workplace import EXPERT, OFFICE, Seat
from reviewer_app.ui import guides
from reviewer_app.ui.chips import Chip
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import Frame, button, label, row, wrapped
from reviewer_app.ui.sheet import sheet
from reviewer_app.ui.start.page import desk_title
from reviewer_app.ui.times import minute

if TYPE_CHECKING:
    from reviewer_app.services.restore import Restoration


class MendPage(Page):
    """Takes the packages that one signed; `seat_asked` leads to the desk once it is back."""

    def __init__(self, desktop: Desktop, seat: Seat) -> None:
        super().__init__(desktop, _("Bring back a damaged desk"))
        self._seat = seat
        self._packages: tuple[Path, ...] = ()
        self._made: Restoration | None = None
        self.add_back_button()
        self.add_tools()
        self._chosen = wrapped(tone="muted", name="mend-chosen")
        self._choose_button = button(_("Choose signed packages…"), self._choose, name="mend-choose")
        self.do = button(_("Bring it back"), self.restore, kind="primary", name="mend-do")
        self.anew = button(_("Open the round anew"), self.start_over, name="mend-anew")
        self.anew.hide()
        self.told = wrapped(name="mend-told")
        self._state = Chip(self.theme)
        self._asking = self._ask()
        self._done = self._result()
        self.set_body(sheet(self._asking, self._done))
        self.use_packages(())

    def guide(self) -> Sequence[str]:
        return guides.MEND

    def again(self) -> MendPage:
        return MendPage(self.desktop, self._seat)

    def take_over(self, old: Page) -> None:
        super().take_over(old)
        assert isinstance(old, MendPage)
        self.use_packages(old._packages)
        self.anew.setVisible(not old.anew.isHidden())
        if old._made is not None:
            self._show(old._made)

    def use_packages(self, packages: tuple[Path, ...]) -> None:
        """These packages were signed at this desk."""
        self._packages = packages
        if packages:
            self.do.setFocus()
        names = ", ".join(one.name for one in packages)
        self._chosen.setText(
            _("Packages: {names}").format(names=names) if packages else _("No package is chosen yet; it goes without.")
        )

    def restore(self) -> None:
        """Puts the newest sound copy in place and takes back what was signed after it."""
        workplace, seat, packages = self.desktop.workplace, self._seat, self._packages

        def bring_back(_progress: Progress) -> Restoration:
            from reviewer_app.services.restore import restore

            return restore(seat.store, workplace.vault, workplace.identity(seat), packages)

        self._run(bring_back)

    def start_over(self) -> None:
        """Opens the round anew where no copy is sound, and takes back what was signed."""
        workplace, seat, packages = self.desktop.workplace, self._seat, self._packages

        def begin(_progress: Progress) -> Restoration:
            from reviewer_app.services.restore import start_over

            return start_over(workplace, seat, packages, datetime.now(UTC))

        self._run(begin)

    def take_focus(self) -> None:
        (self.do if self._choose_button.isHidden() else self._choose_button).setFocus()

    def take_files(self, files: list[Path]) -> bool:
        """Packages that are dropped are those that were signed here."""
        packages = tuple(one for one in files if one.suffix == Kind.SCORE.suffix)
        if packages:
            self.use_packages((*self._packages, *(one for one in packages if one not in self._packages)))
        return True

    def _run(self, work: Callable[[Progress], Restoration]) -> None:
        self._asking.setEnabled(False)
        self.desktop.jobs.start(work, done=self._show, failed=self._failed, owner=self)

    def _failed(self, error: Exception) -> None:
        self._asking.setEnabled(True)
        self.messages.show_error(error)
        if isinstance(error, UserError) and error.code == "no_backup" and self._seat.desk != OFFICE:
            self.anew.show()
            self.anew.setFocus()

    def _show(self, made: Restoration) -> None:
        self._made = made
        self._state.say(_("Brought back"), "circle-check", "green")
        self.told.setText("\n".join(_told(made)))
        self._asking.hide()
        self._done.show()
        self._open.setFocus()

    def _choose(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Choose signed packages"), "", _("Score packages (*.jpscore);;All files (*)")
        )
        if names:
            self.use_packages(tuple(Path(name) for name in names))

    def _ask(self) -> Frame:
        words = wrapped(
            _(
                "The damaged file is set aside, not destroyed. The newest sound copy that this computer made takes "
                "its place."
            )
        )
        made = Frame("card", label(desk_title(self._seat), scale="title"), words, spacing=10, padding=16)
        if self._seat.desk == EXPERT:
            made.box.addWidget(wrapped(_("Packages that you signed bring back what was signed after that copy.")))
        for part in (self._chosen, row(self._choose_button, None), row(self.do, self.anew, None)):
            made.box.addWidget(part)
        for part in (self._chosen, self._choose_button):
            part.setVisible(self._seat.desk == EXPERT)
        return made

    def _result(self) -> Frame:
        made = Frame("card", spacing=10, padding=16)
        self._open = button(
            _("Open the desk"), lambda: self.seat_asked.emit(self._seat), kind="primary", name="mend-open"
        )
        head = row(label(desk_title(self._seat), scale="title"), None, self._state)
        for part in (head, self.told, row(self._open, None)):
            made.box.addWidget(part)
        made.hide()
        return made


def _told(made: Restoration) -> list[str]:
    """What came back and what did not, in sentences."""
    words = [_in_place(made)]
    if made.packages:
        numbers = ", ".join(map(str, made.packages))
        words.append(_("Taken back from signed packages: no. {numbers}.").format(numbers=numbers))
    lost = made.known_entries - made.entries
    if lost > 0:
        words.append(
            n_(
                "{count} later entry of the record is lost; what it did to signed sheets is back.",
                "{count} later entries of the record are lost; what they did to signed sheets is back.",
                lost,
            ).format(count=lost)
        )
    if made.complete_until:
        until = _(
            "Everything is there up to {time}. What was entered after that and never signed must be entered again."
        )
        words.append(until.format(time=minute(made.complete_until)))
    return words


def _in_place(made: Restoration) -> str:
    if not made.backup:
        return _("The round was opened anew; there was no sound copy.")
    return n_(
        "The copy {name} is in place, with {count} entry of the record.",
        "The copy {name} is in place, with {count} entries of the record.",
        made.entries,
    ).format(name=made.backup, count=made.entries)
