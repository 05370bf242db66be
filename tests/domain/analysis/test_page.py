"""The chapter docs/analysis.md: every figure on it is worked out again from the marks and the scheme on it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.analysis import analyse
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.sheet import ScoreSheet
from tests.domain.analysis.designs import sheet

PAGE = Path(__file__).parents[3] / "docs" / "analysis.md"
ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)


def page_analysis(text: str) -> Any:
    """The analysis of the page's own example."""
    scheme = text.split("```toml\n")[1].split("```")[0]
    return analyse(read_scheme(scheme.encode()), list(page_sheets(text))).figures


def page_sheets(text: str) -> list[ScoreSheet]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.split("| expert |")[1].split("\n\n")[0].splitlines()
    ]
    names = rows[0][:-1] if rows[0][-1] == "" else rows[0]
    return [
        sheet(row[0], name, mark) for row in rows[2:] for name, mark in zip(names, row[1:], strict=True) if mark != ""
    ]


def figure(figures: Any, path: str) -> Any:
    """The figure at a path of names; an expert's row is found by the expert's name."""
    for name in path.split("."):
        rows = {row["expert"]: row for row in figures} if isinstance(figures, list) else figures
        figures = rows[name]
    return figures


def shown(value: Any, places: int) -> str:
    """A figure as the page writes it."""
    if isinstance(value, dict):
        return "; ".join(f"{row['candidate']} {row['before']} → {row['after']}" for row in value["crosses"]) or "nobody"
    if isinstance(value, list):
        return " to ".join(shown(end, places) for end in value)
    return f"{value:.{places}f}"


FIGURES = ROW.findall(PAGE.read_text(encoding="utf-8"))


def test_the_page_shows_all_kinds_of_figures() -> None:
    assert {path.split(".")[0] for path, _ in FIGURES} == {
        "agreement",
        "experts",
        "z_scores",
        "severity",
        "uncertainty",
        "leave_one_out",
    }


@pytest.mark.parametrize(("path", "value"), FIGURES)
def test_the_page_is_right(path: str, value: str) -> None:
    found = figure(page_analysis(PAGE.read_text(encoding="utf-8")), path)
    decimals = re.search(r"\.(\d+)", value)
    assert shown(found, len(decimals[1]) if decimals else 0) == value
