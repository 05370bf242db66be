"""The views that look all sheets over, on 2,000 candidates in memory."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.pasted import read_cells
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services.reading import ExpertDesk
from reviewer_app.services.shortlist import OPEN
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.expert.ranking.view import OwnRankingView
from reviewer_app.ui.expert.table.model import FIRST_MARK
from reviewer_app.ui.expert.table.view import TableView
from tests.ui.test_expert import open_expert

MANY = 2000


def crowd(desk: ExpertDesk) -> ExpertDesk:
    """The desk with 2,000 candidates: every fourth is open, the others are scored."""
    like, keys = desk.candidates[0], desk.scheme.criterion_keys
    candidates = tuple(like.model_copy(update={"code": f"{number:04}"}) for number in range(MANY))
    sheets = []
    for number, one in enumerate(candidates):
        marks = {key: Decimal(10 + number % 29) / 2 for key in keys} if number % 4 else {}
        state = SheetState.SCORED if marks else SheetState.INCOMPLETE
        sheets.append(ScoreSheet(expert=desk.held.person, candidate=one.code, state=state, marks=marks))
    return replace(desk, candidates=candidates, sheets=tuple(sheets))


@pytest.fixture
def page(qtbot: QtBot, desktop: Program, seat: Seat) -> ExpertPage:
    return open_expert(qtbot, desktop, seat)


def test_the_table_shows_types_sorts_filters_and_judges_a_paste(qtbot: QtBot, page: ExpertPage) -> None:
    board = Board(crowd(page._sitting.desk), page)
    view = TableView(page.desktop, board, page.marking, Finder(page.desktop.jobs, board, page), page.messages)
    qtbot.addWidget(view)
    view.resize(1000, 520)
    view.show()
    view.enter()
    assert view.model.rowCount() == MANY
    view.grid.go_to(1200, FIRST_MARK)
    view._enter("1200", board.scheme.criterion_keys[0], "22.3")
    assert "does not fit" in view.model.problem_at(1200, FIRST_MARK)
    view.next_open()
    assert view.grid.place == (1204, FIRST_MARK)
    view.grid.horizontalHeader().setSortIndicator(view.model.total_column, Qt.SortOrder.DescendingOrder)
    totals = [board.total(code) for code in view.model.codes]
    assert totals[:1500] == sorted((total for total in totals if total is not None), reverse=True)
    assert totals[1500:] == [None] * 500
    view.want(OPEN)
    assert view.model.codes == [f"{number:04}" for number in range(0, MANY, 4)]
    view._copy_whole()
    assert len(read_cells(QGuiApplication.clipboard().text())) == 501
    view.grid.go_to(0, FIRST_MARK)
    view.paste("\n".join("20\t20\t20\t20" for _line in range(501)))
    assert view.problems.isVisible()
    assert view.problems.model.rowCount() == 4, "the line below the last"


def test_the_ranking_puts_all_of_them_in_order(qtbot: QtBot, page: ExpertPage) -> None:
    board = Board(crowd(page._sitting.desk), page)
    view = OwnRankingView(page.desktop, board, Finder(page.desktop.jobs, board, page))
    qtbot.addWidget(view)
    view.show()
    view.enter()
    first = view.model.line_at(0)
    assert first is not None
    assert (first.rank, first.total, first.tied) == (1, "76.0", sum(n % 29 == 28 and n % 4 > 0 for n in range(MANY)))
    assert view.model.headings == [1500]
    assert view.model.rowCount() == MANY + 1
