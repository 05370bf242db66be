"""The ranking of a summary sheet: one row a candidate, one column an expert, score, rank, and where the cut lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer_app.domain.exact import plain
from reviewer_app.domain.people import Person
from reviewer_app.domain.scheme import OfficeStage, Stage
from reviewer_app.export.paper_block import Block, space
from reviewer_app.export.paper_page import LEFT, Frame, told
from reviewer_app.export.paper_parts import criterion_title, section, widest
from reviewer_app.export.paper_result import (
    Row,
    SummaryPaper,
    candidate_cell,
    panels,
    sheets_by_expert,
    total_cell,
)
from reviewer_app.export.paper_table import Cell, Column, columns, grid, heading_row, row, words
from reviewer_app.export.paper_text import GREY, Align, Line, draw_line, fitted, one_line
from reviewer_app.i18n import _

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SIZE = 9.0
_UNDECIDED_TINT = 0.93


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    """One candidate's row, with what the stage says of it."""

    row: Row
    outcome: str
    tint: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Candidates that are cut together, with the sentences of the lines that divide them."""

    title: str
    entries: tuple[_Ranked | str, ...]


def ranking_rows(frame: Frame, paper: SummaryPaper) -> list[Block]:
    """The tables, one for each stage that the marks decide and each group of experts that fits side by side."""
    blocks: list[Block] = []
    parts, groups = list(_parts(paper)), panels(paper.experts)
    for part in parts:
        for experts in groups:
            if part.title and len(parts) > 1:
                blocks += section(frame, part.title)
            blocks += [*([space(10)] if blocks else []), *_table(frame, paper, part, experts)]
    return blocks


def _parts(paper: SummaryPaper) -> Iterator[_Part]:
    rows = {row["candidate"]: row for row in paper.rows}
    rules = {stage.key: stage for stage in paper.scheme.stages}
    for stage in paper.stages:
        if stage["kind"] != "score" or stage.get("blocked_by"):
            continue
        rule = rules[stage["key"]]
        entries = tuple(_entries(stage, rule, rows))
        for entry in entries:
            if isinstance(entry, _Ranked):
                rows.pop(entry.row["candidate"], None)
        yield _Part(title=_stage_title(rule, paper), entries=entries)
    if rows:
        left = tuple(_Ranked(row=one, outcome="") for one in rows.values())
        yield _Part(title=_("Not in a stage that the experts decide"), entries=left)


def _stage_title(rule: Stage, paper: SummaryPaper) -> str:
    title = told(rule.title, rule.title_en) or rule.key
    for track in paper.scheme.tracks:
        if track.key == rule.track:
            return f"{title} · {told(track.title, track.title_en)}"
    return title


def _entries(stage: Row, rule: Stage, rows: dict[str, Row]) -> Iterator[_Ranked | str]:
    yield from (_Ranked(row=rows[code], outcome=_("advances")) for code in stage["advance"])
    if stage["undecided"]:
        yield _("Tied for the places left ({places}): {count} candidates. The committee decides.").format(
            count=len(stage["undecided"]), places=stage["places"]
        )
        for code in stage["undecided"]:
            yield _Ranked(row=rows[code], outcome=_("undecided"), tint=_UNDECIDED_TINT)
    yield from _cut_line(stage, rule)
    yield from (_Ranked(row=rows[code], outcome=_("does not advance")) for code in stage["not_advanced"])
    yield from (_Ranked(row=rows[code], outcome=_("no score")) for code in stage["unscored"])


def _cut_line(stage: Row, rule: Stage) -> Iterator[str]:
    minimum = None if isinstance(rule, OfficeStage) else rule.minimum_score
    told_ = []
    if rule.quota is not None:
        told_.append(_("quota {quota}").format(quota=rule.quota))
    if minimum is not None:
        told_.append(_("minimum score {score}").format(score=plain(minimum)))
    if stage["vacant"]:
        told_.append(_("vacant {count}").format(count=stage["vacant"]))
    if told_:
        yield _("Cut line: {rule}").format(rule=_(", ").join(told_))


def _table(frame: Frame, paper: SummaryPaper, part: _Part, experts: Sequence[Person]) -> list[Block]:
    table = _columns(frame, paper, len(experts))
    titles = [_("Rank"), _("Code"), _("Candidate"), *(one.name for one in experts), _("Score"), _("Outcome")]
    heading = heading_row(table, titles, 8)
    return [
        _line_row(table, entry, heading)
        if isinstance(entry, str)
        else _candidate_row(table, paper, entry, experts, heading)
        for entry in part.entries
    ]


def _columns(frame: Frame, paper: SummaryPaper, experts: int) -> tuple[Column, ...]:
    rank, code, score, outcome = 32.0, 40.0, 58.0, 44.0
    fixed_ = rank + code + score + outcome
    each = min(52.0, (frame.width - fixed_ - 104) / max(1, experts))
    total = min(widest([paper.full_total()], _SIZE), each - 6)
    name = frame.width - fixed_ - each * experts
    return columns(
        LEFT,
        [rank, code, name, *[each] * experts, score, outcome],
        [widest([str(len(paper.rows))], 10), 0, 0, *[total] * experts, widest([paper.full_score()], 10), 0],
    )


def _candidate_row(
    table: Sequence[Column], paper: SummaryPaper, entry: _Ranked, experts: Sequence[Person], heading: Block
) -> Block:
    found = entry.row
    sheets = sheets_by_expert(found)
    rank = "" if found["rank"] is None else str(found["rank"])
    cells = [
        Cell(lines=(one_line(rank, 10, table[0].room),), align=Align.FIGURES),
        words(found["candidate"], table[1], 8, align=Align.CENTRE, most=1),
        candidate_cell(paper.candidates[found["candidate"]], table[2], 9.5),
        *(
            total_cell(paper, sheets.get(expert.id), column, _SIZE)
            for expert, column in zip(experts, table[3:], strict=False)
        ),
        _score_cell(paper, found, table[-2]),
        words(entry.outcome, table[-1], 8, align=Align.CENTRE),
    ]
    return row(table, cells, least=22, pad=2, tint=entry.tint, heading=heading)


def _score_cell(paper: SummaryPaper, found: Row, column: Column) -> Cell:
    """The consolidated score; below it whether it is shared, or what told equal totals apart."""
    if found["score"] is None:
        return words(_("no score"), column, 8, align=Align.CENTRE)
    lines = [one_line(found["score"], 10, column.room)]
    note = ""
    if found["tied_with"]:
        note = _("tied")
    elif found["tie_broken_by"]:
        criterion = paper.scheme.criterion(found["tie_broken_by"])
        note = _("tied, then by {criterion}").format(criterion=criterion_title(criterion))
    if note:
        lines += fitted(note, 6.5, column.room, least=5, most=2, grey=GREY)
    return Cell(lines=tuple(lines), align=Align.FIGURES)


def _line_row(table: Sequence[Column], sentence: str, heading: Block) -> Block:
    """The cut line, or the line above those who share the last places: heavy, with its sentence."""
    left, width = table[0].left, sum(column.width for column in table)
    line = Line(text=sentence, size=8.5)

    def draw(canvas: Canvas, top: float) -> None:
        grid(canvas, top, 16, [Column(left=left, width=width)])
        canvas.setStrokeGray(0)
        canvas.setLineWidth(1.8)
        canvas.line(left, top, left + width, top)
        draw_line(canvas, left, width, top - (16 - line.height) / 2, line, Align.CENTRE, 0)

    return Block(height=16, draw=draw, heading=heading)
