"""The conflict step and the private note, as an expert meets them: by mouse and by keyboard, durable at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypinyin import lazy_pinyin
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.candidate import Candidate, Channel
from reviewer_app.domain.sheet import SheetState
from reviewer_app.i18n import Language
from reviewer_app.services import conflicts, hand_in, notes, reading, returns, review
from reviewer_app.services.conflicts import Decision
from reviewer_app.services.demo import Demo
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.conflicts import ConflictPage
from reviewer_app.ui.expert.page import ExpertPage
from tests.ui.stage import begin_marking, fresh_seat
from tests.ui.test_expert import finish, open_expert, wait_saved
from tests.ui.test_versions import close, start
from tests.world import World

SAME_UNIT = ("008", "009")
"""The candidates of the late expert's unit in the sample round."""


@pytest.fixture
def fresh(desktop: Program, demo: Demo) -> Seat:
    """The late expert's desk with the undertaking accepted and no conflict declared."""
    seat = fresh_seat(desktop.desktop.workplace, demo.late)
    store = desktop.desktop.workplace.open_store(seat)
    review.accept_undertaking(store)
    store.close()
    return seat


@pytest.fixture
def marked(desktop: Program, demo: Demo) -> Seat:
    """The late expert's desk, everybody marked."""
    workplace = desktop.desktop.workplace
    return begin_marking(workplace, fresh_seat(workplace, demo.late), lambda _code, place: str(20 + place))


def step(page: ExpertPage) -> ConflictPage:
    shown = page._stack.currentWidget()
    assert isinstance(shown, ConflictPage)
    return shown


def decisions(page: ExpertPage) -> dict[str, tuple[Decision, str]]:
    found = conflicts.conflicts_of(page._sitting.store)
    return {case.proposal.candidate: (case.decision, case.why) for case in found.cases}


def click(qtbot: QtBot, page: ExpertPage, name: str) -> None:
    made = step(page).findChild(QPushButton, name)
    assert made is not None
    assert made.isVisible()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def searched(qtbot: QtBot, page: ExpertPage) -> None:
    qtbot.waitUntil(lambda: page.declaring._search is None, timeout=10_000)


def test_from_the_undertaking_through_the_conflicts_to_the_desk(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    page = open_expert(qtbot, desktop, fresh_seat(desktop.desktop.workplace, demo.late))
    qtbot.mouseClick(page.undertaking.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(page._stack.currentWidget(), ConflictPage))
    searched(qtbot, page)
    assert tuple(step(page).rows) == SAME_UNIT
    assert not page._finish_button.isEnabled()

    click(qtbot, page, "declare")
    qtbot.waitUntil(lambda: step(page).told.text() == "2 candidates are still to be decided.")
    assert step(page).rows["008"].confirm.hasFocus()

    click(qtbot, page, "confirm-008")
    panel = step(page).rows["008"]._panel
    assert panel is not None
    assert "for good" in panel._words.text()
    assert panel.reason.text() == f"Same unit ({page.board.candidates['008'].unit})"
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: step(page).rows["009"].confirm.hasFocus())
    assert step(page).rows["008"]._chip.text == "recused"

    click(qtbot, page, "dismiss-009")
    panel = step(page).rows["009"]._panel
    assert panel is not None
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    assert panel.isVisible(), "nothing happens without a reason"
    panel.reason.setText("同名不同单位")
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: step(page).finish_button.hasFocus())
    assert step(page).told.text() == ""

    field = step(page).other
    field.setFocus()
    qtbot.keyClicks(field, "003")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    step(page).panel.reason.setText("夫妻")
    qtbot.keyClick(step(page).panel.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.board.sheets["003"].state is SheetState.RECUSED)

    wait_saved(qtbot, desktop)
    click(qtbot, page, "declare")
    qtbot.waitUntil(lambda: page.is_at_desk)
    assert decisions(page)["009"] == (Decision.DISMISSED, "同名不同单位")
    assert {code for code, sheet in page.board.sheets.items() if sheet.state is SheetState.RECUSED} == {"003", "008"}
    page.open_candidate("008")
    assert "recused" in page.desk.dossier._wait.text()
    assert page._finish_button.isEnabled()
    qtbot.waitUntil(lambda: page.saved.text.startswith("Saved "))


def test_a_desk_reopened_after_the_step_goes_straight_to_the_dossiers(
    qtbot: QtBot, desktop: Program, fresh: Seat
) -> None:
    page = open_expert(qtbot, desktop, fresh)
    searched(qtbot, page)
    for code in SAME_UNIT:
        page.declaring._dismiss(code, "无往来")
    wait_saved(qtbot, desktop)
    click(qtbot, page, "declare")
    qtbot.waitUntil(lambda: page.is_at_desk)
    desktop.window.pages.go_home()
    wait_saved(qtbot, desktop)
    again = open_expert(qtbot, desktop, fresh)
    assert again.is_at_desk
    again.show_conflicts()
    qtbot.waitUntil(lambda: len(step(again).rows) == 2)
    assert [row._chip.text for row in step(again).rows.values()] == ["no conflict", "no conflict"]
    qtbot.mouseClick(again.switch.buttons["desk"], Qt.MouseButton.LeftButton)
    assert again.is_at_desk, "looked at again, the step holds nobody up"


def test_the_step_goes_on_in_another_language(qtbot: QtBot, desktop: Program, fresh: Seat) -> None:
    page = open_expert(qtbot, desktop, fresh)
    searched(qtbot, page)
    page.declaring._dismiss("008", "无往来")
    wait_saved(qtbot, desktop)
    step(page).past.setFocus()
    qtbot.keyClicks(step(page).past, "ABC Works")
    desktop.window.pages.change_language(Language.CHINESE)
    qtbot.waitUntil(lambda: desktop.window.page is not page, timeout=10_000)
    again = expert_page(qtbot, desktop)
    assert [row._chip.text for row in step(again).rows.values()] == ["不需要回避", "待处理"]
    assert step(again).past.toPlainText() == "ABC Works"
    wait_saved(qtbot, desktop)
    assert conflicts.conflicts_of(again._sitting.store).past_units == ("ABC Works",)


def test_with_nothing_found_one_press_goes_on(qtbot: QtBot, desktop: Program, fresh: Seat) -> None:
    store = desktop.desktop.workplace.open_store(fresh)
    for code in SAME_UNIT:
        review.recuse(store, code, "同单位")
    store.close()
    page = open_expert(qtbot, desktop, fresh)
    assert step(page).finish_button.hasFocus()
    qtbot.keyClick(step(page).finish_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.is_at_desk, timeout=10_000)
    assert conflicts.conflicts_of(page._sitting.store).unsearched == (), "it waited for the search"


def test_past_units_are_kept_when_the_field_is_left(qtbot: QtBot, desktop: Program, fresh: Seat) -> None:
    page = open_expert(qtbot, desktop, fresh)
    searched(qtbot, page)
    unit = page.board.candidates["001"].unit
    step(page).past.setFocus()
    step(page).past.setPlainText(f"{unit}\n\n某某研究所")
    qtbot.keyClick(step(page).past, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: "001" in step(page).rows)
    assert conflicts.conflicts_of(page._sitting.store).past_units == (unit, "某某研究所")
    assert "earlier" in step(page).rows["001"]._reasons.text()
    shown = sorted(step(page).rows, key=lambda code: step(page).rows[code].y())
    assert len(shown) > 2
    assert shown == sorted(shown), "in the order of the round"


def test_a_candidate_is_found_by_code_name_and_pinyin(qtbot: QtBot, desktop: Program, fresh: Seat) -> None:
    page = open_expert(qtbot, desktop, fresh)
    searched(qtbot, page)
    field = step(page).other
    field.setFocus()
    name = page.board.candidates["002"].name
    spelled = "".join(lazy_pinyin(name))
    qtbot.waitUntil(lambda: spelled in field._keys["002"], timeout=10_000)
    for text in ("002", name, spelled, spelled[:-1].upper()):
        field.setText(text)
        assert field.code() == "002", text
    for text in ("", "nobody", "0"):
        field.setText(text)
        assert field.code() == "", text
    field.setText("nobody")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert step(page)._other_told.isVisible()
    assert step(page).panel.isHidden()
    field.clear()
    qtbot.keyClicks(field, spelled[:-1])
    popup = field.completer().popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert field.code() == "002"
    assert name in field.text()
    qtbot.waitUntil(step(page).panel.isVisible)
    assert not step(page)._other_told.isVisible()


def test_a_cancelled_search_is_told_and_can_be_made_later(qtbot: QtBot, desktop: Program, fresh: Seat) -> None:
    page = open_expert(qtbot, desktop, fresh)
    page.declaring.stop()
    searched(qtbot, page)
    if conflicts.conflicts_of(page._sitting.store).unsearched:
        assert "12 dossiers were not searched" in step(page)._unsearched.text()
        click(qtbot, page, "search-dossiers")
        searched(qtbot, page)
    assert not step(page)._unsearched_line.isVisible()
    assert conflicts.conflicts_of(page._sitting.store).unsearched == ()


def test_a_return_opens_a_recused_dossier_again_at_the_desk(
    qtbot: QtBot, desktop: Program, marked: Seat, demo: Demo, tmp_path: Path
) -> None:
    workplace = desktop.desktop.workplace
    store = workplace.open_store(marked)
    review.recuse(store, "005", "同单位")
    store.close()
    page = open_expert(qtbot, desktop, marked)
    page.open_candidate("005")
    assert page.desk.marks.note.isHidden()
    finish(qtbot, page)
    package = tmp_path / "late.jpscore"
    hand_in.export_signed(page._sitting.store, package)
    sent = send_back(desktop, demo, package, tmp_path / "back.jpreturn")
    page.take_files([sent])
    qtbot.waitUntil(lambda: page.board.sheets["005"].state is SheetState.INCOMPLETE, timeout=10_000)
    qtbot.waitUntil(lambda: page.desk.dossier._dossier is not None, timeout=10_000)
    assert page.desk.current == "005"
    assert page.desk.marks.rows["expertise"].field.isEnabled()
    assert not page.desk.marks.note.isHidden()


def send_back(desktop: Program, demo: Demo, package: Path, target: Path) -> Path:
    """The chair's return of 005 to the late expert."""
    from reviewer_app.services import collect

    workplace = desktop.desktop.workplace
    chair = next(seat for seat in workplace.seats() if seat.person == "chair")
    identity = workplace.identity(chair)
    store = workplace.open_store(chair)
    receipts = collect.receive(store, [package], [identity.age_secret], datetime.now(UTC))
    assert [one.outcome for one in receipts] == ["first"]
    signed = returns.sign_return_to(store, identity, demo.late, {"005": "并非同一单位"})
    returns.export_return(signed, target)
    store.close()
    return target


def test_a_private_note_is_saved_when_left_and_stays_with_its_candidate(
    qtbot: QtBot, desktop: Program, marked: Seat
) -> None:
    page = open_expert(qtbot, desktop, marked)
    page.open_candidate("002")
    qtbot.keyClick(page, Qt.Key.Key_F3)
    note = page.desk.marks.note
    assert note.field.hasFocus()
    qtbot.keyClicks(note.field, "ask about 2019")
    page.open_candidate("003")
    assert note.field.toPlainText() == ""
    wait_saved(qtbot, desktop)
    qtbot.waitUntil(lambda: page.saved.text.startswith("Saved "))
    assert dict(reading.expert_desk(page._sitting.store).notes) == {"002": "ask about 2019"}
    page.open_candidate("002")
    assert note.field.toPlainText() == "ask about 2019"
    assert page.board.sheets["002"].remark == ""


def test_a_note_being_typed_stays_with_its_candidate_when_a_recused_one_is_opened(
    qtbot: QtBot, desktop: Program, marked: Seat
) -> None:
    store = desktop.desktop.workplace.open_store(marked)
    notes.write_note(store, "005", "before recusal")
    review.recuse(store, "005", "同单位")
    store.close()
    page = open_expert(qtbot, desktop, marked)
    page.open_candidate("002")
    page.desk.write_note()
    qtbot.keyClicks(page.desk.marks.note.field, "of 002")
    page.open_candidate("005")
    wait_saved(qtbot, desktop)
    assert page.desk.marks.note.isHidden()
    assert page.desk.marks.note.field.toPlainText() == ""
    assert page.messages.texts == []
    kept = {"002": "of 002", "005": "before recusal"}
    assert dict(reading.expert_desk(page._sitting.store).notes) == kept


def test_a_note_can_be_written_on_a_signed_sheet_and_is_hidden_on_a_recused_one(
    qtbot: QtBot, desktop: Program, marked: Seat
) -> None:
    page = open_expert(qtbot, desktop, marked)
    finish(qtbot, page)
    page.open_candidate("004")
    marks = page.desk.marks
    assert not marks.remark.isEnabled()
    assert marks.note.field.isEnabled()
    marks.note.field.setPlainText("after signing")
    marks.note_written.emit("after signing")
    wait_saved(qtbot, desktop)
    assert page.board.notes["004"] == "after signing"
    assert page.board.is_signed_current, "a note changes nothing that was signed"


def test_a_later_version_shows_the_step_again_for_what_is_new(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime.now(UTC))
    world.candidates = (candidate("001", "某某工会"), candidate("002", "别处"))
    world.seal()
    made = start(qtbot, world, "expert-01")
    made.window.open_files([world.round_path])
    page = expert_page(qtbot, made)
    qtbot.mouseClick(page.undertaking.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(page._stack.currentWidget(), ConflictPage))
    searched(qtbot, page)
    page.declaring._dismiss("001", "不同部门")
    wait_saved(qtbot, made)
    click(qtbot, page, "declare")
    qtbot.waitUntil(lambda: page.is_at_desk)
    made.window.pages.go_home()
    wait_saved(qtbot, made)

    world.candidates = (*world.candidates, candidate("003", "某某工会二分会"), candidate("004", "别处"))
    world.deeds = {"004": "师从 expert-01 测试"}
    page = later_version(qtbot, made, world)
    assert not page._finish_button.isEnabled()
    searched(qtbot, page)
    assert tuple(step(page).rows) == ("003", "004"), "001 was decided before; 004 was found in a new dossier"
    for code in ("003", "004"):
        page.declaring._dismiss(code, "不同部门")
    wait_saved(qtbot, made)
    click(qtbot, page, "declare")
    qtbot.waitUntil(lambda: page.is_at_desk)
    assert page._finish_button.isEnabled()
    close(made)
    world.close()


def test_a_name_found_in_a_later_version_leads_back_to_the_step(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime.now(UTC))
    world.candidates = (candidate("001", "别处"), candidate("002", "别处"))
    world.seal()
    made = start(qtbot, world, "expert-01")
    made.window.open_files([world.round_path])
    page = expert_page(qtbot, made)
    qtbot.mouseClick(page.undertaking.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(page._stack.currentWidget(), ConflictPage))
    click(qtbot, page, "declare")
    qtbot.waitUntil(lambda: page.is_at_desk, timeout=10_000)
    made.window.pages.go_home()
    wait_saved(qtbot, made)
    world.deeds = {"002": "师从 expert-01 测试"}
    page = later_version(qtbot, made, world)
    qtbot.waitUntil(lambda: isinstance(page._stack.currentWidget(), ConflictPage), timeout=10_000)
    assert tuple(step(page).rows) == ("002",)
    close(made)
    world.close()


def candidate(code: str, unit: str) -> Candidate:
    return Candidate(code=code, name=f"候选{code}", unit=unit, channel=Channel.UNIT, recommended_by=("别处",))


def expert_page(qtbot: QtBot, made: Program) -> ExpertPage:
    qtbot.waitUntil(lambda: isinstance(made.window.page, ExpertPage), timeout=20_000)
    assert isinstance(made.window.page, ExpertPage)
    return made.window.page


def later_version(qtbot: QtBot, made: Program, world: World) -> ExpertPage:
    """The desk, once the next version of the round is taken in."""
    world.seal_next()
    made.window.open_files([world.round_path])
    qtbot.waitUntil(lambda: any("Version 2" in text for text in made.window.page.messages.texts), timeout=20_000)
    made.window.open_seat(made.desktop.workplace.seats()[0])
    return expert_page(qtbot, made)
