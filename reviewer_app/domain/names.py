"""Names and texts of people, kept as they are: NFC and never NFKC, with one middle dot, without invisible characters.

Private-use code points have no meaning outside the font that drew them. Those that stand for characters of GB 18030
(old tables, and Python's codec, put some there) are known and mended; any other one must be seen by a person.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

MIDDLE_DOT = "\u00b7"

_DOTS = dict.fromkeys(map(ord, "\u30fb\uff65\u2022\u2027"), MIDDLE_DOT)
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F))
)
_CONTROLS = dict.fromkeys(code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A))
_NOT_SPACE = {code: None for code in _CONTROLS if not chr(code).isspace()}
_SPACE = re.compile(r"\s+")
_HAN = r"[\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_BETWEEN_HAN = re.compile(f"(?<={_HAN}) (?={_HAN})")
_AROUND_DOT = re.compile(f" ?{MIDDLE_DOT} ?")

# GB 18030-2005 and -2022 give these two-byte codes (in brackets) real characters; older tables had private-use ones.
_GB18030 = {
    0xE78D: "\ufe10",  # A6D9
    0xE78E: "\ufe12",  # A6DA
    0xE78F: "\ufe11",  # A6DB
    0xE790: "\ufe13",  # A6DC
    0xE791: "\ufe14",  # A6DD
    0xE792: "\ufe15",  # A6DE
    0xE793: "\ufe16",  # A6DF
    0xE794: "\ufe17",  # A6EC
    0xE795: "\ufe18",  # A6ED
    0xE796: "\ufe19",  # A6F3
    0xE7C7: "\u1e3f",  # A8BC
    0xE816: "\U00020087",  # FE51
    0xE817: "\U00020089",  # FE52
    0xE818: "\U000200cc",  # FE53
    0xE81E: "\u9fb4",  # FE59
    0xE826: "\u9fb5",  # FE61
    0xE82B: "\u9fb6",  # FE66
    0xE82C: "\u9fb7",  # FE67
    0xE831: "\U000215d7",  # FE6C
    0xE832: "\u9fb8",  # FE6D
    0xE83B: "\U0002298f",  # FE76
    0xE843: "\u9fb9",  # FE7E
    0xE854: "\u9fba",  # FE90
    0xE855: "\U000241fe",  # FE91
    0xE864: "\u9fbb",  # FEA0
}


def clean_name(text: str) -> str:
    """A name in the one form that the program keeps: a clean line, but without spaces that only pad (张　三).

    ・ ･ • ‧ become U+00B7, without spaces around it.
    """
    return _AROUND_DOT.sub(MIDDLE_DOT, _BETWEEN_HAN.sub("", clean_line(text).translate(_DOTS)))


def clean_line(text: str) -> str:
    """One line: NFC, every run of white space one space, none at the ends, nothing invisible."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE).translate(_NOT_SPACE))
    return _SPACE.sub(" ", text).strip()


def clean_text(text: str) -> str:
    """A text of several paragraphs: NFC, lines ended with LF, no control characters, nothing blank at its ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    lines = unicodedata.normalize("NFC", text).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def mend_gb18030(text: str) -> str:
    """The text with the private-use stand-ins for characters of GB 18030 replaced by these characters."""
    return text.translate(_GB18030)


def private_use(text: str) -> tuple[str, ...]:
    """The private-use characters of a text as `U+E000`, each once, in their order."""
    found = [f"U+{ord(letter):04X}" for letter in text if unicodedata.category(letter) == "Co"]
    return tuple(dict.fromkeys(found))


def id_number_flaw(text: str) -> str:
    """What is wrong with an ID number by GB 11643: `length`, `date`, `checksum`, or nothing.

    The area is not judged: areas come and go. `text` is in upper case.
    """
    from stdnum.cn import ric

    if re.fullmatch(r"[0-9]{17}[0-9X]", text, re.ASCII) is None:
        return "length"
    try:
        datetime.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "date"
    return "" if ric.calc_check_digit(text) == text[17] else "checksum"
