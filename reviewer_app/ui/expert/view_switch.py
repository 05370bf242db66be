"""The views of the desk as buttons in the bar; one button with a menu where there is no room for all of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.expert.views import VIEWS
from reviewer_app.ui.parts import button, fill

GAP = 2


class ViewSwitch(QWidget):
    """Emits `asked(view)`."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        for name, words in VIEWS.items():
            made = button(_(words), partial(self.asked.emit, name), kind="filter", name=f"view-{name}")
            made.setCheckable(True)
            self.buttons[name] = made
        self.folded = button("", self._open_menu, kind="filter", name="views")
        self.folded.setCheckable(True)
        self.folded.hide()
        self._menu = QMenu(self.folded)
        fill(QHBoxLayout(self), (*self.buttons.values(), self.folded), GAP)
        self.show_current("")

    def show_current(self, view: str) -> None:
        """Marks the view that is shown; none: nothing is marked."""
        for name, made in self.buttons.items():
            made.setChecked(name == view)
        self.folded.setChecked(bool(view))
        self.folded.setText(f"{_(VIEWS[view]) if view else _('Views')} ▾")

    def let_work(self, *, is_ready: bool) -> None:
        """Offers the views, or not yet."""
        for made in (*self.buttons.values(), self.folded):
            made.setEnabled(is_ready)
        self.setVisible(is_ready)

    def fit(self, room: int) -> None:
        """Folds where the buttons find less room than they need."""
        is_folded = room < sum(made.sizeHint().width() + GAP for made in self.buttons.values())
        for made in self.buttons.values():
            made.setVisible(not is_folded)
        self.folded.setVisible(is_folded)

    def _open_menu(self) -> None:
        self.folded.setChecked(any(made.isChecked() for made in self.buttons.values()))
        self._menu.clear()
        for name, words in VIEWS.items():
            self._menu.addAction(_(words), partial(self.asked.emit, name))
        self._menu.popup(self.folded.mapToGlobal(self.folded.rect().bottomLeft()))
