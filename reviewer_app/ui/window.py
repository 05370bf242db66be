"""The one window: it holds the pages, takes files dropped anywhere, and ends in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from reviewer_app.domain.package import Kind
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.pages import Pages
from reviewer_app.ui.start.page import StartPage

SMALLEST = (800, 480)
FIRST_SIZE = (1200, 760)


class Window(QMainWindow):
    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self._is_ending = False
        self.setWindowTitle("匠评")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.pages = Pages(desktop)
        self.pages.files_chosen.connect(self.open_files)
        self.open_seat = self.pages.open_seat
        self.setCentralWidget(self.pages)
        self._restore()
        self.pages.show_start()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.pages.page

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
            self.pages.show_start()
        self.pages.arrivals().take(files[0])

    def come_forward(self, file: str) -> None:
        """A later start of the program gave its file, or nothing."""
        self.setWindowState(self.windowState() & ~self.windowState().WindowMinimized)
        self.raise_()
        self.activateWindow()
        if file:
            self.open_files([Path(file)])

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
