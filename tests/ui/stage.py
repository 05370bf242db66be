"""A program on a stage: real stores, keys and files of a small sample round, and settings of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QApplication

from reviewer_app.app import Program
from reviewer_app.domain.package import Role
from reviewer_app.services import conflicts, review
from reviewer_app.services.demo import Demo, run_demo
from reviewer_app.services.sample_desks import lay_out_desks, sample_workplace
from reviewer_app.services.workplace import EXPERT, Seat, Workplace, note, take_seat
from reviewer_app.settings import Folders


def sample(folder: Path, *, candidates: int, experts: int = 6) -> Demo:
    """A finished sample round; the last expert has handed in nothing."""
    return run_demo(folder, candidates=candidates, experts=experts, seed=1, now=datetime.now(UTC))


def program(folder: Path, workplace: Workplace) -> Program:
    """The program without its event loop, with settings in `folder`."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return Program(application, Folders(folder / "data", folder / "config", folder / "log"), workplace)


def on_sample(folder: Path, demo: Demo) -> Program:
    """The program on a copy of a sample round, so that it may be changed."""
    copy = folder / "round"
    shutil.copytree(demo.folder, copy)
    workplace = sample_workplace(copy)
    lay_out_desks(workplace, demo.late)
    return program(folder, workplace)


def fresh_seat(workplace: Workplace, person: str) -> Seat:
    """The late expert's desk as it is before anything was done there."""
    seat = next(one for one in workplace.seats() if one.person == person and one.desk == EXPERT)
    for file in seat.store.parent.glob(f"{person}.db*"):
        file.unlink()
    workplace.forget(seat)
    return take_seat(workplace, seat.round_file, seat.person, Role.EXPERT, datetime.now(UTC))


def begin_marking(workplace: Workplace, seat: Seat, marks: Callable[[str, int], str | None]) -> Seat:
    """Accepts the undertaking, declares that there is no conflict and gives marks.

    `marks(candidate, place)` is the mark of that criterion, or None.
    """
    store = workplace.open_store(seat)
    try:
        review.accept_undertaking(store)
        for candidate in conflicts.conflicts_of(store).undecided:
            conflicts.dismiss(store, candidate, "无利益关系")
        conflicts.finish(store)
        with store.transaction() as work:
            held = review.round_of(work, store)
        for one in held.document.assigned_to(seat.person):
            for place, criterion in enumerate(held.rules.criteria):
                mark = marks(one.code, place)
                if mark is not None:
                    review.record_mark(store, one.code, criterion.key, Decimal(mark))
        return note(workplace, seat, store)
    finally:
        store.close()
