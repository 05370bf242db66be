"""Windows in tests: offscreen, with settings of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.services.demo import Demo
from reviewer_app.services.workplace import Seat
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.none_guard import keep_constants_alive
from reviewer_app.ui.preferences import Preferences
from reviewer_app.ui.theme import Theme
from tests.ui.stage import begin_marking, fresh_seat, on_sample, sample

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
keep_constants_alive()


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    """Lanes of their own; closed in the end."""
    made = JobRunner()
    yield made
    made.close()


@pytest.fixture
def theme(qtbot: QtBot, tmp_path: Path) -> Theme:
    """A theme with settings of its own, for widgets without a window."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return Theme(application, Preferences(tmp_path))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A sample round of twelve candidates and six experts; copy it before changing anything."""
    return sample(tmp_path_factory.mktemp("demo") / "round", candidates=12)


@pytest.fixture
def desktop(qtbot: QtBot, tmp_path: Path, demo: Demo) -> Iterator[Program]:
    """The program on its own copy of the sample round, its window shown."""
    made = on_sample(tmp_path, demo)
    made.window.resize(1024, 600)
    made.window.show()
    yield made
    if made.window.isVisible():
        made.window.page.settle()
    made.jobs.close()
    made.window.deleteLater()


@pytest.fixture
def seat(desktop: Program, demo: Demo) -> Seat:
    """The late expert's desk with the undertaking accepted and nothing marked."""
    workplace = desktop.desktop.workplace
    return begin_marking(workplace, fresh_seat(workplace, demo.late), lambda _code, _place: None)
