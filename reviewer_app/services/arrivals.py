"""Goal of somebody with a file in hand: learn what it is and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.versions import Changes, changes
from reviewer_app.export.package import read_package
from reviewer_app.models.values import HeldRound
from reviewer_app.services.verify import verify
from reviewer_app.services.workplace import CHAIR, EXPERT, Seat, Workplace, take_seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file of ours as its clear side tells it; `name` only for a card."""

    file: Path
    kind: Kind
    round_id: str
    signer: str
    fingerprint: str
    name: str = ""


def look_into(path: Path) -> Arrival:
    """What a file is. Raises `InputError` or `RefusedError` for one that is no whole file of ours."""
    with read_package(path) as package:
        header = package.header
        name = ""
        if header.kind is Kind.CARD:
            from reviewer_app.export.card import card_of

            name = card_of(package).name
        return Arrival(
            file=path,
            kind=header.kind,
            round_id=header.round_id or "",
            signer=header.signer,
            fingerprint=package.bag.signature.key.fingerprint,
            name=name,
        )


def judge(workplace: Workplace, seat: Seat | None, path: Path, at: datetime) -> None:
    """Raises `RefusedError` unless the file is whole and its signer may sign it in the round of the seat."""
    round_path = seat.round_file if seat else None
    verdict = verify([path], round_path=round_path, offices=workplace.offices(), at=at, secrets=())[0]
    if verdict.error is not None:
        raise verdict.error


def seat_in(workplace: Workplace, round_id: str, desk: str = "", person: str = "") -> Seat | None:
    """The seat last used in a round, at that desk and by that person where they are named."""
    found = (
        seat
        for seat in workplace.seats()
        if seat.round_id == round_id and desk in ("", seat.desk) and person in ("", seat.person)
    )
    return next(found, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A seat that was taken; `changes` and `version` tell what a later version of its round brought."""

    seat: Seat
    version: int = 1
    changes: Changes | None = None


def sit_down(
    workplace: Workplace, path: Path, person: str, role: Role, at: datetime, progress: Progress = silent
) -> Seated:
    """Takes a seat, or takes a later version of its round in. Raises `UserError`; then nothing new is left behind."""
    with read_package(path) as package:
        round_id = str(package.header.round_id)
    known = seat_in(workplace, round_id, CHAIR if role is Role.CHAIR else EXPERT, person)
    before = _held(workplace, known) if known is not None else None
    seat = take_seat(workplace, path, person, role, at, progress)
    after = _held(workplace, seat)
    if before is None or after is None or after.round_version == before.round_version:
        return Seated(seat=seat)
    return Seated(seat=seat, version=after.round_version, changes=changes(before.document, after.document))


def _held(workplace: Workplace, seat: Seat) -> HeldRound | None:
    store = workplace.open_store(seat)
    try:
        with store.transaction() as work:
            return work.round()
    finally:
        store.close()
