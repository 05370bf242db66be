"""Goal of an expert: see where they stand, over all their sheets."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState

BEGUN = "begun"
"""An incomplete sheet that bears a mark, where sheets are counted."""
ENOUGH_SHEETS = 8
NARROW = Decimal("0.05")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Codes by what they still need; `tied` holds groups of candidates with equal totals, the best first."""

    scored: tuple[str, ...]
    recused: tuple[str, ...]
    abstained: tuple[str, ...]
    begun: tuple[str, ...]
    untouched: tuple[str, ...]
    tied: tuple[tuple[Decimal, tuple[str, ...]], ...]

    @property
    def done(self) -> int:
        return len(self.scored) + len(self.recused) + len(self.abstained)


def total_of(sheet: ScoreSheet, scheme: Scheme) -> Decimal | None:
    """Σ weight × mark of the marks given so far; None before the first."""
    if not sheet.marks:
        return None
    return sum((one.weight * sheet.marks[one.key] for one in scheme.criteria if one.key in sheet.marks), Decimal(0))


def written_total(total: Decimal, scheme: Scheme) -> str:
    """A total with the decimals that marks × weights can have."""
    return f"{total:.{min(6, scheme.mark_places + scheme.weight_places)}f}"


def missing_of(sheet: ScoreSheet, scheme: Scheme) -> int:
    """How many marks a sheet still lacks."""
    if sheet.state in (SheetState.RECUSED, SheetState.ABSTAINED):
        return 0
    return sum(one.key not in sheet.marks for one in scheme.criteria)


def stands(sheet: ScoreSheet) -> str:
    """The state by which a sheet is counted: its own, and `begun` for an incomplete one that bears a mark."""
    return BEGUN if sheet.state is SheetState.INCOMPLETE and sheet.marks else sheet.state.value


def standing_of(sheets: Iterable[ScoreSheet], scheme: Scheme) -> Standing:
    """Where the expert stands."""
    by_state: dict[str, list[str]] = {}
    totals: dict[Decimal, list[str]] = {}
    for sheet in sheets:
        by_state.setdefault(stands(sheet), []).append(sheet.candidate)
        if sheet.state is SheetState.SCORED:
            totals.setdefault(total_of(sheet, scheme) or Decimal(0), []).append(sheet.candidate)
    return Standing(
        scored=tuple(by_state.get("scored", ())),
        recused=tuple(by_state.get("recused", ())),
        abstained=tuple(by_state.get("abstained", ())),
        begun=tuple(by_state.get(BEGUN, ())),
        untouched=tuple(by_state.get("incomplete", ())),
        tied=tuple((total, tuple(codes)) for total, codes in sorted(totals.items(), reverse=True) if len(codes) > 1),
    )


def search_keys(candidates: Iterable[Candidate]) -> dict[str, str]:
    """What a candidate is found by: code, name, unit, trade, pinyin and its initials, in lower case, by code."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # names are no phrases; the phrases take half a second
    from pypinyin import lazy_pinyin

    found = {}
    for one in candidates:
        syllables = lazy_pinyin(one.name)
        initials = "".join(syllable[:1] for syllable in syllables)
        found[one.code] = " ".join((one.code, one.name, "".join(syllables), initials, one.unit, one.trade)).casefold()
    return found


def median_of(totals: Mapping[Decimal, int]) -> Decimal:
    """The total in the middle (of how often each was given); between two of them, the half of their sum."""
    count, seen, below = sum(totals.values()), 0, None
    for total in sorted(totals):
        seen += totals[total]
        if below is not None:
            return (below + total) / 2
        if 2 * seen > count:
            return total
        if 2 * seen == count:
            below = total
    raise ValueError("no totals")


def narrow_band(totals: Mapping[Decimal, int], scheme: Scheme) -> Decimal | None:
    """How far all totals (and how often each was given) lie apart, where that hardly tells the candidates apart.

    That is: with `ENOUGH_SHEETS` or more, by less than `NARROW` of the full score. None where they lie further apart.
    """
    if sum(totals.values()) < ENOUGH_SHEETS:
        return None
    spread = max(totals) - min(totals)
    return spread if spread < NARROW * scheme.full_score else None


def distribution(totals: Iterable[Decimal], low: Decimal, high: Decimal, bins: int) -> list[int]:
    """How many totals fall into each of `bins` equal parts of low to high."""
    counts = Counter(bin_of(total, low, high, bins) for total in totals)
    return [counts[number] for number in range(bins)]


def bin_of(total: Decimal, low: Decimal, high: Decimal, bins: int) -> int:
    """The part of low to high, cut into `bins`, in which a total lies."""
    width = high - low
    if width <= 0:
        return 0
    return max(0, min(bins - 1, int((total - low) * bins / width)))
