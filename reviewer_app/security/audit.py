"""The audit chain: every event once declared, every row linked to the one before it by SHA-256.

A row's hash covers the hash before it, its number, its time, its event and its values. Whoever edits, removes or
reorders a row breaks the chain; whoever cuts its tail is found by any head that was exported before. Clock times are
claims; the numbers are what counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.domain.strict_json import write_json

START = "0" * 64


class Event(StrEnum):
    """Everything that is recorded, with its meaning."""

    STORE_CREATED = "store_created"  # the store of a desk in a round was made
    ROUND_OPENED = "round_opened"  # a round package was checked and taken in
    ROUND_SEALED = "round_sealed"  # the office sealed a version of the round
    UNDERTAKING_ACCEPTED = "undertaking_accepted"  # the expert accepted the undertaking
    MARK_RECORDED = "mark_recorded"  # a mark was given or changed
    MARKS_RECORDED = "marks_recorded"  # marks of several sheets were given at once
    RECUSED = "recused"  # the expert withdrew from a candidate
    ABSTAINED = "abstained"  # the expert declined to judge a candidate
    REMARK_RECORDED = "remark_recorded"  # a remark was written or changed
    SHEETS_SIGNED = "sheets_signed"  # a score package was signed
    PACKAGE_RECEIVED = "package_received"  # a score package was verified and taken in
    PACKAGE_REFUSED = "package_refused"  # a file was checked and refused
    RESULT_SIGNED = "result_signed"  # the chair signed a result
    ROUND_UPDATED = "round_updated"  # a later version of the round was taken in
    LOOKED_AGAIN = "looked_again"  # the expert looked again at a mended dossier
    PACKAGE_CHOSEN = "package_chosen"  # the chair decided which of two packages of one number counts
    RETURN_SIGNED = "return_signed"  # the chair sent sheets back to an expert
    RETURN_RECEIVED = "return_received"  # sheets that the chair sent back were opened again
    PAST_UNITS_DECLARED = "past_units_declared"  # the expert named the units worked for earlier
    DOSSIERS_SEARCHED = "dossiers_searched"  # the expert's name was looked for in the dossiers
    CONFLICT_DISMISSED = "conflict_dismissed"  # the expert said why a proposed conflict is none
    CONFLICTS_DECLARED = "conflicts_declared"  # the expert declared to have named every conflict
    NOTE_WRITTEN = "note_written"  # a private note was written or changed; its text is not recorded
    TAIL_MISSING = "tail_missing"  # the program had been killed and the file with its last changes was gone
    STORE_RESTORED = "store_restored"  # a damaged store was brought back from a copy and from signed packages


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One link of the chain; numbers run from 1 without gaps."""

    number: int
    at: str
    event: str
    values: Mapping[str, object]
    previous: str
    hash: str


def link(previous: AuditRow | None, at: str, event: Event, values: Mapping[str, object]) -> AuditRow:
    """The row that follows `previous`."""
    number = previous.number + 1 if previous else 1
    before = previous.hash if previous else START
    hash_ = _hash(number, at, event, values, before)
    return AuditRow(number=number, at=at, event=event, values=values, previous=before, hash=hash_)


def first_break(rows: Iterable[AuditRow]) -> int | None:
    """The number at which the chain does not hold, or None where it holds throughout."""
    before = START
    for number, row in enumerate(rows, start=1):
        right = _hash(number, row.at, row.event, row.values, before)
        if (row.number, row.previous, row.hash) != (number, before, right):
            return number
        before = row.hash
    return None


def _hash(number: int, at: str, event: str, values: Mapping[str, object], previous: str) -> str:
    content = {"number": number, "at": at, "event": str(event), "values": dict(values), "previous": previous}
    return hashlib.sha256(write_json(content)).hexdigest()
