"""What this person likes and where they were, in one small file of the configuration folder. Nothing personal."""

from __future__ import annotations

import threading
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from reviewer_app.i18n import Language


class Mode(StrEnum):
    """The theme that was asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Preferences:
    """Kept in memory and written by `flush`: a write to a disk can take longer than a window may stand still.

    What cannot be read counts as not set.
    """

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / "window.ini")
        settings = QSettings(self._path, QSettings.Format.IniFormat)
        self._values: dict[str, object] = {key: settings.value(key) for key in settings.allKeys()}
        self._changed: dict[str, object] = {}
        self._turn = threading.Lock()

    @property
    def language(self) -> Language | None:
        value = self.text("language")
        return Language(value) if value in set(Language) else None

    @language.setter
    def language(self, language: Language) -> None:
        self.keep("language", language.value)

    @property
    def mode(self) -> Mode:
        value = self.text("theme")
        return Mode(value) if value in set(Mode) else Mode.SYSTEM

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self.keep("theme", mode.value)

    @property
    def has_large_type(self) -> bool:
        return self.text("large_type") == "yes"

    @has_large_type.setter
    def has_large_type(self, large: bool) -> None:
        self.keep("large_type", "yes" if large else "no")

    def text(self, key: str) -> str:
        value = self._values.get(key)
        return value if isinstance(value, str) else ""

    def state(self, key: str) -> QByteArray | None:
        """The state of a window, splitter or table header, as Qt saved it."""
        value = self._values.get(key)
        return value if isinstance(value, QByteArray) else None

    def keep(self, key: str, value: str | QByteArray) -> None:
        if self._values.get(key) != value:
            with self._turn:
                self._values[key] = self._changed[key] = value

    def flush(self) -> None:
        """Writes what was changed; any thread may call it."""
        with self._turn:
            changed, self._changed = self._changed, {}
        if changed:
            settings = QSettings(self._path, QSettings.Format.IniFormat)
            for key, value in changed.items():
                settings.setValue(key, value)
            settings.sync()
