"""The expert's page: the undertaking, then the views of the desk, then the signature, under one bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget

from reviewer_app.domain.package import Kind
from reviewer_app.i18n import N_, _
from reviewer_app.services import reading, review
from reviewer_app.services.returns import take_in_return
from reviewer_app.services.workplace import note
from reviewer_app.ui import guides
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.desk_view import DeskView
from reviewer_app.ui.expert.finish import FinishPage
from reviewer_app.ui.expert.finishing import Finishing
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.expert.undertaking import UndertakingPage
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import Bar, Chip, button, label, row
from reviewer_app.ui.record.look import look_into
from reviewer_app.ui.start.page import desk_title
from reviewer_app.ui.times import clock, local

DESK = "desk"
VIEWS = {DESK: N_("Dossiers")}
"""The views of the desk, in the order of the bar. Each is built when it is first looked at."""


class ExpertPage(Page):
    """One board; the views that look at it; what is done before the first dossier and after the last."""

    def __init__(self, desktop: Desktop, sitting: ExpertSitting) -> None:
        super().__init__(desktop, desk_title(sitting.seat))
        self._sitting = sitting
        self.board = Board(sitting.desk, self)
        self.marking = Marking(desktop.jobs, sitting.store, self.board.scheme, self)
        self.undertaking = UndertakingPage(self.board.held.document.undertaking)
        self.desk = DeskView(desktop, sitting, self.board, self.marking, self.messages)
        self.finish = FinishPage(self.theme, self.board.candidates.values(), self.board.scheme)
        self.finishing = Finishing(desktop, sitting, self.board, self.messages, self.finish)
        self._views: dict[str, DeskPart] = {DESK: self.desk}
        self._stack = QStackedWidget()
        for part in (self.undertaking, self.desk, self.finish):
            self._stack.addWidget(part)
        self.set_body(self._stack)
        self._fill_bar()
        self._connect()
        self._begin()

    # building

    def _fill_bar(self) -> None:
        self.add_home_button()
        self._view_buttons: dict[str, QPushButton] = {}
        for name, words in VIEWS.items():
            made = button(_(words), partial(self.show_view, name), kind="filter", name=f"view-{name}")
            made.setCheckable(True)
            self._view_buttons[name] = made
        self._view_line = row(*self._view_buttons.values(), spacing=2)
        self._count = label(name="count")
        self._bar = Bar(self.theme)
        self.saved = Chip(self.theme)
        self.saved.setObjectName("saved")
        for part in (self._view_line, self._count, self._bar, self.saved):
            self.bar_line.addWidget(part)
        self.add_record_button(look_into(self._sitting.store, self._sitting.secrets))
        self.add_tools()
        self._finish_button = button(_("Finish and sign"), self._show_finish, kind="primary", name="finish")
        self.bar_line.addWidget(self._finish_button)

    def _connect(self) -> None:
        self.undertaking.accepted.connect(self._accept)
        self.marking.writing.connect(lambda: self.saved.say(_("Saving…"), "", "muted"))
        self.marking.kept.connect(self.board.keep)
        self.marking.saved.connect(self._show_saved)
        self.marking.failed.connect(self._show_failed)
        self.board.changed.connect(lambda _after, _before: self._show_counts())
        self.board.reloaded.connect(self._show_counts)
        self.board.reloaded.connect(self._show_signed)
        self.desk.all_done.connect(self._tell_all_done)
        self.finish.back_asked.connect(partial(self.show_view, DESK))
        self.finish.candidate_asked.connect(self.open_candidate)
        keys = self.keys
        search, remark = self.desk.candidates.search, self.desk.marks.remark
        keys.bind("Ctrl+Down", _("Next candidate that is still open"), self.desk.next_open)
        keys.bind("Ctrl+Up", _("The candidate before this one"), partial(self.desk.step, -1))
        keys.bind("Ctrl+F", _("Find a candidate"), partial(search.setFocus, Qt.FocusReason.ShortcutFocusReason))
        keys.bind("F2", _("Write a remark"), partial(remark.setFocus, Qt.FocusReason.ShortcutFocusReason))
        keys.bind("Ctrl+Z", _("Takes the last mark back"), self.desk.undo)
        keys.bind("Ctrl+Return", _("Finish and sign"), self._finish_button.click, "Ctrl+Enter")

    def _begin(self) -> None:
        self._show_counts()
        self.saved.say(_("Nothing to save"), "check", "muted")
        self._show_signed()
        if self._sitting.desk.undertaking is None:
            self._stack.setCurrentWidget(self.undertaking)
            self._let_work(is_ready=False)
        else:
            self.show_view(DESK)

    def _let_work(self, *, is_ready: bool) -> None:
        """Before the undertaking is accepted, nothing leads past it."""
        self._finish_button.setEnabled(is_ready)
        for made in self._view_buttons.values():
            made.setEnabled(is_ready)

    # views

    @property
    def is_at_desk(self) -> bool:
        return self._stack.currentWidget() is self.desk

    def show_view(self, name: str) -> None:
        """Turns to a view of the desk."""
        if name not in self._views:
            self._views[name] = self._made_view(name)
            self._stack.addWidget(self._views[name])
        view = self._views[name]
        self._stack.setCurrentWidget(view)
        for other, made in self._view_buttons.items():
            made.setChecked(other == name)
        view.enter()

    def _made_view(self, name: str) -> DeskPart:
        raise KeyError(name)

    def open_candidate(self, code: str) -> None:
        """Turns to a candidate's dossier, from wherever."""
        self.show_view(DESK)
        self.desk.open_candidate(code)

    def take_focus(self) -> None:
        if self._stack.currentWidget() is self.undertaking:
            self.undertaking.focus()
        elif self.is_at_desk:
            self.desk.enter()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A digit typed anywhere goes into the first empty mark."""
        if event.text().isdigit() and self.is_at_desk:
            self.desk.marks.focus_first_open(event.text())
        else:
            super().keyPressEvent(event)

    # what is told in the bar

    def _show_counts(self) -> None:
        self._count.setText(f"{self.board.done} / {len(self.board.codes)}")
        self._bar.show_progress(self.board.done, len(self.board.codes))

    def _show_saved(self, moment: datetime) -> None:
        self.saved.say(_("Saved {time}").format(time=clock(moment)), "check", "green")

    def _show_signed(self) -> None:
        signed = self.board.signed
        if signed is not None and self.board.is_signed_current:
            words = _("Signed {time}").format(time=clock(local(signed.created)))
            self.saved.say(words, "circle-check", "green")

    def _show_failed(self, error: Exception) -> None:
        self.saved.say(_("Not saved"), "circle-alert", "red")
        self.messages.show_error(error)

    def _tell_all_done(self) -> None:
        self.messages.tell(_("Every candidate is done. Finish and sign when you have looked everything over."), "green")

    # before and after

    def _accept(self) -> None:
        store = self._sitting.store

        def accepted(_undertaking: object) -> None:
            self._let_work(is_ready=True)
            self._show_saved(datetime.now().astimezone())
            self.show_view(DESK)

        self.desktop.jobs.write(
            lambda: review.accept_undertaking(store), done=accepted, failed=self.messages.show_error, owner=self
        )

    def _show_finish(self) -> None:
        """Waits until everything typed is written, then lays out what will be signed."""
        self.desk.marks.settle()

        def lay_out(_none: None) -> None:
            self._stack.setCurrentWidget(self.finish)
            for made in self._view_buttons.values():
                made.setChecked(False)
            self.finishing.show()

        self.desktop.jobs.write(lambda: None, done=lay_out, failed=self._show_failed, owner=self)

    # sheets sent back

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
        self.board.reload(desk, is_signed_current=False)
        self.messages.tell(_("The chair sent sheets back to you; they are open again."), "amber")
        open_again = [code for code in self.board.codes if code not in desk.locked]
        self.show_view(DESK)
        if open_again:
            self.desk.open_candidate(open_again[0])

    def guide(self) -> Sequence[str]:
        shown = self._stack.currentWidget()
        if shown is self.undertaking:
            return guides.UNDERTAKING
        return guides.FINISH if shown is self.finish else guides.DESK

    # leaving

    def settle(self) -> None:
        self.desk.settle()
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
