"""One program per store: a lock that the system lets go of, however the program ends.

The lock's file also remembers how the last program ended: a store that was not closed must still have its `-wal` file,
or what was committed last is gone.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from reviewer_app.domain.errors import UserError
from reviewer_app.security.locking import LockedError, take

_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
OPEN, CLOSING, CLOSED = b"open   ", b"closing", b"closed "


class Hold:
    """A store held by this program. `left_open`: the program that held it before never closed it."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.left_open = _read(handle) == OPEN

    def note(self, state: bytes) -> None:
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, state)

    def release(self) -> None:
        os.close(self._handle)


def hold(path: Path) -> Hold:
    """Takes the store at `path` for this program.

    Raises `UserError`: `store_in_use`, `store_read_only`, `store_unavailable`.
    """
    try:
        return Hold(take(lock_of(path)))
    except LockedError as error:
        raise UserError("store_in_use", path=str(path)) from error
    except OSError as error:
        code = "store_read_only" if error.errno in _FORBIDDEN else "store_unavailable"
        raise UserError(code, path=str(path), reason=error.strerror or str(error)) from error


def lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def wal_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _read(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, len(OPEN))
