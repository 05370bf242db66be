"""Bringing a store's schema up to date: Alembic, loaded only for a store that is behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as driver

from reviewer_app.domain.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy import Connection as Borrowed

    from reviewer_app.models.connection import Connection


@dataclass(frozen=True, slots=True)
class Schema:
    """The migrations in a folder, and the newest of them; a test holds `head` equal to the folder's own."""

    folder: Path
    head: str


SCHEMA = Schema(Path(__file__).resolve().parent / "migrations", "0003")


def revision_of(connection: Connection, path: Path) -> str | None:
    """The revision that the store is at; None for an empty one. Raises `UserError` for a database not of ours."""
    try:
        row = connection.execute("select version_num from alembic_version").fetchone()
    except driver.OperationalError:
        if connection.execute("select count(*) from sqlite_master").fetchone() == (0,):
            return None
        raise UserError("store_foreign", path=str(path)) from None
    return str(row[0]) if row else None


def refuse_newer(revision: str | None, schema: Schema, path: Path) -> None:
    """Raises `UserError` (`store_newer`) for a store from a newer program."""
    if revision is not None and revision > schema.head:
        raise UserError("store_newer", path=str(path), revision=revision)


def upgrade(connection: Borrowed, schema: Schema) -> None:
    """Runs every migration that is missing, within the caller's transaction."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(schema.folder))
    context = MigrationContext.configure(
        connection,
        opts={"fn": lambda revision, _context: scripts._upgrade_revs("head", revision), "transactional_ddl": True},
    )
    with Operations.context(context):
        context.run_migrations()
