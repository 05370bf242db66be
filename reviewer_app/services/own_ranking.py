"""Goal of an expert: see their own totals in order, to look over whether they mean them so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services.overview import total_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A whole sheet in the order of totals; `sharing` is how many share the rank, this one among them."""

    candidate: str
    rank: int
    total: Decimal
    sharing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRanking:
    """Whole sheets, the best first; those that lack a mark; those that the expert stepped back from."""

    ranked: tuple[Ranked, ...]
    unfinished: tuple[str, ...]
    stepped_back: tuple[str, ...]


def own_ranking(sheets: Iterable[ScoreSheet], scheme: Scheme) -> OwnRanking:
    """Competition ranks (1 2 2 4) on one's own totals; who shares a rank stands in the round's order."""
    totals: dict[str, Decimal] = {}
    unfinished, stepped_back = [], []
    for sheet in sheets:
        if sheet.state is SheetState.SCORED:
            totals[sheet.candidate] = total_of(sheet, scheme) or Decimal(0)
        elif sheet.state is SheetState.INCOMPLETE:
            unfinished.append(sheet.candidate)
        else:
            stepped_back.append(sheet.candidate)
    sharing = Counter(totals.values())
    ranks: dict[Decimal, int] = {}
    above = 0
    for total in sorted(sharing, reverse=True):
        ranks[total] = above + 1
        above += sharing[total]
    ranked = tuple(
        Ranked(candidate=code, rank=ranks[totals[code]], total=totals[code], sharing=sharing[totals[code]])
        for code in sorted(totals, key=lambda code: ranks[totals[code]])
    )
    return OwnRanking(ranked=ranked, unfinished=tuple(unfinished), stepped_back=tuple(stepped_back))
