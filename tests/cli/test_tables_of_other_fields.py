"""Score tables as other fields have them, put to the command line as they are."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.cli import run
from reviewer_app.domain.exact import fixed, round_fraction

Criterion = tuple[str, str, str, str, str]
HEADER = "expert,candidate,criterion,score\n"


def scheme(*criteria: Criterion, method: str = 'method = "mean"') -> str:
    keys = ("key", "min_score", "max_score", "step", "weight")
    parts = [
        '[[criteria]]\ntitle = "t"\n' + "".join(f'{key} = "{value}"\n' for key, value in zip(keys, one, strict=True))
        for one in criteria
    ]
    rule = f'[consolidation]\n{method}\nrounding_places = 2\nrounding_scope = "total"\nquorum = 1\n'
    return 'id = "other"\ntitle = "Other"\n' + "".join(parts) + rule


@pytest.fixture
def scores_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """(candidate, score) in the result's order, of a table in bytes or text."""

    def consolidated(rules: str, table: str | bytes) -> list[tuple[str, str]]:
        (tmp_path / "scheme.toml").write_text(rules, "utf-8")
        (tmp_path / "scores.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
        command = ["consolidate", str(tmp_path / "scores.csv"), "--scheme", str(tmp_path / "scheme.toml")]
        assert run([*command, "--json", "-"]) == 0
        return [(row["candidate"], row["score"]) for row in json.loads(capsys.readouterr().out)["candidates"]]

    return consolidated


def test_marks_from_minus_3_to_5_in_quarter_steps(scores_of: Any) -> None:
    table = HEADER + "e1,k1,m,-3\ne2,k1,m,-2.75\ne1,k2,m,5\ne2,k2,m,-0.25\n"
    assert scores_of(scheme(("m", "-3", "5", "0.25", "1")), table) == [("k2", "2.38"), ("k1", "-2.88")]


def test_fourteen_criteria_with_their_own_weights_and_judges_missing_for_some(scores_of: Any) -> None:
    criteria = [(f"c{i}", "0", str(5 + i), "0.25", f"{30 + 17 * i}e-2") for i in range(14)]
    exact = [(key, low, high, step, str(Decimal(weight))) for key, low, high, step, weight in criteria]
    marks = {
        (f"e{expert}", code): [Fraction((7 * expert + 3 * i + len(code)) % 20, 4) for i in range(14)]
        for expert in range(5)
        for code in ("k1", "kk2")
        if (expert, code) != (2, "k1")
    }
    rows = [
        f"{expert},{code},c{i},{float(mark)}" for (expert, code), sheet in marks.items() for i, mark in enumerate(sheet)
    ]
    wanted = {}
    for code in ("k1", "kk2"):
        sheets = [sheet for (_, other), sheet in marks.items() if other == code]
        means = [sum(column, Fraction(0)) / len(sheets) for column in zip(*sheets, strict=True)]
        total = sum((Fraction(one[4]) * mean for one, mean in zip(exact, means, strict=True)), Fraction(0))
        wanted[code] = fixed(round_fraction(total, 2), 2)
    assert dict(scores_of(scheme(*exact), HEADER + "\n".join(rows) + "\n")) == wanted


def test_one_criterion_one_expert_chinese_titles_tabs_and_gb18030(scores_of: Any) -> None:
    table = '专家\t候选人\t指标\t得分\n张三\t王 五\t分\t99.9\n张三\t李，四\t分\t8.3\n张三\t"a,b"\t分\t1\n'
    wanted = [("王 五", "99.90"), ("李，四", "8.30"), ("a,b", "1.00")]
    assert scores_of(scheme(("分", "0", "100", "0.1", "1")), table.encode("gb18030")) == wanted


def test_a_thousand_experts(scores_of: Any) -> None:
    rule = (
        'method = "trimmed_mean"\ntrim_lowest = 100\ntrim_highest = 100\ntrim_scope = "criterion"\n'
        "trim_minimum_experts = 300"
    )
    table = HEADER + "".join(f"e{number},k,m,{number // 100}\n" for number in range(1000))
    assert scores_of(scheme(("m", "0", "10", "1", "1"), method=rule), table) == [("k", "4.50")]


def test_a_decimal_comma_is_refused_with_the_form_that_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scheme.toml").write_text(scheme(("m", "0", "10", "0.1", "1")), "utf-8")
    (tmp_path / "scores.csv").write_text("Expert;Candidate;Criterion;Score\r\ne 1;k, 1;m;8.3\r\ne 1;k 2;m;8,3\r\n")
    command = ["consolidate", str(tmp_path / "scores.csv"), "--scheme", str(tmp_path / "scheme.toml")]
    assert run(command) == 2
    assert capsys.readouterr().err == (
        "scores.csv, row 3, column score: “8,3” is not a plain decimal number. Enter the mark like 7.25.\n"
    )
