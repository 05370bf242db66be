"""What lies on the desk, in memory: everybody to be judged, the sheets as they are kept, what is signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services.overview import Standing, standing_of, stands, total_of
from reviewer_app.services.reading import ExpertDesk


class DeskPart(QWidget):
    """A view of the desk. It listens to the board; `candidate_asked(code)` leads to a dossier."""

    candidate_asked = Signal(str)

    def enter(self) -> None:
        """Called when the view is shown: lays out what stands on the board, and takes the focus."""


class Board(QObject):
    """All views of a desk look at this and at nothing else; who writes tells it what now lies on the disk.

    `changed(after, before)` tells of one sheet, `reloaded` of all of them. What is counted is counted along, so that a
    mark costs the same at 20 candidates and at 2,000.
    """

    changed = Signal(object, object)
    reloaded = Signal()

    def __init__(self, desk: ExpertDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scheme = desk.scheme
        self.held = desk.held
        self.candidates = {one.code: one for one in desk.candidates}
        self.codes = tuple(self.candidates)
        self._take(desk)
        self.is_signed_current = self.signed is not None

    def _take(self, desk: ExpertDesk) -> None:
        self._sheets = {sheet.candidate: sheet for sheet in desk.sheets}
        self._totals = {sheet.candidate: total_of(sheet, self.scheme) for sheet in desk.sheets}
        self.counts = Counter(map(stands, desk.sheets))
        self.locked = desk.locked
        self.signed = desk.signed

    @property
    def sheets(self) -> Mapping[str, ScoreSheet]:
        """Every sheet by candidate, in the round's order."""
        return self._sheets

    def total(self, code: str) -> Decimal | None:
        """The total of the marks given so far; None before the first."""
        return self._totals[code]

    def scored_totals(self) -> list[Decimal]:
        """The totals of whole sheets."""
        return [total for code, total in self._totals.items() if total is not None and self.is_scored(code)]

    def is_scored(self, code: str) -> bool:
        return self._sheets[code].state is SheetState.SCORED

    def is_open(self, code: str) -> bool:
        """Whether marks may still be given: neither signed nor recused."""
        return code not in self.locked and self._sheets[code].state is not SheetState.RECUSED

    @property
    def done(self) -> int:
        return sum(self.counts[state] for state in (SheetState.SCORED, SheetState.RECUSED, SheetState.ABSTAINED))

    def standing(self) -> Standing:
        """Where the expert stands, with ties."""
        return standing_of(self._sheets.values(), self.scheme)

    def keep(self, sheet: ScoreSheet) -> None:
        """Puts a sheet that was written in place of the one before."""
        before = self._sheets[sheet.candidate]
        self._sheets[sheet.candidate] = sheet
        self._totals[sheet.candidate] = total_of(sheet, self.scheme)
        self.counts[stands(before)] -= 1
        self.counts[stands(sheet)] += 1
        self.is_signed_current = False
        self.changed.emit(sheet, before)

    def reload(self, desk: ExpertDesk, *, is_signed_current: bool) -> None:
        """Puts the whole desk anew: after signing, or when sheets came back."""
        self._take(desk)
        self.is_signed_current = is_signed_current
        self.reloaded.emit()

    def next_open(self, after: str) -> str:
        """The next candidate that still needs a mark, from there on, round to the first; none: nothing."""
        place = self.codes.index(after) + 1 if after else 0
        for code in (*self.codes[place:], *self.codes[:place]):
            if code != after and self._sheets[code].state is SheetState.INCOMPLETE:
                return code
        return ""
