"""A PDF read from memory: continuous pages, zoom, fit, search, page number."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent, QPalette, QWheelEvent
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.parts import IconButton, fill, label, row
from reviewer_app.ui.theme import Theme

STEP = 1.25
SMALLEST, LARGEST = 0.2, 6.0
FIT_WIDTH, FIT_PAGE, CUSTOM = QPdfView.ZoomMode.FitToWidth, QPdfView.ZoomMode.FitInView, QPdfView.ZoomMode.Custom
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


class PageField(QLineEdit):
    """The page in sight; a number that is typed leads to its page. Emits `wanted(page)`."""

    wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._page = theme, 1
        self.setAccessibleName(_("Page"))
        self.setToolTip(_("Page: type a number and press Enter"))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAcceptDrops(False)
        self.setStyleSheet("padding: 2px 4px")
        self.setValidator(QIntValidator(1, 99_999, self))
        theme.changed.connect(self._fit)
        self._fit()

    def show_page(self, page: int) -> None:
        self._page = page
        if not self.hasFocus() or not self.isModified():
            self.setText(str(page))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            page = int(self.text() or self._page)
            self.setModified(False)
            self.wanted.emit(page)
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(str(self._page))
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.setText(str(self._page))

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.type.base * 3 + 4)


class PdfView(QWidget):
    """`page_changed(number)` tells the page (from 1) that somebody turned to; `found` what a search found."""

    page_changed = Signal(int)
    found = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._document = QPdfDocument(self)
        self._buffer: QBuffer | None = None
        self._is_settling = False
        self.view = Pages(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(FIT_WIDTH)
        self.view.setAccessibleName(_("Document"))
        self.view.enlarged.connect(self.enlarge)
        self.setFocusProxy(self.view)
        self._search: QPdfSearchModel | None = None
        self.view.setDocument(self._document)
        fill(QVBoxLayout(self), (self.view,), 0)
        theme.changed.connect(lambda: self._dress(theme))
        self._dress(theme)
        self.field = PageField(theme)
        self.field.wanted.connect(self._turn_to_nearest)
        self._count = label(tone="muted", scale="small", name="pages")
        self.controls = self._make_controls(theme)
        self.view.pageNavigator().currentPageChanged.connect(self._tell_page)

    @property
    def page(self) -> int:
        return self.view.pageNavigator().currentPage() + 1

    @property
    def pages(self) -> int:
        return self._document.pageCount()

    def show_document(self, content: QByteArray, page: int = 1) -> str:
        """Shows a document at a page; returns what is wrong with it, in words, or nothing."""
        self.close_document()
        self._is_settling = True
        self._buffer = QBuffer(self)
        self._buffer.setData(content)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        error = self._document.error()
        if error in _PROTECTED:
            return _("This PDF is protected by a password and cannot be opened. Ask the office for one without.")
        if error is not QPdfDocument.Error.None_:
            return _("This PDF is damaged and cannot be shown. Everything else of the dossier can be read.")
        if not self.pages:
            return _("This PDF has no pages. Everything else of the dossier can be read.")
        if self.view.zoomMode() is CUSTOM:
            self.view.setZoomMode(FIT_WIDTH)
        self._count.setText(f"/ {self.pages}")
        QTimer.singleShot(0, self, lambda: self._settle(page))
        return ""

    def close_document(self) -> None:
        if self._buffer is None:
            return
        self.look_for("")
        self._document.close()
        self._buffer.close()
        self._buffer.deleteLater()
        self._buffer = None

    def turn_to(self, page: int) -> None:
        if 1 <= page <= self.pages:
            self.view.pageNavigator().jump(page - 1, QPointF(), self.view.pageNavigator().currentZoom())

    def enlarge(self, steps: int) -> None:
        """Larger or smaller by so many steps."""
        factor = min(LARGEST, max(SMALLEST, self._factor() * STEP**steps))
        self.view.setZoomMode(CUSTOM)
        self.view.setZoomFactor(factor)

    def fit(self) -> None:
        """To the width, or where it is that already, whole pages."""
        self._fit_to(FIT_PAGE if self.view.zoomMode() is FIT_WIDTH else FIT_WIDTH)

    def look_for(self, text: str) -> None:
        if self._search is None:
            if not text:
                return
            self._search = QPdfSearchModel(self)
            self._search.setDocument(self._document)
            self._search.countChanged.connect(self._tell_hits)
            self.view.setSearchModel(self._search)
        self.view.setCurrentSearchResultIndex(-1)
        self._search.setSearchString(text)
        self._tell_hits()

    def go_on(self, by: int) -> None:
        count = self._hits()
        if count:
            before = self.view.currentSearchResultIndex()
            self._show_hit((before + by) % count if before >= 0 else 0)

    def _settle(self, page: int) -> None:
        """Goes to the first page to show, once the view has its size."""
        if self._buffer is not None:
            self.turn_to(page)
            self._is_settling = False
            self.field.show_page(self.page)

    def _turn_to_nearest(self, page: int) -> None:
        self.turn_to(min(max(page, 1), self.pages))
        self.field.show_page(self.page)

    def _make_controls(self, theme: Theme) -> QWidget:
        made = row(
            IconButton(theme, "chevron-left", _("Previous page"), lambda: self.turn_to(self.page - 1)),
            self.field,
            self._count,
            IconButton(theme, "chevron-right", _("Next page"), lambda: self.turn_to(self.page + 1)),
            IconButton(theme, "zoom-out", _("Smaller (Ctrl+−)"), lambda: self.enlarge(-1)),
            IconButton(theme, "zoom-in", _("Larger (Ctrl++)"), lambda: self.enlarge(1)),
            IconButton(theme, "move-horizontal", _("Fit to width (Ctrl+0)"), lambda: self._fit_to(FIT_WIDTH)),
            IconButton(theme, "maximize", _("Fit the whole page"), lambda: self._fit_to(FIT_PAGE)),
            None,
            spacing=1,
        )
        made.layout().setAlignment(Qt.AlignmentFlag.AlignVCenter)  # type: ignore[union-attr]
        return made

    def _factor(self) -> float:
        """The zoom in force, as a number."""
        mode = self.view.zoomMode()
        if mode is CUSTOM:
            return self.view.zoomFactor()
        points, margins = self._document.pagePointSize(self.page - 1), self.view.documentMargins()
        dots, room = self.logicalDpiX() / 72, self.view.viewport().size()
        width = (room.width() - margins.left() - margins.right()) / max(points.width() * dots, 1)
        height = (room.height() - margins.top() - margins.bottom()) / max(points.height() * dots, 1)
        return width if mode is FIT_WIDTH else min(width, height)

    def _fit_to(self, mode: QPdfView.ZoomMode) -> None:
        page = self.page
        self.view.setZoomMode(mode)
        self.turn_to(page)

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

    def _dress(self, theme: Theme) -> None:
        colours = self.view.palette()
        colours.setColor(QPalette.ColorRole.Dark, theme.colour("ground"))
        self.view.setPalette(colours)
