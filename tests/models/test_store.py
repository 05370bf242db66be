"""The store's file: encrypted, one program at a time, damage found, nothing acknowledged lost."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.score import AuditHead
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.models.connection import PLAIN_HEADER, encrypted, salt_of
from reviewer_app.models.lock import wal_of
from reviewer_app.models.store import Store, open_store
from reviewer_app.security.audit import Event, first_break
from tests.export.media import medium, public_folder, read_only

KEY, SALT = bytes(range(32)), bytes(range(100, 116))
CONNECT = encrypted(KEY, SALT)
SECRET = "绝密标记甲乙丙"
CODES = [f"{number:03d}" for number in range(1, 151)]


def sheet(code: str, mark: str = "22.5") -> ScoreSheet:
    marks = {criterion: Decimal(mark) for criterion in ("expertise", "leadership")}
    return ScoreSheet(expert="expert-01", candidate=code, state=SheetState.SCORED, marks=marks, remark=SECRET)


def filled(path: Path, codes: list[str] = CODES) -> Store:
    store = open_store(path, connect=CONNECT)
    with store.transaction() as work:
        for code in codes:
            work.save_sheet(sheet(code))
            work.record(Event.MARK_RECORDED, candidate=code)
    return store


def sheets(path: Path) -> dict[str, ScoreSheet]:
    store = open_store(path, connect=CONNECT)
    with store.transaction() as work:
        found = work.sheets("expert-01")
    store.close()
    return found


def code_of(path: Path, key: bytes = KEY, salt: bytes = SALT) -> str:
    """The error with which the store does not open."""
    with pytest.raises(UserError) as told:
        open_store(path, connect=encrypted(key, salt))
    return told.value.code


def checked(path: Path) -> str:
    """What is told of a damaged store when it is opened, or then checked."""
    try:
        store = open_store(path, connect=CONNECT)
    except UserError as error:
        return error.code
    try:
        store.check()
    except UserError as error:
        return error.code
    finally:
        store.close()
    return "whole"


def test_what_was_put_in_comes_out_and_lies_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = filled(path)
    lying = path.read_bytes() + wal_of(path).read_bytes()
    store.close()
    assert sheets(path) == {code: sheet(code) for code in CODES}
    assert salt_of(path) == SALT
    for text in (SECRET, "expert-01", "expertise", "CREATE TABLE", "mark_recorded"):
        assert text.encode() not in lying + path.read_bytes()


def test_the_wrong_key_is_told_and_nothing_stands_on_stderr(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "store.db"
    filled(path).close()
    before = path.read_bytes()
    assert code_of(path, key=bytes(32)) == "store_key_wrong"
    assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")


def test_without_its_key_a_store_opens_for_nobody(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    filled(path).close()
    before = path.read_bytes()
    with pytest.raises(UserError) as told:
        open_store(path)
    assert told.value.code == "store_damaged"
    assert path.read_bytes() == before


def test_the_program_itself_opens_no_plain_store() -> None:
    """`open_plain` is for tests; the package may name it only where it is made and as the default of `open_store`."""
    package = Path(__file__).resolve().parents[2] / "reviewer_app"
    naming = {path.name for path in package.rglob("*.py") if "open_plain" in path.read_text("utf-8")}
    assert naming == {"connection.py", "store.py"}
    calls = [
        line.strip()
        for path in package.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"(?<![\w.])open_store\(", line) and "def " not in line
    ]
    assert calls
    assert [call for call in calls if "connect=" not in call] == []


def test_a_plain_database_is_never_opened_under_a_key(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_store(path).close()
    assert path.read_bytes().startswith(PLAIN_HEADER)
    assert code_of(path) == "store_plain"


def test_a_plain_database_of_another_program_is_no_store(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("create table bookmarks (url)")
    other.close()
    with pytest.raises(UserError) as told:
        open_store(path)
    assert told.value.code == "store_foreign"


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04" * 5000, os.urandom(9000)])
def test_another_file_is_no_store(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(content)
    assert code_of(path) == "store_key_wrong"
    assert path.read_bytes() == content


def test_a_folder_and_a_missing_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    assert code_of(tmp_path / "folder.db") == "store_unavailable"
    assert code_of(tmp_path / "gone" / "store.db") == "store_unavailable"


@pytest.mark.parametrize("page", range(8))
def test_a_flipped_bit_in_any_page_is_found(tmp_path: Path, page: int) -> None:
    path = tmp_path / "store.db"
    filled(path).close()
    content = bytearray(path.read_bytes())
    content[page * 4096 + 1234] ^= 4
    path.write_bytes(content)
    assert checked(path) == "store_damaged"


@pytest.mark.parametrize("kept", [0.9, 0.5, 0.1])
def test_a_cut_file_is_found(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "store.db"
    filled(path).close()
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    assert checked(path) in ("store_damaged", "store_key_wrong")


PROGRAM = """
import os, sys
from pathlib import Path
from tests.models.test_store import CONNECT, open_store, sheet
store = open_store(Path(sys.argv[1]), connect=CONNECT)
with store.transaction() as work:
    work.save_sheet(sheet("151"))
print("saved", flush=True)
sys.stdin.readline()
os.kill(os.getpid(), 9)
"""


def other_program(path: Path) -> subprocess.Popen[str]:
    """Another program that has the store open and has committed one more sheet."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout
    assert program.stdout.readline() == "saved\n"
    return program


def end(program: subprocess.Popen[str]) -> None:
    program.communicate("die\n")


def test_two_programs_do_not_share_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    filled(path).close()
    other = other_program(path)
    assert code_of(path) == "store_in_use"
    end(other)
    assert sheets(path).keys() == {*CODES, "151"}  # it was killed, yet what it committed stands


def test_the_same_program_does_not_open_a_store_twice(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.db")
    assert code_of(tmp_path / "store.db") == "store_in_use"
    store.close()
    store.close()
    assert sheets(tmp_path / "store.db").keys() == set(CODES)


def test_a_missing_wal_after_a_kill_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    filled(path).close()
    end(other_program(path))
    store = open_store(path, connect=CONNECT)
    assert not store.tail_missing
    store.close()
    end(other_program(path))
    wal_of(path).unlink()
    store = open_store(path, connect=CONNECT)
    assert store.tail_missing
    store.check()
    store.close()
    store = open_store(path, connect=CONNECT)
    assert not store.tail_missing
    store.close()


def test_a_transaction_that_raises_leaves_nothing(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.db", ["001"])
    with store.transaction() as work:
        before = work.audit_head()

    def fail() -> None:
        with store.transaction() as work:
            work.save_sheet(sheet("001", "1"))
            work.keep_private("001", "11010519491231002X", "1")
            work.record(Event.MARK_RECORDED, candidate="001")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.transaction() as work:
        assert work.sheets("expert-01") == {"001": sheet("001")}
        assert work.private() == {}
        assert work.audit_head() == before
    store.close()


def test_threads_take_turns(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db", connect=CONNECT)

    def mark(codes: list[str]) -> None:
        for code in codes:
            with store.transaction() as work:
                work.save_sheet(sheet(code))
                work.keep_private(code, "x", "y")
                work.record(Event.MARK_RECORDED, candidate=code)

    threads = [threading.Thread(target=mark, args=(CODES[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.transaction() as work:
        rows = work.audit_rows()
        assert work.sheets("expert-01").keys() == work.private().keys() == set(CODES)
    assert first_break(rows) is None
    assert len(rows) == len(CODES)
    store.close()


def test_a_copy_is_a_store_of_its_own(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.db")
    with (tmp_path / "copy.db").open("wb") as file:
        store.copy_into(file)
    with store.transaction() as work:
        work.save_sheet(sheet("001", "1"))
    store.close()
    assert sheets(tmp_path / "copy.db") == {code: sheet(code) for code in CODES}


def test_saving_a_sheet_writes_over_what_was_there(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.db", ["001"])
    closed = ScoreSheet(expert="expert-01", candidate="001", state=SheetState.RECUSED, reason="师徒")
    with store.transaction() as work:
        work.save_sheet(closed)
    with store.transaction() as work:
        assert work.sheet("expert-01", "001") == closed
        assert work.sheets("expert-01") == {"001": closed}
    store.close()


FULL = """
import resource, signal, sys
from pathlib import Path
from reviewer_app.domain.errors import UserError
from tests.models.test_store import CONNECT, CODES, open_store, sheet
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(Path(sys.argv[1]), connect=CONNECT)
limit = Path(sys.argv[1] + "-wal").stat().st_size + 60_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    for number in range(1000):
        with store.transaction() as work:
            work.save_sheet(sheet(f"n{number}"))
        print(f"n{number}", flush=True)
except UserError as error:
    print(error.code, flush=True)
"""


def test_what_was_saved_before_the_medium_was_full_stands(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    filled(path).close()
    told = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True)
    *saved, code = told.stdout.split()
    assert code in ("store_full", "store_failed")
    assert saved
    assert told.stderr == ""
    assert sheets(path).keys() == {*CODES, *saved}


def test_on_a_full_drive_what_was_saved_stands_and_work_goes_on_once_there_is_room() -> None:
    with medium(400_000) as drive:
        if drive is None:
            pytest.skip("mounting is not allowed here")
        path = drive / "store.db"
        store = filled(path, CODES[:10])
        (drive / "ballast").write_bytes(bytes(60_000))
        saved, told = save_until_full(store)
        assert told == "store_full"
        (drive / "ballast").unlink()
        with store.transaction() as work:
            work.save_sheet(sheet("with room again"))
        store.check()
        store.close()
        assert sheets(path).keys() == {*CODES[:10], *saved, "with room again"}


def save_until_full(store: Store) -> tuple[list[str], str]:
    """What was saved, and what was then told."""
    saved: list[str] = []
    for number in range(1000):
        try:
            with store.transaction() as work:
                work.save_sheet(sheet(f"n{number}"))
        except UserError as error:
            return saved, error.code
        saved.append(f"n{number}")
    return saved, ""


def test_a_folder_that_may_not_be_written_is_told() -> None:
    with public_folder() as folder, read_only(folder):
        assert code_of(folder / "store.db") == "store_read_only"
        assert list(folder.iterdir()) == []


def test_an_empty_store_has_an_empty_chain(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db", connect=CONNECT)
    with store.transaction() as work:
        assert work.audit_head() == AuditHead(events=0, head="0" * 64)
        assert work.round() is None
        assert work.sheets("expert-01") == {}
    store.close()
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
