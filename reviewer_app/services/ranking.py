"""Goal of the committee: see who stands where, what the cut does, and every figure explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reviewer_app.domain.scheme import Scheme
from reviewer_app.services.overview import written_total

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One expert's total for a candidate; `kept`: the share of its marks that were not dropped, 0 to 1."""

    expert: str
    total: Decimal
    kept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedLine:
    """One candidate in the ranking. `standing`: advance, undecided, reserve, behind or unscored.

    `spread` is the distance between the highest and the lowest total of the counted sheets.
    """

    code: str
    name: str
    rank: int | None
    score: str
    dots: tuple[Dot, ...]
    spread: str
    standing: str
    reserve: int
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The lines in order of rank; the cut lies below the first `cut` lines. `low`, `high`: range of all dots."""

    lines: tuple[RankedLine, ...]
    cut: int | None
    quota: int | None
    undecided: int
    places: int
    low: Decimal
    high: Decimal


def ranking_of(scheme: Scheme, stages: Sequence[Row], rows: Sequence[Row], names: Mapping[str, str]) -> Ranking:
    """The ranking that the first stage decided by marks sees."""
    stage = next((one for one in stages if one["kind"] == "score"), None)
    lines = tuple(_line(scheme, stage, row, names) for row in rows)
    totals = [dot.total for line in lines for dot in line.dots]
    quota = _quota(scheme, stage)
    ranked = sum(line.rank is not None for line in lines)
    return Ranking(
        lines=lines,
        cut=None if quota is None or not ranked else min(quota, ranked),
        quota=quota,
        undecided=len(stage["undecided"]) if stage else 0,
        places=stage["places"] if stage else 0,
        low=min(totals, default=Decimal(0)),
        high=max(totals, default=Decimal(1)),
    )


def _quota(scheme: Scheme, stage: Row | None) -> int | None:
    if stage is None:
        return None
    return next((one.quota for one in scheme.stages if one.key == stage["key"]), None)


def _line(scheme: Scheme, stage: Row | None, row: Row, names: Mapping[str, str]) -> RankedLine:
    code = row["candidate"]
    dots = _dots(scheme, row)
    totals = [dot.total for dot in dots]
    standing, reserve = _standing(stage, row)
    return RankedLine(
        code=code,
        name=names.get(code, code),
        rank=row["rank"],
        score=row["score"] or "",
        dots=dots,
        spread=written_total(max(totals) - min(totals), scheme) if totals else "",
        standing=standing,
        reserve=reserve,
        row=row,
    )


def _standing(stage: Row | None, row: Row) -> tuple[str, int]:
    code = row["candidate"]
    if row["rank"] is None:
        return "unscored", 0
    if stage is None:
        return "behind", 0
    if code in stage["advance"]:
        return "advance", 0
    if code in stage["undecided"]:
        return "undecided", 0
    if code in stage["reserves"]:
        return "reserve", stage["reserves"].index(code) + 1
    return "behind", 0


def _dots(scheme: Scheme, row: Row) -> tuple[Dot, ...]:
    weights = {one.key: one.weight for one in scheme.criteria}
    dots = []
    for sheet in row["trail"]:
        if sheet["state"] == "scored":
            total = sum((weights[key] * Decimal(mark) for key, mark in sheet["marks"].items()), Decimal(0))
            kept = 1 - len(sheet["dropped"]) / max(1, len(sheet["marks"]))
            dots.append(Dot(expert=sheet["expert"], total=total, kept=kept))
    return tuple(sorted(dots, key=lambda dot: (dot.total, dot.expert)))
