"""Looking through a PDF, a few pages at a time and beside the window, from the page in sight on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from reviewer_app.ui.expert.pdf.file import Hit
from reviewer_app.ui.expert.pdf.pages import Pages
from reviewer_app.ui.jobs import Job, JobRunner

AT_A_TIME = 0.005
"""Seconds of search after which the window has its turn: Python waits while Qt looks through a page."""


class PdfSearch(QObject):
    """`found(number, count)`: the place that is shown, from 1, or 0 for none, and how many there are so far."""

    found = Signal(int, int)

    def __init__(self, pages: Pages, jobs: JobRunner) -> None:
        super().__init__(pages)
        self._pages, self._jobs = pages, jobs
        self._text = ""
        self._hits: dict[int, list[Hit]] = {}
        self._hit: Hit | None = None
        self._left: list[int] = []
        self._job: Job | None = None

    def look_for(self, text: str) -> None:
        """Looks for a text from the page in sight on and once around; no text ends the search."""
        if self._job is not None:
            self._job.cancel()
        file = self._pages.file
        was_found, self._text = bool(self._text), text if file is not None else ""
        self._hits, self._hit, self._job, self._left = {}, None, None, []
        if file is not None and self._text:
            first, count = self._pages.page - 1, len(file.sizes)
            self._left = [*range(first, count), *range(first)]
            self._go_through()
        elif was_found:
            self._pages.show_hits({}, None, move=False)
            self.found.emit(0, 0)

    def go_on(self, by: int) -> None:
        hits = self._in_order()
        if hits:
            here = hits.index(self._hit) if self._hit is not None else -by
            self._show(hits[(here + by) % len(hits)])

    def _go_through(self) -> None:
        file = self._pages.file
        if file is None:
            return
        self._job = self._jobs.aside(
            partial(file.found, self._text, tuple(self._left), AT_A_TIME),
            done=partial(self._take, self._left),
            failed=_raise,
            owner=self,
        )

    def _take(self, left: list[int], outcome: tuple[list[Hit], int]) -> None:
        """Takes what was found, unless it is of a search that is over: of another text, or of somebody else's file."""
        if left is not self._left:
            return
        hits, count = outcome
        del self._left[:count]
        for hit in hits:
            self._hits.setdefault(hit.page, []).append(hit)
        if self._hit is None and hits:
            self._show(hits[0])
        else:
            self._pages.show_hits(self._hits, self._hit, move=False)
            self._tell()
        if self._left:
            self._go_through()

    def _show(self, hit: Hit) -> None:
        self._hit = hit
        self._pages.show_hits(self._hits, hit, move=True)
        self._tell()

    def _tell(self) -> None:
        hits = self._in_order()
        self.found.emit(hits.index(self._hit) + 1 if self._hit is not None else 0, len(hits))

    def _in_order(self) -> list[Hit]:
        return [hit for page in sorted(self._hits) for hit in self._hits[page]]


def _raise(error: Exception) -> None:
    """Nobody expects it: the window tells it as a fault of the program."""
    raise error
