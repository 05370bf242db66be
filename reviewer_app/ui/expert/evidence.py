"""Evidence: a list of pieces and the one that is open, all of it in memory and never in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QStackedWidget, QWidget

from reviewer_app.domain.candidate import Dossier, Evidence
from reviewer_app.i18n import _
from reviewer_app.ui.expert.evidence_content import Content, Document, Picture, Trouble, Words
from reviewer_app.ui.expert.evidence_list import EvidenceList
from reviewer_app.ui.expert.find_bar import Searchable, TextSearch
from reviewer_app.ui.expert.picture import PictureView
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.parts import fill, wrapped
from reviewer_app.ui.theme import Theme

if TYPE_CHECKING:
    from reviewer_app.ui.expert.pdf.view import PdfView


class EvidenceView(QWidget):
    """Emits `asked(piece)`; `show_content` then shows it. What shows PDFs loads with the first of them.

    `chosen(piece)` and `page_changed(piece, page)` tell where somebody is, `view_changed` that something else is shown.
    """

    asked = Signal(object)
    chosen = Signal(object)
    page_changed = Signal(object, int)
    view_changed = Signal()

    def __init__(self, theme: Theme, jobs: JobRunner) -> None:
        super().__init__()
        self._theme, self._jobs = theme, jobs
        self._candidate = ""
        self._pieces: tuple[Evidence, ...] = ()
        self._asked: Evidence | None = None
        self._shown: Evidence | None = None
        self.pieces = EvidenceList(theme)
        self.pieces.asked.connect(self._ask)
        self._pdf: PdfView | None = None
        self.picture = PictureView(theme)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAcceptDrops(False)
        self.text.setAccessibleName(_("Text"))
        self._text_search = TextSearch(theme, self.text)
        self._words = wrapped(tone="muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setContentsMargins(24, 24, 24, 24)
        self._stack = QStackedWidget()
        shown: tuple[QWidget, ...] = (self._words, self.picture, self.text)
        for view in shown:
            self._stack.addWidget(view)
        fill(QHBoxLayout(self), (self.pieces, self._stack), 0, (6, 6, 0, 0))
        self.controls = QStackedWidget()
        self._no_controls = QWidget()
        for part in (self._no_controls, self.picture.controls):
            self.controls.addWidget(part)

    @property
    def list(self) -> QListWidget:
        return self.pieces.list

    @property
    def told(self) -> str:
        """What stands in place of the piece, if anything."""
        return self._words.text() if self._stack.currentWidget() is self._words else ""

    @property
    def search(self) -> Searchable | None:
        """What the open piece can be looked through by."""
        shown = self._stack.currentWidget()
        if shown is self.text:
            return self._text_search
        return self._pdf.search if self._pdf is not None and shown is self._pdf else None

    def show_pieces(self, dossier: Dossier, number: int = 1) -> None:
        """Lists the evidence of a dossier, and turns to the piece of that number."""
        self._let_go()
        self._candidate, self._pieces = dossier.candidate, dossier.evidence
        self.pieces.show_pieces(
            dossier.evidence, {one.number: dossier.tags_of(one) for one in dossier.evidence}, number
        )
        self._tell("" if self._pieces else _("There is no evidence."))

    def leave(self) -> None:
        """Lets go of what is open; its list stays until others take its place, and is not to be shown until then."""
        self._let_go()
        self._pieces = ()

    def show_nothing(self) -> None:
        """Takes away the evidence of whoever was here before."""
        self.leave()
        if self.list.count():
            self.pieces.show_pieces((), {})
        self._tell("")

    def ask_for_current(self) -> None:
        """Asks for the chosen piece, unless it is open or asked for already."""
        piece = self.current()
        if piece is not None and piece is not self._asked:
            self._asked, self._shown = piece, None
            self._tell(_("Opening {file}…").format(file=piece.file_name))
            self.asked.emit(piece)

    def current(self) -> Evidence | None:
        number = self.list.currentRow()
        return self._pieces[number] if 0 <= number < len(self._pieces) else None

    def choose(self, number: int) -> None:
        """Turns to the piece of that number (from 1)."""
        number = min(max(number, 1), len(self._pieces))
        if self.list.isRowHidden(number - 1):
            self.pieces.show_only(None)
        self.list.setCurrentRow(number - 1)

    def show_content(self, piece: Evidence, content: Content, page: int = 1) -> None:
        """Shows a piece that is still the chosen one; one that cannot be shown says so in its place."""
        if piece is not self.current():
            self.set_aside(content)
            return
        self._shown = piece
        match content:
            case Document():
                pdf = self._pdf_view()
                problem = pdf.show_document(content.file, page)
                if problem:
                    self.set_aside(content)
                    self._tell_problem(piece, problem)
                else:
                    self._turn_to(pdf)
            case Picture():
                self.picture.show_picture(content, f"{self._candidate}/{piece.number}")
                self._turn_to(self.picture)
            case Words():
                self.text.setPlainText(content.text)
                self._turn_to(self.text)
            case Trouble():
                self._tell_problem(piece, content.words)

    def set_aside(self, content: Content) -> None:
        """Lets go of what came too late to be shown."""
        if isinstance(content, Document):
            self._jobs.aside(content.file.close, done=lambda _none: None, failed=lambda _error: None)

    def show_failure(self, piece: Evidence, words: str) -> None:
        if piece is self.current():
            self._asked = None
            self._tell(words)

    def enlarge(self, steps: int) -> None:
        """What is open, larger or smaller."""
        shown = self._stack.currentWidget()
        if shown is self.picture:
            self.picture.enlarge(steps)
        elif shown is self.text:
            self.text.zoomIn(steps)
        elif self._pdf is not None and shown is self._pdf:
            self._pdf.enlarge(steps)

    def fit(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self.picture:
            self.picture.fit()
        elif self._pdf is not None and shown is self._pdf:
            self._pdf.fit()

    def _pdf_view(self) -> PdfView:
        if self._pdf is None:
            from reviewer_app.ui.expert.pdf.view import PdfView

            self._pdf = PdfView(self._theme, self._jobs)
            self._pdf.page_changed.connect(self._tell_page)
            self._stack.addWidget(self._pdf)
            self.controls.addWidget(self._pdf.controls)
        return self._pdf

    def _let_go(self) -> None:
        """Closes what is open."""
        self._asked = self._shown = None
        self.text.clear()
        self.picture.forget()
        if self._pdf is not None:
            self._pdf.close_document()

    def _tell_page(self, page: int) -> None:
        if self._shown is not None:
            self.page_changed.emit(self._shown, page)

    def _tell_problem(self, piece: Evidence, problem: str) -> None:
        self._tell(f"{piece.file_name}\n\n{problem}")

    def _turn_to(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        self.controls.setCurrentWidget(getattr(view, "controls", self._no_controls))
        self.view_changed.emit()

    def _tell(self, words: str) -> None:
        if self._stack.currentWidget() is self._words and self._words.text() == words:
            return
        self._words.setText(words)
        self._turn_to(self._words)

    def _ask(self) -> None:
        if self.current() is not None:
            self.chosen.emit(self.current())
            self.ask_for_current()
