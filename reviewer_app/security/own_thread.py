"""Calls that may never come back, made so that the program always does."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def on_own_thread(action: Callable[[], T], seconds: float) -> T:
    """What the action gives, or raises; `TimeoutError` when it takes longer.

    A thread that is stuck does not hold up the end of the program.
    """
    outcome: queue.SimpleQueue[tuple[list[T], BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put(([action()], None))
        except BaseException as error:  # noqa: BLE001 - carried over to the thread that asked
            outcome.put(([], error))

    threading.Thread(target=run, name="keyring", daemon=True).start()
    try:
        value, error = outcome.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return value[0]
