"""Progress and cancel of long work, as a plain callable that services take."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""`progress(done, total, what)`: told now and then, `what` a code of the step; raises `CancelledError` to stop."""


class CancelledError(Exception):
    """The user cancelled; whoever sees it leaves nothing half done."""


def silent(_done: int, _total: int, _what: str) -> None:
    """The progress of somebody who does not want to be told."""
