"""Which page shows which desk. Each desk loads only what it needs, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewer_app.i18n import _
from reviewer_app.services.workplace import CHAIR, EXPERT, Seat
from reviewer_app.ui.page import Desktop, Page

if TYPE_CHECKING:
    from reviewer_app.domain.progress import Progress
    from reviewer_app.models.store import Store

Build = Callable[[], Page]


def open_desk(
    desktop: Desktop,
    seat: Seat,
    arrive: Callable[[Page], None],
    failed: Callable[[Exception], None],
    owner: QObject,
) -> None:
    """Opens the store of a seat beside the window, then hands its page to `arrive`.

    It waits its turn behind what is being written: the page before may still be closing the same store.
    """

    def sit(_progress: Progress) -> Build:
        return {EXPERT: _expert, CHAIR: _chair}.get(seat.desk, _office)(desktop, seat)

    def begin(_none: None) -> None:
        desktop.jobs.start(sit, done=lambda build: arrive(build()), failed=failed, owner=owner)

    desktop.jobs.write(lambda: None, done=begin, failed=failed, owner=owner)


def new_office(desktop: Desktop) -> Page:
    """The office's desk, with nothing on it."""
    from reviewer_app.ui.office.page import OfficePage

    return OfficePage(desktop, None)


def _expert(desktop: Desktop, seat: Seat) -> Build:
    from reviewer_app.ui.expert.page import ExpertPage
    from reviewer_app.ui.expert.sitting import sit_as_expert

    sitting = sit_as_expert(desktop.workplace, seat)
    return lambda: _told(ExpertPage(desktop, sitting), sitting.store)


def _chair(desktop: Desktop, seat: Seat) -> Build:
    from reviewer_app.ui.chair.page import ChairPage
    from reviewer_app.ui.chair.sitting import sit_as_chair

    sitting = sit_as_chair(desktop.workplace, seat)
    return lambda: _told(ChairPage(desktop, sitting), sitting.store)


def _told(page: Page, store: Store) -> Page:
    """Says once, on the page that opens, that the last changes before a forced end could not be found."""
    if store.tail_missing:
        page.messages.tell(
            _(
                "The program was ended by force last time, and what was entered just before may be missing. Look at "
                "your last entries; the record of this desk says it too."
            ),
            "amber",
        )
    return page


def _office(desktop: Desktop, seat: Seat) -> Build:
    from reviewer_app.ui.office.page import OfficePage

    return lambda: OfficePage(desktop, seat)
