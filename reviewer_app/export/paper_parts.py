"""Parts that papers share: the title, lines of facts, signature lines, words for states, the criteria."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from reviewer_app.domain.exact import decimals_of, fixed, plain, to_units
from reviewer_app.domain.scheme import Criterion, Scheme
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export import fonts
from reviewer_app.export.paper_block import Block, kept, space, text
from reviewer_app.export.paper_page import LEFT, Frame, told
from reviewer_app.export.paper_table import columns, heading_row, row, words
from reviewer_app.export.paper_text import GREY, Align, Line, draw_line, fitted
from reviewer_app.i18n import _

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SLOT_HEIGHT = 30.0


def state_word(state: SheetState) -> str:
    return {
        SheetState.NOT_ASSIGNED: _("not assigned"),
        SheetState.RECUSED: _("recused"),
        SheetState.ABSTAINED: _("abstained"),
        SheetState.ABSENT: _("absent"),
        SheetState.INCOMPLETE: _("incomplete"),
        SheetState.SCORED: _("scored"),
    }[state]


def criterion_title(criterion: Criterion) -> str:
    return told(criterion.title, criterion.title_en)


def is_weighted(scheme: Scheme) -> bool:
    return any(criterion.weight != 1 for criterion in scheme.criteria)


def mark_text(criterion: Criterion, mark: Decimal) -> str:
    """A mark with the decimals of its criterion, so that marks below each other line up."""
    return fixed(to_units(mark, max(criterion.places, decimals_of(mark))), max(criterion.places, decimals_of(mark)))


def title_block(frame: Frame, title: str, round_title: str) -> list[Block]:
    """The head of a paper: the round's title, and what the paper is."""
    lines = [
        *fitted(round_title, 12, frame.width, most=2),
        Line(text="", size=3),
        *fitted(title, 20, frame.width, most=2),
    ]
    return kept([text(lines, LEFT, frame.width, Align.CENTRE), space(9)])


def facts(frame: Frame, sentences: Sequence[str], size: float = 9) -> list[Block]:
    """Short paragraphs below the title, one a sentence."""
    return [
        text([line], LEFT, frame.width) for one in sentences if one for line in fitted(one, size, frame.width, most=40)
    ]


def section(frame: Frame, title: str) -> list[Block]:
    """A heading within a paper; it stays with what follows."""
    return kept([space(10), text(fitted(title, 11, frame.width), LEFT, frame.width), space(4)])


def criteria_table(frame: Frame, scheme: Scheme) -> list[Block]:
    """The criteria with what they ask for, as the scheme says it."""
    weighted = is_weighted(scheme)
    titles = [_("Criterion"), _("Range"), _("Step"), *([_("Weight")] if weighted else []), _("What is judged")]
    widths = [96.0, 52.0, 40.0, *([44.0] if weighted else [])]
    table = columns(LEFT, [*widths, frame.width - sum(widths)])
    heading = heading_row(table, titles, 8)
    rows = []
    for item in scheme.criteria:
        span = f"{plain(item.min_score)}–{plain(item.max_score)}"
        short = [span, plain(item.step), *([plain(item.weight)] if weighted else [])]
        cells = [
            words(criterion_title(item), table[0], 8),
            *(words(one, column, 8, align=Align.CENTRE) for one, column in zip(short, table[1:], strict=False)),
            words(told(item.definition, item.definition_en), table[-1], 8, most=30),
        ]
        rows.append(row(table, cells, heading=heading, least=15))
    return rows


def remark_rows(frame: Frame, remarks: Sequence[tuple[str, str]]) -> list[Block]:
    """Remarks of any length: what each is about, and its text, line by line over as many pages as it takes."""
    about = min(150.0, 0.28 * frame.width)
    blocks: list[Block] = []
    for title, remark in remarks:
        left = fitted(title, 8.5, about - 8, most=4)
        right = fitted(remark, 8.5, frame.width - about, most=10_000)
        head = max(1, len(left))
        blocks.append(_two_columns(frame, about, left, right[:head]))
        blocks += [_two_columns(frame, about, [], [line]) for line in right[head:]]
        blocks.append(space(4))
    return blocks


def _two_columns(frame: Frame, about: float, left: Sequence[Line], right: Sequence[Line]) -> Block:
    sides = text(left, LEFT, about), text(right, LEFT + about, frame.width - about)

    def draw(canvas: Canvas, top: float) -> None:
        for side in sides:
            side.draw(canvas, top)

    return Block(height=max(side.height for side in sides), draw=draw)


def signatures(frame: Frame, slots: Sequence[str], across: int) -> Block:
    """Lines to sign on: a title, and room to write after it, `across` in a row; an empty title leaves a gap."""
    width = frame.width / across

    def draw(canvas: Canvas, top: float) -> None:
        for place, title in enumerate(slots):
            if title:
                _slot(canvas, LEFT + place % across * width, width - 14, top - place // across * _SLOT_HEIGHT, title)

    return Block(height=-(-len(slots) // across) * _SLOT_HEIGHT, draw=draw)


def _slot(canvas: Canvas, left: float, width: float, top: float, title: str) -> None:
    base = top - _SLOT_HEIGHT + 6
    lines = fitted(title, 9, 0.62 * width, least=6, most=2)
    y = base + sum(line.height for line in lines) - 2
    for line in lines:
        draw_line(canvas, left, width, y, line, Align.LEFT, 0)
        y -= line.height
    canvas.setStrokeGray(GREY)
    canvas.setLineWidth(0.6)
    canvas.line(left + max(line.width for line in lines) + 4, base, left + width, base)


def widest(texts: Sequence[str], size: float) -> float:
    return max((fonts.width(one, size) for one in texts), default=0.0)
