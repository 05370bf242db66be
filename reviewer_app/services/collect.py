"""Goal of the chair: every expert's package verified and on the roll."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.hand_in import check_sheets
from reviewer_app.domain.package import Kind, Outcome, as_time
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.receiving import HandIn, Standing, standing
from reviewer_app.domain.score import ScoreDocument
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.files import read_file
from reviewer_app.export.package import MAX_DOCUMENT, Package, Trust, check_against_round, read_open_package
from reviewer_app.export.score import score_document
from reviewer_app.models.history import History
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Received, Work
from reviewer_app.security.audit import Event
from reviewer_app.services.returns import check_against_returns
from reviewer_app.services.review import round_of
from reviewer_app.services.rounds import held_trust

COUNTED, SUPERSEDED, CONFLICTING = "counted", "superseded", "conflicting"


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
    with store.transaction() as work:
        reception = _Reception.of(round_of(work, store), secrets, at)
    receipts = []
    for number, file in enumerate(files):
        progress(number, len(files), "receive")
        receipts.append(_receive_one(store, reception, file))
    return tuple(receipts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reception:
    """What every package of one call is judged by."""

    held: HeldRound
    trust: Trust
    secrets: Sequence[str]
    at: datetime
    sound: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, held: HeldRound, secrets: Sequence[str], at: datetime) -> _Reception:
        return cls(held=held, trust=held_trust(held), secrets=secrets, at=at)

    def opened(self, content: bytes) -> tuple[Package, ScoreDocument]:
        """A score package judged in full against the round. Raises `RefusedError`."""
        package = read_open_package(io.BytesIO(content))
        kind = package.header.kind
        if kind is not Kind.SCORE:
            raise RefusedError(Outcome.WRONG_ROLE, "not_this_kind", kind=kind.value, wanted="score")
        check_against_round(package, self.trust, self.at)
        package.check_payload()
        document = score_document(package, self.secrets)
        check_sheets(document, self.held.rules, self.held.document, self.sound)
        return package, document

    def received(self, package: Package, content: bytes) -> Received:
        header = package.header
        return Received(
            fingerprint=package.fingerprint,
            signer=header.signer,
            round_version=int(header.round_version or 0),
            sequence=header.sequence,
            received=as_time(self.at),
            standing=COUNTED,
            content=content,
            entered=self.held.document.person(header.signer).entered,
        )


def open_score(content: bytes, held: HeldRound, secrets: Sequence[str], at: datetime) -> tuple[Package, ScoreDocument]:
    """A score package judged in full against a round. Raises `RefusedError`."""
    return _Reception.of(held, secrets, at).opened(content)


def _receive_one(store: Store, reception: _Reception, file: Path) -> Receipt:
    try:
        content = read_file(file, MAX_DOCUMENT)
        package, document = reception.opened(content)
        received = reception.received(package, content)
        with store.transaction() as work:
            _check_returns(work, reception, received, document)
            outcome = _take_in(work, received)
    except UserError as error:
        outcome = error.outcome if isinstance(error, RefusedError) else error.code
        with store.transaction() as work:
            work.record(Event.PACKAGE_REFUSED, file=file.name, outcome=outcome, code=error.code)
        return Receipt(file=file, signer="", outcome=outcome, error=error)
    return Receipt(file=file, signer=received.signer, outcome=outcome)


def _check_returns(work: Work, reception: _Reception, received: Received, document: ScoreDocument) -> None:
    """After a return only the returned sheets may differ from the package that counts."""
    returned = History(work).open_returns(received.signer)
    before = counted_packages(work).get(received.signer) if returned else None
    if before is not None and _hand_in(received).order > _hand_in(before).order:
        check_against_returns(document, kept_score(before, reception.secrets), returned)


def _take_in(work: Work, received: Received) -> str:
    """Puts a verified package in its place among those received; the word of its standing."""
    new, before = _hand_in(received), work.hand_ins(received.signer)
    how = standing(new, [one for one, _word in before])
    if how is Standing.SAME:
        return how.value
    counted = [one for one, word in before if word == COUNTED]
    if how is Standing.SUPERSEDES:
        _stand(work, counted, SUPERSEDED)
        History(work).answer_returns(received.signer, received.fingerprint)
    if how is Standing.CONFLICTING:
        _stand(work, [one for one in counted if one.order == new.order], CONFLICTING)
    counts = how in (Standing.FIRST, Standing.SUPERSEDES)
    work.keep_received(replace(received, standing=COUNTED if counts else how.value))
    work.record(
        Event.PACKAGE_RECEIVED,
        signer=received.signer,
        sequence=received.sequence,
        sha256=received.fingerprint,
        standing=how.value,
    )
    return how.value


def _hand_in(received: Received) -> HandIn:
    return HandIn(
        fingerprint=received.fingerprint,
        signer=received.signer,
        entered=received.entered,
        sequence=received.sequence,
    )


def _stand(work: Work, packages: Iterable[HandIn | Received], word: str) -> None:
    for one in packages:
        work.set_standing(one.fingerprint, word)


def choose_package(store: Store, fingerprint: str, reason: str) -> None:
    """The chair's word on two packages of one number: this one counts, for this reason; the others are set aside.

    Raises `UserError` for a package that is not in conflict, or without a reason.
    """
    with store.transaction() as work:
        conflicting = [one for one in work.received() if one.standing == CONFLICTING]
        chosen = next((one for one in conflicting if one.fingerprint == fingerprint), None)
        if chosen is None:
            raise UserError("not_in_conflict", fingerprint=fingerprint[:16])
        if not reason.strip():
            raise UserError("reason_missing", candidate=chosen.signer)
        _stand(work, [one for one in conflicting if one.signer == chosen.signer], SUPERSEDED)
        _stand(work, [chosen], COUNTED)
        work.record(Event.PACKAGE_CHOSEN, signer=chosen.signer, sha256=fingerprint, reason=reason.strip())


def counted_packages(work: Work) -> dict[str, Received]:
    """The package that counts, by expert."""
    return {one.signer: one for one in work.received() if one.standing == COUNTED}


def kept_score(received: Received, secrets: Sequence[str]) -> ScoreDocument:
    """The sheets of a package that was judged when it was received: whole, and the one that was kept.

    Validity and revocation were judged then, and are not judged again. Raises `RefusedError`.
    """
    package = read_open_package(io.BytesIO(received.content))
    package.check_payload()
    if package.fingerprint != received.fingerprint:
        raise RefusedError(Outcome.ALTERED, "package_altered", member=received.signer)
    return score_document(package, secrets)


def roll_call(store: Store, secrets: Sequence[str]) -> tuple[RollRow, ...]:
    """One row an expert, in the round's order: who handed in, and what."""
    with store.transaction() as work:
        held = round_of(work, store)
        received = counted_packages(work)
    rows = []
    for expert in held.document.experts:
        one = received.get(expert)
        sheets: tuple[ScoreSheet, ...] = ()
        if one is not None:
            sheets = kept_score(one, secrets).score_sheets()
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
