"""The candidate list: filters that count along, a search that learns pinyin when it is used, a list that folds."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.services.demo import Demo
from reviewer_app.services.overview import BEGUN
from reviewer_app.services.shortlist import OPEN, SCORED, Field
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.page import ExpertPage
from tests.ui.stage import begin_marking, fresh_seat
from tests.ui.test_expert import open_expert, wait_saved


@pytest.fixture
def half_done(desktop: Program, demo: Demo) -> Seat:
    """The late expert's desk: 001 to 004 scored, 005 begun."""

    def mark(code: str, place: int) -> str | None:
        return "20" if code < "005" or (code == "005" and place == 0) else None

    workplace = desktop.desktop.workplace
    return begin_marking(workplace, fresh_seat(workplace, demo.late), mark)


def shown(page: ExpertPage) -> list[str]:
    return list(page.desk.candidates.model.shown)


def menu_of(action: QAction) -> QMenu | None:
    menu = action.menu()
    return menu if isinstance(menu, QMenu) else None


def group_of(page: ExpertPage, code: str) -> str:
    return page.board.candidates[code].group


def test_states_groups_and_search_narrow_down_together(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    pane = page.desk.candidates
    assert [made.text() for made in pane.filters.states.values()] == ["All 12", "Open 8", "Begun 1"]
    group = group_of(page, "001")
    within = [code for code in page.board.codes if group_of(page, code) == group]
    pane.filters.pick((Field.GROUP, group))
    assert shown(page) == within
    scored = [code for code in within if code < "005"]
    pane.want(SCORED)
    assert shown(page) == scored
    pane.search.setText(page.board.candidates[scored[0]].name)
    assert shown(page) == [scored[0]]
    counted = [made.text() for made in pane.filters.states.values()]
    assert counted == [f"All {len(within)}", f"Open {len(within) - len(scored)}", f"Begun {int('005' in within)}"]


def test_chosen_filters_stand_as_chips_that_take_them_away(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    filters = page.desk.candidates.filters
    filters.pick((Field.GROUP, group_of(page, "001")))
    filters.want(SCORED)
    assert [chip.text() for chip in filters.chips.values()] == [f"{group_of(page, '001')} ×", "Scored ×"]
    for chip in list(filters.chips.values()):
        qtbot.waitUntil(chip.isVisible)
        chip.setFocus()
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert (filters.state, filters.picked, filters.chips) == ("all", frozenset(), {})
    assert filters.more.hasFocus(), "the focus does not get lost with a chip"
    assert len(shown(page)) == 12


def test_the_menu_offers_fields_with_more_than_one_value(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    filters = page.desk.candidates.filters
    filters.menu.aboutToShow.emit()
    titles = [action.text() for action in filters.menu.actions() if menu_of(action)]
    told_apart = [field for field in Field if len({getattr(c, field) for c in page.board.candidates.values()}) > 1]
    assert titles == [field.value.capitalize() for field in told_apart]
    states = [action.text() for action in filters.menu.actions() if action.text() and not menu_of(action)]
    assert states == ["All 12", "Open 8", "Begun 1", "Scored 4", "Recused 0", "Abstained 0"]
    groups = menu_of(next(action for action in filters.menu.actions() if action.text() == "Group"))
    assert groups is not None
    groups.actions()[0].trigger()
    assert [field for field, _value in filters.picked] == [Field.GROUP]


def test_next_open_stays_among_those_shown_and_says_when_none_is_left(
    qtbot: QtBot, desktop: Program, half_done: Seat
) -> None:
    page = open_expert(qtbot, desktop, half_done)
    page.open_candidate("002")
    page.desk.candidates.want(BEGUN)
    page.desk.next_open()
    assert page.desk.current == "005"
    page.desk.next_open()
    assert page.desk.current == "005"
    assert page.messages.texts == ["Nobody else of those shown in the list needs a mark."]
    page.desk._go_on_among_all()
    assert page.desk.current == "006"
    assert len(shown(page)) == 12


def test_counts_follow_a_mark(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    page.desk.candidates.filters.pick((Field.GROUP, group_of(page, "006")))
    before = page.desk.candidates.model.counts[BEGUN]
    page.open_candidate("006")
    qtbot.keyClicks(page.desk.marks.rows["expertise"].field, "20")
    qtbot.keyClick(page.desk.marks.rows["expertise"].field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.desk.candidates.model.counts[BEGUN] == before + 1)
    assert page.desk.candidates.filters.states[BEGUN].text() == f"Begun {before + 1}"


def test_a_line_that_was_begun_tells_what_is_missing(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    model = page.desk.candidates.model
    told = model.index(4).data(Qt.ItemDataRole.ToolTipRole).splitlines()
    assert told[-1] == "Missing: Expertise · Leadership · Contribution"
    assert model.index(4).data(Qt.ItemDataRole.AccessibleDescriptionRole) == told[-1]
    assert model.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole) == ""


def test_pinyin_is_learnt_when_somebody_searches_and_the_search_is_made_again(
    qtbot: QtBot, desktop: Program, half_done: Seat
) -> None:
    page = open_expert(qtbot, desktop, half_done)
    wait_saved(qtbot, desktop)
    assert not page._finder._is_asked, "nobody searched"
    import os

    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(page.board.candidates["003"].name)
    page.desk.candidates.search.setText("".join(syllables))
    qtbot.waitUntil(lambda: "003" in shown(page), timeout=10_000)
    page.desk.candidates.search.setText("".join(one[0] for one in syllables))
    assert "003" in shown(page)


def test_the_current_line_stays_chosen_through_a_search(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    page.open_candidate("007")
    pane = page.desk.candidates
    pane.search.setText("00")
    assert pane.list.currentIndex().data() == f"007 {page.board.candidates['007'].name}"
    pane.search.setText("no such name")
    assert pane._empty.isVisible()
    qtbot.keyClick(pane.search, Qt.Key.Key_Escape)
    assert pane.list.currentIndex().row() == 6


class Painted(QObject):
    """The regions that a widget was asked to paint."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.areas: list[QRect] = []
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.region().boundingRect())
        return False


def test_a_mark_paints_one_line_of_the_list(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    page.open_candidate("006")
    qtbot.wait(100)
    view = page.desk.candidates.list
    painted = Painted(view.viewport())
    page.board.keep(
        [
            page.board.sheets["006"].__class__(
                expert="expert-06",
                candidate="006",
                state=page.board.sheets["006"].state,
                marks={"expertise": Decimal(20)},
            )
        ]
    )
    qtbot.waitUntil(lambda: bool(painted.areas))
    qtbot.wait(50)
    line = view.visualRect(page.desk.candidates.model.index(5))
    assert [area.height() <= line.height() + 2 for area in painted.areas] == [True] * len(painted.areas)


def test_the_list_folds_by_wish_and_stays_so(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    qtbot.waitUntil(lambda: page.desk.panes._is_shared_out)
    assert not page.desk.panes.is_folded
    page.desk.candidates.fold.click()
    assert page.desk.panes.strip.isVisible()
    assert not page.desk.candidates.isVisible()
    desktop.window.pages.go_home()
    wait_saved(qtbot, desktop)
    again = open_expert(qtbot, desktop, half_done)
    qtbot.waitUntil(lambda: again.desk.panes._is_shared_out)
    assert again.desk.panes.is_folded
    again.desk.panes.strip.unfold.click()
    assert again.desk.candidates.isVisible()
    assert again.desk.candidates.search.hasFocus()


def test_below_1024_points_the_list_folds_and_comes_over_the_dossier(
    qtbot: QtBot, desktop: Program, half_done: Seat
) -> None:
    page = open_expert(qtbot, desktop, half_done)
    panes = page.desk.panes
    qtbot.waitUntil(lambda: panes._is_shared_out)
    desktop.window.resize(800, 600)
    qtbot.waitUntil(lambda: panes.is_folded)
    qtbot.waitUntil(lambda: page.desk.dossier.width() >= 300)
    page.desk.seek()
    assert panes.is_over
    assert page.desk.candidates.search.hasFocus()
    qtbot.keyClick(page.desk.candidates.list, Qt.Key.Key_Escape)
    assert not panes.is_over
    panes.strip.unfold.click()
    page.desk.candidates.list.candidate_asked.emit("009")
    assert (page.desk.current, panes.is_over) == ("009", False)
    panes.strip.list.candidate_asked.emit("003")
    assert page.desk.current == "003"
    desktop.window.resize(1100, 600)
    qtbot.waitUntil(lambda: not panes.is_folded)
    assert page.desk.candidates.isVisible()
    assert not panes.strip.isVisible()


def test_open_alone_is_shown_after_the_next_filter(qtbot: QtBot, desktop: Program, half_done: Seat) -> None:
    page = open_expert(qtbot, desktop, half_done)
    page.desk.candidates.want(OPEN)
    assert shown(page) == [code for code in page.board.codes if code >= "005"]
    steps = partial(page.desk.step, 1)
    page.open_candidate("005")
    steps()
    assert page.desk.current == "006"
