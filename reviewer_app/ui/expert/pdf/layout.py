"""Where the pages of a document lie, one below the other, in dots of the screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRect

from reviewer_app.ui.expert.pdf.drawer import Part

MARGIN, GAP = 6, 6
"""Logical pixels around the pages and between them."""
WHOLE = 4_000_000
"""Dots of a page that is drawn as a whole; a larger one is drawn in tiles, where it is seen."""
TILE = 1600
"""Dots of a tile's edge."""
LONGEST = 250_000
"""Dots of a page's longer edge: a page of a hair's width is not drawn as wide as the window."""
REACH = 1 << 30
"""Dots of all pages together; a scroll bar reaches no further than twice as far."""


class Fit(Enum):
    WIDTH = "width"
    PAGE = "page"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Box:
    """A page in dots from the upper left corner of the whole."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Room:
    """What there is to fill, in dots; `inch` and `pixel` are an inch and a logical pixel in dots."""

    width: int
    height: int
    inch: float
    pixel: float


class Layout:
    """The pages in a room, in its middle if there is more than they need; none is less than a dot wide or high."""

    def __init__(self, sizes: Sequence[tuple[float, float]], room: Room, fit: Fit, zoom: float) -> None:
        margin, gap = round(MARGIN * room.pixel), round(GAP * room.pixel)
        inner = max(1, room.width - 2 * margin), max(1, room.height - 2 * margin)
        longest = min(LONGEST, REACH // max(1, len(sizes)))
        self.scales = [min(_scale(size, inner, room, fit, zoom), longest / max(size)) for size in sizes]
        """Dots for a point, page by page."""
        measured = [
            (max(1, round(width * scale)), max(1, round(height * scale)))
            for (width, height), scale in zip(sizes, self.scales, strict=True)
        ]
        self.width = max([room.width, *(width + 2 * margin for width, _height in measured)])
        self.boxes: list[Box] = []
        taken = sum(height + gap for _width, height in measured) - gap + 2 * margin
        top = margin + max(0, room.height - taken) // 2
        for width, height in measured:
            self.boxes.append(Box((self.width - width) // 2, top, width, height))
            top += height + gap
        self.height = max(taken, room.height)
        self._tops = [box.top for box in self.boxes]

    def page_at(self, height: float) -> int:
        """The page (from 0) at or above that height."""
        return max(0, bisect_right(self._tops, height) - 1)

    def pages_within(self, top: int, bottom: int) -> range:
        """The pages that may be seen between two heights."""
        return range(self.page_at(top), self.page_at(bottom) + 1)

    def parts(self, page: int, view: QRect) -> list[Part]:
        """What a page is drawn in, itself or tiles, as far as it lies in `view` (dots of the whole)."""
        box = self.boxes[page]
        edge = max(box.width, box.height) if box.width * box.height <= WHOLE else TILE
        seen = view.translated(-box.left, -box.top).intersected(QRect(0, 0, box.width, box.height))
        if seen.isEmpty():
            return []
        return [
            Part(page, box.width, box.height, (left, top, min(edge, box.width - left), min(edge, box.height - top)))
            for top in range(seen.top() // edge * edge, seen.bottom() + 1, edge)
            for left in range(seen.left() // edge * edge, seen.right() + 1, edge)
        ]


def _scale(size: tuple[float, float], inner: tuple[int, int], room: Room, fit: Fit, zoom: float) -> float:
    if fit is Fit.NONE:
        return zoom * room.inch / 72
    across, down = inner[0] / size[0], inner[1] / size[1]
    return across if fit is Fit.WIDTH else min(across, down)
