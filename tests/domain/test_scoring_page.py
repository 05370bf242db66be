"""The figures of docs/scoring.md, computed from the schemes and marks that stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.consolidation import consolidate_table
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.scheme_schema import printed
from reviewer_app.export.ballot_tables import read_decisions, read_votes
from reviewer_app.export.score_tables import read_scores

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "scoring.md").read_text("utf-8")
EXAMPLES = re.findall(r"^### Example: (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
BASE: str = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]


def blocks(kind: str, text: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def changed(changes: list[str]) -> str:
    """The page's scheme with an example's changes: a key that stands there takes the new value, the rest is added."""
    text = BASE
    for change in changes:
        if change.startswith("[["):
            text += change
            continue
        for line in change.splitlines():
            key = line.split(" = ")[0]
            pattern = re.compile(rf"^{key} = .*$", re.MULTILINE)
            text = pattern.sub(line, text, count=1) if pattern.search(text) else text + line + "\n"
    return text


def tables(text: str) -> list[list[dict[str, str]]]:
    found = []
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
        found.append([dict(zip(rows[0], row, strict=True)) for row in rows[2:]])
    return found


def shown(value: Any) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, list) else str(value)


def figure(row: dict[str, Any], title: str) -> str:
    """The cell of a table for one row of the result."""
    criterion, _, part = title.partition(" ")
    if criterion in row.get("criteria", {}):
        return shown(row["criteria"][criterion][part or "score"])
    if title == "vote score":
        return shown(row["vote"]["score"])
    return str(shown(row["key" if title == "stage" else title]))


@pytest.mark.parametrize(("name", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_page_shows_what_is_computed(name: str, text: str, tmp_path: Path) -> None:
    scheme = read_scheme(changed(blocks("toml", text)).encode())
    found = {block.split(",")[0]: tmp_path / f"{number}.csv" for number, block in enumerate(blocks("csv", text))}
    for path, content in zip(found.values(), blocks("csv", text), strict=True):
        path.write_text(content, "utf-8")
    document = consolidate_table(
        scheme,
        read_scores(found["expert"], scheme),
        votes=read_votes(found["candidate"]) if "candidate" in found else None,
        decisions=read_decisions(found["stage"]).decisions if "stage" in found else (),
    ).document()
    assert tables(text), name
    for table in tables(text):
        rows = document["stages"] if "stage" in table[0] else document["candidates"]
        assert table == [{title: figure(row, title) for title in table[0]} for row in rows]


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == 8


def test_the_schema_in_docs_is_that_of_the_models() -> None:
    assert (DOCS / "scheme.schema.json").read_text("utf-8") == printed()
