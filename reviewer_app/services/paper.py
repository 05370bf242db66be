"""Goal of experts and committee: paper to sign, that says what the signed package says.

What is printed is read from the signed package with the key of whoever prints, never from what stands on a desk
unsigned. Where nothing is signed the paper is a draft and says so on every page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind, PackageHeader
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.export.package import Package
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Signed
from reviewer_app.services.collect import open_score
from reviewer_app.services.review import round_of, sheets_of

if TYPE_CHECKING:
    from reviewer_app.export.paper_binding import Binding
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


def _score_paper(store: Store, secrets: Sequence[str]) -> ScoreSheetPaper:
    with store.transaction() as work:
        held = round_of(work, store)
        signed = work.signed(Kind.SCORE)
    if not signed:
        return _draft(store)
    last = signed[-1]
    package, document = open_score(last.content, held, secrets, datetime.fromisoformat(last.created))
    return _paper(held, document.score_sheets(), document.undertaking.accepted, binding_of(package))


def _draft(store: Store) -> ScoreSheetPaper:
    with store.transaction() as work:
        held = round_of(work, store)
        undertaking = work.undertaking()
    return _paper(held, sheets_of(store), undertaking.accepted if undertaking else "", None)


def _paper(
    held: HeldRound, sheets: tuple[ScoreSheet, ...], accepted: str, binding: Binding | None
) -> ScoreSheetPaper:
    from reviewer_app.export.paper_score import ScoreSheetPaper

    document = held.document
    return ScoreSheetPaper(
        round_title=document.title,
        scheme=held.rules,
        expert=document.person(held.person),
        candidates={candidate.code: candidate for candidate in document.candidates},
        sheets=sheets,
        undertaking_accepted=accepted,
        binding=binding,
    )


def binding_of(package: Package) -> Binding:
    """What the paper says of the package it was printed from."""
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
