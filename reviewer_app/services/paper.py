"""Goal of experts and committee: paper to sign, that says what the signed package says.

What is printed is read from the signed package with the key of whoever prints, never from what stands on a desk
unsigned. Where nothing is signed the paper is a draft and says so on every page.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer_app.domain.candidate import Candidate, Channel
from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.package import Kind, Outcome, Role
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.export.package import Package, check_signer, read_open_package
from reviewer_app.i18n import _
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Signed
from reviewer_app.services.collect import counted_packages
from reviewer_app.services.decide import consolidate_received
from reviewer_app.services.review import round_of, sheets_of

if TYPE_CHECKING:
    from reviewer_app.export.paper_binding import Binding
    from reviewer_app.export.paper_result import Row, SummaryPaper
    from reviewer_app.export.paper_score import ScoreSheetPaper


def score_sheet_pdf(store: Store, secrets: Sequence[str]) -> bytes:
    """The score sheet of an expert's store, all candidates in one table.

    It says what the last signed package says; nothing signed yet: a draft. Raises `UserError` (`glyph_missing`,
    `no_round_here`), `RefusedError` for a package that these keys do not open.
    """
    from reviewer_app.export.paper_score import score_sheet_pdf as drawn

    return drawn(_score_paper(store, secrets))


def candidate_sheets_pdf(store: Store, secrets: Sequence[str], candidates: Sequence[str] = ()) -> bytes:
    """The same with a page for each candidate; `candidates` chooses some by code. Raises as `score_sheet_pdf`."""
    from reviewer_app.export.paper_score import candidate_sheets_pdf as drawn

    paper = _score_paper(store, secrets)
    if candidates:
        paper = replace(paper, sheets=tuple(sheet for sheet in paper.sheets if sheet.candidate in set(candidates)))
    if not paper.sheets:
        raise UserError("nothing_to_print")
    return drawn(paper)


def draft_score_sheet_pdf(store: Store) -> bytes:
    """The sheets as they stand on the desk now, marked as a draft whatever was signed. Raises `UserError`."""
    from reviewer_app.export.paper_score import score_sheet_pdf as drawn

    return drawn(_draft(store))


def summary_sheet_pdf(store: Store, secrets: Sequence[str]) -> bytes:
    """The committee's summary sheet, from the chair's store.

    It says what the last signed result says; nothing signed yet: a draft of the packages that count now. Raises
    `UserError` (`glyph_missing`, `no_round_here`), `RefusedError` for a result that these keys do not open.
    """
    from reviewer_app.export.paper_summary import summary_sheet_pdf as drawn

    with store.transaction() as work:
        held = round_of(work, store)
        signed = work.signed(Kind.RESULT)
    return drawn(_signed_summary(held, signed[-1], secrets) if signed else _draft_summary(store, secrets))


def draft_summary_sheet_pdf(store: Store, secrets: Sequence[str]) -> bytes:
    """The packages that count now, marked as a draft whatever was signed. Raises `UserError`."""
    from reviewer_app.export.paper_summary import summary_sheet_pdf as drawn

    return drawn(_draft_summary(store, secrets))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCode:
    """The code that stands on every paper printed from a signed package: its text, and its modules line by line."""

    text: str
    modules: tuple[tuple[bool, ...], ...]


def paper_code(store: Store, signed: Signed) -> PaperCode:
    """The code of a package that was signed at this desk. Raises `UserError`, `RefusedError` for an altered one."""
    from reviewer_app.export.paper_binding import qr_modules

    with store.transaction() as work:
        held = round_of(work, store)
    binding = _binding(_own_package(held, signed))
    return PaperCode(text=binding.code, modules=qr_modules(binding))


def _score_paper(store: Store, secrets: Sequence[str]) -> ScoreSheetPaper:
    from reviewer_app.export.score import score_document

    with store.transaction() as work:
        held = round_of(work, store)
        signed = work.signed(Kind.SCORE)
    if not signed:
        return _draft(store)
    package = _own_package(held, signed[-1])
    document = score_document(package, secrets)
    return _paper(held, document.score_sheets(), document.undertaking.accepted, _binding(package))


def _draft(store: Store) -> ScoreSheetPaper:
    with store.transaction() as work:
        held = round_of(work, store)
        undertaking = work.undertaking()
    return _paper(held, sheets_of(store), undertaking.accepted if undertaking else "", None)


def _paper(held: HeldRound, sheets: tuple[ScoreSheet, ...], accepted: str, binding: Binding | None) -> ScoreSheetPaper:
    from reviewer_app.export.paper_score import ScoreSheetPaper

    return ScoreSheetPaper(
        round_title=held.document.title,
        scheme=held.rules,
        expert=held.document.person(held.person),
        candidates=_candidates(held, [sheet.candidate for sheet in sheets]),
        sheets=sheets,
        undertaking_accepted=accepted,
        binding=binding,
    )


def _signed_summary(held: HeldRound, signed: Signed, secrets: Sequence[str]) -> SummaryPaper:
    from reviewer_app.export.result import result_document

    package = _own_package(held, signed)
    document = result_document(package, secrets)
    roll = {entry.expert: entry.package_sha256 for entry in document.roll}
    return _summary(held, document.title, document.result, roll, _binding(package))


def _draft_summary(store: Store, secrets: Sequence[str]) -> SummaryPaper:
    with store.transaction() as work:
        held = round_of(work, store)
        counted = counted_packages(work)
    result = consolidate_received(store, secrets).document()
    roll = {expert: counted[expert].fingerprint if expert in counted else None for expert in held.document.experts}
    return _summary(held, held.document.title, result, roll, None)


def _summary(
    held: HeldRound, title: str, result: Row, packages: Mapping[str, str | None], binding: Binding | None
) -> SummaryPaper:
    from reviewer_app.export.paper_result import SummaryPaper

    document = held.document
    return SummaryPaper(
        round_title=title,
        scheme=held.rules,
        experts=tuple(person for person in document.of_role(Role.EXPERT) if person.id in packages),
        chairs=document.of_role(Role.CHAIR),
        supervisors=document.of_role(Role.SUPERVISOR),
        candidates=_candidates(held, [row["candidate"] for row in result["candidates"]]),
        rows=tuple(result["candidates"]),
        stages=tuple(result["stages"]),
        decisions=tuple(result["decisions"]),
        packages=packages,
        binding=binding,
    )


def _candidates(held: HeldRound, codes: Sequence[str]) -> dict[str, Candidate]:
    """The candidates by code; of those whom a later version of the round withdrew, the code is all that is known."""
    known = {candidate.code: candidate for candidate in held.document.candidates}
    gone = [code for code in codes if code not in known]
    return known | {code: Candidate(code=code, name=_("withdrawn"), channel=Channel.SELF) for code in gone}


def _own_package(held: HeldRound, signed: Signed) -> Package:
    """A package that was signed at this desk, checked whole again before anything of it is printed."""
    package = read_open_package(io.BytesIO(signed.content))
    check_signer(package, package.signers, package.revoked, None)
    package.check_payload()
    if package.fingerprint != signed.fingerprint:
        raise RefusedError(Outcome.ALTERED, "package_altered", member=held.person)
    return package


def _binding(package: Package) -> Binding:
    from reviewer_app.export.paper_binding import Binding

    header = package.header
    return Binding(
        kind=header.kind,
        round_id=str(header.round_id),
        round_version=int(header.round_version or 0),
        signer=header.signer,
        sequence=header.sequence,
        fingerprint=package.fingerprint,
        created=header.created,
    )
