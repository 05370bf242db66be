"""Evidence: never somebody else's, told in words where it cannot be shown, and left where it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.candidate import Tag
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.evidence import EvidenceView
from reviewer_app.ui.expert.evidence_content import MOST_TEXT, Picture, Trouble, Words, made_ready
from reviewer_app.ui.expert.pdf.layout import Fit
from reviewer_app.ui.expert.pdf.view import PdfView
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.theme import Theme
from tests.ui.papers import EMPTY_PDF, coloured_pdf, dossier, pdf, picture, piece
from tests.ui.test_expert import open_expert, wait_saved

PDF, PNG, TEXT = "application/pdf", "image/png", "text/plain"
PAPER = piece(1, "证书.pdf", PDF)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, jobs: JobRunner) -> EvidenceView:
    made = EvidenceView(theme, jobs)
    qtbot.addWidget(made)
    qtbot.addWidget(made.controls)
    made.resize(560, 420)
    made.show()
    return made


def opened(qtbot: QtBot, view: EvidenceView, content: bytes, page: int = 1) -> PdfView:
    """The view of PDFs with a document in it, at rest."""
    view.show_pieces(dossier(PAPER))
    view.show_content(view.current() or PAPER, made_ready(PAPER, content), page)
    shown = view._pdf
    assert shown is not None
    qtbot.waitUntil(lambda: shown.view.is_drawn, timeout=10_000)
    return shown


def colour(widget: QWidget) -> str:
    image = widget.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 3).name()


def turn_wheel(widget: QWidget, by: int, held: Qt.KeyboardModifier) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_a_page_that_is_drawn_late_never_stands_in_the_place_of_another(qtbot: QtBot, view: EvidenceView) -> None:
    slow, quick = coloured_pdf("red", strokes=6000), coloured_pdf("blue")
    for _turn in range(2):
        opened(qtbot, view, slow)
        qtbot.wait(30)
        shown = opened(qtbot, view, quick)
        viewport = shown.view.viewport()
        qtbot.waitUntil(lambda viewport=viewport: colour(viewport) == "#0000ff", timeout=10_000)  # type: ignore[misc]
        qtbot.wait(400)
        assert colour(viewport) == "#0000ff"


def test_content_of_a_piece_that_was_left_is_not_shown(view: EvidenceView) -> None:
    first, second = dossier(PAPER), dossier(piece(1, "证书.pdf", PDF), code="002")
    view.show_pieces(first)
    left = view.current()
    assert left is not None
    view.show_pieces(second)
    view.show_content(left, made_ready(left, pdf()))
    assert view._shown is None
    view.show_nothing()
    view.show_content(second.evidence[0], made_ready(second.evidence[0], pdf()))
    assert view._shown is None


def test_hits_are_counted_and_led_through_both_ways(qtbot: QtBot, view: EvidenceView) -> None:
    shown = opened(qtbot, view, pdf(pages=18))
    told: list[tuple[int, int]] = []
    shown.search.found.connect(lambda number, count: told.append((number, count)))
    shown.search.look_for("deeds")
    qtbot.waitUntil(lambda: told[-1:] == [(1, 18)])
    shown.search.go_on(1)
    shown.search.go_on(1)
    assert (told[-1], shown.page) == ((3, 18), 3)
    shown.search.go_on(-1)
    shown.search.go_on(-1)
    shown.search.go_on(-1)
    assert (told[-1], shown.page) == ((18, 18), 18)
    shown.search.look_for("nothing like it")
    qtbot.waitUntil(lambda: told[-1] == (0, 0))


def test_a_search_begins_on_the_page_in_sight(qtbot: QtBot, view: EvidenceView) -> None:
    shown = opened(qtbot, view, pdf(pages=9), page=5)
    told: list[tuple[int, int]] = []
    shown.search.found.connect(lambda number, count: told.append((number, count)))
    shown.search.look_for("deeds")
    qtbot.waitUntil(lambda: told[-1:] == [(5, 9)])
    assert shown.page == 5


def test_a_page_number_that_is_typed_leads_there(qtbot: QtBot, view: EvidenceView) -> None:
    shown = opened(qtbot, view, pdf(pages=18))
    turned: list[int] = []
    shown.page_changed.connect(turned.append)
    shown.field.setText("12")
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert (shown.page, turned) == (12, [12])
    shown.field.setText("99")
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert (shown.page, shown.field.text()) == (18, "18")


def test_zoom_by_keys_wheel_and_fit(qtbot: QtBot, view: EvidenceView) -> None:
    shown = opened(qtbot, view, pdf(pages=3))
    fitted = shown.view.zoom
    turn_wheel(shown.view.viewport(), 120, Qt.KeyboardModifier.ControlModifier)
    assert shown.view.zoom == pytest.approx(fitted * 1.25)
    view.enlarge(-1)
    assert shown.view.zoom == pytest.approx(fitted)
    fits = []
    for _time in range(3):
        view.fit()
        fits.append(shown.view.fit_mode)
    assert fits == [Fit.WIDTH, Fit.PAGE, Fit.WIDTH]
    assert shown.view.zoom == pytest.approx(fitted)


def test_five_hundred_pages_are_all_there(qtbot: QtBot, view: EvidenceView) -> None:
    shown = opened(qtbot, view, pdf(pages=500), page=321)
    assert (shown.pages, shown.page) == (500, 321)
    assert colour(shown.view.viewport()) == "#ffffff"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (pdf(password="secret"), "protected by a password"),
        (EMPTY_PDF, "no pages"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"", "damaged"),
        (pdf()[:300], "damaged"),
    ],
)
def test_a_pdf_that_cannot_be_shown_says_why(view: EvidenceView, content: bytes, told: str) -> None:
    view.show_pieces(dossier(PAPER))
    view.show_content(view.current() or PAPER, made_ready(PAPER, content))
    assert told in view.told
    assert view.told.startswith("证书.pdf")


def test_a_picture_stays_turned_as_long_as_the_desk_is_open(view: EvidenceView) -> None:
    one, other = piece(1, "a.png", PNG), piece(2, "b.png", PNG)
    view.show_pieces(dossier(one, other))
    view.show_content(one, made_ready(one, picture(80, 40)))
    view.picture.turn()
    view.choose(2)
    view.show_content(other, made_ready(other, picture(80, 40)))
    assert view.picture.quarters == 0
    view.choose(1)
    view.show_content(one, made_ready(one, picture(80, 40)))
    assert view.picture.quarters == 1
    image = view.picture.viewport().grab().toImage()
    middle = image.rect().center()
    seen = [image.pixelColor(middle.x(), middle.y() + away).name() for away in (-20, 20)]
    assert seen == ["#ff0000", "#0000ff"], "a quarter to the right: left is up"


def test_a_picture_is_fitted_enlarged_and_moved_about(view: EvidenceView) -> None:
    one = piece(1, "a.png", PNG)
    view.show_pieces(dossier(one))
    view.show_content(one, made_ready(one, picture(1800, 900)))
    room = view.picture.viewport().width()
    assert view.picture.scale == pytest.approx((room - 8) / 1800)
    turn_wheel(view.picture.viewport(), 120, Qt.KeyboardModifier.ControlModifier)
    assert view.picture.scale == pytest.approx((room - 8) / 1800 * 1.25)
    bar = view.picture.horizontalScrollBar()
    assert bar.maximum() == pytest.approx(1800 * view.picture.scale - room, abs=1)
    assert bar.value() == pytest.approx(bar.maximum() / 2, abs=2), "the middle stays in the middle"
    view.fit()
    assert bar.maximum() == 0


def test_smaller_copies_are_made_for_large_pictures() -> None:
    ready = made_ready(piece(1, "a.png", PNG), picture(1800, 900))
    assert isinstance(ready, Picture)
    assert [one.width() for one in ready.levels] == [1800, 900, 450]
    assert [ready.at_least(width).width() for width in (2000, 1000, 900, 300)] == [1800, 1800, 900, 450]


def test_a_picture_too_large_or_broken_is_refused_in_words() -> None:
    one = piece(1, "a.png", PNG)
    head = bytearray(picture(8, 8))
    head[16:24] = (60_000).to_bytes(4, "big") + (40_000).to_bytes(4, "big")
    from zlib import crc32

    head[29:33] = crc32(bytes(head[12:29])).to_bytes(4, "big")
    large = made_ready(one, bytes(head))
    assert isinstance(large, Trouble)
    assert "60000 × 40000" in large.words
    broken = made_ready(one, picture(8, 8)[:40])
    assert isinstance(broken, Trouble)
    assert "damaged" in broken.words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_are_read_in_the_encodings_in_use_here(encoding: str) -> None:
    ready = made_ready(piece(1, "a.txt", TEXT), "工匠事迹：𠮷".encode(encoding))
    assert ready == Words("工匠事迹：𠮷")


def test_a_long_text_is_cut_and_says_so() -> None:
    ready = made_ready(piece(1, "a.txt", TEXT), "一".encode() * MOST_TEXT)
    assert isinstance(ready, Words)
    assert ready.text.startswith("一" * (MOST_TEXT // 3))
    assert ready.text.endswith("only its beginning is shown here.")


def test_pieces_of_one_tag_are_shown_alone(view: EvidenceView) -> None:
    pieces = (PAPER, piece(2, "b.pdf", PDF, Tag.FIVE_SMALLS), piece(3, "c.pdf", PDF, Tag.PROVINCIAL_AWARD))
    view.show_pieces(dossier(*pieces))
    assert [made.text() for made in view.pieces.buttons.values()] == [
        "All 3",
        "five smalls 1",
        "provincial award or higher 1",
    ]
    view.pieces.show_only(Tag.FIVE_SMALLS)
    assert [view.list.isRowHidden(row) for row in range(3)] == [True, False, True]
    assert view.current() == pieces[1]
    view.choose(3)
    assert view.pieces._wanted is None, "a piece that is asked for is shown, whatever the filter"
    assert view.current() == pieces[2]


def test_the_page_is_remembered_for_each_piece_also_after_reopening(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    desk = page.desk
    desk.dossier.turn_to("evidence")
    qtbot.waitUntil(lambda: desk.dossier.evidence._shown is not None, timeout=10_000)
    first = desk.current
    papers = [one for one in desk.dossier.evidence._pieces if one.media_type == PDF]
    for number, one in enumerate(papers[:2], start=2):
        desk.dossier.evidence.choose(one.number)
        qtbot.waitUntil(lambda one=one: desk.dossier.evidence._shown is one, timeout=10_000)  # type: ignore[misc]
        desk.dossier.evidence.page_changed.emit(one, number)
    assert [desk._place.page_of(first, one.number) for one in papers[:2]] == [2, 3]
    desk.open_candidate("007")
    assert desk._place.piece_of("007") == 1
    desk.open_candidate(first)
    qtbot.waitUntil(lambda: desk.dossier.evidence._shown is not None, timeout=10_000)
    assert desk.dossier.evidence.current() == papers[1]
    desktop.window.pages.go_home()
    wait_saved(qtbot, desktop)
    again = open_expert(qtbot, desktop, seat)
    assert [again.desk._place.page_of(first, one.number) for one in papers[:2]] == [2, 3]
    assert again.desk._place.piece_of(first) == papers[1].number
