"""A PDF in memory: loaded, measured and looked through beside the window.

Qt lets one thread at a time into all its PDFs, and a page of a scanned plan can take seconds to draw. The window's
thread therefore never asks a document anything: it knows the sizes of the pages, and is handed pictures.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QRectF
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer, QPdfSearchModel

A4 = (595.0, 842.0)
"""Points of a page that does not say how large it is."""
LARGEST = 14_400.0
"""Points of the longest edge that the format knows."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found, in points from the upper left corner of its page (from 0)."""

    page: int
    areas: tuple[QRectF, ...]


class PdfFile:
    """Made, looked through and closed in threads beside the window; what it knows can be read in any."""

    def __init__(self, content: bytes) -> None:
        document = QPdfDocument()
        buffer = QBuffer(document)
        buffer.setData(QByteArray(content))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document.load(buffer)
        self.error: QPdfDocument.Error = document.error()
        """What is wrong with the file, if anything."""
        self.sizes: tuple[tuple[float, float], ...] = tuple(
            _size(document, page) for page in range(document.pageCount())
        )
        """Width and height of each page in points."""
        self._document: QPdfDocument | None = document

    def renderer(self) -> QPdfPageRenderer:
        """What draws the pages, in a thread of its own; it must be gone before the file is closed."""
        made = QPdfPageRenderer()
        made.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        if self._document is not None:
            made.setDocument(self._document)
        return made

    def found(self, text: str, pages: Sequence[int], seconds: float) -> tuple[list[Hit], int]:
        """Where a text stands on the first of these pages, and how many of them there was time for: at least one."""
        if self._document is None:
            return [], len(pages)
        _loop = QEventLoop()  # the model starts a timer, and a timer wants a thread that could wait for it
        model = QPdfSearchModel()
        model.setDocument(self._document)
        model.setSearchString(text)
        hits: list[Hit] = []
        end = time.monotonic() + seconds
        for count, page in enumerate(pages, 1):
            hits += (Hit(page, tuple(link.rectangles())) for link in model.resultsOnPage(page))
            if time.monotonic() > end:
                return hits, count
        return hits, len(pages)

    def close(self) -> None:
        """Lets go of the document."""
        self._document = None


def _size(document: QPdfDocument, page: int) -> tuple[float, float]:
    size = document.pagePointSize(page)
    if size.width() <= 0 or size.height() <= 0:
        return A4
    return min(size.width(), LARGEST), min(size.height(), LARGEST)
