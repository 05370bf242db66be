"""The job runner: outcomes come home, writes keep their order, cancel and quit leave nothing behind."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.progress import Progress
from reviewer_app.ui.jobs import JobRunner


class Home:
    """Notes what came home, and in which thread."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[str, Any]] = []
        self.steps: list[tuple[int, int, str]] = []
        self.threads: set[bool] = set()

    def done(self, value: Any) -> None:
        self._note("done", value)

    def failed(self, error: Exception) -> None:
        self._note("failed", error)

    def cancelled(self) -> None:
        self._note("cancelled", None)

    def progress(self, done: int, total: int, what: str) -> None:
        self.steps.append((done, total, what))

    def _note(self, outcome: str, value: Any) -> None:
        self.outcomes.append((outcome, value))
        self.threads.add(threading.current_thread() is threading.main_thread())


def endless(progress: Progress) -> None:
    while True:
        progress(1, 2, "work")
        time.sleep(0.005)


def test_a_result_comes_home_to_the_thread_of_the_window(qtbot: QtBot, jobs: JobRunner) -> None:
    home = Home()
    jobs.start(lambda _progress: threading.current_thread().name, done=home.done, failed=home.failed)
    qtbot.waitUntil(lambda: bool(home.outcomes))
    assert home.outcomes == [("done", "jobs-worker")]
    assert home.threads == {True}


def test_writes_run_one_at_a_time_in_their_order(qtbot: QtBot, jobs: JobRunner) -> None:
    home = Home()
    made: list[int] = []
    for number in range(50):
        jobs.write(partial(made.append, number), done=home.done, failed=home.failed)
    qtbot.waitUntil(lambda: len(home.outcomes) == 50)
    assert made == list(range(50))


def test_a_write_does_not_wait_for_long_work(qtbot: QtBot, jobs: JobRunner) -> None:
    home = Home()
    long = jobs.start(endless, done=home.done, failed=home.failed, cancelled=home.cancelled)
    jobs.write(lambda: "written", done=home.done, failed=home.failed)
    qtbot.waitUntil(lambda: home.outcomes == [("done", "written")])
    long.cancel()
    qtbot.waitUntil(lambda: home.outcomes[1:] == [("cancelled", None)])


def test_an_error_in_the_middle_comes_home_and_the_lane_goes_on(qtbot: QtBot, jobs: JobRunner) -> None:
    home, error = Home(), UserError("disk_full", path="x", reason="y")

    def fails(progress: Progress) -> None:
        progress(1, 2, "work")
        raise error

    def breaks(_progress: Progress) -> None:
        raise ZeroDivisionError

    jobs.start(fails, done=home.done, failed=home.failed)
    jobs.start(breaks, done=home.done, failed=home.failed)
    jobs.start(lambda _progress: 3, done=home.done, failed=home.failed)
    qtbot.waitUntil(lambda: len(home.outcomes) == 3)
    assert home.outcomes[0] == ("failed", error)
    assert isinstance(home.outcomes[1][1], ZeroDivisionError)
    assert home.outcomes[2] == ("done", 3)


def test_progress_is_told_now_and_then(qtbot: QtBot, jobs: JobRunner) -> None:
    home = Home()

    def counts(progress: Progress) -> None:
        for number in range(1000):
            progress(number, 1000, "count")

    jobs.start(counts, done=home.done, failed=home.failed, progress=home.progress)
    qtbot.waitUntil(lambda: bool(home.outcomes))
    assert home.steps[0] == (0, 1000, "count")
    assert len(home.steps) < 100


def test_work_cancelled_before_its_turn_never_runs(qtbot: QtBot, jobs: JobRunner) -> None:
    home, ran = Home(), []
    first = jobs.start(endless, done=home.done, failed=home.failed)
    second = jobs.start(lambda _progress: ran.append(1), done=home.done, failed=home.failed, cancelled=home.cancelled)
    second.cancel()
    first.cancel()
    qtbot.waitUntil(lambda: home.outcomes == [("cancelled", None)])
    assert ran == []


def test_nothing_is_told_to_an_owner_that_is_gone(qtbot: QtBot, jobs: JobRunner) -> None:
    home, owner, gate = Home(), QObject(), threading.Event()
    jobs.start(lambda _progress: gate.wait(5), done=home.done, failed=home.failed, owner=owner)
    delete(owner)
    gate.set()
    jobs.write(lambda: "after", done=home.done, failed=home.failed)
    qtbot.waitUntil(lambda: not jobs.is_busy)
    qtbot.waitUntil(lambda: home.outcomes == [("done", "after")])


def test_quitting_makes_the_writes_and_cancels_the_rest(qtbot: QtBot) -> None:
    jobs, home, written = JobRunner(), Home(), []
    jobs.start(endless, done=home.done, failed=home.failed, cancelled=home.cancelled)

    def write(number: int) -> None:
        time.sleep(0.002)
        written.append(number)

    for number in range(20):
        jobs.write(partial(write, number), done=home.done, failed=home.failed)
    jobs.close()
    QThread.msleep(20)
    qtbot.wait(20)
    assert written == list(range(20))
    assert home.outcomes == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("jobs-")]


def test_nothing_is_taken_after_the_end(qtbot: QtBot) -> None:
    jobs = JobRunner()
    jobs.close()
    with pytest.raises(RuntimeError, match="closed"):
        jobs.write(lambda: None, done=lambda _value: None, failed=lambda _error: None)


def test_busy_is_about_long_work(qtbot: QtBot, jobs: JobRunner) -> None:
    told: list[bool] = []
    jobs.busy_changed.connect(told.append)
    home = Home()
    job = jobs.start(endless, done=home.done, failed=home.failed, cancelled=home.cancelled)
    assert jobs.is_busy
    job.cancel()
    qtbot.waitUntil(lambda: told == [True, False])
