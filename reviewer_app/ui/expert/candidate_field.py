"""A field in which a candidate is chosen by typing a code, a name or pinyin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from reviewer_app.domain.candidate import Candidate

KEYS = Qt.ItemDataRole.UserRole + 1
MOST_SHOWN = 8


class _Completer(QCompleter):
    """Finds by the keys, writes what is shown."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:  # noqa: N802 - Qt's name
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class CandidateField(QLineEdit):
    """`code()` is the candidate whom the text names; `keys_wanted` asks once for what candidates are found by."""

    keys_wanted = Signal()

    def __init__(self, candidates: Iterable[Candidate], placeholder: str) -> None:
        super().__init__()
        self._candidates = {one.code: one for one in candidates}
        self._keys = {code: f"{code} {one.name}".casefold() for code, one in self._candidates.items()}
        self._is_filled = False
        self.setAcceptDrops(False)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self._is_filled:
            self._is_filled = True
            self.use_keys(self._keys)
            self.keys_wanted.emit()

    def use_keys(self, keys: Mapping[str, str]) -> None:
        """What candidates are found by: their search keys, by code."""
        self._keys = dict(keys)
        model = QStandardItemModel(self)
        for code, one in self._candidates.items():
            item = QStandardItem(_shown(one))
            item.setData(keys[code], KEYS)
            model.appendRow(item)
        completer = _Completer(model, self)
        completer.setCompletionRole(KEYS)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(MOST_SHOWN)
        popup = QListView()
        popup.setProperty("role", "popup")
        completer.setPopup(popup)
        self.setCompleter(completer)

    def code(self) -> str:
        """The one candidate whom the text names; empty where it names nobody or several."""
        text = self.text().strip()
        if text in self._candidates:
            return text
        named = [code for code, one in self._candidates.items() if text in (_shown(one), one.name)]
        found = named or [code for code, key in self._keys.items() if text and text.casefold() in key]
        return found[0] if len(found) == 1 else ""


def _shown(candidate: Candidate) -> str:
    return f"{candidate.code} {candidate.name}  {candidate.unit}".rstrip()
