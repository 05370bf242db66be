"""The unit of work: what can be asked of a store and put into it within one transaction, in domain values.

What happens with every mark (round, sheet, mark, audit) is written in SQL: SQLModel would cost more time than the
durable commit itself (ADR 0010). Everything else goes through the session.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reviewer_app.domain.package import Kind, as_time
from reviewer_app.domain.receiving import HandIn
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.score import AuditHead, Undertaking
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.models.rows import audit_row, built_sheets, gathered_marks, sheet_of
from reviewer_app.models.values import HeldRound, Received, Signed
from reviewer_app.security.audit import START, AuditRow, Event, link

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from reviewer_app.models.connection import Connection

__all__ = ["HeldRound", "Memory", "Received", "Signed", "Work"]

_RECEIVED = tuple(Received.__dataclass_fields__)
_AUDIT = "select number, at, event, values_json, previous, hash from audit"


class Memory:
    """What a store keeps between transactions: the round as read last, and the engine that sessions go through."""

    def __init__(self, make_engine: Callable[[], Engine]) -> None:
        self._make_engine = make_engine
        self._engine: Engine | None = None
        self.round_key: tuple[object, ...] = ()
        self.round: HeldRound | None = None

    def engine(self) -> Engine:
        if self._engine is None:
            self._engine = self._make_engine()
        return self._engine


class Work:
    """One transaction on a store."""

    def __init__(self, connection: Connection, memory: Memory, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._memory = memory
        self._clock = clock
        self._opened: Session | None = None
        self._last: AuditRow | None = None

    def now(self) -> str:
        return as_time(self._clock())

    def finish(self) -> None:
        """Writes what a session still holds back; the store commits next."""
        if self._opened is not None:
            self._opened.flush()

    def end(self) -> None:
        if self._opened is not None:
            self._opened.close()

    @property
    def _session(self) -> Session:
        """SQLModel within this transaction; loaded when first used."""
        if self._opened is None:
            from sqlmodel import Session

            self._opened = Session(self._memory.engine(), autoflush=True)
        return self._opened

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        """Runs one statement for `models.history`; gives its rows."""
        return list(self._run(sql, values).fetchall())

    def _run(self, sql: str, values: tuple[object, ...] = ()) -> Any:
        self.finish()
        return self._connection.execute(sql, values)

    # the round

    def hold_round(self, held: HeldRound) -> None:
        self._run(
            "insert or replace into round (id, desk, person, round_id, round_version, round_sha256, scheme, document,"
            " tags) values (1, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                held.desk,
                held.person,
                held.round_id,
                held.round_version,
                held.round_sha256,
                held.scheme,
                held.document.model_dump_json(),
                json.dumps(dict(held.tags)),
            ),
        )

    def round(self) -> HeldRound | None:
        """The round; its document and rules are read once for as long as the store is open."""
        key = self._run("select desk, person, round_id, round_version, round_sha256 from round").fetchone()
        if key is None:
            return None
        if key != self._memory.round_key:
            self._memory.round = self._read_round(key)
            self._memory.round_key = key
        return self._memory.round

    def _read_round(self, key: tuple[Any, ...]) -> HeldRound:
        desk, person, round_id, version, sha256 = key
        scheme, document, tags = self._run("select scheme, document, tags from round").fetchone()
        return HeldRound(
            desk=desk,
            person=person,
            round_id=round_id,
            round_version=version,
            round_sha256=sha256,
            scheme=scheme,
            document=RoundDocument.model_validate_json(document),
            tags=json.loads(tags),
        )

    # the expert's sheets

    def accept_undertaking(self, undertaking: Undertaking) -> None:
        self._run(
            "insert or replace into undertaking (id, text_sha256, accepted) values (1, ?, ?)",
            (undertaking.text_sha256, undertaking.accepted),
        )

    def undertaking(self) -> Undertaking | None:
        row = self._run("select text_sha256, accepted from undertaking").fetchone()
        return Undertaking(text_sha256=row[0], accepted=row[1]) if row else None

    def save_sheet(self, sheet: ScoreSheet) -> None:
        """Puts the sheet in place of what was there; writes only what differs."""
        code = sheet.candidate
        row = (sheet.state.value, sheet.reason, sheet.remark)
        before = self._run("select state, reason, remark from sheet where candidate = ?", (code,)).fetchone()
        if before is None:
            self._run("insert into sheet (state, reason, remark, candidate) values (?, ?, ?, ?)", (*row, code))
        elif before != row:
            self._run("update sheet set state = ?, reason = ?, remark = ? where candidate = ?", (*row, code))
        marks = {criterion: format(mark, "f") for criterion, mark in sheet.marks.items()}
        there = dict(self._run("select criterion, value from mark where candidate = ?", (code,)).fetchall())
        for criterion in there.keys() - marks.keys():
            self._run("delete from mark where candidate = ? and criterion = ?", (code, criterion))
        for criterion, value in marks.items():
            if there.get(criterion) != value:
                self._run(
                    "insert into mark (candidate, criterion, value) values (?, ?, ?)"
                    " on conflict (candidate, criterion) do update set value = excluded.value",
                    (code, criterion, value),
                )

    def sheets(self, expert: str) -> dict[str, ScoreSheet]:
        """Every sheet that was touched, by candidate."""
        marks = gathered_marks(self._run("select candidate, criterion, value from mark"))
        return built_sheets(expert, self._run("select candidate, state, reason, remark from sheet"), marks)

    def sheet(self, expert: str, candidate: str) -> ScoreSheet | None:
        row = self._run(
            "select candidate, state, reason, remark from sheet where candidate = ?", (candidate,)
        ).fetchone()
        if row is None:
            return None
        found = self._run("select criterion, value from mark where candidate = ?", (candidate,)).fetchall()
        return sheet_of(row, expert, {criterion: Decimal(value) for criterion, value in found})

    # packages

    def keep_signed(self, signed: Signed) -> None:
        from reviewer_app.models.tables import SignedRow

        self._session.add(
            SignedRow(
                kind=signed.kind.value,
                sequence=signed.sequence,
                fingerprint=signed.fingerprint,
                created=signed.created,
                content=signed.content,
            )
        )

    def signed(self, kind: Kind) -> tuple[Signed, ...]:
        """What was signed here of a kind, in order of sequence."""
        from sqlmodel import col, select

        from reviewer_app.models.tables import SignedRow

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
        row = {name: getattr(received, name) for name in _RECEIVED}
        content = row.pop("content")
        places = ", ".join("?" for _name in row)
        self._run("insert or replace into package (fingerprint, content) values (?, ?)", (row["fingerprint"], content))
        self._run(f"insert or replace into received ({', '.join(row)}) values ({places})", tuple(row.values()))

    def received(self) -> tuple[Received, ...]:
        """Every package taken in, by signer, then by order of hand-in."""
        query = (
            f"select {', '.join(_RECEIVED)} from received join package using (fingerprint)"
            " order by signer, round_version, sequence"
        )
        return tuple(Received(**dict(zip(_RECEIVED, row, strict=True))) for row in self._run(query).fetchall())

    def hand_ins(self, signer: str) -> tuple[tuple[HandIn, str], ...]:
        """What was taken in from one signer, with its standing: without the packages themselves."""
        query = "select fingerprint, signer, entered, sequence, standing from received where signer = ?"
        return tuple((HandIn(*row[:-1]), row[-1]) for row in self._run(query, (signer,)).fetchall())

    def set_standing(self, fingerprint: str, standing: str) -> None:
        self._run("update received set standing = ? where fingerprint = ?", (standing, fingerprint))

    # the office

    def keep_private(self, candidate: str, id_number: str, phone: str) -> None:
        from reviewer_app.models.tables import PrivateRow

        self._session.merge(PrivateRow(candidate=candidate, id_number=id_number, phone=phone))

    def private(self) -> dict[str, tuple[str, str]]:
        """ID number and phone by candidate."""
        from sqlmodel import select

        from reviewer_app.models.tables import PrivateRow

        return {row.candidate: (row.id_number, row.phone) for row in self._session.exec(select(PrivateRow))}

    # the audit chain

    def record(self, event: Event, **values: object) -> AuditRow:
        """Adds a link to the chain, in this same transaction."""
        row = link(self._last_link(), self.now(), event, values)
        told = json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
        self._run(
            "insert into audit (number, at, event, values_json, previous, hash) values (?, ?, ?, ?, ?, ?)",
            (row.number, row.at, row.event, told, row.previous, row.hash),
        )
        self._last = row
        return row

    def audit_rows(self) -> tuple[AuditRow, ...]:
        """Every row as it stands, whether or not the chain holds."""
        return tuple(map(audit_row, self._run(f"{_AUDIT} order by number").fetchall()))

    def audit_head(self) -> AuditHead:
        last = self._last_link()
        return AuditHead(events=last.number if last else 0, head=last.hash if last else START)

    def _last_link(self) -> AuditRow | None:
        if self._last is None:
            row = self._run(f"{_AUDIT} order by number desc limit 1").fetchone()
            self._last = audit_row(row) if row else None
        return self._last
