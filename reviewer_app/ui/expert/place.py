"""Where the expert was: candidate, tab, piece of evidence, pane widths; so that reopening leads back there."""

from __future__ import annotations

from PySide6.QtCore import QByteArray

from reviewer_app.services.workplace import Seat
from reviewer_app.ui.preferences import Preferences


class Place:
    """The last place at one desk, kept in the preferences by ids."""

    def __init__(self, preferences: Preferences, seat: Seat, type_size: int) -> None:
        self._preferences = preferences
        self._panes = f"expert/panes-{type_size}"
        self._prefix = f"expert-{seat.round_id}-{seat.person}"

    @property
    def candidate(self) -> str:
        return self._text("candidate")

    @candidate.setter
    def candidate(self, code: str) -> None:
        self._keep("candidate", code)

    @property
    def tab(self) -> str:
        return self._text("tab")

    @tab.setter
    def tab(self, tab: str) -> None:
        self._keep("tab", tab)

    @property
    def evidence(self) -> tuple[int, int]:
        """The piece that was open and its page, both from 1."""
        number, _slash, page = self._text("evidence").partition("/")
        return (int(number or 1), int(page or 1)) if (number + page).isdecimal() else (1, 1)

    @evidence.setter
    def evidence(self, place: tuple[int, int]) -> None:
        self._keep("evidence", f"{place[0]}/{place[1]}")

    @property
    def panes(self) -> QByteArray | None:
        return self._preferences.state(self._panes)

    @panes.setter
    def panes(self, state: QByteArray) -> None:
        self._preferences.keep(self._panes, state)

    def _text(self, name: str) -> str:
        return self._preferences.text(f"{self._prefix}/{name}")

    def _keep(self, name: str, value: str) -> None:
        self._preferences.keep(f"{self._prefix}/{name}", value)
