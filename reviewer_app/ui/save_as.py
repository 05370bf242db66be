"""Where a file goes: the system's own dialog, with the stick that is there, and a free name, suggested."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from reviewer_app.services.sticks import folder_to_suggest, free_name, sticks
from reviewer_app.ui.preferences import Preferences

FOLDER = "export/folder"
"""Under what the folder used last is remembered."""


def ask_target(parent: QWidget, preferences: Preferences, title: str, name: str, kinds: str) -> Path | None:
    """The file that the user chose to write, None for none; it bears the ending of `name`.

    A name that is taken is told by the program's own words when it is written: nothing is ever overwritten.
    """
    last = preferences.text(FOLDER)
    home = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    folder = folder_to_suggest(Path(last) if last else None, sticks(), home)
    options = QFileDialog.Option.DontConfirmOverwrite
    chosen, _filter = QFileDialog.getSaveFileName(parent, title, str(free_name(folder, name)), kinds, options=options)
    if not chosen:
        return None
    suffix = Path(name).suffix
    target = Path(chosen if chosen.endswith(suffix) else chosen + suffix)
    preferences.keep(FOLDER, str(target.parent))
    return target
