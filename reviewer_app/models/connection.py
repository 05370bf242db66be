"""How a store's file is opened: encrypted by SQLCipher under a raw key; plain for tests and samples alone.

Both go through one driver, so that nothing but the key differs. A file whose header is that of plain SQLite is never
opened under a key: it would be read by anybody who finds the laptop.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from reviewer_app.domain.errors import UserError

Connection = Any
"""A DB-API connection of `sqlcipher3`, which has no types of its own; transactions are begun by us alone."""

Connect = Callable[[Path], Connection]

PLAIN_HEADER = b"SQLite format 3\0"
SALT_BYTES = 16
KEY_BYTES = 32
PAGE = 4096
WAIT_SECONDS = 5
UNAVAILABLE: type[Exception] = driver.OperationalError
"""What the driver raises where the file cannot be reached, as against one that is not what it should be."""


def open_plain(path: Path) -> Connection:
    """A plain SQLite connection, for samples and tests whose content protects nobody."""
    return _settled(_connect(path))


def encrypted(key: bytes, salt: bytes) -> Connect:
    """Opens files under a raw key of 32 bytes. `salt` (16 bytes) heads the file and names its key, see `salt_of`.

    Raises `UserError`: `store_plain` for a file that lies there unencrypted, `store_key_wrong` where the key opens no
    page of it, `store_damaged` where it opens some.
    """
    if (len(key), len(salt)) != (KEY_BYTES, SALT_BYTES):
        raise ValueError("a store's key has 32 bytes and its salt 16")

    def connect(path: Path) -> Connection:
        refuse_plain(path)
        connection = _connect(path)
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told by us, not on stderr
        connection.execute(f"PRAGMA key = \"x'{key.hex()}{salt.hex()}'\"")
        connection.execute("PRAGMA cipher_compatibility = 4")
        try:
            return _settled(connection)
        except driver.DatabaseError as error:
            told = _no_entry(connection, path, error)
            connection.close()
            raise told from error

    return connect


def salt_of(path: Path) -> bytes:
    """The 16 bytes that head an encrypted store; empty for a file that is new or has none. Raises `UserError`."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise UserError("store_unavailable", path=str(path), reason=error.strerror or str(error)) from error
    try:
        salt = os.read(handle, SALT_BYTES)
    except OSError as error:
        raise UserError("store_unavailable", path=str(path), reason=error.strerror or str(error)) from error
    finally:
        os.close(handle)
    return salt if len(salt) == SALT_BYTES else b""


def refuse_plain(path: Path) -> None:
    """Raises `UserError` (`store_plain`) where a plain database stands at `path`."""
    if salt_of(path) == PLAIN_HEADER:
        raise UserError("store_plain", path=str(path))


def page_faults(connection: Connection) -> list[str]:
    """What SQLCipher finds wrong with the pages of the file, each checked against its own authentication code."""
    return [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]


def _connect(path: Path) -> Connection:
    return driver.connect(str(path), isolation_level=None, check_same_thread=False, timeout=WAIT_SECONDS)


def _settled(connection: Connection) -> Connection:
    """WAL, every commit synced, foreign keys on. SQLCipher is built to keep what is temporary in memory (a test)."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _no_entry(connection: Connection, path: Path, error: Exception) -> Exception:
    """A key that fits one page is the right key: then the file is damaged. One that fits none is another's."""
    if isinstance(error, UNAVAILABLE):
        return error
    pages = path.stat().st_size // PAGE
    faults = page_faults(connection)
    if pages > 1 and len(faults) < pages:
        return UserError("store_damaged", path=str(path), reason=faults[0] if faults else str(error))
    return UserError("store_key_wrong", path=str(path))
