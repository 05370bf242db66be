"""Ruled tables: columns, cells and the rows they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer_app.export.paper_block import Block
from reviewer_app.export.paper_text import BLACK, Align, Line, draw_line, fitted, one_line

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

SIDE = 3.0
"""What a cell leaves free at its left and right, points."""
HEADING_TINT = 0.92
_RULE, _RULE_GREY = 0.45, 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where a column stands; `figures` is the width of its widest figure, so that figures end at one place."""

    left: float
    width: float
    figures: float = 0.0

    @property
    def room(self) -> float:
        return self.width - 2 * SIDE

    def pad(self, align: Align) -> float:
        return max(SIDE, (self.width - self.figures) / 2) if align is Align.FIGURES else SIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Lines in the middle of a cell's height; `span` counts the columns that the cell covers."""

    lines: tuple[Line, ...] = ()
    align: Align = Align.LEFT
    span: int = 1

    @property
    def height(self) -> float:
        return sum(line.height for line in self.lines)


def columns(left: float, widths: Sequence[float], figures: Sequence[float] = ()) -> tuple[Column, ...]:
    """Columns side by side; `figures` as long as `widths`, or empty."""
    made: list[Column] = []
    for place, width in enumerate(widths):
        made.append(Column(left=left, width=width, figures=figures[place] if figures else 0.0))
        left += width
    return tuple(made)


def across(chosen: Sequence[Column]) -> Column:
    """The one column that some columns side by side make."""
    return Column(left=chosen[0].left, width=sum(column.width for column in chosen))


def words(
    text: str,
    column: Column,
    size: float,
    *,
    align: Align = Align.LEFT,
    grey: float = 0.0,
    most: int = 6,
    least: float = 5.0,
) -> Cell:
    """A cell of running text; `most` lines and `least` size as in `fitted`."""
    return Cell(lines=tuple(fitted(text, size, column.room, grey=grey, most=most, least=least)), align=align)


def figure(text: str, column: Column, size: float) -> Cell:
    """A cell with one figure."""
    return Cell(lines=(one_line(text, size, column.room),), align=Align.FIGURES)


def row(
    table: Sequence[Column], cells: Sequence[Cell], *, least: float = 0.0, pad: float = 2.5, tint: float = 1.0,
    heading: Block | None = None,
) -> Block:  # fmt: skip
    """A ruled row, as high as its highest cell; `tint` is the grey of its ground (1 is white)."""
    placed: list[tuple[Column, Cell]] = []
    start = 0
    for cell in cells:
        placed.append((across(table[start : start + cell.span]) if cell.span > 1 else table[start], cell))
        start += cell.span
    height = max(least, *(cell.height + 2 * pad for cell in cells))

    def draw(canvas: Canvas, top: float) -> None:
        grid(canvas, top, height, [column for column, _cell in placed], tint)
        for column, cell in placed:
            draw_cell(canvas, column, top, height, cell)

    return Block(height=height, draw=draw, heading=heading)


def heading_row(table: Sequence[Column], titles: Sequence[str], size: float = 8.5) -> Block:
    """The titles of the columns, on a tinted ground; repeated on each page of the table."""
    cells = [words(title, column, size, align=Align.CENTRE) for title, column in zip(titles, table, strict=True)]
    return row(table, cells, least=22, tint=HEADING_TINT)


def grid(canvas: Canvas, top: float, height: float, cells: Sequence[Column], tint: float = 1.0, rows: int = 1) -> None:
    """The rules around cells side by side, in rows of equal height; `tint` is the ground of the last row."""
    left, right = cells[0].left, cells[-1].left + cells[-1].width
    if tint < 1:
        canvas.setFillGray(tint)
        canvas.rect(left, top - height, right - left, height / rows, stroke=0, fill=1)
        canvas.setFillGray(BLACK)
    canvas.setStrokeGray(_RULE_GREY)
    canvas.setLineWidth(_RULE)
    edges = [*(cell.left for cell in cells), right]
    canvas.lines(
        [(left, top - place * height / rows, right, top - place * height / rows) for place in range(rows + 1)]
        + [(edge, top, edge, top - height) for edge in edges]
    )


def draw_cell(canvas: Canvas, column: Column, top: float, height: float, cell: Cell) -> None:
    """The lines of a cell in the middle of its height."""
    y = top - (height - cell.height) / 2
    for line in cell.lines:
        draw_line(canvas, column.left, column.width, y, line, cell.align, column.pad(cell.align))
        y -= line.height
