"""Marking cut off: killed, suspended like a laptop that is closed, ended by force and opened again."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer_app.services import audit, review
from reviewer_app.services.demo import Demo
from reviewer_app.services.sample_desks import lay_out_desks, sample_workplace
from reviewer_app.services.workplace import Seat
from tests.ui.journey import expert_page, running
from tests.ui.stage import begin_marking, fresh_seat
from tests.ui.test_expert import kept
from tests.ui.typist import TYPED

ROOT = Path(__file__).resolve().parents[2]
CODE = "005"


@pytest.fixture
def laid_out(tmp_path: Path, demo: Demo) -> Seat:
    """The late expert's desk in a sample round of its own, nothing marked."""
    folder = tmp_path / "round"
    shutil.copytree(demo.folder, folder)
    workplace = sample_workplace(folder)
    lay_out_desks(workplace, demo.late)
    return begin_marking(workplace, fresh_seat(workplace, demo.late), lambda _code, _place: None)


@pytest.fixture
def typist(tmp_path: Path, laid_out: Seat) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.ui.typist", str(tmp_path), laid_out.person, CODE]
    made = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    yield made
    made.kill()
    made.communicate()


def marks_told(line: str) -> dict[str, Decimal]:
    return {key: Decimal(mark) for key, mark in (part.split("=") for part in line.split()[2:])}


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_of_marks_nothing_called_saved_is_lost(
    qtbot: QtBot, tmp_path: Path, laid_out: Seat, typist: subprocess.Popen[str], seed: int
) -> None:
    chance = random.Random(seed)
    assert typist.stdout is not None
    saved: dict[str, Decimal] = {}
    for _line in range(chance.randrange(5, 100)):
        saved = marks_told(typist.stdout.readline())
    time.sleep(chance.random() * 0.01)
    typist.kill()
    for line in typist.stdout.read().splitlines():
        saved = marks_told(line) if line.endswith(tuple("0123456789")) else saved
    typist.wait()

    with running(tmp_path, sample_workplace(tmp_path / "round")) as desktop:
        desktop.window.open_seat(laid_out)
        page = expert_page(qtbot, desktop)
        assert (page.desk.current, page.messages.texts) == (CODE, [])
        there = kept(page, CODE)
        assert set(there) >= set(saved)
        assert all(there[key] >= mark for key, mark in saved.items()), "each mark typed was higher than the one before"
        shown = {key: row.field.text() for key, row in page.desk.marks.rows.items() if row.field.text()}
        assert {key: Decimal(text) for key, text in shown.items()} == there
        page._sitting.store.check()
        assert audit.examine(page._sitting.store).holds


def test_suspended_in_the_middle_of_writing_it_goes_on_as_if_nothing_were(
    tmp_path: Path, laid_out: Seat, typist: subprocess.Popen[str]
) -> None:
    assert typist.stdout is not None
    for _turn in range(3):
        for _line in range(20):
            typist.stdout.readline()
        typist.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        typist.send_signal(signal.SIGCONT)
    rest, _errors = typist.communicate(timeout=60)
    *_saved, last, told, done = rest.splitlines()
    assert (told, done, typist.returncode) == ("told ", "done", 0)
    assert set(marks_told(last).values()) == {Decimal(TYPED - 1) / 2}
    store = sample_workplace(tmp_path / "round").open_store(laid_out)
    sheets = {sheet.candidate: sheet for sheet in review.sheets_of(store)}
    assert dict(sheets[CODE].marks) == marks_told(last)
    store.check()
    assert audit.examine(store).holds
    assert not store.tail_missing
    store.close()
