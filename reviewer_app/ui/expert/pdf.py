"""A PDF read from memory: continuous pages, zoom, fit, search, page number."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QWheelEvent
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.expert.evidence_content import Document
from reviewer_app.ui.expert.pdf_controls import Controls, PageField
from reviewer_app.ui.parts import IconButton, fill, label
from reviewer_app.ui.theme import Theme

STEP = 1.25
SMALLEST, LARGEST = 0.2, 6.0
FIT_WIDTH, FIT_PAGE, CUSTOM = QPdfView.ZoomMode.FitToWidth, QPdfView.ZoomMode.FitInView, QPdfView.ZoomMode.Custom
LONG = 40
"""Pages of a document that are measured at once."""
FIRST_DRAWN = 40
"""Milliseconds after which the other pages of a long document follow the first."""
DRAWN = 4000
"""Milliseconds after which the view of a closed document goes."""
MEASURED = 20
"""Pages that are measured at a time, so that a long document does not hold the window up."""
_PROTECTED = (QPdfDocument.Error.IncorrectPassword, QPdfDocument.Error.UnsupportedSecurityScheme)


class Pages(QPdfView):
    """Continuous pages; Ctrl and the wheel enlarge."""

    enlarged = Signal(int)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.enlarged.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)


class PdfView(QWidget):
    """`page_changed(number)` tells the page (from 1) that somebody turned to; `found` what a search found.

    Every document has a view of its own: `QPdfView` draws in a thread, and what comes home late is drawn into whatever
    document it has by then: a page of somebody else's.
    """

    page_changed = Signal(int)
    found = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: Pages | None = None
        self._document: QPdfDocument | None = None
        self._search: QPdfSearchModel | None = None
        self._mode = FIT_WIDTH
        self._is_settling = False
        self._box = QVBoxLayout(self)
        fill(self._box, (), 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._dress)
        self.field = PageField(theme)
        self.field.wanted.connect(self._turn_to_nearest)
        self._count = label(tone="muted", scale="small", name="pages")
        self.controls = self._make_controls(theme)

    @property
    def view(self) -> Pages:
        """The view of the open document."""
        assert self._view is not None
        return self._view

    @property
    def page(self) -> int:
        return self._view.pageNavigator().currentPage() + 1 if self._view is not None else 1

    @property
    def pages(self) -> int:
        return self._document.pageCount() if self._document is not None else 0

    def show_document(self, content: Document, page: int = 1) -> str:
        """Shows a document at a page; returns what is wrong with it, in words, or nothing."""
        had_focus = self._view is not None and self._view.hasFocus()
        self.close_document()
        document = content.document
        if document.error() in _PROTECTED:
            return _("This PDF is protected by a password and cannot be opened. Ask the office for one without.")
        if document.error() is not QPdfDocument.Error.None_:
            return _("This PDF is damaged and cannot be shown. Everything else of the dossier can be read.")
        if not document.pageCount():
            return _("This PDF has no pages. Everything else of the dossier can be read.")
        self._is_settling = True
        self._document, self._view = document, self._made_view(document)
        self._count.setText(f"/ {self.pages}")
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self._view, partial(self._settle, self._view, page))
        return ""

    def close_document(self) -> None:
        """Takes the document away; its view goes once it has drawn what it was drawing, which could take long."""
        if self._view is not None:
            self._view.hide()
            self._box.removeWidget(self._view)
            QTimer.singleShot(DRAWN, self._view, self._view.deleteLater)
        self._view = self._document = self._search = None

    def turn_to(self, page: int) -> None:
        if 1 <= page <= self.pages:
            navigator = self.view.pageNavigator()
            navigator.jump(page - 1, QPointF(), navigator.currentZoom())

    def enlarge(self, steps: int) -> None:
        """Larger or smaller by so many steps."""
        if self._view is not None:
            factor = min(LARGEST, max(SMALLEST, self._factor() * STEP**steps))
            self._view.setZoomMode(CUSTOM)
            self._view.setZoomFactor(factor)

    def fit(self) -> None:
        """To the width, or where it is that already, whole pages."""
        if self._view is not None:
            page = self.page
            self._mode = FIT_PAGE if self._view.zoomMode() is FIT_WIDTH else FIT_WIDTH
            self._view.setZoomMode(self._mode)
            self.turn_to(page)

    def look_for(self, text: str) -> None:
        if self._view is None or self._document is None or not (text or self._search):
            return
        if self._search is None:
            self._search = QPdfSearchModel(self._view)
            self._search.setDocument(self._document)
            self._search.countChanged.connect(self._tell_hits)
            self._view.setSearchModel(self._search)
        self._view.setCurrentSearchResultIndex(-1)
        self._search.setSearchString(text)
        self._tell_hits()

    def go_on(self, by: int) -> None:
        count = self._hits()
        if count:
            before = self.view.currentSearchResultIndex()
            self._show_hit((before + by) % count if before >= 0 else 0)

    def _made_view(self, document: QPdfDocument) -> Pages:
        """A view of all pages; of a long document, of one to begin with: Qt measures them all to lay them out."""
        made = Pages(self)
        if document.pageCount() <= LONG:
            made.setPageMode(QPdfView.PageMode.MultiPage)
        made.setAccessibleName(_("Document"))
        made.setZoomMode(self._mode)
        made.enlarged.connect(self.enlarge)
        document.setParent(self)
        made.setDocument(document)
        made.destroyed.connect(document.deleteLater)
        made.pageNavigator().currentPageChanged.connect(self._tell_page)
        self.setFocusProxy(made)
        self._box.addWidget(made)
        self._view = made
        self._dress()
        return made

    def _settle(self, view: Pages, page: int) -> None:
        """Goes to the page to show, once the view has its size; the others follow."""
        if page != self.page:
            self.turn_to(page)
        self.field.show_page(self.page)
        if view.pageMode() is QPdfView.PageMode.MultiPage:
            self._is_settling = False
        else:
            QTimer.singleShot(FIRST_DRAWN, view, partial(self._measure, view, 0))

    def _measure(self, view: Pages, first: int) -> None:
        """Measures some pages at a time; after the last the pages are laid out one below the other."""
        if view is not self._view or self._document is None:
            return
        last = min(first + MEASURED, self.pages)
        for number in range(first, last):
            self._document.pagePointSize(number)
        if last < self.pages:
            QTimer.singleShot(0, view, partial(self._measure, view, last))
            return
        page = self.page
        view.setPageMode(QPdfView.PageMode.MultiPage)
        self.turn_to(page)
        self._is_settling = False

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

    def _factor(self) -> float:
        """The zoom in force, as a number."""
        view, mode = self.view, self.view.zoomMode()
        if mode is CUSTOM or self._document is None:
            return view.zoomFactor()
        points, margins = self._document.pagePointSize(self.page - 1), view.documentMargins()
        dots, room = self.logicalDpiX() / 72, view.viewport().size()
        width = (room.width() - margins.left() - margins.right()) / max(points.width() * dots, 1)
        height = (room.height() - margins.top() - margins.bottom()) / max(points.height() * dots, 1)
        return width if mode is FIT_WIDTH else min(width, height)

    def _hits(self) -> int:
        return self._search.rowCount(self._search.index(-1, -1)) if self._search is not None else 0

    def _tell_hits(self) -> None:
        """Tells how many were found so far; shows the first one from this page on, as soon as it is found."""
        count = self._hits()
        if count and self.view.currentSearchResultIndex() < 0:
            assert self._search is not None
            if self._search.resultAtIndex(count - 1).page() >= self.page - 1:
                here = (n for n in range(count) if self._search.resultAtIndex(n).page() >= self.page - 1)
                self._show_hit(next(here))
                return
        self.found.emit(self.view.currentSearchResultIndex() + 1, count)

    def _show_hit(self, number: int) -> None:
        assert self._search is not None
        self.view.setCurrentSearchResultIndex(number)
        hit = self._search.resultAtIndex(number)
        self.view.pageNavigator().jump(hit.page(), hit.location(), self.view.pageNavigator().currentZoom())
        self.found.emit(number + 1, self._hits())

    def _tell_page(self) -> None:
        if not self._is_settling:
            self.field.show_page(self.page)
            self.page_changed.emit(self.page)

    def _dress(self) -> None:
        if self._view is not None:
            colours = self._view.palette()
            colours.setColor(QPalette.ColorRole.Dark, self._theme.colour("ground"))
            self._view.setPalette(colours)
