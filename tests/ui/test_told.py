"""What is told beside the work: nothing flickers or moves, and the same thing is told once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.ui.expert.saved import PATIENCE, SavedChip
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.theme import Theme

MOMENT = datetime(2026, 11, 20, 14, 3, 22, tzinfo=UTC)


def test_storing_a_mark_moves_nothing_and_a_quick_write_shows_nothing(qtbot: QtBot, theme: Theme) -> None:
    chip = SavedChip(theme)
    qtbot.addWidget(chip)
    chip.show()
    chip.say_saved(MOMENT)
    size, before = chip.sizeHint(), seen(qtbot, chip)
    chip.say_saving()
    assert (chip.sizeHint(), chip.text) == (size, "Saving…")
    QApplication.processEvents()
    chip.say_saved(MOMENT.replace(hour=11, minute=11, second=11))
    assert chip.sizeHint() == size
    assert seen(qtbot, chip) != before
    chip.say_saving()
    qtbot.wait(PATIENCE + 50)
    assert chip.accessibleName() == "Saving…"
    chip.say_failed()
    qtbot.wait(PATIENCE + 50)
    assert chip.text == "Not saved"


def seen(qtbot: QtBot, chip: SavedChip) -> bytes:
    qtbot.wait(20)
    return bytes(chip.grab().toImage().constBits())


def test_what_is_told_already_is_told_once(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    area = MessageArea(theme, tmp_path)
    qtbot.addWidget(area)
    area.tell("first", "green")
    shown = area._shown[0]
    area.tell("first", "green")
    assert area._shown == [shown]
    area.tell("second", "amber")
    area.tell("first", "green")
    assert area.texts == ["first", "second"]
    area.tell("first", "green", ("Do it", lambda: None))
    assert area.texts == ["first", "second"], "with something to do it is another message"
    assert area._shown[0] is not shown
