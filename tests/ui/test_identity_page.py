"""Whoever uses the program: made, backed up at once, restored, replaced; with real keys in a real key file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.errors import UserError
from reviewer_app.export.card import read_card
from reviewer_app.security.key_file import KeyFileEntries
from reviewer_app.security.vault import EntryVault, KeptIn, KeyFolder, Vault
from reviewer_app.services.identity import back_up, begin, me
from reviewer_app.services.workplace import Workplace
from reviewer_app.ui.identity.cards import grouped
from reviewer_app.ui.identity.forms import Form
from reviewer_app.ui.identity.page import IdentityPage
from reviewer_app.ui.start.page import StartPage
from tests.ui.stage import program
from tests.ui.test_window import press, told

PASSPHRASE = "seven quiet anvils"
NOW = datetime(2026, 7, 26, 8, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> EntryVault:
    return EntryVault(KeyFileEntries.make(tmp_path / "keys.jpkey", PASSPHRASE, rounds=1), KeptIn.KEY_FILE)


@pytest.fixture
def newcomer(qtbot: QtBot, tmp_path: Path, vault: EntryVault) -> Iterator[Program]:
    yield from running(tmp_path, Workplace(tmp_path / "data", lambda: vault))


def running(folder: Path, workplace: Workplace) -> Iterator[Program]:
    made = program(folder, workplace)
    made.window.resize(1024, 600)
    made.window.show()
    yield made
    made.jobs.close()
    made.window.deleteLater()


def identity_page(qtbot: QtBot, desktop: Program) -> IdentityPage:
    """The identity page, once it knows who is here."""
    desktop.window.pages.show_identity()
    page = desktop.window.page
    assert isinstance(page, IdentityPage)
    at_rest(qtbot, desktop)
    return page


def at_rest(qtbot: QtBot, desktop: Program) -> None:
    qtbot.waitUntil(lambda: not desktop.jobs.is_busy, timeout=30_000)


def enter(form: Form, *texts: str) -> None:
    for field, text in zip(form.fields, texts, strict=True):
        field.setText(text)
    form.do.click()


def test_an_identity_is_made_at_the_first_start_and_its_backup_asked_for_at_once(
    qtbot: QtBot, newcomer: Program, vault: EntryVault, tmp_path: Path
) -> None:
    start = newcomer.window.page
    assert isinstance(start, StartPage)
    start.load()
    qtbot.waitUntil(start.identity.isVisible, timeout=10_000)
    enter(start.identity.person, " ", "青岛某厂")
    assert start.identity.person.wrong.text() == "Enter your name."
    enter(start.identity.person, "王师傅", "青岛某厂")
    qtbot.waitUntil(lambda: isinstance(newcomer.window.page, IdentityPage), timeout=10_000)
    page = newcomer.window.page
    assert isinstance(page, IdentityPage)
    qtbot.waitUntil(page.backup.form.isVisible, timeout=10_000)
    assert page.backup.state.text == "No backup yet"
    qtbot.waitUntil(page.backup.form.fields[0].hasFocus, timeout=10_000)
    enter(page.backup.form, "short", "short")
    assert "8 to 200" in page.backup.form.wrong.text()
    enter(page.backup.form, PASSPHRASE, PASSPHRASE + "!")
    assert "differ" in page.backup.form.wrong.text()
    page.save_backup(tmp_path / "mine.jpkey", PASSPHRASE)
    qtbot.waitUntil(lambda: "Saved and checked" in told(newcomer), timeout=30_000)
    here = me(vault)
    assert here is not None
    assert here.backed_up
    assert page.backup.state.text.startswith("Backed up on ")
    assert page.backup.form.isHidden()


def test_the_page_shows_who_is_here_and_writes_the_card(
    qtbot: QtBot, newcomer: Program, vault: EntryVault, tmp_path: Path
) -> None:
    made = begin(vault, "王师傅", "青岛某厂", NOW)
    page = identity_page(qtbot, newcomer)
    assert page.me.fingerprint.text() == grouped(made.fingerprint)
    assert page.me.fingerprint.text().replace(" ", "") == made.fingerprint
    assert page.me._kept.text() == "They lie in a file under your passphrase."
    press_icon(page, "copy-fingerprint")
    assert QGuiApplication.clipboard().text() == made.fingerprint
    page.save_card(tmp_path / "me.jpcard")
    qtbot.waitUntil(lambda: "Saved and checked" in told(newcomer), timeout=10_000)
    assert read_card(tmp_path / "me.jpcard").name == "王师傅"


def test_an_identity_comes_back_from_its_backup(
    qtbot: QtBot, newcomer: Program, vault: EntryVault, tmp_path: Path
) -> None:
    lost = KeyFolder(tmp_path / "lost")
    before = begin(lost, "王师傅", "青岛某厂", NOW)
    back_up(lost, tmp_path / "mine.jpkey", PASSPHRASE, NOW)
    page = identity_page(qtbot, newcomer)
    assert page.panel.isVisible()
    assert page.take_files([tmp_path / "mine.jpkey"])
    enter(page.restore.form, "some other words")
    qtbot.waitUntil(lambda: "does not open" in told(newcomer), timeout=30_000)
    assert page.restore.form.do.isEnabled()
    enter(page.restore.form, PASSPHRASE)
    qtbot.waitUntil(lambda: "Your identity is back: 王师傅." in told(newcomer), timeout=30_000)
    here = me(vault)
    assert here is not None
    assert here.fingerprint == before.fingerprint
    assert page.panel.isHidden()
    assert page.restore.isHidden()


def test_new_keys_are_made_only_by_who_agrees(qtbot: QtBot, newcomer: Program, vault: EntryVault) -> None:
    before = begin(vault, "王师傅", "青岛某厂", NOW)
    page = identity_page(qtbot, newcomer)
    press(page, "anew", qtbot)
    qtbot.waitUntil(page.loss._keep.hasFocus, timeout=10_000)
    press(page, "anew-keep", qtbot)
    assert me(vault) == before
    press(page, "anew", qtbot)
    page.loss._agree()
    qtbot.waitUntil(lambda: "You have new keys" in told(newcomer), timeout=10_000)
    here = me(vault)
    assert here is not None
    assert here.profile.former == (before.fingerprint,)
    assert not here.backed_up
    assert page.backup.form.isVisible()
    assert page.me._former.text() == "1 former key still opens old files."


class Doors:
    """A keeper of keys whose keyring fails as it is told, until it does not."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.code = ""

    def __call__(self) -> Vault:
        if self.code:
            raise UserError(self.code, keyring="Secret Service", seconds="5", plugins="x", reason="no answer")
        return self.vault


@pytest.fixture
def doors(vault: EntryVault) -> Doors:
    return Doors(vault)


@pytest.fixture
def shut(qtbot: QtBot, tmp_path: Path, doors: Doors) -> Iterator[Program]:
    yield from running(tmp_path, Workplace(tmp_path / "data", doors))


@pytest.mark.parametrize("code", ["keyring_locked", "keyring_dismissed", "keyring_hangs", "keyring_failed"])
def test_a_keyring_that_does_not_answer_can_be_asked_again(
    qtbot: QtBot, shut: Program, doors: Doors, code: str
) -> None:
    begin(doors.vault, "王师傅", "青岛某厂", NOW)
    doors.code = code
    page = identity_page(qtbot, shut)
    assert "Secret Service" in page.panel.words.text()
    assert page.panel._again.isVisible()
    press(page, "identity-file-instead", qtbot)
    assert page.panel.chosen.isVisible()
    doors.code = ""
    press(page, "identity-again", qtbot)
    qtbot.waitUntil(page.me.isVisible, timeout=10_000)
    assert page.panel.isHidden()


def test_without_a_keyring_keys_lie_in_a_file_under_a_passphrase(
    qtbot: QtBot, shut: Program, doors: Doors, tmp_path: Path
) -> None:
    doors.code = "keyring_missing"
    page = identity_page(qtbot, shut)
    assert not page.panel._again.isVisible()
    enter(page.panel.chosen, PASSPHRASE, PASSPHRASE)
    qtbot.waitUntil(page.panel.person.isVisible, timeout=30_000)
    assert (tmp_path / "data" / "keys.jpkey").is_file()
    enter(page.panel.person, "王师傅", "青岛某厂")
    qtbot.waitUntil(page.backup.form.isVisible, timeout=10_000)


def test_locked_keys_are_unlocked_by_their_passphrase(
    qtbot: QtBot, shut: Program, doors: Doors, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    entries = KeyFileEntries.make(tmp_path / "data" / "keys.jpkey", PASSPHRASE, rounds=1)
    begin(EntryVault(entries, KeptIn.KEY_FILE), "王师傅", "青岛某厂", NOW)
    doors.code = "key_file_locked"
    page = identity_page(qtbot, shut)
    enter(page.panel.known, "some other words")
    qtbot.waitUntil(lambda: "does not open" in told(shut), timeout=10_000)
    enter(page.panel.known, PASSPHRASE)
    qtbot.waitUntil(page.me.isVisible, timeout=10_000)


def test_the_sample_round_says_where_its_keys_lie(qtbot: QtBot, desktop: Program) -> None:
    page = identity_page(qtbot, desktop)
    assert page.sample.isVisible()
    assert not page.me.isVisible()
    assert not page.panel.isVisible()


def press_icon(page: IdentityPage, name: str) -> None:
    from PySide6.QtWidgets import QToolButton

    made = page.findChild(QToolButton, name)
    assert made is not None, name
    made.click()
