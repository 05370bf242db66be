"""Goal of anybody who may read a result: compute it anew from the packages in it, and compare every figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.consolidation import ConsolidatedResult, consolidate, differences
from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.hand_in import check_sheets
from reviewer_app.domain.package import Kind, Outcome
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.score import ScoreDocument
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.export.package import Package, Trust, check_against_round, check_signer, read_package, trust_of
from reviewer_app.export.result import (
    RollEntry,
    SignedResultDocument,
    check_members,
    earlier_package,
    result_document,
    score_package,
)
from reviewer_app.export.round import round_document
from reviewer_app.export.score import score_document
from reviewer_app.services.decide import entitled_sheets
from reviewer_app.services.rounds import check_round


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputation:
    """The result as signed, as computed anew, and where they differ (paths into the documents; empty: nowhere)."""

    signed: SignedResultDocument
    signer: str
    fingerprint: str
    result: ConsolidatedResult
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrust:
    """A round that the user vouches for, to hold a result against; `document` where a key opens it."""

    trust: Trust
    document: RoundDocument | None


def round_trust(path: Path, offices: Iterable[str], secrets: Sequence[str]) -> RoundTrust:
    """The round in a file, as something to hold results against. Raises `InputError` or `RefusedError`."""
    with read_package(path) as package:
        check_round(package, None)
        try:
            document = round_document(package, secrets)
        except RefusedError as error:
            if error.outcome != Outcome.WRONG_RECIPIENT:
                raise
            document = None
        return RoundTrust(trust=trust_of(package, offices), document=document)


def recompute(path: Path, secrets: Sequence[str], at: datetime, trust: RoundTrust | None = None) -> Recomputation:
    """Verifies the result and every score package in it, and computes it anew.

    With a round, signer, candidates and assignments are held against it. The experts' keys are those of the round as
    the result carries it; when they were valid and not revoked, the chair judged on receipt.
    Raises `InputError` or `RefusedError` for a result or package that does not hold.
    """
    with read_package(path) as package:
        check_signer(package, package.signers, package.revoked, at)
        package.check_payload()
        document = result_document(package, secrets)
        check_members(package, document.roll)
        if trust is not None:
            _check_against_round(package, document, trust, at)
        handed_in = {
            entry.expert: _sheets(package, document, entry, secrets)
            for entry in document.roll
            if entry.package_sha256 is not None
        }
        _check_first_marks(package, document, secrets)
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
    result: Package, document: SignedResultDocument, entry: RollEntry, secrets: Sequence[str]
) -> tuple[ScoreSheet, ...]:
    handed_in = _score(result, score_package(result, entry), entry, secrets)
    check_sheets(handed_in, read_scheme(result.scheme), None)
    candidates = set(document.candidates)
    unassigned = [
        sheet.candidate
        for sheet in handed_in.sheets
        if sheet.candidate in candidates and entry.expert not in document.assignments[sheet.candidate]
    ]
    if unassigned:
        raise RefusedError(
            Outcome.UNASSIGNED_CANDIDATE, "unassigned_candidate", candidate=unassigned[0], expert=entry.expert
        )
    return tuple(sheet for sheet in handed_in.score_sheets() if sheet.candidate in candidates)


def _score(result: Package, score: Package, entry: RollEntry, secrets: Sequence[str]) -> ScoreDocument:
    """The sheets in a score package of the result: signed by the expert's key, or by one that was revoked later.

    A revoked key must have been this expert's in the version of the round that the package carries.
    """
    key, header = score.bag.signature.key, score.header
    own = {signer.key for signer in result.signers if signer.principal == entry.expert}
    own |= {signer.key for signer in score.signers if signer.principal == entry.expert} & result.revoked
    rules = (header.kind, header.signer, header.round_id, header.scheme_sha256)
    if key not in own or rules != (Kind.SCORE, entry.expert, result.header.round_id, result.header.scheme_sha256):
        raise RefusedError(Outcome.WRONG_ROUND, "roll_disagrees", expert=entry.expert)
    return score_document(score, secrets)


def _check_first_marks(result: Package, document: SignedResultDocument, secrets: Sequence[str]) -> None:
    """Raises `RefusedError` unless what the result says of returned sheets is what the packages say."""
    entries = {entry.expert: entry for entry in document.roll}
    for record in document.returned:
        entry = entries[record.expert]
        if record.package_sha256 == entry.package_sha256:
            package = score_package(result, entry)
        else:
            package = earlier_package(result, entry, record.package_sha256)
        sheets = {sheet.candidate: sheet for sheet in _score(result, package, entry, secrets).sheets}
        if sheets.get(record.candidate) != record.first:
            raise RefusedError(
                Outcome.DISAGREES, "first_marks_differ", expert=record.expert, candidate=record.candidate
            )


def _check_against_round(package: Package, document: SignedResultDocument, round_: RoundTrust, at: datetime) -> None:
    check_against_round(package, round_.trust, at)
    theirs = round_.document
    if theirs is not None and (
        dict(theirs.assignments) != dict(document.assignments)
        or tuple(candidate.code for candidate in theirs.candidates) != document.candidates
    ):
        raise RefusedError(Outcome.DISAGREES, "other_assignments")
