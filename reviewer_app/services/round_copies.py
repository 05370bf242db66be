"""The copy of a round's file that a desk keeps: made whole or not at all, and mended from a sound file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Kind
from reviewer_app.domain.progress import Progress, silent

CHUNK = 1 << 20


def copy_of(store: Path, fingerprint: str) -> Path:
    """Where a desk keeps its copy of the round file of that fingerprint."""
    return store.parent / f"{fingerprint[:16]}{Kind.ROUND.suffix}"


@contextmanager
def copied(source: Path, target: Path, progress: Progress) -> Iterator[Path]:
    """A copy of a file that gets its final name only when the block ends well. Raises `UserError`."""
    from reviewer_app.export.files import unwritten

    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as writer:
            for chunk in _chunks(source, progress):
                writer.write(chunk)
            writer.flush()
            os.fsync(writer.fileno())
        yield part
        part.replace(target)
    except OSError as error:
        raise unwritten(error, target) from error
    finally:
        part.unlink(missing_ok=True)


def mends(path: Path, copy: Path, progress: Progress) -> bool:
    """Whether a round file is whole and the desk's copy of it is not. Raises `RefusedError` where neither is."""
    from reviewer_app.export.package import read_package

    if copy.is_file() and _are_same(path, copy, progress):
        return False
    with read_package(path) as package:
        try:
            package.check_payload()
        except RefusedError:
            if copy.is_file():
                return False
            raise
    return True


def _are_same(one: Path, other: Path, progress: Progress) -> bool:
    """Whether two files hold the same bytes. Raises `InputError` where one cannot be read."""
    with suppress(OSError):
        if one.samefile(other):
            return True
        if one.stat().st_size != other.stat().st_size:
            return False
    pairs = zip(_chunks(one, progress), _chunks(other, silent), strict=False)
    return all(left == right for left, right in pairs)


def _chunks(path: Path, progress: Progress) -> Iterator[bytes]:
    """The bytes of a file, with progress. Raises `InputError` where it cannot be read: a stick that was pulled out."""
    from reviewer_app.export.files import unreadable

    try:
        with path.open("rb") as file:
            total = os.fstat(file.fileno()).st_size
            while chunk := file.read(CHUNK):
                progress(file.tell(), total, "copy_round")
                yield chunk
    except OSError as error:
        raise unreadable(path, error) from error
