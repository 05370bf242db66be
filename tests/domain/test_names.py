"""Names of people in one form, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.names import clean_line, clean_name, clean_text, id_number_flaw, mend_gb18030, private_use


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("王 五", "王五"),
        ("　张　三　", "张三"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("买买提‧艾力", "买买提·艾力"),
        ("买买提･艾力", "买买提·艾力"),
        ("\ufeff李\u200b四", "李四"),
        ("Jose\u0301  Garcia", "José Garcia"),
        ("𠮷 𬱖", "𠮷𬱖"),
        ("Ａ①㎏", "Ａ①㎏"),
        ("a\x00 \x01 b", "a b"),
    ],
)
def test_a_name_has_one_form(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_name(clean_name(text)) == clean_name(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_line(clean_name(text)) == clean_name(text)
    assert clean_text(clean_text(text)) == clean_text(text)


def test_a_line_keeps_its_spaces_and_dots() -> None:
    assert clean_line(" 一等奖　二等奖\t• 三\n") == "一等奖 二等奖 • 三"


def test_paragraphs_stay() -> None:
    assert clean_text("\n一\r\n\r\n  二 \r三\x00\n ") == "一\n\n  二\n三"


def test_the_gaps_of_old_gb18030_tables_are_mended() -> None:
    read = bytes.fromhex("FE59A6D9A8BCFE51").decode("gb18030")

    assert private_use(read) == ("U+E81E", "U+E78D", "U+E7C7", "U+E816")
    assert mend_gb18030(read) == "\u9fb4\ufe10\u1e3f\U00020087"


def test_any_other_private_use_character_is_told_once() -> None:
    assert private_use(mend_gb18030("李\ue000\ue000\U000f0001")) == ("U+E000", "U+F0001")


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("11010519491231002X", ""),
        ("440524188001010014", ""),
        ("110105194912310021", "checksum"),
        ("110105194913310020", "date"),
        ("11010519491231002", "length"),
        ("1101051949123100２X", "length"),
        ("", "length"),
    ],
)
def test_id_numbers_by_gb_11643(number: str, flaw: str) -> None:
    assert id_number_flaw(number) == flaw
