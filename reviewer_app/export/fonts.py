"""The fonts of everything on paper: Chinese first, a second face for what the first lacks, never a box.

Text goes through `runs`, which splits it by the face that has its glyphs. What is copied from the PDF is the text that
was drawn, beyond the BMP too: reportlab's own ToUnicode tables are wrong there, so ours take their place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reviewer_app.domain.errors import UserError
from reviewer_app.resources import resource

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument
    from reportlab.pdfgen.canvas import Canvas

REGULAR = "NotoSansSC-Regular"
SUPPLEMENT = "JiangpingHanSupplement-Regular"
FACES = (REGULAR, SUPPLEMENT)
"""The faces in the order in which they are asked for a glyph; the file of each is `resources/fonts/<face>.ttf`."""

_NOT_AT_START = frozenset("，。、；：？！）》」』】〕〉”’…—·,.;:?!)]}%％°")
_NOT_AT_END = frozenset("（《「『【〔〈“‘([{")


class _Face(TTFont):
    """A TrueType face whose ToUnicode tables are right for every plane."""

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - reportlab's name
        subsets = self.state[doc].subsets
        names = [self.getSubsetInternalName(number, doc)[1:] for number in range(len(subsets))]
        super().addObjects(doc)
        objects: dict[str, Any] = doc.idToObject
        fonts = objects["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            objects[fonts[name].ToUnicode.name].content = _to_unicode(fonts[name].BaseFont, subset)


def _to_unicode(font: str, subset: list[int]) -> str:
    """The ToUnicode CMap (ISO 32000-1, 9.10.3) of a subset: code points as UTF-16BE, in blocks of at most 100."""
    pairs = [
        f"<{code:02X}> <{chr(letter).encode('utf-16-be').hex().upper()}>"
        for code, letter in enumerate(subset)
        if letter
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{font} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


@lru_cache(maxsize=1)
def _faces() -> tuple[_Face, ...]:
    """The faces, registered with reportlab at the first call (half a second)."""
    faces = tuple(_Face(name, str(resource("fonts", f"{name}.ttf")), shapable=False) for name in FACES)
    for face in faces:
        pdfmetrics.registerFont(face)
    return faces


@lru_cache(maxsize=65536)
def _face_of(letter: str) -> str:
    """The name of the face for a character, "" for one that is not drawn (variation selectors), "?" if none has it."""
    code = ord(letter)
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    for face in _faces():
        if code in face.face.charToGlyph:
            return face.fontName
    return "?"


def runs(text: str) -> tuple[tuple[str, str], ...]:
    """The text of one line in pieces of one face each: (face, piece).

    Raises `UserError` `glyph_missing` for a character that no face has, control characters among them.
    """
    pieces: list[tuple[str, str]] = []
    for letter in text:
        face = _face_of(letter)
        if face == "?":
            raise UserError("glyph_missing", character=letter, code_point=f"U+{ord(letter):04X}", text=text)
        if not face:
            continue
        if pieces and pieces[-1][0] == face:
            pieces[-1] = (face, pieces[-1][1] + letter)
        else:
            pieces.append((face, letter))
    return tuple(pieces)


def missing(text: str) -> tuple[str, ...]:
    """The characters that no face has, each once, in their order."""
    return tuple(dict.fromkeys(letter for letter in text if _face_of(letter) == "?"))


def width(text: str, size: float) -> float:
    """The width of a line in points."""
    return sum(pdfmetrics.stringWidth(piece, face, size) for face, piece in runs(text))


def draw(canvas: Canvas, x: float, y: float, text: str, size: float) -> float:
    """Draws one line with its left end at x, the baseline at y; gives the x where it ends."""
    for face, piece in runs(text):
        canvas.setFont(face, size)
        canvas.drawString(x, y, piece)
        x += pdfmetrics.stringWidth(piece, face, size)
    return x


def draw_centred(canvas: Canvas, x: float, y: float, text: str, size: float) -> None:
    """Draws one line with its middle at x."""
    draw(canvas, x - width(text, size) / 2, y, text, size)


def draw_right(canvas: Canvas, x: float, y: float, text: str, size: float) -> None:
    """Draws one line that ends at x."""
    draw(canvas, x - width(text, size), y, text, size)


def wrap(text: str, size: float, room: float) -> list[str]:
    """One paragraph in lines of at most `room` points.

    Breaks between Chinese characters, keeps Latin words and numbers whole where they fit, starts no line with a closing
    mark and ends none with an opening one.
    """
    lines, line, used = [], "", 0.0
    for word in _words(text):
        space = width(word, size)
        if line and used + space > room:
            kept, moved = _break(line, word)
            lines.append(kept)
            line, used = moved, width(moved, size)
        line, used = line + word, used + space
    return [*lines, line] if line else lines


def _break(line: str, word: str) -> tuple[str, str]:
    """Where a line ends before a word: (what stays, what moves to the next line)."""
    end = len(line)
    if word[0] in _NOT_AT_START:
        end -= 1
    while end > 1 and (line[end - 1] in _NOT_AT_END or (end < len(line) and line[end] in _NOT_AT_START)):
        end -= 1
    return (line[:end], line[end:]) if end > 1 else (line, "")


def _words(text: str) -> list[str]:
    """Latin words and numbers as one, everything else by the character; words longer than 24 are cut."""
    words: list[str] = []
    for letter in text:
        if words and _clings(letter) and _clings(words[-1][-1]) and len(words[-1]) < 24:
            words[-1] += letter
        else:
            words.append(letter)
    return words


def _clings(letter: str) -> bool:
    return "!" <= letter < "\u2e80" and letter not in _NOT_AT_START and letter not in _NOT_AT_END
