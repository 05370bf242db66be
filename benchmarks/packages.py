"""What checking costs: packages and rounds against the bare primitives on the same bytes, in the same run."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from reviewer_app.domain.candidate import Candidate, Channel, Dossier, Evidence
from reviewer_app.domain.package import Kind, PackageHeader, Role
from reviewer_app.domain.people import IdentityCard
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.score import AuditHead, ScoreDocument, SheetRecord, Undertaking
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export.package import RECIPIENTS, REVOKED, SCHEME, SIGNERS, read_package
from reviewer_app.export.round import RoundPlan, write_round
from reviewer_app.export.score import SHEETS, sign_score
from reviewer_app.models.connection import encrypted
from reviewer_app.models.store import Store, open_store
from reviewer_app.security.keys import Identity, new_identity, ssh_string
from reviewer_app.security.sealing import new_age_secret, recipient_of
from reviewer_app.services import collect, prepare, rounds
from reviewer_app.services.verify import verify

Row = tuple[str, float, float, float, str]
NOW = datetime(2026, 7, 26, 8, 0, 0, tzinfo=UTC)
PACKAGES, CANDIDATES, EXPERTS = 1000, 150, 25
RUNS = 5
GIGABYTE = 1 << 30
PIECES = 8
LARGEST_MEMORY = 64 << 20
CRITERIA = ("craftsmanship_spirit", "expertise", "leadership", "contribution")
_CRITERION = """
[[criteria]]
key = "{key}"
title = "{key}"
min_score = "0"
max_score = "25"
step = "0.25"
weight = "1"
"""
_REST = """
[consolidation]
method = "mean"
rounding_places = 2
rounding_scope = "criterion"
quorum = "1/2"
tie_break = []

[[stages]]
key = "expert_review"
kind = "score"
quota = 100
"""
RULES = "\n".join(['id = "bench-2026"', 'title = "测速"', *(_CRITERION.format(key=key) for key in CRITERIA), _REST])


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return [*_receiving(Path(folder) / "receiving"), *_round(Path(folder) / "round")]


# a made-up round


def _people() -> tuple[dict[str, Identity], list[prepare.Enrolment]]:
    roles = {"office": Role.OFFICE, "chair": Role.CHAIR, "supervisor": Role.SUPERVISOR, "union": Role.UNION}
    roles |= {f"expert-{number:02d}": Role.EXPERT for number in range(1, EXPERTS + 1)}
    keys = {person: new_identity() for person in roles}
    cards = {
        person: IdentityCard(name=f"专家{number}", signing_key=one.signing.public.line, age_recipient=one.age_recipient)
        for number, (person, one) in enumerate(keys.items())
    }
    return keys, [prepare.Enrolment(id=person, role=role, card=cards[person]) for person, role in roles.items()]


def _plan(
    people: list[prepare.Enrolment], count: int, evidence: dict[str, tuple[tuple[Path, Evidence], ...]]
) -> RoundPlan:
    candidates = tuple(
        Candidate(code=f"{number:03d}", name="王测试", unit="某某船厂", trade="焊工", channel=Channel.SELF)
        for number in range(1, count + 1)
    )
    dossiers = {
        one.code: Dossier(candidate=one.code, deeds="事迹" * 200).with_evidence(
            tuple(piece for _path, piece in evidence.get(one.code, ()))
        )
        for one in candidates
    }
    material = prepare.Material(candidates=candidates, dossiers=dossiers, evidence=evidence, private=(), warnings=())
    terms = prepare.RoundTerms(round_id="bench-2026", version=1, title="测速", edition=2026, undertaking="承诺")
    experts = [one.id for one in people if one.role is Role.EXPERT]
    data = RULES.encode()
    return prepare.plan_round(
        terms, data, read_scheme(data), people, material, prepare.assign_all(candidates, experts), NOW
    )


# score packages


def _receiving(folder: Path) -> list[Row]:
    folder.mkdir()
    keys, people = _people()
    round_path = folder / "bench.jpround"
    write_round(round_path, _plan(people, CANDIDATES, {}), keys["office"].signing)
    files = _score_files(folder, round_path, keys)
    secrets = [keys["chair"].age_secret]
    office = [keys["office"].signing.public.fingerprint]
    parts = [_cut(file) for file in files]
    ours, floor = [], []
    for run in range(RUNS):
        with _store(folder / f"chair-{run}.db") as store:
            rounds.take_in_round(store, round_path, "chair", "chair", secrets, office, NOW)
            ours.append(_timed(lambda store=store: _receive(store, files, secrets)))  # type: ignore[misc]
        floor.append(_timed(lambda run=run: _bare(folder / f"bare-{run}.db", files, parts, secrets[0])))  # type: ignore[misc]
    name = "Verify and take in 1,000 score packages"
    return [(name, statistics.median(ours), statistics.median(floor), 3.0, "at_most")]


@contextmanager
def _store(path: Path) -> Iterator[Store]:
    store = open_store(path, connect=encrypted(bytes(32), bytes(16)), clock=lambda: NOW)
    try:
        yield store
    finally:
        store.close()


def _score_files(folder: Path, round_path: Path, keys: dict[str, Identity]) -> list[Path]:
    """Packages of 150 × 4 marks: each expert's, signed again and again."""
    with read_package(round_path) as package:
        header, fingerprint, tags = package.header, package.fingerprint, package.bag.tags
    carried = {name: tags[name] for name in (SCHEME, SIGNERS, REVOKED, RECIPIENTS)}
    chance, files = random.Random(1), []
    for number in range(PACKAGES):
        expert = f"expert-{number % EXPERTS + 1:02d}"
        readers = sorted([expert, "chair", "supervisor", "union"])
        clear = PackageHeader(
            kind=Kind.SCORE,
            signer=expert,
            role=Role.EXPERT,
            recipients=tuple(readers),
            round_id=header.round_id,
            round_version=1,
            round_sha256=fingerprint,
            scheme_sha256=header.scheme_sha256,
            sequence=number // EXPERTS + 1,
            created=header.created,
        )
        sheets = tuple(
            SheetRecord(
                candidate=f"{candidate:03d}",
                state=SheetState.SCORED,
                marks={key: f"{chance.randrange(60, 100) / 4:.2f}" for key in CRITERIA},
            )
            for candidate in range(1, CANDIDATES + 1)
        )
        document = ScoreDocument(
            package=clear.document(),
            expert=expert,
            undertaking=Undertaking(text_sha256="0" * 64, accepted=header.created),
            sheets=sheets,
            audit=AuditHead(events=1, head="0" * 64),
        )
        recipients = {reader: keys[reader].age_recipient for reader in readers}
        path = folder / f"{number:04d}.jpscore"
        path.write_bytes(sign_score(document, carried, recipients, keys[expert].signing).content)
        files.append(path)
    return files


def _receive(store: Store, files: list[Path], secrets: list[str]) -> None:
    receipts = collect.receive(store, files, secrets, NOW)
    if {receipt.outcome for receipt in receipts} != {"first", "supersedes"}:
        raise RuntimeError("a package was not taken in")


class _Parts(NamedTuple):
    """What the primitives need of a file, cut out beforehand."""

    key: bytes
    signature: bytes
    signed: bytes
    sealed: bytes


def _cut(file: Path) -> _Parts:
    with read_package(file) as package:
        bag = package.bag
        digest = hashlib.sha512(bag.tagmanifest).digest()
        fields = (bag.signature.namespace.encode(), b"", b"sha512", digest)
        signed = b"SSHSIG" + b"".join(map(ssh_string, fields))
        return _Parts(bag.signature.key.raw, bag.signature.raw, signed, package.sealed(SHEETS))


def _bare(path: Path, files: list[Path], parts: list[_Parts], secret: str) -> None:
    """The primitives alone, on the same bytes: read, SHA-256, Ed25519, age, JSON, one durable commit each."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("create table received (number integer primary key, content blob)")
    identity = pyrage.x25519.Identity.from_str(secret)
    for file, part in zip(files, parts, strict=True):
        data = file.read_bytes()
        hashlib.sha256(data).digest()
        Ed25519PublicKey.from_public_bytes(part.key).verify(part.signature, part.signed)
        json.loads(pyrage.decrypt(part.sealed, [identity]))
        database.execute("BEGIN IMMEDIATE")
        database.execute("insert into received (content) values (?)", (data,))
        database.execute("COMMIT")
    database.close()


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# a large round


def _round(folder: Path) -> list[Row]:
    """Sealing and verifying 1 GB of evidence. Ours in a process of its own, which tells its memory."""
    folder.mkdir()
    evidence = _evidence(folder)
    seals, ages, reads, bare = [], [], [], []
    memory = 0.0
    for run in range(RUNS):
        target = folder / f"{run}.jpround"
        told = _child(folder, target)
        seals.append(told["seal"])
        reads.append(told["verify"])
        memory = max(memory, told["memory"])
        ages.append(_timed(lambda: _age_and_sha(folder, evidence)))
        bare.append(_timed(lambda target=target: _hash_file(target)))  # type: ignore[misc]
        target.unlink()
    return [
        ("Seal a 1 GB round", statistics.median(seals), statistics.median(ages), 0.5, "at_least"),
        ("Open a 1 GB round (verify only)", statistics.median(reads), statistics.median(bare), 0.5, "at_least"),
        ("Sealing and opening it: memory above idle, of 64 MB", memory, LARGEST_MEMORY, 1.0, "at_most"),
    ]


def _evidence(folder: Path) -> list[Path]:
    """Files of random bytes, written once."""
    paths = []
    for number in range(PIECES):
        path = folder / f"evidence-{number}.pdf"
        with path.open("wb") as file:
            for _part in range(GIGABYTE // PIECES // (16 << 20)):
                file.write(os.urandom(16 << 20))
        paths.append(path)
    return paths


def _child(folder: Path, target: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.packages", str(folder), str(target)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def seal_and_verify(folder: Path, target: Path) -> dict[str, float]:
    """Seconds to seal and to verify the evidence in `folder`, and bytes of memory above the idle program."""
    keys, people = _people()
    pieces: dict[str, tuple[tuple[Path, Evidence], ...]] = {}
    for number, path in enumerate(sorted(folder.glob("evidence-*.pdf")), 1):
        piece = Evidence(
            number=1,
            file_name=path.name,
            media_type="application/pdf",
            size=path.stat().st_size,
            sha256=_hash_file(path),
        )
        pieces[f"{number:03d}"] = ((path, piece),)
    plan = _plan(people, PIECES, pieces)
    small = target.with_suffix(".small.jpround")
    write_round(small, _plan(people, PIECES, {}), keys["office"].signing)  # everything is loaded once
    office = [keys["office"].signing.public.fingerprint]
    verify([small], round_path=None, offices=office, at=NOW, secrets=[])
    Path("/proc/self/clear_refs").write_text("5")  # the highest is counted from here
    idle = _memory("VmRSS")
    seal = _timed(lambda: write_round(target, plan, keys["office"].signing))
    check = _timed(lambda: _verified(target, office))
    small.unlink()
    return {"seal": seal, "verify": check, "memory": _memory("VmHWM") - idle}


def _verified(target: Path, office: list[str]) -> None:
    [verdict] = verify([target], round_path=None, offices=office, at=NOW, secrets=[])
    if verdict.outcome != "verified":
        raise RuntimeError(verdict.outcome)


def _memory(field: str) -> int:
    """Bytes as the system counts them for this program: `VmRSS` now, `VmHWM` at its highest."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field)]
    return int(line.split()[1]) * 1024


def _age_and_sha(folder: Path, evidence: list[Path]) -> None:
    """The floor of sealing: age from file to file, synced, and SHA-256 of what it made."""
    keys = [pyrage.x25519.Recipient.from_str(recipient_of(new_age_secret())) for _ in range(EXPERTS + 3)]
    for path in evidence:
        target = folder / "floor.age"
        with path.open("rb") as source, target.open("wb") as sink:
            pyrage.encrypt_io(source, sink, keys)
            sink.flush()
            os.fsync(sink.fileno())
        _hash_file(target)
        target.unlink()


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    print(json.dumps(seal_and_verify(Path(sys.argv[1]), Path(sys.argv[2]))))
