"""The windows against bare Qt: start, first desk, and how long the thread of the window is ever held up.

Each figure is a median of alternating runs in fresh processes, on Qt's offscreen platform. Times are from the start of
the process to the paint, by the monotonic clock that all processes share.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
CANDIDATES = 60

START = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from reviewer_app.ui.none_guard import keep_constants_alive
keep_constants_alive()
BEGUN = float(os.environ["BENCH_BEGUN"])
class Painted(QObject):
    def __init__(self, window, wanted=lambda: True):
        super().__init__()
        self.wanted, self.done = wanted, False
        window.installEventFilter(self)
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.done and self.wanted():
            self.done = True
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        print(time.monotonic() - BEGUN, flush=True)
        os._exit(0)
"""
BARE_WINDOW = (
    START
    + """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("bare"))
window.resize(1024, 600)
painted = Painted(window.centralWidget())
window.show()
app.exec()
"""
)
START_PAGE = (
    START
    + """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from reviewer_app.app import Program
from reviewer_app.services.workplace import Workplace
from reviewer_app.settings import Folders
folder = Path(os.environ["BENCH_STAGE"])
app = QApplication([])
program = Program(app, Folders(folder, folder / "config", folder / "log"), Workplace(folder, lambda: None))
program.window.resize(1024, 600)
painted = Painted(program.window.page)
program.window.show()
app.exec()
"""
)
BARE_STORE = (
    START
    + """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from sqlmodel import Field, Session, SQLModel, create_engine, select
class Row(SQLModel, table=True):
    id: int = Field(primary_key=True)
    text: str
engine = create_engine("sqlite:///" + os.environ["BENCH_STAGE"] + "/bare.db")
SQLModel.metadata.create_all(engine)
app = QApplication([])
with Session(engine) as session:
    rows = session.exec(select(Row)).all()
window = QMainWindow()
window.setCentralWidget(QLabel(str(len(rows))))
window.resize(1024, 600)
painted = Painted(window.centralWidget())
window.show()
app.exec()
"""
)
PROGRAM = """
from pathlib import Path
from reviewer_app.cli import do_without_plugins
do_without_plugins()
from PySide6.QtWidgets import QApplication
from reviewer_app.app import Program
from reviewer_app.services.sample_desks import sample_workplace
from reviewer_app.settings import Folders
folder = Path(os.environ["BENCH_STAGE"])
app = QApplication([])
workplace = sample_workplace(folder)
program = Program(app, Folders(folder, folder / "window" / "config", folder / "log"), workplace)
window = program.window
window.resize(1024, 600)
window.show()
seat = next(one for one in workplace.seats() if one.desk == "expert" and not one.signed)
window.open_seat(seat)
"""
FIRST_DESK = (
    START
    + PROGRAM
    + """
from reviewer_app.ui.start.page import StartPage
painted = Painted(app, lambda: not isinstance(window.page, StartPage) and window.page.desk.marks.isVisible())
app.exec()
"""
)
PROBE = """
class Probe:
    \"\"\"The longest gap between two beats of the event loop, step by step.\"\"\"
    def __init__(self, app, steps):
        self.app, self.steps, self.longest = app, steps, []
    def run(self):
        begun = time.perf_counter()
        while time.perf_counter() < begun + 0.3:  # the window is painted and at rest
            self.app.processEvents()
        for step in self.steps:
            worst, last, end = 0.0, time.perf_counter(), time.perf_counter() + 0.03
            QTimer.singleShot(0, step)
            while last < end:
                self.app.processEvents()
                now = time.perf_counter()
                worst, last = max(worst, now - last), now
            self.longest.append(worst)
        self.longest.sort()
        print(self.longest[int(len(self.longest) * 0.99) - 1], flush=True)
        os._exit(0)
"""
BARE_PROBE = (
    START
    + PROBE
    + """
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView
app = QApplication([])
model = QStandardItemModel(int(os.environ["BENCH_CANDIDATES"]), 6)
for row in range(model.rowCount()):
    for column in range(6):
        model.setItem(row, column, QStandardItem(f"{row} {column}"))
table = QTableView()
table.setModel(model)
table.resize(1024, 600)
table.show()
app.processEvents()
Probe(app, [table.viewport().repaint] * 150).run()
"""
)
OUR_PROBE = (
    START
    + PROBE
    + PROGRAM
    + """
from reviewer_app.ui.start.page import StartPage
while isinstance(window.page, StartPage) or program.jobs.is_busy:
    app.processEvents()
page = window.page
rows = list(page.desk.marks.rows.values())
def mark(number):
    row = rows[number % 4]
    row.field.setText(str(10 + number % 15))
    row.field.finished.emit()
codes = list(page.board.candidates)
steps = []
for number in range(50):
    steps += [lambda number=number: mark(2 * number), lambda number=number: mark(2 * number + 1)]
    steps.append(lambda number=number: page.desk.open_candidate(codes[(number + 1) % len(codes)]))
Probe(app, steps).run()
"""
)


def measure() -> list[tuple[str, float, float, float, str]]:
    """Start page, first desk, longest hold-up of the window's thread."""
    with tempfile.TemporaryDirectory() as folder:
        place = stage(Path(folder))
        return [
            ("start page painted, to a bare window", *medians(START_PAGE, BARE_WINDOW, place), 3.0, "at_most"),
            ("first desk usable, to Qt with SQLModel", *medians(FIRST_DESK, BARE_STORE, place), 1.3, "at_most"),
            ("marking and switching, longest gap p99", *medians(OUR_PROBE, BARE_PROBE, place), 3.0, "at_most"),
        ]


def stage(folder: Path, candidates: int = CANDIDATES) -> Path:
    """A sample round whose late expert sits at the desk, all conflicts named."""
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from reviewer_app.services.demo import run_demo\n"
        "from reviewer_app.services.sample_desks import lay_out_desks, sample_workplace\n"
        f"folder = Path(sys.argv[1])\n"
        f"demo = run_demo(folder, candidates={candidates}, experts=6, seed=1, now=datetime.now(UTC))\n"
        "workplace = sample_workplace(folder)\n"
        "lay_out_desks(workplace, demo.late)\n"
        "from reviewer_app.services import conflicts\n"
        "seat = next(one for one in workplace.seats() if one.desk == 'expert' and not one.signed)\n"
        "store = workplace.open_store(seat)\n"
        "for code in conflicts.conflicts_of(store).undecided:\n"
        "    conflicts.dismiss(store, code, '无利益关系')\n"
        "conflicts.finish(store)\n"
        "store.close()\n"
    )
    subprocess.run([sys.executable, "-c", code, str(folder / "round")], check=True, cwd=ROOT)
    return folder / "round"


def medians(ours: str, floor: str, stage: Path, candidates: int = CANDIDATES) -> tuple[float, float]:
    """Medians of alternating runs, after one of each that fills the caches."""
    _run(ours, stage, candidates), _run(floor, stage, candidates)
    pairs = [(_run(ours, stage, candidates), _run(floor, stage, candidates)) for _run_number in range(RUNS)]
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


def _run(code: str, stage: Path, candidates: int) -> float:
    import time

    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "BENCH_STAGE": str(stage),
        "BENCH_CANDIDATES": str(candidates),
        "BENCH_BEGUN": repr(time.monotonic()),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    made = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(made.stdout.strip().splitlines()[-1])
