"""The rounds that were open before, one line each with what comes next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from reviewer_app.i18n import _, n_
from reviewer_app.services.workplace import CHAIR, EXPERT, OFFICE, Seat
from reviewer_app.ui.chips import Bar, Chip
from reviewer_app.ui.parts import Frame, IconButton, button, column, empty, fill, label, rule, wrapped
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.times import day


class RoundList(Frame):
    """A card with a line a seat. `seat_asked` is emitted with the seat whose button was pressed.

    So are `record_asked` and `erase_asked`, from the menu of the line.
    """

    seat_asked = Signal(object)
    record_asked = Signal(object)
    erase_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__("card", spacing=0, padding=0)
        self._theme = theme

    def show_seats(self, seats: tuple[Seat, ...]) -> None:
        empty(self.box)
        if not seats:
            self.box.addWidget(self._nothing_yet())
        for number, seat in enumerate(seats):
            if number:
                self.box.addWidget(rule())
            self.box.addWidget(self._line(seat, is_first=number == 0))

    def _nothing_yet(self) -> QWidget:
        words = wrapped(
            _("No round yet. Open the .jpround file that the office sent you, or prepare a round of your own."),
            tone="muted",
        )
        made = QWidget()
        fill(QVBoxLayout(made), (words,), 0, (16, 16, 16, 16))
        return made

    def _line(self, seat: Seat, *, is_first: bool) -> QWidget:
        made = QWidget()
        names = {EXPERT: _("Expert review"), CHAIR: _("Consolidation"), OFFICE: _("Preparation")}
        title = label(f"{seat.title or seat.round_id} · {names.get(seat.desk, seat.desk)}", weight="bold")
        words = column(title, label(_told(seat), tone="muted"), spacing=2)
        action = button(
            _action(seat),
            lambda: self.seat_asked.emit(seat),
            kind="primary" if is_first else "",
            name=f"open-{seat.desk}-{seat.person}",
        )
        fill(QHBoxLayout(made), (words, None, *self._state(seat), action, self._more(seat)), 12, (16, 10, 16, 10))
        return made

    def _more(self, seat: Seat) -> QToolButton:
        made = IconButton(self._theme, "ellipsis", _("More about this round"))
        made.setObjectName(f"more-{seat.desk}-{seat.person}")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        menu.addAction(_("Record: what was done here")).triggered.connect(lambda: self.record_asked.emit(seat))
        menu.addSeparator()
        menu.addAction(_("Erase this round…")).triggered.connect(lambda: self.erase_asked.emit(seat))
        made.setMenu(menu)
        return made

    def _state(self, seat: Seat) -> list[QWidget]:
        if seat.signed:
            words = {EXPERT: _("Handed in"), CHAIR: _("Signed"), OFFICE: _("Sealed")}[seat.desk]
            return [Chip(self._theme, words, "circle-check", "green")]
        if seat.desk == OFFICE or not seat.total:
            return []
        bar = Bar(self._theme)
        bar.show_progress(seat.done, seat.total)
        return [bar, label(f"{seat.done} / {seat.total}")]


def _action(seat: Seat) -> str:
    if seat.signed:
        return _("View")
    return {EXPERT: _("Continue reviewing"), CHAIR: _("Go on"), OFFICE: _("Open")}[seat.desk]


def _told(seat: Seat) -> str:
    parts = [seat.person]
    if seat.candidates:
        parts.append(n_("{count} candidate", "{count} candidates", seat.candidates).format(count=seat.candidates))
    if seat.signed:
        parts.append(_("no. {sequence}, signed on {day}").format(sequence=seat.signed, day=day(seat.signed_at)))
    return " · ".join(parts)
