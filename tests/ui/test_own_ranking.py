"""One's own ranking in the window: ties as groups, a choice of three at most, no mark changed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.comparison.view import ComparisonView
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.expert.ranking.model import CHOICE, NAME, RANK, STATE, TOTAL
from reviewer_app.ui.expert.ranking.view import OwnRankingView
from reviewer_app.ui.expert.views import RANKING
from tests.ui.test_expert import open_expert, wait_saved


def marked(qtbot: QtBot, desktop: Program, seat: Seat) -> ExpertPage:
    """001 to 004 are whole, 002 and 004 tied; 005 is begun, 006 recused, 007 abstained."""
    page = open_expert(qtbot, desktop, seat)
    keys = page.board.scheme.criterion_keys
    for code, mark in (("001", "20"), ("002", "22"), ("003", "24"), ("004", "22")):
        for key in keys:
            page.marking.enter(page.board.sheets[code], key, mark)
    page.marking.enter(page.board.sheets["005"], keys[0], "25")
    page.marking.recuse("006", "同单位")
    page.marking.abstain("007", "不熟悉")
    wait_saved(qtbot, desktop)
    return page


def open_ranking(page: ExpertPage) -> OwnRankingView:
    page.show_view(RANKING)
    view = page.view
    assert isinstance(view, OwnRankingView)
    return view


def lines(view: OwnRankingView) -> list[tuple[str, ...]]:
    """Rank, code, total and state of every line; headings alone."""
    model = view.model
    return [
        tuple(str(model.index(number, column).data()) for column in (RANK, RANK + 1, TOTAL, STATE))
        if model.line_at(number)
        else (str(model.index(number, 0).data()),)
        for number in range(model.rowCount())
    ]


def point(view: OwnRankingView, code: str, column: int) -> QPoint:
    number = view.model.row_of(code)
    assert number is not None
    return view.table.visualRect(view.table.proxy.index(number, column)).center()


def test_totals_stand_in_order_with_ties_the_rest_below(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    view = open_ranking(marked(qtbot, desktop, seat))
    assert lines(view)[:6] == [
        ("1", "003", "96.0", ""),
        ("2", "002", "88.0", "Tie of 2"),
        ("2", "004", "88.0", "Tie of 2"),
        ("4", "001", "80.0", ""),
        ("Not finished  6",),
        ("", "005", "25.0", "3 missing"),
    ]
    assert lines(view)[-3:] == [
        ("Stepped back: not in the ranking  2",),
        ("", "006", "", "recused · 同单位"),
        ("", "007", "", "abstained · 不熟悉"),
    ]


def test_the_ranking_follows_every_change_while_it_is_shown(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = marked(qtbot, desktop, seat)
    view = open_ranking(page)
    page.marking.enter(page.board.sheets["001"], page.board.scheme.criterion_keys[0], "25")
    qtbot.waitUntil(lambda: lines(view)[3] == ("4", "001", "85.0", ""))
    page.undo()
    qtbot.waitUntil(lambda: lines(view)[3] == ("4", "001", "80.0", ""))
    assert view.table.code == "001", "the line of the step is chosen"


def test_enter_and_double_click_open_the_dossier(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = marked(qtbot, desktop, seat)
    view = open_ranking(page)
    assert view.table.hasFocus()
    view.table.selectRow(1)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert page.is_at_desk
    assert page.desk.current == "002"
    page.show_view(RANKING)
    left, viewport = Qt.MouseButton.LeftButton, view.table.viewport()
    qtbot.mouseClick(viewport, left, pos=point(view, "003", NAME))
    qtbot.mouseDClick(viewport, left, pos=point(view, "003", NAME))
    assert page.desk.current == "003"


def test_box_space_and_ctrl_choose_up_to_three_for_the_comparison(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = marked(qtbot, desktop, seat)
    view = open_ranking(page)
    viewport, left = view.table.viewport(), Qt.MouseButton.LeftButton
    assert not view.compare_button.isEnabled()
    qtbot.mouseClick(viewport, left, pos=point(view, "004", CHOICE))
    qtbot.mouseClick(viewport, left, Qt.KeyboardModifier.ControlModifier, pos=point(view, "002", NAME))
    view.table.selectRow(0)
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert view.model.chosen == ["004", "002", "003"]
    qtbot.mouseClick(viewport, left, pos=point(view, "001", CHOICE))
    assert view.model.chosen == ["004", "002", "003"]
    assert view._told.text() == "Three can be compared at once; take one away first."
    view.table.selectRow(0)
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert view.model.chosen == ["004", "002"]
    qtbot.mouseClick(view.compare_button, left)
    compared = page.view
    assert isinstance(compared, ComparisonView)
    assert compared.codes == ("004", "002")


def test_nobody_recused_is_chosen_and_a_recusal_takes_the_choice_away(
    qtbot: QtBot, desktop: Program, seat: Seat
) -> None:
    page = marked(qtbot, desktop, seat)
    view = open_ranking(page)
    view._turn("006")
    assert view.model.chosen == []
    assert view._told.text() == "You are recused from 006: the dossier is closed."
    view._turn("001")
    page.marking.recuse("001", "同单位")
    qtbot.waitUntil(lambda: view.model.chosen == [])
