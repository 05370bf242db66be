"""The pages of the window: one is shown at a time, and this knows the ways between them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind
from reviewer_app.i18n import Language, _
from reviewer_app.services.workplace import OFFICE, Seat
from reviewer_app.ui.arrivals import Arrivals
from reviewer_app.ui.carry import focus_in
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.record.look import Look
from reviewer_app.ui.start.page import UNION, StartPage, desk_title

DAMAGED = ("store_damaged", "store_key_wrong", "store_key_missing")
"""What a store that was damaged says when it is opened, the last two where its first bytes were hit."""
PATIENCE = 300
"""Milliseconds that a change of language waits for other work before it says so."""


class Pages(QStackedWidget):
    """`language_asked` goes to the composition root when all is ready: it puts the language in force at once.

    `files_chosen(files)` goes to the window, which takes them as it takes what is dropped.
    """

    language_asked = Signal(object)
    files_chosen = Signal(list)

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self._is_warm = False
        self._wanted: Language | None = None
        desktop.jobs.busy_changed.connect(self._go_on)

    @property
    def page(self) -> Page:
        page = self.currentWidget()
        assert isinstance(page, Page)
        return page

    def warm(self) -> None:
        """Called once the first page is painted: from now on pages may load what takes time."""
        self._is_warm = True
        if isinstance(self.page, StartPage):
            self.page.load()

    # ways

    def show_start(self) -> StartPage:
        start = StartPage(self._desktop)
        self._put(start)
        return start

    def show_identity(self, wanted: str = "") -> None:
        """The identity page, which begins with what is wanted: a backup, a restoration, or nothing."""
        from reviewer_app.ui.identity.page import IdentityPage

        self._put(IdentityPage(self._desktop, wanted))

    def turn_to(self, folder: str) -> None:
        """Another of the people who share the program goes on; what is open of this one's keys is let go."""
        from reviewer_app.services.people import turn_to

        try:
            workplace = turn_to(self._desktop.workplace.home, folder)
        except UserError as error:
            self.page.messages.show_error(error)
            return
        self._desktop = replace(self._desktop, workplace=workplace)
        self.show_start()

    def open_seat(self, seat: Seat, files: list[Path] | None = None) -> None:
        """Sits down at a desk; `files` are then taken in there."""
        from reviewer_app.ui.desks import open_desk

        def arrive(page: Page) -> None:
            self._put(page)
            if files:
                page.take_files(files)

        def refused(error: Exception) -> None:
            damaged = isinstance(error, UserError) and error.code in DAMAGED
            ways_out = [(_("Bring back what was signed…"), lambda: self.show_mending(seat))] if damaged else []
            self.page.messages.show_error(error, *ways_out)

        open_desk(self._desktop, seat, arrive, refused, self)

    def show_seat_record(self, seat: Seat) -> None:
        """The record of a desk that is closed."""
        from reviewer_app.ui.record.look import look_at
        from reviewer_app.ui.record.page import RecordPage

        self._put(RecordPage(self._desktop, partial(desk_title, seat), look_at(self._desktop.workplace, seat)))

    def show_erasing(self, seat: Seat) -> None:
        """What erasing a round would take away, and the way to do it."""
        from reviewer_app.ui.record.erase import ErasePage

        self._put(ErasePage(self._desktop, seat))

    def show_mending(self, seat: Seat) -> None:
        """The way to bring a damaged desk back."""
        from reviewer_app.ui.record.mend import MendPage

        self._put(MendPage(self._desktop, seat))

    def go_home(self) -> None:
        if self.page.may_leave(self.go_home):
            self.page.settle()
            self.show_start()

    def _leave(self, page: Page) -> None:
        """From a page that lies over a desk back to that desk, else to the start page."""
        if page.below is None:
            self.go_home()
        else:
            self.setCurrentWidget(page.below)
            self._drop(page)
            self.page.take_focus()

    def _show_record(self, desk: Page, look: Look) -> None:
        """Lays the record over the desk, which stays open below it."""
        from reviewer_app.ui.record.page import RecordPage

        record = RecordPage(self._desktop, desk.title.text, look, desk)
        self._connect(record)
        self._show(record)

    def _open_desk(self, desk: str) -> None:
        if desk == UNION:
            self.page.messages.tell(
                _("The union's desk is not part of this version. A result can be checked with: reviewer-app recompute.")
            )
        elif desk == OFFICE:
            self._open_office()
        else:
            self._open_latest(desk)

    def _open_office(self) -> None:
        from reviewer_app.ui.desks import new_office

        self._put(new_office(self._desktop))

    def _open_latest(self, desk: str) -> None:
        seats = [seat for seat in self._desktop.workplace.seats() if seat.desk == desk]
        if seats:
            self.open_seat(seats[0])
        else:
            self.arrivals().choose_round()

    def arrivals(self) -> Arrivals:
        """What leads a file to its desk, and tells on this page what stands in its way."""
        return Arrivals(self._desktop, self.page, self.open_seat)

    def _choose_files(self) -> None:
        kinds = " ".join(f"*{kind.suffix}" for kind in Kind)
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Open a file"), "", _("Files of this program ({kinds});;All files (*)").format(kinds=kinds)
        )
        if names:
            self.files_chosen.emit([Path(name) for name in names])

    # another language

    def change_language(self, language: Language) -> None:
        """Shows the same place in another language once what is typed is written and no work runs."""
        self._wanted = language
        self.page.finish_typing()
        self._go_on(self._desktop.jobs.is_busy)
        QTimer.singleShot(PATIENCE, self, self._tell_waiting)

    def _go_on(self, is_busy: bool) -> None:
        """Nothing that runs is cut off: it comes home to the page that it belongs to."""
        if self._wanted is None or is_busy:
            return
        page = self.page
        self._desktop.jobs.write(
            lambda: None, done=lambda _none: self._build_again(), failed=page.messages.show_error, owner=page
        )

    def _build_again(self) -> None:
        if self._wanted is None or self._desktop.jobs.is_busy:
            return
        language, self._wanted = self._wanted, None
        old = self.page
        focus, has_help = focus_in(old), not old.help.isHidden()
        self.language_asked.emit(language)
        new = old.again()
        for page in (new.below, new):
            if page is not None:
                self._connect(page)
                self.addWidget(page)
        new.take_over(old)
        self.setCurrentWidget(new)
        new.go_on(focus)
        if has_help:
            new.help.turn()
        new.load()
        for page in (old.below, old):
            if page is not None:
                self._drop(page)

    def _tell_waiting(self) -> None:
        if self._wanted is not None:
            words = _("Work is still running. The language changes as soon as it is done; nothing is cut off.")
            self.page.messages.tell(words)

    # putting pages in place

    def _put(self, page: Page) -> None:
        """Shows a page in place of what was shown."""
        old = self.currentWidget()
        self._wanted = None
        self._connect(page)
        self._show(page)
        if old is not None:
            self._drop(old)

    def _show(self, page: Page) -> None:
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.take_focus()
        if self._is_warm or not isinstance(page, StartPage):
            page.load()

    def _drop(self, page: object) -> None:
        assert isinstance(page, Page)
        self.removeWidget(page)
        page.deleteLater()

    def _connect(self, page: Page) -> None:
        page.home_asked.connect(partial(self._leave, page))
        page.record_asked.connect(partial(self._show_record, page))
        page.seat_asked.connect(self.open_seat)
        page.person_asked.connect(self.turn_to)
        page.language_asked.connect(self.change_language)
        page.file_asked.connect(self._choose_files)
        if isinstance(page, StartPage):
            page.desk_asked.connect(self._open_desk)
            page.seat_record_asked.connect(self.show_seat_record)
            page.erase_asked.connect(self.show_erasing)
            page.identity_asked.connect(self.show_identity)
