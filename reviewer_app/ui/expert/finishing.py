"""From finished sheets to a file in hand: sign, save, print, as the finish page asks for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from reviewer_app.domain.package import Kind
from reviewer_app.i18n import _
from reviewer_app.services import reading, review
from reviewer_app.services.stores import keep_copy
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.finish import FinishPage
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.page import Desktop


class Finishing(QObject):
    """Connects the finish page with the services; the board then holds what was signed."""

    def __init__(
        self, desktop: Desktop, sitting: ExpertSitting, board: Board, messages: MessageArea, page: FinishPage
    ) -> None:
        super().__init__(page)
        self._desktop, self._sitting, self._board = desktop, sitting, board
        self._messages, self._page = messages, page
        page.sign_asked.connect(self.sign)
        page.export_asked.connect(self._ask_target)
        page.print_asked.connect(self._print)

    def show(self) -> None:
        """Lays the page out as things stand, with the focus on what is to be done."""
        board, page = self._board, self._page
        page.show_standing(board.standing())
        page.show_signed(board.signed, is_current=board.is_signed_current)
        is_done = board.signed is not None and board.is_signed_current
        begin = page.export_button if is_done else page.sign_button
        begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def sign(self) -> None:
        """Signs what is done, beside the window; the store is copied at once."""
        workplace, sitting = self._desktop.workplace, self._sitting

        def sign(_progress: object) -> reading.ExpertDesk:
            review.sign_sheets(sitting.store, workplace.identity(sitting.seat))
            keep_copy(sitting.store, datetime.now(UTC))
            return reading.expert_desk(sitting.store)

        def signed(desk: reading.ExpertDesk) -> None:
            self._page.sign_button.setEnabled(True)
            self._board.reload(desk, is_signed_current=True)
            self._page.show_signed(desk.signed, is_current=True)
            self._page.export_button.setFocus(Qt.FocusReason.OtherFocusReason)

        def failed(error: Exception) -> None:
            self._page.sign_button.setEnabled(True)
            self._messages.show_error(error)

        self._page.sign_button.setEnabled(False)
        self._desktop.jobs.start(sign, done=signed, failed=failed, owner=self._page)

    def _ask_target(self) -> None:
        assert self._board.signed is not None
        seat = self._sitting.seat
        name = f"{seat.round_id}-{seat.person}-{self._board.signed.sequence}{Kind.SCORE.suffix}"
        chosen, _filter = QFileDialog.getSaveFileName(
            self._page, _("Save the score package"), name, _("Score packages (*.jpscore)")
        )
        if chosen:
            self.export(Path(chosen))

    def export(self, target: Path) -> None:
        """Copies the signed package to a file; it is read back before success is told."""
        store = self._sitting.store
        self._desktop.jobs.start(
            lambda _progress: review.export_signed(store, target),
            done=lambda _signed: self._messages.tell(
                _("Written and read back: {path}. The stick can be removed safely.").format(path=target), "green"
            ),
            failed=self._messages.show_error,
            owner=self._page,
        )

    def _print(self) -> None:
        from reviewer_app.services.paper import score_sheet_pdf
        from reviewer_app.ui.printing import preview

        sitting, page = self._sitting, self._page
        self._desktop.jobs.start(
            lambda _progress: score_sheet_pdf(sitting.store, sitting.secrets),
            done=lambda content: preview(page, content, _("Score sheet")),
            failed=self._messages.show_error,
            owner=page,
        )
