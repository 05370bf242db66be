"""The view in which most hours are spent: candidates, dossier, marks. It remembers the place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from reviewer_app.domain.candidate import Dossier, Evidence
from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _
from reviewer_app.services import reading
from reviewer_app.services.overview import search_keys
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.candidates import CandidatePane
from reviewer_app.ui.expert.dossier import DossierPane
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.marks import MarkPane
from reviewer_app.ui.expert.place import Place
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import fill

PANES = (224, 276)
"""First widths of the list and of the marks, for normal type; the dossier takes the rest."""
ROOM_TO_READ = 420
"""The width that the dossier needs before the other panes may grow with the type."""
BREATH = 40
"""Milliseconds before a dossier is opened: who only passes by need not wait for it."""
PINYIN_LATER = 300
"""Milliseconds after which the pinyin of names is looked up."""
REMEMBERED = 2000
"""Milliseconds after which a new place is written down."""


class DeskView(DeskPart):
    """Three panes on one board. `all_done` tells that nobody needs a mark any more."""

    all_done = Signal()

    def __init__(
        self, desktop: Desktop, sitting: ExpertSitting, board: Board, marking: Marking, messages: MessageArea
    ) -> None:
        super().__init__()
        self._desktop, self._theme, self._sitting = desktop, desktop.theme, sitting
        self._board, self._marking, self._messages = board, marking, messages
        self._place = Place(desktop.preferences, sitting.seat, desktop.theme.type.base)
        self.current = ""
        self._page_wanted = 1
        self._is_shown = False
        self._reading = self._timer(BREATH, self._read_dossier)
        self._place_timer = self._timer(REMEMBERED, self._keep_place)
        self.candidates = CandidatePane(self._theme, board)
        self.dossier = DossierPane(self._theme)
        self.marks = MarkPane(self._theme, board.scheme)
        self._panes = self._make_panes()
        fill(QVBoxLayout(self), (self._panes,), 0, (8, 8, 8, 8))
        self._connect()
        self._show_totals()
        self._timer(PINYIN_LATER, self._learn_pinyin).start()

    def _timer(self, milliseconds: int, work: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(milliseconds)
        made.timeout.connect(work)
        return made

    def _make_panes(self) -> QSplitter:
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setHandleWidth(8)
        panes.setChildrenCollapsible(False)
        for pane, least in ((self.candidates, 190), (self.dossier, 300), (self.marks, 250)):
            pane.setMinimumWidth(least)
            panes.addWidget(pane)
            panes.setStretchFactor(panes.count() - 1, 1 if pane is self.dossier else 0)
        return panes

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Gives the panes their widths, which they can only have once the page has its own."""
        super().showEvent(event)
        if not self._is_shown:
            self._is_shown = True
            QTimer.singleShot(0, self._share_width)

    def _share_width(self) -> None:
        state = self._place.panes
        if state is None or not self._panes.restoreState(state):
            scale = self._theme.type.base / 13
            room = self._panes.width() - 16
            sides = [round(width * scale) for width in PANES]
            if room - sum(sides) < ROOM_TO_READ * scale:
                sides = list(PANES)
            self._panes.setSizes([sides[0], room - sum(sides), sides[1]])

    def _connect(self) -> None:
        self._board.changed.connect(self._show_changed)
        self._board.reloaded.connect(self._show_reloaded)
        self.candidates.candidate_asked.connect(self.open_candidate)
        self.dossier.evidence_asked.connect(self._open_evidence)
        self.dossier.next_asked.connect(self.next_open)
        self.dossier.previous_asked.connect(partial(self.step, -1))
        self.dossier.tab_changed.connect(self._keep_tab)
        self.dossier.evidence.page_changed.connect(self._keep_page)
        self.marks.mark_typed.connect(self._enter)
        self.marks.remark_written.connect(self._keep_remark)
        self.marks.recusal_given.connect(lambda reason: self._marking.recuse(self.current, reason))
        self.marks.abstention_given.connect(lambda reason: self._marking.abstain(self.current, reason))
        self.marks.undo_asked.connect(self.undo)
        self.marks.finished.connect(self.next_open)
        self._marking.refused.connect(self._show_refused)
        self._marking.failed.connect(self._show_failed)

    def _learn_pinyin(self) -> None:
        """Finds out what candidates are found by; the desk is usable before."""
        self._desktop.jobs.start(
            lambda _progress: search_keys(self._board.candidates.values()),
            done=self.candidates.model.use_keys,
            failed=self._messages.show_error,
            owner=self,
        )

    # going about

    def enter(self) -> None:
        """Shows the place that was left, or the one where it was left last time."""
        if not self.current:
            self._return_to_place()
        elif not self.marks.focus_first_open():
            self.candidates.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_candidate(self, code: str) -> None:
        """Turns to a candidate: marks at once, the dossier as soon as it is opened."""
        if code == self.current or code not in self._board.candidates:
            return
        self.marks.settle()
        self.current = code
        self._place.candidate = code
        self._place_timer.start()
        sheet = self._board.sheets[code]
        self.candidates.choose(code)
        self._show_sheet(sheet)
        self.dossier.show_waiting(self._board.candidates[code])
        if sheet.state is SheetState.RECUSED:
            self._close_dossier()
            self.candidates.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._reading.start()
        if not self.marks.focus_first_open():
            self.candidates.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_open(self) -> None:
        """To the next candidate that still needs a mark, from here on, round to the first."""
        code = self._board.next_open(self.current)
        if code:
            self.open_candidate(code)
        elif self._board.sheets[self.current].state is not SheetState.INCOMPLETE:
            self.marks.settle()
            self.all_done.emit()

    def step(self, by: int) -> None:
        """To the candidate before or after this one."""
        codes = self._board.codes
        place = codes.index(self.current) + by
        if 0 <= place < len(codes):
            self.open_candidate(codes[place])

    def undo(self) -> None:
        """Takes the last change of a mark back, where it was made."""
        candidate = self._marking.undo()
        if candidate:
            self.open_candidate(candidate)

    def _return_to_place(self) -> None:
        code = self._place.candidate
        if code not in self._board.candidates:
            code = self._board.next_open("") or self._board.codes[0]
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
        number, page = self._place.evidence if self._place.candidate == code else (1, 1)
        self.dossier.show_dossier(dossier)
        if number > 1:
            self.dossier.evidence.choose(number)
        self._page_wanted = page

    def _dossier_failed(self, code: str, error: Exception) -> None:
        if code == self.current:
            self.dossier.show_closed(_("The dossier cannot be read."))
        self._messages.show_error(error)

    def _close_dossier(self) -> None:
        self.dossier.show_closed(_("You are recused from this candidate: the dossier is closed."))

    def _open_evidence(self, piece: Evidence) -> None:
        held, sitting, code = self._board.held, self._sitting, self.current

        def read(_progress: object) -> bytes:
            return reading.open_evidence(sitting.seat.round_file, held.document, code, piece.number, sitting.secrets)

        self._desktop.jobs.start(
            read,
            done=partial(self._show_evidence, code, piece),
            failed=partial(self._evidence_failed, piece),
            owner=self,
        )

    def _show_evidence(self, code: str, piece: Evidence, content: bytes) -> None:
        if code == self.current:
            self.dossier.show_content(piece, content)
            self.dossier.evidence.turn_to(self._page_wanted)
            self._page_wanted = 1

    def _evidence_failed(self, piece: Evidence, error: Exception) -> None:
        words = _("This piece of evidence is damaged in the round file. Ask the office; everything else can be read.")
        if not isinstance(error, RefusedError):
            self._messages.show_error(error)
        self.dossier.evidence.show_failure(piece, f"{piece.file_name}\n\n{words}")

    # the place

    def _keep_place(self) -> None:
        self._desktop.jobs.write(
            self._desktop.preferences.flush, done=lambda _none: None, failed=self._messages.show_error, owner=self
        )

    def _keep_tab(self, tab: str) -> None:
        self._place.tab = tab

    def _keep_page(self, page: int) -> None:
        self._place.evidence = (self.dossier.evidence.list.currentRow() + 1, page)

    def settle(self) -> None:
        """Hands over what is still being typed, and remembers the panes."""
        self.marks.settle()
        self._place.panes = self._panes.saveState()

    # marks

    def _enter(self, criterion: str, text: str) -> None:
        self._marking.enter(self._board.sheets[self.current], criterion, text)

    def _keep_remark(self, text: str) -> None:
        if self.current and text.strip() != self._board.sheets[self.current].remark:
            self._marking.remark(self.current, text)

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
        if self.current:
            self._show_sheet(self._board.sheets[self.current])

    def _show_refused(self, candidate: str, criterion: str, why: str) -> None:
        if candidate == self.current and self.isVisible():
            self.marks.show_problem(criterion, why)
        else:
            self._messages.tell(why, "red")

    def _show_failed(self, _error: Exception) -> None:
        if self.current:
            self._show_sheet(self._board.sheets[self.current])

    def _show_sheet(self, sheet: ScoreSheet) -> None:
        self.marks.show_sheet(sheet, is_locked=sheet.candidate in self._board.locked)

    def _show_totals(self) -> None:
        self.marks.show_totals(self._board.scored_totals())
