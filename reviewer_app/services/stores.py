"""Goal of everybody: what is entered here stays here, whole, and tells a thief nothing.

A store's file is headed by 16 random bytes, its salt; the key that opens it is kept in the vault under that salt. So a
store may be moved, renamed or copied, and each of its backups still says which key it needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import UserError
from reviewer_app.export.files import write_durably
from reviewer_app.models.connection import KEY_BYTES, SALT_BYTES, encrypted, refuse_plain, salt_of
from reviewer_app.models.lock import lock_of, wal_of
from reviewer_app.models.store import Clock, Store, open_store, system_clock
from reviewer_app.security.audit import Event
from reviewer_app.security.vault import Vault

BACKUPS = "backups"
KEPT_BACKUPS = 3


def opener(vault: Vault, clock: Clock = system_clock) -> Callable[[Path], Store]:
    """How desks open their stores: `open_desk` with this keeper of keys."""
    return lambda path: open_desk(path, vault, clock=clock)


def open_desk(path: Path, vault: Vault, *, clock: Clock = system_clock) -> Store:
    """Opens the store at `path`, or makes one under a fresh key.

    Before a migration the store is checked whole and copied. A store whose last changes are missing says so in its
    audit chain. Raises `UserError`: `store_key_missing`, `store_plain`, and those of `open_store`.
    """
    refuse_plain(path)
    if not path.exists() or path.stat().st_size == 0:
        return _make(path, vault, clock)
    salt = salt_of(path)
    try:
        key = vault.store_key(salt)
    except KeyError as error:
        raise UserError("store_key_missing", path=str(path)) from error

    def keep_copy(store: Store) -> None:
        back_up(store, clock())

    store = open_store(path, connect=encrypted(key, salt), clock=clock, before_migration=keep_copy)
    if store.tail_missing:
        with store.transaction() as work:
            work.record(Event.TAIL_MISSING)
    return store


def open_for_work(path: Path, vault: Vault, *, clock: Clock = system_clock) -> Store:
    """`open_desk`, and a checked copy of the store as it was left, where that differs from the last copy.

    A damaged store is told before anything is entered into it (`store_damaged`). A copy that cannot be written (no
    room) does not keep anybody from working; the next opening tries again.
    """
    store = open_desk(path, vault, clock=clock)
    try:
        back_up_if_changed(store, clock())
    except UserError as error:
        if error.code == "store_damaged":
            store.close()
            raise
    return store


def _make(path: Path, vault: Vault, clock: Clock) -> Store:
    """The key is kept before the store is made: a store without a key would be lost, a key without a store is not."""
    salt, key = os.urandom(SALT_BYTES), os.urandom(KEY_BYTES)
    vault.keep_store_key(salt, key)
    store = open_store(path, connect=encrypted(key, salt), clock=clock)
    with store.transaction() as work:
        work.record(Event.STORE_CREATED)
    return store


def back_up(store: Store, at: datetime) -> Path:
    """Checks the store whole, copies it beside itself and keeps the newest copies. Raises `UserError`.

    A damaged store (`store_damaged`) is not copied, so that it never takes a good copy's place. Copies are ordered by
    the number of events in their audit chain: the clock may have been wrong.
    """
    store.check()
    with store.transaction() as work:
        events = work.audit_head().events
    folder = store.path.parent / BACKUPS
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError("write_failed", path=str(folder), reason=error.strerror or str(error)) from error
    target = folder / f"{store.path.stem}-{events:08d}-{at:%Y%m%dT%H%M%SZ}.db"
    if not target.exists():
        write_durably(target, store.copy_into)
    for old in backups_of(store.path)[KEPT_BACKUPS:]:
        old.unlink(missing_ok=True)
    return target


def back_up_if_changed(store: Store, at: datetime) -> Path | None:
    """A copy, unless nothing was recorded since the last one: for the start of a day's work, and after signing."""
    with store.transaction() as work:
        events = work.audit_head().events
    newest = backups_of(store.path)[:1]
    if newest and newest[0].name.startswith(f"{store.path.stem}-{events:08d}-"):
        return None
    return back_up(store, at)


def keep_copy(store: Store, at: datetime) -> None:
    """A copy after a signature. One that cannot be written does not undo what was signed; the next opening tries."""
    with suppress(UserError):
        back_up_if_changed(store, at)


def backups_of(path: Path) -> list[Path]:
    """The copies of the store at `path`, the one with the most events first."""
    folder = path.parent / BACKUPS
    found = [one for one in folder.glob(f"{path.stem}-*.db") if one.is_file()] if folder.is_dir() else []
    return sorted(found, key=lambda one: one.name, reverse=True)


def files_of(path: Path) -> list[Path]:
    """Everything on disk that belongs to the store at `path`: itself, what SQLite keeps beside it, its copies."""
    shm = path.with_name(path.name + "-shm")
    beside = [wal_of(path), shm, lock_of(path)]
    return [one for one in (path, *beside, *backups_of(path)) if one.exists()]
