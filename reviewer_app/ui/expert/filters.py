"""Who is shown in the list: by state, by group, industry, unit or trade. What was picked stands there as chips."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from reviewer_app.i18n import N_, _
from reviewer_app.services.overview import BEGUN
from reviewer_app.services.shortlist import (
    ABSTAINED,
    ALL,
    OPEN,
    RECUSED,
    SCORED,
    STATES,
    Field,
    Picked,
    fields_of,
    standings,
)
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.candidate_model import CandidateModel
from reviewer_app.ui.flow import Flow
from reviewer_app.ui.parts import Button, IconButton, button
from reviewer_app.ui.theme import Theme

AT_HAND = (ALL, OPEN, BEGUN)
"""The states that have a button of their own; the others stand in the menu."""
_STATES = {
    ALL: N_("All {count}"),
    OPEN: N_("Open {count}"),
    BEGUN: N_("Begun {count}"),
    SCORED: N_("Scored {count}"),
    RECUSED: N_("Recused {count}"),
    ABSTAINED: N_("Abstained {count}"),
}
_FIELDS = {Field.GROUP: N_("Group"), Field.INDUSTRY: N_("Industry"), Field.UNIT: N_("Unit"), Field.TRADE: N_("Trade")}


class PickedChip(Button):
    """A filter that is in force; pressing it, or Delete, takes it away."""

    def __init__(self, words: str) -> None:
        super().__init__(f"{words} ×")
        self.setProperty("kind", "filter")
        self.setCheckable(True)
        self.setChecked(True)
        self.setAutoDefault(False)
        self.setAccessibleName(_("Remove the filter {name}").format(name=words))
        self.setToolTip(self.accessibleName())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)


class Filters(QWidget):
    """Emits `changed` when another state is wanted or another value is picked; `more` opens the menu."""

    changed = Signal()

    def __init__(self, theme: Theme, board: Board, model: CandidateModel) -> None:
        super().__init__()
        self._model = model
        self._fields = fields_of(tuple(board.candidates.values()))
        self.state = ALL
        self.picked: frozenset[Picked] = frozenset()
        self._line = Flow(2)
        self.setLayout(self._line)
        self.states = {state: self._state_button(state) for state in AT_HAND}
        self.more = IconButton(theme, "list-filter", _("More filters"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self.menu)
        for part in self.states.values():
            self._line.addWidget(part)
        self.chips: dict[object, PickedChip] = {}

    def want(self, state: str) -> None:
        self.state = state
        self._show()

    def pick(self, *picked: Picked) -> None:
        """Shows those alone who bear these values."""
        self.picked = frozenset(picked)
        self._show()

    def clear(self) -> None:
        self.state, self.picked = ALL, frozenset()
        self._show()

    def take_over(self, old: Filters) -> None:
        self.state, self.picked = old.state, old.picked
        self._show()

    def show_counts(self) -> None:
        """Puts the numbers on the states."""
        for state, made in self.states.items():
            made.setText(self._words(state))

    def _words(self, state: str) -> str:
        counts = self._model.counts
        count = self._model.among if state == ALL else sum(counts[one] for one in standings(state))
        return _(_STATES[state]).format(count=count)

    def _toggle(self, picked: Picked) -> None:
        self.pick(*(self.picked ^ {picked}))

    def _show(self) -> None:
        for state, made in self.states.items():
            made.setChecked(state == self.state)
        wanted: dict[object, tuple[str, object]] = {}
        if self.state not in AT_HAND:
            wanted[self.state] = (_(_STATES[self.state]).format(count="").strip(), partial(self.want, ALL))
        for one in sorted(self.picked):
            wanted[one] = (one[1] or _("not said"), partial(self._toggle, one))
        for key in [key for key in self.chips if key not in wanted]:
            self._remove(self.chips.pop(key))
        for key, (words, undo) in wanted.items():
            if key not in self.chips:
                self.chips[key] = made = PickedChip(words)
                made.clicked.connect(undo)
                self._line.addWidget(made)
        self._line.invalidate()
        self.updateGeometry()
        self.changed.emit()

    def _remove(self, chip: PickedChip) -> None:
        if chip.hasFocus():
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _fill_menu(self) -> None:
        self.menu.clear()
        for state in STATES:
            action = self.menu.addAction(self._words(state), partial(self.want, state))
            action.setCheckable(True)
            action.setChecked(state == self.state)
        self.menu.addSeparator()
        for field, values in self._fields.items():
            part = self.menu.addMenu(_(_FIELDS[field]))
            part.setStyleSheet("QMenu { menu-scrollable: 1; }")
            for value, count in values.items():
                words = (value or _("not said")).replace("&", "&&") + f"　{count}"
                action = part.addAction(words, partial(self._toggle, (field, value)))
                action.setCheckable(True)
                action.setChecked((field, value) in self.picked)
        if self.picked or self.state != ALL:
            self.menu.addSeparator()
            self.menu.addAction(_("Show everybody"), self.clear)

    def _state_button(self, state: str) -> Button:
        made = button("", partial(self.want, state), kind="filter")
        made.setCheckable(True)
        made.setChecked(state == self.state)
        assert isinstance(made, Button)
        return made
