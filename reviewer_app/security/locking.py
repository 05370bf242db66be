"""A lock on a file that the system lets go of, however the program that holds it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAR = 1 << 30
"""Windows locks bytes; this one is never written."""
_AGAIN_SECONDS = 0.02


class LockedError(OSError):
    """Another program holds the lock."""


def take(path: Path) -> int:
    """Opens and locks the file; closing the handle lets go. Raises `LockedError`, or `OSError` for a bad place."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        raise LockedError(error.errno, error.strerror) from error
    return handle


@contextmanager
def taken(path: Path, seconds: float = 10.0) -> Iterator[None]:
    """Holds the lock for the block, waiting for others that long. Raises `LockedError` or `OSError`."""
    end = time.monotonic() + seconds
    while True:
        try:
            handle = take(path)
            break
        except LockedError:
            if time.monotonic() > end:
                raise
            time.sleep(_AGAIN_SECONDS)
    try:
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
