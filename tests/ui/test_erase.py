"""A round is erased only by who types its name; key, store and copies are gone, and the receipt is told and saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.models.connection import salt_of
from reviewer_app.services.erase import read_receipt
from reviewer_app.services.stores import files_of
from reviewer_app.services.workplace import CHAIR, EXPERT, Seat
from reviewer_app.ui.record.erase import ErasePage
from reviewer_app.ui.start.page import StartPage
from tests.ui.test_window import press, told

PATIENCE = 20_000


@pytest.fixture
def seat(desktop: Program) -> Seat:
    return next(one for one in desktop.desktop.workplace.seats() if (one.desk, one.person) == (EXPERT, "expert-01"))


def erasing(qtbot: QtBot, desktop: Program, seat: Seat) -> ErasePage:
    """The page that the row's menu leads to, once it knows what lies there."""
    more = desktop.window.page.findChild(QToolButton, f"more-{seat.desk}-{seat.person}")
    assert more is not None
    menu = more.menu()
    assert menu is not None
    next(one for one in menu.actions() if one.text() == "Erase this round…").trigger()
    page = desktop.window.page
    assert isinstance(page, ErasePage)
    qtbot.waitUntil(lambda: not desktop.jobs.is_busy, timeout=PATIENCE)
    return page


def test_a_round_is_erased_with_its_key_and_the_receipt_saved(
    qtbot: QtBot, desktop: Program, seat: Seat, tmp_path: Path
) -> None:
    workplace = desktop.desktop.workplace
    files, salt = files_of(seat.store), salt_of(seat.store)
    signer = workplace.identity(seat).signing.public.fingerprint
    page = erasing(qtbot, desktop, seat)
    qtbot.keyClicks(page.field, seat.round_id)
    assert page.do.isEnabled()
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.receipt is not None, timeout=PATIENCE)
    assert not any(one.exists() for one in files)
    with pytest.raises(KeyError):
        workplace.vault.store_key(salt)
    assert seat.key not in [one.key for one in workplace.seats()]
    page.save_receipt(tmp_path / "receipt.json")
    qtbot.waitUntil(lambda: "The receipt is saved" in told(desktop), timeout=PATIENCE)
    receipt = read_receipt(tmp_path / "receipt.json")
    assert (receipt.store["person"], receipt.signer) == ("expert-01", signer)
    press(page, "erase-home", qtbot)
    assert isinstance(desktop.window.page, StartPage)


def test_nothing_is_erased_before_the_round_s_id_is_typed(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    files = files_of(seat.store)
    page = erasing(qtbot, desktop, seat)
    assert page.field.hasFocus()
    for typed in ("", seat.round_id[:-1], seat.round_id.upper() + "x"):
        page.field.setText(typed)
        assert not page.do.isEnabled()
        page.erase()
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
    press(page, "erase-keep", qtbot)
    assert isinstance(desktop.window.page, StartPage)
    qtbot.waitUntil(lambda: not desktop.jobs.is_busy, timeout=PATIENCE)
    assert all(one.exists() for one in files)


def test_a_desk_that_is_open_is_not_erased(qtbot: QtBot, desktop: Program) -> None:
    workplace = desktop.desktop.workplace
    chair = next(one for one in workplace.seats() if one.desk == CHAIR)
    store = workplace.open_store(chair)
    try:
        page = erasing(qtbot, desktop, chair)
        page.field.setText(chair.round_id)
        page.do.click()
        qtbot.waitUntil(lambda: "open in another window" in told(desktop), timeout=PATIENCE)
        assert page.do.isEnabled()
        assert page.receipt is None
        assert chair.store.exists()
    finally:
        store.close()


def test_what_was_never_signed_is_said_to_be_lost(qtbot: QtBot, desktop: Program) -> None:
    late = next(one for one in desktop.desktop.workplace.seats() if one.desk == EXPERT and not one.signed)
    page = erasing(qtbot, desktop, late)
    labels = [one.text() for one in page.findChildren(type(page._told))]
    assert "Nothing was signed at this desk yet: what was entered is lost." in labels
    assert page.findChild(QPushButton, "erase-do") is page.do
