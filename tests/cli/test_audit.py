"""`reviewer-app audit` on a sample desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewer_app.cli import run
from reviewer_app.models.connection import encrypted, salt_of
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services import review, rounds
from reviewer_app.services.stores import open_desk
from tests.world import MARKS, NOW, World

EXPERT = "expert-01"


@pytest.fixture
def desk(world: World) -> Path:
    """An expert's store in a sample round's folder, with a signed package beside it."""
    vault = KeyFolder(world.folder / "demo-keys")
    world.seal()
    vault.keep(EXPERT, world.identities[EXPERT])
    (world.folder / "stores").mkdir()
    path = world.folder / "stores" / f"{EXPERT}.db"
    store = open_desk(path, vault, clock=lambda: NOW)
    rounds.take_in_round(store, world.round_path, "expert", EXPERT, world.secrets(EXPERT), world.offices, NOW)
    world.stores[EXPERT] = store
    review.accept_undertaking(store)
    world.mark_all(EXPERT, MARKS[EXPERT])
    world.sign(EXPERT)
    store.close()
    return path


def tamper(desk: Path, statement: str) -> None:
    salt = salt_of(desk)
    connection = encrypted(KeyFolder(desk.parents[1] / "demo-keys").store_key(salt), salt)(desk)
    connection.execute(statement)
    connection.close()


def test_it_shows_every_entry_in_words(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", str(desk), "--against", str(desk.parents[1] / f"{EXPERT}.jpscore")]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "     1  2026-07-26T08:00:00Z  This desk was set up."
    assert shown[3] == "     4  2026-07-26T08:00:00Z  001: the mark for 工艺专长 was set to 40."
    assert "✓ The record holds; packages compared with it: 1." in shown


def test_tampering_is_told_and_ends_with_1(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(desk, "update audit set values_json = replace(values_json, '40', '50') where number = 4")
    assert run(["audit", str(desk)]) == 1
    assert "✗ The record does not hold from entry 4 on" in capsys.readouterr().out


def test_a_cut_tail_is_found_against_the_signed_package(desk: Path, tmp_path: Path) -> None:
    tamper(desk, "delete from audit where number > 8")
    target = tmp_path / "found.json"
    assert run(["audit", str(desk)]) == 0
    package = str(desk.parents[1] / f"{EXPERT}.jpscore")
    assert run(["audit", str(desk), "--against", package, "--json", str(target)]) == 1
    found = json.loads(target.read_text("utf-8"))
    assert [(one["fault"], one["number"], one["source"]) for one in found["findings"]] == [
        ("cut", 9, "expert-01.jpscore")
    ]
    assert (found["events"], found["holds"], len(found["entries"])) == (8, False, 8)


def test_a_path_that_is_no_store_is_told_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo-keys").mkdir()
    assert run(["audit", str(tmp_path / "none.db")]) == 2
    assert "There is no store at" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("no store" * 1000)
    assert run(["audit", str(tmp_path / "text.db")]) == 2
