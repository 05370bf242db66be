"""A round that goes on after the first signature: sheets sent back, a later version; each person on their own place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.sheet import SheetState
from reviewer_app.services import collect, returns
from reviewer_app.services.workplace import Workplace
from reviewer_app.ui.chair.page import ChairPage
from reviewer_app.ui.expert.page import ExpertPage
from tests.ui.journey import (
    LONG,
    at_rest,
    candidate,
    expert_page,
    export,
    give_marks,
    hand_over,
    keys,
    page_of,
    past_the_first_steps,
    press,
    running,
    sign,
    told,
    wait_told,
    words,
    workplace_of,
)
from tests.world import CANDIDATES, World

EXPERT = "expert-01"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, now=datetime.now(UTC))
    made.seal()
    yield made
    made.close()


@pytest.fixture
def expert(qtbot: QtBot, world: World) -> Iterator[Program]:
    with running(world.folder / "expert", workplace_of(world, EXPERT)) as made:
        yield made


def first_package(qtbot: QtBot, expert: Program, world: World) -> Path:
    """Everybody marked by keyboard, signed and exported."""
    hand_over(qtbot, expert, world.round_path)
    page = past_the_first_steps(qtbot, expert)
    give_marks(qtbot, page, 4, ("40", "30"))
    sign(qtbot, page)
    return export(qtbot, page, world.folder / "first.jpscore")


def send_back(chair: Workplace, package: Path, reasons: dict[str, str], target: Path) -> Path:
    """The chair takes a package in and sends sheets of it back."""
    [seat] = chair.seats()
    store, identity = chair.open_store(seat), chair.identity(seat)
    try:
        collect.receive(store, [package], [identity.age_secret], datetime.now(UTC))
        returns.export_return(returns.sign_return_to(store, identity, EXPERT, reasons), target)
    finally:
        store.close()
    return target


def closed(page: ExpertPage) -> set[str]:
    """The candidates whose marks cannot be changed, looked at one by one."""
    found = set()
    for code in page.board.codes:
        page.open_candidate(code)
        if not page.desk.marks.rows["expertise"].field.isEnabled():
            found.add(code)
    return found


def test_a_return_opens_the_returned_sheets_alone_and_the_chair_takes_the_new_package_in(
    qtbot: QtBot, world: World, expert: Program
) -> None:
    first = first_package(qtbot, expert, world)
    chair_place = workplace_of(world, "chair")
    with running(world.folder / "chair", chair_place) as chair:
        hand_over(qtbot, chair, world.round_path)
        page_of(qtbot, chair, ChairPage)
    sent = send_back(chair_place, first, {"003": "请再看第二份佐证"}, world.folder / "back.jpreturn")

    hand_over(qtbot, expert, sent)
    wait_told(qtbot, expert, "The chair sent sheets back to you; they are open again.")
    page = expert_page(qtbot, expert)
    assert "003 𠮷测试: 请再看第二份佐证" in told(expert)
    assert page.desk.current == "003"
    assert page.is_at_desk
    assert page.desk.marks._state.text() == "The chair sent this sheet back: 请再看第二份佐证"
    assert closed(page) == {"001", "002", "004"}
    page.open_candidate("003")
    field = page.desk.marks.rows["expertise"].field
    field.setFocus()
    field.selectAll()
    words(qtbot, "20")
    keys(qtbot, Qt.Key.Key_Return)
    at_rest(qtbot, expert)
    sign(qtbot, page)
    second = export(qtbot, page, world.folder / "second.jpscore")
    assert closed(page) == {"001", "002", "003", "004"}

    page.messages.clear()
    page.open_candidate("003")
    assert page.desk.marks._state.text().startswith("Signed: this sheet is closed.")
    hand_over(qtbot, expert, sent)
    wait_told(qtbot, expert, "You took this return in before; it changes nothing.")
    assert page.board.is_signed_current

    with running(world.folder / "chair-again", chair_place) as chair:
        chair.window.open_seat(chair_place.seats()[0])
        page_of(qtbot, chair, ChairPage)
        hand_over(qtbot, chair, second)
        wait_told(qtbot, chair, "Packages taken in and verified: 1.")
        desk = chair.window.page
        assert isinstance(desk, ChairPage)
        rows = collect.roll_call(desk._sitting.store, [world.identities["chair"].age_secret])
        assert [(row.sequence, row.states) for row in rows if row.received] == [(2, {SheetState.SCORED: 4})]


def test_a_later_version_keeps_marks_tells_the_changes_and_leads_to_the_new_ones(
    qtbot: QtBot, world: World, expert: Program
) -> None:
    first_package(qtbot, expert, world)
    world.candidates = (*CANDIDATES[:2], CANDIDATES[3], candidate("005", "别处"))
    world.deeds = {"002": "更正"}
    world.seal_next()
    hand_over(qtbot, expert, world.round_path)
    wait_told(qtbot, expert, "Version 2 of the round is taken in; every mark was kept.")
    message = told(expert)
    assert "New candidates: 005." in message
    assert "Withdrawn candidates, who count no more: 003." in message
    assert "Mended dossiers, to be looked at again: 002." in message
    press(qtbot, expert.window, "Go on")
    page = expert_page(qtbot, expert)
    qtbot.waitUntil(lambda: page.is_at_desk, timeout=LONG)
    at_rest(qtbot, expert)
    assert page.board.codes == ("001", "002", "004", "005")
    assert {code: len(sheet.marks) for code, sheet in page.board.sheets.items()} == {
        "001": 2,
        "002": 2,
        "004": 2,
        "005": 0,
    }
    assert not page.board.is_signed_current
    assert page.desk.current == "005", "where something is left to do"
    give_marks(qtbot, page, 1, ("33", "22"))
    page.open_candidate("002")
    assert "This dossier was mended after you had begun. Look at it again." in page.desk.marks._state.text()
    qtbot.waitUntil(lambda: not page.board.mended, timeout=LONG)
    page.open_candidate("001")
    page.open_candidate("002")
    assert "mended" not in page.desk.marks._state.text()
    sign(qtbot, page)
    package = export(qtbot, page, world.folder / "second.jpscore")
    assert closed(page) == {"001", "002", "004", "005"}
    world.open_desk("chair", "chair")
    assert world.receive(package) == ["first"]
