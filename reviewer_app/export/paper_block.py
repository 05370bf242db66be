"""What a paper is made of: blocks, one below the other, and how they are shared out to pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer_app.export.paper_text import Align, Line, draw_line

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Draw = Callable[["Canvas", float], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """A piece that is never divided: its height in points, and how to draw it below a given upper edge.

    `heading` stands above the block wherever a page or a table begins with it. A block that `keeps` stays on the page
    of the block after it; one that `breaks` begins a new page.
    """

    height: float
    draw: Draw
    heading: Block | None = None
    keeps: bool = False
    breaks: bool = False


def space(height: float) -> Block:
    """Nothing, so high."""
    return Block(height=height, draw=lambda _canvas, _top: None)


def text(lines: Sequence[Line], left: float, width: float, align: Align = Align.LEFT) -> Block:
    """Lines one below the other, without a frame."""

    def draw(canvas: Canvas, top: float) -> None:
        for line in lines:
            draw_line(canvas, left, width, top, line, align, 0)
            top -= line.height

    return Block(height=sum(line.height for line in lines), draw=draw)


def kept(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, which stay together with what comes after them."""
    return [replace(block, keeps=True) for block in blocks]


def pages(blocks: Sequence[Block], room: float) -> list[list[Block]]:
    """The blocks of each page, headings repeated where a page begins within a table."""
    made: list[list[Block]] = [[]]
    left, heading = room, None
    for group in _groups(blocks):
        needed = sum(block.height for block in _with_headings(group, heading))
        if made[-1] and (group[0].breaks or needed > left):
            made.append([])
            left, heading = room, None
        placed = _with_headings(group, heading)
        made[-1] += placed
        left -= sum(block.height for block in placed)
        heading = group[-1].heading
    return made


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    """What must stand on one page."""
    groups: list[list[Block]] = []
    joins = False
    for block in blocks:
        if joins and not block.breaks:
            groups[-1].append(block)
        else:
            groups.append([block])
        joins = block.keeps
    return groups


def _with_headings(group: Sequence[Block], heading: Block | None) -> list[Block]:
    placed: list[Block] = []
    for block in group:
        if block.heading is not None and block.heading is not heading:
            placed.append(block.heading)
        heading = block.heading
        placed.append(block)
    return placed
