"""Finishing at both desks: what counts, the signature, the code, the file, and what is safe when saving fails."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.services import review
from reviewer_app.services.demo import Demo
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.preferences import Mode
from reviewer_app.ui.qr import MARGIN, QrCode
from reviewer_app.ui.signed import grouped
from tests.export.media import medium
from tests.export.qr import decoded
from tests.ui.stage import begin_marking, fresh_seat
from tests.ui.test_committee import open_chair
from tests.ui.test_expert import open_expert, wait_saved


@pytest.fixture
def partly(desktop: Program, demo: Demo) -> Seat:
    """The late expert has judged nine: the first three alike, one begun, one recused, one not touched."""
    workplace = desktop.desktop.workplace

    def mark(code: str, place: int) -> str | None:
        number = int(code)
        if number > 10 or (number == 10 and place):
            return None
        return str(18 + place if number <= 3 else 10 + number)

    seat = begin_marking(workplace, fresh_seat(workplace, demo.late), mark)
    store = workplace.open_store(seat)
    review.recuse(store, "011", "同单位")
    store.close()
    return seat


def at_the_end(qtbot: QtBot, page: ExpertPage) -> None:
    page._show_finish()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.finish, timeout=10_000)


def sign(qtbot: QtBot, page: ExpertPage) -> None:
    at_the_end(qtbot, page)
    qtbot.mouseClick(page.finish.signed.sign_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.finish.signed.code.isVisible(), timeout=20_000)


def words_of(page: ExpertPage) -> str:
    return "\n".join(one.text() for one in page.finish.findChildren(QLabel) if one.isVisible())


def outcome(page: ExpertPage) -> str:
    return "\n".join(page.finish.signed.messages.texts)


def modules_of(code: QrCode) -> list[list[bool]]:
    """What is painted, module by module, as a camera would see it."""
    image = code.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    dark = [
        (x, y) for y in range(image.height()) for x in range(image.width()) if image.pixelColor(x, y).lightness() < 128
    ]
    left, top = min(x for x, _y in dark), min(y for _x, y in dark)
    side = (max(x for x, _y in dark) + 1 - left) / len(code._modules)
    assert side == int(side), "each module is a whole number of pixels"
    assert left >= MARGIN * side, "the white margin that readers need"
    count, middle = len(code._modules), int(side) // 2
    return [
        [
            image.pixelColor(left + int(column * side) + middle, top + int(line * side) + middle).lightness() < 128
            for column in range(count)
        ]
        for line in range(count)
    ]


def test_the_page_says_what_counts_and_that_a_part_may_be_handed_in(
    qtbot: QtBot, desktop: Program, partly: Seat
) -> None:
    page = open_expert(qtbot, desktop, partly)
    at_the_end(qtbot, page)
    qtbot.waitUntil(lambda: "Tied" in words_of(page))
    told = words_of(page)
    for words in (
        "Scored\n9\nThey count.",
        "Recused\n1\nYou take no part in these. That is not a zero.",
        "Begun\n1\nMarks are missing",
        "Not begun\n1\nWithout marks",
        "Tied\n3\nEqual totals of 78.0",
        "You can hand in a part. What is done counts and is closed. 2 sheets stay open",
        "version 1 · this will be no. 1",
    ):
        assert words in told, words
    link = next(one for one in page.finish.findChildren(QPushButton) if one.text().startswith("010 "))
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert page.desk.current == "010"


def test_nothing_done_is_nothing_to_sign(qtbot: QtBot, desktop: Program, seat: Seat) -> None:
    page = open_expert(qtbot, desktop, seat)
    at_the_end(qtbot, page)
    assert not page.finish.signed.sign_button.isEnabled()
    assert "Nothing is done yet" in words_of(page)


def test_fingerprint_and_code_are_those_of_the_package_in_both_themes(
    qtbot: QtBot, desktop: Program, partly: Seat, tmp_path: Path
) -> None:
    page = open_expert(qtbot, desktop, partly)
    sign(qtbot, page)
    signed = page.board.signed
    assert signed is not None
    card = page.finish.signed
    assert card.fingerprint.text() == grouped(signed.fingerprint)
    assert card.export_button.hasFocus()
    text = f"JP1:SCORE:{partly.round_id}:1:{partly.person}:1:{signed.fingerprint}".upper()
    for mode in (Mode.LIGHT, Mode.DARK):
        desktop.desktop.theme.use(mode)
        assert decoded(modules_of(card.code)) == text
    desktop.desktop.theme.use(Mode.SYSTEM)
    assert card.code.accessibleDescription() == text


def test_a_file_is_saved_read_back_and_told(qtbot: QtBot, desktop: Program, partly: Seat, tmp_path: Path) -> None:
    page = open_expert(qtbot, desktop, partly)
    sign(qtbot, page)
    target = tmp_path / "a.jpscore"
    page.finishing.export(target)
    qtbot.waitUntil(lambda: outcome(page) == f"Saved and checked: {target}.", timeout=10_000)
    assert page.board.signed is not None
    assert target.read_bytes() == page.board.signed.content
    page.finish.signed.tell_saved(target, is_on_stick=True)
    assert outcome(page).endswith("The stick can be removed safely.")


def test_where_saving_fails_it_is_told_there_with_what_is_safe_and_the_next_try_works(
    qtbot: QtBot, desktop: Program, partly: Seat, tmp_path: Path
) -> None:
    page = open_expert(qtbot, desktop, partly)
    sign(qtbot, page)
    page.finishing.export(tmp_path / "pulled out" / "a.jpscore")
    qtbot.waitUntil(lambda: "could not be written" in outcome(page), timeout=10_000)
    assert "What you signed is safe on this computer." in outcome(page)
    again = [one.text() for one in page.finish.signed.messages.findChildren(QPushButton)]
    assert "Save elsewhere…" in again
    assert page.messages.texts == [], "it is told at its place and nowhere else"
    target = tmp_path / "b.jpscore"
    page.finishing.export(target)
    qtbot.waitUntil(lambda: outcome(page) == f"Saved and checked: {target}.", timeout=10_000)


def test_a_full_stick_and_one_that_is_read_only_are_told_apart(qtbot: QtBot, desktop: Program, partly: Seat) -> None:
    page = open_expert(qtbot, desktop, partly)
    sign(qtbot, page)
    with medium(4096) as small, medium(1 << 20) as stick:
        if small is None or stick is None:
            pytest.skip("mounting is not allowed here")
        page.finishing.export(small / "a.jpscore")
        qtbot.waitUntil(lambda: "Make room or choose another drive" in outcome(page), timeout=10_000)
        assert list(small.iterdir()) == []
        subprocess.run(["mount", "-o", "remount,ro", stick], check=True)
        page.finishing.export(stick / "a.jpscore")
        qtbot.waitUntil(lambda: "may not be written" in outcome(page), timeout=10_000)
        assert "is safe on this computer" in outcome(page)


def test_what_is_changed_after_signing_asks_for_another_signature_also_after_reopening(
    qtbot: QtBot, desktop: Program, partly: Seat
) -> None:
    page = open_expert(qtbot, desktop, partly)
    sign(qtbot, page)
    assert page.finish.signed.sign_button.isHidden()
    page.open_candidate("012")
    page.marking.give({"012": {"expertise": Decimal("20")}})
    wait_saved(qtbot, desktop)
    at_the_end(qtbot, page)
    assert page.finish.signed.sign_button.isVisible()
    assert "You changed something since." in words_of(page)
    assert "this will be no. 2" in words_of(page)
    desktop.window.pages.go_home()
    wait_saved(qtbot, desktop)
    page = open_expert(qtbot, desktop, partly)
    at_the_end(qtbot, page)
    assert page.finish.signed.sign_button.isVisible()
    sign(qtbot, page)
    qtbot.waitUntil(lambda: page.board.signed is not None and page.board.signed.sequence == 2, timeout=10_000)
    desktop.window.pages.go_home()
    wait_saved(qtbot, desktop)
    page = open_expert(qtbot, desktop, partly)
    at_the_end(qtbot, page)
    assert page.finish.signed.sign_button.isHidden()


def test_the_chair_signs_and_saves_in_the_same_way(qtbot: QtBot, desktop: Program, tmp_path: Path) -> None:
    page = open_chair(qtbot, desktop)
    page.tabs.turn_to("sign")
    card = page.signature.signed
    qtbot.waitUntil(card.code.isVisible, timeout=20_000)
    assert page._signed is not None
    text = decoded(modules_of(card.code))
    assert text.startswith("JP1:RESULT:")
    assert text.endswith(page._signed.fingerprint.upper())
    page.export(tmp_path / "r.jpresult")
    qtbot.waitUntil(lambda: "Saved and checked" in "\n".join(card.messages.texts), timeout=10_000)


def test_leaving_waits_until_it_is_told_what_came_of_saving(
    qtbot: QtBot, desktop: Program, partly: Seat, tmp_path: Path
) -> None:
    page = open_expert(qtbot, desktop, partly)
    sign(qtbot, page)
    page.finishing.export(tmp_path / "a.jpscore")
    page.show_view("desk")
    desktop.window.pages.go_home()
    assert desktop.window.page is page
    assert page._stack.currentWidget() is page.finish
    assert "A moment" in outcome(page)
    qtbot.waitUntil(lambda: outcome(page).startswith("Saved and checked"), timeout=10_000)
    desktop.window.pages.go_home()
    assert desktop.window.page is not page
