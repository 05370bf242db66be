"""Work beside the window: a lane for short writes, one for long work with progress and cancel, one for errands.

Each lane is one thread that lives as long as the program. What work returns or raises comes back to the thread of the
window. `close` ends the lanes in order: writes that were asked for are made, all other work is cancelled.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import Enum
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from reviewer_app.domain.progress import CancelledError, Progress

Result = TypeVar("Result")
TOLD_EVERY = 0.05
"""Seconds between two tellings of progress; more would only load the window."""
PATIENCE = 20.0
"""Seconds that `close` waits for long work to see that it was cancelled."""


class Lane(Enum):
    WRITER = "writer"
    WORKER = "worker"
    ASIDE = "aside"


_PATIENCE = {Lane.WRITER: None, Lane.WORKER: PATIENCE, Lane.ASIDE: PATIENCE}


class Job:
    """A piece of work that was handed over."""

    def __init__(self, lane: Lane, work: Callable[[Progress], Any]) -> None:
        self.lane = lane
        self._work = work
        self._cancelled = threading.Event()
        self._told = 0.0
        self.owner: QObject | None = None
        self.done: Callable[[Any], None] = _nothing
        self.failed: Callable[[Exception], None] = _nothing
        self.cancelled: Callable[[], None] = _nothing
        self.progress: Progress = _nothing
        self.tell: Callable[[Job, int, int, str], None] = _nothing

    def cancel(self) -> None:
        """Asks the work to stop; it does at its next step. Writes are never cancelled."""
        if self.lane is not Lane.WRITER:
            self._cancelled.set()

    def run(self) -> Any:
        self._stop_if_cancelled()
        return self._work(self._report)

    def _report(self, done: int, total: int, what: str) -> None:
        self._stop_if_cancelled()
        now = time.monotonic()
        if now - self._told >= TOLD_EVERY:
            self._told = now
            self.tell(self, done, total, what)

    def _stop_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise CancelledError


class JobRunner(QObject):
    """Runs jobs and brings their outcome home. `busy_changed(running)` is about the worker lane."""

    busy_changed = Signal(bool)
    _outcome = Signal(object, str, object)
    _step = Signal(object, int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._running: list[Job] = []
        self._queues: dict[Lane, SimpleQueue[Job | None]] = {lane: SimpleQueue() for lane in Lane}
        self._threads = {
            lane: threading.Thread(target=self._serve, args=(lane,), name=f"jobs-{lane.value}", daemon=True)
            for lane in Lane
        }
        self._outcome.connect(self._come_home, Qt.ConnectionType.QueuedConnection)
        self._step.connect(self._show_step, Qt.ConnectionType.QueuedConnection)
        for thread in self._threads.values():
            thread.start()

    @property
    def is_open(self) -> bool:
        """Whether work is still taken."""
        return self._open

    @property
    def is_busy(self) -> bool:
        """Whether long work is running or waiting."""
        return any(job.lane is Lane.WORKER for job in self._running)

    def write(
        self,
        work: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
        owner: QObject | None = None,
    ) -> Job:
        """Hands over a short transaction; they run one at a time, in the order given.

        Nothing is called any more once `owner` is gone.
        """
        return self._hand_over(_short(Lane.WRITER, work, done, failed, owner))

    def start(
        self,
        work: Callable[[Progress], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
        progress: Progress | None = None,
        cancelled: Callable[[], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Hands over long work; `progress` is told now and then, `cancelled` stands in for `done` after a cancel."""
        job = Job(Lane.WORKER, work)
        job.done, job.failed, job.owner = done, failed, owner
        job.progress, job.cancelled = progress or _nothing, cancelled or _nothing
        return self._hand_over(job)

    def aside(
        self,
        work: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
        owner: QObject | None = None,
    ) -> Job:
        """Hands over a small errand that writes nothing; long work does not keep it waiting.

        One that is cancelled before its turn is never begun, and nothing is called.
        """
        return self._hand_over(_short(Lane.ASIDE, work, done, failed, owner))

    def cancel_all(self) -> None:
        for job in self._running:
            job.cancel()

    def close(self) -> None:
        """Makes the writes that were asked for, cancels the rest, and waits. Nothing is called afterwards."""
        self._open = False
        self.cancel_all()
        for lane, thread in self._threads.items():
            self._queues[lane].put(None)
            thread.join(_PATIENCE[lane])

    def _hand_over(self, job: Job) -> Job:
        if not self._open:
            raise RuntimeError("the job runner is closed")
        job.tell = self._step.emit
        was_busy = self.is_busy
        self._running.append(job)
        self._queues[job.lane].put(job)
        if self.is_busy and not was_busy:
            self.busy_changed.emit(True)
        return job

    def _serve(self, lane: Lane) -> None:
        """The life of a lane's thread."""
        queue = self._queues[lane]
        while (job := queue.get()) is not None:
            try:
                outcome, value = "done", job.run()
            except CancelledError:
                outcome, value = "cancelled", None
            except Exception as error:  # noqa: BLE001 - whatever it is, the window must hear of it
                outcome, value = "failed", error
            if self._open or lane is Lane.WRITER:
                self._outcome.emit(job, outcome, value)

    def _come_home(self, job: Job, outcome: str, value: Any) -> None:
        self._running.remove(job)
        try:
            if self._open and _lives(job.owner):
                if outcome == "done":
                    job.done(value)
                elif outcome == "failed":
                    job.failed(value)
                else:
                    job.cancelled()
        finally:
            if job.lane is Lane.WORKER and not self.is_busy:
                self.busy_changed.emit(False)

    def _show_step(self, job: Job, done: int, total: int, what: str) -> None:
        if self._open and job in self._running and _lives(job.owner):
            job.progress(done, total, what)


def _short(
    lane: Lane,
    work: Callable[[], Result],
    done: Callable[[Result], None],
    failed: Callable[[Exception], None],
    owner: QObject | None,
) -> Job:
    """Work without progress."""
    job = Job(lane, lambda _progress: work())
    job.done, job.failed, job.owner = done, failed, owner
    return job


def _lives(owner: QObject | None) -> bool:
    return owner is None or isValid(owner)


def _nothing(*_values: object) -> None:
    pass
