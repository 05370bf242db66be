"""`reviewer-app [FILE]`: the desktop program, where there is a display to show it on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from reviewer_app.domain.errors import InputError, UserError


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere where a display is named."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(environment.get(name) for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"))


def asks_for_window(arguments: Sequence[str], commands: Sequence[str]) -> bool:
    """Whether the call is the desktop program: no argument at all, or one that is a file and no command."""
    if not arguments:
        return True
    if len(arguments) != 1 or arguments[0].startswith("-") or arguments[0] in commands:
        return False
    return Path(arguments[0]).exists() or not arguments[0].isidentifier()


def run(file: Path | None, *, sample: Path | None = None) -> int:
    """Opens the window and returns when it is closed. Raises `UserError` without a display (`no_display`)."""
    if file is not None and not file.exists():
        raise InputError.of("path_unreadable", path=str(file), reason=os.strerror(2))
    if not has_display():
        raise UserError("no_display")
    from reviewer_app.app import run as show

    return show(file, sample=sample)
