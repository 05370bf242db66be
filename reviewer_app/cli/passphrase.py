"""Asking for a passphrase: on the terminal, unseen, or from a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from reviewer_app.domain.errors import InputError, UserError
from reviewer_app.i18n import _


def asker(file: Path | None) -> Callable[[], str]:
    """Gives the passphrase when it is wanted. Raises `InputError` for a file that cannot be read."""
    return lambda: _from_file(file) if file is not None else _from_terminal(_("Passphrase: "))


def new_passphrase(file: Path | None) -> str:
    """A passphrase to set; typed twice where it is typed. Raises `UserError`."""
    if file is not None:
        return _from_file(file)
    first = _from_terminal(_("New passphrase: "))
    if sys.stdin.isatty() and _from_terminal(_("The same again: ")) != first:
        raise UserError("passphrase_differs")
    return first


def _from_terminal(prompt: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    return getpass(prompt)


def _from_file(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.of("path_unreadable", path=str(file), reason=str(error)) from error
