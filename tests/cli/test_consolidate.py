"""`reviewer-app consolidate`, run as a person runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reviewer_app import i18n
from reviewer_app.cli import run
from reviewer_app.resources import resource

SCHEME = str(resource("schemes", "example.toml"))
MARKS = {"k1": ("50", "15"), "k2": ("48.5", "18"), "k3": ("55", "12"), "k4": ("40", "19"), "k5": ("20", "5")}


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    rows = ["expert,candidate,criterion,score,state"]
    for code, (expertise, contribution) in MARKS.items():
        for expert in range(5):
            rows += [f"e{expert},{code},expertise,{expertise},", f"e{expert},{code},contribution,{contribution},"]
    path.write_text("\n".join([*rows, "e5,k1,,,recused", "e6,k2,expertise,50,"]) + "\n", "utf-8")
    return path


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    path = tmp_path / "votes.csv"
    path.write_text("candidate,votes\nk1,100\nk2,50\nk3,0\n", "utf-8")
    return path


def test_the_table_shows_ranks_cut_and_warnings(scores: Path, votes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["consolidate", str(scores), "--scheme", SCHEME, "--votes", str(votes)]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    lines = told.out.splitlines()
    assert lines[3:12] == [
        "Stage review: 4 of 5 advance, 0 undecided, 2 places vacant.",
        "rank  candidate  score  sheets  tie  outcome",
        "─────────────────────────────────────────────────────",
        "1     k2         84.50  5/6          advances",
        "2     k1         80.00  5/5          advances",
        "3     k3         79.00  5/5          advances",
        "4     k4         78.00  5/5          advances",
        "┄┄┄┄ cut " + "┄" * 44,
        "5     k5         30.00  5/5          does not advance",
    ]
    assert "  ! k2: the sheet of e6 lacks a mark (contribution) and does not count." in lines
    assert "  ! Stage naming: k4 has no row in the votes and is taken to have none." in lines


def test_chinese_columns_are_aligned_by_their_width(scores: Path, capsys: pytest.CaptureFixture[str]) -> None:
    i18n.use(i18n.Language.CHINESE, resource("locale"))
    text = scores.read_text("utf-8").replace("k1,", "王五䶮,").replace("k2,", "𬱖一,")
    scores.write_text(text, "utf-8")
    assert run(["consolidate", str(scores), "--scheme", SCHEME]) == 0
    out = capsys.readouterr().out
    assert "1     𬱖一    84.50  5/6              进入\n2     王五䶮  80.00  5/5              进入\n" in out


def test_json_holds_what_the_contract_names(
    scores: Path, votes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "result.json"
    target.write_text("from an earlier run", "utf-8")
    arguments = ["consolidate", str(scores), "--scheme", SCHEME, "--votes", str(votes), "--json"]
    assert run([*arguments, str(target)]) == 0
    assert "Stage review" in capsys.readouterr().out
    assert run([*arguments, "-"]) == 0
    written = target.read_text("utf-8")
    assert capsys.readouterr().out == written
    document = json.loads(written)
    assert list(tmp_path.glob(".*")) == []
    second = document["candidates"][1]
    assert {key: second[key] for key in ("candidate", "entitled", "counted", "quorum_met", "score", "rank")} == {
        "candidate": "k1",
        "entitled": 5,
        "counted": 5,
        "quorum_met": True,
        "score": "80.00",
        "rank": 2,
    }
    assert second["criteria"]["contribution"] == {
        "score": "15.00",
        "weighted": "30.00",
        "counted": ["15", "15", "15"],
        "dropped": ["15", "15"],
        "sum": "45",
        "divisor": 3,
        "weight": "2",
    }
    assert (second["vote"], second["blended"], second["blended_rank"]) == (
        {"votes": 100, "score": "100.00"},
        "86.00",
        1,
    )
    assert [stage["key"] for stage in document["stages"]] == ["review", "vote", "naming"]
    assert document["warnings"][0] == {
        "code": "incomplete_sheet",
        "text": "k2: the sheet of e6 lacks a mark (contribution) and does not count.",
        "candidate": "k2",
        "expert": "e6",
        "criteria": "contribution",
    }


def test_a_recorded_decision_resolves_the_tie(scores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores.write_text(scores.read_text("utf-8").replace(",48.5,", ",44,"), "utf-8")
    scheme = tmp_path / "scheme.toml"
    text = Path(SCHEME).read_text("utf-8").replace('tie_break = ["expertise", "contribution"]', "tie_break = []")
    scheme.write_text(text.replace("quota = 6", "quota = 3").replace("quota = 3", "quota = 1"), "utf-8")
    arguments = ["consolidate", str(scores), "--scheme", str(scheme), "--json", "-"]
    assert run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["stages"][0]["undecided"] == ["k1", "k2"]
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(
        "stage,candidate,decision,for,against,abstained,reason\nreview,k2,advance,6,3,0,secret ballot\n", "utf-8"
    )
    assert run([*arguments, "--decisions", str(decisions)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["stages"][0]["advance"], document["stages"][0]["undecided"]) == (["k2"], [])
    assert document["decisions"][0]["reason"] == "secret ballot"


def test_problems_of_every_file_come_at_once_and_nothing_is_written(
    scores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with scores.open("a", encoding="utf-8") as file:
        file.write("e0,k1,beauty,3,\ne0,k1,expertise,50,\n")
    votes, decisions = tmp_path / "votes.csv", tmp_path / "decisions.csv"
    votes.write_text("candidate,votes\nk1,minus one\nk9,1\n", "utf-8")
    header = "stage,candidate,decision,for,against,abstained,reason\n"
    decisions.write_text(header + "review,k1,perhaps,1,0,0,x\nreview,k9,advance,1,0,0,x\n", "utf-8")
    target = tmp_path / "out.json"
    arguments = ["consolidate", str(scores), "--scheme", SCHEME, "--votes", str(votes)]
    assert run([*arguments, "--decisions", str(decisions), "--json", str(target)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "scores.csv, row 54, column criterion: “beauty” is no criterion of the scheme. Use one of: "
        "expertise, contribution.",
        "scores.csv, row 55, column score: The same mark stands in row 2 already. Keep one of the two.",
        "votes.csv, row 2, column votes: Candidate k1: “minus one” is no number of votes. Write a whole number from 0.",
        "votes.csv, row 3, column candidate: Votes for “k9”, who is no candidate of this round. Correct the code.",
        "decisions.csv, row 2, column decision: “perhaps” is no decision. Write advance or not_advanced, "
        "or vacant for the empty places of a stage.",
        "decisions.csv, row 3, column candidate: A decision names “k9”, no candidate of this round. Correct the code.",
    ]
    assert not target.exists()


def test_decisions_that_nothing_asked_for_are_named_with_their_rows(
    scores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions, votes = tmp_path / "decisions.csv", tmp_path / "votes.csv"
    header = "stage,candidate,decision,for,against,abstained,reason\n"
    rows = "review,k1,advance,1,0,0,x\nnaming,,vacant,1,0,0,x\nnaming,k5,not_advanced,1,0,0,x\n"
    decisions.write_text(header + rows, "utf-8")
    votes.write_text("candidate,votes\nk1,1\n", "utf-8")
    arguments = ["consolidate", str(scores), "--scheme", SCHEME, "--votes", str(votes)]
    assert run([*arguments, "--decisions", str(decisions)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "decisions.csv, row 2, column decision: Candidate k1 is not undecided at stage “review”: nothing is to be "
        "decided. Remove the decision.",
        "decisions.csv, row 3, column decision: Stage “naming” has no vacant place: there is nothing to give a reason "
        "for. Remove the row.",
        "decisions.csv, row 4, column decision: Candidate k5 is not undecided at stage “naming”: nothing is to be "
        "decided. Remove the decision.",
    ]


def test_a_decision_on_somebody_who_was_not_undecided_names_its_row(
    scores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("stage,candidate,decision,for,against,abstained,reason\nreview,k1,advance,1,0,0,x\n", "utf-8")
    assert run(["consolidate", str(scores), "--scheme", SCHEME, "--decisions", str(decisions)]) == 2
    assert capsys.readouterr().err == (
        "decisions.csv, row 2, column decision: Candidate k1 is not undecided at stage “review”: "
        "nothing is to be decided. Remove the decision.\n"
    )


@pytest.mark.parametrize("place", ["missing.csv", "."])
def test_a_path_that_cannot_be_read_ends_with_2(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["consolidate", str(tmp_path / place), "--scheme", SCHEME]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_target_that_cannot_be_written_ends_with_2(
    scores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["consolidate", str(scores), "--scheme", SCHEME, "--json", str(tmp_path / "no" / "x.json")]) == 2
    assert run(["consolidate", str(scores), "--scheme", SCHEME, "--json", str(tmp_path)]) == 2
    assert capsys.readouterr().out == ""


def test_a_table_of_another_field_goes_through_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One criterion from −3 to 5 in quarters, one to 1,000 judges, some missing."""
    scheme = tmp_path / "wine.toml"
    scheme.write_text(
        'id = "wine"\ntitle = "Wine"\n[[criteria]]\nkey = "Overall impression"\ntitle = "Overall"\nmin_score = "-3"\n'
        'max_score = "5"\nstep = "0.25"\nweight = "1"\n[consolidation]\nmethod = "median"\nrounding_places = 3\n'
        'rounding_scope = "none"\nquorum = 1\n',
        "utf-8",
    )
    rows = [f"Judge {judge},Wine A,Overall impression,{-3 + judge % 33 / 4}" for judge in range(1000)]
    rows += ["Judge 1,Wine B,Overall impression,-2.75", "Judge 2,Wine B,Overall impression,-2.5"]
    table = tmp_path / "wine.csv"
    table.write_text("expert,candidate,criterion,score\n" + "\n".join(rows) + "\n", "utf-8")
    assert run(["consolidate", str(table), "--scheme", str(scheme), "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [(row["candidate"], row["counted"], row["score"]) for row in document["candidates"]] == [
        ("Wine A", 1000, "1.000000"),
        ("Wine B", 2, "-2.625000"),
    ]


def test_a_workbook_that_is_too_long_names_file_limit_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import xlsxwriter

    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["expert", "candidate", "criterion", "score"])
        sheet.write_row(200_000, 0, ["e1", "k1", "expertise", 1])
    assert run(["consolidate", str(path), "--scheme", SCHEME]) == 2
    assert capsys.readouterr().err == (
        "long.xlsx: The spreadsheet is too large (more than 200000 rows, or cells far off to the right or below). "
        "Copy the table into a new file; a table of marks can also be saved as CSV, at any length.\n"
    )


def test_a_large_table_of_ties_takes_no_longer_than_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """30,000 candidates, all with the same mark: a quadratic step would take minutes."""
    rows = "".join(f"e1,k{n:05},expertise,50,\ne1,k{n:05},contribution,15,\n" for n in range(30_000))
    path, scheme = tmp_path / "ties.csv", tmp_path / "scheme.toml"
    path.write_text("expert,candidate,criterion,score,state\n" + rows, "utf-8")
    text = Path(SCHEME).read_text("utf-8")
    scheme.write_text(re.sub(r"quorum = .*\nquorum_floor = .*", "quorum = 1", text), "utf-8")
    assert run(["consolidate", str(path), "--scheme", str(scheme)]) == 0
    told = capsys.readouterr().out
    assert "Stage review: 0 of 30000 advance, 30000 undecided" in told
    assert max(map(len, told.splitlines())) < 300


def test_every_path_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores, scheme, votes = (str(tmp_path / name) for name in ("scores.csv", "scheme.toml", "votes.csv"))
    assert run(["consolidate", scores, "--scheme", scheme, "--votes", votes]) == 2
    assert [line.split(" cannot be read")[0] for line in capsys.readouterr().err.splitlines()] == [
        scheme,
        scores,
        votes,
    ]


@pytest.mark.parametrize("place", ["missing/out.json", "scores.csv/out.json"])
def test_a_result_that_cannot_be_written_is_named_as_it_was_asked_for(
    place: str, scores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(tmp_path / place)
    assert run(["consolidate", str(scores), "--scheme", SCHEME, "--json", target]) == 2
    assert capsys.readouterr().err.startswith(f"{target} ")
