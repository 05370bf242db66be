"""Migrations: what they make is what the models say; one is whole or did not happen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlmodel import SQLModel, create_engine

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.models import tables
from reviewer_app.models.connection import encrypted, open_plain
from reviewer_app.models.declared import Declaration, Declared
from reviewer_app.models.notes import keep_note, notes
from reviewer_app.models.schema import SCHEMA, Schema
from reviewer_app.models.store import Store, open_store
from reviewer_app.security.audit import Event

KEY, SALT = bytes(range(32)), bytes(range(16))

NEXT = """
import os, sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for number in range(40):
        op.create_table(f"later_{{number}}", sa.Column("id", sa.Integer(), primary_key=True))
        op.execute("insert into audit values ({{}}, '', '', '', '', '')".format(1000 + number))
        if number == int(os.environ.get("TEST_KILL_AT", "-1")):
            os.kill(os.getpid(), 9)
"""


def shape(path: Path) -> dict[str, object]:
    """Tables with their columns, keys and indexes, as SQLite itself tells them."""
    connection = driver.connect(str(path))
    names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
    told: dict[str, object] = {}
    for name in sorted(set(names) - {"alembic_version"}):
        indexes = [row[1:4] for row in connection.execute(f"pragma index_list({name})")]
        told[name] = (
            [row[1:] for row in connection.execute(f"pragma table_info({name})")],
            sorted((index[0], index[1], index[2]) for index in indexes),
            connection.execute(f"pragma foreign_key_list({name})").fetchall(),
        )
    connection.close()
    return told


@pytest.fixture
def later(tmp_path: Path) -> Schema:
    """The migrations that stand, and one more that makes forty tables."""
    folder = tmp_path / "migrations"
    shutil.copytree(SCHEMA.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9001_later.py").write_text(NEXT.format(head=SCHEMA.head), "utf-8")
    return Schema(folder, "9001")


def test_the_migrated_schema_is_the_models_own(tmp_path: Path) -> None:
    open_store(tmp_path / "migrated.db").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    of_ours = [table for name, table in SQLModel.metadata.tables.items() if name in _own_tables()]
    SQLModel.metadata.create_all(engine, tables=of_ours)
    engine.dispose()
    assert shape(tmp_path / "migrated.db") == shape(tmp_path / "models.db")


def _own_tables() -> set[str]:
    return {str(row.__tablename__) for row in SQLModel.__subclasses__() if row.__module__ == tables.__name__}


def test_the_head_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(SCHEMA.folder)).get_current_head() == SCHEMA.head


def test_a_store_of_a_newer_program_is_not_opened(tmp_path: Path, later: Schema) -> None:
    path = tmp_path / "store.db"
    open_store(path, connect=encrypted(KEY, SALT), schema=later).close()
    before = path.read_bytes()
    with pytest.raises(UserError) as told:
        open_store(path, connect=encrypted(KEY, SALT))
    assert (told.value.code, told.value.values) == ("store_newer", {"path": str(path), "revision": "9001"})
    assert path.read_bytes() == before


def test_a_store_that_is_behind_is_shown_to_its_keeper_first(tmp_path: Path, later: Schema) -> None:
    path = tmp_path / "store.db"
    open_store(path).close()
    seen = []

    def look(store: Store) -> None:
        store.check()
        seen.append(driver.connect(str(store.path)).execute("select version_num from alembic_version").fetchone())

    open_store(path, schema=later, before_migration=look).close()
    assert seen == [(SCHEMA.head,)]
    assert "later_39" in shape(path)


@pytest.fixture
def before_conflicts(tmp_path: Path) -> Schema:
    """The migrations of the program before it knew of conflicts and notes."""
    folder = tmp_path / "earlier"
    shutil.copytree(SCHEMA.folder, folder, ignore=shutil.ignore_patterns("__pycache__", "r0003*", "r0004*"))
    return Schema(folder, "0002")


def test_a_store_from_before_conflicts_and_notes_is_brought_up_with_all_it_holds(
    tmp_path: Path, before_conflicts: Schema
) -> None:
    path = tmp_path / "store.db"
    store = open_store(path, connect=encrypted(KEY, SALT), schema=before_conflicts)
    sheet = ScoreSheet(
        expert="expert-01",
        candidate="001",
        state=SheetState.SCORED,
        marks={"expertise": Decimal("22.5")},
        remark="意见",
    )
    with store.transaction() as work:
        work.save_sheet(sheet)
        work.record(Event.REMARK_RECORDED, candidate="001")
        rows = work.audit_rows()
    store.close()
    store = open_store(path, connect=encrypted(KEY, SALT))
    store.check()
    with store.transaction() as work:
        assert work.sheet("expert-01", "001") == sheet
        assert work.audit_rows() == rows
        declared = Declared(work)
        assert (declared.past_units(), declared.mentions(), declared.dismissals()) == ((), {}, {})
        assert (declared.declaration(), notes(work)) == (None, {})
        keep_note(work, "001", "备忘")
        declared.declare(Declaration(round_version=1, at=work.now()))
    store.close()


def test_a_migration_killed_half_way_did_not_happen(tmp_path: Path, later: Schema) -> None:
    path = tmp_path / "store.db"
    open_store(path, connect=encrypted(KEY, SALT)).close()
    program = (
        "from pathlib import Path; from reviewer_app.models.store import open_store;"
        "from reviewer_app.models.schema import Schema; from reviewer_app.models.connection import encrypted;"
        f"open_store(Path({str(path)!r}), connect=encrypted(bytes(range(32)), bytes(range(16))),"
        f" schema=Schema(Path({str(later.folder)!r}), '9001'))"
    )
    ended = subprocess.run([sys.executable, "-c", program], env={**os.environ, "TEST_KILL_AT": "20"}, check=False)
    assert ended.returncode == -signal.SIGKILL
    store = open_store(path, connect=encrypted(KEY, SALT))
    store.check()
    with store.transaction() as work:
        assert work.audit_rows() == ()
    store.close()
    store = open_store(path, connect=encrypted(KEY, SALT), schema=later)
    with store.transaction() as work:
        assert len(work.audit_rows()) == 40
    store.close()


def test_a_failing_migration_leaves_the_store_as_it_was(tmp_path: Path, later: Schema) -> None:
    path = tmp_path / "store.db"
    open_store(path).close()
    before = shape(path)
    broken = later.folder / "versions" / "r9001_later.py"
    broken.write_text(broken.read_text("utf-8").replace("if number == int", "if number > 30 and 1 / 0 == int"), "utf-8")
    with pytest.raises(ZeroDivisionError):
        open_store(path, schema=later)
    assert shape(path) == before
    open_store(path).close()


def test_plain_connections_need_no_key(tmp_path: Path) -> None:
    connection = open_plain(tmp_path / "plain.db")
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    assert connection.execute("pragma synchronous").fetchone() == (2,)
    assert connection.execute("pragma foreign_keys").fetchone() == (1,)
    connection.close()


def test_what_is_temporary_never_reaches_the_disk() -> None:
    options = {row[0] for row in driver.connect(":memory:").execute("pragma compile_options")}
    assert "TEMP_STORE=2" in options  # in memory, unless told otherwise; nobody tells otherwise
