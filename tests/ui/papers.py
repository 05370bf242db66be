"""Papers that experts are handed: PDFs long, heavy, locked, empty."""

from __future__ import annotations

import io
from hashlib import sha256

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage
from reportlab.pdfgen import canvas

from reviewer_app.domain.candidate import Dossier, Evidence, Tag

EMPTY_PDF = b"""%PDF-1.4
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[]/Count 0>>
endobj
xref
0 3
0000000000 65535 f 
0000000009 00000 n 
0000000054 00000 n 
trailer
<</Size 3/Root 1 0 R>>
startxref
100
%%EOF
"""


def pdf(*, pages: int = 1, words: str = "deeds", password: str = "") -> bytes:
    """A PDF whose pages say `page 1 deeds`, `page 2 deeds`, …"""
    written = io.BytesIO()
    paper = canvas.Canvas(written, pagesize=(600, 800), encrypt=password or None)
    for number in range(1, pages + 1):
        paper.drawString(60, 700, f"page {number} {words}")
        paper.showPage()
    paper.save()
    return written.getvalue()


def coloured_pdf(colour: str, *, strokes: int = 0) -> bytes:
    """A page of one colour; many strokes of the same colour make it slow to draw."""
    written = io.BytesIO()
    paper = canvas.Canvas(written, pagesize=(600, 800))
    paper.setFillColor(colour)
    paper.rect(0, 0, 600, 800, fill=1, stroke=0)
    for number in range(strokes):
        paper.circle(300, 400, 10 + number % 300, fill=1, stroke=0)
    paper.showPage()
    paper.save()
    return written.getvalue()


def picture(width: int, height: int) -> bytes:
    """A PNG, its left half red and its right half blue."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    for x in range(width // 2):
        for y in range(height):
            image.setPixelColor(x, y, QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(QByteArray(buffer.data()).data())


def piece(number: int, name: str, media_type: str, *tags: Tag) -> Evidence:
    return Evidence(
        number=number, file_name=name, media_type=media_type, size=1, sha256=sha256(b"").hexdigest(), tags=tags
    )


def dossier(*pieces: Evidence, code: str = "001") -> Dossier:
    return Dossier(candidate=code, evidence=pieces)
