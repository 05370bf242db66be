"""One program per user: a second start hands its file to the first and ends.

A lock file says who is first; files are handed over through a folder that the first one watches. No socket, so that
the program needs no network module at all.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QTimer, Signal

PATIENCE = 3.0
"""Seconds that a second start waits for the first to take its file."""
_RAISE = "raise"


class Instance(QObject):
    """`asked(path)` is emitted with the file of a later start, or "" where it had none."""

    asked = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._inbox = folder / "handed-over"
        self._lock = QLockFile(str(folder / "reviewer-app.lock"))
        self._lock.setStaleLockTime(0)
        self._watcher: QFileSystemWatcher | None = None

    def is_first(self) -> bool:
        """Whether this start is the one that opens the window; it then listens for later ones."""
        if not self._lock.tryLock(0):
            return False
        self._inbox.mkdir(exist_ok=True)
        for left_over in self._inbox.iterdir():
            left_over.unlink(missing_ok=True)
        self._watcher = QFileSystemWatcher([str(self._inbox)], self)
        self._watcher.directoryChanged.connect(lambda _path: self._look())
        timer = QTimer(self)
        timer.timeout.connect(self._look)
        timer.start(1000)
        return True

    def hand_over(self, file: Path | None) -> bool:
        """Gives the file to the first program; False where that one does not answer."""
        self._inbox.mkdir(exist_ok=True)
        name = secrets.token_hex(8)
        part, letter = self._inbox / f".{name}.part", self._inbox / name
        part.write_text(str(file.absolute()) if file else _RAISE, "utf-8")
        part.rename(letter)
        end = time.monotonic() + PATIENCE
        while letter.exists():
            if time.monotonic() > end:
                letter.unlink(missing_ok=True)
                return False
            time.sleep(0.02)
        return True

    def close(self) -> None:
        self._watcher = None
        self._lock.unlock()

    def _look(self) -> None:
        if self._watcher is None:
            return
        for letter in sorted(self._inbox.iterdir()):
            if letter.suffix == ".part":
                continue
            try:
                text = letter.read_text("utf-8")
                letter.unlink()
            except OSError:
                continue
            self.asked.emit("" if text == _RAISE else text)
