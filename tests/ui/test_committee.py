"""Chair and office at their desks, with real files: from the roster to the signed result."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.services.demo import Demo
from reviewer_app.services.recompute import recompute
from reviewer_app.services.verify import verify
from reviewer_app.ui.chair.page import ChairPage
from reviewer_app.ui.office.page import OfficePage
from tests.ui.stage import begin_marking, fresh_seat
from tests.ui.test_expert import finish, open_expert
from tests.ui.test_window import drop, press, told


def open_chair(qtbot: QtBot, desktop: Program) -> ChairPage:
    seat = next(one for one in desktop.desktop.workplace.seats() if one.desk == "chair")
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, ChairPage), timeout=20_000)
    page = desktop.window.page
    assert isinstance(page, ChairPage)
    return page


def open_office(qtbot: QtBot, desktop: Program) -> OfficePage:
    seat = next(one for one in desktop.desktop.workplace.seats() if one.desk == "office")
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, OfficePage), timeout=20_000)
    page = desktop.window.page
    assert isinstance(page, OfficePage)
    qtbot.waitUntil(lambda: page.draft.material is not None and bool(page.draft.people), timeout=30_000)
    return page


def test_from_the_last_expert_to_the_result_that_computes_anew(
    qtbot: QtBot, desktop: Program, demo: Demo, tmp_path: Path
) -> None:
    workplace = desktop.desktop.workplace
    seat = begin_marking(workplace, fresh_seat(workplace, demo.late), lambda _code, place: str(18 + place))
    expert = open_expert(qtbot, desktop, seat)
    finish(qtbot, expert)
    package = tmp_path / "last.jpscore"
    expert.finishing.export(package)
    qtbot.waitUntil(package.exists, timeout=10_000)
    desktop.window.pages.go_home()
    page = open_chair(qtbot, desktop)
    assert page._counts.text() == "6 experts · 5 received · 1 missing"
    drop(desktop.window, package)
    qtbot.waitUntil(lambda: page._counts.text() == "6 experts · 6 received · 0 missing", timeout=20_000)
    assert page._state.text == "Provisional", "what was signed before is no longer what counts"
    page.tabs.turn_to("sign")
    assert page.signature.signed.sign_button.isVisible()
    qtbot.mouseClick(page.signature.signed.sign_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._state.text.startswith("Signed no. 2"), timeout=20_000)
    result = tmp_path / "out.jpresult"
    page.export(result)
    qtbot.waitUntil(result.exists, timeout=10_000)
    found = recompute(result, [workplace.vault.identity("union").age_secret], datetime.now(UTC))
    assert found.differences == ()


def test_the_trail_tells_the_figure_of_the_chosen_line(qtbot: QtBot, desktop: Program) -> None:
    page = open_chair(qtbot, desktop)
    line = next(one for one in page.ranking.model.ranking.lines if one.rank == 1)  # type: ignore[union-attr]
    page.ranking.choose(line.code)
    words = "\n".join(page.ranking.trail.words)
    assert line.code in words
    assert line.score in words
    assert "Entitled 6, missing 1, counted 5." in words
    for criterion in page._sitting.scheme.criteria:
        made = line.row["criteria"][criterion.key]
        assert f"÷ {made['divisor']}" in words
        assert made["score"] in words


def test_the_cut_line_stands_in_the_order_of_ranks_only(qtbot: QtBot, desktop: Program) -> None:
    page = open_chair(qtbot, desktop)
    model = page.ranking.model
    assert model.ranking is not None
    assert model.cut_row == model.ranking.cut
    assert model.rowCount() == 13
    model.order_by(3, Qt.SortOrder.AscendingOrder)
    assert model.cut_row is None
    assert model.rowCount() == 12


def test_refused_and_foreign_packages_are_told_and_the_roll_stays(
    qtbot: QtBot, desktop: Program, demo: Demo, tmp_path: Path
) -> None:
    page = open_chair(qtbot, desktop)
    before = page._counts.text()
    damaged = tmp_path / "damaged.jpscore"
    content = bytearray(demo.scores[0].read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    drop(desktop.window, tmp_path)
    qtbot.waitUntil(lambda: "damaged.jpscore" in told(desktop), timeout=20_000)
    assert page._counts.text() == before


def test_the_office_seals_what_others_can_verify(qtbot: QtBot, desktop: Program, tmp_path: Path) -> None:
    page = open_office(qtbot, desktop)
    page.sealing.round_id.setText("qilu-2027")
    assert page.sealing.seal_button.isEnabled()
    target = tmp_path / "sealed.jpround"
    page.seal(target)
    qtbot.waitUntil(lambda: "Sealed, saved and checked" in told(desktop), timeout=60_000)
    workplace = desktop.desktop.workplace
    verdict = verify([target], round_path=None, offices=workplace.offices(), at=datetime.now(UTC), secrets=())[0]
    assert verdict.outcome == "verified"
    assert {seat.round_id for seat in workplace.seats() if seat.desk == "office"} == {"qilu-2026-demo", "qilu-2027"}


def test_sealing_can_be_stopped_and_leaves_nothing(qtbot: QtBot, desktop: Program, tmp_path: Path) -> None:
    page = open_office(qtbot, desktop)
    page.sealing.round_id.setText("qilu-2027")
    target = tmp_path / "sealed.jpround"
    page.seal(target)
    press(page, "cancel-work", qtbot)
    qtbot.waitUntil(lambda: "No file was left behind" in told(desktop), timeout=60_000)
    assert not target.exists()
    assert not list(tmp_path.glob("*.part"))
    assert {seat.round_id for seat in desktop.desktop.workplace.seats() if seat.desk == "office"} == {"qilu-2026-demo"}


def test_problems_of_a_roster_stand_in_the_table(qtbot: QtBot, desktop: Program, tmp_path: Path) -> None:
    page = open_office(qtbot, desktop)
    roster = tmp_path / "名单.csv"
    roster.write_text(
        "编号,姓名,单位,推荐方式\n001,王甲,某厂,单位推荐\n001,李乙,某厂,单位推荐\n,赵丙,某厂,单位推荐\n", "utf-8"
    )
    drop(desktop.window, roster)
    qtbot.waitUntil(lambda: page.material.problems.rowCount() >= 2, timeout=20_000)
    lines = [page.material.problems.line_at(number) for number in range(page.material.problems.rowCount())]
    assert ("code_twice", 3) in [(one.code, one.row) for one in lines]
    assert ("code_missing", 4) in [(one.code, one.row) for one in lines]
    assert not page.sealing.seal_button.isEnabled()


def test_an_empty_office_desk_says_what_is_open(qtbot: QtBot, desktop: Program, tmp_path: Path) -> None:
    desktop.desktop.workplace.sample = None
    press_desk(desktop, "office", qtbot)
    page = desktop.window.page
    assert isinstance(page, OfficePage)
    assert not page.sealing.seal_button.isEnabled()
    assert "1" in page._steps["scheme"].text()
    assert "4" in page._steps["people"].text()


def press_desk(desktop: Program, desk: str, qtbot: QtBot) -> None:
    from reviewer_app.ui.parts import LinkCard

    card = desktop.window.page.findChild(LinkCard, f"desk-{desk}")
    assert card is not None
    qtbot.keyClick(card, Qt.Key.Key_Return)


@pytest.mark.parametrize("desk", ["union"])
def test_a_desk_that_is_not_there_yet_says_so(qtbot: QtBot, desktop: Program, desk: str) -> None:
    press_desk(desktop, desk, qtbot)
    assert "not part of this version" in told(desktop)
