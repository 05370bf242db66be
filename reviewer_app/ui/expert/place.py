"""Where the expert was, so that reopening leads back: candidate, tab, pieces of evidence and their pages, widths."""

from __future__ import annotations

from reviewer_app.services.workplace import Seat
from reviewer_app.ui.preferences import Preferences

MOST = 500
"""How many pieces and pages are remembered, the latest."""


class Place:
    """The last place at one desk, kept in the preferences by ids."""

    def __init__(self, preferences: Preferences, seat: Seat, type_size: int) -> None:
        self._preferences = preferences
        self._widths = f"expert/widths-{type_size}"
        self._prefix = f"expert-{seat.round_id}-{seat.person}"
        self._pieces = _read(self._text("pieces"))
        self._pages = _read(self._text("pages"))

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

    def piece_of(self, code: str) -> int:
        """The piece of a candidate's evidence that was open last, from 1."""
        return self._pieces.get(code, 1)

    def page_of(self, code: str, number: int) -> int:
        """The page of a piece that was in sight last, from 1."""
        return self._pages.get(f"{code}/{number}", 1)

    def keep_piece(self, code: str, number: int) -> None:
        _put_last(self._pieces, code, number)
        self._keep("pieces", _written(self._pieces))

    def keep_page(self, code: str, number: int, page: int) -> None:
        _put_last(self._pages, f"{code}/{number}", page)
        self._keep("pages", _written(self._pages))

    @property
    def widths(self) -> tuple[int, int] | None:
        """The widths of list and marks, once somebody changed them or left the desk."""
        left, _slash, right = self._preferences.text(self._widths).partition("/")
        return (int(left), int(right)) if left.isdecimal() and right.isdecimal() else None

    @widths.setter
    def widths(self, widths: tuple[int, int]) -> None:
        self._preferences.keep(self._widths, f"{widths[0]}/{widths[1]}")

    @property
    def is_folded(self) -> bool:
        """Whether the list was folded where it had room."""
        return self._preferences.text("expert/list") == "folded"

    @is_folded.setter
    def is_folded(self, is_folded: bool) -> None:
        self._preferences.keep("expert/list", "folded" if is_folded else "")

    def _text(self, name: str) -> str:
        return self._preferences.text(f"{self._prefix}/{name}")

    def _keep(self, name: str, value: str) -> None:
        self._preferences.keep(f"{self._prefix}/{name}", value)


def _put_last(places: dict[str, int], key: str, number: int) -> None:
    """Puts a place behind all others and drops the oldest of too many; the first page goes without saying."""
    places.pop(key, None)
    if number > 1:
        places[key] = number
    if len(places) > MOST:
        del places[next(iter(places))]


def _written(places: dict[str, int]) -> str:
    return " ".join(f"{key}:{number}" for key, number in places.items())


def _read(text: str) -> dict[str, int]:
    pairs = (part.rpartition(":") for part in text.split())
    return {key: int(number) for key, _colon, number in pairs if key and number.isdecimal()}
