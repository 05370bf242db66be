"""Goal of the committee: one result from many packages, signed, and computable anew by anyone who may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reviewer_app.domain.consolidation import ConsolidatedResult, Decision, consolidate
from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind, PackageHeader, Role
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.score import SheetRecord
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.result import DecisionRecord, ReturnedRecord, RollEntry, SignedResultDocument, sign_result
from reviewer_app.models.history import History
from reviewer_app.models.store import Store
from reviewer_app.models.values import HeldRound, Received, Returned, Signed
from reviewer_app.security.audit import Event
from reviewer_app.security.keys import Identity
from reviewer_app.services.collect import SUPERSEDED, counted_packages, kept_score
from reviewer_app.services.last_signed import export_last
from reviewer_app.services.review import round_of
from reviewer_app.services.rounds import package_tags

READERS = (Role.OFFICE, Role.CHAIR, Role.SUPERVISOR, Role.UNION)
"""Who may open a result."""


def entitled_sheets(
    assignments: Mapping[str, Sequence[str]], handed_in: Mapping[str, Iterable[ScoreSheet]]
) -> tuple[ScoreSheet, ...]:
    """Every sheet of the round: as handed in, `absent` where an assigned expert handed in none."""
    found = {(sheet.expert, sheet.candidate): sheet for sheets in handed_in.values() for sheet in sheets}
    return tuple(
        found.get((expert, candidate)) or ScoreSheet(expert=expert, candidate=candidate, state=SheetState.ABSENT)
        for candidate, experts in assignments.items()
        for expert in experts
    )


def consolidate_received(
    store: Store,
    secrets: Sequence[str],
    *,
    votes: Mapping[str, int] | None = None,
    decisions: Sequence[Decision] = (),
) -> ConsolidatedResult:
    """The result of the packages that count now. Raises `InputError` for votes or decisions that do not fit."""
    with store.transaction() as work:
        held = round_of(work, store)
        received = counted_packages(work)
    return _consolidate(held, received, secrets, votes, decisions)


def sign_result_of(
    store: Store,
    chair: Identity,
    *,
    votes: Mapping[str, int] | None = None,
    decisions: Sequence[Decision] = (),
) -> Signed:
    """Consolidates and signs; the bytes are kept and `export_result` copies them. Raises `UserError`."""
    with store.transaction() as work:
        held = round_of(work, store)
        received = counted_packages(work)
        superseded = [one for one in work.received() if one.standing == SUPERSEDED]
        returned = [one for expert in received for one in History(work).returned(expert)]
        sequence = len(work.signed(Kind.RESULT)) + 1
        now, audit = work.now(), work.audit_head()
    if held.document.person(held.person).signing_key != chair.signing.public.line:
        raise UserError("not_your_key", person=held.person, fingerprint=chair.signing.public.fingerprint)
    result = _consolidate(held, received, [chair.age_secret], votes, decisions)
    every = {one.fingerprint: one for one in (*received.values(), *superseded)}
    document = SignedResultDocument(
        package=_header(held, sequence, now).document(),
        title=held.document.title,
        candidates=tuple(candidate.code for candidate in held.document.candidates),
        assignments=held.document.assignments,
        roll=_roll(held, received, superseded),
        votes=votes,
        decisions=tuple(map(DecisionRecord.of, decisions)),
        returned=_returned(returned, received, every, chair),
        result=result.document(),
        audit=audit,
    )
    packages = {fingerprint: one.content for fingerprint, one in every.items()}
    package = sign_result(document, packages, package_tags(held), _recipients(held.document), chair.signing)
    signed = Signed(
        kind=Kind.RESULT, sequence=sequence, fingerprint=package.fingerprint, created=now, content=package.content
    )
    with store.transaction() as work:
        work.keep_signed(signed)
        work.record(Event.RESULT_SIGNED, sequence=sequence, sha256=signed.fingerprint)
    return signed


def export_result(store: Store, target: Path) -> Signed:
    """Copies the last signed result to `target`. Raises `UserError` where none is signed or writing fails."""
    return export_last(store, Kind.RESULT, target)


def _consolidate(
    held: HeldRound,
    received: Mapping[str, Received],
    secrets: Sequence[str],
    votes: Mapping[str, int] | None,
    decisions: Sequence[Decision],
) -> ConsolidatedResult:
    handed_in = {expert: kept_score(one, secrets).score_sheets() for expert, one in received.items()}
    return consolidate(
        held.rules,
        entitled_sheets(held.document.assignments, handed_in),
        votes=votes,
        decisions=decisions,
        candidates=[candidate.code for candidate in held.document.candidates],
    )


def _header(held: HeldRound, sequence: int, now: str) -> PackageHeader:
    return PackageHeader(
        kind=Kind.RESULT,
        signer=held.person,
        role=Role.CHAIR,
        recipients=tuple(sorted(_recipients(held.document))),
        round_id=held.round_id,
        round_version=held.round_version,
        round_sha256=held.round_sha256,
        scheme_sha256=held.rules.sha256,
        sequence=sequence,
        created=now,
    )


def _roll(held: HeldRound, received: Mapping[str, Received], superseded: Iterable[Received]) -> tuple[RollEntry, ...]:
    earlier: dict[str, list[str]] = {}
    for one in superseded:
        earlier.setdefault(one.signer, []).append(one.fingerprint)
    return tuple(
        RollEntry(
            expert=expert,
            package_sha256=received[expert].fingerprint if expert in received else None,
            earlier=tuple(earlier.get(expert, ())),
        )
        for expert in held.document.experts
    )


def _returned(
    returned: Iterable[Returned], received: Mapping[str, Received], every: Mapping[str, Received], chair: Identity
) -> tuple[ReturnedRecord, ...]:
    """The sheets that were sent back, as first handed in and as they count now."""
    opened: dict[str, Mapping[str, SheetRecord]] = {}

    def sheet(fingerprint: str, candidate: str) -> SheetRecord:
        if fingerprint not in opened:
            document = kept_score(every[fingerprint], [chair.age_secret])
            opened[fingerprint] = {record.candidate: record for record in document.sheets}
        return opened[fingerprint][candidate]

    return tuple(
        ReturnedRecord(
            expert=one.expert,
            candidate=one.candidate,
            reason=one.reason,
            at=one.at,
            package_sha256=one.package_sha256,
            first=sheet(one.package_sha256, one.candidate),
            final=sheet(received[one.expert].fingerprint, one.candidate),
        )
        for one in returned
    )


def _recipients(document: RoundDocument) -> dict[str, str]:
    return {person.id: person.age_recipient for role in READERS for person in document.of_role(role)}
