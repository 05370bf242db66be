"""The marks pane: what a mark means is there by keyboard, what was typed any way is understood."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.page import ExpertPage
from tests.ui.test_expert import kept, open_expert, wait_saved


def compose(page: ExpertPage, key: str, preedit: str, commit: str) -> None:
    """What an input method sends: a composition, then the text."""
    field = page.desk.marks.rows[key].field
    QApplication.sendEvent(field, QInputMethodEvent(preedit, []))
    event = QInputMethodEvent()
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def test_the_criterion_with_the_focus_shows_definition_and_anchors(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    rows = list(page.desk.marks.rows.values())
    assert [row.details.isVisible() for row in rows] == [True, False, False, False]
    criterion = rows[0].criterion
    told = rows[0].details.text().splitlines()
    assert told[0] == criterion.definition_en
    assert [line.split()[0] for line in told[1:-1]] == [str(anchor.score) for anchor in criterion.anchors]
    assert told[-1] == "0 to 25, in steps of 0.5"
    assert rows[0].field.accessibleDescription() == rows[0].details.text()
    qtbot.keyClicks(rows[0].field, "20")
    qtbot.keyClick(rows[0].field, Qt.Key.Key_Return)
    assert [row.details.isVisible() for row in rows] == [False, True, False, False]


def test_a_click_into_a_field_unfolds_only_when_the_button_is_let_go(
    qtbot: QtBot, desktop: Program, seat: Seat
) -> None:
    page = open_expert(qtbot, desktop, seat)
    last = page.desk.marks.rows["contribution"]
    qtbot.mousePress(last.field, Qt.MouseButton.LeftButton)
    last.field.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not last.details.isVisible()
    qtbot.mouseRelease(last.field, Qt.MouseButton.LeftButton)
    assert last.details.isVisible()


def test_the_unfolded_criterion_is_in_sight_on_a_low_screen(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    desktop.window.resize(1024, 480)
    for row in page.desk.marks.rows.values():
        row.field.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.wait(30)
        top = row.mapTo(page.desk.marks._area.viewport(), row.rect().topLeft()).y()
        room = page.desk.marks._area.viewport().height()
        assert top >= 0
        assert top + row.height() <= max(room, row.height())


def test_the_buttons_under_the_reason_are_in_sight_on_a_low_screen(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    desktop.window.resize(1024, 480)
    marks = page.desk.marks
    for ask in (marks._recuse, marks._abstain):
        marks._area.verticalScrollBar().setValue(0)
        ask.click()
        qtbot.wait(30)
        bottom = marks.reason.mapTo(marks._area.viewport(), marks.reason.rect().bottomLeft()).y()
        assert bottom < marks._area.viewport().height()
        marks.reason.hide()


def test_a_recused_sheet_begins_with_its_reason(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    desktop.window.resize(1024, 480)
    marks = page.desk.marks
    marks._recuse.click()
    marks.reason.reason.setText("same unit")
    qtbot.keyClick(marks.reason.reason, Qt.Key.Key_Return)
    wait_saved(qtbot, desktop)
    page.open_candidate("002")
    marks.note.field.setFocus(Qt.FocusReason.TabFocusReason)
    page.open_candidate("001")
    qtbot.wait(30)
    assert marks._state.text() == "Recused: same unit. This sheet is closed."
    assert marks._area.verticalScrollBar().value() == 0


@pytest.mark.parametrize("typed", ["22．5", "22，5", "２２．５", "22。5", "22.5"])
def test_a_mark_from_an_input_method_is_understood(qtbot: QtBot, desktop: Program, seat: Seat, typed: str) -> None:
    page = open_expert(qtbot, desktop, seat)
    compose(page, "expertise", "er shi er", typed)
    qtbot.keyClick(page.desk.marks.rows["expertise"].field, Qt.Key.Key_Return)
    wait_saved(qtbot, desktop)
    assert kept(page, page.desk.current) == {"expertise": Decimal("22.5")}
    assert page.desk.marks.rows["expertise"].field.text() == "22.5"


def test_a_step_goes_on_from_a_mark_typed_in_full_width(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    field = page.desk.marks.rows["expertise"].field
    field.setText("２２，５")
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "23.0"


def test_totals_close_together_are_told_once_and_mildly(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    marks = open_expert(qtbot, desktop, seat).desk.marks
    marks.show_totals({Decimal("80"): 4, Decimal("84.5"): 3})
    assert marks.band.text == "", "seven sheets are too few to say anything"
    marks.show_totals({Decimal("80"): 4, Decimal("84.5"): 4})
    assert marks.band.text.startswith("Your 8 totals lie within 4.5 of 100 points.")
    marks.show_totals({Decimal("80"): 4, Decimal("85"): 4})
    assert marks.band.text == ""
    marks.show_totals({Decimal("80"): 9})
    marks.band.close_button.click()
    marks.show_totals({Decimal("80"): 10})
    assert marks.band.text == "", "once closed it stays away"


def test_the_distribution_says_in_words_what_it_shows(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    shown = open_expert(qtbot, desktop, seat).desk.marks.distribution
    assert shown.accessibleDescription() == "No sheet is whole yet."
    shown.show_totals({Decimal("62.5"): 1, Decimal("80"): 2, Decimal("91"): 1})
    shown.mark_current(Decimal("80"))
    assert shown.accessibleDescription() == "Lowest 62.5, highest 91.0, in the middle 80.0.\nThis candidate: 80.0"


def test_the_board_counts_how_often_each_total_was_given(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    for place, row in enumerate(list(page.desk.marks.rows.values())):
        qtbot.keyClicks(row.field, str(20 + place))
        qtbot.keyClick(row.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dict(page.board.scored_totals) == {Decimal(86): 1})
    page.undo()
    qtbot.waitUntil(lambda: not page.board.scored_totals)
