"""A score sheet: what one expert says of one candidate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class SheetState(StrEnum):
    """Recused ≠ not assigned ≠ abstained ≠ absent ≠ incomplete ≠ zero. Only `scored` sheets count."""

    NOT_ASSIGNED = "not_assigned"
    RECUSED = "recused"
    ABSTAINED = "abstained"
    ABSENT = "absent"
    INCOMPLETE = "incomplete"
    SCORED = "scored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """One expert's marks on one candidate, by criterion key; `reason` says why it is recused or abstained."""

    expert: str
    candidate: str
    state: SheetState
    marks: Mapping[str, Decimal] = field(default_factory=dict)
    reason: str = ""
    remark: str = ""
