"""The table of all marks: moves like a spreadsheet, pastes like one, stores nothing that cannot be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.pasted import read_cells
from reviewer_app.domain.sheet import SheetState
from reviewer_app.models.history import History
from reviewer_app.services.demo import Demo
from reviewer_app.services.overview import search_keys
from reviewer_app.services.shortlist import OPEN, SCORED
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.expert.table.model import CELL, FIRST_MARK, NAME
from reviewer_app.ui.expert.table.view import TableView
from reviewer_app.ui.expert.views import TABLE
from tests.ui.test_expert import kept, open_expert, wait_saved

KEYS = ("craftsmanship_spirit", "expertise", "leadership", "contribution")


def open_table(qtbot: QtBot, desktop: Program, seat: Seat) -> tuple[ExpertPage, TableView]:
    page = open_expert(qtbot, desktop, seat)
    page.show_view(TABLE)
    view = page.view
    assert isinstance(view, TableView)
    return page, view


def type_into(qtbot: QtBot, view: TableView, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Types into the current cell as a person does: the first letter opens it."""
    qtbot.keyClick(view.grid, text[0] if text.isascii() else Qt.Key.Key_2)
    editor = view.grid.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText(text)  # as an input method does
    qtbot.keyClick(editor, end)
    QApplication.sendPostedEvents(None, 52)  # deletes the closed editor


def cell(view: TableView, row: int, column: int) -> tuple[str, str]:
    shown = view.model.index(row, column).data(CELL)
    return shown.text, shown.look


def problems(view: TableView) -> list[tuple[str, ...]]:
    model = view.problems.model
    return [model.texts(number) for number in range(model.rowCount())]


def test_digits_enter_and_tab_go_through_the_cells_and_every_mark_is_durable(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    assert view.grid.hasFocus()
    assert view.grid.place == (0, FIRST_MARK)
    type_into(qtbot, view, "22.5", Qt.Key.Key_Tab)
    assert view.grid.place == (0, FIRST_MARK + 1)
    type_into(qtbot, view, "21,5")
    assert view.grid.place == (1, FIRST_MARK + 1)
    wait_saved(qtbot, desktop)
    assert kept(page, "001") == {KEYS[0]: Decimal("22.5"), KEYS[1]: Decimal("21.5")}
    assert cell(view, 0, FIRST_MARK) == ("22.5", "mark")
    assert cell(view, 0, view.model.total_column) == ("44.0", "begun")
    for _time in range(3):
        qtbot.keyClick(view.grid, Qt.Key.Key_Tab)
    assert view.grid.place == (2, FIRST_MARK), "Tab goes on in the next line"
    qtbot.keyClick(view.grid, Qt.Key.Key_Backtab)
    assert view.grid.place == (1, FIRST_MARK + 3)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.grid.place == (0, FIRST_MARK + 3)


def test_a_cell_says_saving_until_its_mark_lies_on_the_disk(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    type_into(qtbot, view, "２２．５")
    assert page.board.sheets["001"].marks == {}
    assert cell(view, 0, FIRST_MARK) == ("saving…", "saving")
    wait_saved(qtbot, desktop)
    assert cell(view, 0, FIRST_MARK) == ("22.5", "mark")


@pytest.mark.parametrize(("typed", "told"), [("22.3", "does not fit"), ("26", "outside 0 to 25"), ("x", "not a plain")])
def test_a_mark_that_cannot_be_is_told_at_the_cell_and_not_stored(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
    typed: str,
    told: str,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    type_into(qtbot, view, typed)
    assert cell(view, 0, FIRST_MARK) == (typed, "wrong")
    assert view.grid.place == (0, FIRST_MARK), "the cell is not left"
    assert told in view._told.text()
    assert told in view.model.index(0, FIRST_MARK).data(Qt.ItemDataRole.ToolTipRole)
    wait_saved(qtbot, desktop)
    assert kept(page, "001") == {}
    qtbot.keyClick(view.grid, Qt.Key.Key_Escape)
    assert cell(view, 0, FIRST_MARK) == ("", "mark")


def test_delete_clears_the_chosen_cells_in_one_step_that_is_undone_and_redone(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    view.paste("20\t21\r\n22\t23\r\n")
    wait_saved(qtbot, desktop)
    view.grid.clearSelection()
    view.grid.go_to(0, FIRST_MARK)
    selection = view.grid.selectionModel()
    for row, column in ((0, FIRST_MARK), (1, FIRST_MARK + 1)):
        selection.select(view.grid.proxy.index(row, column), selection.SelectionFlag.Select)
    qtbot.keyClick(view.grid, Qt.Key.Key_Delete)
    wait_saved(qtbot, desktop)
    assert (kept(page, "001"), kept(page, "002")) == ({KEYS[1]: Decimal(21)}, {KEYS[0]: Decimal(22)})
    page.undo()
    wait_saved(qtbot, desktop)
    assert (len(kept(page, "001")), len(kept(page, "002"))) == (2, 2)
    page.redo()
    wait_saved(qtbot, desktop)
    assert (len(kept(page, "001")), len(kept(page, "002"))) == (1, 1)


def test_undo_and_redo_by_keyboard_go_to_the_cell_of_each_step(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    type_into(qtbot, view, "20")
    type_into(qtbot, view, "21")
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, control)
    assert view.grid.place == (1, FIRST_MARK)
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, control)
    wait_saved(qtbot, desktop)
    assert (kept(page, "001"), kept(page, "002")) == ({}, {})
    qtbot.keyClick(view.grid, Qt.Key.Key_Y, control)
    assert view.grid.place == (0, FIRST_MARK)
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, control | shift)
    wait_saved(qtbot, desktop)
    assert (kept(page, "001"), kept(page, "002")) == ({KEYS[0]: Decimal(20)}, {KEYS[0]: Decimal(21)})
    page.redo()
    assert page.messages.texts == ["There is nothing to do again."]


def test_what_an_input_method_writes_goes_into_the_cell(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page, view = open_table(qtbot, desktop, seat)
    written = QInputMethodEvent()
    written.setCommitString("２２．５")
    QApplication.sendEvent(view.grid, written)
    editor = view.grid.viewport().findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "２２．５"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    wait_saved(qtbot, desktop)
    assert kept(page, "001") == {KEYS[0]: Decimal("22.5")}


def test_a_step_that_became_impossible_is_told_and_changes_nothing(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    view.paste("20\t21\r\n22\t23\r\n")
    wait_saved(qtbot, desktop)
    page.marking.recuse("002", "同单位")
    wait_saved(qtbot, desktop)
    page.undo()
    wait_saved(qtbot, desktop)
    assert page.messages.texts == [
        "The sheet on 002 was closed since, by a recusal or a signature: this step cannot be taken back or done again."
    ]
    assert len(kept(page, "001")) == 2
    page.messages.clear()
    page.undo()
    assert page.messages.texts == ["There is nothing to undo."]


def test_recused_abstained_and_signed_lines_are_closed_and_say_why(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    page.marking.recuse("001", "同单位")
    page.marking.abstain("002", "不熟悉")
    wait_saved(qtbot, desktop)
    words = ("You are recused from 001: the sheet is closed. · 同单位", "You abstained from judging 002.")
    for row, told in enumerate(words):
        view.grid.go_to(row, FIRST_MARK)
        qtbot.keyClicks(view.grid, "2")
        assert view.grid.viewport().findChild(QLineEdit) is None
        assert told in view._told.text()
    page.board.locked = frozenset({"003"})
    view.grid.go_to(2, FIRST_MARK)
    qtbot.keyClicks(view.grid, "2")
    assert view.grid.viewport().findChild(QLineEdit) is None
    assert view._told.text() == "The sheet on 003 is signed and closed."
    assert [cell(view, row, view.model.state_column)[0] for row in range(3)] == ["recused", "abstained", "signed"]


def test_good_cells_are_pasted_as_one_step(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page, view = open_table(qtbot, desktop, seat)
    page.marking.remark("001", "稳")
    QGuiApplication.clipboard().setText('２２．５\t21\t"20"\t19\r\n18,5\t\t17.0\r\n')
    qtbot.keyClick(view.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_saved(qtbot, desktop)
    assert kept(page, "001") == dict(zip(KEYS, map(Decimal, ("22.5", "21", "20", "19")), strict=True))
    assert kept(page, "002") == {KEYS[0]: Decimal("18.5"), KEYS[2]: Decimal(17)}
    assert (page.board.sheets["001"].state, page.board.sheets["001"].remark) == (SheetState.SCORED, "稳")
    assert view._told.text() == "6 marks were pasted. Ctrl+Z takes them back."
    assert page._count.text() == "1 / 12"
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_saved(qtbot, desktop)
    assert (kept(page, "001"), kept(page, "002")) == ({}, {})
    assert page.board.sheets["001"].remark == "稳"


def test_a_paste_with_problems_stores_nothing_until_the_good_ones_are_asked_for(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    page.marking.recuse("002", "同单位")
    wait_saved(qtbot, desktop)
    view.grid.go_to(0, FIRST_MARK + 2)
    view.paste("22.3\t85%\t9\r\n20\t\r\n21\t1,000\r\n")
    names = {code: f"{code} {one.name}" for code, one in page.board.candidates.items()}
    assert view.problems.isVisible()
    assert [(line[0], line[2]) for line in problems(view)] == [
        (names["001"], "22.3"),
        (names["001"], "85%"),
        (names["001"], "9"),
        (names["002"], "20"),
        (names["003"], "1,000"),
    ]
    assert [line[3] for line in problems(view)][2:4] == [
        "This column takes no marks.",
        "You are recused from 002: the sheet is closed.",
    ]
    wait_saved(qtbot, desktop)
    assert kept(page, "003") == {}
    view.problems.table.setCurrentIndex(view.problems.table.proxy.index(4, 0))
    qtbot.keyClick(view.problems.table, Qt.Key.Key_Return)
    assert view.grid.place == (2, FIRST_MARK + 3), "Enter on a problem leads to its cell"
    assert view.problems.good_button.text() == "Paste the 1 good one"
    qtbot.mouseClick(view.problems.good_button, Qt.MouseButton.LeftButton)
    wait_saved(qtbot, desktop)
    assert kept(page, "003") == {KEYS[2]: Decimal(21)}
    assert not view.problems.isVisible()


def test_titles_beyond_the_end_and_too_much_text_are_told(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    view.grid.go_to(11, FIRST_MARK)
    view.paste("工匠精神\t工艺专长\r\n20\t20\r\n")
    assert "were titles copied along?" in view.problems.words
    assert [line[0] for line in problems(view)][2:] == ["13", "13"]
    assert not view.problems.good_button.isVisible()
    qtbot.keyClick(view.problems.table, Qt.Key.Key_Escape)
    assert not view.problems.isVisible()
    assert view.grid.hasFocus()
    view.paste("1" * 1_000_001)
    assert "longer than 1000000 characters" in page.messages.texts[0]


def test_a_paste_goes_over_the_lines_as_they_are_sorted_and_filtered(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    view.paste("\n".join(f"{20 + number / 2}" for number in range(6)))
    wait_saved(qtbot, desktop)
    view.grid.horizontalHeader().setSortIndicator(FIRST_MARK, Qt.SortOrder.DescendingOrder)
    assert view.model.codes[:6] == ["006", "005", "004", "003", "002", "001"]
    assert view.model.codes[6:] == ["007", "008", "009", "010", "011", "012"], "lines without a mark come last"
    view.grid.go_to(0, FIRST_MARK)
    view.paste("10\n11")
    wait_saved(qtbot, desktop)
    assert (kept(page, "006"), kept(page, "005")) == ({KEYS[0]: Decimal(10)}, {KEYS[0]: Decimal(11)})
    assert view.model.codes[0] == "006", "a line stays where it is while it is written on"
    view.search.setText(page.board.candidates["009"].name)
    found = [code for code, one in page.board.candidates.items() if page.board.candidates["009"].name in one.name]
    assert view.model.codes == found
    view.grid.go_to(0, FIRST_MARK + 1)
    view.paste("15")
    wait_saved(qtbot, desktop)
    assert kept(page, "009") == {KEYS[1]: Decimal(15)}
    page.undo()
    view.search.setText("")
    view.grid.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert view.model.codes == list(page.board.codes)


def test_a_paste_while_a_signature_closes_a_line_stores_nothing(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    view.paste("20")
    wait_saved(qtbot, desktop)
    with page._sitting.store.transaction() as work:
        History(work).lock_sheets(["001"], 1)  # signing goes on beside the window, which does not know yet
    view.grid.go_to(0, FIRST_MARK + 1)
    view.paste("21\n22\n23")
    wait_saved(qtbot, desktop)
    assert "The sheet on 001 is signed (package 1) and closed." in page.messages.texts[0]
    assert page.saved.text == "Not saved"
    assert [kept(page, code) for code in ("001", "002", "003")] == [{KEYS[0]: Decimal(20)}, {}, {}]
    assert cell(view, 1, FIRST_MARK + 1) == ("", "mark")


def test_states_filter_and_ctrl_f_searches(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page, view = open_table(qtbot, desktop, seat)
    view.paste("20\t20\t20\t20\r\n20")
    wait_saved(qtbot, desktop)
    view.want(SCORED)
    assert view.model.codes == ["001"]
    view.want(OPEN)
    assert view.model.codes == list(page.board.codes[1:])
    page.undo()
    wait_saved(qtbot, desktop)
    assert view.model.codes == list(page.board.codes), "a step that is not in sight is brought into sight"
    qtbot.keyClick(view.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert view.search.hasFocus()
    qtbot.keyClicks(view.search, "nobody is called so")
    assert view.model.codes == []
    assert "Nobody is found" in view._told.text()


def test_chosen_cells_and_the_whole_table_are_copied_for_a_spreadsheet(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    view.paste("20\t21.5\r\n\t23\r\n")
    wait_saved(qtbot, desktop)
    selection = view.grid.selectionModel()
    for row, column in ((0, FIRST_MARK), (1, FIRST_MARK + 1)):
        selection.select(view.grid.proxy.index(row, column), selection.SelectionFlag.Select)
    qtbot.keyClick(view.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == ["20.0\t21.5", "\t23.0"]
    view._copy_whole()
    rows = read_cells(QGuiApplication.clipboard().text())
    assert len(rows) == 13
    assert rows[0][2] == "Craftsmanship spirit /25"
    assert rows[1][:2] == ("001", page.board.candidates["001"].name)
    view.grid.go_to(0, FIRST_MARK)
    view.paste(QGuiApplication.clipboard().text())
    assert view.problems.isVisible(), "codes and names are no marks"


def test_a_name_opens_its_dossier_and_ctrl_digits_turn_to_the_views(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    view.grid.go_to(4, NAME)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert page.is_at_desk
    assert page.desk.current == "005"
    qtbot.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert page.view is view
    qtbot.keyClick(view.grid, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page.is_at_desk


def test_what_stands_in_an_open_cell_is_kept_when_the_page_is_left(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
) -> None:
    page, view = open_table(qtbot, desktop, seat)
    qtbot.keyClicks(view.grid, "2")
    page.show_view("desk")
    wait_saved(qtbot, desktop)
    assert kept(page, "001") == {KEYS[0]: Decimal(2)}


def test_a_new_order_takes_what_stands_in_an_open_cell(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page, view = open_table(qtbot, desktop, seat)
    qtbot.keyClicks(view.grid, "2")
    head = view.grid.horizontalHeader()
    middle = QPoint(head.sectionViewportPosition(NAME) + 20, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    wait_saved(qtbot, desktop)
    assert head.sortIndicatorSection() == NAME
    assert kept(page, "001") == {KEYS[0]: Decimal(2)}


def test_ctrl_down_goes_to_the_next_line_that_lacks_a_mark(
    qtbot: QtBot,
    desktop: Program,
    seat: Seat,
    demo: Demo,
) -> None:
    _page, view = open_table(qtbot, desktop, seat)
    view.paste("20\t20\t20\t20\r\n20\t20\t20\t20\r\n20")
    wait_saved(qtbot, desktop)
    qtbot.keyClick(view.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert view.grid.place == (2, FIRST_MARK + 1)


def test_initials_find_and_widths_are_remembered(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page, view = open_table(qtbot, desktop, seat)
    key = search_keys(page.board.candidates.values())["009"]
    initials = key.split()[3]
    qtbot.keyClicks(view.search, initials)
    qtbot.waitUntil(lambda: "009" in view.model.codes and len(view.model.codes) < 12, timeout=10_000)
    view.grid.setColumnWidth(NAME, 123)
    desktop.window.pages.go_home()
    wait_saved(qtbot, desktop)
    _page, again = open_table(qtbot, desktop, seat)
    assert again.grid.columnWidth(NAME) == 123
