"""Looking inside packages with a recipient's key: whether the documents are sound and agree with the clear header."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.hand_in import check_sheets
from reviewer_app.domain.package import Kind, Outcome
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.export.package import Package, read_package
from reviewer_app.export.result import check_members, result_document, score_package
from reviewer_app.export.returned import return_document
from reviewer_app.export.round import read_dossier, round_document
from reviewer_app.export.score import score_document


def check_contents(package: Package, round_path: Path | None, secrets: Sequence[str], at: datetime) -> bool:
    """Checks what the keys open; False where they open nothing. Raises `RefusedError` for what is not sound."""
    try:
        _CHECKS[package.header.kind](package, round_path, secrets, at)
    except RefusedError as error:
        if error.outcome == Outcome.WRONG_RECIPIENT:
            return False
        raise
    return True


def _check_round(package: Package, _round: Path | None, secrets: Sequence[str], _at: datetime) -> None:
    document = round_document(package, secrets)
    read_scheme(package.scheme)
    for candidate in document.candidates:
        try:
            read_dossier(package, document, candidate.code, secrets)
        except RefusedError as error:
            if error.outcome != Outcome.WRONG_RECIPIENT:
                raise


def _check_score(package: Package, round_path: Path | None, secrets: Sequence[str], _at: datetime) -> None:
    document = score_document(package, secrets)
    check_sheets(document, read_scheme(package.scheme), _round(round_path, secrets))


def _check_result(package: Package, _round: Path | None, secrets: Sequence[str], _at: datetime) -> None:
    document = result_document(package, secrets)
    check_members(package, document.roll)
    for entry in document.roll:
        if entry.package_sha256 is not None:
            score_package(package, entry)


def _check_return(package: Package, _round: Path | None, secrets: Sequence[str], _at: datetime) -> None:
    return_document(package, secrets)


def _round(path: Path | None, secrets: Sequence[str]) -> RoundDocument | None:
    """The round's document, where the keys open it: then candidates and assignments are judged too."""
    if path is None:
        return None
    with read_package(path) as package:
        try:
            return round_document(package, secrets)
        except RefusedError as error:
            if error.outcome == Outcome.WRONG_RECIPIENT:
                return None
            raise


_CHECKS = {
    Kind.ROUND: _check_round,
    Kind.SCORE: _check_score,
    Kind.RETURN: _check_return,
    Kind.RESULT: _check_result,
}
