"""Bringing a store's schema up to date: Alembic, loaded only for a store that is behind."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from reviewer_app.domain.errors import UserError

HEAD = "0001"
"""The newest revision; a test holds it equal to the migrations' own head."""

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """The revision that the store is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar_one_or_none()


def bring_up_to_date(connection: Connection, path: str) -> None:
    """Migrates within the caller's transaction. Raises `UserError` (`store_newer`) for a store from a newer program."""
    revision = revision_of(connection)
    if revision == HEAD:
        return
    if revision is not None and revision > HEAD:
        raise UserError("store_newer", path=path, revision=revision)
    _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS))
    context = MigrationContext.configure(
        connection,
        opts={"fn": lambda revision, _context: scripts._upgrade_revs("head", revision), "transactional_ddl": True},
    )
    with Operations.context(context):
        context.run_migrations()
