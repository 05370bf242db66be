"""The dialog in which a file is saved: what it suggests, and what becomes of the answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.ui.preferences import Preferences
from reviewer_app.ui.save_as import FOLDER, ask_target


def answer(name: str, seen: list[str]) -> None:
    """Types a name into the dialog once it is open, and accepts it; an empty name gives up."""
    dialog = next((one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)), None)
    if dialog is None or not dialog.isVisible():
        QTimer.singleShot(50, lambda: answer(name, seen))
        return
    seen.append(dialog.selectedFiles()[0])
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(name)
    QTimer.singleShot(0, dialog.accept if name else dialog.reject)


def test_the_folder_used_last_and_a_free_name_are_suggested_and_the_ending_is_kept(
    qtbot: QtBot, tmp_path: Path
) -> None:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    parent = QWidget()
    qtbot.addWidget(parent)
    preferences = Preferences(tmp_path / "config")
    preferences.keep(FOLDER, str(tmp_path))
    (tmp_path / "r-1.jpscore").touch()
    seen: list[str] = []
    QTimer.singleShot(50, lambda: answer("mine", seen))
    kinds = "Score packages (*.jpscore)"
    assert ask_target(parent, preferences, "Save", "r-1.jpscore", kinds) == tmp_path / "mine.jpscore"
    QTimer.singleShot(50, lambda: answer("", seen))
    assert ask_target(parent, preferences, "Save", "r-2.jpscore", kinds) is None
    assert seen == [str(tmp_path / "r-1-2.jpscore"), str(tmp_path / "r-2.jpscore")]
    assert preferences.text(FOLDER) == str(tmp_path)


def test_a_name_that_exists_is_given_back_as_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    """It is refused where it is written, in the program's own words: the dialog does not ask to replace it."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    parent = QWidget()
    qtbot.addWidget(parent)
    preferences = Preferences(tmp_path / "config")
    preferences.keep(FOLDER, str(tmp_path))
    (tmp_path / "there.jpscore").touch()
    seen: list[str] = []
    QTimer.singleShot(50, lambda: answer("there.jpscore", seen))
    kinds = "Score packages (*.jpscore)"
    assert ask_target(parent, preferences, "Save", "new.jpscore", kinds) == tmp_path / "there.jpscore"
