"""SQLModel on a connection that is not its own: the store begins and ends transactions, sessions only borrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from reviewer_app.models.connection import Connection


class _Borrowed:
    """A connection whose owner alone commits, rolls back and closes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """The owner's affair."""

    rollback = close = commit


def engine_on(connection: Connection) -> Engine:
    """An engine whose one connection is the store's own."""
    import sqlcipher3.dbapi2 as driver
    from sqlalchemy import StaticPool, create_engine

    return create_engine("sqlite://", creator=lambda: _Borrowed(connection), module=driver, poolclass=StaticPool)
