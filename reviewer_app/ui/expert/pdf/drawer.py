"""Has the pages of a file drawn, one part at a time, and lets go of the file without waiting for the last of them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocumentRenderOptions, QPdfPageRenderer

from reviewer_app.ui.expert.pdf.file import PdfFile
from reviewer_app.ui.jobs import JobRunner

REST = 100
"""Milliseconds after which a file that is left is closed: the window is busy with what comes in its place."""


class Part(NamedTuple):
    """A part of a page (from 0) drawn `width` × `height` dots large; `area` is counted in its dots."""

    page: int
    width: int
    height: int
    area: tuple[int, int, int, int]
    """Left, top, width, height."""


class Drawer(QObject):
    """`drawn(part, image)`: a part on a clear ground; a null image if its page cannot be drawn."""

    drawn = Signal(object, QImage)

    def __init__(self, file: PdfFile, jobs: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._file, self._jobs = file, jobs
        self._renderer: QPdfPageRenderer | None = None
        self._asked: Part | None = None
        self._is_left = False

    @property
    def is_drawing(self) -> bool:
        return self._asked is not None

    def draw(self, part: Part) -> None:
        """Has a part drawn; the one before must be there."""
        assert self._asked is None
        self._asked = part
        if self._renderer is None:
            self._renderer = self._file.renderer()
            self._renderer.pageRendered.connect(self._take)
        options = QPdfDocumentRenderOptions()
        options.setScaledSize(QSize(part.width, part.height))
        options.setScaledClipRect(QRect(*part.area))
        if not self._renderer.requestPage(part.page, QSize(*part.area[2:]), options):
            self._take(part.page, QSize(), QImage())

    def leave(self) -> None:
        """Closes the file, as soon as what is being drawn is drawn; tells nothing any more."""
        self._is_left = True
        if self._asked is None:
            QTimer.singleShot(REST, self, self._close)

    def _take(self, _page: int, _size: QSize, image: QImage, *_about: object) -> None:
        part, self._asked = self._asked, None
        if self._is_left:
            self._close()
        else:
            self.drawn.emit(part, image)

    def _close(self) -> None:
        """A document waits for whatever page is drawn before it goes: it goes beside the window."""
        renderer, self._renderer = self._renderer, None
        if renderer is not None:
            renderer.destroyed.connect(self._close_file)
            renderer.deleteLater()
        else:
            self._close_file()

    def _close_file(self) -> None:
        if self._jobs.is_open:
            self._jobs.aside(self._file.close, done=_nothing, failed=_nothing)
        else:
            self._file.close()
        self.deleteLater()


def _nothing(_value: object) -> None:
    pass
