"""Score, vote and decision tables: every form that must go through, every fault named with file, row and column."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from reviewer_app.domain.consolidation import consolidate, consolidate_table
from reviewer_app.domain.cut import Decision, Verdict
from reviewer_app.domain.errors import InputError
from reviewer_app.domain.marks import STATES, MarkTable
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export import score_rows
from reviewer_app.export.ballot_tables import read_decisions, read_votes
from reviewer_app.export.score_tables import read_scores

SCHEME = b"""
id = "tables"
title = "Tables"
[[criteria]]
key = "expertise"
title = "\xe5\xb7\xa5\xe8\x89\xba\xe4\xb8\x93\xe9\x95\xbf"
min_score = "-3"
max_score = "5"
step = "0.25"
weight = "1"
[[criteria]]
key = "contribution"
title = "Contribution"
min_score = "0"
max_score = "10"
step = "1"
weight = "2"
[consolidation]
method = "mean"
rounding_places = 2
rounding_scope = "total"
quorum = 1
"""
HEADER = "expert,candidate,criterion,score,state\n"
GOOD = HEADER + "e1,k1,expertise,-2.75,\ne1,k1,contribution,7,scored\ne2,k1,,,recused\ne1,k2,expertise,5,\n"


@pytest.fixture
def scheme() -> Scheme:
    return read_scheme(SCHEME)


@pytest.fixture
def table(tmp_path: Path, scheme: Scheme) -> Callable[[bytes | str], MarkTable]:
    def read(content: bytes | str) -> MarkTable:
        path = tmp_path / "scores.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_scores(path, scheme)

    return read


def sheets_of(table: MarkTable) -> list[tuple[str, str, str, list[int]]]:
    rows = zip(table.expert.tolist(), table.candidate.tolist(), table.state.tolist(), table.marks.tolist(), strict=True)
    return [
        (table.experts[expert], table.candidates[candidate], STATES[state].value, marks)
        for expert, candidate, state, marks in rows
    ]


EXPECTED = [
    ("e1", "k1", "scored", [-275, 700]),
    ("e2", "k1", "recused", [0, 0]),
    ("e1", "k2", "incomplete", [500, 0]),
]


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.rstrip("\n").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace("e1", '"e1"').encode(),
        GOOD.replace("\n", "\n\n").encode(),
        ("\n\n" + GOOD).encode(),
        GOOD.replace("e1,k1,contribution,7,scored", "e1 , k1,  contribution,+7.0, scored").encode(),
        GOOD.replace("expertise", "工艺专长").encode("gb18030"),
        GOOD.replace("expert,candidate,criterion,score,state", "专家,候选人,指标,得分,状态").encode("gb18030"),
        GOOD.replace("recused", "回避").encode(),
        HEADER.replace("\n", ",note\n").encode()
        + b"e1,k2,expertise,5.00,,\ne1,k1,expertise,-2.75,,x\ne2,k1,,,recused,\ne1,k1,contribution,7,,y\n",
    ],
)
def test_every_form_of_the_same_table_reads_alike(table: Callable[[bytes | str], MarkTable], content: bytes) -> None:
    assert sheets_of(table(content)) == EXPECTED


def test_a_workbook_reads_like_csv_whatever_its_ending(tmp_path: Path, scheme: Scheme) -> None:
    import xlsxwriter

    path = tmp_path / "scores.csv"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("marks")
        sheet.write_row(0, 0, ["expert", "candidate", "criterion", "score", "state"])
        sheet.write_row(1, 0, ["e1", "k1", "expertise", -2.75])
        sheet.write_row(2, 0, ["e1", "k1", "contribution", 7.0])
        sheet.write_row(3, 0, ["e2", "k1", "", "", "recused"])
        sheet.write_row(4, 0, ["e1", "k2", "expertise", "5"])
    assert sheets_of(read_scores(path, scheme)) == EXPECTED


def test_a_number_cell_is_its_shortest_decimal() -> None:
    cells = [7.25, 25.0, 0.1, 1e-7, 2.675, -3.0, 1e16, "x", True]
    expected = ["7.25", "25", "0.1", "0.0000001", "2.675", "-3", "10000000000000000", "x", "True"]
    assert [score_rows.cell_text(cell) for cell in cells] == expected


def problems(read: Callable[[], object]) -> list[tuple[str, str, int | None, str]]:
    with pytest.raises(InputError) as caught:
        read()
    return [(one.code, one.file, one.row, one.column) for one in caught.value.problems]


def test_all_faults_of_a_table_are_told_at_once(table: Callable[[bytes | str], MarkTable]) -> None:
    content = HEADER + (
        "e1,k1,expertise,0.3,\n"
        "e1,k1,contribution,11,\n"
        "e1,k2,expertise,NaN,\n"
        "e1,k2,contribution,,\n"
        "e1,k3,beauty,3,\n"
        "e1,k4,expertise,1,\n"
        "e1,k4,expertise,2,\n"
        ",k5,expertise,1,\n"
        "e1,,expertise,1,\n"
        "e1,k6,expertise,1,asleep\n"
        "e1,k7,expertise,1,recused\n"
        'e1,k8,"expertise",1,,,more\n'
        "e1,k9,expertise,1e3,\n"
        "e1,k9,contribution,1_0,\n"
    )
    wanted = [
        ("score_off_grid", 2, "score"),
        ("score_out_of_range", 3, "score"),
        ("score_no_number", 4, "score"),
        ("score_empty", 5, "score"),
        ("criterion_unknown", 6, "criterion"),
        ("mark_twice", 8, "score"),
        ("cell_empty", 9, "expert"),
        ("cell_empty", 10, "candidate"),
        ("state_unknown", 11, "state"),
        ("score_beside_state", 12, "score"),
        ("row_too_long", 13, ""),
        ("score_no_number", 14, "score"),
        ("score_no_number", 15, "score"),
    ]
    assert problems(lambda: table(content)) == [(code, "scores.csv", row, column) for code, row, column in wanted]


def test_the_same_mark_twice_names_both_rows(table: Callable[[bytes | str], MarkTable]) -> None:
    with pytest.raises(InputError) as caught:
        table(HEADER + "e1,k1,expertise,1,\ne1,k1,contribution,1,\ne1,k1,expertise,2,\ne1,k1,expertise,3,\n")
    assert [(one.code, one.row, dict(one.values)) for one in caught.value.problems] == [
        ("mark_twice", 4, {"first": 2}),
        ("mark_twice", 5, {"first": 2}),
    ]


def test_rows_that_disagree_about_a_state_are_refused(table: Callable[[bytes | str], MarkTable]) -> None:
    assert problems(lambda: table(HEADER + "e1,k1,,,recused\ne1,k1,,,absent\n")) == [
        ("state_conflict", "scores.csv", 2, "state")
    ]


def test_one_row_in_another_state_makes_the_whole_sheet_so(table: Callable[[bytes | str], MarkTable]) -> None:
    read = table(HEADER + "e1,k1,expertise,1,\ne1,k1,contribution,,abstained\ne2,k1,expertise,,absent\n")
    assert [row[:3] for row in sheets_of(read)] == [("e1", "k1", "abstained"), ("e2", "k1", "absent")]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", [("table_empty", None, "")]),
        (b"\n \n", [("table_empty", None, "")]),
        (HEADER.encode(), [("table_without_rows", None, "")]),
        (b"expert,candidate,mark\n", [("column_missing", 1, "criterion"), ("column_missing", 1, "score")]),
        (b"expert,candidate,criterion,score,score\ne,k,expertise,1,1\n", [("column_twice", 1, "score")]),
        (HEADER.encode() + b'e1,k1,"expertise,1,\n', [("csv_broken", 2, "")]),
        (b"%PDF-1.7 something", [("not_a_spreadsheet", None, "")]),
        (b"PK\x03\x04 and then nothing", [("not_a_spreadsheet", None, "")]),
        (HEADER.encode() + b"e1,k1,expertise,\xff\xff,\n", [("not_a_spreadsheet", None, "")]),
    ],
)
def test_what_is_no_score_table_is_named(
    table: Callable[[bytes | str], MarkTable], content: bytes, wanted: list[tuple[str, int | None, str]]
) -> None:
    assert problems(lambda: table(content)) == [(code, "scores.csv", row, column) for code, row, column in wanted]


def test_a_thousand_problems_are_told_and_the_rest_counted(table: Callable[[bytes | str], MarkTable]) -> None:
    with pytest.raises(InputError) as caught:
        table(HEADER + "".join(f"e{number},k1,expertise,x,\n" for number in range(1500)))
    assert len(caught.value.problems) == 1001
    assert caught.value.problems[-1].values == {"count": 500}


def test_a_missing_file_is_an_input_error(tmp_path: Path, scheme: Scheme) -> None:
    assert problems(lambda: read_scores(tmp_path / "none.csv", scheme)) == [("path_unreadable", "", None, "")]
    assert [code for code, *_ in problems(lambda: read_scores(tmp_path, scheme))] == ["not_a_file"]


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abcd"), st.text("é0匠, \"';x\r\n", max_size=12), st.sampled_from("xyz")),
        min_size=1,
        max_size=30,
    )
)
def test_quoted_and_plain_cells_become_the_same_names(
    rows: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever Python's own writer writes, plain blocks or quoted ones, comes back as the same cells."""
    import csv

    path = tmp_path_factory.mktemp("rows") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["one", "two", "three"])
        writer.writerows(rows)
    with path.open(encoding="utf-8", newline="") as file:
        wanted = [tuple(row) for row in csv.reader(file)][1:]
    with score_rows.open_rows(path, lambda _done, _total, _what: None) as source:
        found = []
        for block in source.blocks:
            cells = [
                [column.texts[number] for number in numbers.tolist()]
                for column, numbers in zip(source.columns, block.columns, strict=True)
            ]
            found += list(zip(*cells, strict=True))
    assert found == wanted


def test_small_blocks_change_nothing(
    table: Callable[[bytes | str], MarkTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(
        f"expert-with-a-long-name-{expert},candidate-{candidate:09},expertise,{(expert + candidate) % 5}.25,\n"
        f"expert-with-a-long-name-{expert},candidate-{candidate:09},contribution,{(expert * candidate) % 10},\n"
        for candidate in range(40)
        for expert in range(12)
    )
    whole = sheets_of(table(HEADER + rows))
    monkeypatch.setattr(score_rows, "BYTES", 700)
    assert sheets_of(table(HEADER + rows)) == whole
    quoted = HEADER + rows + 'e,"k,1",expertise,1,\n' + rows.replace("expert-", "x-")
    monkeypatch.setattr(score_rows, "BYTES", 1 << 20)
    assert len(sheets_of(table(quoted))) == 2 * len(whole) + 1


def test_more_names_than_slots_keep_their_own_marks(
    table: Callable[[bytes | str], MarkTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that share a slot, and those that agree in their first eight bytes, are told apart."""
    names = [f"k{number}" if number % 2 else f"candidate-{number}" for number in range(3000)]
    places = [(expert, number) for expert in "ab" for number in range(3000)]
    rows = [f"{expert},{names[number]},contribution,{number * 7 % 11},\n" for expert, number in places]
    monkeypatch.setattr(score_rows, "BYTES", 30_000)
    read = {(expert, name): marks for expert, name, _, marks in sheets_of(table(HEADER + "".join(rows)))}
    assert read == {(expert, names[number]): [0, number * 7 % 11 * 100] for expert, number in places}


def test_marks_beyond_a_machine_word_are_read_exactly(tmp_path: Path) -> None:
    wide = SCHEME.replace(b'max_score = "10"', b'max_score = "100000000000000000000"')
    path = tmp_path / "scores.csv"
    path.write_text(HEADER + "e1,k1,expertise,1.25,\ne1,k1,contribution,99999999999999999999,\n", encoding="utf-8")
    assert read_scores(path, read_scheme(wide)).marks.tolist() == [[125, 9999999999999999999900]]


def test_table_and_sheets_consolidate_alike(table: Callable[[bytes | str], MarkTable], scheme: Scheme) -> None:
    marks = {"expertise": Decimal("-2.75"), "contribution": Decimal(7)}
    sheets = [
        ScoreSheet(expert="e1", candidate="k2", state=SheetState.SCORED, marks={"expertise": Decimal(5)}),
        ScoreSheet(expert="e2", candidate="k1", state=SheetState.RECUSED),
        ScoreSheet(expert="e1", candidate="k1", state=SheetState.SCORED, marks=marks),
    ]
    assert consolidate_table(scheme, table(GOOD)) == consolidate(scheme, sheets)


def test_votes(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("candidate,votes\nk1,12\nk2,0\n", "utf-8")
    assert read_votes(path, {"k1", "k2"}) == {"k1": 12, "k2": 0}
    path.write_text("candidate,votes\nk1,-1\nk9,5\nk2,1.5\nk1,3\n,4\n", "utf-8")
    assert problems(lambda: read_votes(path, {"k1", "k2"})) == [
        ("votes_wrong", "votes.csv", 2, "votes"),
        ("votes_candidate_unknown", "votes.csv", 3, "candidate"),
        ("votes_wrong", "votes.csv", 4, "votes"),
        ("votes_twice", "votes.csv", 5, "candidate"),
        ("cell_empty", "votes.csv", 6, "candidate"),
    ]


def test_decisions(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    header = "stage,candidate,decision,for,against,abstained,reason\n"
    path.write_text(header + "panel,k1,进入,5,3,1,secret ballot\npanel,k2,not_advanced,3,5,1,同上\n", "utf-8")
    read = read_decisions(path, {"panel"}, {"k1", "k2"})
    assert read.decisions == (
        Decision(
            stage="panel",
            candidate="k1",
            verdict=Verdict.ADVANCE,
            ballots_for=5,
            ballots_against=3,
            ballots_abstained=1,
            reason="secret ballot",
        ),
        Decision(
            stage="panel",
            candidate="k2",
            verdict=Verdict.NOT_ADVANCED,
            ballots_for=3,
            ballots_against=5,
            ballots_abstained=1,
            reason="同上",
        ),
    )
    path.write_text(header + "panel,,空缺,9,0,0,宁缺毋滥\n", "utf-8")
    assert [
        (one.stage, one.candidate, one.verdict, one.reason) for one in read_decisions(path, {"panel"}).decisions
    ] == [("panel", "", Verdict.VACANT, "宁缺毋滥")]
    path.write_text(header + "final,k1,advance,5,3,1,x\npanel,k9,maybe,-5,3,,\n", "utf-8")
    assert problems(lambda: read_decisions(path, {"panel"}, {"k1", "k2"})) == [
        ("decision_stage_unknown", "decisions.csv", 2, "stage"),
        ("decision_candidate_unknown", "decisions.csv", 3, "candidate"),
        ("decision_word", "decisions.csv", 3, "decision"),
        ("decision_without_reason", "decisions.csv", 3, "reason"),
        ("ballots_wrong", "decisions.csv", 3, "for"),
        ("ballots_wrong", "decisions.csv", 3, "abstained"),
    ]
    vacancies = "panel,k1,vacant,0,0,0,x\nfinal,,vacant,0,0,0,x\npanel,,vacant,0,0,0,\npanel,,vacant,0,0,0,x\n"
    path.write_text(header + vacancies + "panel,,advance,0,0,0,x\n", "utf-8")
    assert problems(lambda: read_decisions(path, {"panel"}, {"k1", "k2"})) == [
        ("vacancy_with_candidate", "decisions.csv", 2, "candidate"),
        ("vacancy_stage_unknown", "decisions.csv", 3, "stage"),
        ("vacancy_without_reason", "decisions.csv", 4, "reason"),
        ("vacancy_twice", "decisions.csv", 5, "stage"),
        ("cell_empty", "decisions.csv", 6, "candidate"),
    ]


def test_cells_without_a_value_are_named(tmp_path: Path, scheme: Scheme) -> None:
    import xlsxwriter

    path = tmp_path / "scores.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("marks")
        sheet.write_row(0, 0, ["expert", "candidate", "criterion", "score"])
        sheet.write_row(1, 0, ["e1", "k1", "expertise"])
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["e1", "k1", "contribution"])
        sheet.write_datetime(2, 3, datetime.date(2026, 7, 26), book.add_format({"num_format": "yyyy-mm-dd"}))
    assert problems(lambda: read_scores(path, scheme)) == [
        ("cell_error", "scores.xlsx", 2, "score"),
        ("score_no_number", "scores.xlsx", 3, "score"),
    ]


def test_names_beyond_the_basic_plane_and_private_ones(table: Callable[[bytes | str], MarkTable]) -> None:
    read = table((HEADER + "䶮,𠮷𬱖·买买提,expertise,1,\n").encode("gb18030"))
    assert (read.experts, read.candidates) == (("䶮",), ("𠮷𬱖·买买提",))
    with pytest.raises(InputError) as caught:
        table(HEADER + "e1,k\ue000,expertise,1,\n")
    assert [(one.code, one.values["value"]) for one in caught.value.problems] == [("name_unusable", "'k\\ue000'")]
