"""The view in which most hours are spent: candidates, dossier, marks. It remembers the place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from reviewer_app.domain.candidate import Dossier, Evidence
from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _
from reviewer_app.services import reading
from reviewer_app.services.versions import looked_again
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.candidates import CandidatePane
from reviewer_app.ui.expert.dossier import DossierPane
from reviewer_app.ui.expert.evidence_content import Content, made_ready
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.marks import MarkPane
from reviewer_app.ui.expert.panes import DeskPanes
from reviewer_app.ui.expert.place import Place
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.keys import Key, key_name
from reviewer_app.ui.messages import MessageArea, error_lines
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import fill

BREATH = 40
"""Milliseconds before a dossier is opened: who only passes by need not wait for it."""
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
        self._is_closed = False
        self._reading = self._timer(BREATH, self._read_dossier)
        self._place_timer = self._timer(REMEMBERED, self._keep_place)
        self.candidates = CandidatePane(self._theme, board, finder)
        self.dossier = DossierPane(self._theme)
        self.marks = MarkPane(self._theme, board.scheme)
        self.panes = DeskPanes(self._theme, self._place, self.candidates, self.dossier, self.marks, self)
        fill(QVBoxLayout(self), (self.panes,), 0)
        self._connect()
        self._show_totals()

    def _timer(self, milliseconds: int, work: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(milliseconds)
        made.timeout.connect(work)
        return made

    def _connect(self) -> None:
        self._board.changed.connect(self._show_changed)
        self._board.reloaded.connect(self._show_reloaded)
        self.panes.candidate_asked.connect(self.open_candidate)
        self.dossier.evidence_asked.connect(self._open_evidence)
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
        self.dossier.show_waiting(self._board.candidates[code])
        self._is_closed = False
        if sheet.state is SheetState.RECUSED:
            self._close_dossier()
            self.panes.focus_list()
            return
        self._reading.start()
        if not self.marks.focus_first_open():
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

    # the dossier

    def _read_dossier(self) -> None:
        held, sitting, code = self._board.held, self._sitting, self.current
        if self._board.sheets[code].state is SheetState.RECUSED:
            return

        def read(_progress: object) -> Dossier:
            return reading.open_dossier(sitting.seat.round_file, held.document, code, sitting.secrets)

        self._desktop.jobs.start(
            read, done=partial(self._show_dossier, code), failed=partial(self._dossier_failed, code), owner=self
        )

    def _show_dossier(self, code: str, dossier: Dossier) -> None:
        if code != self.current:
            return
        self.dossier.show_dossier(dossier, self._place.piece_of(code))
        if code in self._board.mended:
            self._board.look_again(code)
            self._desktop.jobs.write(
                lambda: looked_again(self._sitting.store, code),
                done=lambda _none: None,
                failed=self._messages.show_error,
                owner=self,
            )

    def _dossier_failed(self, code: str, error: Exception) -> None:
        if code == self.current:
            self.dossier.show_closed(_("The dossier cannot be read."))
        self._tell_unreadable(error)

    def _close_dossier(self) -> None:
        self._is_closed = True
        self.dossier.show_closed(_("You are recused from this candidate: the dossier is closed."))

    def _open_evidence(self, piece: Evidence) -> None:
        held, sitting, code = self._board.held, self._sitting, self.current

        def read(_progress: object) -> Content:
            file = sitting.seat.round_file
            return made_ready(piece, reading.open_evidence(file, held.document, code, piece.number, sitting.secrets))

        self._desktop.jobs.start(
            read,
            done=partial(self._show_evidence, code, piece),
            failed=partial(self._evidence_failed, piece),
            owner=self,
        )

    def _show_evidence(self, code: str, piece: Evidence, content: Content) -> None:
        if code == self.current:
            self.dossier.show_content(piece, content, self._place.page_of(code, piece.number))

    def _evidence_failed(self, piece: Evidence, error: Exception) -> None:
        words = _(
            "This piece of evidence is damaged in the round file; everything else can be read. Open the round file "
            "that the office sent once more. If that does not help, ask the office for it again."
        )
        if not isinstance(error, RefusedError):
            words = _("This piece of evidence cannot be read.")
            self._tell_unreadable(error)
        self.dossier.evidence.show_failure(piece, f"{piece.file_name}\n\n{words}")

    def _tell_unreadable(self, error: Exception) -> None:
        """What is wrong with the round's file, what is safe, and how to get the file back."""
        if not isinstance(error, UserError):
            self._messages.show_error(error)
            return
        ways_out = _(
            "Your marks are safe, and you can go on marking. Open the round file that the office sent once more: it is "
            "then copied to this computer again."
        )
        self._messages.tell("\n".join([*error_lines(error), ways_out]), "red")

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
        self._reading.stop()
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
            self._close_dossier()
        if sheet.state in (SheetState.RECUSED, SheetState.ABSTAINED) or before.state is SheetState.ABSTAINED:
            self._show_sheet(sheet)
            return
        for key, mark_row in self.marks.rows.items():
            if not mark_row.problem and sheet.marks.get(key) != before.marks.get(key):
                mark_row.show_mark(sheet.marks.get(key))
        self.marks.show_total(sheet)

    def _show_reloaded(self) -> None:
        self._show_totals()
        if not self.current:
            return
        sheet = self._board.sheets[self.current]
        self._show_sheet(sheet)
        if self._is_closed and sheet.state is not SheetState.RECUSED:
            self._is_closed = False
            self._reading.start()

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
