"""Stores and their keys, copies, and what brings them back."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.models.connection import encrypted, salt_of
from reviewer_app.models.lock import wal_of
from reviewer_app.models.schema import SCHEMA, Schema, revision_of
from reviewer_app.models.store import open_store
from reviewer_app.security.audit import Event
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services.stores import (
    KEPT_BACKUPS,
    back_up,
    back_up_if_changed,
    backups_of,
    files_of,
    open_desk,
    open_for_work,
    opener,
)
from tests.world import NOW


@pytest.fixture
def vault(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    return tmp_path / "desk" / "store.db"


def events(path: Path, vault: KeyFolder) -> list[str]:
    store = open_desk(path, vault)
    with store.transaction() as work:
        rows = work.audit_rows()
    store.close()
    return [row.event for row in rows]


def add(path: Path, vault: KeyFolder) -> None:
    store = open_desk(path, vault)
    with store.transaction() as work:
        work.record(Event.RECUSED, candidate="001", reason="师徒")
    store.close()


def test_a_new_store_has_a_key_of_its_own(path: Path, vault: KeyFolder) -> None:
    opener(vault)(path).close()
    opener(vault)(path.with_name("other.db")).close()
    assert events(path, vault) == ["store_created"]
    assert salt_of(path) != salt_of(path.with_name("other.db"))
    assert vault.store_key(salt_of(path)) != vault.store_key(salt_of(path.with_name("other.db")))


def test_a_store_may_be_moved_and_still_finds_its_key(path: Path, vault: KeyFolder) -> None:
    open_desk(path, vault).close()
    moved = path.with_name("改名.db")
    path.rename(moved)
    assert events(moved, vault) == ["store_created"]


def test_a_store_without_its_key_does_not_open(path: Path, vault: KeyFolder, tmp_path: Path) -> None:
    open_desk(path, vault).close()
    with pytest.raises(UserError) as told:
        open_desk(path, KeyFolder(tmp_path / "of somebody else"))
    assert (told.value.code, told.value.values) == ("store_key_missing", {"path": str(path)})


def test_a_plain_store_never_goes_unseen(path: Path, vault: KeyFolder) -> None:
    open_store(path).close()
    with pytest.raises(UserError) as told:
        open_desk(path, vault)
    assert told.value.code == "store_plain"


def test_a_file_that_a_killed_program_left_empty_becomes_a_store(path: Path, vault: KeyFolder) -> None:
    path.touch()
    assert events(path, vault) == ["store_created"]


def test_lost_last_changes_are_said_in_the_chain(path: Path, vault: KeyFolder) -> None:
    store = open_desk(path, vault)
    with store.transaction() as work:
        work.record(Event.RECUSED, candidate="001", reason="师徒")
    killed = path.with_name("killed.db")  # as the files lie when the program is killed
    shutil.copy(path, killed)
    shutil.copy(path.with_name("store.db.lock"), killed.with_name("killed.db.lock"))
    store.close()
    assert events(killed, vault)[-1:] == ["tail_missing"]
    assert events(killed, vault)[-1:] == ["tail_missing"]
    assert not wal_of(killed).exists()


def test_copies_are_made_when_something_changed_and_the_newest_are_kept(path: Path, vault: KeyFolder) -> None:
    open_desk(path, vault).close()
    for day in range(6):
        add(path, vault)
        store = open_desk(path, vault)
        assert back_up_if_changed(store, NOW - timedelta(days=365 * day)) is not None
        assert back_up_if_changed(store, NOW) is None
        store.close()
    kept = backups_of(path)
    assert [one.name.split("-")[1] for one in kept] == ["00000007", "00000006", "00000005"]
    assert len(kept) == KEPT_BACKUPS
    copy = path.with_name("copy.db")
    shutil.copy(kept[0], copy)
    assert events(copy, vault) == ["store_created"] + ["recused"] * 6


def test_a_damaged_store_takes_no_good_copy_s_place(path: Path, vault: KeyFolder) -> None:
    open_desk(path, vault).close()
    store = open_desk(path, vault)
    good = back_up(store, NOW)
    store.close()
    content = bytearray(path.read_bytes())
    content[-2000] ^= 1
    path.write_bytes(content)
    store = open_desk(path, vault)
    with pytest.raises(UserError) as told:
        back_up(store, NOW)
    assert told.value.code == "store_damaged"
    store.close()
    assert backups_of(path) == [good]


def test_opening_for_work_copies_what_was_left_and_tells_damage(path: Path, vault: KeyFolder) -> None:
    open_for_work(path, vault).close()
    add(path, vault)
    for _twice in range(2):
        open_for_work(path, vault).close()
    assert [one.name.split("-")[1] for one in backups_of(path)] == ["00000002", "00000001"]
    add(path, vault)
    content = bytearray(path.read_bytes())
    content[-2000] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError) as told:
        open_for_work(path, vault)
    assert told.value.code == "store_damaged"
    assert len(backups_of(path)) == 2


def test_a_store_that_is_behind_is_copied_before_it_is_migrated(path: Path, vault: KeyFolder, tmp_path: Path) -> None:
    """A store as the first version of the program made it."""
    first = tmp_path / "migrations"
    (first / "versions").mkdir(parents=True)
    for name in ("__init__.py", "versions/__init__.py", "versions/r0001_first_tables.py"):
        shutil.copy(SCHEMA.folder / name, first / name)
    salt, key = bytes(range(16)), bytes(range(32))
    vault.keep_store_key(salt, key)
    store = open_store(path, connect=encrypted(key, salt), schema=Schema(first, "0001"))
    with store.transaction() as work:
        work.record(Event.RECUSED, candidate="001", reason="师徒")
    store.close()
    open_desk(path, vault, clock=lambda: NOW).close()
    [copy] = backups_of(path)
    assert copy.name == "store-00000001-20260726T080000Z.db"
    assert revision(copy, key, salt) == "0001"
    assert revision(path, key, salt) == SCHEMA.head
    assert events(path, vault) == ["recused"]


def revision(path: Path, key: bytes, salt: bytes) -> str | None:
    connection = encrypted(key, salt)(path)
    try:
        return revision_of(connection, path)
    finally:
        connection.close()


def test_a_copy_that_cannot_be_written_keeps_nobody_from_working(path: Path, vault: KeyFolder) -> None:
    (path.parent / "backups").write_text("in the way")
    store = open_for_work(path, vault)
    store.check()
    store.close()


def test_everything_that_belongs_to_a_store_is_known(path: Path, vault: KeyFolder) -> None:
    store = open_desk(path, vault)
    back_up(store, NOW)
    names = sorted(one.name for one in files_of(path))
    assert [name.split("-")[0] if "Z.db" in name else name for name in names] == [
        *("store", "store.db", "store.db-shm", "store.db-wal", "store.db.lock")
    ]
    store.close()
