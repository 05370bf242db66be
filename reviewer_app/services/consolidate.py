"""Goal of anybody with tables of marks: the consolidated result of a score table under a scheme."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from reviewer_app.domain.caution import Caution
from reviewer_app.domain.consolidation import ConsolidatedResult, consolidate_table
from reviewer_app.domain.errors import InputError, Problem, UserError
from reviewer_app.domain.marks import MarkTable
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.export.files import open_file, read_file, write_durably
from reviewer_app.export.score_tables import read_scores
from reviewer_app.i18n.errors import warning_text

if TYPE_CHECKING:
    from reviewer_app.export.ballot_tables import DecisionTable

LARGEST_SCHEME = 1 << 20


class Consolidated(NamedTuple):
    """A result, and what it was made of."""

    scheme: Scheme
    table: MarkTable
    result: ConsolidatedResult


def scheme_from(path: Path) -> Scheme:
    """The scheme in a file. Raises `InputError`."""
    return read_scheme(read_file(path, LARGEST_SCHEME), file=path.name)


def consolidate_files(
    scores: Path, scheme: Path, *, votes: Path | None = None, decisions: Path | None = None, progress: Progress = silent
) -> Consolidated:
    """Consolidates a score table. Raises `InputError` with the problems of all four files at once."""
    problems: list[Problem] = []
    rules = _gathering(problems, lambda: scheme_from(scheme))
    known: set[str] = set()
    if rules is None:
        _gathering(problems, lambda: open_file(scores).close())
    table = _gathering(problems, lambda: read_scores(scores, rules, progress, known)) if rules else None
    stages = {part.key for part in (*rules.stages, *rules.titles)} if rules else None
    counted, decided = _ballots(problems, votes, decisions, stages, known or None)
    if problems or rules is None or table is None:
        raise InputError(problems)
    try:
        result = consolidate_table(rules, table, votes=counted, decisions=decided.decisions if decided else ())
    except InputError as error:
        placed = [_placed(problem, decided) for problem in error.problems]
        raise InputError(sorted(placed, key=lambda problem: problem.row or 0)) from error
    return Consolidated(scheme=rules, table=table, result=result)


def _ballots(
    problems: list[Problem],
    votes: Path | None,
    decisions: Path | None,
    stages: set[str] | None,
    candidates: set[str] | None,
) -> tuple[dict[str, int] | None, DecisionTable | None]:
    if votes is None and decisions is None:
        return None, None
    from reviewer_app.export.ballot_tables import read_decisions, read_votes

    counted = _gathering(problems, lambda: read_votes(votes, candidates)) if votes else None
    decided = _gathering(problems, lambda: read_decisions(decisions, stages, candidates)) if decisions else None
    return counted, decided


def _gathering(problems: list[Problem], read: Callable[[], Any]) -> Any:
    """What a reader gives, or None and its problems among the others."""
    try:
        return read()
    except InputError as error:
        problems.extend(error.problems)
        return None


def _placed(problem: Problem, decided: DecisionTable | None) -> Problem:
    """A problem of a decision with the file and row that the decision stands in."""
    if decided is None or "stage" not in problem.values:
        return problem
    about = problem.values.get("last", problem.values.get("candidate", ""))
    key = (str(problem.values["stage"]), str(about))
    return replace(problem, file=decided.file, row=decided.rows.get(key), column="decision")


def warning_rows(result: ConsolidatedResult, more: Iterable[Caution] = ()) -> Iterator[dict[str, Any]]:
    """The result's warnings and then `more`, with their sentences in the language in force."""
    for caution in (*result.cautions(), *more):
        yield {"code": caution.code, "text": warning_text(caution.code, caution.values), **caution.values}


def json_pieces(
    result: ConsolidatedResult, extra: Mapping[str, Any], cautions: Iterable[Caution] = ()
) -> Iterator[str]:
    """The result as JSON text, one candidate at a time, so that a large one needs little memory.

    `extra` joins the head, `cautions` the warnings.
    """
    import json

    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode
    yield "{"
    for key, value in {**result.head(), **extra}.items():
        yield f"{encode(key)}: {encode(value)},\n"
    yield '"candidates": ['
    separator = "\n"
    for row in result.candidates():
        yield separator + encode(row)
        separator = ",\n"
    yield '\n],\n"warnings": ['
    separator = "\n"
    for row in warning_rows(result, cautions):
        yield separator + encode(row)
        separator = ",\n"
    yield "\n]}\n"


def save_json(target: Path, pieces: Iterator[str]) -> None:
    """Writes the pieces to `target`, which is replaced only once everything lies safely beside it."""
    beside = target.with_name(f".{hashlib.sha256(target.name.encode()).hexdigest()[:16]}.new")

    def fill(file: BinaryIO) -> None:
        for piece in pieces:
            file.write(piece.encode("utf-8"))

    try:
        beside.unlink(missing_ok=True)
        write_durably(beside, fill)
        beside.replace(target)
    except UserError as error:
        raise UserError(error.code, **{**error.values, "path": str(target)}) from error
    except OSError as error:
        raise InputError.of("path_unwritable", path=str(target), reason=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
