"""The parts of a file that are drawn: had one at a time, kept as long as they are seen and for a while after."""

from __future__ import annotations

from collections.abc import Container, Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from reviewer_app.ui.expert.pdf.drawer import Drawer, Part
from reviewer_app.ui.expert.pdf.file import PdfFile
from reviewer_app.ui.jobs import JobRunner

KEPT = 24 << 20
"""Bytes of pages out of sight that are kept."""


class Drawings(QObject):
    """`arrived(part)` tells that a part was drawn."""

    arrived = Signal(object)

    def __init__(self, jobs: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._drawer: Drawer | None = None
        self._drawn: dict[Part, QImage] = {}

    @property
    def is_drawing(self) -> bool:
        return self._drawer is not None and self._drawer.is_drawing

    @property
    def size(self) -> int:
        """The bytes that are kept."""
        return sum(image.sizeInBytes() for image in self._drawn.values())

    def use(self, file: PdfFile | None) -> None:
        """Draws another file from now on; forgets the one before."""
        if self._drawer is not None:
            self._drawer.leave()
        self._drawn.clear()
        self._drawer = Drawer(file, self._jobs, self) if file is not None else None
        if self._drawer is not None:
            self._drawer.drawn.connect(self._take)

    def image(self, part: Part) -> QImage | None:
        """A part as it was drawn: a null image if its page cannot be drawn, nothing if it is not there yet."""
        image = self._drawn.get(part)
        if image is not None:
            self._drawn[part] = self._drawn.pop(part)
        return image

    def in_other_sizes(self, page: int, width: int) -> Iterator[tuple[Part, QImage]]:
        """What there is of a page (from 0) in other widths than this."""
        return ((part, image) for part, image in self._drawn.items() if part.page == page and part.width != width)

    def draw(self, part: Part) -> None:
        """Has a part drawn, unless one is being drawn already or it is there."""
        if self._drawer is not None and not self._drawer.is_drawing and part not in self._drawn:
            self._drawer.draw(part)

    def let_old_go(self, seen: Container[int]) -> None:
        """Forgets what was seen longest ago; the pages in sight stay, however much they take."""
        spare = [part for part in self._drawn if part.page not in seen]
        excess = sum(self._drawn[part].sizeInBytes() for part in spare) - KEPT
        for part in spare:
            if excess <= 0:
                return
            excess -= self._drawn.pop(part).sizeInBytes()

    def _take(self, part: Part, image: QImage) -> None:
        self._drawn[part] = image
        self.arrived.emit(part)
