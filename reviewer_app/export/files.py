"""Writing files that must not be lost: temporary name, sync, rename, read back, directory sync.

Nothing under the final name is ever half a file, and success is told only after what lies on the medium was read again.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from reviewer_app.domain.errors import InputError, UserError

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
    return io.BufferedReader(io.FileIO(str(path), opener=lambda _path, _flags: handle))


def read_file(path: Path, limit: int) -> bytes:
    """A regular file's bytes; an `InputError` above `limit` before anything is read."""
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise InputError.of("file_too_large", path=str(path), size=size, limit=limit)
        try:
            return file.read(size)
        except OSError as error:
            raise unreadable(path, error) from error


def unreadable(path: Path | str, error: OSError) -> InputError:
    """What is told when a file that could be opened cannot be read: a stick removed, a worn-out medium."""
    return InputError.of("path_unreadable", path=str(path), reason=error.strerror or str(error))


def write_durably(
    target: Path,
    fill: Callable[[BinaryIO], None],
    *,
    size: int = 0,
    check: Callable[[BinaryIO], None] | None = None,
) -> None:
    """Writes `target` through `fill`, or leaves nothing: raises `UserError` with what went wrong and what to do.

    A name that exists is never overwritten (`target_exists`). `size`: how many bytes will be written at least; where
    there is less room, nothing is written (`disk_full`). `check` reads the file again as it lies on the medium and
    raises `OSError` where that is not what was written; without it, both are hashed.
    """
    import secrets  # not at the top: it loads `random`, and reading files is what starts fast

    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        _check_free(target)
        _check_room(target, size)
        try:
            _write(temporary, fill, check)
            _place(temporary, target)
        finally:
            # What cannot be removed is a hidden file on a medium that failed; the failure itself is told.
            with suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise unwritten(error, target) from error


def write_bytes_durably(target: Path, data: bytes) -> None:
    """Writes `target` as `write_durably` does, and reads it back byte for byte."""

    def compare(file: BinaryIO) -> None:
        view = memoryview(data)
        for start in range(0, len(view) + 1, CHUNK):
            if file.read(CHUNK) != view[start : start + CHUNK]:
                raise unlike()

    write_durably(target, lambda file: _write_all(file, data), size=len(data), check=compare)


def unlike() -> OSError:
    """The medium gives back other bytes than it took."""
    return OSError(errno.EIO, os.strerror(errno.EIO))


def _write_all(file: BinaryIO, data: bytes) -> None:
    file.write(data)


def _check_free(target: Path) -> None:
    with suppress(FileNotFoundError):
        os.lstat(target)
        raise UserError("target_exists", path=str(target))


def _check_room(target: Path, size: int) -> None:
    """Raises `UserError` before anything is written where the medium has not that much room."""
    import shutil

    free = shutil.disk_usage(target.parent).free
    if free < size:
        raise UserError("disk_full", path=str(target), reason=os.strerror(errno.ENOSPC), size=size, free=free)


def _write(temporary: Path, fill: Callable[[BinaryIO], None], check: Callable[[BinaryIO], None] | None) -> None:
    """Fills and syncs the temporary file, then reads it back."""
    written = b""
    with temporary.open("xb+") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())
        if check is None:
            written = _digest(file)
    with temporary.open("rb") as again:
        _forget_cached_pages(again.fileno())
        if check is not None:
            check(again)
        elif _digest(again) != written:
            raise unlike()


def _place(temporary: Path, target: Path) -> None:
    """Gives the file its name without replacing one that appeared meanwhile, and syncs the folder."""
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise UserError("target_exists", path=str(target)) from error
    except OSError:
        # FAT and some network folders know no hard links.
        if os.path.lexists(target):
            raise UserError("target_exists", path=str(target)) from None
        temporary.rename(target)
    try:
        _sync_folder(target.parent)
    except OSError:
        # Whether the name would outlast a power cut is not known: it is not left to look like success.
        target.unlink()
        raise


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
    from reviewer_app.security.digest import Sha256  # not at the top: reading files needs no cryptography

    file.seek(0)
    digest = Sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.digest()


def unwritten(error: OSError, target: Path) -> UserError:
    """What is told when a file cannot be written: no room, no right to, or a medium that failed."""
    reason = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError("disk_full", path=str(target), reason=reason)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UserError("target_read_only", path=str(target), reason=reason)
    return UserError("write_failed", path=str(target), reason=reason)
