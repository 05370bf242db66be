"""A roster comes in from any spreadsheet, and whatever is wrong with it is told at once, with its place."""

from __future__ import annotations

import csv
import datetime
import io
import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer_app.domain.candidate import (
    SKILL_LEVELS,
    Achievement,
    Candidate,
    Channel,
    Contest,
    Dossier,
    Employment,
    Mentorship,
    Patent,
    PrivateRecord,
    Sex,
    Tag,
)
from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.export.roster import RosterReading, read_roster, write_roster, write_template

HEADER = ["编号", "姓名", "工作单位"]
ZHANG = ["001", "张三", "示例厂"]
LI = ["002", "李四", "示例厂"]
ZHANG_READ = Candidate(code="001", name="张三", unit="示例厂", recommended_by=("示例厂",))
LI_READ = Candidate(code="002", name="李四", unit="示例厂", recommended_by=("示例厂",))


def book(path: Path, rows: Sequence[Sequence[object]], *, date_cells: bool = False) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime.datetime):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, (int, float)):
                    sheet.write_number(number, place, cell)
                else:
                    sheet.write_string(number, place, str(cell))
    return path


def comma(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    path.write_bytes(target.getvalue().encode(encoding))
    return path


def problem(code: str, row: int | None = None, column: str = "", **values: object) -> Problem:
    return Problem(code=code, file="r", row=row, column=column, values=values)


def errors(path: Path) -> tuple[Problem, ...]:
    """The errors, whether they are in the reading or were raised at once."""
    try:
        return read_roster(path).checked().errors
    except InputError as error:
        return error.problems


@pytest.fixture
def r(tmp_path: Path) -> Path:
    return tmp_path / "r"


# ---- the forms that it comes in


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_usual_encoding(r: Path, encoding: str) -> None:
    name = "买买提·艾力䶮㛃𬱖𠮷"
    reading = read_roster(comma(r, [HEADER, ["001", name, "示例厂"]], encoding))

    assert [candidate.name for candidate in reading.candidates] == [name]
    assert reading.errors == ()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_csv_with_every_usual_delimiter(r: Path, delimiter: str) -> None:
    r.write_text("\n".join(delimiter.join(row) for row in [HEADER, ZHANG]), encoding="utf-8")

    assert read_roster(r).candidates == (ZHANG_READ,)


def test_the_content_counts_and_not_the_ending(tmp_path: Path) -> None:
    as_csv = book(tmp_path / "roster.csv", [HEADER, ZHANG])
    as_xlsx = comma(tmp_path / "roster.xlsx", [HEADER, ZHANG])

    assert read_roster(as_csv).candidates == read_roster(as_xlsx).candidates == (ZHANG_READ,)


@pytest.mark.parametrize("ending", ["xls", "et"])
def test_the_old_binary_form_of_excel_and_wps(r: Path, ending: str) -> None:
    source = Path(__file__).parent / "data" / "roster.xls"
    path = r.with_suffix(f".{ending}")
    path.write_bytes(source.read_bytes())

    assert read_roster(path).candidates == (ZHANG_READ, LI_READ)


def test_an_error_cell_of_the_old_form(tmp_path: Path) -> None:
    path = tmp_path / "r"
    path.write_bytes((Path(__file__).parent / "data" / "roster-error.xls").read_bytes())
    reading = read_roster(path)

    assert reading.candidates == (ZHANG_READ.model_copy(update={"trade": "焊工"}),)
    assert reading.errors == (problem("cell_error", 3, "工种"),)


@pytest.mark.parametrize("name", ["roster.xls", "roster-error.xls"])
def test_an_old_binary_cut_or_altered_is_read_or_refused_and_nothing_else(tmp_path: Path, name: str) -> None:
    whole = (Path(__file__).parent / "data" / name).read_bytes()
    path = tmp_path / "r"
    chance = random.Random(1)
    codes: set[str] = set()
    for _time in range(150):
        altered = bytearray(whole)
        for _place in range(chance.choice((1, 8, 60))):
            altered[chance.randrange(8, len(whole))] = chance.randrange(256)
        path.write_bytes(bytes(altered[: chance.randrange(9, len(whole) + 1)]))
        codes |= {found.code for found in errors(path)}

    assert "not_a_spreadsheet" in codes
    assert codes <= {"not_a_spreadsheet", "table_empty", "roster_header_missing", "roster_column_missing"}


def test_a_heading_above_and_notes_below_are_no_candidates(r: Path) -> None:
    reading = read_roster(
        book(r, [["2026年推荐人选花名册"], [], ["序号", "姓 名*", "单位（全称）"], ZHANG, [], ["填表人：王五"]])
    )

    assert reading.candidates == (ZHANG_READ,)
    assert reading.errors == ()
    assert reading.warnings == (problem("roster_row_skipped", 6, text="填表人：王五"),)


def test_english_titles(r: Path) -> None:
    reading = read_roster(
        comma(r, [["Code", "Name", "Unit", "Nomination_Channel", "Recommended by"], ["A-1", "Li", "X", "self", ""]])
    )

    assert reading.candidates == (Candidate(code="A-1", name="Li", unit="X", channel=Channel.SELF),)


def test_a_code_stored_as_a_number_is_read_without_a_point(r: Path) -> None:
    assert read_roster(book(r, [HEADER, [1, "张三", "示例厂"]])).candidates[0].code == "1"


# ---- what a row means

FULL = Candidate(
    code="A-001",
    name="买买提·艾力",
    unit="示例船舶有限公司",
    trade="焊工",
    skill_level="高级技师",
    industry="船舶",
    channel=Channel.JOINT,
    recommended_by=("张三", "李四"),
    group="第一组",
)
DOSSIER = Dossier(
    candidate="A-001",
    sex=Sex.FEMALE,
    birth_year=1967,
    age=59,
    education="初中",
    title="工程师",
    post="焊接班长",
    employment=Employment.IN_SERVICE,
    years_on_front_line=38,
    deeds="第一段。\n\n  第二段。",
    honours=("2019年示例市五一劳动奖章", "示例厂先进"),
    contests=(Contest(name="焊接大赛", level="市级", rank=3, award="三等奖", proof="附件1"), Contest(name="比武")),
    patents=(Patent(title="一种工装", number="ZL0", kind="发明", proof="附件2"),),
    mentorships=(Mentorship(form="一带多", apprentices=3, agreement=True, proof="附件3"),),
    achievements=(Achievement(title="夹具改进", tags=(Tag.FIVE_SMALLS, Tag.PROVINCIAL_AWARD)), Achievement(title="甲")),
)
RECORD = PrivateRecord(candidate="A-001", id_number="99999919670101002X", phone="10000000000")


def test_what_is_written_is_read_as_the_same(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    write_roster(path, [FULL], [DOSSIER], [RECORD])
    reading = read_roster(path)

    assert reading == RosterReading(
        candidates=(FULL,),
        dossiers=(DOSSIER,),
        private_records=(RECORD,),
        errors=(),
        warnings=reading.warnings,
    )
    assert [warning.code for warning in reading.warnings] == ["id_number_checksum"]


WORDS = st.text(st.sampled_from("工匠精神一二三abc 12·𠮷"), min_size=1, max_size=12).map(str.strip)
NAMES = WORDS.filter(
    lambda text: text == "".join(text.split()) and text[:1] not in ("", "·", "1", "2") and text[-1] != "·"
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=4), st.sampled_from(SKILL_LEVELS), st.sampled_from(list(Tag)))
def test_any_names_survive_the_round_trip(tmp_path: Path, names: list[str], level: str, tag: Tag) -> None:
    candidates = tuple(
        Candidate(code=f"{number:03d}", name=name, unit=name, skill_level=level, recommended_by=(name,))
        for number, name in enumerate(names)
    )
    dossiers = tuple(
        Dossier(
            candidate=candidate.code, honours=tuple(names), achievements=(Achievement(title=names[0], tags=(tag,)),)
        )
        for candidate in candidates
    )
    path = tmp_path / "any.xlsx"
    path.unlink(missing_ok=True)
    write_roster(path, candidates, dossiers)
    reading = read_roster(path)

    assert (reading.candidates, reading.dossiers, reading.errors) == (candidates, dossiers, ())


def test_the_same_roster_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_roster(tmp_path / name, [FULL], [DOSSIER], [RECORD])

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_template_has_every_column_and_no_candidate(r: Path) -> None:
    write_template(r)

    assert errors(r) == (problem("roster_without_candidates", 1),)


def test_nobody_is_refused_on_the_seven_conditions(r: Path) -> None:
    titles = [*HEADER, "性别", "年龄", "学历", "职务", "职称", "工作年限", "荣誉", "职业技能等级"]
    reading = read_roster(
        book(r, [titles, [*ZHANG, "", 58, "", "", "", 0, "", ""], [*LI, "不详", "老", "无", "", "", "x", "", "大师"]])
    )

    assert reading.candidates == (ZHANG_READ, LI_READ.model_copy(update={"skill_level": "大师"}))
    assert reading.dossiers == (
        Dossier(candidate="001", age=58, years_on_front_line=0),
        Dossier(candidate="002", education="无"),
    )
    assert reading.errors == ()
    assert reading.warnings == (
        problem("skill_level_unknown", 3, "职业技能等级", value="大师"),
        problem("value_not_understood", 3, "性别", value="不详"),
        problem("value_not_understood", 3, "年龄", value="老"),
        problem("value_not_understood", 3, "工作年限", value="x"),
    )


def test_a_retired_candidate_is_flagged(r: Path) -> None:
    reading = read_roster(book(r, [[*HEADER, "在职情况"], [*ZHANG, "2021年退休"]]))

    assert reading.dossiers[0].employment is Employment.RETIRED
    assert (reading.errors, reading.warnings) == ((), (problem("retired", 2, "在职情况"),))


def test_nomination_channels(r: Path) -> None:
    titles = ["编号", "姓名", "工作单位", "推荐方式", "推荐单位"]
    reading = read_roster(
        book(
            r,
            [
                titles,
                ["1", "甲", "厂", "单位推荐", ""],
                ["2", "乙", "", "个人自荐", ""],
                ["3", "丙", "厂", "联名推荐", "张三、李四"],
                ["4", "丁", "厂", "联名推荐", "张三"],
                ["5", "戊", "", "单位推荐", "区总工会"],
                ["6", "己", "厂", "抽签", ""],
            ],
        )
    )

    assert [(one.code, one.channel, one.recommended_by) for one in reading.candidates] == [
        ("1", Channel.UNIT, ("厂",)),
        ("2", Channel.SELF, ()),
        ("3", Channel.JOINT, ("张三", "李四")),
    ]
    assert reading.errors == (
        problem("joint_needs_two", 5, "推荐单位"),
        problem("unit_missing", 6, "工作单位"),
        problem("channel_unknown", 7, "推荐方式", value="抽签", allowed="单位推荐、个人自荐、联名推荐"),
    )


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("1985-03-02", 1985),
        ("1985.3", 1985),
        ("1985年3月", 1985),
        ("1985/3/2", 1985),
        ("198503", 1985),
        ("19850302", 1985),
        ("1985", 1985),
        (1985, 1985),
        (198503, 1985),
        (1985.03, 1985),
        (31108, 1985),
        (datetime.datetime(1985, 3, 2), 1985),  # noqa: DTZ001 - a spreadsheet's day
        ("1985-13", None),
        ("1985-02-30", None),
        ("85年3月", None),
        ("1785", None),
        ("很久以前", None),
    ],
)
def test_dates_in_every_form(r: Path, cell: object, year: int | None) -> None:
    reading = read_roster(book(r, [[*HEADER, "出生年月"], [*ZHANG, cell]]))

    assert [dossier.birth_year for dossier in reading.dossiers] == ([] if year is None else [year])
    assert [error.code for error in reading.errors] == (["date_impossible"] if year is None else [])


# ---- names


def test_names_are_kept_but_for_padding_and_dots(r: Path) -> None:
    reading = read_roster(book(r, [HEADER, ["1", " 张　三 ", "厂"], ["2", "买买提・艾力", "厂"], ["3", "①號", "厂"]]))

    assert [candidate.name for candidate in reading.candidates] == ["张三", "买买提·艾力", "①號"]


def test_stand_ins_of_gb18030_are_mended_and_private_characters_told(r: Path) -> None:
    r.write_bytes(
        "编号,姓名,工作单位\n1,李".encode("gb18030") + b"\xfe\x59\n2,\xaa\xa1,".replace(b"\n2", b",c\n2") + b"c\n"
    )
    reading = read_roster(r)

    assert [candidate.name for candidate in reading.candidates] == ["李\u9fb4", "\ue000"]
    assert reading.warnings == (
        problem("private_use_mended", 2, "姓名", code_points="U+E81E"),
        problem("private_use", 3, "姓名", code_points="U+E000"),
        problem("name_not_printable", 3, "姓名", code_points="U+E000"),
    )


# ---- what is refused


def test_everything_wrong_is_told_at_once(r: Path) -> None:
    rows: list[list[object]] = [
        ["编号", "姓名", "工作单位", "身份证号", "出生年月"],
        ["001", "张三", "厂", 370202198503021234, "1985-13"],
        ["", "李四", "厂", "", ""],
        ["001", "王五", "", "3.70202E+17", ""],
        ["零一", "", "厂", "", ""],
    ]

    assert errors(book(r, rows)) == (
        problem("date_impossible", 2, "出生年月", value="1985-13"),
        problem("id_number_as_number", 2, "身份证号"),
        problem("code_missing", 3, "编号"),
        problem("code_twice", 4, "编号", value="001", first=2),
        problem("unit_missing", 4, "工作单位"),
        problem("id_number_as_number", 4, "身份证号"),
        problem("code_invalid", 5, "编号", value="零一"),
        problem("name_missing", 5, "姓名"),
    )


def test_a_code_that_differs_in_letter_case_only_is_the_same_code(r: Path) -> None:
    rows = [HEADER, ["a1", "张三", "厂"], ["A1", "李四", "厂"]]

    assert errors(book(r, rows)) == (problem("code_twice", 3, "编号", value="A1", first=2),)


@pytest.mark.parametrize(
    ("number", "warning"),
    [
        ("99999919850302001", "id_number_length"),
        ("999999198513020016", "id_number_date"),
        ("999999198503020010", "id_number_checksum"),
    ],
)
def test_a_doubtful_id_number_warns_and_does_not_block(r: Path, number: str, warning: str) -> None:
    reading = read_roster(book(r, [[*HEADER, "身份证号"], [*ZHANG, number]]))

    assert reading.private_records == (PrivateRecord(candidate="001", id_number=number),)
    assert (reading.errors, reading.warnings) == ((), (problem(warning, 2, "身份证号"),))


def test_one_person_in_two_rows_is_told(r: Path) -> None:
    rows = [[*HEADER, "身份证号"], ["1", "张三", "厂", "11010519491231002X"], ["2", "张三", "厂", "11010519491231002x"]]

    assert read_roster(book(r, rows)).warnings == (
        problem("id_number_twice", 3, "身份证号", first=2),
        problem("person_twice", 3, "姓名", first=2),
    )


def test_a_renamed_column_is_missing_and_its_titles_are_told(r: Path) -> None:
    (found,) = errors(book(r, [["编号", "名儿", "工作单位"], ZHANG]))

    assert (found.code, found.row, found.values["title"], found.values["found"]) == (
        "roster_column_missing",
        1,
        "姓名",
        "编号、名儿、工作单位",
    )


def test_a_column_that_stands_twice_is_refused(r: Path) -> None:
    assert errors(book(r, [[*HEADER, "候选人姓名"], [*ZHANG, "李四"]])) == (
        problem("roster_column_twice", 1, "候选人姓名", first="B", second="D"),
    )


def test_unknown_and_untitled_columns_are_left_out_with_a_warning(r: Path) -> None:
    reading = read_roster(book(r, [[*HEADER, "星座", ""], [*ZHANG, "白羊", "x"]]))

    assert reading.candidates == (ZHANG_READ,)
    assert reading.warnings == (problem("roster_column_unknown", 1, "星座"), problem("roster_column_untitled", 1, "E"))


def test_no_titles_at_all(r: Path) -> None:
    assert errors(book(r, [ZHANG, LI])) == (problem("roster_header_missing", titles="编号、姓名、工作单位"),)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\0\0"])
def test_an_empty_file(r: Path, content: bytes) -> None:
    r.write_bytes(content)

    assert errors(r) == (problem("table_empty"),)


def test_an_empty_sheet(r: Path) -> None:
    assert errors(book(r, [])) == (problem("table_empty"),)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04 cut",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8,
        b"\x01\x02\0\x03",
        b"\xff\xff\xff",
    ],
)
def test_no_spreadsheet_at_all(r: Path, content: bytes) -> None:
    r.write_bytes(content)

    assert errors(r) == (problem("not_a_spreadsheet"),)


def test_an_xlsx_cut_anywhere_is_no_spreadsheet(tmp_path: Path) -> None:
    whole = book(tmp_path / "whole", [HEADER, ZHANG]).read_bytes()
    path = tmp_path / "r"
    for length in range(4, len(whole), 97):
        path.write_bytes(whole[:length])
        assert errors(path) == (problem("not_a_spreadsheet"),)


def test_a_protected_workbook(r: Path) -> None:
    r.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))

    assert errors(r) == (problem("spreadsheet_protected"),)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert [found.code for found in errors(tmp_path / "none")] == ["path_unreadable"]
    assert [found.code for found in errors(tmp_path)] == ["not_a_file"]


def test_an_unclosed_quotation_mark(r: Path) -> None:
    r.write_text('编号,姓名,工作单位\n1,"张三,厂\n', encoding="utf-8")

    assert [(found.code, found.row) for found in errors(r)] == [("csv_broken", 2)]


def test_errors_of_excel_and_formulas_without_a_value(r: Path) -> None:
    with xlsxwriter.Workbook(r) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [*HEADER, "工种"])
        sheet.write_row(1, 0, ZHANG)
        sheet.write_formula(1, 3, "=VLOOKUP(1,A:B,9)", None, "#N/A")
        sheet.write_row(2, 0, LI)
        sheet.write_formula(2, 3, '="焊工"', None, "")
        sheet.write_row(3, 0, ["003"])
        sheet.write_formula(3, 1, '="王"&"五"', None, "王五")
        sheet.write_string(3, 2, "示例厂")
    reading = read_roster(r)

    assert [candidate.name for candidate in reading.candidates] == ["王五"]
    assert reading.errors == (problem("cell_error", 2, "工种"), problem("cell_not_calculated", 3, "工种"))


def test_merged_cells(r: Path) -> None:
    with xlsxwriter.Workbook(r) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:D1", "2026年花名册")
        sheet.merge_range("A2:A3", "编号")
        sheet.merge_range("B2:B3", "姓名")
        sheet.merge_range("C2:D2", "基本情况")
        sheet.write_row("C3", ["工作单位", "工种"])
        sheet.write_row("A4", ZHANG)
        sheet.write_row("A5", LI)
        sheet.merge_range("C4:C5", "示例厂")
        sheet.write_string("D4", "焊工")
        sheet.write_string("C6", "示例厂")
        sheet.merge_range("A6:A7", "003")
        sheet.write_string("B6", "王五")
        sheet.write_row("B7", ["赵六", "示例厂"])
    reading = read_roster(r)

    assert reading.candidates[:2] == (ZHANG_READ.model_copy(update={"trade": "焊工"}), LI_READ)
    assert reading.errors == (
        problem("cell_merged", 7, "编号"),
        problem("code_twice", 7, "编号", value="003", first=6),
    )


def test_a_cell_in_the_far_corner_is_refused_before_it_fills_the_memory(r: Path) -> None:
    with xlsxwriter.Workbook(r) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write(1_048_575, 16_383, "x")

    assert errors(r) == (problem("spreadsheet_too_large", rows=200_000),)


def test_only_the_first_roster_of_a_workbook_is_read(r: Path) -> None:
    with xlsxwriter.Workbook(r) as workbook:
        workbook.add_worksheet("说明").write(0, 0, "填表说明")
        workbook.add_worksheet("隐藏").hide()
        for name, row in (("甲", ZHANG), ("乙", LI)):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, row)
    reading = read_roster(r)

    assert reading.candidates == (ZHANG_READ,)
    assert reading.warnings == (problem("roster_more_sheets", sheet="甲", count=1),)


def test_a_text_too_long_is_told_with_its_limit(r: Path) -> None:
    (found,) = errors(book(r, [HEADER, ["1", "张" * 201, "厂"]]))

    assert found == problem("text_too_long", 2, "姓名", limit=200)


def test_list_items_without_a_name(r: Path) -> None:
    assert errors(book(r, [[*HEADER, "专利"], [*ZHANG, "｜ZL1｜发明"]])) == (problem("item_without_name", 2, "专利"),)


@pytest.mark.slow
def test_a_hundred_thousand_rows(r: Path) -> None:
    rows = [[f"{number:06d}", f"张{chr(0x4E00 + number % 20000)}", "示例厂"] for number in range(100_000)]
    comma(r, [HEADER, *rows])
    started = time.monotonic()
    reading = read_roster(r)

    assert (len(reading.candidates), reading.errors) == (100_000, ())
    assert time.monotonic() - started < 60
