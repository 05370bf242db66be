"""The unit of work: what can be asked of a store and put into it within one transaction, in domain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, delete, select

from reviewer_app.domain.package import Kind, as_time
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.score import AuditHead, Undertaking
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.models.tables import (
    AuditTableRow,
    MarkRow,
    PrivateRow,
    ReceivedRow,
    RoundRow,
    SheetRow,
    SignedRow,
    UndertakingRow,
)
from reviewer_app.security.audit import START, AuditRow, Event, link


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRound:
    """The round as a store holds it; `tags` are the round package's clear files, `scheme` its exact bytes."""

    desk: str
    person: str
    round_id: str
    round_version: int
    round_sha256: str
    scheme: bytes
    document: RoundDocument
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A package that was signed here, byte for byte."""

    kind: Kind
    sequence: int
    fingerprint: str
    created: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A package that was taken in; `standing`: `counted`, `superseded`, `stale` or `conflicting`."""

    fingerprint: str
    signer: str
    round_version: int
    sequence: int
    received: str
    standing: str
    content: bytes


class Work:
    """One transaction on a store."""

    def __init__(self, session: Session, clock: Callable[[], datetime]) -> None:
        self._session = session
        self._clock = clock
        self._last: AuditRow | None = None

    def now(self) -> str:
        return as_time(self._clock())

    # the round

    def hold_round(self, held: HeldRound) -> None:
        values = {name: getattr(held, name) for name in ("desk", "person", "round_id", "round_version", "round_sha256")}
        document = held.document.model_dump_json()
        row = RoundRow(**values, scheme=held.scheme, document=document, tags=json.dumps(dict(held.tags)))
        self._session.merge(row)

    def round(self) -> HeldRound | None:
        row = self._session.get(RoundRow, 1)
        if row is None:
            return None
        return HeldRound(
            desk=row.desk,
            person=row.person,
            round_id=row.round_id,
            round_version=row.round_version,
            round_sha256=row.round_sha256,
            scheme=row.scheme,
            document=RoundDocument.model_validate_json(row.document),
            tags=json.loads(row.tags),
        )

    # the expert's sheets

    def accept_undertaking(self, undertaking: Undertaking) -> None:
        self._session.merge(UndertakingRow(**undertaking.model_dump()))

    def undertaking(self) -> Undertaking | None:
        row = self._session.get(UndertakingRow, 1)
        return Undertaking(text_sha256=row.text_sha256, accepted=row.accepted) if row else None

    def save_sheet(self, sheet: ScoreSheet) -> None:
        """Puts the sheet in place of what was there."""
        self._session.merge(
            SheetRow(candidate=sheet.candidate, state=sheet.state.value, reason=sheet.reason, remark=sheet.remark)
        )
        self._session.exec(delete(MarkRow).where(col(MarkRow.candidate) == sheet.candidate))
        for criterion, mark in sheet.marks.items():
            self._session.add(MarkRow(candidate=sheet.candidate, criterion=criterion, value=format(mark, "f")))
        self._session.flush()

    def sheets(self, expert: str) -> dict[str, ScoreSheet]:
        """Every sheet that was touched, by candidate."""
        marks: dict[str, dict[str, Decimal]] = {}
        for mark in self._session.exec(select(MarkRow)):
            marks.setdefault(mark.candidate, {})[mark.criterion] = Decimal(mark.value)
        return {
            row.candidate: _sheet(row, expert, marks.get(row.candidate, {}))
            for row in self._session.exec(select(SheetRow))
        }

    def sheet(self, expert: str, candidate: str) -> ScoreSheet | None:
        row = self._session.get(SheetRow, candidate)
        if row is None:
            return None
        found = self._session.exec(select(MarkRow).where(col(MarkRow.candidate) == candidate))
        return _sheet(row, expert, {mark.criterion: Decimal(mark.value) for mark in found})

    # packages

    def keep_signed(self, signed: Signed) -> None:
        self._session.add(
            SignedRow(
                kind=signed.kind.value,
                sequence=signed.sequence,
                fingerprint=signed.fingerprint,
                created=signed.created,
                content=signed.content,
            )
        )
        self._session.flush()

    def signed(self, kind: Kind) -> tuple[Signed, ...]:
        """What was signed here of a kind, in order of sequence."""
        query = select(SignedRow).where(SignedRow.kind == kind.value).order_by(col(SignedRow.sequence))
        return tuple(
            Signed(
                kind=Kind(row.kind),
                sequence=row.sequence,
                fingerprint=row.fingerprint,
                created=row.created,
                content=row.content,
            )
            for row in self._session.exec(query)
        )

    def keep_received(self, received: Received) -> None:
        self._session.merge(ReceivedRow(**{name: getattr(received, name) for name in Received.__dataclass_fields__}))
        self._session.flush()

    def received(self) -> tuple[Received, ...]:
        """Every package taken in, by signer, then by order of hand-in."""
        query = select(ReceivedRow).order_by(
            col(ReceivedRow.signer), col(ReceivedRow.round_version), col(ReceivedRow.sequence)
        )
        names = tuple(Received.__dataclass_fields__)
        return tuple(Received(**{name: getattr(row, name) for name in names}) for row in self._session.exec(query))

    # the office

    def keep_private(self, candidate: str, id_number: str, phone: str) -> None:
        self._session.merge(PrivateRow(candidate=candidate, id_number=id_number, phone=phone))

    # the audit chain

    def record(self, event: Event, **values: object) -> AuditRow:
        """Adds a link to the chain, in this same transaction."""
        row = link(self._last_link(), self.now(), event, values)
        self._session.add(
            AuditTableRow(
                number=row.number,
                at=row.at,
                event=row.event.value,
                values_json=json.dumps(dict(values), ensure_ascii=False, sort_keys=True),
                previous=row.previous,
                hash=row.hash,
            )
        )
        self._session.flush()
        self._last = row
        return row

    def audit_rows(self) -> tuple[AuditRow, ...]:
        rows = self._session.exec(select(AuditTableRow).order_by(col(AuditTableRow.number)))
        return tuple(map(_audit_row, rows))

    def audit_head(self) -> AuditHead:
        last = self._last_link()
        return AuditHead(events=last.number if last else 0, head=last.hash if last else START)

    def _last_link(self) -> AuditRow | None:
        if self._last is None:
            row = self._session.exec(select(AuditTableRow).order_by(col(AuditTableRow.number).desc()).limit(1)).first()
            self._last = _audit_row(row) if row else None
        return self._last


def _sheet(row: SheetRow, expert: str, marks: Mapping[str, Decimal]) -> ScoreSheet:
    return ScoreSheet(
        expert=expert,
        candidate=row.candidate,
        state=SheetState(row.state),
        marks=marks,
        reason=row.reason,
        remark=row.remark,
    )


def _audit_row(row: AuditTableRow) -> AuditRow:
    return AuditRow(
        number=row.number,
        at=row.at,
        event=Event(row.event),
        values=json.loads(row.values_json),
        previous=row.previous,
        hash=row.hash,
    )
