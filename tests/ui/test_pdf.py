"""PDFs: laid out, drawn as they are at every size, searched, and let go without waiting."""

from __future__ import annotations

import gc
import io
import threading
import time

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen import canvas

from reviewer_app.ui.expert.pdf.drawings import KEPT
from reviewer_app.ui.expert.pdf.file import PdfFile
from reviewer_app.ui.expert.pdf.layout import LONGEST, TILE, WHOLE, Fit, Layout, Room
from reviewer_app.ui.expert.pdf.pages import CURRENT, FOUND, Pages
from reviewer_app.ui.expert.pdf.search import PdfSearch
from reviewer_app.ui.jobs import JobRunner, Lane
from reviewer_app.ui.theme import Theme
from tests.ui.papers import coloured_pdf, pdf

BROKEN_PAGE = b"""%PDF-1.4
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[3 0 R 9 0 R]/Count 2>>
endobj
3 0 obj
<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]>>
endobj
trailer
<</Size 4/Root 1 0 R>>
%%EOF
"""


@pytest.fixture
def pages(qtbot: QtBot, theme: Theme, jobs: JobRunner) -> Pages:
    made = Pages(theme, jobs)
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


def quarters(pages: int = 1) -> bytes:
    """Pages of 600 × 800 points: red and green above, blue and black below."""
    written = io.BytesIO()
    paper = canvas.Canvas(written, pagesize=(600, 800))
    for _page in range(pages):
        for left, bottom, colour in ((0, 400, "red"), (300, 400, "lime"), (0, 0, "blue"), (300, 0, "black")):
            paper.setFillColor(colour)
            paper.rect(left, bottom, 300, 400, fill=1, stroke=0)
        paper.showPage()
    paper.save()
    return written.getvalue()


def whole(layout: Layout) -> QRect:
    return QRect(0, 0, layout.width, layout.height)


def seen(pages: Pages) -> QImage:
    return pages.viewport().grab().toImage()


def drawn(qtbot: QtBot, pages: Pages) -> QImage:
    qtbot.waitUntil(lambda: pages.is_drawn, timeout=20_000)
    return seen(pages)


def colours_about(image: QImage, middle: QPoint, away: int = 14) -> list[str]:
    """The colours above left, above right, below left and below right of a point."""
    around = ((-away, -away), (away, -away), (-away, away), (away, away))
    return [image.pixelColor(middle.x() + x, middle.y() + y).name() for x, y in around]


QUARTERS = ["#ff0000", "#00ff00", "#0000ff", "#000000"]


def test_a_page_is_drawn_as_it_is_at_every_size(qtbot: QtBot, pages: Pages) -> None:
    pages.show_file(PdfFile(quarters()))
    pages.fit()
    assert pages.fit_mode is Fit.PAGE
    for _step in range(14):
        middle = pages.viewport().rect().center()
        assert colours_about(drawn(qtbot, pages), middle) == QUARTERS, f"at {pages.zoom}"
        pages.enlarge(1)
    box = pages._layout.boxes[0]
    assert box.width * box.height > WHOLE, "the largest is drawn in tiles"
    assert len(pages._layout.parts(0, whole(pages._layout))) > 1


def test_where_tiles_meet_nothing_is_missing_or_twice(qtbot: QtBot, pages: Pages) -> None:
    pages.show_file(PdfFile(quarters()))
    for _step in range(12):
        pages.enlarge(1)
    box = pages._layout.boxes[0]
    pages.verticalScrollBar().setValue(box.top + TILE - 200)
    pages.horizontalScrollBar().setValue(box.left + TILE - 150)
    image = drawn(qtbot, pages)
    place = QPoint(box.left + box.width // 2, box.top + box.height // 2)
    offset = QPoint(pages.horizontalScrollBar().value(), pages.verticalScrollBar().value())
    for y in range(0, image.height() - 20, 7):
        for x in range(0, image.width() - 20, 7):
            point = QPoint(x, y) + offset - place
            if min(abs(point.x()), abs(point.y())) > 2:
                expected = QUARTERS[(point.x() > 0) + 2 * (point.y() > 0)]
                assert image.pixelColor(x, y).name() == expected, (x, y)


def test_only_what_is_seen_is_kept(qtbot: QtBot, pages: Pages) -> None:
    pages.resize(700, 900)
    pages.show_file(PdfFile(quarters(pages=60)))
    for number in range(1, 61):
        pages.turn_to(number)
        drawn(qtbot, pages)
    held = pages._drawings.size
    one = pages._layout.boxes[0]
    assert KEPT / 2 < held <= KEPT + 3 * 4 * one.width * one.height
    pages.show_file(None)
    assert pages._drawings.size == 0


def test_a_page_that_cannot_be_drawn_says_so(qtbot: QtBot, pages: Pages) -> None:
    file = PdfFile(BROKEN_PAGE)
    assert len(file.sizes) == 2
    pages.show_file(file, 2)
    image = drawn(qtbot, pages)
    box, view = pages._layout.boxes[1], pages._view()
    across = range(box.left, box.left + box.width)
    middle = (QRect(box.left, box.top, box.width, box.height) & view).center().y() - view.top()
    dark = sum(image.pixelColor(x, y).lightness() < 160 for x in across for y in range(middle - 12, middle + 12))
    assert dark > 100, "words stand in the middle of what is seen of it"


def test_the_file_before_is_let_go_while_its_page_is_still_being_drawn(
    qtbot: QtBot, pages: Pages, jobs: JobRunner
) -> None:
    slow = PdfFile(coloured_pdf("red", strokes=6000))
    pages.show_file(slow)
    qtbot.waitUntil(lambda: pages._drawings.is_drawing)
    pages.show_file(PdfFile(coloured_pdf("blue")))
    gc.collect()
    assert slow._document is not None, "nobody waited for it"
    qtbot.waitUntil(lambda: slow._document is None, timeout=20_000)
    assert colours_about(drawn(qtbot, pages), pages.viewport().rect().center())[0] == "#0000ff"


def test_the_window_goes_on_while_a_page_is_drawn(qtbot: QtBot, pages: Pages) -> None:
    pages.show_file(PdfFile(coloured_pdf("red", strokes=20_000)))
    drawer = pages._drawings
    qtbot.waitUntil(lambda: drawer.is_drawing)
    turns = 0
    while drawer.is_drawing and turns < 200:
        pages.viewport().repaint()
        pages.enlarge(1 if turns % 2 else -1)
        QApplication.processEvents()
        turns += 1
    assert turns == 200, "it painted 200 times before the page was there"
    pages.show_file(None)


def test_hits_are_marked_where_the_words_stand(qtbot: QtBot, pages: Pages, jobs: JobRunner) -> None:
    search = PdfSearch(pages, jobs)
    pages.show_file(PdfFile(pdf(pages=3, words="deeds and deeds")))
    told: list[tuple[int, int]] = []
    search.found.connect(lambda number, count: told.append((number, count)))
    search.look_for("DEEDS")
    qtbot.waitUntil(lambda: told[-1:] == [(1, 6)])
    image = drawn(qtbot, pages)
    marked = {name: places(image, colour) for name, colour in (("found", FOUND), ("current", CURRENT))}
    assert marked["current"].right() < marked["found"].left(), "the first of the line is the current one"
    scale, box = pages._layout.scales[0], pages._layout.boxes[0]
    top = box.top + (800 - 700 - 9) * scale - pages.verticalScrollBar().value()
    assert marked["current"].top() == pytest.approx(top, abs=3)
    search.look_for("")
    assert told[-1] == (0, 0)
    assert places(seen(pages), CURRENT).isNull()


def places(image: QImage, colour: QColor) -> QRect:
    """What encloses all points of a colour."""
    points = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) == colour]
    if not points:
        return QRect()
    across, down = zip(*points, strict=True)
    return QRect(QPoint(min(across), min(down)), QPoint(max(across), max(down)))


def test_a_hit_far_away_is_brought_into_sight(qtbot: QtBot, pages: Pages, jobs: JobRunner) -> None:
    search = PdfSearch(pages, jobs)
    pages.show_file(PdfFile(pdf(pages=30)))
    for _step in range(8):
        pages.enlarge(1)
    search.look_for("page 27 deeds")
    qtbot.waitUntil(lambda: pages.page == 27)
    assert not places(drawn(qtbot, pages), CURRENT).isNull()


def test_a_search_that_is_typed_on_tells_the_last_one_only(qtbot: QtBot, pages: Pages, jobs: JobRunner) -> None:
    search = PdfSearch(pages, jobs)
    pages.show_file(PdfFile(pdf(pages=200)))
    told: list[tuple[int, int]] = []
    search.found.connect(lambda number, count: told.append((number, count)))
    for text in ("p", "pa", "page 1", "page 19"):
        search.look_for(text)
    qtbot.waitUntil(lambda: told[-1:] == [(1, 11)], timeout=10_000)
    qtbot.wait(100)
    assert max(count for _number, count in told) == 11


def test_what_was_found_for_one_file_is_never_marked_in_the_next(qtbot: QtBot, pages: Pages, jobs: JobRunner) -> None:
    search, gate = PdfSearch(pages, jobs), threading.Event()
    told: list[tuple[int, int]] = []
    search.found.connect(lambda number, count: told.append((number, count)))
    pages.show_file(PdfFile(pdf(pages=2)))
    search.look_for("deeds")
    wait = time.monotonic() + 5
    while jobs._queues[Lane.ASIDE].qsize() and time.monotonic() < wait:
        time.sleep(0.01)
    time.sleep(0.1)  # it was found beside the window, which has not heard of it
    jobs.aside(lambda: gate.wait(10), done=lambda _value: None, failed=lambda _error: None)
    search.look_for("")
    pages.show_file(PdfFile(pdf(pages=2, words="nothing of the kind")))
    search.look_for("deeds")
    qtbot.wait(50)
    assert (pages._hits, [one for one in told if one[1]]) == ({}, [])
    gate.set()
    qtbot.waitUntil(lambda: not search._left)
    assert not pages._hits


def test_a_page_as_thin_as_a_hair_breaks_nothing(qtbot: QtBot, pages: Pages) -> None:
    written = io.BytesIO()
    paper = canvas.Canvas(written, pagesize=(1, 14_400))
    for _page in range(9000):
        paper.showPage()
    paper.save()
    pages.show_file(PdfFile(written.getvalue()), 8999)
    drawn(qtbot, pages)
    pages.enlarge(3)
    drawn(qtbot, pages)


def test_keys_lead_to_the_ends_and_the_page_in_sight_is_told(qtbot: QtBot, pages: Pages) -> None:
    told: list[int] = []
    pages.page_changed.connect(told.append)
    pages.show_file(PdfFile(pdf(pages=7)))
    qtbot.keyClick(pages, Qt.Key.Key_End)
    qtbot.keyClick(pages, Qt.Key.Key_Home)
    assert told == [7, 1]
    pages.verticalScrollBar().setValue(pages._layout.boxes[2].top)
    assert told[-1] == 3
    qtbot.keyClick(pages, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert pages.page == 3, "Ctrl belongs to the desk"


def test_the_hand_moves_what_is_larger_than_its_room(qtbot: QtBot, pages: Pages) -> None:
    pages.show_file(PdfFile(pdf(pages=3)))
    for _step in range(4):
        pages.enlarge(1)
    across, down = pages.horizontalScrollBar(), pages.verticalScrollBar()
    before = across.value(), down.value()
    view = pages.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 300))
    qtbot.mouseMove(view, QPoint(160, 240))
    assert (across.value(), down.value()) == (before[0] + 40, before[1] + 60)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(160, 240))
    qtbot.mouseMove(view, QPoint(100, 100))
    assert (across.value(), down.value()) == (before[0] + 40, before[1] + 60), "let go of, it stays"


def test_the_place_is_kept_when_the_window_changes(qtbot: QtBot, pages: Pages) -> None:
    pages.show_file(PdfFile(pdf(pages=9)), 5)
    pages.resize(700, 300)
    assert (pages.page, pages.verticalScrollBar().value()) == (5, pages._head(4))
    bar = pages.verticalScrollBar()
    bar.setValue(bar.value() + pages._layout.boxes[4].height // 2)
    pages.resize(300, 500)
    box = pages._layout.boxes[4]
    assert bar.value() - box.top == pytest.approx(box.height / 2, rel=0.1)


@pytest.mark.parametrize("fit", [Fit.WIDTH, Fit.PAGE])
def test_pages_of_any_shape_are_fitted_one_by_one(fit: Fit) -> None:
    room = Room(400, 500, 96, 1)
    layout = Layout([(600, 800), (800, 200), (1, 5000), (14_400, 1)], room, fit, 1)
    for box in layout.boxes:
        assert box.width == 388 or (fit is Fit.PAGE and box.height == 488) or box.height == LONGEST
        assert box.left + box.width <= layout.width
        assert min(box.width, box.height) >= 1
    for before, after in zip(layout.boxes, layout.boxes[1:], strict=False):
        assert after.top == before.top + before.height + 6
    assert [layout.page_at(box.top) for box in layout.boxes] == [0, 1, 2, 3]
    assert layout.page_at(-5) == 0
    assert layout.page_at(layout.height + 100) == 3


def test_tiles_cover_a_page_without_overlap() -> None:
    layout = Layout([(600, 800)], Room(400, 500, 96, 2), Fit.NONE, 5)
    box, covered = layout.boxes[0], 0
    for part in layout.parts(0, whole(layout)):
        left, top, width, height = part.area
        assert (part.width, part.height) == (box.width, box.height)
        assert left + width <= box.width
        assert top + height <= box.height
        covered += width * height
    assert covered == box.width * box.height


def test_errands_wait_for_no_long_work(qtbot: QtBot, jobs: JobRunner) -> None:
    gate = threading.Event()
    done: list[object] = []
    jobs.start(lambda _progress: gate.wait(10), done=lambda _value: None, failed=lambda _error: None)
    jobs.aside(lambda: "told", done=done.append, failed=done.append)
    qtbot.waitUntil(lambda: done == ["told"])
    jobs.aside(lambda: gate.wait(10), done=done.append, failed=done.append)
    jobs.aside(lambda: "never", done=done.append, failed=done.append).cancel()
    jobs.aside(lambda: "after", done=done.append, failed=done.append)
    gate.set()
    qtbot.waitUntil(lambda: done == ["told", True, "after"])
