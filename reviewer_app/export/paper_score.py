"""The score sheet 评分表 of one expert: all candidates in a table, or a page for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.exact import fixed, plain, to_units
from reviewer_app.domain.people import Person
from reviewer_app.domain.scheme import Criterion, Scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.paper_binding import Binding
from reviewer_app.export.paper_block import Block, kept, space
from reviewer_app.export.paper_page import LEFT, Frame, moment, render, told
from reviewer_app.export.paper_parts import (
    criteria_table,
    criterion_title,
    facts,
    is_weighted,
    mark_text,
    remark_rows,
    section,
    signatures,
    state_word,
    title_block,
    widest,
)
from reviewer_app.export.paper_table import Cell, Column, columns, figure, heading_row, row, words
from reviewer_app.export.paper_text import GREY, Align, fitted
from reviewer_app.i18n import _

_SIZE = 9.5
_UPRIGHT_CRITERIA = 5
"""More criteria than these need the page across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheetPaper:
    """What an expert handed in: `sheets` in the round's order, `candidates` by code. No binding: a draft."""

    round_title: str
    scheme: Scheme
    expert: Person
    candidates: dict[str, Candidate]
    sheets: tuple[ScoreSheet, ...]
    undertaking_accepted: str
    binding: Binding | None

    def frame(self, title: str, *, is_landscape: bool) -> Frame:
        return Frame(
            is_landscape=is_landscape,
            round_title=self.round_title,
            title=title,
            subject=self.expert.name,
            binding=self.binding,
        )

    @property
    def total_places(self) -> int:
        return self.scheme.mark_places + self.scheme.weight_places

    def total(self, sheet: ScoreSheet) -> str:
        """Σ weight × mark of a whole sheet, exact."""
        total = sum((item.weight * sheet.marks[item.key] for item in self.scheme.criteria), Decimal(0))
        return fixed(to_units(total, self.total_places), self.total_places)


def score_sheet_pdf(paper: ScoreSheetPaper) -> bytes:
    """All candidates of one expert in one table. Raises `UserError` (`glyph_missing`)."""
    frame = paper.frame(_("Score sheet"), is_landscape=len(paper.scheme.criteria) > _UPRIGHT_CRITERIA)
    table = _table_columns(frame, paper)
    heading = heading_row(table, _headings(paper))
    rows = [_row(table, paper, place, sheet, heading) for place, sheet in enumerate(paper.sheets, start=1)]
    blocks = [
        *title_block(frame, _("Score sheet"), paper.round_title),
        *facts(frame, [_about(paper), _counts(paper.sheets), _undertaking(paper)]),
        space(6),
        *criteria_table(frame, paper.scheme),
        space(8),
        *rows[:-2],
        *kept(rows[-2:]),
        *kept([space(14)]),
        signatures(frame, [_("Expert (signature)"), _("Date"), _("Received by"), _("Date")], 4),
        *_remarks(frame, paper),
    ]
    return render(frame, blocks)


def candidate_sheets_pdf(paper: ScoreSheetPaper) -> bytes:
    """A page for each candidate (more where a remark is long). Raises `UserError` (`glyph_missing`)."""
    frame = paper.frame(_("Score sheet"), is_landscape=False)
    blocks: list[Block] = []
    for sheet in paper.sheets:
        first, *others = _candidate_page(frame, paper, sheet)
        blocks += [replace(first, breaks=True), *others]
    return render(frame, blocks)


def _about(paper: ScoreSheetPaper) -> str:
    unit = paper.expert.unit
    if not unit:
        return _("Expert: {name} ({id})").format(name=paper.expert.name, id=paper.expert.id)
    return _("Expert: {name} ({id}), {unit}").format(name=paper.expert.name, id=paper.expert.id, unit=unit)


def _counts(sheets: Sequence[ScoreSheet]) -> str:
    found = Counter(sheet.state for sheet in sheets)
    states = (SheetState.SCORED, SheetState.RECUSED, SheetState.ABSTAINED, SheetState.INCOMPLETE)
    counted = [_("{state} {count}").format(state=state_word(state), count=found[state]) for state in states]
    return _("Candidates: {count} ({states})").format(count=len(sheets), states=_(", ").join(counted))


def _undertaking(paper: ScoreSheetPaper) -> str:
    if not paper.undertaking_accepted:
        return _("The undertaking is not accepted yet.")
    return _("The undertaking was accepted on {time}.").format(time=moment(paper.undertaking_accepted))


def _headings(paper: ScoreSheetPaper) -> list[str]:
    return [_("No."), _("Code"), _("Name"), _("Unit"), *map(_marks_heading, paper.scheme.criteria), _("Total")]


def _marks_heading(criterion: Criterion) -> str:
    title = criterion_title(criterion)
    return title if criterion.weight == 1 else f"{title} ×{plain(criterion.weight)}"


def _table_columns(frame: Frame, paper: ScoreSheetPaper) -> tuple[Column, ...]:
    scheme = paper.scheme
    marks = [
        widest([mark_text(item, item.max_score), mark_text(item, item.min_score)], _SIZE) for item in scheme.criteria
    ]
    total = widest([fixed(to_units(scheme.full_score, paper.total_places), paper.total_places)], _SIZE)
    number, code, name, sum_ = 28.0, 46.0, 92.0, max(46.0, total + 10)
    each = min(50.0, (frame.width - number - code - name - sum_ - 70) / len(marks))
    unit = frame.width - number - code - name - sum_ - each * len(marks)
    number_width = widest([str(len(paper.sheets))], 8.5)
    return columns(
        LEFT,
        [number, code, name, unit, *[each] * len(marks), sum_],
        [number_width, 0, 0, 0, *marks, total],
    )


def _row(table: Sequence[Column], paper: ScoreSheetPaper, place: int, sheet: ScoreSheet, heading: Block) -> Block:
    candidate = paper.candidates[sheet.candidate]
    cells = [
        figure(str(place), table[0], 8.5),
        words(candidate.code, table[1], 8.5, align=Align.CENTRE, most=1),
        words(candidate.name, table[2], 10, most=3),
        words(candidate.unit, table[3], 8, most=1, least=6.5, grey=GREY),
        *_mark_cells(table[4:], paper, sheet),
    ]
    return row(table, cells, least=21, heading=heading)


def _mark_cells(table: Sequence[Column], paper: ScoreSheetPaper, sheet: ScoreSheet) -> list[Cell]:
    """The marks and their total; the word of the state where there are none."""
    word = state_word(sheet.state)
    if not sheet.marks and sheet.state is not SheetState.SCORED:
        lines = fitted(word, _SIZE, sum(column.width for column in table) - 8)
        return [Cell(lines=tuple(lines), align=Align.CENTRE, span=len(table))]
    cells = [
        figure(mark_text(item, sheet.marks[item.key]), column, _SIZE) if item.key in sheet.marks else Cell()
        for item, column in zip(paper.scheme.criteria, table, strict=False)
    ]
    if sheet.state is SheetState.SCORED:
        return [*cells, figure(paper.total(sheet), table[-1], _SIZE)]
    return [*cells, words(word, table[-1], 8, align=Align.CENTRE)]


def _remarks(frame: Frame, paper: ScoreSheetPaper) -> list[Block]:
    found = [
        (f"{sheet.candidate} {paper.candidates[sheet.candidate].name}", remark)
        for sheet in paper.sheets
        for remark in _remarks_of(sheet)
    ]
    return [*section(frame, _("Reasons and remarks")), *remark_rows(frame, found)] if found else []


def _remarks_of(sheet: ScoreSheet) -> list[str]:
    told = []
    if sheet.reason:
        told.append(_("{state}, reason: {reason}").format(state=state_word(sheet.state), reason=sheet.reason))
    if sheet.remark:
        told.append(sheet.remark)
    return told


def _candidate_page(frame: Frame, paper: ScoreSheetPaper, sheet: ScoreSheet) -> list[Block]:
    candidate = paper.candidates[sheet.candidate]
    who = _("Candidate: {code} {name}").format(code=candidate.code, name=candidate.name)
    where = [
        _("Unit: {unit}").format(unit=candidate.unit) if candidate.unit else "",
        _("Trade: {trade}").format(trade=candidate.trade) if candidate.trade else "",
    ]
    remarks = remark_rows(frame, [("", remark) for remark in _remarks_of(sheet)])
    return [
        *title_block(frame, _("Score sheet"), paper.round_title),
        *facts(frame, [who], 13),
        space(2),
        *facts(frame, [*where, _about(paper)]),
        space(8),
        *_criterion_rows(frame, paper, sheet),
        *([*section(frame, _("Reasons and remarks")), *remarks] if remarks else []),
        space(20),
        signatures(frame, [_("Expert (signature)"), _("Date")], 2),
    ]


def _criterion_rows(frame: Frame, paper: ScoreSheetPaper, sheet: ScoreSheet) -> list[Block]:
    """One row a criterion, with what it asks for, and the total."""
    weighted = is_weighted(paper.scheme)
    places = paper.total_places
    full = fixed(to_units(paper.scheme.full_score, places), places)
    widths = [104.0, 54.0, *([44.0] if weighted else []), 64.0]
    table = columns(
        LEFT,
        [widths[0], frame.width - sum(widths), *widths[1:]],
        [0, 0, *([0] if weighted else []), 0, widest([full], 11)],
    )
    titles = [_("Criterion"), _("What is judged"), _("Range"), *([_("Weight")] if weighted else []), _("Mark")]
    heading = heading_row(table, titles, 9)
    rows = []
    for item in paper.scheme.criteria:
        mark = sheet.marks.get(item.key)
        cells = [
            words(criterion_title(item), table[0], 10),
            words(told(item.definition, item.definition_en), table[1], 8.5, most=30),
            words(f"{plain(item.min_score)}–{plain(item.max_score)}", table[2], 9, align=Align.CENTRE),
            *([words(plain(item.weight), table[3], 9, align=Align.CENTRE)] if weighted else []),
            figure(mark_text(item, mark), table[-1], 11) if mark is not None else Cell(),
        ]
        rows.append(row(table, cells, least=34, heading=heading))
    scored = sheet.state is SheetState.SCORED
    last = figure(paper.total(sheet), table[-1], 11) if scored else words(
        state_word(sheet.state), table[-1], 10, align=Align.CENTRE
    )  # fmt: skip
    rows.append(row(table, [words(_("Total"), table[0], 10), Cell(span=len(table) - 2), last], least=28))
    return rows
