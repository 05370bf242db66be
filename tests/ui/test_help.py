"""Help on every page: it tells the keys that work there, all of them and no other, and gives the focus back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from reviewer_app import i18n
from reviewer_app.app import Program
from reviewer_app.i18n import Language
from reviewer_app.resources import resource
from reviewer_app.services.demo import Demo
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.keys import key_name
from reviewer_app.ui.page import Page
from tests.ui.test_expert import open_expert
from tests.ui.walk import every_page


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.use(Language.ENGLISH, resource("locale"))


def bound(page: Page) -> set[str]:
    """The keys that do something anywhere on a page."""
    own = [one for one in page.findChildren(QShortcut) if one.context() is Qt.ShortcutContext.WindowShortcut]
    return {one.key().toString() for one in own}


@pytest.mark.parametrize("language", list(Language))
def test_every_page_tells_its_keys_and_what_to_do(
    qtbot: QtBot, desktop: Program, demo: Demo, language: Language
) -> None:
    told_of: dict[type[Page], set[str]] = {}
    bound_on: dict[type[Page], set[str]] = {}
    for name, page in every_page(qtbot, desktop, demo, language):
        keys = (*page.keys.listed(), *page.field_keys())
        sequences = {key.sequence for key in keys if key.sequence}
        assert sequences <= bound(page), name
        assert "F1" in sequences, name
        told_of.setdefault(type(page), set()).update(sequences)
        bound_on[type(page)] = bound(page)
        assert all(key.name and key.does for key in keys), name
        page.help.turn()
        told = page.help.words.toPlainText()
        steps = [i18n._(step) for step in page.guide()]
        assert steps, name
        assert all(step in told for step in steps), name
        assert all(key.does in told for key in keys), name
        page.help.turn()
    assert told_of == bound_on, "every key is told where it does something"


def test_f1_opens_and_escape_closes_and_the_focus_comes_back(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    field = next(iter(page.desk.marks.rows.values())).field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_F1)
    assert page.help.isVisible()
    assert page.help.words.hasFocus()
    qtbot.keyClick(page.help.words, Qt.Key.Key_Escape)
    assert not page.help.isVisible()
    assert field.hasFocus()


def test_work_goes_on_while_the_help_is_open(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    button = page.findChild(QPushButton, "help")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    field = next(iter(page.desk.marks.rows.values())).field
    assert not page.help.geometry().intersects(field.rect().translated(field.mapTo(page, field.rect().topLeft())))
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "20")
    assert field.text() == "20"
    qtbot.keyClick(field, Qt.Key.Key_F1)
    assert not page.help.isVisible()
    assert field.hasFocus(), "who went on working keeps the focus"


def test_keys_that_fields_take_themselves_do_what_is_told(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    told = {key.name for key in page.field_keys()}
    assert {"0 to 9", "Enter", "↑ ↓"} <= told
    rows = list(page.desk.marks.rows.values())
    page.findChild(QPushButton, "finish").setFocus()  # type: ignore[union-attr]
    qtbot.keyClick(page, Qt.Key.Key_2)
    assert rows[0].field.text() == "2"
    qtbot.keyClick(rows[0].field, Qt.Key.Key_Up)
    assert rows[0].field.text() == "2.5"
    qtbot.keyClick(rows[0].field, Qt.Key.Key_Return)
    assert rows[1].field.hasFocus()


def test_keys_are_named_as_on_the_keyboard(desktop: Program) -> None:
    assert [key_name(one) for one in ("Ctrl+Down", "Ctrl+Return", "F1", "Ctrl++", "PgDown", "Alt+Left")] == [
        "Ctrl+↓",
        "Ctrl+Enter",
        "F1",
        "Ctrl++",
        "Page Down",
        "Alt+←",
    ]
    i18n.use(Language.CHINESE, resource("locale"))
    assert [key_name(one) for one in ("Ctrl+Return", "Space")] == ["Ctrl+回车", "空格"]


def test_a_field_keeps_what_it_holds_while_help_is_turned(qtbot: QtBot, desktop: Program) -> None:
    page = desktop.window.page
    fields = [one.text() for one in page.findChildren(QLineEdit)]
    page.help.turn()
    page.help.turn()
    assert [one.text() for one in page.findChildren(QLineEdit)] == fields


def test_only_keys_that_do_something_where_one_is_are_told(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    assert {"Ctrl+Down", "F2", "Ctrl+Z"} <= {key.sequence for key in page.keys.listed()}
    page._show_finish()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.finish, timeout=10_000)
    assert {"Ctrl+Down", "F2", "Ctrl+Z"}.isdisjoint(key.sequence for key in page.keys.listed())
    assert page.field_keys() == ()
