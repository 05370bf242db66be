"""Step three: who takes part, by their identity cards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from reviewer_app.domain.package import Role
from reviewer_app.i18n import _
from reviewer_app.services.prepare import Enrolment
from reviewer_app.ui.office.models import people_model, role_text
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Frame, button, fill, label, row, wrapped
from reviewer_app.ui.tables import Table

ROLES = (Role.OFFICE, Role.CHAIR, Role.SUPERVISOR, Role.UNION, Role.EXPERT)


class PeopleStep(QWidget):
    """Emits `cards_given(paths)`, `role_given(person, role)` and `person_removed(person)`."""

    cards_given = Signal(list)
    role_given = Signal(str, object)
    person_removed = Signal(str)

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.people = people_model()
        self.table = Table(desktop.theme, desktop.preferences, self.people, "office-people").sortable()
        self.table.set_widths(90, 90, 110, 180, 200)
        self.table.setAccessibleName(_("People"))
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        words = wrapped(
            _(
                "Add the identity cards that people handed in, then give each a role. Every expert judges every "
                "candidate."
            ),
            tone="muted",
        )
        self._role = button(_("Role…"), self._ask_role, name="give-role")
        card = Frame(
            "card",
            label(_("People"), scale="title"),
            words,
            self.table,
            row(
                button(_("Add identity cards…"), self._choose, kind="primary", name="add-cards"),
                self._role,
                button(_("Remove"), self._remove, name="remove-person"),
                None,
            ),
        )
        fill(QVBoxLayout(self), (card,), 0)

    def show_people(self, people: Sequence[Enrolment]) -> None:
        self.people.show_lines(people)

    def _choose(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Add identity cards"), "", _("Identity cards (*.jpcard);;All files (*)")
        )
        if names:
            self.cards_given.emit([Path(name) for name in names])

    def _chosen(self) -> str:
        index = self.table.currentIndex()
        return self.people.line_at(self.table.proxy.mapToSource(index).row()).id if index.isValid() else ""

    def _ask_role(self) -> None:
        person = self._chosen()
        if person:
            menu = QMenu(self)
            for role in ROLES:
                menu.addAction(role_text(role), partial(self.role_given.emit, person, role))
            menu.popup(self._role.mapToGlobal(self._role.rect().bottomLeft()))

    def _remove(self) -> None:
        person = self._chosen()
        if person:
            self.person_removed.emit(person)
