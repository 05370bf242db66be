"""Papers against a bare reportlab canvas that draws the same strings, ready measured, at the same places."""

from __future__ import annotations

import io
import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from reviewer_app import i18n
from reviewer_app.domain.candidate import Candidate, Channel
from reviewer_app.domain.consolidation import consolidate
from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.people import Person
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export import fonts
from reviewer_app.export.paper_binding import Binding
from reviewer_app.export.paper_result import SummaryPaper
from reviewer_app.export.paper_score import ScoreSheetPaper, score_sheet_pdf
from reviewer_app.export.paper_summary import summary_sheet_pdf
from reviewer_app.resources import resource

Measured = tuple[str, float, float, float, str]
RUNS = 7
_SHA256 = "0123456789abcdef" * 4
Drawn = list[tuple[str, float, float, float, str] | None]
"""Face, size, x, y, text of each string; None ends a page."""


def measure() -> list[Measured]:
    """(name, ours, floor, goal, sense): seconds; the goal bounds ours ÷ floor."""
    i18n.use(i18n.Language.CHINESE, resource("locale"))
    score, summary = _score_paper(150), _summary_paper(150, 15)
    return [
        _against("score sheet, 150 candidates, ÷ bare canvas", lambda: score_sheet_pdf(score), 3.0),
        _against("summary sheet, 150×15×4, ÷ bare canvas", lambda: summary_sheet_pdf(summary), 3.0),
    ]


def _against(name: str, draw: Callable[[], bytes], goal: float) -> Measured:
    drawn = _recorded(draw)
    calls: tuple[Callable[[], bytes], ...] = (draw, lambda: _bare(drawn))
    found: tuple[list[float], list[float]] = ([], [])
    for _run in range(RUNS + 1):
        for place, call in enumerate(calls):
            start = time.perf_counter()
            call()
            found[place].append(time.perf_counter() - start)
    return name, statistics.median(found[0][1:]), statistics.median(found[1][1:]), goal, "at_most"


def _recorded(draw: Callable[[], bytes]) -> Drawn:
    """What a paper draws: every string with its face, size and place."""
    drawn: Drawn = []
    originals: Any = (Canvas.drawString, Canvas.showPage)

    def draw_string(canvas: Any, x: float, y: float, text: str, *rest: Any, **named: Any) -> None:
        drawn.append((canvas._fontname, canvas._fontsize, x, y, text))
        originals[0](canvas, x, y, text, *rest, **named)

    def show_page(canvas: Any) -> None:
        drawn.append(None)
        originals[1](canvas)

    setattr(Canvas, "drawString", draw_string)  # noqa: B010 - the stubs know them as methods
    setattr(Canvas, "showPage", show_page)  # noqa: B010
    try:
        draw()
    finally:
        setattr(Canvas, "drawString", originals[0])  # noqa: B010
        setattr(Canvas, "showPage", originals[1])  # noqa: B010
    return drawn


def _bare(drawn: Drawn) -> bytes:
    target = io.BytesIO()
    options: dict[str, Any] = {"initialFontName": fonts.REGULAR}
    canvas = Canvas(target, pagesize=(841.89, 595.28), invariant=1, pageCompression=1, **options)
    for one in drawn:
        if one is None:
            canvas.showPage()
            continue
        face, size, x, y, text = one
        canvas.setFont(face, size)
        canvas.drawString(x, y, text)
    canvas.save()
    return target.getvalue()


def _rules() -> Scheme:
    return read_scheme(resource("schemes", "qilu-2018.toml").read_bytes())


def _candidates(count: int) -> dict[str, Candidate]:
    unit = "某某船舶重工有限公司"
    people = [
        Candidate(code=f"{number:03}", name=f"候选{chr(0x4E00 + number)}", unit=unit, channel=Channel.SELF)
        for number in range(count)
    ]
    return {one.code: one for one in people}


def _person(id_: str, name: str, role: Role = Role.EXPERT) -> Person:
    key = f"ssh-ed25519 {'A' * 68}"
    return Person(id=id_, role=role, name=name, signing_key=key, age_recipient=f"age1{'q' * 58}")


def _sheet(rules: Scheme, expert: str, code: str, chance: random.Random) -> ScoreSheet:
    marks = {key: Decimal(chance.randint(20, 50)) / 2 for key in rules.criterion_keys}
    return ScoreSheet(expert=expert, candidate=code, state=SheetState.SCORED, marks=marks)


def _binding(kind: Kind) -> Binding:
    return Binding(
        kind=kind,
        round_id="bench-2026",
        round_version=1,
        signer="chair",
        sequence=1,
        fingerprint=_SHA256,
        created="2026-07-26T08:00:00Z",
    )


def _score_paper(count: int) -> ScoreSheetPaper:
    rules, people, chance = _rules(), _candidates(count), random.Random(1)
    return ScoreSheetPaper(
        round_title="2026 齐鲁工匠选树",
        scheme=rules,
        expert=_person("expert-01", "专家一"),
        candidates=people,
        sheets=tuple(_sheet(rules, "expert-01", code, chance) for code in people),
        undertaking_accepted="2026-07-26T08:00:00Z",
        binding=_binding(Kind.SCORE),
    )


def _summary_paper(candidates: int, experts: int) -> SummaryPaper:
    rules, people, chance = _rules(), _candidates(candidates), random.Random(2)
    judges = tuple(_person(f"expert-{number:02}", f"评委{chr(0x4E00 + number)}") for number in range(experts))
    sheets = [_sheet(rules, judge.id, code, chance) for code in people for judge in judges]
    result = consolidate(rules, sheets).document()
    return SummaryPaper(
        round_title="2026 齐鲁工匠选树",
        scheme=rules,
        experts=judges,
        chairs=(_person("chair", "主任甲", Role.CHAIR),),
        supervisors=(_person("supervisor", "监督乙", Role.SUPERVISOR),),
        candidates=people,
        rows=tuple(result["candidates"]),
        stages=tuple(result["stages"]),
        decisions=(),
        packages={judge.id: _SHA256 for judge in judges},
        binding=_binding(Kind.RESULT),
    )
