"""What every page has: a bar with its title at the left, messages below it, and a body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.i18n import _
from reviewer_app.services.workplace import Workplace
from reviewer_app.ui.carry import Focus, carry_fields, give_focus
from reviewer_app.ui.help import HelpPanel
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.keys import Key, Keys
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.parts import Elided, Frame, IconButton
from reviewer_app.ui.preferences import Preferences
from reviewer_app.ui.record.look import Look
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.tools import BarTools


@dataclass(frozen=True, slots=True)
class Desktop:
    """What the composition root hands to every page."""

    theme: Theme
    preferences: Preferences
    jobs: JobRunner
    workplace: Workplace
    log_folder: Path


class Page(QWidget):
    """One page of the window.

    `home_asked` leads back to the start page, `record_asked(look)` to the desk's record, `seat_asked(seat)` to a desk.
    `file_asked` lets a file be chosen, as one is dropped. `person_asked(folder)`: another of several people goes on.
    `language_asked(language)` asks for the same page in another language: it is built `again` and takes over what stood
    on the one before. `below` is the desk that stays open under this page.
    """

    home_asked = Signal()
    record_asked = Signal(object)
    seat_asked = Signal(object)
    language_asked = Signal(object)
    file_asked = Signal()
    person_asked = Signal(str)
    below: Page | None = None

    def __init__(self, desktop: Desktop, title: str) -> None:
        super().__init__()
        self.desktop = desktop
        self.theme = desktop.theme
        self.setProperty("role", "page")
        self.title = Elided(title, scale="title").no_wider_than_text()
        self.title.setToolTip(title)
        self.bar = Frame("bar", padding=0)
        self.bar_line = QHBoxLayout()
        self.bar_line.setContentsMargins(12, 6, 12, 6)
        self.bar_line.setSpacing(12)
        self.bar_line.addWidget(self.title)
        self.bar_line.addStretch(1)
        self.bar.box.addLayout(self.bar_line)
        self.bar.setMinimumHeight(48)
        self.messages = MessageArea(desktop.theme, desktop.log_folder)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.bar)
        self._box.addWidget(self.messages)
        self.help = HelpPanel(desktop.theme, self)
        self.help.use(lambda: ([_(step) for step in self.guide()], (*self.keys.listed(), *self.field_keys())))
        self.keys = Keys(self)
        self.keys.bind("F1", _("Opens this help, and closes it"), self.help.turn)
        self.keys.bind("Ctrl+O", _("Opens a file; dropping it on the window does the same"), self.file_asked.emit)

    def take_focus(self) -> None:
        """Puts the focus where work begins; called when the page is shown."""

    def add_strip(self, strip: QWidget) -> None:
        """Shows long work below the messages."""
        self._box.insertWidget(2, strip)

    def set_body(self, body: QWidget) -> None:
        self._box.addWidget(body, 1)

    def add_home_button(self) -> None:
        home = IconButton(self.theme, "house", _("Back to the start page"), self.home_asked.emit)
        home.setObjectName("home")
        self.bar_line.insertWidget(0, home)
        self.keys.bind("Alt+Home", _("Back to the start page"), self.home_asked.emit)

    def add_back_button(self) -> None:
        back = IconButton(self.theme, "arrow-left", _("Back"), self.home_asked.emit)
        back.setObjectName("back")
        self.bar_line.insertWidget(0, back)
        self.keys.bind("Alt+Left", _("Back"), self.home_asked.emit)

    def add_record_button(self, look: Look) -> None:
        """Leads to what was done at this desk."""
        made = IconButton(
            self.theme, "shield-check", _("Record: what was done at this desk"), lambda: self.record_asked.emit(look)
        )
        made.setObjectName("record")
        self.bar_line.addWidget(made)

    def add_tools(self) -> None:
        """Size of type, colours, language, help."""
        tools = BarTools(self.theme)
        tools.language_asked.connect(self.language_asked)
        tools.help_asked.connect(self.help.turn)
        self.bar_line.addWidget(tools)

    def guide(self) -> Sequence[str]:
        """What to do on this page as it stands, step by step, as `guides` has it."""
        raise NotImplementedError

    def field_keys(self) -> tuple[Key, ...]:
        """The keys that fields of the page take themselves, as it stands."""
        return ()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        top = self.bar.height()
        self.help.place(0, top, self.width(), self.height() - top)

    def take_files(self, _files: list[Path]) -> bool:
        """Takes dropped or handed-over files where they belong to this page; False leaves them to the window."""
        return False

    def may_leave(self, _then: Callable[[], object]) -> bool:
        """Whether the page can go now; if not it says why, and may call `then` once it can."""
        return True

    def finish_typing(self) -> None:
        """Hands over what is still being typed."""

    def settle(self) -> None:
        """Hands over what is still being typed and closes what is open; called before the page goes."""

    def again(self) -> Page:
        """The same page in the language in force, on what this one has open."""
        raise NotImplementedError

    def load(self) -> None:
        """Fetches what the page shows, beside the window; called once it is shown."""

    def take_over(self, old: Page) -> None:
        """Goes to the place where `old` was, a page of the same kind, with what was typed there."""
        carry_fields(old, self)
        self.messages.take_over(old.messages)

    def go_on(self, focus: Focus | None) -> None:
        """Puts the focus where it was on the page before this one, else where work begins."""
        if not give_focus(self, focus):
            self.take_focus()
