"""One program per store: a lock that the system lets go of, however the program ends.

The lock's file also remembers how the last program ended: a store that was not closed must still have its `-wal` file,
or what was committed last is gone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from reviewer_app.domain.errors import UserError

OPEN, CLOSING, CLOSED = b"open", b"closing", b""
_FAR = 1 << 30
"""Windows locks bytes; this one is never written."""


class Hold:
    """A store held by this program. `left_open`: the program that held it before never closed it."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.left_open = _read(handle) == OPEN

    def note(self, state: bytes) -> None:
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.ftruncate(self._handle, 0)
        os.write(self._handle, state)

    def release(self) -> None:
        os.close(self._handle)


def hold(path: Path) -> Hold:
    """Takes the store at `path` for this program. Raises `UserError` (`store_in_use`, `store_unavailable`)."""
    place = lock_of(path)
    try:
        handle = os.open(place, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise UserError("store_unavailable", path=str(path), reason=error.strerror or str(error)) from error
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        raise UserError("store_in_use", path=str(path)) from error
    return Hold(handle)


def lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def wal_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _read(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 16)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
