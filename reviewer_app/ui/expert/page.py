"""The expert's page: connects the panes with the services, and remembers the place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.domain.candidate import Dossier, Evidence
from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Kind
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _
from reviewer_app.services import reading, review
from reviewer_app.services.overview import search_keys, standing_of, total_of
from reviewer_app.services.returns import take_in_return
from reviewer_app.services.stores import keep_copy
from reviewer_app.services.workplace import note
from reviewer_app.ui.expert.candidates import CandidatePane
from reviewer_app.ui.expert.dossier import DossierPane
from reviewer_app.ui.expert.finish import FinishPage
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.marks import MarkPane
from reviewer_app.ui.expert.place import Place
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.expert.undertaking import UndertakingPage
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import Bar, Chip, button, fill, label
from reviewer_app.ui.record.look import look_into
from reviewer_app.ui.start.page import desk_title
from reviewer_app.ui.times import clock, local

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


class ExpertPage(Page):
    """Candidates, dossier, marks; before them the undertaking, after them the signature."""

    def __init__(self, desktop: Desktop, sitting: ExpertSitting) -> None:
        super().__init__(desktop, desk_title(sitting.seat))
        self._sitting = sitting
        self._desk = sitting.desk
        self._scheme = sitting.desk.scheme
        self._sheets = {sheet.candidate: sheet for sheet in sitting.desk.sheets}
        self._candidates = {one.code: one for one in sitting.desk.candidates}
        self._signed = sitting.desk.signed
        self._locked = sitting.desk.locked
        self._is_signed_current = self._signed is not None
        self._place = Place(desktop.preferences, sitting.seat, desktop.theme.type.base)
        self._current = ""
        self._page_wanted = 1
        self._is_shown = False
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(BREATH)
        self._reading.timeout.connect(self._read_dossier)
        self._place_timer = QTimer(self)
        self._place_timer.setSingleShot(True)
        self._place_timer.setInterval(REMEMBERED)
        self._place_timer.timeout.connect(self._keep_place)
        self.candidates = CandidatePane(self.theme, sitting.desk.candidates, self._scheme)
        self.dossier = DossierPane(self.theme)
        self.marks = MarkPane(self.theme, self._scheme)
        self.finish = FinishPage(self.theme, sitting.desk.candidates, self._scheme)
        self.undertaking = UndertakingPage(sitting.desk.held.document.undertaking)
        self.marking = Marking(desktop.jobs, sitting.store, self._scheme, self)
        self._panes = self._make_panes()
        self._stack = QStackedWidget()
        desk = QWidget()
        fill(QVBoxLayout(desk), (self._panes,), 0, (8, 8, 8, 8))
        self._desk_view = desk
        for part in (self.undertaking, desk, self.finish):
            self._stack.addWidget(part)
        self.set_body(self._stack)
        self._fill_bar()
        self._connect()
        self._begin()

    # building

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
            scale = self.theme.type.base / 13
            room = self._panes.width() - 16
            sides = [round(width * scale) for width in PANES]
            if room - sum(sides) < ROOM_TO_READ * scale:
                sides = list(PANES)
            self._panes.setSizes([sides[0], room - sum(sides), sides[1]])

    def _fill_bar(self) -> None:
        self.add_home_button()
        self._count = label(name="count")
        self._bar = Bar(self.theme)
        self.saved = Chip(self.theme)
        self.saved.setObjectName("saved")
        for part in (self._count, self._bar, self.saved):
            self.bar_line.addWidget(part)
        self.add_record_button(look_into(self._sitting.store, self._sitting.secrets))
        self.add_type_buttons()
        self._finish_button = button(_("Finish and sign"), self._show_finish, kind="primary", name="finish")
        self.bar_line.addWidget(self._finish_button)

    def _connect(self) -> None:
        self.undertaking.accepted.connect(self._accept)
        self.candidates.candidate_asked.connect(self.open_candidate)
        self.dossier.evidence_asked.connect(self._open_evidence)
        self.dossier.next_asked.connect(self.next_open)
        self.dossier.previous_asked.connect(partial(self._step, -1))
        self.dossier.tab_changed.connect(self._keep_tab)
        self.dossier.evidence.page_changed.connect(self._keep_page)
        self.marks.mark_typed.connect(self._enter)
        self.marks.remark_written.connect(self._keep_remark)
        self.marks.recusal_given.connect(lambda reason: self.marking.recuse(self._current, reason))
        self.marks.abstention_given.connect(lambda reason: self.marking.abstain(self._current, reason))
        self.marks.undo_asked.connect(self._undo)
        self.marks.finished.connect(self.next_open)
        self.marking.writing.connect(lambda: self.saved.say(_("Saving…"), "", "muted"))
        self.marking.kept.connect(self._show_kept)
        self.marking.saved.connect(self._show_saved)
        self.marking.refused.connect(self._show_refused)
        self.marking.failed.connect(self._show_failed)
        self.finish.back_asked.connect(self._show_desk)
        self.finish.candidate_asked.connect(self._show_candidate)
        self.finish.sign_asked.connect(self._sign)
        self.finish.export_asked.connect(self._ask_target)
        self.finish.print_asked.connect(self._print)
        for keys, action in (
            ("Ctrl+Down", self.next_open),
            ("Ctrl+Up", partial(self._step, -1)),
            ("Ctrl+F", partial(self.candidates.search.setFocus, Qt.FocusReason.ShortcutFocusReason)),
            ("F2", partial(self.marks.remark.setFocus, Qt.FocusReason.ShortcutFocusReason)),
            ("Ctrl+Z", self._undo),
            ("Ctrl+Return", self._finish_button.click),
        ):
            QShortcut(QKeySequence(keys), self, activated=action)  # type: ignore[call-overload]

    def _begin(self) -> None:
        self.candidates.show_sheets(self._sheets.values())
        self._show_counts()
        self.marks.show_totals(self._totals())
        if self._signed is not None:
            words = _("Signed {time}").format(time=clock(local(self._signed.created)))
            self.saved.say(words, "circle-check", "green")
        else:
            self.saved.say(_("Nothing to save"), "check", "muted")
        if self._desk.undertaking is None:
            self._stack.setCurrentWidget(self.undertaking)
            self._finish_button.setEnabled(False)
        else:
            self._show_desk()
            self._return_to_place()
        QTimer.singleShot(PINYIN_LATER, self._learn_pinyin)

    def _learn_pinyin(self) -> None:
        """Finds out what candidates are found by; the desk is usable before."""
        self.desktop.jobs.start(
            lambda _progress: search_keys(self._candidates.values()),
            done=self.candidates.model.use_keys,
            failed=self.messages.show_error,
            owner=self,
        )

    # the desk

    def open_candidate(self, code: str) -> None:
        """Turns to a candidate: marks at once, the dossier as soon as it is opened."""
        if code == self._current or code not in self._candidates:
            return
        self.marks.settle()
        self._current = code
        self._place.candidate = code
        self._place_timer.start()
        sheet = self._sheets[code]
        self.candidates.choose(code)
        self._show_sheet(sheet)
        self.dossier.show_waiting(self._candidates[code])
        if sheet.state is SheetState.RECUSED:
            self.dossier.show_closed(_("You are recused from this candidate: the dossier is closed."))
            self.candidates.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._reading.start()
        if not self.marks.focus_first_open():
            self.candidates.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_open(self) -> None:
        """To the next candidate that still needs a mark, from here on, round to the first."""
        codes = list(self._candidates)
        place = codes.index(self._current) + 1 if self._current else 0
        for code in (*codes[place:], *codes[:place]):
            if self._sheets[code].state is SheetState.INCOMPLETE and code != self._current:
                self.open_candidate(code)
                return
        if self._sheets[self._current].state is not SheetState.INCOMPLETE:
            self.marks.settle()
            self.messages.tell(
                _("Every candidate is done. Finish and sign when you have looked everything over."), "green"
            )

    def _step(self, by: int) -> None:
        codes = list(self._candidates)
        place = codes.index(self._current) + by
        if 0 <= place < len(codes):
            self.open_candidate(codes[place])

    def _return_to_place(self) -> None:
        code = self._place.candidate
        if code not in self._candidates:
            waiting = [one for one in self._candidates if self._sheets[one].state is SheetState.INCOMPLETE]
            code = (waiting or list(self._candidates))[0]
        self.dossier.tab = self._place.tab or self.dossier.tab
        self.open_candidate(code)

    def _read_dossier(self) -> None:
        held, sitting, code = self._desk.held, self._sitting, self._current
        if self._sheets[code].state is SheetState.RECUSED:
            return

        def read(_progress: object) -> Dossier:
            return reading.open_dossier(sitting.seat.round_file, held.document, code, sitting.secrets)

        self.desktop.jobs.start(
            read, done=partial(self._show_dossier, code), failed=partial(self._dossier_failed, code), owner=self
        )

    def _show_dossier(self, code: str, dossier: Dossier) -> None:
        if code != self._current:
            return
        number, page = self._place.evidence if self._place.candidate == code else (1, 1)
        self.dossier.show_dossier(dossier)
        if number > 1:
            self.dossier.evidence.choose(number)
        self._page_wanted = page

    def _dossier_failed(self, code: str, error: Exception) -> None:
        if code == self._current:
            self.dossier.show_closed(_("The dossier cannot be read."))
        self.messages.show_error(error)

    def _open_evidence(self, piece: Evidence) -> None:
        held, sitting, code = self._desk.held, self._sitting, self._current

        def read(_progress: object) -> bytes:
            return reading.open_evidence(sitting.seat.round_file, held.document, code, piece.number, sitting.secrets)

        self.desktop.jobs.start(
            read,
            done=partial(self._show_evidence, code, piece),
            failed=partial(self._evidence_failed, piece),
            owner=self,
        )

    def _show_evidence(self, code: str, piece: Evidence, content: bytes) -> None:
        if code == self._current:
            self.dossier.show_content(piece, content)
            self.dossier.evidence.turn_to(self._page_wanted)
            self._page_wanted = 1

    def _evidence_failed(self, piece: Evidence, error: Exception) -> None:
        words = _("This piece of evidence is damaged in the round file. Ask the office; everything else can be read.")
        if not isinstance(error, RefusedError):
            self.messages.show_error(error)
        self.dossier.evidence.show_failure(piece, f"{piece.file_name}\n\n{words}")

    def _keep_place(self) -> None:
        self.desktop.jobs.write(
            self.desktop.preferences.flush, done=lambda _none: None, failed=self.messages.show_error, owner=self
        )

    def _keep_tab(self, tab: str) -> None:
        self._place.tab = tab

    def _keep_page(self, page: int) -> None:
        self._place.evidence = (self.dossier.evidence.list.currentRow() + 1, page)

    # marks

    def _enter(self, criterion: str, text: str) -> None:
        self.marking.enter(self._sheets[self._current], criterion, text)

    def _keep_remark(self, text: str) -> None:
        if self._current and text.strip() != self._sheets[self._current].remark:
            self.marking.remark(self._current, text)

    def _undo(self) -> None:
        candidate = self.marking.undo()
        if candidate:
            self.open_candidate(candidate)

    def _show_kept(self, sheet: ScoreSheet) -> None:
        before = self._sheets[sheet.candidate]
        self._sheets[sheet.candidate] = sheet
        self._is_signed_current = False
        self.candidates.model.update_sheet(sheet)
        self._show_counts()
        self.marks.show_totals(self._totals())
        if sheet.candidate != self._current:
            return
        if sheet.state != before.state and SheetState.RECUSED in (sheet.state, before.state):
            self.dossier.show_closed(_("You are recused from this candidate: the dossier is closed."))
        if sheet.state in (SheetState.RECUSED, SheetState.ABSTAINED) or before.state is SheetState.ABSTAINED:
            self._show_sheet(sheet)
            return
        for key, mark_row in self.marks.rows.items():
            if not mark_row.problem and sheet.marks.get(key) != before.marks.get(key):
                mark_row.show_mark(sheet.marks.get(key))
        self.marks.show_total(sheet)

    def _show_saved(self, moment: datetime) -> None:
        self.saved.say(_("Saved {time}").format(time=clock(moment)), "check", "green")

    def _show_refused(self, candidate: str, criterion: str, why: str) -> None:
        if candidate == self._current:
            self.marks.show_problem(criterion, why)
        else:
            self.messages.tell(why, "red")

    def _show_failed(self, error: Exception) -> None:
        self.saved.say(_("Not saved"), "circle-alert", "red")
        self.messages.show_error(error)
        if self._current:
            self._show_sheet(self._sheets[self._current])

    def _show_sheet(self, sheet: ScoreSheet) -> None:
        self.marks.show_sheet(sheet, is_locked=sheet.candidate in self._locked)

    def _totals(self) -> list[Decimal]:
        scored = [sheet for sheet in self._sheets.values() if sheet.state is SheetState.SCORED]
        return [total for sheet in scored if (total := total_of(sheet, self._scheme)) is not None]

    def _show_counts(self) -> None:
        standing = standing_of(self._sheets.values(), self._scheme)
        self.candidates.count(standing)
        self._count.setText(f"{standing.done} / {len(self._sheets)}")
        self._bar.show_progress(standing.done, len(self._sheets))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A digit typed anywhere goes into the first empty mark."""
        if event.text().isdigit() and self._stack.currentWidget() is self._desk_view:
            self.marks.focus_first_open(event.text())
        else:
            super().keyPressEvent(event)

    # undertaking and signature

    def _accept(self) -> None:
        store = self._sitting.store

        def accepted(_undertaking: object) -> None:
            self._finish_button.setEnabled(True)
            self._show_saved(datetime.now().astimezone())
            self._show_desk()
            self._return_to_place()

        self.desktop.jobs.write(
            lambda: review.accept_undertaking(store), done=accepted, failed=self.messages.show_error, owner=self
        )

    def _show_finish(self) -> None:
        self.marks.settle()
        self.desktop.jobs.write(
            lambda: None, done=lambda _none: self._lay_out_finish(), failed=self._show_failed, owner=self
        )

    def _lay_out_finish(self) -> None:
        self.finish.show_standing(standing_of(self._sheets.values(), self._scheme))
        self.finish.show_signed(self._signed, is_current=self._is_signed_current)
        self._stack.setCurrentWidget(self.finish)
        is_done = self._signed is not None and self._is_signed_current
        begin = self.finish.export_button if is_done else self.finish.sign_button
        begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_desk(self) -> None:
        self._stack.setCurrentWidget(self._desk_view)

    def _show_candidate(self, code: str) -> None:
        self._show_desk()
        self.open_candidate(code)

    def _sign(self) -> None:
        workplace, sitting = self.desktop.workplace, self._sitting

        def sign(_progress: object) -> reading.ExpertDesk:
            review.sign_sheets(sitting.store, workplace.identity(sitting.seat))
            keep_copy(sitting.store, datetime.now(UTC))
            return reading.expert_desk(sitting.store)

        def signed(desk: reading.ExpertDesk) -> None:
            made = desk.signed
            assert made is not None
            self._signed, self._is_signed_current, self._locked = made, True, desk.locked
            self._show_sheet(self._sheets[self._current])
            self.finish.sign_button.setEnabled(True)
            self.finish.show_signed(made, is_current=True)
            self.saved.say(_("Signed {time}").format(time=clock(local(made.created))), "circle-check", "green")
            self.finish.export_button.setFocus(Qt.FocusReason.OtherFocusReason)

        def failed(error: Exception) -> None:
            self.finish.sign_button.setEnabled(True)
            self.messages.show_error(error)

        self.finish.sign_button.setEnabled(False)
        self.desktop.jobs.start(sign, done=signed, failed=failed, owner=self)

    def _ask_target(self) -> None:
        assert self._signed is not None
        seat = self._sitting.seat
        name = f"{seat.round_id}-{seat.person}-{self._signed.sequence}{Kind.SCORE.suffix}"
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save the score package"), name, _("Score packages (*.jpscore)")
        )
        if chosen:
            self.export(Path(chosen))

    def export(self, target: Path) -> None:
        """Copies the signed package to a file; it is read back before success is told."""
        store = self._sitting.store
        self.desktop.jobs.start(
            lambda _progress: review.export_signed(store, target),
            done=lambda _signed: self.messages.tell(
                _("Written and read back: {path}. The stick can be removed safely.").format(path=target), "green"
            ),
            failed=self.messages.show_error,
            owner=self,
        )

    def _print(self) -> None:
        from reviewer_app.services.paper import score_sheet_pdf
        from reviewer_app.ui.printing import preview

        sitting = self._sitting
        self.desktop.jobs.start(
            lambda _progress: score_sheet_pdf(sitting.store, sitting.secrets),
            done=lambda content: preview(self, content, _("Score sheet")),
            failed=self.messages.show_error,
            owner=self,
        )

    # sheets sent back

    def take_focus(self) -> None:
        if self._stack.currentWidget() is self.undertaking:
            self.undertaking.focus()
        elif not self.marks.focus_first_open():
            self.candidates.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_files(self, files: list[Path]) -> bool:
        """Takes in a return of the chair; anything else is for the window."""
        returned = [file for file in files if file.suffix == Kind.RETURN.suffix]
        if not returned:
            return False
        sitting = self._sitting

        def take_in(_progress: object) -> reading.ExpertDesk:
            take_in_return(sitting.store, returned[0], sitting.secrets, datetime.now(UTC))
            return reading.expert_desk(sitting.store)

        self.desktop.jobs.start(take_in, done=self._show_returned, failed=self.messages.show_error, owner=self)
        return True

    def _show_returned(self, desk: reading.ExpertDesk) -> None:
        self._sheets = {sheet.candidate: sheet for sheet in desk.sheets}
        self._locked = desk.locked
        self._is_signed_current = False
        self.candidates.show_sheets(desk.sheets)
        self._show_counts()
        open_again = [code for code in self._candidates if code not in desk.locked]
        self.messages.tell(_("The chair sent sheets back to you; they are open again."), "amber")
        self._show_desk()
        if open_again:
            self._current = ""
            self.open_candidate(open_again[0])

    # leaving

    def settle(self) -> None:
        self.marks.settle()
        self._place.panes = self._panes.saveState()
        sitting, workplace = self._sitting, self.desktop.workplace

        def close() -> None:
            try:
                note(workplace, sitting.seat, sitting.store)
            finally:
                sitting.store.close()
                self.desktop.preferences.flush()

        self.desktop.jobs.write(close, done=lambda _none: None, failed=lambda _error: None)

    def may_leave(self, _then: Callable[[], object]) -> bool:
        return True
