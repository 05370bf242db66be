"""The one window: it shows a page at a time, takes files dropped anywhere, and ends in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind
from reviewer_app.i18n import _
from reviewer_app.services.workplace import OFFICE, Seat
from reviewer_app.ui.arrivals import Arrivals
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.record.look import Look
from reviewer_app.ui.start.page import UNION, StartPage, desk_title

SMALLEST = (800, 480)
FIRST_SIZE = (1200, 760)
DAMAGED = ("store_damaged", "store_key_wrong", "store_key_missing")
"""What a store that was damaged says when it is opened, the last two where its first bytes were hit."""


class Window(QMainWindow):
    """`language_asked` goes to the composition root, which puts it in force before the page is built anew."""

    language_asked = Signal(object)

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self._is_ending = False
        self._is_warm = False
        self.setWindowTitle("匠评")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self._restore()
        self.show_start()

    @property
    def page(self) -> Page:
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    # pages

    def show_start(self) -> StartPage:
        start = StartPage(self._desktop)
        start.desk_asked.connect(self._open_desk)
        start.seat_asked.connect(self.open_seat)
        start.seat_record_asked.connect(self.show_seat_record)
        start.erase_asked.connect(self.show_erasing)
        start.identity_asked.connect(self.show_identity)
        start.language_asked.connect(self.language_asked)
        self._put(start)
        if self._is_warm:
            start.load_identity()
        return start

    def show_identity(self, wanted: str = "") -> None:
        """The identity page, which begins with what is wanted: a backup, a restoration, or nothing."""
        from reviewer_app.ui.identity.page import IdentityPage

        page = IdentityPage(self._desktop, wanted)
        page.home_asked.connect(self._go_home)
        self._put(page)
        page.load()

    def warm(self) -> None:
        """Called once the first page is painted: from now on pages may load what takes time."""
        self._is_warm = True
        if isinstance(self.page, StartPage):
            self.page.load_identity()

    def open_seat(self, seat: Seat, files: list[Path] | None = None) -> None:
        """Sits down at a desk; `files` are then taken in there."""
        from reviewer_app.ui.desks import open_desk

        def arrive(page: Page) -> None:
            page.home_asked.connect(self._go_home)
            page.record_asked.connect(lambda look: self._show_record(page, look))
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

        title = _("Record · {desk}").format(desk=desk_title(seat))
        record = RecordPage(self._desktop, title, look_at(self._desktop.workplace, seat))
        record.home_asked.connect(self._go_home)
        self._put(record)
        record.load()

    def show_erasing(self, seat: Seat) -> None:
        """What erasing a round would take away, and the way to do it."""
        from reviewer_app.ui.record.erase import ErasePage

        page = ErasePage(self._desktop, seat)
        page.home_asked.connect(self._go_home)
        self._put(page)
        page.load()

    def show_mending(self, seat: Seat) -> None:
        """The way to bring a damaged desk back."""
        from reviewer_app.ui.record.mend import MendPage

        page = MendPage(self._desktop, seat)
        page.home_asked.connect(self._go_home)
        page.seat_asked.connect(self.open_seat)
        self._put(page)

    def _show_record(self, desk: Page, look: Look) -> None:
        """Lays the record over the desk, which stays open below it."""
        from reviewer_app.ui.record.page import RecordPage

        record = RecordPage(self._desktop, _("Record · {desk}").format(desk=desk.title.text()), look, desk)
        record.home_asked.connect(lambda: self._lift(record, desk))
        self._stack.addWidget(record)
        self._stack.setCurrentWidget(record)
        record.take_focus()
        record.load()

    def _lift(self, record: Page, desk: Page) -> None:
        self._stack.setCurrentWidget(desk)
        self._stack.removeWidget(record)
        record.deleteLater()
        desk.take_focus()

    def rebuild(self) -> None:
        """Builds the start page anew, in the language in force."""
        self.show_start()

    def _go_home(self) -> None:
        if self.page.may_leave(self._go_home):
            self.page.settle()
            self.show_start()

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

        page = new_office(self._desktop)
        page.home_asked.connect(self._go_home)
        self._put(page)

    def _open_latest(self, desk: str) -> None:
        seats = [seat for seat in self._desktop.workplace.seats() if seat.desk == desk]
        if seats:
            self.open_seat(seats[0])
        else:
            self._arrivals().choose_round()

    def _put(self, page: Page) -> None:
        old = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.take_focus()
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()

    # files

    def open_files(self, files: list[Path]) -> None:
        """Takes files where they belong: the page that is open, else the desk that they are for.

        A round is taken in from the start page: the desk that is open may be the one that it changes.
        """
        if not files or self.page.take_files(files):
            return
        if files[0].suffix == Kind.ROUND.suffix and not isinstance(self.page, StartPage):
            if not self.page.may_leave(lambda: self.open_files(files)):
                return
            self.page.settle()
            self.show_start()
        self._arrivals().take(files[0])

    def come_forward(self, file: str) -> None:
        """A later start of the program gave its file, or nothing."""
        self.setWindowState(self.windowState() & ~self.windowState().WindowMinimized)
        self.raise_()
        self.activateWindow()
        if file:
            self.open_files([Path(file)])

    def _arrivals(self) -> Arrivals:
        return Arrivals(self._desktop, self.page, self.open_seat)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._invite(inviting=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._invite(inviting=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self._invite(inviting=False)
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if files:
            self.open_files(files)

    def _invite(self, *, inviting: bool) -> None:
        if isinstance(self.page, StartPage):
            self.page.invite(inviting)

    # the end

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if not self._is_ending and not self.page.may_leave(self.close):
            event.ignore()
            return
        self._end()
        event.accept()

    def quit_now(self) -> None:
        """Cancels what runs, keeps what was given, and closes."""
        self._is_ending = True
        self.close()

    def _end(self) -> None:
        self.page.settle()
        self._desktop.preferences.keep("window/geometry", self.saveGeometry())
        self._desktop.preferences.flush()
        self._desktop.jobs.close()

    def _restore(self) -> None:
        geometry = self._desktop.preferences.state("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*FIRST_SIZE)


def after_first_paint(work: Callable[[], None]) -> None:
    """Does something once the window has been shown."""
    QTimer.singleShot(0, lambda: QTimer.singleShot(30, work))
