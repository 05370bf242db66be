"""Papers to print, and reading them back."""

from __future__ import annotations

import io
import random
from decimal import Decimal
from functools import cache
from typing import Any

import pdfplumber
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # pdfplumber brings it

from reviewer_app.domain.candidate import Candidate, Channel
from reviewer_app.domain.consolidation import consolidate
from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.people import Person
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.paper_binding import Binding
from reviewer_app.export.paper_result import SummaryPaper
from reviewer_app.export.paper_score import ScoreSheetPaper
from reviewer_app.resources import resource
from tests.export.qr import decoded

NAMES = ("王五", "䶮㛃", "𬱖测试", "𠮷野", "买买提·测试", "李四")
LONG_NAME = "阿卜杜热合曼·麦麦提吐尔逊·阿卜杜喀迪尔·艾合麦提江·买买提艾力测试甲乙丙"
FINGERPRINT = "0123456789abcdef" * 4


@cache
def scheme() -> Scheme:
    return read_scheme(resource("schemes", "qilu-2018.toml").read_bytes())


def binding(kind: Kind = Kind.SCORE, signer: str = "expert-01") -> Binding:
    return Binding(
        kind=kind,
        round_id="test-2026",
        round_version=1,
        signer=signer,
        sequence=2,
        fingerprint=FINGERPRINT,
        created="2026-07-26T18:30:00Z",
    )


def person(id_: str, name: str, role: Role = Role.EXPERT) -> Person:
    key = f"ssh-ed25519 {'A' * 68}"
    return Person(id=id_, role=role, name=name, unit="某某学院", signing_key=key, age_recipient=f"age1{'q' * 58}")


def candidate(number: int, name: str = "", unit: str = "某某船舶重工有限公司") -> Candidate:
    name = name or f"{NAMES[number % len(NAMES)]}{number if number >= len(NAMES) else ''}"
    return Candidate(code=f"{number:03}", name=name, unit=unit, channel=Channel.SELF)


def sheet(expert: str, code: str, chance: random.Random) -> ScoreSheet:
    """Nineteen of twenty are scored."""
    if chance.random() < 0.05:
        state = chance.choice((SheetState.RECUSED, SheetState.ABSTAINED))
        return ScoreSheet(expert=expert, candidate=code, state=state, reason="同单位")
    marks = {key: Decimal(chance.randint(20, 50)) / 2 for key in scheme().criterion_keys}
    return ScoreSheet(expert=expert, candidate=code, state=SheetState.SCORED, marks=marks)


def score_paper(count: int = 6, **changes: Any) -> ScoreSheetPaper:
    """An expert's sheets on some candidates."""
    chance = random.Random(1)
    people = [candidate(number) for number in range(count)]
    values: dict[str, Any] = {
        "round_title": "2026 测试选树",
        "scheme": scheme(),
        "expert": person("expert-01", "专家𬱖"),
        "candidates": {one.code: one for one in people},
        "sheets": tuple(sheet("expert-01", one.code, chance) for one in people),
        "undertaking_accepted": "2026-07-25T01:00:00Z",
        "binding": binding(),
    }
    return ScoreSheetPaper(**(values | changes))


def summary_paper(candidates: int, experts: int, rules: Scheme | None = None, **changes: Any) -> SummaryPaper:
    """A result of random marks, consolidated as ever."""
    chance, rules = random.Random(2), rules or scheme()
    people = [candidate(number) for number in range(candidates)]
    judges = [person(f"expert-{number:02}", f"评委{number:02}") for number in range(1, experts + 1)]
    sheets = [sheet(judge.id, one.code, chance) for one in people for judge in judges]
    result = consolidate(rules, sheets, candidates=[one.code for one in people]).document()
    values: dict[str, Any] = {
        "round_title": "2026 测试选树",
        "scheme": rules,
        "experts": tuple(judges),
        "chairs": (person("chair", "主任甲", Role.CHAIR),),
        "supervisors": (person("supervisor", "监督乙", Role.SUPERVISOR),),
        "candidates": {one.code: one for one in people},
        "rows": tuple(result["candidates"]),
        "stages": tuple(result["stages"]),
        "decisions": tuple(result["decisions"]),
        "packages": {judge.id: FINGERPRINT for judge in judges},
        "binding": binding(Kind.RESULT, "chair"),
    }
    return SummaryPaper(**(values | changes))


def texts(pdf: bytes) -> list[str]:
    """The text of each page, as pdfium copies it."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def tables(pdf: bytes) -> list[list[list[str | None]]]:
    """Every table of every page, cell by cell, line breaks as they are printed."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [table for page in document.pages for table in above_foot(page).extract_tables()]


def above_foot(page: Any) -> Any:
    """A page without its foot: the QR code is made of rules too."""
    return page.crop((0, 0, page.width, page.height - 92))


def inside(page: Any, cell: tuple[float, float, float, float]) -> list[Any]:
    """The characters whose middle lies in a cell (left, top, right, bottom)."""
    left, top, right, bottom = cell
    return [
        one
        for one in page.chars
        if left <= (one["x0"] + one["x1"]) / 2 <= right and top <= (one["top"] + one["bottom"]) / 2 <= bottom
    ]


def qr_text(page: Any) -> str:
    """What the QR code of a page says, read from the squares that are drawn."""
    squares = [rect for rect in page.rects if rect["x0"] < 110 and rect["top"] > page.height - 90 and rect["fill"]]
    squares = [rect for rect in squares if rect["non_stroking_color"] in ((0,), (0, 0, 0), 0)]
    left, top = min(rect["x0"] for rect in squares), min(rect["top"] for rect in squares)
    side = squares[0]["height"]
    size = round((max(rect["x1"] for rect in squares) - left) / side)
    modules = [[False] * size for _ in range(size)]
    for rect in squares:
        row, first = round((rect["top"] - top) / side), round((rect["x0"] - left) / side)
        for column in range(first, first + round(rect["width"] / side)):
            modules[row][column] = True
    return decoded(modules)
