"""Several people at one computer: who they are, going on as another, adding one more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal

from reviewer_app.i18n import _
from reviewer_app.services.people import Person
from reviewer_app.ui.flow import Flow
from reviewer_app.ui.identity.forms import NewPassphrase
from reviewer_app.ui.parts import Frame, button, empty, label, row, wrapped


class PeopleCard(Frame):
    """`turned(folder)`: another person goes on. `added`: one more is wanted; `protected(passphrase)` comes before that
    where one's own keys lie in the keyring, which opens for everybody who is logged in.
    """

    turned = Signal(str)
    added = Signal()
    protected = Signal(str)

    def __init__(self) -> None:
        super().__init__("card", spacing=10, padding=16)
        words = _(
            "If two people use this computer, it is best that each logs in to the system with an account of their own. "
            "Where they share one, each gets keys, desks and a passphrase here; nobody opens what is another's."
        )
        self._others = Flow(6)
        self._explained = wrapped(
            _(
                "First your own keys: they lie in this system's keyring, which opens for everybody who is logged in. "
                "Choose a passphrase; you enter it each time from now on. Without it and without a backup your desks "
                "open for nobody, you included."
            )
        )
        self.form = NewPassphrase(_("Put my keys under it and go on"), "people-passphrase")
        self.form.given.connect(self.protected)
        self.add_button = button(_("Add a person…"), self._add, name="add-person")
        self._is_open = True
        self.box.addWidget(label(_("Several people on this computer"), scale="title"))
        self.box.addWidget(wrapped(words, tone="muted"))
        self.box.addLayout(self._others)
        for part in (self._explained, self.form, row(self.add_button, None)):
            self.box.addWidget(part)
        self._close()

    def show_people(self, people: Sequence[Person], here: Person | None, *, is_open: bool) -> None:
        """Lists the others. `is_open`: whether one's own keys open for everybody who is logged in."""
        self._is_open = is_open
        empty(self._others)
        for person in people:
            if person != here:
                words = _("Go on as {name}").format(name=person.name or _("a new person"))
                self._others.addWidget(button(words, partial(self.turned.emit, person.folder), name="go-on-as"))
        self._close()

    def allow_adding(self, *, is_allowed: bool) -> None:
        """Only somebody who is known adds another."""
        self.add_button.setEnabled(is_allowed)

    def focus(self) -> None:
        """To the first of the others."""
        first = self._others.itemAt(0)
        made = first.widget() if first is not None else None
        (made or self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self) -> None:
        if not self._is_open:
            self.added.emit()
            return
        self.add_button.hide()
        self._explained.show()
        self.form.open()

    def _close(self) -> None:
        self._explained.hide()
        self.form.hide()
        self.add_button.show()
