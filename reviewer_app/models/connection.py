"""How a store's file is opened. The encrypted connection takes this one's place without anybody else noticing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

Connect = Callable[[Path], sqlite3.Connection]


def open_plain(path: Path) -> sqlite3.Connection:
    """A plain SQLite connection: WAL, every commit synced, foreign keys on, transactions begun by us alone."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
