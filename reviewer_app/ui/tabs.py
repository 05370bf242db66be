"""A line of tabs over a stack of views."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from reviewer_app.ui.parts import Frame, button, fill


class Tabs(Frame):
    """`turned(name)` tells the view that was turned to; the views themselves stand in `stack`."""

    turned = Signal(str)

    def __init__(self) -> None:
        super().__init__("bar", padding=0)
        self._line = QHBoxLayout()
        fill(self._line, (), 18, (14, 2, 14, 0))
        self._line.addStretch(1)
        self.box.addLayout(self._line)
        self.stack = QStackedWidget()
        self._views: dict[str, QWidget] = {}
        self._tabs: dict[str, QPushButton] = {}

    def add(self, name: str, words: str, view: QWidget) -> None:
        tab = button(words, lambda: self.turn_to(name), kind="tab", name=f"tab-{name}")
        tab.setCheckable(True)
        self._tabs[name], self._views[name] = tab, view
        self._line.insertWidget(len(self._tabs) - 1, tab)
        self.stack.addWidget(view)
        if len(self._tabs) == 1:
            tab.setChecked(True)

    @property
    def names(self) -> tuple[str, ...]:
        """The views in their order."""
        return tuple(self._tabs)

    def words(self, name: str) -> str:
        """What stands on the tab of a view."""
        return self._tabs[name].text()

    @property
    def current(self) -> str:
        """The view that is turned to."""
        return next(name for name, tab in self._tabs.items() if tab.isChecked())

    def rename(self, name: str, words: str) -> None:
        self._tabs[name].setText(words)

    def turn_to(self, name: str) -> None:
        for other, tab in self._tabs.items():
            tab.setChecked(other == name)
        self.stack.setCurrentWidget(self._views[name])
        self.turned.emit(name)
