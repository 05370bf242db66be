"""The scheme of the sample round: a shipped one, cut to the number of candidates, its open questions answered."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import tomlkit

FULL_INTAKE = 150
AUTHORITY = "演示（虚构）"


def scaled_scheme(shipped: bytes, candidates: int, today: date) -> bytes:
    """The shipped scheme for another number of candidates: quotas in proportion to 150, at least 1.

    Every open answer takes the shipped example, said to be made up; comments and order stay.
    """
    document = cast(dict[str, Any], tomlkit.parse(shipped.decode("utf-8")))
    for part in (*document["stages"], *document.get("titles", [])):
        _scale(part, candidates)
    for answer in document.get("answers", []):
        if not answer.get("answer"):
            answer["answer"] = answer.get("example") or AUTHORITY
            answer["authority"] = AUTHORITY
            answer["date"] = today.isoformat()
    return tomlkit.dumps(document).encode("utf-8")


def _scale(part: dict[str, Any], candidates: int) -> None:
    for key in ("intake", "quota"):
        if key in part:
            part[key] = max(1, part[key] * candidates // FULL_INTAKE)
