"""The index of this user's desks: what the start page shows without opening a store.

A small JSON file with titles, desks and counts; nothing personal. It is written whole or not at all, by one program at
a time. Losing it loses nothing: the desks are found again by their files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from reviewer_app.domain.errors import UserError
from reviewer_app.security.locking import taken

INDEX = "desks.json"
DAMAGED = ".damaged"

Index = Mapping[str, Any]


def read_index(folder: Path, name: str = INDEX) -> Index:
    """The index as it stands; empty where there is none, or none that can be read."""
    try:
        value = json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def change_index(folder: Path, change: Callable[[Index], Index], name: str = INDEX) -> None:
    """Puts `change(index)` in the index's place, safe from other programs and from being cut off half-way.

    An index that cannot be read is set aside first. Raises `UserError`.
    """
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with taken(path.with_name(name + ".lock")):
            before = read_index(folder, name)
            if not before and path.exists():
                path.replace(path.with_name(name + DAMAGED))
            _replace(path, json.dumps(change(before), ensure_ascii=False, indent=1))
    except OSError as error:
        raise UserError("write_failed", path=str(path), reason=error.strerror or str(error)) from error


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
