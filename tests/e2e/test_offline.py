"""What the program opens and what it leaves behind: no network, no personal data in the clear."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reviewer_app.models.store import open_store
from tests.offline_chain import MARKS, OWN_NAME
from tests.security.keyring_daemon import Keyring
from tests.world import CANDIDATES, MARKER, World

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.external
MARKERS = (
    *(MARKER, OWN_NAME, "11010519491231002X", "13800000000", "师徒关系密切", "某某船厂", "某某工会"),
    *(one.name for one in CANDIDATES),
    *(mark for marks in MARKS.values() for pair in marks.values() for mark in pair if len(mark) > 5),
    "AGE-SECRET-KEY-1",
)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@dataclass
class Machine:
    """A user's home with a keyring of its own; `stick` is what people carry between machines."""

    home: Path
    stick: Path
    environment: dict[str, str]

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=280
        )


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    home, stick = tmp_path / "home", tmp_path / "stick"
    for folder in (home / "tmp", home / "cache", stick):
        folder.mkdir(parents=True)
    home.chmod(0o700)
    keyring = Keyring(home)
    keyring.start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DISPLAY", "WAYLAND"))}
    environment = {
        **kept,
        "DBUS_SESSION_BUS_ADDRESS": keyring.address,
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    yield Machine(home, stick, environment)
    keyring.close()


def leaks(folder: Path) -> set[tuple[str, str]]:
    """Files that hold a marker in any of the usual encodings."""
    patterns = {(marker, marker.encode(encoding)) for marker in MARKERS for encoding in ENCODINGS}
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found |= {(str(path.relative_to(folder)), marker) for marker, pattern in patterns if pattern in data}
    return found


def traced(machine: Machine, command: list[str]) -> list[str]:
    """The internet sockets that a program and its children asked for."""
    log = machine.stick.parent / "trace"
    done = machine.run(["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), *command])
    assert "done" in done.stdout or done.returncode == 0, done.stderr[-2000:]
    lines = log.read_text("utf-8", errors="replace").splitlines()
    assert lines  # the tracer saw something: the keyring's own socket at least, or the window's
    return [line for line in lines if re.search(r"AF_INET|PF_INET|AF_PACKET|AF_NETLINK", line)]


def test_the_whole_chain_leaves_nothing_personal_in_the_clear(machine: Machine) -> None:
    done = machine.run([sys.executable, "-m", "tests.offline_chain", str(machine.stick)])
    assert done.stdout == "done\n", done.stderr
    stores = list(machine.home.rglob("store.db*"))
    assert len([path for path in stores if path.name == "store.db-wal"]) >= 4  # as a crash leaves them
    assert list(machine.home.rglob("*.log"))
    assert leaks(machine.home) == set()
    packages = [path for path in machine.stick.glob("*.jp*") if path.suffix not in (".jpcard",)]
    assert {name for name, _marker in leaks(machine.stick)} & {path.name for path in packages} == set()


def test_the_search_would_find_what_leaks(world: World, tmp_path: Path) -> None:
    """The same data in a plain store: the search above is worth something."""
    folder = tmp_path / "plain"
    folder.mkdir()
    world.stores["office"] = open_store(folder / "store.db")
    world.seal()
    with world.stores["office"].transaction() as work:
        work.keep_private("002", MARKER, "13800000000")
    world.stores["office"].close()
    assert {marker for _name, marker in leaks(folder)} == {MARKER, "11010519491231002X", "13800000000"}


def test_the_whole_chain_opens_no_internet_socket(machine: Machine) -> None:
    assert traced(machine, [sys.executable, "-m", "tests.offline_chain", str(machine.stick)]) == []


def test_the_sample_round_and_its_checks_open_no_internet_socket(machine: Machine) -> None:
    out = machine.stick / "demo"
    program = (
        "import sys; from pathlib import Path; from reviewer_app.cli import run\n"
        f"out = Path({str(out)!r})\n"
        "assert run(['demo', '--headless', '--out', str(out), '--candidates', '6', '--experts', '6']) == 0\n"
        "[round_] = out.glob('*.jpround'); [result] = out.glob('*.jpresult')\n"
        "office = (out / 'office-fingerprint.txt').read_text().strip()\n"
        "assert run(['verify', str(result), '--round', str(round_), '--office', office]) == 0\n"
        "assert run(['recompute', str(result)]) == 0\n"
        "assert run(['audit', str(out / 'stores' / 'chair.db')]) == 0\n"
        "import socket; socket.socketpair()\n"  # something for the tracer to see
        "print('done')\n"
    )
    assert traced(machine, [sys.executable, "-c", program]) == []


def test_the_desktop_program_opens_no_internet_socket(machine: Machine) -> None:
    program = (
        "import sys; from PySide6.QtCore import QTimer; from PySide6.QtWidgets import QApplication\n"
        "application = QApplication(sys.argv[:1]); QTimer.singleShot(3000, application.quit)\n"
        "from reviewer_app.app import run; run(); print('done')\n"
    )
    assert traced(machine, [sys.executable, "-c", program]) == []


def test_the_tracer_would_see_an_internet_socket(machine: Machine) -> None:
    program = "import socket; socket.socket(socket.AF_INET).close(); print('done')"
    assert len(traced(machine, [sys.executable, "-c", program])) == 1
