"""Somebody who types marks without a pause, as a process of its own: `python -m tests.ui.typist FOLDER PERSON CODE`.

FOLDER is a sample round. Every mark that the desk calls saved is told on standard output, then what the page says and
`done`. Tests kill it, suspend it and take the disk away from it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app import i18n
from reviewer_app.app import Program
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.resources import resource
from reviewer_app.services.sample_desks import sample_workplace
from reviewer_app.services.workplace import EXPERT
from reviewer_app.settings import Folders
from reviewer_app.ui.expert.page import ExpertPage

TYPED = 40
"""How many marks are typed for each criterion; each is the number of its turn."""
SETTLED = 2500
"""Milliseconds after which the place is written down."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def wait_until(wanted: Callable[[], bool]) -> None:
    while not wanted():
        QTest.qWait(5)


def tell_kept(sheets: Sequence[ScoreSheet]) -> None:
    for sheet in sheets:
        say(" ".join(["saved", sheet.candidate, *(f"{key}={mark}" for key, mark in sheet.marks.items())]))


def main(folder: Path, person: str, code: str) -> int:
    application = QApplication(sys.argv[:1])
    i18n.use(i18n.Language.ENGLISH, resource("locale"))
    program = Program(
        application, Folders(folder / "data", folder / "config", folder / "log"), sample_workplace(folder / "round")
    )
    program.window.show()
    seats = program.desktop.workplace.seats()
    program.window.open_seat(next(seat for seat in seats if (seat.desk, seat.person) == (EXPERT, person)))
    wait_until(lambda: isinstance(program.window.page, ExpertPage))
    page = program.window.page
    assert isinstance(page, ExpertPage)
    page.marking.kept.connect(tell_kept)
    page.open_candidate(code)
    QTest.qWait(SETTLED)
    for turn in range(TYPED):
        for row in page.desk.marks.rows.values():
            row.field.setFocus()
            row.field.selectAll()
            QTest.keyClicks(row.field, str(turn / 2))
            QTest.keyClick(row.field, Qt.Key.Key_Tab)
            QTest.qWait(1)
    wait_until(lambda: page.saved.text.startswith("Saved "))
    say("told " + " ".join(page.messages.texts))
    program.window.close()
    say("done")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
