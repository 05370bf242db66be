"""What lies on the desk, in memory: everybody to be judged, the sheets as they are kept, what is signed."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services.overview import Standing, standing_of, stands, total_of
from reviewer_app.services.reading import ExpertDesk
from reviewer_app.ui.keys import Key


class DeskPart(QWidget):
    """A view of the desk. It listens to the board.

    `candidate_asked(code)` leads to a dossier, `comparison_asked(codes)` puts candidates side by side.
    """

    candidate_asked = Signal(str)
    comparison_asked = Signal(object)

    def enter(self) -> None:
        """Called when the view is shown: lays out what stands on the board, and takes the focus."""

    def show_mark(self, candidate: str, criterion: str) -> None:
        """Shows where a mark was taken back or made again."""

    def go_on_from(self, old: DeskPart) -> None:
        """Shows what `old` shows, a view of the same kind in another language."""

    def compare(self, codes: Sequence[str]) -> None:
        """Puts candidates side by side."""

    def field_keys(self) -> tuple[Key, ...]:
        """The keys that its fields take themselves, as its help tells them."""
        return ()

    def settle(self) -> None:
        """Hands over what is still being typed."""

    def next_open(self) -> None:
        """Goes to the next candidate that still needs a mark."""

    def step(self, by: int) -> None:
        """Goes to the candidate so many lines further on."""

    def seek(self) -> None:
        """Puts the focus where candidates are searched for."""

    def write(self) -> None:
        """Puts the focus where words or marks are written."""

    def write_note(self) -> None:
        """Puts the focus where the private note is written."""


class Board(QObject):
    """All views of a desk look at this and at nothing else; who writes tells it what now lies on the disk.

    `changed(after, before)` tells of one sheet, `reloaded` of many or all of them. What is counted is counted along, so
    that a mark costs the same at 20 candidates and at 2,000.
    """

    changed = Signal(object, object)
    reloaded = Signal()

    def __init__(self, desk: ExpertDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scheme = desk.scheme
        self.held = desk.held
        self.candidates = {one.code: one for one in desk.candidates}
        self.codes = tuple(self.candidates)
        self._places = {code: place for place, code in enumerate(self.codes)}
        self._take(desk)
        self.is_signed_current = desk.is_signed_current

    def _take(self, desk: ExpertDesk) -> None:
        self._sheets = {sheet.candidate: sheet for sheet in desk.sheets}
        self._totals = {sheet.candidate: total_of(sheet, self.scheme) for sheet in desk.sheets}
        self.counts = Counter(map(stands, desk.sheets))
        self._scored: Counter[Decimal] = Counter()
        for sheet in desk.sheets:
            self._count_scored(sheet, 1)
        self.locked = desk.locked
        self.signed = desk.signed
        self.notes = dict(desk.notes)
        self.returned = desk.returned
        self.mended = desk.mended

    @property
    def sheets(self) -> Mapping[str, ScoreSheet]:
        """Every sheet by candidate, in the round's order."""
        return self._sheets

    def total(self, code: str) -> Decimal | None:
        """The total of the marks given so far; None before the first."""
        return self._totals[code]

    @property
    def scored_totals(self) -> Mapping[Decimal, int]:
        """How often each total was given, over whole sheets."""
        return self._scored

    def _count_scored(self, sheet: ScoreSheet, by: int) -> None:
        total = self._totals[sheet.candidate]
        if sheet.state is SheetState.SCORED and total is not None:
            self._scored[total] += by
            if not self._scored[total]:
                del self._scored[total]

    def is_scored(self, code: str) -> bool:
        return self._sheets[code].state is SheetState.SCORED

    def is_recused(self, code: str) -> bool:
        """Whether the dossier is closed for good."""
        return self._sheets[code].state is SheetState.RECUSED

    def is_open(self, code: str) -> bool:
        """Whether marks may still be given: neither signed nor recused."""
        return code not in self.locked and self._sheets[code].state is not SheetState.RECUSED

    @property
    def done(self) -> int:
        return sum(self.counts[state] for state in (SheetState.SCORED, SheetState.RECUSED, SheetState.ABSTAINED))

    def standing(self) -> Standing:
        """Where the expert stands, with ties."""
        return standing_of(self._sheets.values(), self.scheme)

    def keep(self, sheets: Sequence[ScoreSheet]) -> None:
        """Puts sheets that were written in place of those before; one is told by itself, many together."""
        before = [self._keep(sheet) for sheet in sheets]
        if len(sheets) == 1:
            self.changed.emit(sheets[0], before[0])
        elif sheets:
            self.reloaded.emit()

    def _keep(self, sheet: ScoreSheet) -> ScoreSheet:
        before = self._sheets[sheet.candidate]
        self._count_scored(before, -1)
        self._sheets[sheet.candidate] = sheet
        self._totals[sheet.candidate] = total_of(sheet, self.scheme)
        self.counts[stands(before)] -= 1
        self.counts[stands(sheet)] += 1
        self._count_scored(sheet, 1)
        self.is_signed_current = False
        return before

    def look_again(self, candidate: str) -> None:
        """A mended dossier was looked at again."""
        self.mended -= {candidate}

    def keep_note(self, candidate: str, text: str) -> None:
        """Puts a private note that was written in place of the one before."""
        self.notes[candidate] = text

    def reload(self, desk: ExpertDesk, *, is_signed_current: bool) -> None:
        """Puts the whole desk anew: after signing, or when sheets came back."""
        self._take(desk)
        self.is_signed_current = is_signed_current
        self.reloaded.emit()

    def next_open(self, after: str, codes: Sequence[str] | None = None) -> str:
        """The next candidate that still needs a mark, from there on, round to the first; none: nothing.

        `codes`: those to choose among, in the round's order; all of them if it is left out.
        """
        codes = self.codes if codes is None else codes
        place = bisect_right(codes, self._places.get(after, -1), key=self._places.__getitem__)
        for code in (*codes[place:], *codes[:place]):
            if code != after and self._sheets[code].state is SheetState.INCOMPLETE:
                return code
        return ""
