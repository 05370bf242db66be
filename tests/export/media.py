"""Media that fail: small, read-only, removed, lying. Real ones where the system lets us mount, else its limits."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """No file grows beyond `size` bytes: what a full disk and a file system's largest file look like to a program."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def medium(size: int) -> Iterator[Path | None]:
    """A drive of its own with `size` bytes (None where mounting is not allowed)."""
    folder = Path(tempfile.mkdtemp())
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    try:
        yield folder if done.returncode == 0 else None
    finally:
        if done.returncode == 0:
            remove(folder)
        shutil.rmtree(folder, ignore_errors=True)


def remove(folder: Path) -> None:
    """Pulls the drive out, whatever is open on it."""
    subprocess.run(["umount", "-l", folder], capture_output=True, check=False)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder may not be written to, by whoever runs this (an administrator goes on as somebody without rights)."""
    folder.chmod(0o555)
    administrator = os.geteuid() == 0
    if administrator:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if administrator:
            os.seteuid(0)
        folder.chmod(0o755)


@contextmanager
def public_folder() -> Iterator[Path]:
    """A folder that others than its owner may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
