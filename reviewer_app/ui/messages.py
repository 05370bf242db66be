"""What happened, told in the page: errors a person can act on, faults of the program, notes. No boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.domain.errors import UserError
from reviewer_app.i18n import _, n_
from reviewer_app.settings import bug_report, log_bug
from reviewer_app.ui.parts import Frame, Icon, IconButton, button, fill, wrapped
from reviewer_app.ui.theme import Theme

Action = tuple[str, Callable[[], object]]
MOST = 3
SHOWN = 4
"""How many problems of one input are spelt out in a message; all of them can be copied."""
_ICONS = {"red": "circle-alert", "amber": "triangle-alert", "green": "circle-check", "accent": "info"}


def error_lines(error: UserError) -> list[str]:
    """Every problem of an error as a sentence."""
    from reviewer_app.i18n.errors import problem_text

    return [problem_text(one.code, one.values, file=one.file, row=one.row, column=one.column) for one in error.problems]


class Message(Frame):
    """One message with what can be done about it; it stays until it is closed or replaced."""

    closed = Signal()

    def __init__(self, theme: Theme, text: str, tone: str, actions: Sequence[Action]) -> None:
        super().__init__("message", padding=8)
        self.setProperty("tone", tone)
        self.text, self.tone, self._has_actions = text, tone, bool(actions)
        words = wrapped(text)
        words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = QWidget()
        self.close_button = IconButton(theme, "x", _("Close this message"), self.dismiss)
        buttons = [button(name, self._doing(action)) for name, action in actions]
        fill(QHBoxLayout(line), (Icon(theme, _ICONS[tone], tone), words, *buttons, self.close_button), 8)
        self.box.addWidget(line)
        self.setAccessibleName(text)

    def says(self, text: str, tone: str, actions: Sequence[Action]) -> bool:
        """Whether it tells just that, and offers nothing to do."""
        return (self.text, self.tone) == (text, tone) and not self._has_actions and not actions

    def dismiss(self) -> None:
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _doing(self, action: Callable[[], object]) -> Callable[[], None]:
        def act() -> None:
            self.dismiss()
            action()

        return act


class MessageArea(QWidget):
    """The messages of a page, the newest first; a page shows three at most."""

    def __init__(self, theme: Theme, log_folder: Path, *, margin: int = 8) -> None:
        super().__init__()
        self._theme = theme
        self._log_folder = log_folder
        self._shown: list[Message] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(margin, 8, margin, 0)
        self._box.setSpacing(6)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is told now."""
        return [message.text for message in self._shown]

    def show_error(self, error: Exception, *actions: Action) -> None:
        """Tells an error: sentences for what a person can act on, a copyable report for a fault of the program."""
        if isinstance(error, UserError):
            self._show_user_error(error, actions)
        else:
            self._show_bug(error)

    def tell(self, text: str, tone: str = "accent", *actions: Action) -> None:
        """Tells something; screen readers speak it at once.

        `tone`: accent (a note), green (it worked), amber (look at this), red (it did not).
        """
        newest = self._shown[0] if self._shown else None
        if newest is not None and newest.says(text, tone, actions):
            self._speak(newest)
            return
        for old in [one for one in self._shown if one.text == text] + self._shown[MOST - 1 :]:
            old.dismiss()
        message = Message(self._theme, text, tone, actions)
        message.closed.connect(lambda: self._forget(message))
        self._shown.insert(0, message)
        self._box.insertWidget(0, message)
        self.show()
        self._speak(message)

    def take_over(self, old: MessageArea) -> None:
        """Shows again what `old` warns of; what can be done about it was tied to that page and is left out."""
        for message in reversed(old._shown):
            if message.tone in ("red", "amber"):
                self.tell(message.text, message.tone)

    def clear(self) -> None:
        for message in list(self._shown):
            message.dismiss()

    def _speak(self, message: Message) -> None:
        QAccessible.updateAccessibility(QAccessibleEvent(message, QAccessible.Event.Alert))

    def _forget(self, message: Message) -> None:
        self._shown = [one for one in self._shown if one is not message]
        if not self._shown:
            self.hide()

    def _show_user_error(self, error: UserError, actions: Sequence[Action]) -> None:
        lines = error_lines(error)
        text = "\n".join(lines[:SHOWN])
        more = len(lines) - SHOWN
        offered = list(actions)
        if more > 0:
            text += "\n" + n_("… and {count} more.", "… and {count} more.", more).format(count=more)
            offered.append((_("Copy all"), lambda: QGuiApplication.clipboard().setText("\n".join(lines))))
        self.tell(text, "red", *offered)

    def _show_bug(self, error: Exception) -> None:
        try:
            log = str(log_bug(error, self._log_folder))
        except OSError:
            log = "-"
        from reviewer_app.i18n.errors import error_text

        report = bug_report(error)
        self.tell(
            error_text("bug", {"log": log}),
            "red",
            (_("Copy the report"), lambda: QGuiApplication.clipboard().setText(report)),
            (_("Open the log folder"), lambda: open_folder(self._log_folder)),
        )


def open_folder(folder: Path) -> None:
    """Shows a folder in the system's own file manager."""
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
