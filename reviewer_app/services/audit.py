"""Goal of whoever doubts: what was done at this desk, in words, and whether the record of it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reviewer_app.domain.errors import InputError
from reviewer_app.domain.package import Kind
from reviewer_app.domain.score import AuditHead
from reviewer_app.export.package import Package, read_package
from reviewer_app.export.result import result_document
from reviewer_app.export.returned import return_document
from reviewer_app.export.round import round_document
from reviewer_app.export.score import score_document
from reviewer_app.i18n.audit_texts import event_text
from reviewer_app.models.store import Store
from reviewer_app.security.audit import START, AuditRow, first_break
from reviewer_app.services.scheme_words import local_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the chain, as it is shown. `at` is the clock's claim; `number` is what counts."""

    number: int
    at: str
    event: str
    text: str


class Fault(StrEnum):
    """What is wrong with a chain."""

    BROKEN = "broken"  # an entry was edited, removed, put in or moved
    CUT = "cut"  # the chain ends before an exported head
    FORKED = "forked"  # the chain goes another way than an exported head says


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedHead:
    """The head of the chain as a package said it when it was signed."""

    source: str
    head: AuditHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: at which entry, and by which package it was found."""

    fault: Fault
    number: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The chain of one store: its entries, its head, what is wrong with it (nothing, where it holds)."""

    entries: tuple[Entry, ...]
    head: AuditHead
    compared: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


def examine(store: Store, heads: Iterable[ExportedHead] = ()) -> Examination:
    """The chain in words, checked entry by entry and against heads that were exported before."""
    with store.transaction() as work:
        rows, held = work.audit_rows(), work.round()
    titles = {one.key: local_title(one.title, one.title_en, one.key) for one in held.rules.criteria} if held else {}
    known = tuple(heads)
    return Examination(
        entries=tuple(_entry(row, titles) for row in rows),
        head=AuditHead(events=len(rows), head=rows[-1].hash if rows else START),
        compared=len(known),
        findings=tuple(find_faults(rows, known)),
    )


def find_faults(rows: Sequence[AuditRow], heads: Sequence[ExportedHead]) -> list[Finding]:
    """Faults within the chain, then those that only an exported head brings to light."""
    broken = first_break(rows)
    findings = [] if broken is None else [Finding(fault=Fault.BROKEN, number=broken)]
    for exported in heads:
        events = exported.head.events
        if events > len(rows):
            findings.append(Finding(fault=Fault.CUT, number=len(rows) + 1, source=exported.source))
        elif (rows[events - 1].hash if events else START) != exported.head.head:
            findings.append(Finding(fault=Fault.FORKED, number=events, source=exported.source))
    return findings


def exported_heads(files: Iterable[Path], secrets: Sequence[str]) -> tuple[ExportedHead, ...]:
    """The heads in packages that one signed at this desk. Raises `InputError` or `RefusedError`."""
    return tuple(_exported_head(path, secrets) for path in files)


def _exported_head(path: Path, secrets: Sequence[str]) -> ExportedHead:
    with read_package(path) as package:
        package.check_payload()
        read = _HEADS.get(package.header.kind)
        head = read(package, secrets) if read else None
    if head is None:
        raise InputError.of("no_audit_head", file=path.name)
    return ExportedHead(source=path.name, head=head)


_HEADS: dict[Kind, Callable[[Package, Sequence[str]], AuditHead | None]] = {
    Kind.ROUND: lambda package, secrets: round_document(package, secrets).audit,
    Kind.SCORE: lambda package, secrets: score_document(package, secrets).audit,
    Kind.RETURN: lambda package, secrets: return_document(package, secrets).audit,
    Kind.RESULT: lambda package, secrets: result_document(package, secrets).audit,
}


def _entry(row: AuditRow, titles: Mapping[str, str]) -> Entry:
    """`titles`: what the scheme calls its criteria."""
    values = dict(row.values)
    if isinstance(key := values.get("criterion"), str):
        values["criterion"] = titles.get(key, key)
    return Entry(number=row.number, at=row.at, event=row.event, text=event_text(row.event, values))
