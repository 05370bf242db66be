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
        self._bound: list[tuple[Key, Callable[[], bool]]] = []

    def bind(
        self,
        sequence: str,
        does: str,
        action: Callable[[], object],
        *more: str,
        here: Callable[[], bool] | None = None,
    ) -> None:
        """Makes a key do something on the page; `more` are other keys for the same, which are not told.

        `here`: whether it does anything as the page stands now; it is told only then.
        """
        shortcut = QShortcut(self._page)
        shortcut.setKeys([QKeySequence(one) for one in (sequence, *more)])
        shortcut.activated.connect(lambda: action())
        self._bound.append((Key(key_name(sequence), does, sequence), here or _everywhere))

    def listed(self) -> tuple[Key, ...]:
        """Those that do something now."""
        return tuple(key for key, here in self._bound if here())


def _everywhere() -> bool:
    return True


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
        "Del": _("Delete"),
        "PgUp": _("Page Up"),
        "PgDown": _("Page Down"),
    }
    # A plus at the end is the key itself: Ctrl++.
    parts = [*written[:-1].split("+"), "+"] if written.endswith("++") else written.split("+")
    return "+".join(names.get(part, part) for part in parts if part)
