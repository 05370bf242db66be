"""The store against bare `sqlcipher3`: a mark from the call to the durable commit, and opening a store full of marks.

Floors use the same file, key and settings, and read or commit the same rows, with nothing around them. Runs alternate.
"""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from reviewer_app.domain.candidate import Candidate, Channel
from reviewer_app.domain.package import Role
from reviewer_app.domain.people import Person
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.models.connection import encrypted
from reviewer_app.models.store import Store, open_store
from reviewer_app.models.values import HeldRound
from reviewer_app.resources import resource
from reviewer_app.security.audit import Event, link
from reviewer_app.security.keys import new_identity
from reviewer_app.services import review

CANDIDATES, RUNS, OPENINGS = 150, 7, 61
EXPERT = "expert-01"
CONNECT = encrypted(bytes(range(32)), bytes(range(16)))
T = TypeVar("T")
Figure = tuple[str, float, float, float, str]


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-store-") as name:
        folder = Path(name)
        start = folder / "start.db"
        held = make_round()
        store = open_store(start, connect=CONNECT)
        with store.transaction() as work:
            work.hold_round(held)
            work.record(Event.ROUND_OPENED, round=held.round_id, version=1, sha256=held.round_sha256)
        store.close()
        return [_marking(folder, start, held), _opening(folder, start, held)]


def make_round() -> HeldRound:
    """A round of 150 candidates under the shipped scheme, as an expert's store holds it."""
    identity = new_identity()
    people = tuple(
        Person(
            id=id_,
            role=role,
            name=f"{id_} 测试",
            unit="某某工会",
            signing_key=identity.signing.public.line,
            age_recipient=identity.age_recipient,
        )
        for id_, role in (("office", Role.OFFICE), ("chair", Role.CHAIR), (EXPERT, Role.EXPERT))
    )
    codes = [f"{number:03d}" for number in range(1, CANDIDATES + 1)]
    document = RoundDocument(
        package={},
        title="2026 测试",
        edition=2026,
        people=people,
        candidates=tuple(
            Candidate(code=code, name=f"候选人{code}", unit="某某船厂", trade="焊工", channel=Channel.SELF)
            for code in codes
        ),
        assignments=dict.fromkeys(codes, (EXPERT,)),
        dossiers=dict.fromkeys(codes, "0" * 64),
        undertaking="承诺公正",
    )
    return HeldRound(
        desk="expert",
        person=EXPERT,
        round_id="bench-2026",
        round_version=1,
        round_sha256="0" * 64,
        scheme=resource("schemes", "qilu-2018.toml").read_bytes(),
        document=document,
        tags={},
    )


def marks_of(held: HeldRound) -> list[tuple[str, str]]:
    return [
        (candidate.code, criterion.key) for candidate in held.document.candidates for criterion in held.rules.criteria
    ]


def _marking(folder: Path, start: Path, held: HeldRound) -> Figure:
    ours, floor = [], []
    for run in range(RUNS):
        ours.append(_p99(_our_marks(_copy(start, folder / f"ours-{run}.db"), held)))
        floor.append(_p99(_bare_marks(_copy(start, folder / f"bare-{run}.db"), held)))
    return (
        "store: a mark to its durable commit, p99 (s)",
        statistics.median(ours),
        statistics.median(floor),
        3.0,
        "at_most",
    )


def _our_marks(path: Path, held: HeldRound) -> list[float]:
    store = open_store(path, connect=CONNECT)
    review.sheets_of(store)  # as the desk does when it opens
    times = [
        _timed(partial(review.record_mark, store, candidate, criterion, Decimal("22.5")))
        for candidate, criterion in marks_of(held)
    ]
    store.close()
    return times


def _bare_marks(path: Path, held: HeldRound) -> list[float]:
    connection = CONNECT(path)
    for candidate in held.document.candidates:
        connection.execute(
            "insert into sheet (candidate, state, reason, remark) values (?, 'scored', '', '')", (candidate.code,)
        )
    rows = []
    last = None
    for number, (candidate_code, criterion) in enumerate(marks_of(held)):
        values = {"candidate": candidate_code, "criterion": criterion, "mark": "22.5"}
        last = link(last, "2026-07-26T08:00:00Z", Event.MARK_RECORDED, values)
        audit = (number + 2, last.at, last.event, json.dumps(values), last.previous, last.hash)
        rows.append(((candidate_code, criterion, "22.5"), audit))

    def commit(mark: tuple[Any, ...], audit: tuple[Any, ...]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("insert into mark (candidate, criterion, value) values (?, ?, ?)", mark)
        connection.execute("insert into audit values (?, ?, ?, ?, ?, ?)", audit)
        connection.execute("COMMIT")

    times = [_timed(partial(commit, *row)) for row in rows]
    connection.close()
    return times


def _opening(folder: Path, start: Path, held: HeldRound) -> Figure:
    path = _copy(start, folder / "full.db")
    store = open_store(path, connect=CONNECT)
    for candidate, criterion in marks_of(held):
        review.record_mark(store, candidate, criterion, Decimal("22.5"))
    store.close()
    ours, floor = [], []
    for _run in range(OPENINGS):
        seconds, (opened, sheets) = _timed_giving(lambda: _our_opening(path))
        ours.append(seconds)
        assert sum(len(sheet.marks) for sheet in sheets.values()) == CANDIDATES * 4
        opened.close()
        seconds, (connection, rows, marks) = _timed_giving(lambda: _bare_opening(path))
        floor.append(seconds)
        assert (len(rows), len(marks)) == (CANDIDATES, CANDIDATES * 4)
        connection.close()
    name = "store: opening, with every sheet and mark of 150 candidates (s)"
    return (name, statistics.median(ours), statistics.median(floor), 1.5, "at_most")


def _our_opening(path: Path) -> tuple[Store, dict[str, ScoreSheet]]:
    store = open_store(path, connect=CONNECT)
    with store.transaction() as work:
        return store, work.sheets(EXPERT)


def _bare_opening(path: Path) -> tuple[Any, list[Any], list[Any]]:
    connection = CONNECT(path)
    sheets = connection.execute("select candidate, state, reason, remark from sheet").fetchall()
    marks = connection.execute("select candidate, criterion, value from mark").fetchall()
    return connection, sheets, marks


def _copy(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    return target


def _timed(action: Callable[[], object]) -> float:
    return _timed_giving(action)[0]


def _timed_giving(action: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    given = action()
    return time.perf_counter() - begun, given


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]
