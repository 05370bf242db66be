"""For everybody: a name for each control, an order for the keyboard, room for each word at every size."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app import i18n
from reviewer_app.app import Program
from reviewer_app.i18n import Language
from reviewer_app.resources import resource
from reviewer_app.services.demo import Demo
from reviewer_app.ui.page import Page
from tests.ui.walk import clipped, every_page, nameless, shown


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.use(Language.ENGLISH, resource("locale"))


@pytest.mark.parametrize("language", list(Language))
def test_every_control_has_a_name(qtbot: QtBot, desktop: Program, demo: Demo, language: Language) -> None:
    found = {name: nameless(page) for name, page in every_page(qtbot, desktop, demo, language)}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", list(Language))
def test_no_word_is_clipped(qtbot: QtBot, desktop: Program, demo: Demo, language: Language, large: bool) -> None:
    desktop.desktop.theme.use_large_type(large)
    found = {name: clipped(page) for name, page in every_page(qtbot, desktop, demo, language)}
    desktop.desktop.theme.use_large_type(False)
    assert {name: lines for name, lines in found.items() if lines} == {}


def tabbed(qtbot: QtBot, page: Page) -> list[QWidget]:
    """What Tab leads to, from the first control of the page until it is there again."""
    first = next(one for one in chain(page) if one.isVisible())
    page.window().activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page.window())
    first.setFocus(Qt.FocusReason.TabFocusReason)
    found: list[QWidget] = []
    for _step in range(400):
        focused = QApplication.focusWidget()
        assert focused is not None, f"the focus is lost after {found[-1:]}"
        if found and focused is found[0]:
            return found
        found.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come back: {found[-3:]}")


def chain(page: Page) -> list[QWidget]:
    """The controls of a page that Tab should lead to."""
    return [one for one in shown(page) if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()]


def block(one: QWidget, page: Page) -> QWidget:
    """The card or bar that a control stands in."""
    while one.parentWidget() is not page and one.property("role") not in ("card", "bar"):
        one = one.parentWidget()  # type: ignore[assignment]
    return one


def out_of_order(found: list[QWidget], page: Page) -> list[str]:
    """Steps that go up, or back to the left in one line, within a card; or back to a card that was left."""
    wrong: list[str] = []
    left: list[QWidget] = []
    for one, after in pairwise(found):
        here, there = block(one, page), block(after, page)
        if here is not there:
            left.append(here)
            if there in left:
                wrong.append(f"back to the card of {after.objectName() or after}")
            continue
        a, b = one.mapTo(page, one.rect().center()), after.mapTo(page, after.rect().center())
        same_line = abs(a.y() - b.y()) <= max(one.height(), after.height()) // 2
        if b.x() < a.x() if same_line else b.y() < a.y():
            wrong.append(f"{one.objectName() or one} → {after.objectName() or after}")
    return wrong


def test_tab_leads_through_a_page_as_it_is_read_and_comes_back(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    wanted = {"start", "identity", "undertaking", "desk", "finish", "signed", "record", "erase", "mend", "chair-sign"}
    seen: dict[str, list[str]] = {}
    for name, page in every_page(qtbot, desktop, demo):
        if name in wanted:
            found = tabbed(qtbot, page)
            missing = [one.objectName() or str(one) for one in chain(page) if one not in found and reachable(one)]
            seen[name] = out_of_order(found, page) + [f"never reached: {one}" for one in missing]
    assert seen == {name: [] for name in wanted}


def reachable(one: QWidget) -> bool:
    """Tab goes to one of the buttons of a group by itself, and arrows to the others."""
    return not isinstance(one, QAbstractButton) or one.group() is None


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["1.5", "2", "2.5"])
def test_no_word_is_clipped_at_other_scales(scale: str) -> None:
    """Qt takes its scale at the start: in a process of its own, at 1024 × 600 of its pixels."""
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    words = "test_no_word_is_clipped and True"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, "-k", words]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout
