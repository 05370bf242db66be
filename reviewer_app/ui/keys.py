"""The keys of a page: what is bound and what is told of it come from the same line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from reviewer_app.i18n import _


@dataclass(frozen=True, slots=True)
class Key:
    """A key that works on a page, and what it does; `sequence` is empty where a field takes the key itself."""

    name: str
    does: str
    sequence: str = ""


class Keys:
    """The keys of one page, in the order in which they are told."""

    def __init__(self, page: QWidget) -> None:
        self._page = page
        self._listed: list[Key] = []

    def bind(self, sequence: str, does: str, action: Callable[[], object], *more: str) -> None:
        """Makes a key do something anywhere on the page; `more` are other keys for the same, which are not told."""
        shortcut = QShortcut(self._page)
        shortcut.setKeys([QKeySequence(one) for one in (sequence, *more)])
        shortcut.activated.connect(lambda: action())
        self._listed.append(Key(key_name(sequence), does, sequence))

    def tell(self, name: str, does: str) -> None:
        """Lists a key that a field of the page takes itself."""
        self._listed.append(Key(name, does))

    def listed(self) -> tuple[Key, ...]:
        return tuple(self._listed)


def key_name(sequence: str) -> str:
    """A key as it is written on the keyboard, in the language in force."""
    written = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.PortableText)
    names = {
        "Up": "↑",
        "Down": "↓",
        "Left": "←",
        "Right": "→",
        "Return": _("Enter"),
        "Enter": _("Enter"),
        "Space": _("Space"),
        "PgUp": _("Page Up"),
        "PgDown": _("Page Down"),
    }
    # A plus at the end is the key itself: Ctrl++.
    parts = [*written[:-1].split("+"), "+"] if written.endswith("++") else written.split("+")
    return "+".join(names.get(part, part) for part in parts if part)
