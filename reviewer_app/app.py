"""The desktop program, put together: folders, language, theme, jobs, keys, window."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from reviewer_app import i18n
from reviewer_app.domain.progress import Progress
from reviewer_app.resources import resource
from reviewer_app.services.people import last_place
from reviewer_app.services.workplace import Workplace
from reviewer_app.settings import Folders, folders
from reviewer_app.ui.icons import icon
from reviewer_app.ui.instance import Instance
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.none_guard import keep_constants_alive
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.preferences import Preferences
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.tokens import LIGHT
from reviewer_app.ui.window import Window, after_first_paint

SWITCH = 0.0001
"""Seconds after which work beside the window lets the window's own thread run; Python's usual 0.005 can be felt."""
OBJECTS = 50_000
"""New objects between two looks for garbage; Python's usual 700 costs a seventh of the time that a desk opens in."""
DONE, NOT_ANSWERING = 0, 2


class Program:
    """Everything that lives as long as the window."""

    def __init__(self, application: QApplication, places: Folders, workplace: Workplace) -> None:
        keep_constants_alive()
        sys.setswitchinterval(SWITCH)
        gc.set_threshold(OBJECTS, 20, 20)
        self._application = application
        self._translator: QTranslator | None = None
        self.preferences = Preferences(places.config)
        self.use_language(self.preferences.language or i18n.language())
        self.jobs = JobRunner()
        theme = Theme(application, self.preferences)
        self.desktop = Desktop(theme, self.preferences, self.jobs, workplace, places.log)
        self.window = Window(self.desktop)
        self.window.pages.language_asked.connect(self._switch_language)
        sys.excepthook = self._tell_bug

    def use_language(self, language: i18n.Language) -> None:
        i18n.use(language, resource("locale"))
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        self._translator = QTranslator()
        path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language.value}", path):
            QCoreApplication.installTranslator(self._translator)

    def warm_up(self) -> None:
        """Loads what the desks need, beside the window, so that the first one opens at once."""
        self._application.setWindowIcon(icon("scale", LIGHT.accent, 64))
        self.window.pages.warm()
        self.jobs.start(_load_desks, done=_nothing, failed=self.window.page.messages.show_error, owner=self.window)

    def _switch_language(self, language: i18n.Language) -> None:
        self.preferences.language = language
        self.preferences.flush()
        self.use_language(language)

    def _tell_bug(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        """The last resort of the window: an error that nobody expected is told in the page, and the program goes on."""
        if isinstance(error, Exception):
            self.window.page.messages.show_error(error)
        else:
            self.window.quit_now()


def run(file: Path | None = None, *, sample: Path | None = None) -> int:
    """Opens the window, on a file where one is given; returns the exit code when it is closed.

    `sample`: the folder of a sample round, which then is the whole workplace.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("匠评")
    application.setDesktopFileName("reviewer-app")
    places = _places(sample)
    instance = Instance(places.data)
    if not instance.is_first():
        return DONE if instance.hand_over(file) else NOT_ANSWERING
    program = Program(application, places, _workplace(places, sample))
    instance.asked.connect(program.window.come_forward)
    program.window.show()
    after_first_paint(program.warm_up)
    if file is not None:
        after_first_paint(lambda: program.window.open_files([file]))
    code = application.exec()
    program.jobs.close()
    instance.close()
    return code


def _places(sample: Path | None) -> Folders:
    places = folders(os.environ)
    return places if sample is None else Folders(sample / "window", places.config, places.log)


def _workplace(places: Folders, sample: Path | None) -> Workplace:
    if sample is not None:
        from reviewer_app.services.sample_desks import sample_workplace

        return sample_workplace(sample)
    return last_place(places.data)


def _load_desks(_progress: Progress) -> None:
    import reviewer_app.services.arrivals
    import reviewer_app.ui.expert.page
    import reviewer_app.ui.expert.pdf  # noqa: F401 - loaded for later


def _nothing(_value: object) -> None:
    pass
