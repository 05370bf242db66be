"""The pages of a PDF, one below the other: drawn beside the window where they are seen, shown when they are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollBar

from reviewer_app.i18n import _
from reviewer_app.ui.expert.pdf.drawer import Part
from reviewer_app.ui.expert.pdf.drawings import Drawings
from reviewer_app.ui.expert.pdf.file import Hit, PdfFile
from reviewer_app.ui.expert.pdf.layout import Box, Fit, Layout, Room
from reviewer_app.ui.expert.zooming import ZoomArea
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.theme import Theme

STEP = 1.25
SMALLEST, LARGEST = 0.2, 6.0
ARROW = 20
"""Logical pixels that an arrow key moves, and a third of what a notch of the wheel does."""
NOTHING = Layout((), Room(1, 1, 96, 1), Fit.WIDTH, 1)
PAPER, EDGE, WORDS = QColor("#FFFFFF"), QColor("#C9D1D1"), QColor("#5E6B6D")
FOUND, CURRENT = QColor("#FFE9A8"), QColor("#FFB454")
"""Laid over a page, which is white in the dark too, so that its words stay as they are."""


class Pages(ZoomArea):
    """`page_changed(number)` tells the page (from 1) that somebody turned to or came to."""

    page_changed = Signal(int)

    def __init__(self, theme: Theme, jobs: JobRunner) -> None:
        super().__init__()
        self._theme = theme
        self._file: PdfFile | None = None
        self._layout = NOTHING
        self.fit_mode, self._zoom = Fit.WIDTH, 1.0
        self._page = 0
        self._is_at_top = True
        self._is_placing = False
        self._drawings = Drawings(jobs, self)
        self._drawings.arrived.connect(self._show_arrived)
        self._hits: Mapping[int, Sequence[Hit]] = {}
        self._hit: Hit | None = None
        self.setAccessibleName(_("Document"))
        self.verticalScrollBar().valueChanged.connect(self._come_by)
        theme.changed.connect(self.viewport().update)

    @property
    def file(self) -> PdfFile | None:
        return self._file

    @property
    def page(self) -> int:
        """The page in sight, from 1."""
        return self._page + 1

    @property
    def zoom(self) -> float:
        """How large the page in sight is; 1 is its size on paper."""
        if self.fit_mode is Fit.NONE or not self._layout.scales:
            return self._zoom
        return self._layout.scales[self._page] * 72 / self._room().inch

    @property
    def is_drawn(self) -> bool:
        """Whether all that is in sight is drawn."""
        return self._missing() is None

    def show_file(self, file: PdfFile | None, page: int = 1) -> None:
        """Shows a file at a page, or nothing; lets go of the one before."""
        if self._file is None and file is None:
            return
        self._file = file
        self._drawings.use(file)
        self._hits, self._hit = {}, None
        last = len(file.sizes) - 1 if file is not None else 0
        self._page, self._is_at_top = min(max(page - 1, 0), last), True
        if self.fit_mode is Fit.NONE:
            self.fit_mode = Fit.WIDTH
        if file is not None:
            self._lay_out()
        else:
            self._layout = NOTHING
            self.viewport().update()

    def turn_to(self, page: int) -> None:
        """Turns to the head of a page (from 1); one that is not there is left aside."""
        if self._file is not None and 1 <= page <= len(self._file.sizes):
            self._is_at_top = True
            self._place(page - 1, self._head(page - 1))

    def enlarge(self, steps: int) -> None:
        if self._file is not None:
            zoom = min(LARGEST, max(SMALLEST, self.zoom * STEP**steps))
            self._is_at_top = False
            self._change(Fit.NONE, zoom)

    def fit(self) -> None:
        """To the width, or where it is that already, whole pages."""
        if self._file is not None:
            self._is_at_top = True
            self._change(Fit.PAGE if self.fit_mode is Fit.WIDTH else Fit.WIDTH, self._zoom)

    def show_hits(self, hits: Mapping[int, Sequence[Hit]], current: Hit | None, *, move: bool) -> None:
        """Marks what was found, page by page (from 0); `move` brings the current place into sight."""
        self._hits, self._hit = hits, current
        if current is not None and move:
            self._go_to(current)
        self.viewport().update()

    def steps_of_a_pixel(self) -> float:
        return self.devicePixelRatioF()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Home and not event.modifiers():
            self.turn_to(1)
        elif event.key() == Qt.Key.Key_End and not event.modifiers() and self._file is not None:
            self.turn_to(len(self._file.sizes))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.colour("ground"))
        if self._file is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        view = self._view()
        dots = 1 / self.devicePixelRatioF()
        painter.scale(dots, dots)
        painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        for page in self._in_sight():
            self._paint_page(painter, page, view)
        painter.end()
        self._ask()

    def _paint_page(self, painter: QPainter, page: int, view: QRect) -> None:
        box = self._layout.boxes[page]
        whole = QRect(box.left, box.top, box.width, box.height)
        painter.setPen(EDGE)
        painter.setBrush(PAPER)
        painter.drawRect(whole.adjusted(-1, -1, 0, 0))
        parts = self._layout.parts(page, view)
        images = [self._drawings.image(part) for part in parts]
        if None in images:
            self._paint_draft(painter, page, whole)
        for part, image in zip(parts, images, strict=True):
            if image is not None:
                painter.drawImage(box.left + part.area[0], box.top + part.area[1], image)
        if any(image is not None and image.isNull() for image in images):
            painter.setPen(WORDS)
            painter.setFont(self._theme.font(round(self._theme.type.base * self.devicePixelRatioF())))
            painter.drawText(whole & view, Qt.AlignmentFlag.AlignCenter, _("This page cannot be shown."))
        self._paint_hits(painter, page, box)

    def _paint_draft(self, painter: QPainter, page: int, whole: QRect) -> None:
        """What there is of a page in another size, until it is drawn in this one."""
        for part, image in self._drawings.in_other_sizes(page, whole.width()):
            across, down = whole.width() / part.width, whole.height() / part.height
            left, top, width, height = part.area
            target = QRectF(left * across, top * down, width * across, height * down)
            painter.drawImage(target.translated(whole.left(), whole.top()), image)

    def _paint_hits(self, painter: QPainter, page: int, box: Box) -> None:
        hits = self._hits.get(page, ())
        if hits:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            for hit in hits:
                for area in hit.areas:
                    painter.fillRect(self._scaled(area, page, box), CURRENT if hit is self._hit else FOUND)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _scaled(self, area: QRectF, page: int, box: Box) -> QRectF:
        """An area of a page in points, in dots of the whole."""
        scale = self._layout.scales[page]
        left, top = box.left + area.left() * scale, box.top + area.top() * scale
        return QRectF(left, top, area.width() * scale, area.height() * scale)

    def _missing(self) -> Part | None:
        """The first part in sight that is not drawn."""
        view = self._view()
        parts = (part for page in self._in_sight() for part in self._layout.parts(page, view))
        return next((part for part in parts if self._drawings.image(part) is None), None)

    def _ask(self) -> None:
        """Has the next part in sight drawn; once all are, the page after them."""
        if self._file is None or self._drawings.is_drawing:
            return
        part = self._missing()
        after = self._in_sight().stop
        if part is None and after < len(self._layout.boxes):
            box = self._layout.boxes[after]
            part = self._layout.parts(after, QRect(box.left, box.top, 1, 1))[0]
        if part is not None:
            self._drawings.draw(part)

    def _show_arrived(self, part: Part) -> None:
        self._drawings.let_old_go(self._in_sight())
        if part.page in self._in_sight():
            self.viewport().update()
        else:
            self._ask()

    def _view(self) -> QRect:
        """What is seen, in dots of the whole."""
        room = self._room()
        return QRect(self.horizontalScrollBar().value(), self.verticalScrollBar().value(), room.width, room.height)

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value()
        return self._layout.pages_within(top, top + self._room().height) if self._layout.boxes else range(0)

    def _come_by(self, height: int) -> None:
        """Somebody scrolled: the page in the middle is the one in sight."""
        if not self._is_placing and self._layout.boxes:
            self._is_at_top = False
            self._tell(self._layout.page_at(height + self._room().height / 2))

    def _go_to(self, hit: Hit) -> None:
        """Moves a place that was found into sight, unless it is."""
        areas = [self._scaled(area, hit.page, self._layout.boxes[hit.page]) for area in hit.areas]
        if not areas:
            return
        view = QRectF(self._view())
        height = round(view.top() if view.contains(areas[0]) else areas[0].top() - view.height() / 3)
        if not view.left() <= areas[0].left() <= areas[0].right() <= view.right():
            self.horizontalScrollBar().setValue(round(areas[0].left() - view.width() / 3))
        self._is_at_top = False
        self._place(hit.page, height)

    def _place(self, page: int, height: int) -> None:
        self._is_placing = True
        self.verticalScrollBar().setValue(height)
        self._is_placing = False
        self._tell(page)

    def _tell(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.page_changed.emit(page + 1)

    def _head(self, page: int) -> int:
        """Where the view begins when a page is turned to."""
        return self._layout.boxes[page].top - self._layout.boxes[0].top

    def _change(self, fit: Fit, zoom: float) -> None:
        self.fit_mode, self._zoom = fit, zoom
        self._lay_out(0.5)

    def _lay_out(self, steady: float = 0.0) -> None:
        """Lays the pages out anew; what was at that share of the view's height stays there."""
        if self._is_placing:
            return
        before, room = self._layout, self._room()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        height, middle = down.value() + steady * room.height, (across.value() + room.width / 2) / max(1, before.width)
        self._is_placing = True
        self._layout = self._laid_out()
        room = self._room()
        _set_bar(across, self._layout.width, room.width, room.pixel)
        _set_bar(down, self._layout.height, room.height, room.pixel)
        if self._layout.boxes and (self._is_at_top or len(before.boxes) != len(self._layout.boxes)):
            down.setValue(self._head(self._page))
        elif self._layout.boxes:
            page = before.page_at(height)
            was, box = before.boxes[page], self._layout.boxes[page]
            down.setValue(round(box.top + (height - was.top) / was.height * box.height - steady * room.height))
        across.setValue(round(middle * self._layout.width - room.width / 2))
        self._is_placing = False
        self.viewport().update()

    def _laid_out(self) -> Layout:
        """The pages in the room that is left by the scroll bars they need."""
        sizes = self._file.sizes if self._file is not None else ()
        bar, whole = self.verticalScrollBar().sizeHint().width(), self.contentsRect().size()
        is_high = is_wide = False
        made = self._layout
        for _attempt in range(3):
            room = self._dots(whole.width() - bar * is_high, whole.height() - bar * is_wide)
            made = Layout(sizes, room, self.fit_mode, self._zoom)
            needed = made.height > room.height or is_high, made.width > room.width or is_wide
            if needed == (is_high, is_wide):
                break
            is_high, is_wide = needed
        policies = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self.setVerticalScrollBarPolicy(policies[is_high])
        self.setHorizontalScrollBarPolicy(policies[is_wide])
        return made

    def _room(self) -> Room:
        size = self.viewport().size()
        return self._dots(size.width(), size.height())

    def _dots(self, width: int, height: int) -> Room:
        ratio = self.devicePixelRatioF()
        return Room(round(width * ratio), round(height * ratio), self.logicalDpiX() * ratio, ratio)


def _set_bar(bar: QScrollBar, whole: int, part: int, pixel: float) -> None:
    bar.setRange(0, max(0, whole - part))
    bar.setPageStep(max(1, round(part * 0.9)))
    bar.setSingleStep(round(ARROW * pixel))
