"""The help of a page: what to do there, step by step, and the keys that work. A panel beside the work, no box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.keys import Key
from reviewer_app.ui.parts import Frame, IconButton, label, row
from reviewer_app.ui.theme import Theme

WIDTH = 400
"""Of the panel, for normal type; never more than what leaves the marks in sight."""
MOST = 0.62


class HelpPanel(Frame):
    """Lies at the left over a page's body. Esc closes it, and the focus goes back to where it was."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__("help", padding=0, spacing=0)
        self.setParent(page)
        self._theme, self._page = theme, page
        self._before: QWidget | None = None
        self._fill: Callable[[], tuple[Sequence[str], Sequence[Key]]] = lambda: ((), ())
        self.words = QTextBrowser()
        self.words.setObjectName("help-words")
        self.words.setAccessibleName(_("Help"))
        self.words.setOpenLinks(False)
        self.words.setTabChangesFocus(True)
        self.words.document().setDocumentMargin(14)
        self.close_button = IconButton(theme, "x", _("Close the help (Esc)"), self.dismiss)
        head = row(label(_("Help"), scale="title"), None, self.close_button, margins=(14, 6, 6, 4))
        self.box.addWidget(head)
        self.box.addWidget(self.words)
        theme.changed.connect(self._show_words)
        self.hide()

    def use(self, fill: Callable[[], tuple[Sequence[str], Sequence[Key]]]) -> None:
        """`fill` gives the steps and the keys as they are when the panel is opened."""
        self._fill = fill

    def turn(self) -> None:
        """Opens the panel, or closes it."""
        if not self.isHidden():
            self.dismiss()
            return
        self._before = self._page.focusWidget()
        self._show_words()
        self.show()
        self.raise_()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Closes it; who had the focus has it again, unless somebody else took it meanwhile."""
        focused = QApplication.focusWidget()
        self.hide()
        if self._before is not None and (focused is None or self.isAncestorOf(focused)):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def place(self, left: int, top: int, width: int, height: int) -> None:
        """Takes its place in the room between bar and edge."""
        wanted = round(WIDTH * self._theme.type.base / 13)
        self.setGeometry(left, top, min(wanted, round(width * MOST)), height)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _show_words(self) -> None:
        steps, keys = self._fill()
        at = self.words.verticalScrollBar().value()
        self.words.setHtml(_html(self._theme, steps, keys))
        self.words.verticalScrollBar().setValue(at)


def _html(theme: Theme, steps: Sequence[str], keys: Sequence[Key]) -> str:
    tokens, size = theme.tokens, theme.type.base
    style = (
        f"body {{ color: {tokens.ink}; font-size: {size}px; }} li {{ margin-bottom: 6px; }} "
        f"h3 {{ font-size: {size}px; color: {tokens.accent}; }} "
        "td { padding: 3px 10px 3px 0; } .key { font-weight: 700; white-space: nowrap; }"
    )
    guide = "".join(f"<li>{escape(step)}</li>" for step in steps)
    told = "".join(f'<tr><td class="key">{escape(key.name)}</td><td>{escape(key.does)}</td></tr>' for key in keys)
    what, which = escape(_("What to do here")), escape(_("Keys"))
    steps_told = f"<h3>{what}</h3><ol style='margin-left: -18px'>{guide}</ol>"
    keys_told = f"<h3>{which}</h3><table cellspacing='0'>{told}</table>"
    return f"<html><head><style>{style}</style></head><body>{steps_told}{keys_told}</body></html>"
