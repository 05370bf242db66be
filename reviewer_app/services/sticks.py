"""Goal of whoever hands in: find the stick that is plugged in, and a name that is free on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

REMOVABLE = 2
"""What Windows calls a drive whose medium can be taken out."""


def sticks() -> tuple[Path, ...]:
    """The removable drives that can be seen now, in the order of their names."""
    if sys.platform == "win32":
        return _windows_drives()
    return mounted_under(_mount_folders())


def mounted_under(folders: Iterable[Path]) -> tuple[Path, ...]:
    """What is mounted right below these folders; a folder that is missing or closed to us holds nothing."""
    found: list[Path] = []
    for folder in folders:
        try:
            found += sorted(one for one in folder.iterdir() if not one.is_symlink() and os.path.ismount(one))
        except OSError:
            continue
    return tuple(found)


def is_on(path: Path, drives: Iterable[Path]) -> bool:
    """Whether a path lies on one of these drives."""
    return any(path.is_relative_to(drive) for drive in drives)


def folder_to_suggest(last: Path | None, drives: tuple[Path, ...], home: Path) -> Path:
    """Where to save: the folder used last where it is on a stick, else a stick, else that folder, else home."""
    there = last if last is not None and last.is_dir() else None
    if there is not None and is_on(there, drives):
        return there
    return drives[0] if drives else there or home


def free_name(folder: Path, name: str) -> Path:
    """The name in the folder, with a number where it is taken: what exists is never overwritten."""
    wanted = folder / name
    number = 2
    while os.path.lexists(wanted):
        wanted = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return wanted


def _mount_folders() -> tuple[Path, ...]:
    if sys.platform == "darwin":
        return (Path("/Volumes"),)
    user = os.environ.get("USER", "")
    return (Path("/run/media") / user, Path("/media") / user, Path("/media")) if user else (Path("/media"),)


def _windows_drives() -> tuple[Path, ...]:
    if sys.platform != "win32":
        return ()
    import ctypes

    system = ctypes.windll.kernel32
    letters = [chr(ord("A") + place) for place in range(26) if system.GetLogicalDrives() >> place & 1]
    return tuple(Path(f"{one}:\\") for one in letters if system.GetDriveTypeW(f"{one}:\\") == REMOVABLE)
