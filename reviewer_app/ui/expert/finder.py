"""What candidates are found by: code, name, unit, and pinyin once somebody searches."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from reviewer_app.services.overview import search_keys
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.jobs import JobRunner


class Finder(QObject):
    """Shared by the views that search. `learnt` tells that pinyin is known from now on."""

    learnt = Signal()

    def __init__(self, jobs: JobRunner, board: Board, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._board = jobs, board
        self._is_asked = False
        self._keys = {
            code: f"{code} {one.name} {one.unit} {one.trade}".casefold() for code, one in board.candidates.items()
        }

    def finds(self, code: str, search: str) -> bool:
        """Whether a candidate is found by a text; an empty one finds everybody."""
        return search.strip().casefold() in self._keys[code]

    def learn(self) -> None:
        """Looks the pinyin up, beside the window; asked for again, does nothing."""
        if not self._is_asked:
            self._is_asked = True
            self._jobs.start(
                lambda _progress: search_keys(self._board.candidates.values()),
                done=self._use,
                failed=lambda _error: None,
                owner=self,
            )

    def _use(self, keys: dict[str, str]) -> None:
        self._keys.update(keys)
        self.learnt.emit()
