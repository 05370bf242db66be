"""The record of a desk in words, its faults, and a damaged desk that is brought back; with real stores."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.package import Kind
from reviewer_app.models.connection import encrypted, salt_of
from reviewer_app.models.lock import OPEN, lock_of, wal_of
from reviewer_app.services import review
from reviewer_app.services.demo import Demo
from reviewer_app.services.stores import backups_of
from reviewer_app.services.workplace import EXPERT, OFFICE, Seat
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.record.mend import MendPage
from reviewer_app.ui.record.page import RecordPage
from reviewer_app.ui.start.page import StartPage
from tests.ui.stage import begin_marking, fresh_seat
from tests.ui.test_expert import finish, open_expert
from tests.ui.test_window import drop, told

PATIENCE = 20_000


def at_rest(qtbot: QtBot, desktop: Program) -> None:
    qtbot.waitUntil(lambda: not desktop.jobs.is_busy, timeout=PATIENCE)


def click(page: QWidget, name: str) -> None:
    for kind in (QPushButton, QToolButton):
        made = page.findChild(kind, name)
        if made is not None:
            made.click()
            return
    raise AssertionError(name)


def record_of(qtbot: QtBot, desktop: Program, seat: Seat) -> RecordPage:
    """The record of a closed desk, examined."""
    desktop.window.pages.show_seat_record(seat)
    page = desktop.window.page
    assert isinstance(page, RecordPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=PATIENCE)
    at_rest(qtbot, desktop)
    return page


def seat_of(desktop: Program, desk: str, person: str) -> Seat:
    return next(one for one in desktop.desktop.workplace.seats() if (one.desk, one.person) == (desk, person))


def tamper(desktop: Program, seat: Seat, statement: str) -> None:
    salt = salt_of(seat.store)
    connection = encrypted(desktop.desktop.workplace.vault.store_key(salt), salt)(seat.store)
    connection.execute(statement)
    connection.close()


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for position in range(5000, len(content), 5000):
        content[position] ^= 255
    path.write_bytes(content)


def test_the_record_lies_over_the_open_desk_and_leads_back(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    workplace = desktop.desktop.workplace
    marks = {("001", 0): "21.5"}
    seat = begin_marking(workplace, fresh_seat(workplace, demo.late), lambda code, place: marks.get((code, place)))
    desk = open_expert(qtbot, desktop, seat)
    click(desk, "record")
    page = desktop.window.page
    assert isinstance(page, RecordPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=PATIENCE)
    assert page._title.text() == "The record holds"
    texts = [page.table.proxy.index(row, 2).data() for row in range(page.table.proxy.rowCount())]
    assert texts[0] == "This desk was set up."
    assert any("was set to 21.5" in text for text in texts)
    page._find.setText("21.5")
    assert page.table.proxy.rowCount() == 1
    click(page, "copy-record")
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "The record holds"
    assert len([line for line in copied if "\t" in line]) == len(texts)
    click(page, "back")
    assert desktop.window.page is desk
    desktop.window.pages.go_home()
    assert isinstance(desktop.window.page, StartPage)


def test_closing_the_window_over_a_record_settles_the_desk_below(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    workplace = desktop.desktop.workplace
    seat = begin_marking(workplace, fresh_seat(workplace, demo.late), lambda _code, _place: None)
    click(open_expert(qtbot, desktop, seat), "record")
    assert isinstance(desktop.window.page, RecordPage)
    assert desktop.window.close()
    workplace.open_store(seat).close()  # a desk that was left open would be in use


def test_a_changed_entry_is_told_in_red(qtbot: QtBot, desktop: Program) -> None:
    seat = seat_of(desktop, EXPERT, "expert-01")
    tamper(desktop, seat, "update audit set values_json = '{}' where number = 3")
    page = record_of(qtbot, desktop, seat)
    assert page._title.text() == "The record does not hold"
    assert page._meaning.text().startswith("The record does not hold from entry 3 on: an entry was changed")
    assert page._state.property("tone") == "red"


def test_a_cut_tail_is_found_by_a_signed_package(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    seat = seat_of(desktop, EXPERT, "expert-01")
    package = next(one for one in demo.scores if one.stem.endswith("expert-01"))
    page = record_of(qtbot, desktop, seat)
    drop(desktop.window, package)
    qtbot.waitUntil(lambda: "It agrees with 1 signed package." in page._meaning.text(), timeout=PATIENCE)
    tamper(desktop, seat, "delete from audit where number > 2")
    page = record_of(qtbot, desktop, seat)
    assert page.found is not None
    assert page.found.holds, "the chain alone cannot know where it ended"
    page.compare((package,))
    qtbot.waitUntil(lambda: "the record was cut before entry 3" in page._meaning.text(), timeout=PATIENCE)


def test_the_record_stands_on_every_desk(qtbot: QtBot, desktop: Program) -> None:
    for seat in desktop.desktop.workplace.seats():
        desktop.window.open_seat(seat)
        qtbot.waitUntil(lambda: not isinstance(desktop.window.page, StartPage), timeout=PATIENCE)
        at_rest(qtbot, desktop)
        desk = desktop.window.page
        click(desk, "record")
        page = desktop.window.page
        assert isinstance(page, RecordPage)
        qtbot.waitUntil(lambda page=page: page._title.text() == "The record holds", timeout=PATIENCE)  # type: ignore[misc]
        click(page, "back")
        assert desktop.window.page is desk
        desktop.window.pages.go_home()


def test_signing_leaves_a_copy_of_the_store(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    workplace = desktop.desktop.workplace
    seat = begin_marking(workplace, fresh_seat(workplace, demo.late), lambda _code, place: str(20 + place))
    page = open_expert(qtbot, desktop, seat)
    before = backups_of(seat.store)
    finish(qtbot, page)
    at_rest(qtbot, desktop)
    assert backups_of(seat.store)[0] not in before


def test_lost_last_changes_are_told_once_on_the_desk(qtbot: QtBot, desktop: Program) -> None:
    seat = seat_of(desktop, EXPERT, "expert-01")
    lock_of(seat.store).write_bytes(OPEN)  # as a killed program leaves it
    wal_of(seat.store).unlink(missing_ok=True)
    open_expert(qtbot, desktop, seat)
    assert "ended by force" in told(desktop)
    desktop.window.pages.go_home()
    open_expert(qtbot, desktop, seat)
    assert told(desktop) == ""


def test_a_damaged_desk_comes_back_with_what_was_signed(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    page = mending(qtbot, desktop)
    package = next(one for one in demo.scores if one.stem.endswith("expert-01"))
    drop(desktop.window, package)
    assert package.name in page._chosen.text()
    page.do.click()
    qtbot.waitUntil(page.told.isVisible, timeout=PATIENCE)
    assert page.told.text().startswith("The copy ")
    assert "Everything is there up to " in page.told.text()
    click(page, "mend-open")
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, ExpertPage), timeout=PATIENCE)
    desk = desktop.window.page
    assert isinstance(desk, ExpertPage)
    assert all(sheet.marks or sheet.state.value != "scored" for sheet in review.sheets_of(desk._sitting.store))


def test_without_a_sound_copy_the_round_is_opened_anew(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    page = mending(qtbot, desktop)
    for copy in backups_of(page._seat.store):
        copy.write_bytes(b"nothing of ours")
    page.use_packages(tuple(one for one in demo.scores if one.stem.endswith("expert-01")))
    page.do.click()
    qtbot.waitUntil(page.anew.isVisible, timeout=PATIENCE)
    assert "no sound copy" in told(desktop)
    page.anew.click()
    qtbot.waitUntil(page.told.isVisible, timeout=PATIENCE)
    assert "The round was opened anew" in page.told.text()
    assert "Taken back from signed packages: no. 1." in page.told.text()
    store = desktop.desktop.workplace.open_store(page._seat)
    with store.transaction() as work:
        assert [one.sequence for one in work.signed(Kind.SCORE)] == [1]
    assert [sheet.state.value for sheet in review.sheets_of(store)].count("incomplete") == 0
    store.close()


def test_the_office_s_damaged_desk_asks_for_no_package(qtbot: QtBot, desktop: Program) -> None:
    desktop.window.pages.show_mending(seat_of(desktop, OFFICE, OFFICE))
    page = desktop.window.page
    assert isinstance(page, MendPage)
    assert not page._choose_button.isVisible()


def mending(qtbot: QtBot, desktop: Program) -> MendPage:
    """The way back that is offered where a damaged desk does not open."""
    seat = seat_of(desktop, EXPERT, "expert-01")
    damage(seat.store)
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: "is damaged" in told(desktop), timeout=PATIENCE)
    message = desktop.window.page.messages._shown[0]
    way = next(one for one in message.findChildren(QPushButton) if one.text() == "Bring back what was signed…")
    way.click()
    page = desktop.window.page
    assert isinstance(page, MendPage)
    return page
