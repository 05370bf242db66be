"""Which page shows which desk; loaded after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewer_app.services.workplace import CHAIR, EXPERT, Seat
from reviewer_app.ui.chair.page import ChairPage
from reviewer_app.ui.chair.sitting import ChairSitting, sit_as_chair
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.expert.sitting import ExpertSitting, sit_as_expert
from reviewer_app.ui.office.page import OfficePage
from reviewer_app.ui.page import Desktop, Page

if TYPE_CHECKING:
    from reviewer_app.domain.progress import Progress


def open_desk(
    desktop: Desktop,
    seat: Seat,
    arrive: Callable[[Page], None],
    failed: Callable[[Exception], None],
    owner: QObject,
) -> None:
    """Opens the store of a seat beside the window, then hands its page to `arrive`."""
    if seat.desk == EXPERT:

        def as_expert(_progress: Progress) -> ExpertSitting:
            return sit_as_expert(desktop.workplace, seat)

        desktop.jobs.start(
            as_expert, done=lambda sitting: arrive(ExpertPage(desktop, sitting)), failed=failed, owner=owner
        )
    elif seat.desk == CHAIR:

        def as_chair(_progress: Progress) -> ChairSitting:
            return sit_as_chair(desktop.workplace, seat)

        desktop.jobs.start(
            as_chair, done=lambda sitting: arrive(ChairPage(desktop, sitting)), failed=failed, owner=owner
        )
    else:
        arrive(OfficePage(desktop, seat))


def new_office(desktop: Desktop) -> Page:
    """The office's desk, with nothing on it."""
    return OfficePage(desktop, None)
