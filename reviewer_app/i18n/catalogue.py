"""A compiled gettext catalogue (`.mo`), searched where it lies.

The standard library reads all of its thousand texts to begin with, which takes longer than a command that shows ten.
"""

from __future__ import annotations

from bisect import bisect_left
from struct import unpack_from

_MAGIC = b"\xde\x12\x04\x95"


class Catalogue:
    """Texts and their translations; a text that has none stands for itself, and so do all of an empty catalogue."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data
        self._order = "<" if data.startswith(_MAGIC) else ">"
        self._count, self._originals, self._translations = self._numbers(3, 8) if data else (0, 0, 0)
        self._known: dict[str, tuple[str, ...]] = {}

    def gettext(self, text: str) -> str:
        forms = self._forms(text)
        return forms[0] if forms else text

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form for a count: both languages have one form, or one for 1 and one for all others."""
        forms = self._forms(one) or (one, many)
        return forms[0] if count == 1 else forms[-1]

    def _forms(self, text: str) -> tuple[str, ...]:
        if text not in self._known:
            self._known[text] = self._searched(text.encode())
        return self._known[text]

    def _searched(self, wanted: bytes) -> tuple[str, ...]:
        at = bisect_left(range(self._count), wanted, key=self._original)
        if at == self._count or self._original(at) != wanted:
            return ()
        return tuple(self._entry(self._translations, at).decode().split("\0"))

    def _original(self, index: int) -> bytes:
        """A text as it stands in the code, without its plural; they stand in ascending order."""
        return self._entry(self._originals, index).partition(b"\0")[0]

    def _entry(self, table: int, index: int) -> bytes:
        size, start = self._numbers(2, table + 8 * index)
        return self._data[start : start + size]

    def _numbers(self, count: int, place: int) -> tuple[int, ...]:
        return unpack_from(f"{self._order}{count}I", self._data, place)
