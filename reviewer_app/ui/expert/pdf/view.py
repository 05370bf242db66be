"""A PDF read from memory: continuous pages, zoom, fit, search, page number."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.expert.pdf.controls import Controls, PageField
from reviewer_app.ui.expert.pdf.file import PdfFile
from reviewer_app.ui.expert.pdf.pages import Pages
from reviewer_app.ui.expert.pdf.search import PdfSearch
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.parts import IconButton, fill, label
from reviewer_app.ui.theme import Theme

_PROTECTED = (QPdfDocument.Error.IncorrectPassword, QPdfDocument.Error.UnsupportedSecurityScheme)


class PdfView(QWidget):
    """`page_changed(number)` tells the page (from 1) that somebody turned to."""

    page_changed = Signal(int)

    def __init__(self, theme: Theme, jobs: JobRunner) -> None:
        super().__init__()
        self.view = Pages(theme, jobs)
        self.view.page_changed.connect(self._tell_page)
        self.search = PdfSearch(self.view, jobs)
        fill(QVBoxLayout(self), (self.view,), 0)
        self.setFocusProxy(self.view)
        self.field = PageField(theme)
        self.field.wanted.connect(self._turn_to_nearest)
        self._count = label(tone="muted", scale="small", name="pages")
        self.controls = self._make_controls(theme)

    @property
    def page(self) -> int:
        return self.view.page

    @property
    def pages(self) -> int:
        return len(self.view.file.sizes) if self.view.file is not None else 0

    def show_document(self, file: PdfFile, page: int = 1) -> str:
        """Shows a document at a page; returns what is wrong with it, in words, or nothing."""
        self.close_document()
        if file.error in _PROTECTED:
            return _("This PDF is protected by a password and cannot be opened. Ask the office for one without.")
        if file.error is not QPdfDocument.Error.None_:
            return _("This PDF is damaged and cannot be shown. Everything else of the dossier can be read.")
        if not file.sizes:
            return _("This PDF has no pages. Everything else of the dossier can be read.")
        self.view.show_file(file, page)
        self._count.setText(f"/ {self.pages}")
        self.field.show_page(self.page)
        return ""

    def close_document(self) -> None:
        self.search.look_for("")
        self.view.show_file(None)

    def turn_to(self, page: int) -> None:
        self.view.turn_to(page)

    def enlarge(self, steps: int) -> None:
        """Larger or smaller by so many steps."""
        self.view.enlarge(steps)

    def fit(self) -> None:
        """To the width, or where it is that already, whole pages."""
        self.view.fit()

    def _turn_to_nearest(self, page: int) -> None:
        self.turn_to(min(max(page, 1), self.pages))
        self.field.show_page(self.page)

    def _make_controls(self, theme: Theme) -> QWidget:
        back = IconButton(theme, "chevron-left", _("Previous page"), lambda: self.turn_to(self.page - 1))
        forth = IconButton(theme, "chevron-right", _("Next page"), lambda: self.turn_to(self.page + 1))
        parts = (
            back,
            self.field,
            self._count,
            forth,
            IconButton(theme, "zoom-out", _("Smaller (Ctrl+−)"), lambda: self.enlarge(-1)),
            IconButton(theme, "zoom-in", _("Larger (Ctrl++)"), lambda: self.enlarge(1)),
            IconButton(theme, "move-horizontal", _("Fit to the width, then to the whole page (Ctrl+0)"), self.fit),
        )
        return Controls(parts, spared=(back, forth))

    def _tell_page(self, page: int) -> None:
        self.field.show_page(page)
        self.page_changed.emit(page)
