"""Back and forth over the steps that were made beside the dossier."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.sheet import SheetState
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.views import TABLE
from tests.ui.test_expert import kept, open_expert, wait_saved

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SPIRIT = "craftsmanship_spirit"


def test_a_mark_is_taken_back_and_made_again_from_its_field(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    code, field = page.desk.current, page.desk.marks.rows[SPIRIT].field
    qtbot.keyClicks(field, "20")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    wait_saved(qtbot, desktop)
    assert (kept(page, code), field.text()) == ({}, "")
    for again, held in ((Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Z, CONTROL | SHIFT)):
        qtbot.keyClick(field, again, held)
        wait_saved(qtbot, desktop)
        assert (kept(page, code), field.text()) == ({SPIRIT: Decimal(20)}, "20.0")
        qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
        wait_saved(qtbot, desktop)


def test_two_quick_changes_of_one_mark_are_two_steps(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    sheet = page.board.sheets["001"]
    page.marking.enter(sheet, SPIRIT, "20")
    page.marking.enter(sheet, SPIRIT, "21")
    page.marking.enter(sheet, SPIRIT, "21")
    page.undo()
    wait_saved(qtbot, desktop)
    assert kept(page, "001") == {SPIRIT: Decimal(20)}
    page.undo()
    wait_saved(qtbot, desktop)
    assert kept(page, "001") == {}


def test_a_new_mark_leaves_nothing_to_make_again(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.marking.enter(page.board.sheets["001"], SPIRIT, "20")
    wait_saved(qtbot, desktop)
    page.undo()
    page.marking.enter(page.board.sheets["002"], SPIRIT, "21")
    page.redo()
    wait_saved(qtbot, desktop)
    assert (kept(page, "001"), kept(page, "002")) == ({}, {SPIRIT: Decimal(21)})
    assert page.messages.texts == ["There is nothing to do again."]


def test_a_mark_before_an_abstention_is_not_brought_back(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.marking.enter(page.board.sheets["001"], SPIRIT, "20")
    page.marking.abstain("001", "不熟悉")
    page.undo()
    wait_saved(qtbot, desktop)
    assert page.messages.texts == [
        "The marks on 001 are no longer those of this step: it cannot be taken back or done again."
    ]
    assert page.board.sheets["001"].reason == "不熟悉"


def test_undoing_a_mark_abstains_again_where_it_took_an_abstention_back(
    qtbot: QtBot, desktop: Program, seat: Seat
) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.marking.abstain("001", "不熟悉")
    wait_saved(qtbot, desktop)
    page.marking.enter(page.board.sheets["001"], SPIRIT, "20")
    page.undo()
    wait_saved(qtbot, desktop)
    sheet = page.board.sheets["001"]
    assert (sheet.state, sheet.reason, kept(page, "001")) == (SheetState.ABSTAINED, "不熟悉", {})
    page.redo()
    page.undo()
    wait_saved(qtbot, desktop)
    assert page.board.sheets["001"] == sheet


def test_a_mark_that_was_made_beside_the_dossier_is_undone_in_the_table(
    qtbot: QtBot, desktop: Program, seat: Seat
) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.marking.enter(page.board.sheets["003"], SPIRIT, "20")
    page.show_view(TABLE)
    page.undo()
    wait_saved(qtbot, desktop)
    assert kept(page, "003") == {}
    assert page.view.grid.place[0] == 2  # type: ignore[attr-defined]
