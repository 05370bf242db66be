"""The views of the desk, in the order of the bar. Each is loaded and built when it is first looked at."""

from __future__ import annotations

from reviewer_app.i18n import N_
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.marking import Marking
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.page import Desktop

DESK, TABLE, RANKING, COMPARISON = "desk", "table", "ranking", "comparison"
VIEWS = {DESK: N_("Dossiers"), TABLE: N_("Table"), RANKING: N_("My ranking"), COMPARISON: N_("Compare")}


def new_view(
    name: str,
    desktop: Desktop,
    sitting: ExpertSitting,
    board: Board,
    marking: Marking,
    finder: Finder,
    messages: MessageArea,
) -> DeskPart:
    """A view other than that of the dossiers, which stands from the beginning."""
    if name == TABLE:
        from reviewer_app.ui.expert.table.view import TableView

        return TableView(desktop, board, marking, finder, messages)
    if name == RANKING:
        from reviewer_app.ui.expert.ranking.view import OwnRankingView

        return OwnRankingView(desktop, board, finder)
    if name == COMPARISON:
        from reviewer_app.ui.expert.comparison.view import ComparisonView

        return ComparisonView(desktop, sitting, board, finder, messages)
    raise KeyError(name)
