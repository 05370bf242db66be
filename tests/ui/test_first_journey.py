"""From the first start, with no identity, to a package that other programs accept: by keyboard, on real keys."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.sheet import SheetState
from reviewer_app.security.key_file import KeyFileEntries
from reviewer_app.security.vault import EntryVault, KeptIn
from reviewer_app.services.conflicts import Decision, conflicts_of
from reviewer_app.services.workplace import ME, Workplace
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.identity.page import IdentityPage
from reviewer_app.ui.start.page import StartPage
from tests.ui.journey import (
    LONG,
    at_rest,
    candidate,
    conflict_step,
    enter,
    expert_page,
    export,
    give_marks,
    keys,
    page_of,
    press,
    reviewer_app,
    running,
    sign,
    stock_verdict,
    wait_focus,
    wait_told,
    words,
)
from tests.ui.test_window import drop
from tests.world import World

UNIT = "青岛某厂"
PASSPHRASE = "seven quiet anvils"
MARKS = ("40.5", "38")


def card_of_a_newcomer(qtbot: QtBot, desktop: Program, card: Path, backup: Path) -> None:
    """The first start: an identity is made, backed up, and its card written."""
    start = desktop.window.page
    assert isinstance(start, StartPage)
    start.load()
    qtbot.waitUntil(start.identity.person.isVisible, timeout=LONG)
    enter(start.identity.person, "王师傅", UNIT)
    page = page_of(qtbot, desktop, IdentityPage)
    assert isinstance(page, IdentityPage)
    qtbot.waitUntil(page.backup.form.isVisible, timeout=LONG)
    page.save_backup(backup, PASSPHRASE)
    wait_told(qtbot, desktop, str(backup))
    page.save_card(card)
    wait_told(qtbot, desktop, str(card))
    desktop.window.pages.go_home()


def decide_conflicts(qtbot: QtBot, page: ExpertPage) -> None:
    """Of two proposed, one is confirmed and one dismissed; a third is added: by keyboard."""
    step = conflict_step(qtbot, page)
    assert tuple(step.rows) == ("003", "017")
    wait_focus(qtbot, step.rows["003"].confirm)
    keys(qtbot, Qt.Key.Key_Space)
    keys(qtbot, Qt.Key.Key_Return)
    wait_focus(qtbot, step.rows["017"].confirm)
    keys(qtbot, Qt.Key.Key_Tab)
    keys(qtbot, Qt.Key.Key_Space)
    words(qtbot, "同名不同厂")
    keys(qtbot, Qt.Key.Key_Return)
    wait_focus(qtbot, step.finish_button)
    step.other.setFocus()
    words(qtbot, "009")
    keys(qtbot, Qt.Key.Key_Return)
    words(qtbot, "夫妻")
    keys(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.board.is_recused("009"), timeout=LONG)
    wait_focus(qtbot, step.finish_button)
    keys(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.is_at_desk, timeout=LONG)


@pytest.mark.external
def test_from_the_first_start_to_a_package_that_stock_tools_accept(qtbot: QtBot, tmp_path: Path) -> None:
    vault = EntryVault(KeyFileEntries.make(tmp_path / "keys.jpkey", PASSPHRASE, rounds=1), KeptIn.KEY_FILE)
    world = World(tmp_path, now=datetime.now(UTC))
    units = {3: UNIT, 17: UNIT}
    world.candidates = tuple(candidate(f"{number:03}", units.get(number, f"{number}号船坞")) for number in range(1, 25))
    with running(tmp_path, Workplace(tmp_path / "data", lambda: vault)) as desktop:
        card_of_a_newcomer(qtbot, desktop, tmp_path / "expert-01.jpcard", tmp_path / "mine.jpkey")
        world.identities["expert-01"] = vault.identity(ME)
        world.seal()

        drop(desktop.window, world.round_path)
        wait_told(qtbot, desktop, f"Is it exactly {world.offices[0]}?")
        assert desktop.desktop.workplace.seats() == ()
        press(qtbot, desktop.window, "It is the same: open")
        page = expert_page(qtbot, desktop)
        wait_focus(qtbot, page.undertaking.accept_button)
        assert not page._finish_button.isEnabled()
        keys(qtbot, Qt.Key.Key_Space)
        decide_conflicts(qtbot, page)

        give_marks(qtbot, page, 22, MARKS)
        wait_told(qtbot, desktop, "Every candidate is done.")
        sign(qtbot, page)
        package = export(qtbot, page, tmp_path / "王师傅.jpscore")
        at_rest(qtbot, desktop)
        found = {case.proposal.candidate: case.decision for case in conflicts_of(page._sitting.store).cases}
        assert (found["003"], found["017"]) == (Decision.RECUSED, Decision.DISMISSED)
        states = {code: sheet.state for code, sheet in page.board.sheets.items()}
        assert {code for code, state in states.items() if state is SheetState.RECUSED} == {"003", "009"}
        assert set(states.values()) == {SheetState.RECUSED, SheetState.SCORED}
        given = {tuple(sheet.marks.values()) for sheet in page.board.sheets.values() if sheet.marks}
        assert given == {tuple(map(Decimal, MARKS))}

    judged = stock_verdict(package, tmp_path / "bag", "expert-01", "score")
    assert judged.returncode == 0, judged.stderr
    verified = reviewer_app("verify", package, "--round", world.round_path, "--office", world.offices[0])
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "expert-01" in verified.stdout
    world.open_desk("chair", "chair")
    assert world.receive(package) == ["first"]
    world.close()
