"""The expert's desk against bare Qt: a keystroke in the search, a mark in a long list, the first page of a PDF.

Each figure is a median of alternating runs in fresh processes, on Qt's offscreen platform; within a process the median
of what was measured. Keystrokes and marks: what the window's thread works until it is at rest again, paints included.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.windows import ROOT, stage

RUNS = 5
CANDIDATES = 2000

_BEGIN = """
import os, statistics, time
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from reviewer_app.ui.none_guard import keep_constants_alive
keep_constants_alive()
app = QApplication([])
pause = QEventLoop()
COUNT = int(os.environ["BENCH_CANDIDATES"])
NAMES = [f"王{chr(0x5000 + number % 500)}{chr(0x6000 + number % 700)}" for number in range(COUNT)]
def at_rest():
    for _round in range(5):
        app.processEvents()
def tell(times):
    print(statistics.median(times), flush=True)
    os._exit(0)
def timed(work):
    begun = time.thread_time()
    work()
    QTimer.singleShot(12, pause.quit)
    pause.exec()
    return time.thread_time() - begun
TYPED = ["", "王", "", "0", "00", "001", "0012", "001", "00", "0"] * 5
"""
_BARE_LIST = """
from PySide6.QtCore import QSortFilterProxyModel, QStringListModel
from PySide6.QtWidgets import QListView
model = QStringListModel([f"{number:04} {name}" for number, name in enumerate(NAMES)])
filtered = QSortFilterProxyModel()
filtered.setSourceModel(model)
view = QListView()
view.setModel(filtered)
view.resize(224, 500)
view.show()
at_rest()
"""
_OUR_LIST = """
from dataclasses import replace
from pathlib import Path
from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services.reading import expert_desk
from reviewer_app.services.sample_desks import sample_workplace
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.expert.candidates import CandidatePane
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.marks import MarkPane
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.preferences import Preferences
from reviewer_app.ui.theme import Theme
folder = Path(os.environ["BENCH_STAGE"])
workplace = sample_workplace(folder)
seat = next(one for one in workplace.seats() if one.desk == "expert")
store = workplace.open_store(seat)
desk = expert_desk(store)
store.close()
people = tuple(
    Candidate(code=f"{number:04}", name=name, unit=f"示例{number % 300}厂", trade="焊工", recommended_by=("示例工会",))
    for number, name in enumerate(NAMES)
)
sheets = tuple(ScoreSheet(expert=seat.person, candidate=one.code, state=SheetState.INCOMPLETE) for one in people)
board = Board(replace(desk, candidates=people, sheets=sheets))
theme, jobs = Theme(app, Preferences(folder / "window")), JobRunner()
finder = Finder(jobs, board, app)
pane = CandidatePane(theme, board, finder)
finder.learn()
while jobs.is_busy:
    app.processEvents()
pane.resize(224, 500)
pane.show()
at_rest()
"""
OUR_KEYS = _BEGIN + _OUR_LIST + "tell([timed(lambda: pane.search.setText(text)) for text in TYPED])\n"
BARE_KEYS = _BEGIN + _BARE_LIST + "tell([timed(lambda: filtered.setFilterFixedString(text)) for text in TYPED])\n"
OUR_MARK = (
    _BEGIN
    + _OUR_LIST
    + """
from decimal import Decimal
def keep(number):
    sheet = board.sheets[f"{number % 8:04}"]
    key = board.scheme.criteria[number // 8 % 4].key
    board.keep([replace(sheet, marks={**sheet.marks, key: Decimal(10 + number % 15)})])
tell([timed(lambda: keep(number)) for number in range(80)])
"""
)
BARE_MARK = (
    _BEGIN
    + _BARE_LIST
    + """
def keep(number):
    model.setData(model.index(number % 8), f"{number % 8:04} {NAMES[number % 8]} {10 + number % 15}")
tell([timed(lambda: keep(number)) for number in range(80)])
"""
)
_DOCUMENT = """
import io
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtPdf import QPdfDocument
from reportlab.pdfgen import canvas
def document(red):
    written = io.BytesIO()
    paper = canvas.Canvas(written, pagesize=(600, 800))
    for page in range(18):
        paper.setFillColorRGB(red, 0, 1 - red)
        paper.rect(0, 700, 600, 100, fill=1, stroke=0)
        paper.setFillColorRGB(0, 0, 0)
        for line in range(35):
            paper.drawString(40, 680 - 19 * line, f"page {page} line {line} " + "of words to draw " * 5)
        paper.showPage()
    paper.save()
    return written.getvalue()
PAPERS = [document(number % 2) for number in range(30)]
"""
OUR_PAGE = (
    _BEGIN
    + _DOCUMENT
    + """
from pathlib import Path
from reviewer_app.domain.candidate import Evidence
from reviewer_app.ui.expert.evidence_content import made_ready
from reviewer_app.ui.expert.pdf.view import PdfView
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.preferences import Preferences
from reviewer_app.ui.theme import Theme
from PySide6.QtCore import QEvent, QObject
piece = Evidence(number=1, file_name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64)
view = PdfView(Theme(app, Preferences(Path(os.environ["BENCH_STAGE"]) / "window")), JobRunner())
view.resize(350, 400)
view.show()
at_rest()
class Paints(QObject):
    seen = 0
    def eventFilter(self, watched, event):
        self.seen += event.type() == QEvent.Type.Paint
        return False
paints = Paints()
view.view.viewport().installEventFilter(paints)
def is_drawn(wanted):
    seen = view.view.viewport().grab(QRect(200, 20, 1, 1)).toImage().pixelColor(0, 0)
    return abs(seen.red() - 255 * wanted) < 9 and abs(seen.blue() - 255 * (1 - wanted)) < 9
def shown(number):
    begun = time.perf_counter()
    assert not view.show_document(made_ready(piece, PAPERS[number]).file)
    while True:
        paints.seen = 0
        app.processEvents()
        if paints.seen:
            now = time.perf_counter()
            if is_drawn(number % 2):
                return now - begun
def apart(number):
    taken = shown(number)
    end = time.perf_counter() + 0.03
    while time.perf_counter() < end:
        app.processEvents()
    return taken
tell([apart(number) for number in range(30)])
"""
)
BARE_PAGE = (
    _BEGIN
    + _DOCUMENT
    + """
def drawn(content):
    begun = time.perf_counter()
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    opened = QPdfDocument()
    opened.load(buffer)
    assert not opened.render(0, QSize(338, 450)).isNull()
    return time.perf_counter() - begun
tell([drawn(content) for content in PAPERS])
"""
)


def measure() -> list[tuple[str, float, float, float, str]]:
    """A keystroke in the search, a mark in the list, the first page of a PDF."""
    with tempfile.TemporaryDirectory() as folder:
        place = stage(Path(folder))
        return [
            (
                "keystroke over 2,000 candidates, to a bare filter",
                *_medians(OUR_KEYS, BARE_KEYS, place),
                3.0,
                "at_most",
            ),
            ("mark shown among 2,000, to a bare list", *_medians(OUR_MARK, BARE_MARK, place), 2.0, "at_most"),
            ("first page of a PDF, to bare load and render", *_medians(OUR_PAGE, BARE_PAGE, place), 2.0, "at_most"),
        ]


def _medians(ours: str, floor: str, place: Path) -> tuple[float, float]:
    """Medians of alternating runs, after one of each that fills the caches."""
    _run(ours, place), _run(floor, place)
    pairs = [(_run(ours, place), _run(floor, place)) for _run_number in range(RUNS)]
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


def _run(code: str, place: Path) -> float:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "BENCH_STAGE": str(place),
        "BENCH_CANDIDATES": str(CANDIDATES),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    made = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(made.stdout.strip().splitlines()[-1])
