"""Every character is drawn as itself and read back as itself, or is told by name."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from reviewer_app.domain.errors import UserError
from reviewer_app.export import fonts

RARE = "䶮㛃𬱖𠮷买买提·艾力张三"


def read_back(path: Path) -> str:
    with pdfplumber.open(path) as document:
        return "".join(page.extract_text() for page in document.pages)


def test_text_goes_to_the_face_that_has_its_glyphs() -> None:
    assert fonts.runs("𬱖𠮷a") == ((fonts.REGULAR, "𬱖"), (fonts.SUPPLEMENT, "𠮷"), (fonts.REGULAR, "a"))


def test_what_is_read_back_is_what_was_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), invariant=1)
    fonts.draw(canvas, 50, 700, RARE, 20)
    canvas.save()

    assert read_back(path) == RARE


def test_more_than_one_subset_is_read_back(tmp_path: Path) -> None:
    lines = ["".join(chr(start + step) for step in range(30)) for start in range(0x4E00, 0x4E00 + 600, 30)]
    lines += [chr(code) * 2 for code in (0x20BB7, 0x2CC56, 0x20087, 0x2B5AE)]
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), invariant=1)
    for number, line in enumerate(lines):
        fonts.draw(canvas, 50, 800 - 20 * number, line, 12)
    canvas.save()

    assert read_back(path).split("\n") == lines


@pytest.mark.parametrize("letter", ["\ue000", "\U0003134f", "\n", "\x07", "ﷺ"])
def test_a_character_without_a_glyph_is_an_error(letter: str) -> None:
    with pytest.raises(UserError) as raised:
        fonts.runs(f"张{letter}三")

    assert raised.value.code == "glyph_missing"
    assert raised.value.values == {
        "character": letter,
        "code_point": f"U+{ord(letter):04X}",
        "text": f"张{letter}三",
    }
    assert fonts.missing(f"张{letter}三{letter}") == (letter,)


def test_variation_selectors_are_not_drawn() -> None:
    assert fonts.runs("葛\U000e0100城\ufe00") == ((fonts.REGULAR, "葛城"),)


def test_the_whole_uro_and_the_names_of_people_can_be_printed() -> None:
    assert fonts.missing("".join(map(chr, range(0x4E00, 0x9FA6))) + RARE) == ()


@given(st.text(st.sampled_from("工匠精神，。（《》）、abc 12.5·𠮷"), max_size=80), st.integers(60, 300))
def test_wrapping_keeps_every_character_within_the_room(text: str, room: int) -> None:
    lines = fonts.wrap(text, 12, room)

    assert "".join(lines) == text
    assert all(lines)


def test_no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert fonts.wrap("一二三四五，六七八九（十", 10, 50) == ["一二三四", "五，六七八", "九（十"]
    assert fonts.wrap("一二三四（五）", 10, 50) == ["一二三四", "（五）"]


def test_latin_words_stay_whole() -> None:
    assert fonts.wrap("一二 GB/T9704 三", 10, 60) == ["一二 ", "GB/T9704 三"]
