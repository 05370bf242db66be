"""Goal of the chair: every expert's package verified and on the roll."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.hand_in import check_sheets
from reviewer_app.domain.package import Kind, Outcome, as_time
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.receiving import HandIn, Standing, standing
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.score import ScoreDocument
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.files import read_file
from reviewer_app.export.package import MAX_DOCUMENT, Package, check_against_round, read_open_package
from reviewer_app.export.score import score_document
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Received, Work
from reviewer_app.security.audit import Event
from reviewer_app.services.review import round_of
from reviewer_app.services.rounds import held_trust

COUNTED, SUPERSEDED = "counted", "superseded"
ENTERED = 1
"""The round version in which a signer's key entered, as long as a round has one version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one file: the standing of a verified package, or the reason why it was refused."""

    file: Path
    signer: str
    outcome: str
    error: UserError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRow:
    """One expert at the roll call; `received` is empty while the package is missing."""

    expert: str
    name: str
    received: str
    sequence: int | None
    fingerprint: str
    states: dict[SheetState, int]


def receive(
    store: Store, files: Sequence[Path], secrets: Sequence[str], at: datetime, progress: Progress = silent
) -> tuple[Receipt, ...]:
    """Verifies and takes in score packages, in the order given; each file is one transaction of its own.

    A file that cannot be read or is refused stands in the receipts with its reason; nothing else of it is kept.
    """
    receipts = []
    for number, file in enumerate(files):
        progress(number, len(files), "receive")
        receipts.append(_receive_one(store, file, secrets, at))
    return tuple(receipts)


def _receive_one(store: Store, file: Path, secrets: Sequence[str], at: datetime) -> Receipt:
    try:
        content = read_file(file, MAX_DOCUMENT)
        with store.transaction() as work:
            held = round_of(work, store)
        package, document = open_score(content, held, secrets, at)
        with store.transaction() as work:
            outcome = _take_in(work, package, content, as_time(at))
    except UserError as error:
        outcome = error.outcome if isinstance(error, RefusedError) else error.code
        with store.transaction() as work:
            work.record(Event.PACKAGE_REFUSED, file=file.name, outcome=outcome, code=error.code)
        return Receipt(file=file, signer="", outcome=outcome, error=error)
    return Receipt(file=file, signer=document.expert, outcome=outcome)


def open_score(content: bytes, held: HeldRound, secrets: Sequence[str], at: datetime) -> tuple[Package, ScoreDocument]:
    """A score package judged in full against the round. Raises `RefusedError`."""
    package = read_open_package(io.BytesIO(content))
    if package.header.kind is not Kind.SCORE:
        raise RefusedError(Outcome.WRONG_ROLE, "not_this_kind", kind=package.header.kind.value, wanted="score")
    check_against_round(package, held_trust(held), at)
    package.check_payload()
    document = score_document(package, secrets)
    check_sheets(document, read_scheme(held.scheme), held.document)
    return package, document


def _take_in(work: Work, package: Package, content: bytes, now: str) -> str:
    held = work.received()
    new = HandIn(
        fingerprint=package.fingerprint,
        signer=package.header.signer,
        entered=ENTERED,
        sequence=package.header.sequence,
    )
    how = standing(new, [_hand_in(one) for one in held])
    if how is Standing.SAME:
        return how.value
    if how is Standing.SUPERSEDES:
        _set_aside(work, [one for one in held if one.signer == new.signer and one.standing == COUNTED])
    counts = how in (Standing.FIRST, Standing.SUPERSEDES)
    work.keep_received(
        Received(
            fingerprint=new.fingerprint,
            signer=new.signer,
            round_version=int(package.header.round_version or 0),
            sequence=new.sequence,
            received=now,
            standing=COUNTED if counts else how.value,
            content=content,
        )
    )
    work.record(
        Event.PACKAGE_RECEIVED, signer=new.signer, sequence=new.sequence, sha256=new.fingerprint, standing=how.value
    )
    return how.value


def _hand_in(received: Received) -> HandIn:
    return HandIn(fingerprint=received.fingerprint, signer=received.signer, entered=ENTERED, sequence=received.sequence)


def _set_aside(work: Work, superseded: Iterable[Received]) -> None:
    from dataclasses import replace

    for one in superseded:
        work.keep_received(replace(one, standing=SUPERSEDED))


def counted_packages(work: Work) -> dict[str, Received]:
    """The package that counts, by expert."""
    return {one.signer: one for one in work.received() if one.standing == COUNTED}


def roll_call(store: Store, secrets: Sequence[str], at: datetime) -> tuple[RollRow, ...]:
    """One row an expert, in the round's order: who handed in, and what."""
    with store.transaction() as work:
        held = round_of(work, store)
        received = counted_packages(work)
    rows = []
    for expert in held.document.experts:
        one = received.get(expert)
        sheets: tuple[ScoreSheet, ...] = ()
        if one is not None:
            sheets = open_score(one.content, held, secrets, at)[1].score_sheets()
        states = [sheet.state for sheet in sheets]
        rows.append(
            RollRow(
                expert=expert,
                name=held.document.person(expert).name,
                received=one.received if one else "",
                sequence=one.sequence if one else None,
                fingerprint=one.fingerprint if one else "",
                states={state: states.count(state) for state in SheetState if state in states},
            )
        )
    return tuple(rows)
