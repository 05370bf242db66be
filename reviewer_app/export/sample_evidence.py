"""Draws the papers of the sample round: certificates, patents, agreements, reports. Equal input gives equal bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_app.export import fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

A4_WIDTH, A4_HEIGHT = 595.28, 841.89
_MARGIN = 72.0
_RED = (0.78, 0.09, 0.11)
_GOLD = (0.72, 0.55, 0.22)
_INK = (0.12, 0.12, 0.14)
_GREY = (0.45, 0.45, 0.48)
_FOOT = "本材料为程序自动生成的示例，内容均属虚构"


class Block(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    TABLE = "table"
    CHART = "chart"
    DRAWING = "drawing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a page: a text, a table's rows (the first is its head), or a chart's values with a caption as text."""

    block: Block
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One page across, with a border and a seal."""

    title: str
    paragraphs: tuple[str, ...]
    issuer: str
    date: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Pages of parts; each page's parts must fit on it. The last page bears the seal."""

    title: str
    subtitle: str
    pages: tuple[tuple[Part, ...], ...]
    issuer: str
    date: str


def write_certificate(path: Path, certificate: Certificate) -> None:
    """Writes a certificate of one page, A4 across."""
    canvas = _canvas(path, certificate.title, (A4_HEIGHT, A4_WIDTH))
    width, height = A4_HEIGHT, A4_WIDTH
    _frame(canvas, width, height)
    canvas.setFillColorRGB(*_RED)
    fonts.draw_centred(canvas, width / 2, height - 150, certificate.title, 46)
    canvas.setFillColorRGB(*_INK)
    y = height - 220
    for paragraph in certificate.paragraphs:
        for line in fonts.wrap(paragraph, 19, width - 250):
            fonts.draw(canvas, 125, y, line, 19)
            y -= 34
    fonts.draw_right(canvas, width - 130, 128, certificate.issuer, 16)
    fonts.draw_right(canvas, width - 130, 102, certificate.date, 16)
    canvas.setFillColorRGB(*_GREY)
    fonts.draw(canvas, 125, 102, f"证书编号：{certificate.number}", 11)
    fonts.draw_centred(canvas, width / 2, 62, _FOOT, 9)
    _seal(canvas, width - 215, 128, certificate.issuer)
    canvas.showPage()
    canvas.save()


def write_paper(path: Path, paper: Paper) -> None:
    """Writes a document of as many pages as it has, with a running head and page numbers."""
    canvas = _canvas(path, paper.title, (A4_WIDTH, A4_HEIGHT))
    for number, parts in enumerate(paper.pages, start=1):
        y = _head(canvas, paper, is_first=number == 1)
        for part in parts:
            y = _DRAWN[part.block](canvas, y, part)
        if number == len(paper.pages):
            _signature(canvas, paper, min(y - 50, 190.0))
        _foot(canvas, number, len(paper.pages))
        canvas.showPage()
    canvas.save()


def _canvas(path: Path, title: str, size: tuple[float, float]) -> Canvas:
    from reportlab.pdfgen.canvas import Canvas

    fonts.runs(title)
    options: dict[str, Any] = {"initialFontName": fonts.REGULAR}  # the stubs take it for a number
    canvas = Canvas(str(path), pagesize=size, invariant=1, pageCompression=1, **options)
    canvas.setTitle(title)
    canvas.setAuthor("匠评示例")
    return canvas


def _frame(canvas: Canvas, width: float, height: float) -> None:
    canvas.setFillColorRGB(1, 0.992, 0.965)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    for inset, line in ((30, 5.0), (40, 1.2), (46, 0.5)):
        canvas.setStrokeColorRGB(*_GOLD)
        canvas.setLineWidth(line)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
    for x in (46, width - 46):
        for y in (46, height - 46):
            _rosette(canvas, x, y)


def _rosette(canvas: Canvas, x: float, y: float) -> None:
    canvas.setFillColorRGB(1, 0.992, 0.965)
    canvas.circle(x, y, 20, stroke=1, fill=1)
    canvas.setStrokeColorRGB(*_GOLD)
    canvas.setLineWidth(0.8)
    for step in range(12):
        angle = step * math.pi / 6
        canvas.circle(x + 9 * math.cos(angle), y + 9 * math.sin(angle), 8)


def _seal(canvas: Canvas, x: float, y: float, text: str) -> None:
    """A round red stamp with a star and its owner along the rim, slightly turned."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(-6)
    canvas.setFillAlpha(0.78)
    canvas.setStrokeAlpha(0.78)
    canvas.setStrokeColorRGB(*_RED)
    canvas.setFillColorRGB(*_RED)
    canvas.setLineWidth(2.6)
    canvas.circle(0, 0, 56)
    _star(canvas, 15)
    size = 12.0 if len(text) <= 14 else 10.0
    step = min(300 / max(len(text) - 1, 1), 24)
    for place, letter in enumerate(text):
        canvas.saveState()
        canvas.rotate(step * ((len(text) - 1) / 2 - place))
        fonts.draw_centred(canvas, 0, 40, letter, size)
        canvas.restoreState()
    fonts.draw_centred(canvas, 0, -36, "示例专用章", 9)
    canvas.restoreState()


def _star(canvas: Canvas, radius: float) -> None:
    path = canvas.beginPath()
    for step in range(10):
        reach = radius if step % 2 == 0 else radius * 0.382
        angle = math.pi / 2 + step * math.pi / 5
        point = (reach * math.cos(angle), reach * math.sin(angle))
        if step:
            path.lineTo(*point)
        else:
            path.moveTo(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _head(canvas: Canvas, paper: Paper, *, is_first: bool) -> float:
    canvas.setFillColorRGB(*_GREY)
    if not is_first:
        fonts.draw(canvas, _MARGIN, A4_HEIGHT - 48, paper.title, 9)
        canvas.setStrokeColorRGB(*_GREY)
        canvas.setLineWidth(0.4)
        canvas.line(_MARGIN, A4_HEIGHT - 54, A4_WIDTH - _MARGIN, A4_HEIGHT - 54)
        return A4_HEIGHT - 84
    canvas.setFillColorRGB(*_INK)
    y = A4_HEIGHT - 105
    for line in fonts.wrap(paper.title, 22, A4_WIDTH - 2 * _MARGIN):
        fonts.draw_centred(canvas, A4_WIDTH / 2, y, line.strip(), 22)
        y -= 32
    canvas.setFillColorRGB(*_GREY)
    fonts.draw_centred(canvas, A4_WIDTH / 2, y - 2, paper.subtitle, 11)
    return y - 40


def _foot(canvas: Canvas, number: int, total: int) -> None:
    canvas.setFillColorRGB(*_GREY)
    fonts.draw_centred(canvas, A4_WIDTH / 2, 44, f"— {number} / {total} —", 10)
    fonts.draw_centred(canvas, A4_WIDTH / 2, 28, _FOOT, 7.5)


def _signature(canvas: Canvas, paper: Paper, y: float) -> None:
    canvas.setFillColorRGB(*_INK)
    fonts.draw_right(canvas, A4_WIDTH - _MARGIN - 10, y, paper.issuer, 12)
    fonts.draw_right(canvas, A4_WIDTH - _MARGIN - 10, y - 22, paper.date, 12)
    _seal(canvas, A4_WIDTH - _MARGIN - 80, y, paper.issuer)


def _heading(canvas: Canvas, y: float, part: Part) -> float:
    canvas.setFillColorRGB(*_INK)
    fonts.draw(canvas, _MARGIN, y - 8, part.text, 15)
    return y - 36


def _text(canvas: Canvas, y: float, part: Part) -> float:
    canvas.setFillColorRGB(*_INK)
    for line in fonts.wrap(f"　　{part.text}", 12, A4_WIDTH - 2 * _MARGIN):
        fonts.draw(canvas, _MARGIN, y, line, 12)
        y -= 21
    return y - 6


def _table(canvas: Canvas, y: float, part: Part) -> float:
    canvas.setFillColorRGB(*_INK)
    fonts.draw_centred(canvas, A4_WIDTH / 2, y - 4, part.text, 10.5)
    y -= 14
    columns = len(part.rows[0])
    width = (A4_WIDTH - 2 * _MARGIN) / columns
    canvas.setStrokeColorRGB(*_INK)
    canvas.setLineWidth(0.5)
    for number, row in enumerate(part.rows):
        if number == 0:
            canvas.setFillColorRGB(0.9, 0.93, 0.97)
            canvas.rect(_MARGIN, y - 22, width * columns, 22, stroke=0, fill=1)
            canvas.setFillColorRGB(*_INK)
        for place, cell in enumerate(row):
            canvas.rect(_MARGIN + place * width, y - 22, width, 22)
            fonts.draw_centred(canvas, _MARGIN + (place + 0.5) * width, y - 15.5, cell, 10.5)
        y -= 22
    return y - 26


def _chart(canvas: Canvas, y: float, part: Part) -> float:
    """Columns over a grid, the values between 0 and 1."""
    left, height, width = _MARGIN + 30, 140.0, A4_WIDTH - 2 * _MARGIN - 60
    base = y - height - 8
    canvas.setStrokeColorRGB(0.82, 0.84, 0.87)
    canvas.setLineWidth(0.5)
    canvas.setFillColorRGB(*_GREY)
    for step in range(6):
        canvas.line(left, base + step * height / 5, left + width, base + step * height / 5)
        fonts.draw_right(canvas, left - 6, base + step * height / 5 - 3, f"{step * 20}", 8)
    slot = width / len(part.values)
    for place, value in enumerate(part.values):
        canvas.setFillColorRGB(0.20, 0.42, 0.66)
        canvas.rect(left + (place + 0.22) * slot, base, slot * 0.56, value * height, stroke=0, fill=1)
        canvas.setFillColorRGB(*_GREY)
        fonts.draw_centred(canvas, left + (place + 0.5) * slot, base - 12, f"第{place + 1}组", 8)
    canvas.setFillColorRGB(*_INK)
    fonts.draw_centred(canvas, A4_WIDTH / 2, base - 30, part.text, 10.5)
    return base - 56


def _drawing(canvas: Canvas, y: float, part: Part) -> float:
    """A line drawing of a clamp with numbered leaders; its proportions come from the values."""
    x, base = A4_WIDTH / 2 - 150, y - 210
    wide, tall = 220 + 80 * part.values[0], 46 + 30 * part.values[1]
    canvas.setStrokeColorRGB(*_INK)
    canvas.setLineWidth(1.1)
    canvas.rect(x, base, wide, 26)
    for offset in (38.0, wide - 62):
        canvas.rect(x + offset, base + 26, 24, tall + 30)
    canvas.roundRect(x + 20, base + 46 + tall * 0.4, wide - 40, tall * 0.7, 6)
    canvas.circle(x + wide / 2, base + 46 + tall * 0.75, tall * 0.22)
    canvas.line(x + wide / 2, base + 46 + tall, x + wide / 2 + 50, base + tall + 110)
    canvas.setLineWidth(0.35)
    for step in range(0, int(wide), 12):
        canvas.line(x + step, base, x + min(step + 12, wide), base + min(26, 26 * (wide - step) / 12))
    leaders = ((wide - 8, 10), (50, tall + 40), (wide - 30, 46 + tall * 0.8), (wide / 2 + 44, tall + 100), (14, 4))
    for number, (across, up) in enumerate(_spread(leaders), start=1):
        end = (x + wide + 46, base + number * 32.0)
        canvas.line(x + across, base + up, *end)
        fonts.draw(canvas, end[0] + 4, end[1] - 4, str(number), 11)
    canvas.setFillColorRGB(*_INK)
    fonts.draw_centred(canvas, A4_WIDTH / 2, base - 26, part.text, 10.5)
    return base - 54


def _spread(leaders: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The leaders' ends from low to high, so that the lines do not cross."""
    return sorted(leaders, key=lambda leader: leader[1])


_DRAWN = {
    Block.HEADING: _heading,
    Block.TEXT: _text,
    Block.TABLE: _table,
    Block.CHART: _chart,
    Block.DRAWING: _drawing,
}
