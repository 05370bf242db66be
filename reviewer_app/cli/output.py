"""Writing what a command found: to a file or, for `-`, to standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from reviewer_app.domain.errors import InputError


def write_json(target: str, value: Any) -> None:
    """Writes indented JSON in UTF-8. Raises `InputError` where the file cannot be written."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    try:
        Path(target).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise InputError.of("path_unwritable", path=target, reason=error.strerror or str(error)) from error


def line(text: str = "") -> None:
    sys.stdout.write(text + "\n")
