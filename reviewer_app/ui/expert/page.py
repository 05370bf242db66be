"""The expert's page: the undertaking, then the views of the desk, then the signature, under one bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from reviewer_app.domain.package import Kind
from reviewer_app.domain.score import Undertaking
from reviewer_app.i18n import _
from reviewer_app.services import review
from reviewer_app.services.workplace import note
from reviewer_app.ui import guides
from reviewer_app.ui.chips import Bar
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.declaring import Declaring
from reviewer_app.ui.expert.desk_view import DeskView
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.returning import Returning
from reviewer_app.ui.expert.saved import SavedChip
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.expert.undertaking import UndertakingPage
from reviewer_app.ui.expert.view_switch import ViewSwitch
from reviewer_app.ui.expert.views import COMPARISON, DESK, RANKING, TABLE, VIEWS, new_view
from reviewer_app.ui.keys import Key
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import button, label
from reviewer_app.ui.record.look import look_into
from reviewer_app.ui.start.page import desk_title
from reviewer_app.ui.times import local

if TYPE_CHECKING:
    from reviewer_app.ui.expert.finish import FinishPage
    from reviewer_app.ui.expert.finishing import Finishing

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
LETTERS_OF_TITLE = 9
"""The least that is left to the title, with margins, before the views fold; as wide as the type is high."""
_GUIDES = {DESK: guides.DESK, TABLE: guides.TABLE, RANKING: guides.RANKING, COMPARISON: guides.COMPARISON}


class ExpertPage(Page):
    """One board; the views that look at it; what is done before the first dossier and after the last."""

    def __init__(self, desktop: Desktop, sitting: ExpertSitting) -> None:
        super().__init__(desktop, desk_title(sitting.seat))
        self._sitting = sitting
        self._undertaking = sitting.desk.undertaking
        self.board = Board(sitting.desk, self)
        self.marking = Marking(desktop.jobs, sitting.store, self.board.scheme, self)
        self.undertaking = UndertakingPage(self.board.held.document.undertaking)
        self._finder = Finder(desktop.jobs, self.board, self)
        self.desk = DeskView(desktop, sitting, self.board, self.marking, self._finder, self.messages)
        self._finishing: Finishing | None = None
        self.declaring = Declaring(desktop, sitting, self.board, self.marking, self.messages, self)
        self.returning = Returning(desktop, sitting, self.board, self.messages, self)
        self._views: dict[str, DeskPart] = {DESK: self.desk}
        self._no_view = DeskPart(self)
        self._no_view.hide()
        self._stack = QStackedWidget()
        self.set_body(self._stack)
        for part in (self.undertaking, self.desk):
            self._stack.addWidget(part)
        self._fill_bar()
        self._connect()
        self._begin()

    # building

    def _fill_bar(self) -> None:
        self.add_home_button()
        self.switch = ViewSwitch()
        self.switch.asked.connect(self.show_view)
        self._count = label(name="count")
        self._bar = Bar(self.theme)
        self.saved = SavedChip(self.theme)
        for part in (self.switch, self._count, self._bar, self.saved):
            self.bar_line.addWidget(part)
        self.add_record_button(look_into(self._sitting.store, self._sitting.secrets))
        self.add_tools()
        self._finish_button = button(_("Finish and sign"), self._show_finish, kind="primary", name="finish")
        self.bar_line.addWidget(self._finish_button)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What the bar must show besides the views decides whether they find room."""
        super().resizeEvent(event)
        yielding, gap = (self.switch, self._bar, self.title), self.bar_line.spacing()
        others = [one for one in self.bar.findChildren(QWidget, options=DIRECT) if one not in yielding]
        taken = sum(one.sizeHint().width() + gap for one in others)
        self.switch.fit(self.width() - taken - LETTERS_OF_TITLE * self.theme.type.base)

    def _connect(self) -> None:
        self.undertaking.accepted.connect(self._accept)
        self.returning.opened.connect(self.open_candidate)
        self.declaring.declared.connect(self._begin_marking)
        self.declaring.wanted.connect(self.show_conflicts)
        self.declaring.looked.connect(self._let_work)
        self.declaring.saved.connect(self.saved.say_saved)
        self.desk.marks.conflicts_asked.connect(self.show_conflicts)
        self.marking.writing.connect(self.saved.say_saving)
        self.marking.kept.connect(self.board.keep)
        self.marking.noted.connect(self.board.keep_note)
        self.marking.saved.connect(self.saved.say_saved)
        self.marking.failed.connect(self._show_failed)
        self.board.changed.connect(lambda _after, _before: self._show_counts())
        self.board.reloaded.connect(self._show_counts)
        self.board.reloaded.connect(self._show_signed)
        self.desk.all_done.connect(self._tell_all_done)
        self.desk.undo_asked.connect(self.undo)
        self.desk.redo_asked.connect(self.redo)
        self._bind_keys()

    def _bind_keys(self) -> None:
        bind, does, is_at_work = self.keys.bind, self._does, lambda: self.view is not self._no_view
        for keys, words, action, here in (
            ("Ctrl+Down", _("Next candidate that is still open"), lambda: self.view.next_open(), does("next_open")),
            ("Ctrl+Up", _("The candidate before this one"), lambda: self.view.step(-1), does("step")),
            ("Ctrl+F", _("Find a candidate"), lambda: self.view.seek(), does("seek")),
            ("F2", _("Write a remark; in the table: change the mark"), lambda: self.view.write(), does("write")),
            ("F3", _("Write a private note, which only you see"), lambda: self.view.write_note(), does("write_note")),
            ("Ctrl+Z", _("Takes the last mark back"), self.undo, is_at_work),
        ):
            bind(keys, words, action, here=here)
        bind("Ctrl+Y", _("Makes the mark again that was taken back"), self.redo, "Ctrl+Shift+Z", here=is_at_work)
        for number, (name, words) in enumerate(VIEWS.items(), start=1):
            turn = self.switch.buttons[name]
            bind(f"Ctrl+{number}", _("Turns to: {view}").format(view=_(words)), turn.click, here=turn.isEnabled)
        finish = self._finish_button
        bind("Ctrl+Return", _("Finish and sign"), finish.click, "Ctrl+Enter", here=finish.isEnabled)

    def _does(self, what: str) -> Callable[[], bool]:
        """Whether the view that is shown does something that other views leave alone."""
        return lambda: getattr(type(self.view), what) is not getattr(DeskPart, what)

    def field_keys(self) -> tuple[Key, ...]:
        return self.view.field_keys()

    def _begin(self) -> None:
        self._show_counts()
        self.saved.say_nothing_yet()
        self._show_signed()
        self._let_work()
        if self._undertaking is None:
            self._stack.setCurrentWidget(self.undertaking)
        elif self.declaring.is_due:
            self.show_conflicts()
        else:
            self._begin_marking()

    def _begin_marking(self) -> None:
        self.show_view(DESK)
        self.declaring.search_later_version()

    def _let_work(self) -> None:
        """Before the undertaking is accepted and every conflict decided, nothing leads past them."""
        is_ready = self._undertaking is not None and not self.declaring.is_due
        self._finish_button.setEnabled(is_ready)
        self.switch.let_work(is_ready=is_ready)

    # views

    @property
    def view(self) -> DeskPart:
        """The view that is shown; before and after the work, one that does nothing."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, DeskPart) else self._no_view

    @property
    def is_at_desk(self) -> bool:
        return self._stack.currentWidget() is self.desk

    def show_view(self, name: str) -> None:
        """Turns to a view of the desk."""
        view = self._view_named(name)
        if self.view is not view:
            self.view.settle()
        self._stack.setCurrentWidget(view)
        self.switch.show_current(name)
        view.enter()

    def _view_named(self, name: str) -> DeskPart:
        if name not in self._views:
            self._views[name] = self._made_view(name)
            self._stack.addWidget(self._views[name])
        return self._views[name]

    def _made_view(self, name: str) -> DeskPart:
        parts = (self.desktop, self._sitting, self.board, self.marking, self._finder, self.messages)
        made = new_view(name, *parts)
        made.candidate_asked.connect(self.open_candidate)
        made.comparison_asked.connect(self.compare)
        return made

    def open_candidate(self, code: str) -> None:
        """Turns to a candidate's dossier, from wherever."""
        self.show_view(DESK)
        self.desk.open_candidate(code)

    def compare(self, codes: Sequence[str]) -> None:
        """Puts candidates side by side."""
        self.show_view(COMPARISON)
        self.view.compare(codes)

    def undo(self) -> None:
        """Takes the last step back and shows where it was made."""
        self._show_mark(self.marking.undo(), _("There is nothing to undo."))

    def redo(self) -> None:
        """Makes the step again that was taken back last."""
        self._show_mark(self.marking.redo(), _("There is nothing to do again."))

    def _show_mark(self, place: tuple[str, str] | None, nothing: str) -> None:
        if place is None:
            self.messages.tell(nothing)
        else:
            self.view.show_mark(*place)

    def take_focus(self) -> None:
        if self._stack.currentWidget() is self.undertaking:
            self.undertaking.focus()
        else:
            self.view.enter()

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

    def _show_signed(self) -> None:
        signed = self.board.signed
        if signed is not None and self.board.is_signed_current:
            self.saved.say_signed(local(signed.created))

    def _show_failed(self, error: Exception) -> None:
        self.saved.say_failed()
        self.messages.show_error(error)

    def _tell_all_done(self) -> None:
        self.messages.tell(_("Every candidate is done. Finish and sign when you have looked everything over."), "green")

    # before and after

    def _accept(self) -> None:
        store = self._sitting.store

        def accepted(undertaking: Undertaking) -> None:
            self._undertaking = undertaking
            self.saved.say_saved(datetime.now().astimezone())
            self._begin()

        self.desktop.jobs.write(
            lambda: review.accept_undertaking(store), done=accepted, failed=self.messages.show_error, owner=self
        )

    @property
    def finishing(self) -> Finishing:
        """What signs, saves and prints; built with its page when it is first looked at."""
        if self._finishing is None:
            from reviewer_app.ui.expert.finish import FinishPage
            from reviewer_app.ui.expert.finishing import Finishing

            page = FinishPage(self.desktop, self.board)
            page.back_asked.connect(partial(self.show_view, DESK))
            page.candidate_asked.connect(self.open_candidate)
            self._stack.addWidget(page)
            self._finishing = Finishing(self.desktop, self._sitting, self.board, page)
        return self._finishing

    @property
    def finish(self) -> FinishPage:
        return self.finishing.page

    @property
    def _is_finishing(self) -> bool:
        return self._finishing is not None and self._stack.currentWidget() is self._finishing.page

    def show_conflicts(self) -> None:
        """Turns to the conflict step: as it is due, or to look at it again."""
        page = self.declaring.page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.switch.show_current("")
        self.declaring.show()

    def _show_finish(self) -> None:
        """Waits until everything typed is written, then lays out what will be signed."""
        self.finish_typing()

        self.desktop.jobs.write(
            lambda: None, done=lambda _none: self._lay_out_finish(), failed=self._show_failed, owner=self
        )

    def _lay_out_finish(self) -> None:
        self._stack.setCurrentWidget(self.finish)
        self.switch.show_current("")
        self.finishing.show()

    # sheets sent back

    def take_files(self, files: list[Path]) -> bool:
        """Takes in a return of the chair; anything else is for the window."""
        returned = [file for file in files if file.suffix == Kind.RETURN.suffix]
        if not returned:
            return False
        self.finish_typing()
        self.returning.take_in(returned[0])
        return True

    # another language

    def finish_typing(self) -> None:
        for view in self._views.values():
            view.settle()
        self.declaring.settle()

    def guide(self) -> Sequence[str]:
        shown = self._stack.currentWidget()
        if shown is self.undertaking:
            return guides.UNDERTAKING
        if self.declaring.is_shown:
            return guides.CONFLICTS
        if self._is_finishing:
            return guides.FINISH
        return next((_GUIDES[name] for name, view in self._views.items() if view is shown), guides.DESK)

    def again(self) -> ExpertPage:
        """On the same store, which stays open, with the board as it lies."""
        board = self.board
        desk = replace(
            self._sitting.desk,
            undertaking=self._undertaking,
            sheets=tuple(board.sheets.values()),
            locked=board.locked,
            signed=board.signed,
            conflicts=self.declaring.conflicts,
            notes=board.notes,
            returned=board.returned,
            mended=board.mended,
        )
        return ExpertPage(self.desktop, replace(self._sitting, desk=desk))

    def take_over(self, old: Page) -> None:
        assert isinstance(old, ExpertPage)
        self.board.is_signed_current = old.board.is_signed_current
        self.marking.take_over(old.marking)
        self._show_signed()
        self.desk.take_over(old.desk)
        for name, view in old._views.items():
            self._view_named(name).go_on_from(view)
        if old._is_finishing:
            self._lay_out_finish()
        elif old.declaring.is_shown:
            self.show_conflicts()
        else:
            for name, view in old._views.items():
                if old._stack.currentWidget() is view:
                    self.show_view(name)
        super().take_over(old)

    # leaving

    def settle(self) -> None:
        self.finish_typing()
        self.declaring.stop()
        self.desk.stop()
        sitting, workplace = self._sitting, self.desktop.workplace

        def close() -> None:
            try:
                note(workplace, sitting.seat, sitting.store)
            finally:
                sitting.store.close()
                self.desktop.preferences.flush()

        self.desktop.jobs.write(close, done=lambda _none: None, failed=lambda _error: None)

    def may_leave(self, _then: Callable[[], object]) -> bool:
        if self._finishing is None or self._finishing.flow.may_leave():
            return True
        self._stack.setCurrentWidget(self.finish)
        return False
