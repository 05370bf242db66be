"""Between the conflict page and the store: search, decide, declare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _, n_
from reviewer_app.services import conflicts
from reviewer_app.services.conflicts import Conflicts, Decision
from reviewer_app.services.overview import search_keys
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.jobs import Job
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.progress import step_text

if TYPE_CHECKING:
    from reviewer_app.ui.expert.conflicts import ConflictPage

Found = TypeVar("Found")


class Declaring(QObject):
    """Connects the conflict page with the services.

    `declared` leads on to the dossiers; `wanted` tells that something undecided came up; `looked` that `is_due` may be
    another; `saved(time)` that something lies on the disk.
    """

    declared = Signal()
    wanted = Signal()
    looked = Signal()
    saved = Signal(object)

    def __init__(
        self,
        desktop: Desktop,
        sitting: ExpertSitting,
        board: Board,
        marking: Marking,
        messages: MessageArea,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desktop, self._sitting, self._board = desktop, sitting, board
        self._marking, self._messages = marking, messages
        self.conflicts: Conflicts | None = sitting.desk.conflicts
        self._page: ConflictPage | None = None
        self._settled: frozenset[str] = frozenset()
        self._search: Job | None = None
        self._is_finishing = False
        board.changed.connect(self._follow)

    @property
    def is_due(self) -> bool:
        """Whether the expert must declare before going on."""
        return self.conflicts is not None and self.conflicts.is_due

    @property
    def page(self) -> ConflictPage:
        """Built when it is first looked at."""
        if self._page is None:
            from reviewer_app.ui.expert.conflicts import ConflictPage

            self._page = made = ConflictPage(self._desktop.theme, self._board.candidates)
            made.recused.connect(self._marking.recuse)
            made.dismissed.connect(self._dismiss)
            made.past_units_written.connect(self._declare_past_units)
            made.search_asked.connect(self.search)
            made.keys_wanted.connect(self._learn_keys)
            made.finished.connect(self._finish)
        return self._page

    @property
    def is_shown(self) -> bool:
        return self._page is not None and self._page.isVisible()

    def show(self) -> None:
        """The step as it is due: after a later version of the round, only what is undecided. Else all of it."""
        if not self.is_due or self.conflicts is None:
            self._write(lambda: conflicts.conflicts_of(self._sitting.store), self._begin)
            return
        if self.conflicts.declaration is not None:
            decided = (case for case in self.conflicts.cases if case.decision is not Decision.OPEN)
            self._settled = frozenset(case.proposal.candidate for case in decided)
        self._begin(self.conflicts)

    def _begin(self, found: Conflicts) -> None:
        self._show(found)
        self.page.enter()
        if found.unsearched:
            self.search()

    def _show(self, found: Conflicts) -> None:
        self.conflicts = found
        if self._page is not None:
            self._page.show_conflicts(found, self._board.sheets, self._settled)
        self.looked.emit()

    # searching

    def search(self) -> None:
        """Looks for the expert's name in the dossiers, beside the window."""
        if self._search is not None:
            return
        store, round_file, secrets = self._sitting.store, self._sitting.seat.round_file, self._sitting.secrets

        def failed(error: Exception) -> None:
            self._end_search(self.conflicts)
            self._messages.show_error(error)

        self._search = self._desktop.jobs.start(
            lambda progress: conflicts.search_dossiers(store, round_file, secrets, progress),
            done=self._show_found,
            failed=failed,
            cancelled=lambda: self._end_search(self.conflicts),
            progress=self._tell_progress,
            owner=self,
        )
        if self._page is not None and self.conflicts is not None:
            self._page.strip.follow(self._search, step_text("search_dossiers"))
            self._show(self.conflicts)

    def _show_found(self, found: Conflicts) -> None:
        was_due = self.is_due
        self._end_search(found)
        if self.is_due and not was_due:
            self.wanted.emit()

    def _end_search(self, found: Conflicts | None) -> None:
        """Lays out what stands now, and goes on where the expert already asked to."""
        self._search = None
        if self._page is not None:
            self._page.strip.finish()
        if found is not None:
            self._show(found)
        if self._is_finishing:
            self._is_finishing = False
            self._finish()
        elif self._page is not None and self._page.finish_button.hasFocus():
            self._page.enter()

    def search_later_version(self) -> None:
        """Looks through the dossiers that a later version of the round brought, once the desk is in use."""
        if self.conflicts is not None and self.conflicts.declaration is not None and self.conflicts.unsearched:
            self.search()

    def _tell_progress(self, done: int, total: int, what: str) -> None:
        if self._page is not None:
            self._page.strip.tell(done, total, what)

    def _learn_keys(self) -> None:
        self._desktop.jobs.start(
            lambda _progress: search_keys(self._board.candidates.values()),
            done=self.page.other.use_keys,
            failed=self._messages.show_error,
            owner=self.page,
        )

    # deciding

    def _dismiss(self, code: str, reason: str) -> None:
        self._write(lambda: conflicts.dismiss(self._sitting.store, code, reason), self._show_decided)

    def _declare_past_units(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if self.conflicts is not None and lines != list(self.conflicts.past_units):
            self._write(lambda: conflicts.declare_past_units(self._sitting.store, lines), self._show_saved)

    def _follow(self, after: ScoreSheet, before: ScoreSheet) -> None:
        """Shows a recusal in the list, whether it was given here or at the dossier."""
        if self._page is not None and SheetState.RECUSED in (after.state, before.state):
            self._write(lambda: conflicts.conflicts_of(self._sitting.store), self._show_decided)

    def _show_decided(self, found: Conflicts) -> None:
        self._show_saved(found)
        if self.is_shown:
            self.page.enter()

    def _show_saved(self, found: Conflicts) -> None:
        self._show(found)
        self.saved.emit(datetime.now().astimezone())

    def _finish(self) -> None:
        """Waits for what is still being written, then declares; what is undecided is told at the button."""
        if self._search is not None:
            self._is_finishing = True
            self.page.tell(_("The dossiers are still being searched; then it goes on."))
            return

        def look(found: Conflicts) -> None:
            self._show(found)
            if found.undecided:
                count = len(found.undecided)
                words = n_(
                    "{count} candidate is still to be decided.", "{count} candidates are still to be decided.", count
                )
                self.page.tell(words.format(count=count))
                self.page.enter()
            else:
                self._write(lambda: conflicts.finish(self._sitting.store), self._show_declared)

        self._write(lambda: conflicts.conflicts_of(self._sitting.store), look)

    def _show_declared(self, _declaration: object) -> None:
        self.saved.emit(datetime.now().astimezone())
        self._write(lambda: conflicts.conflicts_of(self._sitting.store), self._go_on)

    def _go_on(self, found: Conflicts) -> None:
        self._settled = frozenset()
        self._show(found)
        self.declared.emit()

    def settle(self) -> None:
        """Hands over what is still being typed, and searches no further."""
        if self._page is not None:
            self._page.settle()

    def stop(self) -> None:
        if self._search is not None:
            self._search.cancel()

    def _write(self, work: Callable[[], Found], done: Callable[[Found], None]) -> None:
        self._desktop.jobs.write(work, done=done, failed=self._messages.show_error, owner=self)
