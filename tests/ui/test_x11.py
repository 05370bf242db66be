"""The windows under a real window manager, driven by real key events: Xvfb, openbox, xdotool.

With `SHOTS` set to a folder, pictures of the way are left there (`make shots` does).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from reviewer_app.domain.package import Kind
from reviewer_app.services import conflicts, review
from reviewer_app.services.demo import Demo
from reviewer_app.services.sample_desks import lay_out_desks, sample_workplace
from tests.ui.stage import fresh_seat

pytestmark = [pytest.mark.external, pytest.mark.slow]
ROOT = Path(__file__).resolve().parent.parent.parent
MARKS = ("22.5", "21", "20.5", "23")


class Screen:
    """A display of its own with a window manager on it."""

    def __init__(self, folder: Path) -> None:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as told:
            self.display = f":{told.readline().strip()}"
        self.environment = {
            **os.environ,
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "REVIEWER_APP_HOME": str(folder / "home"),
            "REVIEWER_APP_LANGUAGE": "en",
            "PYTHONFAULTHANDLER": "1",
        }
        self._manager = subprocess.Popen(["openbox"], env=self.environment, stderr=subprocess.DEVNULL)

    def close(self) -> None:
        for process in (self._manager, self._server):
            process.terminate()
            process.wait()

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=self.environment, cwd=ROOT)

    def do(self, *words: str) -> str:
        made = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False)
        return made.stdout.strip()

    def wait_for_window(self) -> None:
        wait(lambda: bool(self.do("search", "--onlyvisible", "--name", "匠评")), 90)
        window = self.do("search", "--onlyvisible", "--name", "匠评").splitlines()[-1]
        self.do("windowactivate", "--sync", window)
        time.sleep(1)

    def close_window(self, program: subprocess.Popen[bytes]) -> int:
        """Asks the window manager to close the window, until the program has ended; returns its exit code."""

        for _turn in range(60):
            self.do("search", "--onlyvisible", "--name", "匠评", "windowactivate", "--sync")
            self.do("key", "alt+F4")
            time.sleep(1)
            if program.poll() is not None:
                return program.wait()
        program.send_signal(signal.SIGABRT)  # its stacks stand on standard error then
        return program.wait()

    def shoot(self, name: str) -> None:
        target = os.environ.get("SHOTS")
        if target:
            from PIL import ImageGrab

            Path(target).mkdir(parents=True, exist_ok=True)
            ImageGrab.grab(xdisplay=self.display).save(Path(target) / f"{name}.png")


def wait(wanted: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    made = Screen(tmp_path)
    yield made
    made.close()


def test_an_expert_decides_marks_signs_and_leaves_by_keyboard(screen: Screen, demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    shutil.copytree(demo.folder, folder)
    workplace = sample_workplace(folder)
    lay_out_desks(workplace, demo.late)
    store = workplace.open_store(fresh_seat(workplace, demo.late))
    review.accept_undertaking(store)
    store.close()
    show = "import sys, pathlib, reviewer_app.app as app; sys.exit(app.run(sample=pathlib.Path(sys.argv[1])))"
    program = screen.start(sys.executable, "-c", show, str(folder))
    try:
        screen.wait_for_window()
        time.sleep(3)  # the rounds are listed beside the window
        screen.shoot("1-start")
        screen.do("key", "Return")  # the focus stands on the round last used
        time.sleep(6)  # the desk opens; a loaded machine takes its time
        for _candidate in range(2):  # the focus stands on what is to be decided
            screen.do("key", "Tab")
            screen.do("key", "Return")
            screen.do("type", "--delay", "15", "another branch")
            screen.do("key", "Return")
            time.sleep(1)
        screen.shoot("1-conflicts")
        screen.do("key", "Return")  # the focus stands on the declaration
        time.sleep(3)
        for number in range(12):
            for mark in MARKS:
                screen.do("type", "--delay", "15", mark)
                screen.do("key", "Return")
            if number == 0:
                screen.shoot("2-first-marked")
            time.sleep(0.5)
        screen.shoot("3-all-marked")
        screen.do("key", "ctrl+Return")
        time.sleep(2)
        screen.shoot("4-finish")
        screen.do("key", "space")  # the focus stands on Sign
        time.sleep(4)
        screen.shoot("5-signed")
        assert screen.close_window(program) == 0
    finally:
        program.kill()
    store = workplace.open_store(next(one for one in workplace.seats() if one.person == demo.late))
    with store.transaction() as work:
        signed = work.signed(Kind.SCORE)
    sheets = review.sheets_of(store)
    decided = {case.proposal.candidate: case.why for case in conflicts.conflicts_of(store).cases}
    store.close()
    assert decided == {"008": "another branch", "009": "another branch"}
    assert [one.sequence for one in signed] == [1]
    assert {tuple(sheet.marks.values()) for sheet in sheets} == {tuple(map(Decimal, MARKS))}


def test_the_demo_opens_its_window_and_ends_with_it(screen: Screen, tmp_path: Path) -> None:
    program = screen.start(
        *(str(Path(sys.executable).parent / "reviewer-app"), "demo", "--out", str(tmp_path / "demo")),
        *("--candidates", "6", "--experts", "6"),
    )
    try:
        screen.wait_for_window()
        screen.shoot("6-demo")
        assert screen.close_window(program) == 0
    finally:
        program.kill()
