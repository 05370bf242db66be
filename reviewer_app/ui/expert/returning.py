"""Sheets that the chair sent back, taken in at the expert's desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from reviewer_app.i18n import _, n_
from reviewer_app.models.values import Returned
from reviewer_app.services import reading
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.messages import SHOWN, MessageArea
from reviewer_app.ui.page import Desktop


class Returning(QObject):
    """`opened(candidate)` leads to the first sheet that a return opened again."""

    opened = Signal(str)

    def __init__(
        self, desktop: Desktop, sitting: ExpertSitting, board: Board, messages: MessageArea, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desktop, self._sitting, self._board, self._messages = desktop, sitting, board, messages

    def take_in(self, file: Path) -> None:
        """Takes a return in, after everything that was typed before it."""
        sitting = self._sitting

        def write() -> tuple[tuple[Returned, ...], reading.ExpertDesk]:
            from reviewer_app.services.returns import take_in_return

            returned = take_in_return(sitting.store, file, sitting.secrets, datetime.now(UTC))
            return returned, reading.expert_desk(sitting.store)

        self._desktop.jobs.write(
            write, done=lambda made: self._show(*made), failed=self._messages.show_error, owner=self
        )

    def _show(self, returned: Sequence[Returned], desk: reading.ExpertDesk) -> None:
        self._board.reload(desk, is_signed_current=desk.is_signed_current)
        opened = [one for one in returned if one.candidate in desk.returned and one.candidate in self._board.candidates]
        if not opened:
            self._messages.tell(_("You took this return in before; it changes nothing."))
            return
        lines = [_("The chair sent sheets back to you; they are open again.")]
        lines += [f"{one.candidate} {self._board.candidates[one.candidate].name}: {one.reason}" for one in opened]
        more = len(lines) - 1 - SHOWN
        if more > 0:
            lines[SHOWN + 1 :] = [n_("… and {count} more.", "… and {count} more.", more).format(count=more)]
        self._messages.tell("\n".join(lines), "amber")
        self.opened.emit(opened[0].candidate)
