"""What happens with a file that was dropped, opened or handed over by a second start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu

from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.progress import Progress
from reviewer_app.i18n import _, in_a_row
from reviewer_app.services.workplace import CHAIR, EXPERT, Opening, Seat, look_at_round
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.progress import WorkStrip

if TYPE_CHECKING:
    from reviewer_app.domain.versions import Changes
    from reviewer_app.services.arrivals import Arrival, Seated

OpenSeat = Callable[[Seat, list[Path] | None], None]


class Arrivals:
    """Looks into a file beside the window and leads it to its desk, or tells in `page` why not."""

    def __init__(self, desktop: Desktop, page: Page, open_seat: OpenSeat) -> None:
        self._desktop = desktop
        self._page = page
        self._open_seat = open_seat

    def choose_round(self) -> None:
        """Lets the user choose a round file."""
        name, _filter = QFileDialog.getOpenFileName(
            self._page, _("Open a round"), "", _("Rounds (*.jpround);;All files (*)")
        )
        if name:
            self.take(Path(name))

    def take(self, file: Path) -> None:
        def look(_progress: Progress) -> Arrival:
            from reviewer_app.services.arrivals import look_into

            return look_into(file)

        self._run(look, self._sort)

    def _sort(self, arrival: Arrival) -> None:
        if arrival.kind is Kind.ROUND:
            self._look_at_round(arrival.file)
        elif arrival.kind is Kind.CARD:
            self._page.messages.tell(
                _("Identity card of {name}, {fingerprint}. The office takes it in at its desk, under People.").format(
                    name=arrival.name, fingerprint=arrival.fingerprint
                )
            )
        else:
            self._lead_to_seat(arrival)

    def _lead_to_seat(self, arrival: Arrival) -> None:
        from reviewer_app.services.arrivals import judge, seat_in

        workplace = self._desktop.workplace
        desk = {Kind.SCORE: CHAIR, Kind.RETURN: EXPERT}.get(arrival.kind)
        taker = seat_in(workplace, arrival.round_id, desk) if desk else None
        if taker is not None:
            self._open_seat(taker, [arrival.file])
            return
        seat = seat_in(workplace, arrival.round_id)
        self._run(
            lambda _progress: judge(workplace, seat, arrival.file, datetime.now(UTC)),
            lambda _nothing: self._page.messages.tell(_whole(arrival), "green"),
        )

    # rounds

    def _look_at_round(self, file: Path) -> None:
        workplace = self._desktop.workplace
        self._run(
            lambda _progress: look_at_round(workplace, file, datetime.now(UTC)),
            lambda opening: self._consider(file, opening),
        )

    def _consider(self, file: Path, opening: Opening) -> None:
        if not opening.people:
            self._page.messages.tell(
                _("None of the keys on this computer takes part in the round {round}. Ask the office.").format(
                    round=opening.round_id
                ),
                "red",
            )
        elif opening.office not in self._desktop.workplace.offices() and not self._goes_on(opening):
            self._page.messages.tell(
                _(
                    "Compare once: the meeting notice shows the office's fingerprint. Is it exactly {fingerprint}? "
                    "If it is not, do not open this round, and ring the office."
                ).format(fingerprint=opening.office),
                "amber",
                (_("It is the same: open"), lambda: self._vouch(file, opening)),
            )
        elif len(opening.people) == 1:
            self._sit_down(file, *opening.people[0])
        else:
            self._ask_who(file, opening)

    def _goes_on(self, opening: Opening) -> bool:
        """Whether the round is held here already: then its own version says which keys the office may go on with."""
        return any(seat.round_id == opening.round_id for seat in self._desktop.workplace.seats())

    def _vouch(self, file: Path, opening: Opening) -> None:
        self._desktop.workplace.vouch(opening.office)
        self._consider(file, opening)

    def _ask_who(self, file: Path, opening: Opening) -> None:
        menu = QMenu(self._page)
        menu.setObjectName("who")
        for person, role in opening.people:
            menu.addAction(_role_of(person, role), partial(self._sit_down, file, person, role))
        menu.popup(self._page.mapToGlobal(self._page.bar.geometry().bottomLeft()))

    def _sit_down(self, file: Path, person: str, role: Role) -> None:
        workplace = self._desktop.workplace
        strip = WorkStrip(self._page.theme)
        self._page.add_strip(strip)

        def sit(progress: Progress) -> Seated:
            from reviewer_app.services.arrivals import sit_down

            return sit_down(workplace, file, person, role, datetime.now(UTC), progress)

        def arrived(seated: Seated) -> None:
            strip.finish()
            if seated.changes is None:
                self._open_seat(seated.seat, None)
                return
            go_on = (_("Go on"), lambda: self._open_seat(seated.seat, None))
            self._page.messages.tell(_news(seated.version, seated.changes), "amber", go_on)

        def failed(error: Exception) -> None:
            strip.finish()
            self._page.messages.show_error(error)

        job = self._desktop.jobs.start(
            sit, done=arrived, failed=failed, progress=strip.tell, cancelled=strip.finish, owner=self._page
        )
        strip.follow(job, _("Checking the round…"))

    def _run(self, work: Callable[[Progress], object], done: Callable[..., None]) -> None:
        self._desktop.jobs.start(work, done=done, failed=self._page.messages.show_error, owner=self._page)


def _role_of(person: str, role: Role) -> str:
    names = {Role.CHAIR: _("{person} · Consolidation"), Role.EXPERT: _("{person} · Expert review")}
    return names[role].format(person=person)


def _news(version: int, changes: Changes) -> str:
    """What a later version of a round brought, in sentences."""
    told = [_("Version {version} of the round is taken in; every mark was kept.").format(version=version)]
    for what, sentence in (
        (changes.added_candidates, _("New candidates: {names}.")),
        (changes.withdrawn_candidates, _("Withdrawn candidates, who count no more: {names}.")),
        (changes.mended_dossiers, _("Mended dossiers, to be looked at again: {names}.")),
        (changes.added_people, _("New in the round: {names}.")),
        (changes.removed_people, _("No longer in the round: {names}.")),
        (changes.replaced_keys, _("New keys: {names}.")),
    ):
        if what:
            told.append(sentence.format(names=_(", ").join(what)))
    return in_a_row(told)


def _whole(arrival: Arrival) -> str:
    texts = {
        Kind.SCORE: _("A score package of {signer} in the round {round}: whole, and signed by whom it says."),
        Kind.RESULT: _("The result of the round {round}, from {signer}: whole, and signed by whom it says."),
        Kind.RETURN: _("A return of {signer} in the round {round}: whole, and signed by whom it says."),
    }
    return texts[arrival.kind].format(signer=arrival.signer, round=arrival.round_id)
