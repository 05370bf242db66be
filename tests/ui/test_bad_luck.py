"""Bad luck at the expert's desk: what happened is told, with what is safe and what to do, and work goes on."""

from __future__ import annotations

import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.domain.package import Role
from reviewer_app.security.system_keyring import system_keyring
from reviewer_app.security.vault import EntryVault, KeptIn, KeyFolder, Vault
from reviewer_app.services import audit, review
from reviewer_app.services.demo import Demo
from reviewer_app.services.sample_desks import lay_out_desks, sample_workplace
from reviewer_app.services.stores import open_for_work
from reviewer_app.services.workplace import ME, Seat, Workplace, take_seat
from reviewer_app.ui.expert.page import ExpertPage
from tests.export.media import files_limited_to, medium
from tests.security.keyring_daemon import Keyring
from tests.ui.journey import (
    LONG,
    at_rest,
    expert_page,
    export,
    hand_over,
    running,
    told,
    wait_told,
)
from tests.ui.stage import begin_marking, fresh_seat
from tests.ui.test_expert import kept, open_expert, type_marks, wait_saved


def wait_dossier(qtbot: QtBot, page: ExpertPage) -> None:
    qtbot.waitUntil(lambda: page.desk.dossier._dossier is not None, timeout=LONG)


# the place where marks lie


def test_twenty_marks_that_cannot_be_written_are_told_once_and_the_fields_show_what_is_kept(
    qtbot: QtBot, desktop: Program, seat: Seat
) -> None:
    page = open_expert(qtbot, desktop, seat)
    wait_dossier(qtbot, page)
    code = page.desk.current
    row = page.desk.marks.rows["expertise"]
    page.marking.give({code: {"expertise": Decimal("20")}})
    wait_saved(qtbot, desktop)
    with files_limited_to(0):
        for number in range(20):
            row.field.setFocus()
            row.field.setText(str(number))
            row.field.finished.emit()
            page.desk.open_candidate(code)
        qtbot.waitUntil(lambda: not page.marking._on_the_way, timeout=LONG)
        assert len(page.messages.texts) == 1, page.messages.texts
        [text] = page.messages.texts
        assert "What was saved before is safe; the last entry was not saved." in text
        assert page.saved.text == "Not saved"
        assert Decimal(row.field.text()) == 20
        assert kept_in_memory(page, code) == {"expertise": Decimal("20")}
    row.field.setText("21")
    row.field.finished.emit()
    wait_saved(qtbot, desktop)
    assert kept(page, code) == {"expertise": Decimal("21")}
    assert page.saved.text.startswith("Saved ")
    page._sitting.store.check()


def kept_in_memory(page: ExpertPage, code: str) -> dict[str, Decimal]:
    return dict(page.board.sheets[code].marks)


def test_marks_that_would_go_to_a_store_that_was_taken_away_are_not_called_saved(
    qtbot: QtBot, desktop: Program, seat: Seat
) -> None:
    page = open_expert(qtbot, desktop, seat)
    code = page.desk.current
    folder = seat.store.parent
    away = folder.rename(folder.with_name("taken away"))
    type_marks(qtbot, page, "20", "21", "22", "23")
    wait_told(qtbot, desktop, "is no longer at its place")
    assert sum("no longer at its place" in text for text in page.messages.texts) == 1
    assert page.saved.text == "Not saved"
    away.rename(folder)
    page.open_candidate(code)
    type_marks(qtbot, page, "20", "21", "22", "23")
    wait_saved(qtbot, desktop)
    assert list(kept(page, code).values()) == [Decimal(20), Decimal(21), Decimal(22), Decimal(23)]


@contextmanager
def on_a_drive(folder: Path, demo: Demo, size: int) -> Iterator[tuple[Path, Workplace, Seat] | None]:
    """The late expert's desk on a drive of its own; None where mounting is not allowed."""
    with medium(size) as drive:
        if drive is None:
            yield None
            return
        shutil.copytree(demo.folder, drive / "round")
        workplace = sample_workplace(drive / "round")
        lay_out_desks(workplace, demo.late)
        yield drive, workplace, begin_marking(workplace, fresh_seat(workplace, demo.late), lambda _code, _place: None)


def test_on_a_full_disk_marks_are_not_called_saved_and_go_on_once_there_is_room(
    qtbot: QtBot, tmp_path: Path, demo: Demo
) -> None:
    size = 3 * sum(file.stat().st_size for file in demo.folder.rglob("*") if file.is_file())
    with on_a_drive(tmp_path, demo, size) as made:
        if made is None:
            pytest.skip("mounting is not allowed here")
        drive, workplace, seat = made
        with running(tmp_path, workplace) as desktop:
            page = open_expert(qtbot, desktop, seat)
            wait_dossier(qtbot, page)
            ballast = drive / "ballast"
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
            saved = fill_up(qtbot, page)
            assert len(page.messages.texts) == 1
            assert "the last entry was not saved" in told(desktop)
            assert "Make room" in told(desktop) or "drive is full" in told(desktop)
            ballast.unlink()
            page.marking.give({"012": {"expertise": Decimal("1")}})
            qtbot.waitUntil(lambda: page.saved.text.startswith("Saved "), timeout=LONG)
            assert kept(page, "012")["expertise"] == 1
            assert all(kept(page, code)["contribution"] == mark for code, mark in saved.items())
            page._sitting.store.check()


def fill_up(qtbot: QtBot, page: ExpertPage) -> dict[str, Decimal]:
    """Marks until the disk is full; returns those that were called saved."""
    saved: dict[str, Decimal] = {}
    for number in range(2000):
        code, mark = page.board.codes[number % 11], Decimal(number % 50) / 2
        page.marking.give({code: {"contribution": mark}})
        qtbot.waitUntil(lambda: not page.marking._on_the_way, timeout=LONG)
        if page.saved.text == "Not saved":
            return saved
        saved[code] = mark
    raise AssertionError("the disk never was full")


def test_a_desk_on_a_drive_that_may_not_be_written_says_what_to_do(qtbot: QtBot, tmp_path: Path, demo: Demo) -> None:
    with on_a_drive(tmp_path, demo, 1 << 28) as made:
        if made is None:
            pytest.skip("mounting is not allowed here")
        drive, workplace, seat = made
        subprocess.run(["mount", "-o", "remount,ro", str(drive)], check=True)
        with running(tmp_path, workplace) as desktop:
            desktop.window.open_seat(seat)
            wait_told(qtbot, desktop, "may not be written: Read-only file system. What is in it is safe.")
            assert "ask whoever looks after this computer; then try again" in told(desktop)
            subprocess.run(["mount", "-o", "remount,rw", str(drive)], check=True)
            open_expert(qtbot, desktop, seat)


# the round's file


def test_a_round_that_finds_no_room_is_told_and_leaves_nothing(qtbot: QtBot, tmp_path: Path, demo: Demo) -> None:
    keys = KeyFolder(tmp_path / "keys")
    keys.keep(ME, KeyFolder(demo.folder / "demo-keys").identity(demo.late))
    with medium(demo.round_path.stat().st_size // 2) as drive:
        if drive is None:
            pytest.skip("mounting is not allowed here")
        workplace = Workplace(drive, lambda: keys)
        workplace.vouch(demo.office)
        with running(tmp_path, workplace) as desktop:
            hand_over(qtbot, desktop, demo.round_path)
            wait_told(qtbot, desktop, "Nothing was left half written. Make room or choose another drive.")
            assert workplace.seats() == ()
            assert not [file for file in drive.rglob("*") if file.suffix in (".part", ".jpround")]


@pytest.fixture
def own(qtbot: QtBot, tmp_path: Path, demo: Demo) -> Iterator[tuple[Program, ExpertPage]]:
    """The late expert at a computer of their own, at the desk, with nothing marked."""
    with at_own_desk(qtbot, tmp_path, demo, KeyFolder(tmp_path / "keys"), lambda _code, _place: None) as made:
        yield made


def flip(file: Path, member: str) -> None:
    """One bit of a member's bytes changes, as on a worn-out stick."""
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo(member)
    with file.open("r+b") as content:
        content.seek(info.header_offset + 26)
        names = int.from_bytes(content.read(2), "little"), int.from_bytes(content.read(2), "little")
        middle = info.header_offset + 30 + sum(names) + info.file_size // 2
        content.seek(middle)
        byte = content.read(1)[0]
        content.seek(middle)
        content.write(bytes([byte ^ 1]))


def member_of(page: ExpertPage, code: str, number: int) -> str:
    from reviewer_app.export.round import evidence_member

    with zipfile.ZipFile(page._sitting.seat.round_file) as archive:
        wanted = evidence_member(page.board.held.document.folder_of(code), number)
        return next(name for name in archive.namelist() if name.endswith(wanted))


def test_one_damaged_piece_of_evidence_is_told_in_its_place_and_a_new_copy_of_the_round_mends_it(
    qtbot: QtBot, own: tuple[Program, ExpertPage], demo: Demo
) -> None:
    desktop, page = own
    wait_dossier(qtbot, page)
    code, view = page.desk.current, page.desk.dossier.evidence
    assert len(view._pieces) > 1
    flip(page._sitting.seat.round_file, member_of(page, code, 1))
    page.desk.dossier.turn_to("evidence")
    view.choose(2)
    qtbot.waitUntil(lambda: view._shown is view._pieces[1], timeout=LONG)
    assert view.told == ""
    view.choose(1)
    qtbot.waitUntil(lambda: "damaged in the round file" in view.told, timeout=LONG)
    assert "everything else can be read" in view.told
    assert "Open the round file that the office sent once more." in view.told
    assert page.messages.texts == []
    others = [one for one in page.board.codes if one != code]
    page.open_candidate(others[0])
    wait_dossier(qtbot, page)
    type_marks(qtbot, page, "20", "21", "22", "23")
    wait_saved(qtbot, desktop)
    assert len(kept(page, others[0])) == 4

    hand_over(qtbot, desktop, demo.round_path)
    page = expert_page(qtbot, desktop)
    page.open_candidate(code)
    wait_dossier(qtbot, page)
    view = page.desk.dossier.evidence
    page.desk.dossier.turn_to("evidence")
    view.choose(1)
    qtbot.waitUntil(lambda: view._shown is view._pieces[0], timeout=LONG)
    assert view.told == ""
    assert len(kept(page, others[0])) == 4


def test_without_the_round_s_file_marks_go_on_and_dossiers_say_how_to_get_it_back(
    qtbot: QtBot, own: tuple[Program, ExpertPage], demo: Demo
) -> None:
    desktop, page = own
    wait_dossier(qtbot, page)
    page._sitting.seat.round_file.unlink()
    for code in page.board.codes[1:4]:
        page.open_candidate(code)
        qtbot.waitUntil(lambda: "cannot be read" in page.desk.dossier._wait.text(), timeout=LONG)
        type_marks(qtbot, page, "20", "21", "22", "23")
    at_rest(qtbot, desktop)
    assert len(page.messages.texts) == 1
    assert "Your marks are safe" in told(desktop)
    assert "Open the round file that the office sent once more" in told(desktop)
    assert all(len(kept(page, code)) == 4 for code in page.board.codes[1:4])

    hand_over(qtbot, desktop, demo.round_path)
    page = expert_page(qtbot, desktop)
    wait_dossier(qtbot, page)
    assert all(len(kept(page, code)) == 4 for code in page.board.codes[1:4])


# the clock


def test_a_clock_set_back_by_years_refuses_nothing_and_keeps_the_order(
    qtbot: QtBot, desktop: Program, seat: Seat, tmp_path: Path
) -> None:
    later = datetime.now(UTC) + timedelta(days=1500)
    store = open_for_work(seat.store, desktop.desktop.workplace.vault, clock=lambda: later)
    review.record_mark(store, "001", "expertise", Decimal("20"))
    store.close()
    page = open_expert(qtbot, desktop, seat)
    page.open_candidate("002")
    type_marks(qtbot, page, "20", "21", "22", "23")
    wait_saved(qtbot, desktop)
    page.finishing.flow.sign()
    qtbot.waitUntil(lambda: page.board.signed is not None, timeout=LONG)
    export(qtbot, page, tmp_path / "a.jpscore")
    assert page.messages.texts == []
    found = audit.examine(page._sitting.store)
    assert found.holds
    assert [entry.number for entry in found.entries] == list(range(1, len(found.entries) + 1))
    years = [int(entry.at[:4]) for entry in found.entries]
    assert years != sorted(years), "the record shows the times as they were claimed"


# the keyring


@contextmanager
def at_own_desk(
    qtbot: QtBot, folder: Path, demo: Demo, vault: Vault, marks: Callable[[str, int], str | None]
) -> Iterator[tuple[Program, ExpertPage]]:
    """The late expert's desk, with marks given and their own keys in `vault`."""
    vault.keep(ME, KeyFolder(demo.folder / "demo-keys").identity(demo.late))
    workplace = Workplace(folder / "data", lambda: vault)
    workplace.vouch(demo.office)
    seat = take_seat(workplace, demo.round_path, demo.late, Role.EXPERT, datetime.now(UTC))
    begin_marking(workplace, seat, marks)
    with running(folder, workplace) as desktop:
        yield desktop, open_expert(qtbot, desktop, seat)


@contextmanager
def about_to_sign(qtbot: QtBot, folder: Path, demo: Demo, seconds: float) -> Iterator[ExpertPage]:
    """Everybody is marked, the finish page is shown, and the keys lie in the system's keyring."""
    vault = EntryVault(system_keyring(seconds=seconds), KeptIn.KEYRING)
    with at_own_desk(qtbot, folder, demo, vault, lambda _code, place: str(20 + place)) as (_desktop, page):
        page._show_finish()
        qtbot.waitUntil(lambda: page._stack.currentWidget() is page.finish, timeout=LONG)
        yield page


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyring]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made = Keyring(home)
    made.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    yield made
    made.close()


@pytest.mark.external
def test_a_keyring_locked_at_signing_loses_nothing_and_signing_works_once_it_is_unlocked(
    qtbot: QtBot, tmp_path: Path, demo: Demo, keyring: Keyring
) -> None:
    with about_to_sign(qtbot, tmp_path, demo, seconds=10) as page:
        keyring.kill()
        keyring.start(password="not the password")
        page.finishing.flow.sign()
        card = page.finish.signed
        qtbot.waitUntil(lambda: bool(card.messages.texts), timeout=LONG)
        assert card.messages.texts == [
            "The keyring (Secret Service) is locked. Unlock it with its password (often that of your login), then try "
            "again.\nNothing is signed yet. What you entered is safe on this computer."
        ]
        assert page.board.signed is None
        assert card.sign_button.isEnabled()
        assert {sheet.state.value for sheet in review.sheets_of(page._sitting.store)} == {"scored"}
        keyring.kill()
        keyring.start()
        page.finishing.flow.sign()
        qtbot.waitUntil(lambda: page.board.signed is not None, timeout=LONG)
        assert card.messages.texts == []


@pytest.mark.external
def test_a_keyring_that_answers_late_holds_the_window_up_for_nobody(
    qtbot: QtBot, tmp_path: Path, demo: Demo, keyring: Keyring
) -> None:
    with about_to_sign(qtbot, tmp_path, demo, seconds=20) as page:
        beats: list[float] = []
        pulse = QTimer()
        pulse.timeout.connect(lambda: beats.append(time.monotonic()))
        pulse.start(20)
        keyring.freeze()
        page.finishing.flow.sign()
        qtbot.wait(2000)
        assert page.board.signed is None
        assert not page.finish.signed.sign_button.isEnabled()
        keyring.thaw()
        qtbot.waitUntil(lambda: page.board.signed is not None, timeout=LONG)
        pulse.stop()
        gaps = [after - before for before, after in pairwise(beats)]
        assert len(beats) > 30
        assert max(gaps) < 1
