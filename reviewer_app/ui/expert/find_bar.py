"""Finding in what is open: a field, how many were found, on to the next. For PDFs, dossiers and texts alike."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from reviewer_app.i18n import _
from reviewer_app.ui.parts import Frame, IconButton, label, row
from reviewer_app.ui.theme import Theme

MOST = 999
"""How many places of a text are told and coloured."""


class Searchable(Protocol):
    """`found(number, count)`: the place that is shown, from 1, or 0 for none, and how many there are."""

    found: SignalInstance

    def look_for(self, text: str) -> None: ...

    def go_on(self, by: int) -> None: ...


class FindField(QLineEdit):
    """Enter leads on, Shift+Enter back, Escape out."""

    moved = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.moved.emit(-1 if is_back else 1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers():
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FindBar(Frame):
    """Looks through whatever `use` was told of last; hidden until it is asked for."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("bar", padding=4)
        self._target: Searchable | None = None
        self.field = FindField()
        self.field.setPlaceholderText(_("Find in this text"))
        self.field.setAccessibleName(_("Find in this text"))
        self.field.setAcceptDrops(False)
        self.count = label(tone="muted", name="found")
        self.count.setMinimumWidth(theme.type.base * 4)
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        back = IconButton(theme, "chevron-up", _("The one before (Shift+Enter)"), lambda: self._go_on(-1))
        forth = IconButton(theme, "chevron-down", _("The next one (Enter)"), lambda: self._go_on(1))
        away = IconButton(theme, "x", _("Close the search (Esc)"), self.leave)
        self.box.addWidget(row(self.field, self.count, back, forth, away, spacing=2))
        self.field.textChanged.connect(self._look)
        self.field.moved.connect(self._go_on)
        self.field.left.connect(self.leave)
        self.hide()

    def use(self, target: Searchable | None) -> None:
        """Looks through something else from now on; nothing to look through closes the bar."""
        if target is self._target:
            return
        if self._target is not None:
            self._target.found.disconnect(self._tell)
            self._target.look_for("")
        self._target = target
        if target is None:
            self.hide()
            return
        target.found.connect(self._tell)
        if self.isVisible():
            self._look()

    def ask(self) -> bool:
        """Opens the bar; False where there is nothing to look through."""
        if self._target is None:
            return False
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._look()
        return True

    def leave(self) -> None:
        if self._target is not None:
            self._target.look_for("")
        self.hide()
        self.closed.emit()

    def look_again(self) -> None:
        """Looks through a text that was put in place of another."""
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        if self._target is not None:
            self.count.clear()
            self._target.look_for(self.field.text().strip())

    def _go_on(self, by: int) -> None:
        if self._target is not None and self.field.text().strip():
            self._target.go_on(by)

    def _tell(self, number: int, count: int) -> None:
        if not self.field.text().strip():
            self.count.clear()
        elif count:
            self.count.setText(f"{number or '–'} / {count}")
        else:
            self.count.setText(_("none"))


class TextSearch(QObject):
    """Finds in a text on screen: every place is coloured, the one that is shown more strongly."""

    found = Signal(int, int)

    def __init__(self, theme: Theme, edit: QTextEdit | QPlainTextEdit) -> None:
        super().__init__(edit)
        self._theme, self._edit = theme, edit
        self._places: list[QTextCursor] = []
        self._number = 0

    def look_for(self, text: str) -> None:
        self._places = self._all(text) if text else []
        self._number = 0
        if self._places:
            self.go_on(1)
        else:
            self._edit.setExtraSelections([])
            self.found.emit(0, 0)

    def go_on(self, by: int) -> None:
        if not self._places:
            return
        self._number = (self._number - 1 + by) % len(self._places) + 1 if self._number else 1
        cursor = QTextCursor(self._places[self._number - 1])
        cursor.setPosition(cursor.selectionStart())
        self._edit.setTextCursor(cursor)
        self._edit.ensureCursorVisible()
        self._colour()
        self.found.emit(self._number, len(self._places))

    def _all(self, text: str) -> list[QTextCursor]:
        document: QTextDocument = self._edit.document()
        places: list[QTextCursor] = []
        cursor = document.find(text)
        while not cursor.isNull() and len(places) < MOST:
            places.append(cursor)
            cursor = document.find(text, cursor)
        return places

    def _colour(self) -> None:
        made = []
        for number, place in enumerate(self._places, start=1):
            selection = QTextEdit.ExtraSelection()
            style = QTextCharFormat()
            is_shown = number == self._number
            style.setBackground(self._theme.colour("accent" if is_shown else "amber_soft"))
            if is_shown:
                style.setForeground(self._theme.colour("on_accent"))
            selection.cursor, selection.format = place, style
            made.append(selection)
        self._edit.setExtraSelections(made)
