"""Kills the program at random moments and looks what is left: `python -m tests.kills --count 1000 --seed 7`.

Each trial forks a child that scores, names conflicts, signs, exports, takes in packages, migrates or erases, and tells
through a pipe what was said to be done. The child is killed (SIGKILL) at a random moment; then everything that was
acknowledged must be there, the store must open and be whole, and no half file may stand under a final name.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from reviewer_app.domain.package import Kind
from reviewer_app.export.package import read_package
from reviewer_app.models.connection import salt_of
from reviewer_app.models.schema import SCHEMA, Schema
from reviewer_app.models.store import Store, open_store
from reviewer_app.security.audit import Event, first_break
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services import collect, conflicts, hand_in, review, rounds
from reviewer_app.services.erase import erase, finish_erasures, read_receipt
from reviewer_app.services.stores import open_desk
from tests.world import NOW, World, declare

EXPERT, CHAIR = "expert-01", "chair"
LONGEST = 0.08
PACKAGES = 12
LATER = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9001", "{head}", None, None
def upgrade():
    for number in range(60):
        op.create_table(f"later_{{number}}", sa.Column("id", sa.Integer(), primary_key=True))
        op.execute(f"insert into later_{{number}} values (1)")
"""
Tell = Callable[..., None]


@dataclass
class Start:
    """What every trial begins with: one round, an expert who has not begun, a chair who has received nothing."""

    folder: Path
    world: World
    vault: KeyFolder
    packages: list[Path]
    later: Schema

    def open(self, path: Path) -> Store:
        return open_desk(path, self.vault)


def prepare(folder: Path) -> Start:
    folder.mkdir()
    world = World(folder)
    vault = KeyFolder(folder / "keys")
    world.seal()
    for person, desk in ((EXPERT, "expert"), (CHAIR, "chair")):
        store = open_desk(folder / f"start-{person}.db", vault)
        rounds.take_in_round(store, world.round_path, desk, person, world.secrets(person), world.offices, NOW)
        if person == EXPERT:
            review.accept_undertaking(store)
            declare(store)
        store.close()
    packages = [_package(world, vault, number) for number in range(PACKAGES)]
    world.close()
    shutil.copytree(SCHEMA.folder, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "migrations" / "versions" / "r9001_later.py").write_text(LATER.format(head=SCHEMA.head), "utf-8")
    return Start(folder, world, vault, packages, Schema(folder / "migrations", "9001"))


def _package(world: World, vault: KeyFolder, number: int) -> Path:
    """The expert signs once more, with one more mark on a sheet that stays incomplete."""
    path = world.folder / f"start-{EXPERT}.db"
    store = open_desk(path, vault)
    review.record_mark(store, "001", "expertise", Decimal(number))
    hand_in.sign_sheets(store, world.identities[EXPERT])
    target = world.folder / f"package-{number:02d}.jpscore"
    hand_in.export_signed(store, target)
    store.close()
    return target


# what a child does; it tells each thing before it begins (`try`) and once it was told to be done (`done`)


def score(start: Start, path: Path, tell: Tell) -> None:
    store = start.open(path)
    for number in range(10_000):
        candidate, mark = f"00{number % 3 + 2}", str(number % 100 / 2).removesuffix(".0")
        tell("try", candidate, mark)
        review.record_mark(store, candidate, "expertise", Decimal(mark))
        tell("done", candidate, mark)


def name_conflicts(start: Start, path: Path, tell: Tell) -> None:
    store = start.open(path)
    for number in range(10_000):
        tell("try", f"单位{number}号")
        conflicts.declare_past_units(store, [f"单位{number}号"])
        tell("done", f"单位{number}号")
        conflicts.finish(store)


def sign(start: Start, path: Path, tell: Tell) -> None:
    store = start.open(path)
    for _number in range(10_000):
        signed = hand_in.sign_sheets(store, start.world.identities[EXPERT])
        tell("done", signed.sequence, signed.fingerprint)


def export(start: Start, path: Path, tell: Tell) -> None:
    store = start.open(path)
    for number in range(10_000):
        name = f"{number}.jpscore"
        hand_in.export_signed(store, path.parent / name)
        tell("done", name)


def take_in(start: Start, path: Path, tell: Tell) -> None:
    store = start.open(path)
    for package in start.packages:
        [receipt] = collect.receive(store, [package], start.world.secrets(CHAIR), NOW)
        tell("done", package.name, receipt.outcome)


def migrate(start: Start, path: Path, tell: Tell) -> None:
    from reviewer_app.models.connection import encrypted

    salt = salt_of(path)
    open_store(path, connect=encrypted(start.vault.store_key(salt), salt), schema=start.later)
    tell("done")


def erase_all(start: Start, path: Path, tell: Tell) -> None:
    vault = KeyFolder(path.parent / "keys")
    erase(path, vault, start.world.identities[EXPERT], path.parent / "receipts", NOW)
    tell("done")


# what must be true afterwards


def check_score(start: Start, path: Path, told: list[list[str]]) -> None:
    done: dict[str, str] = {}
    tried: dict[str, str] = {}
    for word, candidate, mark in told:
        (done if word == "done" else tried)[candidate] = mark
    store = start.open(path)
    sheets = {sheet.candidate: sheet for sheet in review.sheets_of(store)}
    for candidate, mark in done.items():
        found = str(sheets[candidate].marks["expertise"])
        assert found in (mark, tried[candidate]), (candidate, mark, found)
    _whole(store)


def check_conflicts(start: Start, path: Path, told: list[list[str]]) -> None:
    store = start.open(path)
    done = [unit for word, unit in told if word == "done"]
    tried = [unit for word, unit in told if word == "try"]
    found = conflicts.conflicts_of(store)
    assert found.past_units in ((*done[-1:],), (*tried[-1:],)), (found.past_units, told[-2:])
    assert not found.is_due
    _whole(store)


def check_sign(start: Start, path: Path, told: list[list[str]]) -> None:
    store = start.open(path)
    with store.transaction() as work:
        signed = {one.sequence: one for one in work.signed(Kind.SCORE)}
    assert sorted(signed) == list(range(1, len(signed) + 1))
    for _word, sequence, fingerprint in told:
        assert signed[int(sequence)].fingerprint == fingerprint
    _whole(store)


def check_export(start: Start, path: Path, told: list[list[str]]) -> None:
    store = start.open(path)
    with store.transaction() as work:
        content = work.signed(Kind.SCORE)[-1].content
    files = {file.name: file.read_bytes() for file in path.parent.glob("*.jpscore")}
    assert {name for _word, name in told} <= files.keys()
    assert set(files.values()) <= {content}
    _whole(store)


def check_take_in(start: Start, path: Path, told: list[list[str]]) -> None:
    store = start.open(path)
    with store.transaction() as work:
        received = {one.fingerprint: one.standing for one in work.received()}
    for _word, name, _outcome in told:
        with read_package(start.folder / name) as package:
            assert package.fingerprint in received, name
    assert list(received.values()).count("counted") == min(1, len(received))
    _whole(store)


def check_migrate(start: Start, path: Path, told: list[list[str]]) -> None:
    from reviewer_app.models.connection import encrypted

    salt = salt_of(path)
    connect = encrypted(start.vault.store_key(salt), salt)
    tables = "select count(*) from sqlite_master where name like 'later_%' and type = 'table'"
    aside = path.parent / "aside"
    aside.mkdir()
    for one in path.parent.glob("store.db*"):
        shutil.copy(one, aside)
    connection = connect(aside / path.name)
    [(found,)] = connection.execute(tables)
    connection.close()
    assert found in ((60,) if told else (0, 60)), found
    _whole(open_store(path, connect=connect, schema=start.later))


def check_erase(start: Start, path: Path, told: list[list[str]]) -> None:
    receipts, vault = path.parent / "receipts", KeyFolder(path.parent / "keys")
    finished = finish_erasures(receipts, vault, start.world.identities[EXPERT])
    found = list(receipts.glob("*.json")) if receipts.is_dir() else []
    if not found:
        assert not told
        _whole(open_desk(path, vault))
        return
    assert not (finished and told)
    assert read_receipt(found[0]).files >= 1
    assert [one.name for one in path.parent.iterdir() if one.name.startswith("store.db")] == []
    assert list(vault.folder.glob(f"{salt_of(start.folder / f'start-{EXPERT}.db').hex()}*")) == []


def _whole(store: Store) -> None:
    store.check()
    assert not store.tail_missing
    with store.transaction() as work:
        rows = work.audit_rows()
        work.record(Event.RECUSED, candidate="001", reason="the work goes on")
    assert first_break(rows) is None
    store.close()


SCENES: dict[str, tuple[str, Callable[[Start, Path, Tell], None], Callable[[Start, Path, list[list[str]]], None]]] = {
    "scoring": (EXPERT, score, check_score),
    "naming conflicts": (EXPERT, name_conflicts, check_conflicts),
    "signing": (EXPERT, sign, check_sign),
    "exporting": (EXPERT, export, check_export),
    "importing": (CHAIR, take_in, check_take_in),
    "migrating": (EXPERT, migrate, check_migrate),
    "erasing": (EXPERT, erase_all, check_erase),
}


def trial(start: Start, scene: str, seconds: float) -> int:
    """Runs one scene, kills it after that time, and checks; returns how many things had been acknowledged."""
    person, act, check = SCENES[scene]
    folder = Path(tempfile.mkdtemp(dir=start.folder, prefix="trial-"))
    path = folder / "store.db"
    shutil.copy(start.folder / f"start-{person}.db", path)
    shutil.copytree(start.vault.folder, folder / "keys")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _play(start, act, path, writer)
    os.close(writer)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, encoding="utf-8") as lines:
        told = [line.split() for line in lines if line.endswith("\n")]
    assert not told or told[-1][0] != "failed", told[-1]
    check(start, path, told)
    shutil.rmtree(folder)
    return sum(words[0] == "done" for words in told)


def _play(start: Start, act: Callable[[Start, Path, Tell], None], path: Path, writer: int) -> None:
    """The child: acts until it is killed; an error of its own is told and fails the trial."""

    def tell(*words: object) -> None:
        os.write(writer, (" ".join(map(str, words)) + "\n").encode())

    try:
        act(start, path, tell)
    except BaseException as error:  # noqa: BLE001 - a forked child must not run into its parent's code
        tell("failed", type(error).__name__, *str(error).split())
    signal.pause()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    trials, acknowledged = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        start = prepare(Path(folder) / "start")
        for number in range(options.count):
            scene = list(SCENES)[number % len(SCENES)]
            acknowledged[scene] += trial(start, scene, chance.uniform(0, LONGEST))
            trials[scene] += 1
    sys.stdout.write(json.dumps({"trials": trials, "acknowledged": acknowledged}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
