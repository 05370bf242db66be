"""A sitting at a desk of 150: when it is usable, what memory it takes, and whether the window is ever held up.

Fresh processes that take turns, on Qt's offscreen platform. Memory is what the process holds itself (its proportional
share of what it shares with others: Pss) once the window is at rest; the floor is Qt with SQLModel, a store, a query
and a window. The long list is the sample's own candidates and made-up ones behind them, 2,000 in all: they are searched
and shown, the first 150 are marked and read.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.windows import BARE_PROBE, BARE_STORE, FIRST_DESK, PROBE, PROGRAM, START, medians, stage

CANDIDATES, LONG_LIST = 150, 2000

_HELD = """
import gc
def held():
    for _round in range(50):
        app.processEvents()
        time.sleep(0.01)
    with open("/proc/self/smaps_rollup") as file:
        print(next(int(line.split()[1]) for line in file if line.startswith("Pss:")), flush=True)
    os._exit(0)
"""
_AT_DESK = """
from reviewer_app.ui.start.page import StartPage
def until(reached):
    while not reached() or program.jobs.is_busy:
        app.processEvents()
until(lambda: not isinstance(window.page, StartPage))
page = window.page
until(lambda: page.desk.dossier._dossier is not None)
"""
_FORTY_PAGES = """
import io, subprocess, sys
MADE = '''
import sys
from reportlab.pdfgen import canvas
paper = canvas.Canvas(sys.stdout.buffer, pagesize=(600, 800))
for page in range(40):
    for line in range(35):
        paper.drawString(40, 740 - 19 * line, f"page {page} line {line} " + "of words to draw " * 5)
    paper.showPage()
paper.save()
'''
def forty_pages():
    return subprocess.run([sys.executable, "-c", MADE], capture_output=True, check=True).stdout
"""
BARE_MEMORY = BARE_STORE.partition("painted = ")[0] + "window.show()\n" + _HELD + "held()\n"
DESK_MEMORY = START + PROGRAM + _AT_DESK + _HELD + "held()\n"
PDF_MEMORY = (
    START
    + PROGRAM
    + _AT_DESK
    + _HELD
    + _FORTY_PAGES
    + """
from reviewer_app.ui.expert.evidence_content import made_ready
evidence = page.desk.dossier.evidence
page.desk.dossier.turn_to("evidence")
until(lambda: evidence._shown is not None)
piece = next(one for one in evidence._pieces if one.media_type == "application/pdf")
evidence.choose(piece.number)
until(lambda: evidence._shown is piece)
view = evidence._pdf_view()
assert not view.show_document(made_ready(piece, forty_pages()).file)
until(lambda: view.pages == 40)
for number in range(1, 41):
    view.turn_to(number)
    until(lambda: view.view.is_drawn)
held()
"""
)
OUR_SITTING = (
    START
    + PROBE
    + PROGRAM.replace("window.open_seat(seat)\n", "")
    + f"LONG_LIST = {LONG_LIST}\n"
    + """
from dataclasses import replace
from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.ui.expert.page import ExpertPage
from reviewer_app.ui.expert.sitting import sit_as_expert
sitting = sit_as_expert(workplace, seat)
more = tuple(
    Candidate(code=f"X{number:04}", name=f"王{chr(0x5000 + number % 500)}{chr(0x6000 + number % 700)}",
              unit=f"示例{number % 300}厂", trade="焊工", recommended_by=("示例工会",))
    for number in range(LONG_LIST - len(sitting.desk.candidates))
)
marks = {one.key: one.max_score for one in sitting.desk.scheme.criteria}
given = tuple(ScoreSheet(expert=seat.person, candidate=one.code, state=SheetState.SCORED, marks=marks) for one in more)
desk = replace(sitting.desk, candidates=(*sitting.desk.candidates, *more), sheets=(*sitting.desk.sheets, *given))
page = ExpertPage(program.desktop, replace(sitting, desk=desk))
window.pages._put(page)
codes = [one.code for one in sitting.desk.candidates]
evidence = page.desk.dossier.evidence
rows = list(page.desk.marks.rows.values())
search = page.desk.candidates.search
def settle(reached):
    while not reached() or program.jobs.is_busy:
        app.processEvents()
def mark(number):
    row = rows[number % 4]
    row.field.setText(str(10 + number % 15))
    row.field.finished.emit()
def switch(number):
    page.desk.open_candidate(codes[(number + 1) % len(codes)])
def type_(number):
    search.setText(["", "王", "", "0", "00", "001", "0012", "001", "00", "0"][number % 10])
def look(number):
    page.desk.dossier.turn_to("evidence" if number % 2 else "overview")
page.desk.open_candidate(codes[20])
settle(lambda: page.desk.dossier._dossier is not None)
page.desk.dossier.turn_to("evidence")
settle(lambda: evidence._shown is not None)
search.setFocus()
search.setText("w")
settle(lambda: True)
search.setText("")
steps = []
for number in range(50):
    for act in (mark, mark, switch, look, type_):
        steps.append(lambda act=act, number=number: act(number))
Probe(app, steps).run()
"""
)


def measure() -> list[tuple[str, float, float, float, str]]:
    """Usable, memory idle and with a PDF, longest hold-up of the window's thread."""
    with tempfile.TemporaryDirectory() as folder:
        place = stage(Path(folder), CANDIDATES)
        size = {"candidates": LONG_LIST}
        return [
            ("desk of 150 usable, to Qt with SQLModel", *medians(FIRST_DESK, BARE_STORE, place), 1.4, "at_most"),
            ("desk of 150, memory, to the same", *medians(DESK_MEMORY, BARE_MEMORY, place), 1.6, "at_most"),
            ("desk of 150 with 40 pages open, memory", *medians(PDF_MEMORY, BARE_MEMORY, place), 2.2, "at_most"),
            (
                "marking, switching, searching 2,000, PDFs: longest gap p99",
                *medians(OUR_SITTING, BARE_PROBE, place, **size),
                3.0,
                "at_most",
            ),
        ]
