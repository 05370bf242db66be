"""A PDF read from memory: continuous pages, zoom, fit, search, page number."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.parts import IconButton, fill, label, row
from reviewer_app.ui.theme import Theme

STEP = 1.25
SMALLEST, LARGEST = 0.2, 6.0


class PdfView(QWidget):
    """`page_changed(number)` tells the page (from 1) that is in sight."""

    page_changed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._document = QPdfDocument(self)
        self._buffer: QBuffer | None = None
        self._view = QPdfView(self)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setAccessibleName(_("Document"))
        self._search = QPdfSearchModel(self)
        self._view.setSearchModel(self._search)
        self._view.setDocument(self._document)
        fill(QVBoxLayout(self), (self._view,), 0)
        theme.changed.connect(lambda: self._dress(theme))
        self._dress(theme)
        self._count = label(tone="muted", scale="small")
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find in file"))
        self.field.setAccessibleName(_("Find in file"))
        self.field.setAcceptDrops(False)
        self.field.setFixedWidth(86)
        self.field.textChanged.connect(self._look_for)
        self.field.returnPressed.connect(self._next_hit)
        self._search.countChanged.connect(self._tell_hits)
        self.controls = self._make_controls(theme)
        self._view.pageNavigator().currentPageChanged.connect(lambda _page: self._tell_page())

    def _dress(self, theme: Theme) -> None:
        colours = self._view.palette()
        colours.setColor(QPalette.ColorRole.Dark, theme.colour("ground"))
        self._view.setPalette(colours)

    @property
    def page(self) -> int:
        return self._view.pageNavigator().currentPage() + 1

    @property
    def pages(self) -> int:
        return self._document.pageCount()

    def show_document(self, content: bytes) -> str:
        """Shows a document; returns what is wrong with it, in words, or nothing."""
        self.close_document()
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        error = self._document.error()
        if error is QPdfDocument.Error.None_ and self.pages:
            self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
            self._tell_page()
            return ""
        if error in (QPdfDocument.Error.IncorrectPassword, QPdfDocument.Error.UnsupportedSecurityScheme):
            return _("This PDF is protected by a password and cannot be opened. Ask the office for one without.")
        return _("This PDF is damaged and cannot be shown. Everything else of the dossier can be read.")

    def close_document(self) -> None:
        self.field.clear()
        self._document.close()
        if self._buffer is not None:
            self._buffer.close()
            self._buffer.deleteLater()
            self._buffer = None

    def turn_to(self, page: int) -> None:
        if 1 <= page <= self.pages:
            self._view.pageNavigator().jump(page - 1, QPointF(), self._view.pageNavigator().currentZoom())

    def _make_controls(self, theme: Theme) -> QWidget:
        def turned(by: int) -> None:
            self.turn_to(self.page + by)

        made = row(
            IconButton(theme, "chevron-left", _("Previous page"), lambda: turned(-1)),
            self._count,
            IconButton(theme, "chevron-right", _("Next page"), lambda: turned(1)),
            IconButton(theme, "zoom-out", _("Smaller"), lambda: self._zoom(1 / STEP)),
            IconButton(theme, "zoom-in", _("Larger"), lambda: self._zoom(STEP)),
            IconButton(theme, "chevron-down", _("Fit to width"), self._fit),
            self.field,
            spacing=1,
        )
        made.layout().setAlignment(Qt.AlignmentFlag.AlignVCenter)  # type: ignore[union-attr]
        return made

    def _zoom(self, by: float) -> None:
        factor = self._view.zoomFactor()
        if self._view.zoomMode() is QPdfView.ZoomMode.FitToWidth:
            points = self._document.pagePointSize(self.page - 1).width()
            factor = (self._view.viewport().width() - 12) / max(points * self.logicalDpiX() / 72, 1)
        self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        self._view.setZoomFactor(min(LARGEST, max(SMALLEST, factor * by)))

    def _fit(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def _look_for(self, text: str) -> None:
        self._search.setSearchString(text)
        self._view.setCurrentSearchResultIndex(-1)
        if not text:
            self.field.setToolTip("")

    def _next_hit(self) -> None:
        count = self._search.rowCount(self._search.index(-1, -1))
        if not count:
            return
        number = (self._view.currentSearchResultIndex() + 1) % count
        self._view.setCurrentSearchResultIndex(number)
        hit = self._search.resultAtIndex(number)
        self._view.pageNavigator().jump(hit.page(), hit.location(), self._view.pageNavigator().currentZoom())

    def _tell_hits(self) -> None:
        count = self._search.rowCount(self._search.index(-1, -1))
        self.field.setToolTip(_("Found: {count}").format(count=count))

    def _tell_page(self) -> None:
        self._count.setText(f"{self.page} / {self.pages}")
        self.page_changed.emit(self.page)
