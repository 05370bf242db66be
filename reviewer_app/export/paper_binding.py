"""What binds a paper to a package: the fingerprint in figures, and the same as a QR code."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from reviewer_app.domain.package import Kind

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

QR_SIDE = 54.0
_QR_FORM = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The signed package that a paper was printed from; `created` is the signer's clock."""

    kind: Kind
    round_id: str
    round_version: int
    signer: str
    sequence: int
    fingerprint: str
    created: str

    @property
    def code(self) -> str:
        """What the QR code says: `JP1:KIND:ROUND:VERSION:SIGNER:SEQUENCE:SHA256`, in capitals.

        Ids and fingerprints are in lower case everywhere, so that nothing is lost, and capitals make a smaller code.
        """
        parts = ("jp1", self.kind, self.round_id, self.round_version, self.signer, self.sequence, self.fingerprint)
        return ":".join(map(str, parts)).upper()


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of eight, to compare by eye."""
    return " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))


def qr_modules(binding: Binding) -> tuple[tuple[bool, ...], ...]:
    """The modules of the code, line by line from the top, dark ones True, without the margin of four around it."""
    from reportlab.graphics.barcode.qr import QrCodeWidget

    widget: Any = QrCodeWidget(binding.code, barLevel="M")
    widget.qr.make()
    return tuple(tuple(map(bool, line)) for line in widget.qr.modules)


def prepare_qr(canvas: Canvas, binding: Binding) -> None:
    """Draws the code once into the document; `draw_qr` puts it on a page."""
    lines = qr_modules(binding)
    side = QR_SIDE / len(lines)
    canvas.beginForm(_QR_FORM, 0, 0, QR_SIDE, QR_SIDE)
    canvas.setFillGray(0)
    for number, modules in enumerate(lines, start=1):
        column = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                canvas.rect(column * side, QR_SIDE - number * side, length * side, side, stroke=0, fill=1)
            column += length
    canvas.endForm()


def draw_qr(canvas: Canvas, left: float, bottom: float) -> None:
    """The code of `prepare_qr`, `QR_SIDE` points wide and high."""
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.doForm(_QR_FORM)
    canvas.restoreState()
