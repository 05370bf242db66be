"""The view in which most hours are spent: candidates, dossier, marks. It remembers the place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from reviewer_app.domain.candidate import Evidence
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.candidates import CandidatePane
from reviewer_app.ui.expert.dossier import DossierPane
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.marks import MarkPane
from reviewer_app.ui.expert.panes import DeskPanes
from reviewer_app.ui.expert.place import Place
from reviewer_app.ui.expert.reader import Reader
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.keys import Key, key_name
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import fill

_ZOOM: dict[int, int] = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}
REMEMBERED = 2000
"""Milliseconds after which a new place is written down."""


class DeskView(DeskPart):
    """Three panes on one board. `all_done` tells that nobody needs a mark any more."""

    all_done = Signal()
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(
        self,
        desktop: Desktop,
        sitting: ExpertSitting,
        board: Board,
        marking: Marking,
        finder: Finder,
        messages: MessageArea,
    ) -> None:
        super().__init__()
        self._desktop, self._theme, self._sitting = desktop, desktop.theme, sitting
        self._board, self._marking, self._messages = board, marking, messages
        self._place = Place(desktop.preferences, sitting.seat, desktop.theme.type.base)
        self.current = ""
        self._place_timer = QTimer(self)
        self._place_timer.setSingleShot(True)
        self._place_timer.setInterval(REMEMBERED)
        self._place_timer.timeout.connect(self._keep_place)
        self.candidates = CandidatePane(self._theme, board, finder)
        self.dossier = DossierPane(self._theme, desktop.jobs)
        self._reader = Reader(desktop, sitting, board, self._place, self.dossier, messages)
        self.marks = MarkPane(self._theme, board.scheme)
        self.panes = DeskPanes(self._theme, self._place, self.candidates, self.dossier, self.marks, self)
        fill(QVBoxLayout(self), (self.panes,), 0)
        self._connect()
        self._show_totals()

    def _connect(self) -> None:
        self._board.changed.connect(self._show_changed)
        self._board.reloaded.connect(self._show_reloaded)
        self.panes.candidate_asked.connect(self.open_candidate)
        self.dossier.next_asked.connect(self.next_open)
        self.dossier.previous_asked.connect(partial(self.step, -1))
        self.dossier.tab_changed.connect(self._keep_tab)
        self.dossier.evidence.chosen.connect(self._keep_piece)
        self.dossier.evidence.page_changed.connect(self._keep_page)
        self.marks.mark_typed.connect(self._enter)
        self.marks.remark_written.connect(self._keep_remark)
        self.marks.note_written.connect(self._keep_note)
        self.marks.recusal_given.connect(lambda reason: self._marking.recuse(self.current, reason))
        self.marks.abstention_given.connect(lambda reason: self._marking.abstain(self.current, reason))
        self.marks.undo_asked.connect(self.undo_asked)
        self.marks.redo_asked.connect(self.redo_asked)
        self.marks.finished.connect(self.next_open)
        self._marking.refused.connect(self._show_refused)
        self._marking.failed.connect(self._show_failed)

    # going about

    def field_keys(self) -> tuple[Key, ...]:
        return (
            Key(_("0 to 9"), _("Goes into the first empty mark, wherever you are")),
            Key(key_name("Return"), _("Takes the mark and leads on to the next, then to the next candidate")),
            Key(f"{key_name('Up')} {key_name('Down')}", _("In a mark: one step higher or lower")),
            Key(key_name("Ctrl+F"), _("In the dossier: finds in what is open there")),
            Key(
                f"{key_name('Ctrl++')} {key_name('Ctrl+-')} {key_name('Ctrl+0')}", _("Evidence larger, smaller, fitted")
            ),
        )

    def enter(self) -> None:
        """Shows the place that was left, or the one where it was left last time."""
        if not self.current:
            self._return_to_place()
        elif not self.marks.focus_first_open():
            self.panes.focus_list()

    def open_candidate(self, code: str) -> None:
        """Turns to a candidate: marks at once, the dossier as soon as it is opened."""
        if code == self.current or code not in self._board.candidates:
            return
        self.marks.settle()
        self.current = code
        self._place.candidate = code
        self._place_timer.start()
        sheet = self._board.sheets[code]
        self.panes.choose(code)
        self._show_sheet(sheet)
        self._reader.turn_to(code)
        if sheet.state is SheetState.RECUSED or not self.marks.focus_first_open():
            self.panes.focus_list()

    def next_open(self) -> None:
        """To the next of those shown that still needs a mark, from here on, round to the first."""
        if self.candidates.is_filtered:
            code = self._board.next_open(self.current, self.candidates.model.shown)
        else:
            code = self._board.next_open(self.current)
        if code:
            self.open_candidate(code)
        elif self.candidates.is_filtered and self._board.next_open(self.current):
            self.marks.settle()
            words = _("Nobody else of those shown in the list needs a mark.")
            self._messages.tell(words, "accent", (_("Show everybody and go on"), self._go_on_among_all))
        else:
            self.marks.settle()
            self._desktop.jobs.write(
                lambda: None, done=lambda _none: self._tell_all_done(), failed=self._messages.show_error, owner=self
            )

    def _tell_all_done(self) -> None:
        """Called when the last mark lies on the disk."""
        if not self._board.next_open(""):
            self.all_done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl and +, − or 0 size the open evidence, wherever the focus is."""
        evidence, steps = self.dossier.evidence, _ZOOM.get(event.key())
        if steps is None or not event.modifiers() & Qt.KeyboardModifier.ControlModifier or not evidence.isVisible():
            super().keyPressEvent(event)
        elif steps:
            evidence.enlarge(steps)
        else:
            evidence.fit()

    def _go_on_among_all(self) -> None:
        self.candidates.show_everybody()
        self.next_open()

    def step(self, by: int) -> None:
        """To the candidate before or after this one, among those shown."""
        shown = self.candidates.model.shown
        codes = shown if self.current in shown else self._board.codes
        place = codes.index(self.current) + by
        if 0 <= place < len(codes):
            self.open_candidate(codes[place])

    def show_mark(self, candidate: str, criterion: str) -> None:  # noqa: ARG002 - the dossier shows them all
        self.open_candidate(candidate)

    def seek(self) -> None:
        """Leads to the search: of the dossier where the focus is in it, else of the list."""
        if not self.dossier.open_search():
            self.panes.focus_search()

    def write(self) -> None:
        self.marks.remark.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def write_note(self) -> None:
        self.marks.write_note()

    def _return_to_place(self) -> None:
        code = self._place.candidate
        if code not in self._board.candidates or not self._board.is_open(code):
            code = self._board.next_open("") or code
        if code not in self._board.candidates:
            code = self._board.codes[0]
        self.dossier.tab = self._place.tab or self.dossier.tab
        self.open_candidate(code)

    # the place

    def _keep_place(self) -> None:
        self._desktop.jobs.write(
            self._desktop.preferences.flush, done=lambda _none: None, failed=self._messages.show_error, owner=self
        )

    def _keep_tab(self, tab: str) -> None:
        self._place.tab = tab

    def _keep_piece(self, piece: Evidence) -> None:
        self._place.keep_piece(self.current, piece.number)

    def _keep_page(self, piece: Evidence, page: int) -> None:
        self._place.keep_page(self.current, piece.number, page)
        self._place_timer.start()

    def take_over(self, old: DeskView) -> None:
        """Goes to the place where `old` was, with what it was about to do."""
        self.candidates.take_over(old.candidates)
        if old.current:
            self.open_candidate(old.current)
            self.marks.take_over(old.marks)

    def settle(self) -> None:
        """Hands over what is still being typed, and remembers the panes."""
        self.marks.settle()
        self.panes.keep()

    def stop(self) -> None:
        """Opens no dossier any more: the desk closes."""
        self._reader.stop()
        self._place_timer.stop()

    # marks

    def _enter(self, criterion: str, text: str) -> None:
        self._marking.enter(self._board.sheets[self.current], criterion, text)

    def _keep_remark(self, text: str) -> None:
        if self.current and text.strip() != self._board.sheets[self.current].remark:
            self._marking.remark(self.current, text)

    def _keep_note(self, text: str) -> None:
        if not self.current or self._board.sheets[self.current].state is SheetState.RECUSED:
            return
        if text.strip() != self._board.notes.get(self.current, ""):
            self._marking.note(self.current, text)

    def _show_changed(self, sheet: ScoreSheet, before: ScoreSheet) -> None:
        self._show_totals()
        if sheet.candidate != self.current:
            return
        if sheet.state != before.state and SheetState.RECUSED in (sheet.state, before.state):
            self._reader.close()
        if sheet.state in (SheetState.RECUSED, SheetState.ABSTAINED) or before.state is SheetState.ABSTAINED:
            self._show_sheet(sheet)
            return
        for key, mark_row in self.marks.rows.items():
            if not mark_row.problem and sheet.marks.get(key) != before.marks.get(key):
                mark_row.show_mark(sheet.marks.get(key))
        self.marks.show_total(sheet)

    def _show_reloaded(self) -> None:
        self._show_totals()
        if self.current:
            self._show_sheet(self._board.sheets[self.current])
            self._reader.open_again()

    def _show_refused(self, candidate: str, criterion: str, why: str) -> None:
        if candidate == self.current and self.isVisible():
            self.marks.show_problem(criterion, why)
        else:
            self._messages.tell(why, "red")

    def _show_failed(self, _error: Exception) -> None:
        if self.current:
            self._show_sheet(self._board.sheets[self.current])

    def _show_sheet(self, sheet: ScoreSheet) -> None:
        code = sheet.candidate
        self.marks.show_sheet(sheet, is_locked=code in self._board.locked, asked=self._asked(code))
        is_open = sheet.state is not SheetState.RECUSED
        self.marks.show_note(self._board.notes.get(sheet.candidate, "") if is_open else "", is_open=is_open)

    def _asked(self, code: str) -> str:
        """Why this sheet asks to be looked at again."""
        lines = []
        if code in self._board.returned:
            lines.append(_("The chair sent this sheet back: {reason}").format(reason=self._board.returned[code]))
        if code in self._board.mended:
            lines.append(_("This dossier was mended after you had begun. Look at it again."))
        return "\n".join(lines)

    def _show_totals(self) -> None:
        self.marks.show_totals(self._board.scored_totals)
