"""Opens dossiers and their evidence beside the window, and says in their place why one cannot be read."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer

from reviewer_app.domain.candidate import Dossier, Evidence
from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.sheet import SheetState
from reviewer_app.i18n import _
from reviewer_app.services.reading import RoundFile
from reviewer_app.services.versions import looked_again
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.dossier import DossierPane
from reviewer_app.ui.expert.evidence_content import Content, made_ready
from reviewer_app.ui.expert.place import Place
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.messages import MessageArea, error_lines
from reviewer_app.ui.page import Desktop

BREATH = 40
"""Milliseconds before a dossier is opened: who only passes by need not wait for it."""
FRAME = 20
"""Milliseconds before a piece is opened: unsealing keeps Python to itself, and the window is just being painted."""


class Reader(QObject):
    """Fills the dossier's pane for one candidate at a time; what comes late for another one is left aside."""

    def __init__(
        self,
        desktop: Desktop,
        sitting: ExpertSitting,
        board: Board,
        place: Place,
        pane: DossierPane,
        messages: MessageArea,
    ) -> None:
        super().__init__(pane)
        self._desktop, self._sitting, self._board = desktop, sitting, board
        self._file = RoundFile(sitting.seat.round_file, sitting.secrets)
        self._place, self._pane, self._messages = place, pane, messages
        self._code = ""
        self._is_closed = False
        self._breath = QTimer(self)
        self._breath.setSingleShot(True)
        self._breath.setInterval(BREATH)
        self._breath.timeout.connect(self._read)
        self._wanted: Evidence | None = None
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME)
        self._frame.timeout.connect(self._open_evidence)
        pane.evidence_asked.connect(self._want_evidence)

    def turn_to(self, code: str) -> None:
        """Shows whose dossier it will be, and opens it after a breath; that of a recused one stays closed."""
        self._code, self._is_closed = code, False
        self._pane.show_waiting(self._board.candidates[code])
        if self._board.sheets[code].state is SheetState.RECUSED:
            self.close()
        else:
            self._breath.start()

    def close(self) -> None:
        """Closes the dossier: the expert is recused."""
        self._is_closed = True
        self._pane.show_closed(_("You are recused from this candidate: the dossier is closed."))

    def open_again(self) -> None:
        """Opens a dossier that was closed, where the recusal was sent back."""
        if self._is_closed and self._board.sheets[self._code].state is not SheetState.RECUSED:
            self._is_closed = False
            self._breath.start()

    def stop(self) -> None:
        """Opens nothing any more."""
        self._breath.stop()
        self._frame.stop()

    def _read(self) -> None:
        held, code = self._board.held, self._code
        if self._board.sheets[code].state is SheetState.RECUSED:
            return

        def read(_progress: object) -> Dossier:
            return self._file.dossier(held.document, code)

        self._desktop.jobs.start(read, done=partial(self._show, code), failed=partial(self._failed, code), owner=self)

    def _show(self, code: str, dossier: Dossier) -> None:
        if code != self._code:
            return
        self._pane.show_dossier(dossier, self._place.piece_of(code))
        if code in self._board.mended:
            self._board.look_again(code)
            self._desktop.jobs.write(
                lambda: looked_again(self._sitting.store, code),
                done=lambda _none: None,
                failed=self._messages.show_error,
                owner=self,
            )

    def _failed(self, code: str, error: Exception) -> None:
        if code == self._code:
            self._pane.show_closed(_("The dossier cannot be read."))
        self._tell(error)

    def _want_evidence(self, piece: Evidence) -> None:
        self._wanted = piece
        self._frame.start()

    def _open_evidence(self) -> None:
        """Opens the piece that was asked for last; who came by others meanwhile does not wait for them."""
        held, code, piece = self._board.held, self._code, self._wanted
        if piece is None or piece is not self._pane.evidence.current():
            return

        def read(_progress: object) -> Content:
            return made_ready(piece, self._file.evidence(held.document, code, piece.number))

        self._desktop.jobs.start(
            read,
            done=partial(self._show_evidence, code, piece),
            failed=partial(self._evidence_failed, piece),
            owner=self,
        )

    def _show_evidence(self, code: str, piece: Evidence, content: Content) -> None:
        if code == self._code:
            self._pane.show_content(piece, content, self._place.page_of(code, piece.number))
        else:
            self._pane.evidence.set_aside(content)

    def _evidence_failed(self, piece: Evidence, error: Exception) -> None:
        words = _(
            "This piece of evidence is damaged in the round file; everything else can be read. Open the round file "
            "that the office sent once more. If that does not help, ask the office for it again."
        )
        if not isinstance(error, RefusedError):
            words = _("This piece of evidence cannot be read.")
            self._tell(error)
        self._pane.evidence.show_failure(piece, f"{piece.file_name}\n\n{words}")

    def _tell(self, error: Exception) -> None:
        """What is wrong with the round's file, what is safe, and how to get the file back."""
        if not isinstance(error, UserError):
            self._messages.show_error(error)
            return
        ways_out = _(
            "Your marks are safe, and you can go on marking. Open the round file that the office sent once more: it is "
            "then copied to this computer again."
        )
        self._messages.tell("\n".join([*error_lines(error), ways_out]), "red")
