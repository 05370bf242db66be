"""A warning about a result that nevertheless stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something to look at; `code` names its text (in `reviewer_app.i18n.errors`), `values` fill the text's fields."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
