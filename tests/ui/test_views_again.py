"""The views that look all sheets over go on in the other language where they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app import i18n
from reviewer_app.app import Program
from reviewer_app.i18n import Language
from reviewer_app.resources import resource
from reviewer_app.services.shortlist import OPEN
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.comparison.view import ComparisonView
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.expert.ranking.view import OwnRankingView
from reviewer_app.ui.expert.table.model import FIRST_MARK
from reviewer_app.ui.expert.table.view import TableView
from reviewer_app.ui.expert.views import RANKING, TABLE
from tests.ui.test_expert import open_expert
from tests.ui.test_language import switch


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.use(Language.ENGLISH, resource("locale"))


def test_the_view_its_filter_its_place_and_the_comparison_stay(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    page.show_view(RANKING)
    assert isinstance(page.view, OwnRankingView)
    page.view._turn("002")
    page.compare(("001", "002"))
    page.show_view(TABLE)
    table = page.view
    assert isinstance(table, TableView)
    table.want(OPEN)
    table.grid.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    table.grid.go_to(4, FIRST_MARK + 1)
    again = switch(qtbot, desktop)
    assert isinstance(again, ExpertPage)
    shown = again.view
    assert isinstance(shown, TableView)
    assert shown is not table
    assert shown.model.codes == table.model.codes
    assert shown.grid.place == (4, FIRST_MARK + 1)
    assert shown.model.head(shown.model.total_column) == "合计"
    comparison, ranking = again._views["comparison"], again._views["ranking"]
    assert isinstance(comparison, ComparisonView)
    assert isinstance(ranking, OwnRankingView)
    assert (comparison.codes, ranking.model.chosen) == (("001", "002"), ["002"])
