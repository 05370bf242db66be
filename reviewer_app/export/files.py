"""Writing files that must not be lost: temporary name, sync, rename, read back, directory sync.

Nothing under the final name is ever half a file, and success is told only after what lies on the medium was read again.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from reviewer_app.domain.errors import InputError, UserError
from reviewer_app.security.digest import Sha256

CHUNK = 1 << 20


def open_file(path: Path) -> BinaryIO:
    """Opens a regular file to read; anything else (folder, FIFO, device, missing) is an `InputError` that names it."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError.of("path_unreadable", path=str(path), reason=reason) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputError.of("not_a_file", path=str(path))
    return os.fdopen(handle, "rb")


def read_file(path: Path, limit: int) -> bytes:
    """A regular file's bytes; an `InputError` above `limit` before anything is read."""
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise InputError.of("file_too_large", path=str(path), size=size, limit=limit)
        try:
            return file.read(limit + 1)
        except OSError as error:
            raise InputError.of("path_unreadable", path=str(path), reason=error.strerror or str(error)) from error


def write_durably(target: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Writes `target` through `fill`, or leaves nothing: raises `UserError` with what went wrong and what to do.

    A name that exists is never overwritten (`target_exists`).
    """
    import secrets  # not at the top: it loads `random`, and reading files is what starts fast

    if target.exists():
        raise UserError("target_exists", path=str(target))
    temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        _write(temporary, fill)
        _place(temporary, target)
    except OSError as error:
        raise _told(error, target) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes_durably(target: Path, data: bytes) -> None:
    write_durably(target, lambda file: _write_all(file, data))


def _write_all(file: BinaryIO, data: bytes) -> None:
    file.write(data)


def _write(temporary: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Fills and syncs the temporary file, then reads it back against what was written."""
    with temporary.open("xb+") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())
        written = _digest(file)
    with temporary.open("rb", buffering=0) as again:
        _forget_cached_pages(again.fileno())
        if _digest(again) != written:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def _place(temporary: Path, target: Path) -> None:
    """Gives the file its name without replacing one that appeared meanwhile, and syncs the folder."""
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise UserError("target_exists", path=str(target)) from error
    except OSError:
        # FAT and some network folders know no hard links.
        if target.exists():
            raise UserError("target_exists", path=str(target)) from None
        temporary.rename(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _forget_cached_pages(handle: int) -> None:
    """Asks the system to read from the medium, not from memory, where it can be asked."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _digest(file: BinaryIO | io.FileIO) -> bytes:
    file.seek(0)
    digest = Sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.digest()


def _told(error: OSError, target: Path) -> UserError:
    reason = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError("disk_full", path=str(target), reason=reason)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UserError("target_read_only", path=str(target), reason=reason)
    return UserError("write_failed", path=str(target), reason=reason)
