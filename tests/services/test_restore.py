"""A damaged store: the last sound copy and one's own packages bring back all that was signed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.models.store import Store
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services import audit, hand_in, review, rounds
from reviewer_app.services.restore import Restoration, restore, take_back
from reviewer_app.services.stores import back_up, backups_of, open_desk
from tests.world import MARKS, NOW, World

EXPERT = "expert-01"


@pytest.fixture
def vault(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def path(world: World, vault: KeyFolder) -> Path:
    """The store of an expert who copied it before marking 003, then signed, then marked 004."""
    world.seal()
    (world.folder / "desk").mkdir()
    path = world.folder / "desk" / "store.db"
    store = sit_down(world, path, vault)
    review.accept_undertaking(store)
    world.mark_all(EXPERT, {code: MARKS[EXPERT][code] for code in ("001", "002")})
    back_up(store, NOW)
    world.mark_all(EXPERT, {"003": MARKS[EXPERT]["003"]})
    world.sign(EXPERT)
    world.mark_all(EXPERT, {"004": MARKS[EXPERT]["004"]})
    store.close()
    return path


def sit_down(world: World, path: Path, vault: KeyFolder) -> Store:
    store = open_desk(path, vault, clock=lambda: world.now)
    rounds.take_in_round(store, world.round_path, "expert", EXPERT, world.secrets(EXPERT), world.offices, NOW)
    world.stores[EXPERT] = store
    return store


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for position in range(5000, len(content), 5000):
        content[position] ^= 255
    path.write_bytes(content)


def marked(store: Store) -> dict[str, tuple[str, str]]:
    sheets = [sheet for sheet in review.sheets_of(store) if sheet.marks]
    return {one.candidate: (str(one.marks["expertise"]), str(one.marks["contribution"])) for one in sheets}


def test_copy_and_package_bring_back_what_was_signed(world: World, path: Path, vault: KeyFolder) -> None:
    package = world.folder / f"{EXPERT}.jpscore"
    damage(path)
    restored = restore(path, vault, world.identities[EXPERT], [package], clock=lambda: NOW)
    [copy] = backups_of(path)
    assert restored == Restoration(
        backup=copy.name, entries=7, known_entries=10, packages=(1,), complete_until="2026-07-26T08:00:00Z"
    )
    store = open_desk(path, vault, clock=lambda: NOW)
    assert marked(store) == {code: MARKS[EXPERT][code] for code in ("001", "002", "003")}  # 004 was never signed
    with store.transaction() as work:
        assert [row.event for row in work.audit_rows()][-1] == "store_restored"
    copy_again = world.folder / "again.jpscore"
    assert hand_in.export_signed(store, copy_again).sequence == 1
    assert copy_again.read_bytes() == package.read_bytes()
    store.close()
    assert (path.parent / "store.db.damaged-1").exists()


def test_the_restored_chain_is_another_than_the_package_says(world: World, path: Path, vault: KeyFolder) -> None:
    package = world.folder / f"{EXPERT}.jpscore"
    damage(path)
    restore(path, vault, world.identities[EXPERT], [package], clock=lambda: NOW)
    store = open_desk(path, vault, clock=lambda: NOW)
    heads = audit.exported_heads([package], world.secrets(EXPERT))
    found = audit.examine(store, heads)
    store.close()
    assert [(one.fault.value, one.source) for one in found.findings] == [("cut", "expert-01.jpscore")]


def test_work_goes_on_after_a_restoration(world: World, path: Path, vault: KeyFolder) -> None:
    damage(path)
    package = world.folder / f"{EXPERT}.jpscore"
    restore(path, vault, world.identities[EXPERT], [package], clock=lambda: NOW)
    world.stores[EXPERT] = open_desk(path, vault, clock=lambda: NOW)
    world.mark_all(EXPERT, {"004": MARKS[EXPERT]["004"]})
    world.open_desk("chair", "chair")
    assert world.receive(package, world.sign(EXPERT, "second.jpscore")) == ["first", "supersedes"]


def test_a_damaged_copy_is_passed_over(world: World, path: Path, vault: KeyFolder) -> None:
    store = open_desk(path, vault, clock=lambda: NOW)
    newest = back_up(store, NOW)
    store.close()
    damage(newest)
    damage(path)
    restored = restore(path, vault, world.identities[EXPERT], [], clock=lambda: NOW)
    assert restored.backup == backups_of(path)[1].name
    assert restored.packages == ()


def test_without_a_sound_copy_the_round_and_the_packages_are_enough(world: World, path: Path, vault: KeyFolder) -> None:
    package = world.folder / f"{EXPERT}.jpscore"
    for copy in backups_of(path):
        damage(copy)
    damage(path)
    with pytest.raises(UserError) as told:
        restore(path, vault, world.identities[EXPERT], [package], clock=lambda: NOW)
    assert told.value.code == "no_backup"
    store = sit_down(world, path.with_name("new.db"), vault)
    restored = take_back(store, world.identities[EXPERT], [package])
    assert restored == Restoration(
        backup="", entries=2, known_entries=10, packages=(1,), complete_until="2026-07-26T08:00:00Z"
    )
    assert marked(store) == {code: MARKS[EXPERT][code] for code in ("001", "002", "003")}
    review.record_mark(store, "004", "expertise", Decimal("10"))
    store.close()


def test_an_office_s_store_comes_back_from_its_copy(world: World, vault: KeyFolder) -> None:
    path = world.folder / "office" / "store.db"
    path.parent.mkdir()
    world.stores["office"] = open_desk(path, vault, clock=lambda: NOW)
    world.seal()
    copy = back_up(world.stores["office"], NOW)
    world.stores["office"].close()
    damage(path)
    restored = restore(path, vault, world.identities["office"], [], clock=lambda: NOW)
    assert (restored.backup, restored.entries, restored.packages) == (copy.name, 2, ())
    store = open_desk(path, vault)
    with store.transaction() as work:
        assert work.private() == {"001": ("11010519491231002X", "13800000000")}
    store.close()


def test_only_one_s_own_packages_are_taken_back(world: World, path: Path, vault: KeyFolder) -> None:
    other = world.hand_in("expert-02", MARKS["expert-02"])
    damage(path)
    with pytest.raises(UserError) as told:
        restore(path, vault, world.identities[EXPERT], [other], clock=lambda: NOW)
    assert [problem.code for problem in told.value.problems] == ["not_your_package"]
    with pytest.raises(RefusedError):
        restore(path, vault, world.identities[EXPERT], [world.round_path], clock=lambda: NOW)
    assert not (path.parent / "store.db.damaged-1").exists()
