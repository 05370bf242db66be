"""Whether what was marked lies on the disk, and since when."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, QTimer

from reviewer_app.i18n import _
from reviewer_app.ui.chips import Chip, chip_size
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.times import clock

PATIENCE = 150
"""Milliseconds that a write may take before it is seen to be going on; most are done by then, and nothing flickers."""


class SavedChip(Chip):
    """As wide as its longest usual word, so that nothing beside it moves when a mark is stored."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setObjectName("saved")
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        usual = chip_size(self._theme, _("Saved {time}").format(time="00:00:00"), "check")
        return super().sizeHint().expandedTo(usual)

    def say_nothing_yet(self) -> None:
        self._tell(_("Nothing to save"), "check", "muted")

    def say_saving(self) -> None:
        self._text, self._icon, self._tone = _("Saving…"), "", "muted"
        self.setAccessibleName(self._text)
        self._patience.start()

    def say_saved(self, moment: datetime) -> None:
        self._tell(_("Saved {time}").format(time=clock(moment)), "check", "green")

    def say_signed(self, moment: datetime) -> None:
        self._tell(_("Signed {time}").format(time=clock(moment)), "circle-check", "green")

    def say_failed(self) -> None:
        self._tell(_("Not saved"), "circle-alert", "red")

    def _tell(self, text: str, icon_name: str, tone: str) -> None:
        self._patience.stop()
        self.say(text, icon_name, tone)
