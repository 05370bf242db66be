"""A piece of evidence made ready to be shown, beside the window: texts decoded, pictures unpacked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from reviewer_app.domain.candidate import Evidence
from reviewer_app.i18n import _

if TYPE_CHECKING:
    from reviewer_app.ui.expert.pdf.file import PdfFile

PDF, TEXT = "application/pdf", "text/plain"
MOST_TEXT = 2 << 20
"""Bytes of a text that are shown; who writes more than that into a text file means something else."""
MOST_PIXELS = 60_000_000
"""Pixels of a picture that is unpacked: four bytes each, and again a third for its smaller copies."""
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its copies, each half as wide as the one before."""

    levels: tuple[QImage, ...]

    @property
    def size(self) -> QSize:
        return self.levels[0].size()

    def at_least(self, width: int) -> QImage:
        """The smallest copy that is at least so many pixels wide, or the picture itself."""
        return next((one for one in reversed(self.levels) if one.width() >= width), self.levels[0])


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF that was loaded, or tried to: its `error` tells."""

    file: PdfFile


@dataclass(frozen=True, slots=True)
class Words:
    """A text to read."""

    text: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a piece cannot be shown, in words."""

    words: str


Content = Picture | Document | Words | Trouble


def made_ready(piece: Evidence, content: bytes) -> Content:
    """What is shown of a piece. Any thread may call it."""
    if piece.media_type == PDF:
        from reviewer_app.ui.expert.pdf.file import PdfFile

        return Document(PdfFile(content))
    return Words(_decoded(content)) if piece.media_type == TEXT else _unpacked(content)


def _decoded(content: bytes) -> str:
    text = _text(content[:MOST_TEXT])
    if len(content) > MOST_TEXT:
        text += "\n\n" + _("The text goes on; only its beginning is shown here.")
    return text


def _text(content: bytes) -> str:
    """Chinese as it is written here: UTF-8, else GB18030; another one only where the file says so."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if error.end >= len(content) - 4 and len(content) == MOST_TEXT:
                return content.decode(encoding, errors="ignore")
    return content.decode("utf-8", errors="replace")


def _unpacked(content: bytes) -> Content:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        words = _("This picture is too large to be shown: {width} × {height} points. The office can make it smaller.")
        return Trouble(words.format(width=size.width(), height=size.height()))
    image = reader.read()
    if image.isNull():
        return Trouble(_("This picture is damaged and cannot be shown. Everything else of the dossier can be read."))
    levels = [image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)]
    while levels[-1].width() > 800:
        half = levels[-1].size() / 2
        ways = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        levels.append(levels[-1].scaled(half, *ways))
    return Picture(tuple(levels))
