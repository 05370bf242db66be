"""Text on paper: lines that fit their room, whatever a name or a unit is called. Nothing is clipped or left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfmetrics import stringWidth

from reviewer_app.export import fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

BLACK, GREY = 0.0, 0.36
LEADING = 1.28
_BASELINE = 0.86
"""Where the baseline lies below the top of a line's own square, in parts of its size."""


class Align(Enum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    FIGURES = "figures"
    """Figures of one column end at one place, and stand in the middle of it together; what is wider is centred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of one size (points); `grey` 0 is black. A struck line has a line over it: dropped, does not count."""

    text: str
    size: float
    grey: float = BLACK
    struck: bool = False

    @property
    def height(self) -> float:
        return self.size * LEADING

    @property
    def width(self) -> float:
        return width_of(self.text, self.size)


@lru_cache(maxsize=4096)
def _measured(text: str) -> tuple[tuple[str, str, float], ...]:
    """The pieces of a text by face, each with its width at one point: marks come again and again."""
    return tuple((face, piece, stringWidth(piece, face, 1)) for face, piece in fonts.runs(text))


def width_of(text: str, size: float) -> float:
    return size * sum(piece[2] for piece in _measured(text))


def draw_line(canvas: Canvas, left: float, width: float, top: float, line: Line, align: Align, pad: float) -> None:
    """Draws a line into a room; `top` is the upper edge of the line, `pad` what is left free at the side.

    Whoever draws leaves the canvas filling in black.
    """
    long = line.width
    x = start = _start(align, left, width, pad, long)
    y = top - (line.height - line.size) / 2 - _BASELINE * line.size
    if line.grey:
        canvas.setFillGray(line.grey)
    for face, piece, wide in _measured(line.text):
        canvas.setFont(face, line.size)
        canvas.drawString(x, y, piece)
        x += wide * line.size
    if line.grey:
        canvas.setFillGray(BLACK)
    if line.struck:
        canvas.setLineWidth(max(0.6, line.size / 11))
        canvas.setStrokeGray(BLACK)
        canvas.line(start - 1.2, y + 0.36 * line.size, start + long + 1.2, y + 0.36 * line.size)


def _start(align: Align, left: float, width: float, pad: float, long: float) -> float:
    """The left end of a line that is so long, in a room from `left` so wide."""
    if align is Align.LEFT:
        return left + pad
    if align is Align.CENTRE or (align is Align.FIGURES and long > width - 2 * pad):
        return left + (width - long) / 2
    return left + width - pad - long


def one_line(text: str, size: float, room: float, grey: float = BLACK) -> Line:
    """A text that must not be broken (a figure, a code), as small as it has to be for its room."""
    long = width_of(text, size)
    return Line(text=text, size=size if long <= room else size * room / long, grey=grey)


def fitted(
    text: str, size: float, room: float, *, least: float = 5.0, most: int = 6, grey: float = BLACK
) -> list[Line]:
    """A text of one or more paragraphs in lines of at most `room` points.

    Shrinks by half points down to `least` while it needs more than `most` lines or has a word wider than the room;
    what is still too wide at the least size is cut between characters. Text itself is never lost.
    """
    if text.isprintable() and width_of(text, size) <= room:
        return [Line(text=text, size=size, grey=grey)] if text else []
    paragraphs = [part for part in text.replace("\t", " ").split("\n") if part.strip()]
    while True:
        lines = [line for paragraph in paragraphs for line in fonts.wrap(paragraph, size, room)]
        fits = all(fonts.width(line.strip(), size) <= room for line in lines)
        if size <= least or (fits and len(lines) <= most):
            break
        size = max(least, size - 0.5)
    if not fits:
        lines = [piece for line in lines for piece in _cut(line, size, room)]
    return [Line(text=line.strip(), size=size, grey=grey) for line in lines]


def _cut(line: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for letter in line:
        if pieces[-1] and fonts.width((pieces[-1] + letter).strip(), size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
