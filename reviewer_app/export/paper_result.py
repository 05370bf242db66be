"""What the summary sheet is drawn from, and what its two tables share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.exact import fixed, to_units
from reviewer_app.domain.people import Person
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export.paper_binding import Binding
from reviewer_app.export.paper_parts import state_word
from reviewer_app.export.paper_table import Cell, Column, words
from reviewer_app.export.paper_text import GREY, Align, Line, fitted, one_line

MOST_ACROSS = 18
"""More experts than these are shared out to several tables."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPaper:
    """A consolidated result and the people in it.

    `rows`, `stages`, `decisions`: the result's own, as `domain.result_document` has them, rows with criteria and trail.
    `packages`: the fingerprint of the package that counts, by expert; None where none was handed in. No binding: a
    draft.
    """

    round_title: str
    scheme: Scheme
    experts: tuple[Person, ...]
    chairs: tuple[Person, ...]
    supervisors: tuple[Person, ...]
    candidates: Mapping[str, Candidate]
    rows: tuple[Row, ...]
    stages: tuple[Row, ...]
    decisions: tuple[Row, ...]
    packages: Mapping[str, str | None]
    binding: Binding | None

    @property
    def total_places(self) -> int:
        return self.scheme.mark_places + self.scheme.weight_places

    def full_total(self) -> str:
        return fixed(to_units(self.scheme.full_score, self.total_places), self.total_places)

    def full_score(self) -> str:
        return (
            f"{self.full_total().split('.')[0]}{'.' * bool(self.scheme.score_places)}{'0' * self.scheme.score_places}"
        )

    def total(self, sheet: Row) -> str:
        """Σ weight × mark of a scored sheet of the trail, exact."""
        total = sum((item.weight * Decimal(sheet["marks"][item.key]) for item in self.scheme.criteria), Decimal(0))
        return fixed(to_units(total, self.total_places), self.total_places)


def panels(experts: Sequence[Person]) -> list[tuple[Person, ...]]:
    """The experts in groups of nearly one size that fit side by side."""
    count = max(1, -(-len(experts) // MOST_ACROSS))
    size = -(-len(experts) // count)
    return [tuple(experts[start : start + size]) for start in range(0, max(1, len(experts)), max(1, size))]


def sheets_by_expert(row: Row) -> dict[str, Row]:
    return {sheet["expert"]: sheet for sheet in row["trail"]}


def total_cell(paper: SummaryPaper, sheet: Row | None, column: Column, size: float) -> Cell:
    """An expert's total of a candidate, struck where the whole sheet was dropped; else the word of its state."""
    state = SheetState(sheet["state"]) if sheet is not None else SheetState.NOT_ASSIGNED
    if sheet is None or state is not SheetState.SCORED:
        return words(state_word(state), column, size - 1, align=Align.CENTRE)
    struck = len(sheet["dropped"]) == len(paper.scheme.criteria)
    line = one_line(paper.total(sheet), size, column.room)
    return Cell(lines=(Line(text=line.text, size=line.size, struck=struck),), align=Align.FIGURES)


def candidate_cell(candidate: Candidate, column: Column, size: float) -> Cell:
    """Name and unit, one below the other."""
    name = fitted(candidate.name, size, column.room, most=3)
    return Cell(lines=(*name, *fitted(candidate.unit, size - 3, column.room, most=2, grey=GREY)))
