"""A mark as somebody types it: any width of digit, any decimal sign that a keyboard here makes."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

from reviewer_app.domain.errors import InputError
from reviewer_app.domain.exact import parse_decimal, plain
from reviewer_app.domain.scheme import Criterion

_POINTS = str.maketrans({",": ".", "。": ".", "、": ".", "·": "."})


def typed_mark(text: str, criterion: Criterion) -> Decimal:
    """The mark that a typed text stands for: `22.5`, `２２．５`, `22,5`.

    Raises `InputError` for what is no number, outside the range or off the grid; nothing is rounded or guessed.
    """
    typed = unicodedata.normalize("NFKC", text).strip().translate(_POINTS)
    if typed.endswith("."):
        typed = typed[:-1]
    if typed.startswith("."):
        typed = "0" + typed
    try:
        mark = parse_decimal(typed)
    except ValueError as error:
        raise InputError.of("score_no_number", value=text.strip()[:40]) from error
    values: dict[str, Any] = {
        "criterion": criterion.title,
        "value": plain(mark),
        "low": plain(criterion.min_score),
        "high": plain(criterion.max_score),
    }
    if not criterion.min_score <= mark <= criterion.max_score:
        raise InputError.of("score_out_of_range", **values)
    if not criterion.on_grid(mark):
        raise InputError.of("score_off_grid", **values, step=plain(criterion.step))
    return mark


def written_mark(mark: Decimal, criterion: Criterion) -> str:
    """A mark with the decimals of its criterion, so that columns align: `22.5`, `21.0`."""
    return f"{mark:.{criterion.places}f}"
