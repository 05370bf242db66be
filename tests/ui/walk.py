"""Through every page of the program, as a visitor: each with its views, at rest."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app import i18n
from reviewer_app.app import Program
from reviewer_app.i18n import Language
from reviewer_app.services.demo import Demo
from reviewer_app.services.workplace import CHAIR, OFFICE, Seat
from reviewer_app.ui.chair.page import ChairPage
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.expert.views import VIEWS
from reviewer_app.ui.office.page import OfficePage
from reviewer_app.ui.page import Page
from reviewer_app.ui.parts import Elided
from tests.ui.stage import begin_marking, fresh_seat


def every_page(
    qtbot: QtBot, desktop: Program, demo: Demo, language: Language = Language.ENGLISH
) -> Iterator[tuple[str, Page]]:
    """Each page and each of its views, with a name for it."""
    if i18n.language() is not language:
        before = desktop.window.page
        desktop.window.pages.change_language(language)
        qtbot.waitUntil(lambda: desktop.window.page is not before, timeout=20_000)
    pages = desktop.window.pages
    workplace = desktop.desktop.workplace
    yield "start", _rested(qtbot, desktop)
    pages.show_identity()
    yield "identity", _rested(qtbot, desktop)
    seat = fresh_seat(workplace, demo.late)
    yield "undertaking", _sit(qtbot, desktop, seat)
    pages.go_home()
    _rested(qtbot, desktop)
    seat = begin_marking(workplace, seat, lambda code, place: str(18 + place) if code < "006" else None)
    yield from _expert(qtbot, desktop, seat)
    yield from _chair(qtbot, desktop)
    yield from _office(qtbot, desktop)
    pages.show_seat_record(seat)
    yield "record", _rested(qtbot, desktop)
    pages.show_mending(seat)
    yield "mend", _rested(qtbot, desktop)
    pages.show_erasing(seat)
    yield "erase", _rested(qtbot, desktop)
    pages.show_start()


def _expert(qtbot: QtBot, desktop: Program, seat: Seat) -> Iterator[tuple[str, Page]]:
    page = _sit(qtbot, desktop, seat)
    assert isinstance(page, ExpertPage)
    page.show_conflicts()
    yield "conflicts", _rested(qtbot, desktop)
    for view in VIEWS:
        page.show_view(view)
        yield view, _rested(qtbot, desktop)
    page._show_finish()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.finish, timeout=10_000)
    yield "finish", _rested(qtbot, desktop)
    page.finishing.flow.sign()
    qtbot.waitUntil(lambda: page.finish.signed.code.isVisible(), timeout=20_000)
    yield "signed", _rested(qtbot, desktop)
    desktop.window.pages.go_home()


def _chair(qtbot: QtBot, desktop: Program) -> Iterator[tuple[str, Page]]:
    page = _sit(qtbot, desktop, next(one for one in desktop.desktop.workplace.seats() if one.desk == CHAIR))
    assert isinstance(page, ChairPage)
    for tab in page.tabs.names:
        page.tabs.turn_to(tab)
        yield f"chair-{tab}", _rested(qtbot, desktop)
    desktop.window.pages.go_home()


def _office(qtbot: QtBot, desktop: Program) -> Iterator[tuple[str, Page]]:
    page = _sit(qtbot, desktop, next(one for one in desktop.desktop.workplace.seats() if one.desk == OFFICE))
    assert isinstance(page, OfficePage)
    for step in page._steps:
        page.turn_to(step)
        yield f"office-{step}", _rested(qtbot, desktop)
    desktop.window.pages.go_home()


def _sit(qtbot: QtBot, desktop: Program, seat: Seat) -> Page:
    before = desktop.window.page
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: desktop.window.page is not before, timeout=20_000)
    return _rested(qtbot, desktop)


def _rested(qtbot: QtBot, desktop: Program) -> Page:
    qtbot.wait(60)
    qtbot.waitUntil(lambda: not desktop.jobs._running, timeout=20_000)
    qtbot.wait(20)
    return desktop.window.page


def shown(page: QWidget) -> list[QWidget]:
    """The widgets of a page that can be seen now, wherever they are scrolled to."""
    return [one for one in page.findChildren(QWidget) if one.isVisible()]


def nameless(page: Page) -> list[str]:
    """What takes the focus or can be pressed, and tells a screen reader neither name nor text."""
    return [
        _described(one)
        for one in shown(page)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not one.accessibleName()
        and not (isinstance(one, QPushButton) and one.text())
    ]


def clipped(page: Page) -> list[str]:
    """Labels and buttons that have less room than their text; one that ends in … shows it as its tool tip."""
    return [_described(one) for one in shown(page) if _is_clipped(one)]


def _is_clipped(one: QWidget) -> bool:
    if isinstance(one, Elided):
        return one.height() < QFontMetrics(one.font()).height()
    if isinstance(one, QPushButton):
        return one.width() < one.sizeHint().width() or one.height() < one.sizeHint().height() - 1
    if not isinstance(one, QLabel) or not one.text():
        return False
    if one.wordWrap():
        return one.heightForWidth(one.width()) > one.height() + 1
    return one.width() < one.sizeHint().width() or one.height() < QFontMetrics(one.font()).height()


def _described(one: QWidget) -> str:
    words = one.text() if isinstance(one, QLabel | QPushButton) else ""
    place = f"{one.width()}×{one.height()} of {one.sizeHint().width()}×{one.sizeHint().height()}"
    return f"{type(one).__name__} {one.objectName()!r} {words!r} {place} in {type(one.parent()).__name__}"
