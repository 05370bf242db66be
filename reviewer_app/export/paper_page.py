"""The page of every paper: running head, foot with fingerprint, QR code and page number, the mark of a draft."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from reviewer_app.domain.package import Kind
from reviewer_app.export import fonts
from reviewer_app.export.paper_binding import QR_SIDE, Binding, draw_qr, grouped, prepare_qr
from reviewer_app.export.paper_block import Block, pages
from reviewer_app.export.paper_text import GREY, Align, Line, draw_line, fitted, one_line
from reviewer_app.i18n import Language, _, language

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

SHORT_SIDE, LONG_SIDE = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 46.0, 36.0, 40.0, 30.0
_FOOT, _RUNNING = 66.0, 20.0
_BEIJING = timezone(timedelta(hours=8))
"""Papers say Beijing time wherever they are printed: the same package gives the same paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all pages of a paper share. Without a binding it is a draft, and says so on every page."""

    is_landscape: bool
    round_title: str
    title: str
    subject: str
    binding: Binding | None

    @property
    def size(self) -> tuple[float, float]:
        return (LONG_SIDE, SHORT_SIDE) if self.is_landscape else (SHORT_SIDE, LONG_SIDE)

    @property
    def width(self) -> float:
        """The width between the margins."""
        return self.size[0] - LEFT - RIGHT

    @property
    def room(self) -> float:
        """The height for blocks, between running head and foot."""
        return self.size[1] - TOP - _RUNNING - _FOOT - BOTTOM


def render(frame: Frame, blocks: Sequence[Block]) -> bytes:
    """The PDF. Equal input gives equal bytes. Raises `UserError` (`glyph_missing`) before there is anything to keep."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    fonts.runs(frame.title)
    options: dict[str, Any] = {"initialFontName": fonts.REGULAR}  # the stubs take it for a number
    canvas = Canvas(target, pagesize=frame.size, invariant=1, pageCompression=1, **options)
    canvas.setTitle(" · ".join(part for part in (frame.round_title, frame.title, frame.subject) if part))
    canvas.setCreator("匠评 reviewer_app")
    if frame.binding is not None:
        prepare_qr(canvas, frame.binding)
    laid = pages(blocks, frame.room)
    for number, page in enumerate(laid, start=1):
        _page(canvas, frame, page)
        _foot(canvas, frame, number, len(laid))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _page(canvas: Canvas, frame: Frame, page: Sequence[Block]) -> None:
    if frame.binding is None:
        _watermark(canvas, frame)
    _running_head(canvas, frame)
    top = frame.size[1] - TOP - _RUNNING
    for block in page:
        if block.height > frame.room:
            _draw_smaller(canvas, frame, block, top)
        else:
            block.draw(canvas, top)
        top -= block.height


def _draw_smaller(canvas: Canvas, frame: Frame, block: Block, top: float) -> None:
    """A block that no page has room for, made smaller: nothing of it is left out."""
    scale = frame.room / block.height
    canvas.saveState()
    canvas.translate(LEFT * (1 - scale), top)
    canvas.scale(scale, scale)
    block.draw(canvas, 0)
    canvas.restoreState()


def _running_head(canvas: Canvas, frame: Frame) -> None:
    top, half = frame.size[1] - TOP, frame.width / 2
    right = " · ".join(part for part in (frame.title, frame.subject) if part)
    draw_line(canvas, LEFT, half, top, one_line(frame.round_title, 8, half - 8, GREY), Align.LEFT, 0)
    draw_line(canvas, LEFT + half, half, top, one_line(right, 8, half - 8, GREY), Align.RIGHT, 0)
    canvas.setStrokeGray(GREY)
    canvas.setLineWidth(0.45)
    canvas.line(LEFT, top - 13, LEFT + frame.width, top - 13)


def _watermark(canvas: Canvas, frame: Frame) -> None:
    text = _("DRAFT · NOT SIGNED")
    width, height = frame.size
    size = min(96.0, 0.72 * width / max(fonts.width(text, 1), 1))
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(32)
    canvas.setFillGray(0.9)
    fonts.draw_centred(canvas, 0, -size / 3, text, size)
    canvas.restoreState()


def _foot(canvas: Canvas, frame: Frame, number: int, count: int) -> None:
    top = BOTTOM + _FOOT - 6
    canvas.setStrokeGray(GREY)
    canvas.setLineWidth(0.45)
    canvas.line(LEFT, top, LEFT + frame.width, top)
    page = Line(text=_("Page {page} of {pages}").format(page=number, pages=count), size=9)
    draw_line(canvas, LEFT, frame.width, top - 8, page, Align.RIGHT, 0)
    left, room = LEFT, frame.width - page.width - 12
    if frame.binding is not None:
        draw_qr(canvas, LEFT, BOTTOM)
        left, room = LEFT + QR_SIDE + 10, room - QR_SIDE - 10
    top -= 7
    for line in _foot_lines(frame.binding, room):
        draw_line(canvas, left, room, top, line, Align.LEFT, 0)
        top -= line.height + 1.5


def _foot_lines(binding: Binding | None, room: float) -> list[Line]:
    if binding is None:
        draft = _("Draft, not signed: it is no evidence of anything. Sign first, then print again.")
        return fitted(draft, 10, room)
    signed = _("Round {round}, version {version} · signed by {signer}, No. {sequence}, {time}").format(
        round=binding.round_id,
        version=binding.round_version,
        signer=binding.signer,
        sequence=binding.sequence,
        time=moment(binding.created),
    )
    return [
        one_line(_fingerprint_title(binding.kind), 8, room),
        one_line(grouped(binding.fingerprint), 8, room),
        *fitted(signed, 7, room, most=1, grey=GREY),
        *fitted(_("The paper belongs to the package whose fingerprint it bears."), 7, room, grey=GREY),
    ]


def _fingerprint_title(kind: Kind) -> str:
    if kind is Kind.SCORE:
        return _("Fingerprint (SHA-256) of the signed score package")
    return _("Fingerprint (SHA-256) of the signed result")


def moment(created: str) -> str:
    """A moment of a file (`2026-07-26T08:00:00Z`) as papers say it."""
    at = datetime.fromisoformat(created).astimezone(_BEIJING)
    return _("{date} {time} (Beijing time)").format(date=_date(at), time=f"{at:%H:%M}")


def _date(at: datetime) -> str:
    if language() is Language.ENGLISH:
        return f"{at:%Y-%m-%d}"
    return _("{year}-{month}-{day}").format(year=at.year, month=at.month, day=at.day)


def told(title: str, title_en: str) -> str:
    """A scheme's own text in the language in force."""
    return title_en if language() is Language.ENGLISH and title_en else title
