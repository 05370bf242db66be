"""The store of one desk in one round: opens the file, gives transactions, copies itself."""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import sqlcipher3.dbapi2 as driver

from reviewer_app.domain.errors import UserError
from reviewer_app.models.borrowed import engine_on
from reviewer_app.models.connection import UNAVAILABLE, Connect, Connection, open_plain, page_faults
from reviewer_app.models.lock import CLOSED, CLOSING, OPEN, Hold, hold, wal_of
from reviewer_app.models.schema import SCHEMA, Schema, refuse_newer, revision_of, upgrade
from reviewer_app.models.work import Memory, Work

Clock = Callable[[], datetime]
CHUNK = 1 << 20
_OUR_MISTAKES: tuple[type[Exception], ...] = (driver.IntegrityError, driver.ProgrammingError, driver.InterfaceError)
TURN_SECONDS = 60


def system_clock() -> datetime:
    return datetime.now(UTC)


class Store:
    """One SQLite file, one program, one transaction at a time. Values go in and come out; rows stay inside.

    `tail_missing`: the last program was killed and the file with what it committed last is gone; the user must look.
    """

    def __init__(self, connection: Connection, path: Path, clock: Clock, held: Hold) -> None:
        self._connection = connection
        self._clock = clock
        self._turn = threading.Lock()
        self._memory = Memory(lambda: engine_on(connection))
        self.path = path
        self.tail_missing = False
        self._end = weakref.finalize(self, _end, connection, held)

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """One transaction: committed durably when the block ends, rolled back whole when it raises.

        Raises `UserError` where the file was taken away meanwhile: what is written to it would be lost.
        Transactions of several threads take turns; one within another is a mistake of ours and raises `RuntimeError`.
        """
        with self._my_turn(), _telling(self.path):
            if not self.path.exists():
                raise UserError("store_gone", path=str(self.path))
            self._connection.execute("BEGIN IMMEDIATE")
            work = Work(self._connection, self._memory, self._clock)
            try:
                yield work
                work.finish()
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(driver.Error):
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                work.end()

    def check(self) -> None:
        """Reads and checks every page and every row's links. Raises `UserError` (`store_damaged`)."""
        with self._my_turn(), _telling(self.path):
            faults = page_faults(self._connection)
            faults += [row[0] for row in self._connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
            faults += [str(row) for row in self._connection.execute("PRAGMA foreign_key_check")]
        if faults:
            raise UserError("store_damaged", path=str(self.path), reason=faults[0])

    def copy_into(self, file: BinaryIO) -> None:
        """Writes the whole store as it is now, still encrypted under the same key."""
        with self._my_turn(), _telling(self.path):
            busy, _frames, _moved = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise UserError("store_in_use", path=str(self.path))
            with self.path.open("rb") as source:
                while chunk := source.read(CHUNK):
                    file.write(chunk)

    def close(self) -> None:
        """Lets go of the file; also happens when the program ends. Closing twice is harmless."""
        self._end()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=TURN_SECONDS):
            raise RuntimeError("a transaction within a transaction")
        try:
            yield
        finally:
            self._turn.release()


def open_store(
    path: Path,
    *,
    connect: Connect = open_plain,
    clock: Clock = system_clock,
    schema: Schema = SCHEMA,
    before_migration: Callable[[Store], None] | None = None,
) -> Store:
    """Opens or makes the store at `path` for this program alone and brings its schema up to date in one transaction.

    `before_migration` gets the store as it was, to check and copy it. Raises `UserError`.
    """
    held = hold(path)
    try:
        tail_missing = held.left_open and path.is_file() and not wal_of(path).exists()
        with _telling(path):
            connection = connect(path)
    except BaseException:
        held.release()
        raise
    store = Store(connection, path, clock, held)
    try:
        held.note(OPEN)
        store.tail_missing = tail_missing
        with _telling(path):
            _bring_up_to_date(store, connection, schema, before_migration)
    except BaseException:
        store.close()
        raise
    return store


def _bring_up_to_date(
    store: Store, connection: Connection, schema: Schema, before_migration: Callable[[Store], None] | None
) -> None:
    revision = revision_of(connection, store.path)
    if revision == schema.head:
        return
    refuse_newer(revision, schema, store.path)
    if revision is not None and before_migration is not None:
        before_migration(store)
    connection.execute("BEGIN IMMEDIATE")
    try:
        engine = engine_on(connection)
        with engine.connect() as borrowed:
            upgrade(borrowed, schema)
            borrowed.commit()
        connection.execute("COMMIT")
    except BaseException:
        with suppress(driver.Error):
            connection.execute("ROLLBACK")
        raise


def _end(connection: Connection, held: Hold) -> None:
    """Closing takes in the `-wal` file and removes it; a program killed on the way leaves nothing to worry about."""
    held.note(CLOSING)
    connection.close()
    held.note(CLOSED)
    held.release()


def _database_errors() -> tuple[type[Any], ...]:
    """The driver's errors, and SQLAlchemy's wrapping of them where it is loaded."""
    wrapping = sys.modules.get("sqlalchemy.exc")
    return (driver.Error, wrapping.DBAPIError) if wrapping else (driver.Error,)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except _database_errors() as error:
        raise _told(getattr(error, "orig", None) or error, path) from error


def _told(error: Exception, path: Path) -> Exception:
    """What a person can do about an error of the database; a mistake of ours stays one."""
    reason = str(error)
    if isinstance(error, _OUR_MISTAKES):
        return error
    if not isinstance(error, UNAVAILABLE):
        return UserError("store_damaged", path=str(path), reason=reason)
    if "full" in reason:
        return UserError("store_full", path=str(path), reason=reason)
    if "readonly" in reason or "read-only" in reason:
        return UserError("store_read_only", path=str(path), reason=reason)
    if "I/O" in reason:
        return UserError("store_failed", path=str(path), reason=reason)
    return UserError("store_unavailable", path=str(path), reason=reason)
