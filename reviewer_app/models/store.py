"""The store of one desk in one round: opens the file, gives transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session

from reviewer_app.domain.errors import UserError
from reviewer_app.models.connection import Connect, open_plain
from reviewer_app.models.schema import bring_up_to_date
from reviewer_app.models.work import Work

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


class Store:
    """One SQLite file, one writer at a time. Values go in and come out; rows stay inside."""

    def __init__(self, engine: Engine, path: Path, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self.path = path

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """One transaction: committed durably when the block ends, rolled back whole when it raises."""
        with _telling(self.path), Session(self._engine) as session, session.begin():
            yield Work(session, self._clock)

    def close(self) -> None:
        self._engine.dispose()


def open_store(path: Path, *, connect: Connect = open_plain, clock: Clock = system_clock) -> Store:
    """Opens or makes the store at `path` and brings its schema up to date in one transaction. Raises `UserError`."""
    engine = create_engine(f"sqlite:///{path}", creator=lambda: connect(path))
    _begin_ourselves(engine)
    with _telling(path), engine.begin() as connection:
        bring_up_to_date(connection, str(path))
    return Store(engine, path, clock)


def _begin_ourselves(engine: Engine) -> None:
    """SQLite's module would begin too late and commit before DDL; a migration must be one transaction."""

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        raise UserError("store_unavailable", path=str(path), reason=_reason(error)) from error
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise UserError("store_damaged", path=str(path), reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error)
