"""What every page has: a bar with its title at the left, messages below it, and a body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.i18n import _
from reviewer_app.services.workplace import Workplace
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.parts import Elided, Frame, IconButton, button
from reviewer_app.ui.preferences import Preferences
from reviewer_app.ui.record.look import Look
from reviewer_app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Desktop:
    """What the composition root hands to every page."""

    theme: Theme
    preferences: Preferences
    jobs: JobRunner
    workplace: Workplace
    log_folder: Path


class Page(QWidget):
    """One page of the window. `home_asked` leads back to the start page, `record_asked(look)` to the desk's record."""

    home_asked = Signal()
    record_asked = Signal(object)

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

    def add_record_button(self, look: Look) -> None:
        """Leads to what was done at this desk."""
        made = IconButton(
            self.theme, "shield-check", _("Record: what was done at this desk"), lambda: self.record_asked.emit(look)
        )
        made.setObjectName("record")
        self.bar_line.addWidget(made)

    def add_type_buttons(self) -> None:
        """A and A: normal and large type."""
        use = self.theme.use_large_type
        small = button("A", lambda: use(False), kind="quiet", tone="muted")
        large = button("A", lambda: use(True), kind="quiet", name="large-type")
        small.setStyleSheet("font-size: 12px")
        large.setStyleSheet("font-size: 17px")
        for made, words in ((small, _("Normal type")), (large, _("Large type"))):
            made.setToolTip(words)
            made.setAccessibleName(words)
            made.setFixedWidth(30)
            self.bar_line.addWidget(made)

    def take_files(self, _files: list[Path]) -> bool:
        """Takes dropped or handed-over files where they belong to this page; False leaves them to the window."""
        return False

    def may_leave(self, _then: Callable[[], object]) -> bool:
        """Whether the page can go now; if not it says why, and may call `then` once it can."""
        return True

    def settle(self) -> None:
        """Hands over what is still being typed; called before the page goes."""
