"""From finished sheets to a file in hand, as the finish page asks for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewer_app.domain.package import Kind
from reviewer_app.i18n import _
from reviewer_app.models.values import Signed
from reviewer_app.services import hand_in, reading
from reviewer_app.services.stores import keep_copy
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.finish import FinishPage
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.handing_in import Handing, HandingIn
from reviewer_app.ui.page import Desktop

if TYPE_CHECKING:
    from reviewer_app.services.paper import PaperCode


class Finishing(QObject):
    """Connects the finish page with the services; the board then holds what was signed."""

    def __init__(self, desktop: Desktop, sitting: ExpertSitting, board: Board, page: FinishPage) -> None:
        super().__init__(page)
        self._desktop, self._sitting, self._board, self.page = desktop, sitting, board, page
        self.flow = HandingIn(desktop, self._handing(), page.signed, page)
        self.flow.signed.connect(self._signed)

    def show(self) -> None:
        """Lays the page out as things stand, with the focus on what is to be done."""
        board = self._board
        self.page.show_standing(board.standing())
        changed = _(
            "You changed something since. Sign again to hand in the changes; the new file replaces the old one."
        )
        self.flow.show(board.signed, is_current=board.is_signed_current, changed=changed)
        self.page.show_signature(is_signed=board.signed is not None and board.is_signed_current)
        self.flow.focus()

    def export(self, target: Path) -> None:
        """Saves the signed package to a file."""
        self.flow.export(target)

    def _signed(self, desk: reading.ExpertDesk) -> None:
        self._board.reload(desk, is_signed_current=True)
        self.show()

    def _handing(self) -> Handing:
        sitting = self._sitting
        return Handing(
            sign=self._sign,
            export=lambda target: hand_in.export_signed(sitting.store, target),
            code=lambda signed: _code(sitting, signed),
            paper=lambda: _paper(sitting),
            name=lambda signed: f"{sitting.seat.round_id}-{sitting.seat.person}-{signed.sequence}{Kind.SCORE.suffix}",
            save_title=_("Save the score package"),
            kinds=_("Score packages (*.jpscore)"),
            paper_title=_("Score sheet"),
        )

    def _sign(self) -> reading.ExpertDesk:
        """Signs what is done; the store is copied at once."""
        sitting = self._sitting
        hand_in.sign_sheets(sitting.store, self._desktop.workplace.identity(sitting.seat))
        keep_copy(sitting.store, datetime.now(UTC))
        return reading.expert_desk(sitting.store)


def _code(sitting: ExpertSitting, signed: Signed) -> PaperCode:
    from reviewer_app.services.paper import paper_code

    return paper_code(sitting.store, signed)


def _paper(sitting: ExpertSitting) -> bytes:
    from reviewer_app.services.paper import score_sheet_pdf

    return score_sheet_pdf(sitting.store, sitting.secrets)
