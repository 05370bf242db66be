"""Candidates side by side, as the dossiers tell of them; a recused one stays closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.services import reading
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.comparison.view import ComparisonView
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.expert.table.model import FIRST_MARK
from reviewer_app.ui.expert.table.view import TableView
from reviewer_app.ui.expert.views import COMPARISON, DESK, TABLE
from tests.ui.test_expert import open_expert, wait_saved


def open_comparison(page: ExpertPage, *codes: str) -> ComparisonView:
    page.compare(codes)
    view = page.view
    assert isinstance(view, ComparisonView)
    return view


def compared(view: ComparisonView) -> list[str]:
    return list(view.codes)


def told(view: ComparisonView) -> str:
    return view.body.toPlainText()


def test_marks_facts_and_deeds_of_three_stand_side_by_side(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    for code, mark in (("001", "20"), ("002", "20")):
        for key in page.board.scheme.criterion_keys:
            page.marking.enter(page.board.sheets[code], key, mark)
    wait_saved(qtbot, desktop)
    view = open_comparison(page, "001", "002", "003")
    qtbot.waitUntil(lambda: len(view._dossiers) == 3, timeout=10_000)
    qtbot.waitUntil(lambda: "Opening" not in told(view))
    assert told(view).count("80.0") == 2
    assert told(view).count("1 (tied)") == 2
    sitting = page._sitting
    for code in ("001", "002", "003"):
        one = page.board.candidates[code]
        dossier = reading.RoundFile(sitting.seat.round_file, sitting.secrets).dossier(page.board.held.document, code)
        assert one.unit in told(view)
        for text in (*dossier.deeds.split("\n"), *dossier.honours, *(patent.title for patent in dossier.patents)):
            assert text.strip() in told(view)


def test_a_recused_candidate_is_not_opened_and_says_why(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.marking.recuse("002", "同单位")
    wait_saved(qtbot, desktop)
    view = open_comparison(page, "001", "002")
    qtbot.waitUntil(lambda: set(view._dossiers) == {"001"}, timeout=10_000)
    qtbot.waitUntil(lambda: "You are recused from this candidate: the dossier is closed. 同单位" in told(view))
    view.remove("002")
    view.add("002")
    assert compared(view) == ["001"]
    assert view.picker._told.text() == "You are recused from 002: the dossier is closed."


def test_a_recusal_while_it_is_shown_closes_the_dossier(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    view = open_comparison(page, "001", "002")
    qtbot.waitUntil(lambda: len(view._dossiers) == 2 and "Opening" not in told(view), timeout=10_000)
    deeds = view._dossiers["002"].deeds.split("\n")[0]
    assert deeds in told(view)
    page.marking.recuse("002", "同单位")
    qtbot.waitUntil(lambda: deeds not in told(view))


def test_the_picker_finds_by_code_and_pinyin_and_takes_with_enter(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.show_view(COMPARISON)
    view = page.view
    assert isinstance(view, ComparisonView)
    assert view.picker.search.hasFocus()
    for code in ("001", "003"):
        view.picker.search.setText(code)
        qtbot.keyClick(view.picker.search, Qt.Key.Key_Return)
    assert compared(view) == ["001", "003"]
    assert not view.picker.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert view.picker.search.hasFocus()
    qtbot.keyClicks(view.picker.search, "zhong")
    view.picker.search.setText("005")
    qtbot.keyClick(view.picker.search, Qt.Key.Key_Return)
    assert compared(view) == ["001", "003", "005"]
    assert not view.picker.isVisible()


def test_the_choice_stays_while_the_desk_is_open(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    view = open_comparison(page, "001", "002", "003")
    leads = view.findChild(QPushButton, "open-002")
    qtbot.mouseClick(leads, Qt.MouseButton.LeftButton)
    assert page.is_at_desk
    assert page.desk.current == "002"
    page.show_view(COMPARISON)
    assert compared(view) == ["001", "002", "003"]
    qtbot.mouseClick(view.findChild(QToolButton, "remove-002"), Qt.MouseButton.LeftButton)
    assert compared(view) == ["001", "003"]
    page.show_view(DESK)


def test_lines_of_the_table_are_compared(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.show_view(TABLE)
    table = page.view
    assert isinstance(table, TableView)
    assert not table.compare_button.isEnabled()
    selection = table.grid.selectionModel()
    for row in (0, 3):
        selection.select(table.grid.proxy.index(row, FIRST_MARK), selection.SelectionFlag.Select)
    qtbot.mouseClick(table.compare_button, Qt.MouseButton.LeftButton)
    view = page.view
    assert isinstance(view, ComparisonView)
    assert compared(view) == ["001", "004"]
