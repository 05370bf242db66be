"""The other language on every page: the same place again, with nothing lost, and nothing cut off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from reviewer_app import i18n
from reviewer_app.app import Program
from reviewer_app.i18n import Language
from reviewer_app.resources import resource
from reviewer_app.security.key_file import KeyFileEntries
from reviewer_app.security.vault import EntryVault, KeptIn
from reviewer_app.services import review
from reviewer_app.services.demo import Demo
from reviewer_app.services.workplace import CHAIR, EXPERT, OFFICE, Seat, Workplace
from reviewer_app.ui.chair.page import SIGN, ChairPage
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.identity.page import IdentityPage
from reviewer_app.ui.office.page import OfficePage
from reviewer_app.ui.page import Page
from reviewer_app.ui.record.erase import ErasePage
from reviewer_app.ui.record.mend import MendPage
from reviewer_app.ui.record.page import RecordPage
from reviewer_app.ui.start.page import StartPage
from tests.ui.stage import fresh_seat, program


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.use(Language.ENGLISH, resource("locale"))


@pytest.mark.parametrize(("language", "told"), [(Language.ENGLISH, "One. Two."), (Language.CHINESE, "One.Two.")])
def test_sentences_stand_apart_only_where_the_language_parts_them(language: Language, told: str) -> None:
    i18n.use(language, resource("locale"))
    assert i18n.in_a_row(["One.", "Two."]) == told


def switch(qtbot: QtBot, desktop: Program, to: Language = Language.CHINESE) -> Page:
    """Presses the button of the other language; the page that is shown then."""
    before = desktop.window.page
    button = before.findChild(QPushButton, "language")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desktop.window.page is not before and i18n.language() is to, timeout=20_000)
    assert type(desktop.window.page) is type(before)
    return desktop.window.page


def sit(qtbot: QtBot, desktop: Program, desk: str) -> Page:
    seat = next(one for one in desktop.desktop.workplace.seats() if one.desk == desk)
    before = desktop.window.page
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: desktop.window.page is not before, timeout=20_000)
    qtbot.waitUntil(lambda: not desktop.jobs.is_busy, timeout=20_000)
    return desktop.window.page


def sit_as(qtbot: QtBot, desktop: Program, seat: Seat) -> ExpertPage:
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, ExpertPage), timeout=20_000)
    page = desktop.window.page
    assert isinstance(page, ExpertPage)
    return page


def test_the_expert_goes_on_where_they_were(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = sit_as(qtbot, desktop, seat)
    page.open_candidate("005")
    page.desk.dossier.turn_to("deeds")
    field = page.desk.marks.rows["expertise"].field
    field.setFocus()
    qtbot.keyClicks(field, "21.5")
    store = page._sitting.store
    again = switch(qtbot, desktop)
    assert isinstance(again, ExpertPage)
    assert again._sitting.store is store, "the store stays open"
    assert (again.desk.current, again.desk.dossier.tab) == ("005", "deeds")
    kept = {sheet.candidate: sheet for sheet in review.sheets_of(store)}["005"]
    assert kept.marks == {"expertise": Decimal("21.5")}, "what was being typed was handed over"
    assert again.desk.marks.rows["expertise"].field.text() == "21.5"
    assert again.desk.marks.rows["expertise"].field.hasFocus()
    finish = again.findChild(QPushButton, "finish")
    assert finish is not None
    assert finish.text() == "完成与签名"
    qtbot.keyClick(again.desk.marks.rows["expertise"].field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: again.board.sheets["005"].marks == {}, timeout=10_000)


def test_what_cannot_be_kept_yet_stays_typed(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = sit_as(qtbot, desktop, seat)
    field = page.desk.marks.rows["expertise"].field
    field.setFocus()
    qtbot.keyClicks(field, "22.3")
    page.desk.marks._ask_recusal()
    page.desk.marks.reason.reason.setText("同单位")
    again = switch(qtbot, desktop)
    assert isinstance(again, ExpertPage)
    assert again.desk.marks.rows["expertise"].field.text() == "22.3"
    assert not again.desk.marks.reason.isHidden()
    assert again.desk.marks.reason.reason.text() == "同单位"
    assert again.desk.marks._is_recusing


def test_the_finish_page_and_the_undertaking_stay(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    page = sit_as(qtbot, desktop, fresh_seat(desktop.desktop.workplace, demo.late))
    again = switch(qtbot, desktop)
    assert isinstance(again, ExpertPage)
    assert again._stack.currentWidget() is again.undertaking
    assert page is not again
    desktop.window.pages.go_home()
    signed = next(one for one in desktop.desktop.workplace.seats() if one.person == "expert-01")
    page = sit_as(qtbot, desktop, signed)
    page._show_finish()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.finish)
    back = switch(qtbot, desktop, Language.ENGLISH)
    assert isinstance(back, ExpertPage)
    assert back._stack.currentWidget() is back.finish
    assert back.board.signed is not None


def test_the_chair_stays_at_the_tab_and_verifies_nothing_anew(qtbot: QtBot, desktop: Program) -> None:
    page = sit(qtbot, desktop, CHAIR)
    assert isinstance(page, ChairPage)
    page.tabs.turn_to(SIGN)
    view = page._view
    again = switch(qtbot, desktop)
    assert isinstance(again, ChairPage)
    assert again.tabs.current == SIGN
    assert again._view.rows is view.rows
    assert again.signature.signed.sign_button.text() == "对结果签名"


def test_the_office_keeps_draft_terms_and_step(qtbot: QtBot, desktop: Program) -> None:
    page = sit(qtbot, desktop, OFFICE)
    assert isinstance(page, OfficePage)
    qtbot.waitUntil(lambda: page.draft.material is not None and bool(page.draft.people), timeout=20_000)
    page.sealing.round_title.setText("另一个题目")
    page.turn_to("seal")
    draft = page.draft
    again = switch(qtbot, desktop)
    assert isinstance(again, OfficePage)
    qtbot.waitUntil(lambda: not desktop.jobs.is_busy, timeout=20_000)
    assert again.draft == draft
    assert again.sealing.round_title.text() == "另一个题目"
    assert again._stack.currentWidget() is again.sealing
    assert again.material.candidates.rowCount() == page_rows(draft)


def page_rows(draft: object) -> int:
    from reviewer_app.services.drafting import Draft

    assert isinstance(draft, Draft)
    assert draft.material is not None
    return len(draft.material.candidates)


def test_a_record_over_a_desk_leads_back_to_it(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = sit_as(qtbot, desktop, seat)
    page.open_candidate("003")
    record_button = page.findChild(QToolButton, "record")
    assert record_button is not None
    qtbot.mouseClick(record_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, RecordPage))
    record = desktop.window.page
    assert isinstance(record, RecordPage)
    qtbot.waitUntil(lambda: record.found is not None, timeout=10_000)
    again = switch(qtbot, desktop)
    assert isinstance(again, RecordPage)
    assert again.title.text().endswith("专家评审")
    qtbot.waitUntil(lambda: again.found is not None, timeout=10_000)
    again.home_asked.emit()
    desk = desktop.window.page
    assert isinstance(desk, ExpertPage)
    assert desk.desk.current == "003"
    assert desktop.window.pages.count() == 1


def test_erasing_and_mending_keep_what_was_typed_and_chosen(
    qtbot: QtBot, desktop: Program, seat: Seat, tmp_path: Path
) -> None:
    desktop.window.pages.show_erasing(seat)
    page = desktop.window.page
    assert isinstance(page, ErasePage)
    page.field.setText(seat.round_id)
    again = switch(qtbot, desktop)
    assert isinstance(again, ErasePage)
    assert again.field.text() == seat.round_id
    assert again.do.isEnabled()
    desktop.window.pages.show_mending(seat)
    mend = desktop.window.page
    assert isinstance(mend, MendPage)
    mend.use_packages((tmp_path / "a.jpscore",))
    back = switch(qtbot, desktop, Language.ENGLISH)
    assert isinstance(back, MendPage)
    assert back._packages == (tmp_path / "a.jpscore",)


def test_the_identity_page_keeps_a_passphrase_that_is_being_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from reviewer_app.services.identity import begin

    vault = EntryVault(KeyFileEntries.make(tmp_path / "keys.jpkey", "seven quiet anvils"), KeptIn.KEY_FILE)
    begin(vault, "王建国", "某厂", datetime(2026, 7, 26, 8, tzinfo=UTC))
    own = program(tmp_path, Workplace(tmp_path / "data", lambda: vault))
    own.window.show()
    try:
        own.window.pages.show_identity()
        page = own.window.page
        assert isinstance(page, IdentityPage)
        qtbot.waitUntil(lambda: page._me is not None, timeout=10_000)
        page.backup.open()
        page.backup.form.fields[0].setText("seven quiet")
        again = switch(qtbot, own)
        assert isinstance(again, IdentityPage)
        assert not again.backup.form.isHidden()
        assert again.backup.form.fields[0].text() == "seven quiet"
    finally:
        own.jobs.close()
        own.window.deleteLater()


def test_a_name_typed_on_the_start_page_stays(qtbot: QtBot, desktop: Program) -> None:
    page = desktop.window.page
    assert isinstance(page, StartPage)
    page.identity.show_nobody()
    page.identity.person.fields[0].setText("王建国")
    again = switch(qtbot, desktop)
    assert isinstance(again, StartPage)
    assert not again.identity.person.isHidden()
    assert again.identity.person.fields[0].text() == "王建国"


def test_work_that_runs_is_waited_for_and_comes_home(qtbot: QtBot, desktop: Program) -> None:
    page = sit(qtbot, desktop, CHAIR)
    gate, done = threading.Event(), list[object]()
    desktop.jobs.start(lambda _progress: gate.wait(20), done=done.append, failed=done.append, owner=page)
    button = page.findChild(QPushButton, "language")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("Work is still running" in text for text in page.messages.texts))
    assert desktop.window.page is page
    assert i18n.language() is Language.ENGLISH
    gate.set()
    qtbot.waitUntil(lambda: desktop.window.page is not page, timeout=10_000)
    assert done == [True]
    assert i18n.language() is Language.CHINESE


def test_a_page_that_is_left_meanwhile_changes_nothing(qtbot: QtBot, desktop: Program) -> None:
    page = sit(qtbot, desktop, EXPERT)
    gate = threading.Event()
    desktop.jobs.start(lambda _progress: gate.wait(20), done=lambda _v: None, failed=lambda _v: None)
    button = page.findChild(QPushButton, "language")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    desktop.window.pages.go_home()
    gate.set()
    qtbot.waitUntil(lambda: not desktop.jobs.is_busy, timeout=10_000)
    assert isinstance(desktop.window.page, StartPage)
    assert i18n.language() is Language.ENGLISH
