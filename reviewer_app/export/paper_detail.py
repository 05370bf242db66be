"""Every mark behind the summary sheet: one block a candidate, a row a criterion, a column an expert."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewer_app.domain.people import Person
from reviewer_app.domain.scheme import Criterion
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export.paper_block import Block, space
from reviewer_app.export.paper_page import LEFT, Frame
from reviewer_app.export.paper_parts import criterion_title, is_weighted, state_word, widest
from reviewer_app.export.paper_result import Row, SummaryPaper, candidate_cell, panels, sheets_by_expert
from reviewer_app.export.paper_table import Cell, Column, columns, draw_cell, grid, heading_row, words
from reviewer_app.export.paper_text import BLACK, GREY, Align, Line, one_line
from reviewer_app.i18n import _

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SIZE = 8.0
_STEP = 12.5
_TOTAL_TINT = 0.95
_MARKS_FROM = 2
"""Columns before the experts': candidate and criterion."""


def detail_rows(frame: Frame, paper: SummaryPaper) -> list[Block]:
    """The marks of every candidate, in the order of the result."""
    blocks: list[Block] = []
    for experts in panels(paper.experts):
        table = _columns(frame, paper, len(experts))
        heading = heading_row(table, _titles(paper, experts), 8)
        blocks += [_candidate(frame, table, paper, found, experts, heading) for found in paper.rows]
        blocks.append(space(6))
    return blocks


def _titles(paper: SummaryPaper, experts: Sequence[Person]) -> list[str]:
    weighted = [_("Weighted")] if is_weighted(paper.scheme) else []
    return [_("Candidate"), _("Criterion"), *(person.name for person in experts), _("Score"), *weighted]


def _columns(frame: Frame, paper: SummaryPaper, experts: int) -> tuple[Column, ...]:
    scheme = paper.scheme
    last = [50.0, 50.0] if is_weighted(scheme) else [50.0]
    criterion = 66.0
    each = min(56.0, (frame.width - 104 - criterion - sum(last)) / max(1, experts))
    candidate = frame.width - criterion - each * experts - sum(last)
    mark = min(widest([paper.full_total()], _SIZE), each - 6)
    return columns(
        LEFT,
        [candidate, criterion, *[each] * experts, *last],
        [0, 0, *[mark] * experts, *[widest([paper.full_score()], 9)] * len(last)],
    )


def _candidate(
    frame: Frame, table: Sequence[Column], paper: SummaryPaper, found: Row, experts: Sequence[Person], heading: Block
) -> Block:
    """The block of one candidate, never divided; with very many criteria its rows are lower."""
    who = _who(paper, found, table[0])
    lines = len(paper.scheme.criteria) + 1
    step = min(_STEP, (frame.room - heading.height) / lines)
    height = max(lines * step, who.height + 4)
    step = height / lines
    sheets = sheets_by_expert(found)

    def draw(canvas: Canvas, top: float) -> None:
        grid(canvas, top, height, table[1:], _TOTAL_TINT, rows=lines)
        grid(canvas, top, height, table[:1])
        draw_cell(canvas, table[0], top, height, who)
        _draw_titles(canvas, table[1], top, step, paper)
        for person, column in zip(experts, table[_MARKS_FROM:], strict=False):
            _draw_sheet(canvas, column, top, step, paper, sheets.get(person.id))
        _draw_scores(canvas, table[_MARKS_FROM + len(experts) :], top, step, paper, found)
        canvas.setStrokeGray(0)
        canvas.setLineWidth(0.9)
        canvas.line(table[0].left, top, table[-1].left + table[-1].width, top)

    return Block(height=height, draw=draw, heading=heading)


def _who(paper: SummaryPaper, found: Row, column: Column) -> Cell:
    rank = _("no score") if found["rank"] is None else _("Rank {rank}").format(rank=found["rank"])
    first = one_line(f"{rank} · {found['candidate']}", 7.5, column.room, GREY)
    return Cell(lines=(first, *candidate_cell(paper.candidates[found["candidate"]], column, 9.5).lines))


def _draw_titles(canvas: Canvas, column: Column, top: float, step: float, paper: SummaryPaper) -> None:
    for place, title in enumerate([*map(criterion_title, paper.scheme.criteria), _("Total")]):
        cell = Cell(lines=(one_line(title, _SIZE, column.room),))
        draw_cell(canvas, column, top - place * step, step, cell)


def _draw_sheet(
    canvas: Canvas, column: Column, top: float, step: float, paper: SummaryPaper, sheet: Row | None
) -> None:
    """An expert's marks, the dropped ones struck, and their total; the word of the state where there are none."""
    criteria = paper.scheme.criteria
    state = SheetState(sheet["state"]) if sheet is not None else SheetState.NOT_ASSIGNED
    if sheet is None or (state is not SheetState.SCORED and not sheet["marks"]):
        _cover(canvas, column, top, step * (len(criteria) + 1))
        word = words(state_word(state), column, _SIZE, align=Align.CENTRE)
        draw_cell(canvas, column, top, step * (len(criteria) + 1), word)
        return
    for place, item in enumerate(criteria):
        if item.key in sheet["marks"]:
            cell = _mark(sheet["marks"][item.key], column, struck=item.key in sheet["dropped"])
            draw_cell(canvas, column, top - place * step, step, cell)
    last = top - len(criteria) * step
    if state is SheetState.SCORED:
        struck = len(sheet["dropped"]) == len(criteria)
        draw_cell(canvas, column, last, step, _mark(paper.total(sheet), column, struck=struck))
    else:
        draw_cell(canvas, column, last, step, Cell(lines=(one_line(state_word(state), 7, column.room),)))


def _mark(text: str, column: Column, *, struck: bool) -> Cell:
    line = one_line(text, _SIZE, column.room)
    return Cell(lines=(Line(text=text, size=line.size, struck=struck),), align=Align.FIGURES)


def _cover(canvas: Canvas, column: Column, top: float, height: float) -> None:
    """One cell in place of the rows."""
    canvas.setFillGray(1)
    canvas.rect(column.left + 0.3, top - height + 0.3, column.width - 0.6, height - 0.6, stroke=0, fill=1)
    canvas.setFillGray(BLACK)


def _draw_scores(
    canvas: Canvas, table: Sequence[Column], top: float, step: float, paper: SummaryPaper, found: Row
) -> None:
    """The criterion scores, weighted beside them where there are weights, and the consolidated score."""
    for place, item in enumerate(paper.scheme.criteria):
        scores = _scores(found, item)
        for column, score in zip(table, scores, strict=False):
            if score is not None:
                cell = Cell(lines=(one_line(score, _SIZE, column.room),), align=Align.FIGURES)
                draw_cell(canvas, column, top - place * step, step, cell)
    text = found["score"] if found["score"] is not None else _("no score")
    align = Align.FIGURES if found["score"] is not None else Align.CENTRE
    total = Cell(lines=(one_line(text, 9, table[-1].room),), align=align)
    draw_cell(canvas, table[-1], top - len(paper.scheme.criteria) * step, step, total)


def _scores(found: Row, item: Criterion) -> tuple[str | None, ...]:
    made = found["criteria"].get(item.key)
    return (made["score"], made["weighted"]) if made else (None, None)
