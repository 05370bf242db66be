"""The window: pages, files dropped anywhere, languages and colours at run time, one instance, an orderly end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app import i18n
from reviewer_app.app import Program
from reviewer_app.domain.progress import Progress
from reviewer_app.resources import resource
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services.demo import Demo
from reviewer_app.services.workplace import Workplace
from reviewer_app.ui.chair.page import ChairPage
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.instance import Instance
from reviewer_app.ui.office.page import OfficePage
from reviewer_app.ui.preferences import Mode
from reviewer_app.ui.start.page import StartPage
from reviewer_app.ui.tokens import DARK, LIGHT
from tests.ui.stage import program


def drop(target: QWidget, *files: Path) -> None:
    """Drops files as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    action, button, held = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target.window().dropEvent(QDropEvent(QPointF(50, 50), action, data, button, held))


def press(page: QWidget, name: str, qtbot: QtBot) -> None:
    made = page.findChild(QPushButton, name)
    assert made is not None, name
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def told(desktop: Program) -> str:
    return "\n".join(desktop.window.page.messages.texts)


def test_the_start_page_opens_no_store_and_loads_nothing_heavy() -> None:
    """In a process of its own: what the first paint must not pay for."""
    import subprocess
    import sys

    code = (
        "import sys\n"
        "import reviewer_app.app\n"
        "heavy = ['sqlalchemy', 'sqlmodel', 'pydantic', 'numpy', 'reportlab', 'keyring', 'pyrage', 'python_calamine',"
        " 'xlsxwriter', 'pypinyin', 'sqlcipher3', 'cryptography', 'PySide6.QtPdf', 'PySide6.QtNetwork']\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


def test_the_desks_of_the_sample_round_open(qtbot: QtBot, desktop: Program) -> None:
    kinds = {"expert": ExpertPage, "chair": ChairPage, "office": OfficePage}
    for seat in desktop.desktop.workplace.seats():
        desktop.window.open_seat(seat)
        kind = kinds[seat.desk]
        qtbot.waitUntil(lambda kind=kind: isinstance(desktop.window.page, kind), timeout=20_000)  # type: ignore[misc]
        qtbot.waitUntil(lambda: not desktop.jobs.is_busy, timeout=20_000)
        assert told(desktop) == ""
        desktop.window.pages.go_home()
        assert isinstance(desktop.window.page, StartPage)


def test_a_wrong_or_damaged_file_dropped_is_told(qtbot: QtBot, desktop: Program, tmp_path: Path) -> None:
    for name in ("x.jpround", "x.jpscore", "x.jpresult", "x.docx"):
        for content in (b"", b"PK\x03\x04 not a bag", b"%PDF-1.7", b"\x00" * 4096):
            (tmp_path / name).write_bytes(content)
            desktop.window.page.messages.clear()
            drop(desktop.window, tmp_path / name)
            qtbot.waitUntil(lambda: "not a valid file" in told(desktop), timeout=10_000)
            assert isinstance(desktop.window.page, StartPage)


def test_a_folder_or_a_file_that_is_gone_is_told(qtbot: QtBot, desktop: Program, tmp_path: Path) -> None:
    drop(desktop.window, tmp_path)
    qtbot.waitUntil(lambda: "no ordinary file" in told(desktop), timeout=10_000)
    drop(desktop.window, tmp_path / "gone.jpround")
    qtbot.waitUntil(lambda: "cannot be read" in told(desktop), timeout=10_000)


def test_a_score_package_dropped_leads_to_its_chair(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    drop(desktop.window, demo.scores[0])
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, ChairPage), timeout=20_000)
    qtbot.waitUntil(lambda: "taken in and verified: 1" in told(desktop), timeout=20_000)


def test_a_result_and_a_card_are_judged_where_they_fall(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    drop(desktop.window, demo.result_path)
    qtbot.waitUntil(lambda: "signed by whom it says" in told(desktop), timeout=20_000)
    drop(desktop.window, demo.cards[0])
    qtbot.waitUntil(lambda: "Identity card of" in told(desktop), timeout=20_000)


@pytest.fixture
def stranger(qtbot: QtBot, tmp_path: Path, demo: Demo) -> Iterator[Program]:
    """The program of the late expert, on a computer that has seen no round yet."""
    keys = KeyFolder(tmp_path / "keys")
    for secret in (demo.folder / "demo-keys").glob(f"{demo.late}.*"):
        (tmp_path / "keys").mkdir(exist_ok=True)
        (tmp_path / "keys" / secret.name).write_bytes(secret.read_bytes())
    made = program(tmp_path, Workplace(tmp_path / "data", lambda: keys))
    made.window.show()
    yield made
    made.window.page.settle()
    made.jobs.close()
    made.window.deleteLater()


def test_a_round_is_opened_once_its_office_is_vouched_for(qtbot: QtBot, stranger: Program, demo: Demo) -> None:
    drop(stranger.window, demo.round_path)
    qtbot.waitUntil(lambda: demo.office in told(stranger), timeout=20_000)
    assert stranger.desktop.workplace.offices() == ()
    message = stranger.window.page.messages._shown[0]
    open_it = next(one for one in message.findChildren(QPushButton) if one.text() == "It is the same: open")
    qtbot.mouseClick(open_it, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(stranger.window.page, ExpertPage), timeout=30_000)
    assert stranger.desktop.workplace.offices() == (demo.office,)
    seat = stranger.desktop.workplace.seats()[0]
    assert (seat.desk, seat.person, seat.total) == ("expert", demo.late, 12)
    assert seat.round_file.is_relative_to(stranger.desktop.workplace.folder), "a stick may be pulled"
    assert not list(seat.round_file.parent.glob("*.part"))


def test_a_round_for_somebody_else_is_told(qtbot: QtBot, tmp_path: Path, demo: Demo) -> None:
    made = program(tmp_path, Workplace(tmp_path / "data", lambda: KeyFolder(tmp_path / "none")))
    try:
        drop(made.window, demo.round_path)
        qtbot.waitUntil(lambda: "None of the keys" in told(made), timeout=20_000)
        assert not (tmp_path / "data" / "rounds").exists()
    finally:
        made.jobs.close()


def test_the_language_changes_at_run_time(qtbot: QtBot, desktop: Program) -> None:
    press(desktop.window.page, "language", qtbot)
    qtbot.waitUntil(lambda: i18n.language() is i18n.Language.CHINESE)
    texts = [one.text() for one in desktop.window.page.findChildren(QPushButton)]
    assert any(text in ("查看", "继续评审") for text in texts)
    assert desktop.preferences.language is i18n.Language.CHINESE
    i18n.use(i18n.Language.ENGLISH, resource("locale"))


def test_colours_and_type_change_at_run_time_and_are_remembered(qtbot: QtBot, desktop: Program) -> None:
    theme = desktop.desktop.theme
    theme.use(Mode.DARK)
    assert theme.tokens is DARK
    assert desktop.window.page.palette().window().color().name().upper() == DARK.ground
    theme.use_large_type(True)
    assert theme.type.base == 17
    theme.use(Mode.LIGHT)
    assert theme.tokens is LIGHT
    assert (desktop.preferences.mode, desktop.preferences.has_large_type) == (Mode.LIGHT, True)
    theme.use_large_type(False)


def test_a_fault_of_the_program_is_told_with_a_report(qtbot: QtBot, desktop: Program) -> None:
    def breaks(progress: Progress) -> None:
        progress(1, 2, "seal")
        raise ZeroDivisionError("secret name 王某某")

    page = desktop.window.page
    desktop.jobs.start(breaks, done=lambda _none: None, failed=page.messages.show_error, owner=page)
    qtbot.waitUntil(lambda: "fault of the program" in told(desktop))
    log = desktop.desktop.log_folder / "reviewer-app.log"
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert "王某某" not in log.read_text("utf-8")


def test_closing_while_work_runs_asks_in_the_page(qtbot: QtBot, desktop: Program, demo: Demo) -> None:
    seat = next(one for one in desktop.desktop.workplace.seats() if one.desk == "chair")
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, ChairPage), timeout=20_000)
    page = desktop.window.page
    assert isinstance(page, ChairPage)
    page._receive([demo.scores[0]] * 200)
    assert not desktop.window.close()
    assert "still being verified" in told(desktop)
    message = page.messages._shown[0]
    stop = next(one for one in message.findChildren(QPushButton) if one.text() == "Stop it and go")
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desktop.window.isVisible(), timeout=20_000)


def test_a_second_start_hands_its_file_to_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    asked: list[str] = []
    first.asked.connect(asked.append)
    assert first.is_first()
    assert not second.is_first()
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(second.hand_over(tmp_path / "某轮次.jpround")))
    thread.start()
    qtbot.waitUntil(lambda: answers == [True], timeout=5_000)
    thread.join()
    assert asked == [str(tmp_path / "某轮次.jpround")]
    first.close()
    assert second.is_first()
    second.close()


def test_a_first_program_that_does_not_answer_is_noticed(tmp_path: Path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.is_first()
    begun = time.monotonic()
    assert not second.hand_over(None)
    assert time.monotonic() - begun < 6
    first.close()


def test_the_focus_begins_at_the_round_used_last(qtbot: QtBot, desktop: Program) -> None:
    seats = desktop.desktop.workplace.seats()
    desktop.window.activateWindow()
    first = desktop.window.page.findChild(QPushButton, f"open-{seats[0].desk}-{seats[0].person}")
    assert first is not None
    qtbot.waitUntil(first.hasFocus)


def test_type_and_colours_are_chosen_at_every_desk_by_keyboard(qtbot: QtBot, desktop: Program) -> None:
    seat = next(one for one in desktop.desktop.workplace.seats() if one.desk == "chair")
    desktop.window.open_seat(seat)
    qtbot.waitUntil(lambda: isinstance(desktop.window.page, ChairPage), timeout=20_000)
    looks = desktop.window.page.findChild(QToolButton, "looks")
    assert looks is not None
    menu = looks.menu()
    assert isinstance(menu, QMenu)
    theme = desktop.desktop.theme
    for name in ("large-type", "colours-dark"):
        qtbot.keyClick(looks, Qt.Key.Key_Return)
        assert menu.isVisible()
        action = next(one for one in menu.actions() if one.objectName() == name)
        assert not action.isChecked()
        menu.close()
        action.trigger()
    assert (theme.type.base, theme.mode) == (17, Mode.DARK)
    theme.use_large_type(False)
    theme.use(Mode.SYSTEM)
