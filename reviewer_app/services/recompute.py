"""Goal of anybody who may read a result: compute it anew from the packages in it, and compare every figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.consolidation import ConsolidatedResult, consolidate, differences
from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.hand_in import check_sheets
from reviewer_app.domain.package import Outcome
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.export.package import Package, check_signer, read_package
from reviewer_app.export.result import RollEntry, SignedResultDocument, result_document, score_package
from reviewer_app.export.score import score_document
from reviewer_app.services.decide import entitled_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputation:
    """The result as signed, as computed anew, and where they differ (paths into the documents; empty: nowhere)."""

    signed: SignedResultDocument
    signer: str
    fingerprint: str
    result: ConsolidatedResult
    differences: tuple[str, ...]


def recompute(path: Path, secrets: Sequence[str], at: datetime) -> Recomputation:
    """Verifies the result and every score package in it, and computes it anew.

    Raises `InputError` or `RefusedError` for a result or package that does not hold.
    """
    with read_package(path) as package:
        check_signer(package, package.signers, package.revoked, at)
        package.check_payload()
        document = result_document(package, secrets)
        handed_in = {
            entry.expert: _sheets(package, document, entry, secrets, at)
            for entry in document.roll
            if entry.package_sha256 is not None
        }
        scheme = read_scheme(package.scheme)
    result = consolidate(
        scheme,
        entitled_sheets(document.assignments, handed_in),
        votes=document.votes,
        decisions=[record.decision() for record in document.decisions],
        candidates=document.candidates,
    )
    signed = ConsolidatedResult.from_json(json.dumps(document.result).encode("utf-8"))
    return Recomputation(
        signed=document,
        signer=package.header.signer,
        fingerprint=package.fingerprint,
        result=result,
        differences=tuple(differences(result, signed)),
    )


def _sheets(
    result: Package, document: SignedResultDocument, entry: RollEntry, secrets: Sequence[str], at: datetime
) -> tuple[ScoreSheet, ...]:
    score = score_package(result, entry)
    check_signer(score, result.signers, result.revoked, at)
    same_round = (score.header.round_sha256, score.header.scheme_sha256)
    if same_round != (result.header.round_sha256, result.header.scheme_sha256) or score.header.signer != entry.expert:
        raise RefusedError(Outcome.WRONG_ROUND, "roll_disagrees", expert=entry.expert)
    handed_in = score_document(score, secrets)
    check_sheets(handed_in, read_scheme(result.scheme), None)
    unassigned = [
        s.candidate for s in handed_in.sheets if entry.expert not in document.assignments.get(s.candidate, ())
    ]
    if unassigned:
        raise RefusedError(
            Outcome.UNASSIGNED_CANDIDATE, "unassigned_candidate", candidate=unassigned[0], expert=entry.expert
        )
    return handed_in.score_sheets()
