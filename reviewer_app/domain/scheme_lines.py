"""Where a key stands in a TOML text, so that a problem with it can name the line."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[|\[)\s*([^\[\]]+?)\s*(\]\]|\])\s*(#.*)?")
_KEY = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_LONG = re.compile(r'"""|\'\'\'')


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of each table, `[[array]]` entry and key; keys inside inline tables stand at their line."""
    found: dict[Path, int] = {}
    counts: dict[str, int] = {}
    table: Path = ()
    open_string = ""
    for number, line in enumerate(text.splitlines(), 1):
        if open_string:
            open_string = "" if open_string in line else open_string
            continue
        if header := _HEADER.fullmatch(line):
            table = _table(header[1], header[2].strip(), counts)
            found.setdefault(table, number)
            found.setdefault(tuple(part for part in table if isinstance(part, str)), number)
        elif key := _KEY.match(line):
            found.setdefault((*table, key[1].strip("\"'")), number)
            open_string = _left_open(line[key.end() :])
    return found


def _table(bracket: str, name: str, counts: dict[str, int]) -> Path:
    parts = tuple(part.strip().strip("\"'") for part in name.split("."))
    if bracket == "[":
        return parts
    index = counts.get(name, 0)
    counts[name] = index + 1
    return (*parts, index)


def _left_open(value: str) -> str:
    marks: list[str] = _LONG.findall(value)
    return marks[0] if len(marks) == 1 else ""


def line_at(lines: dict[Path, int], path: Path) -> int | None:
    """The line of a path, or of the nearest thing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None
