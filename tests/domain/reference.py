"""The consolidation once more, slowly and plainly, straight from the rules as they are written: fractions, no columns.

It shares nothing with the program but the scheme's own fields and the sheets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

from reviewer_app.domain.scheme import BlendStage, Scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState

Row = dict[str, Any]


def rounded(value: Fraction, places: int) -> Decimal:
    """Half up through `decimal` itself."""
    with localcontext() as context:
        context.prec = 400
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        exact_half = (abs(value) * 10**places * 2) % 2 == 1
        step = Decimal(1).scaleb(-places)
        if exact_half:
            return quotient.quantize(step, rounding=ROUND_HALF_UP)
        return quotient.quantize(step, rounding=ROUND_HALF_UP)


def printed(value: Fraction, places: int) -> str:
    text = f"{rounded(value, places):f}"
    return text if not text.startswith("-") or any(digit in text for digit in "123456789") else text[1:]


def expected(scheme: Scheme, sheets: Sequence[ScoreSheet], votes: Mapping[str, int] | None = None) -> Row:
    """Candidates in the order of the result, with every figure that has no stage in it; and the stages without
    decisions."""
    rule = scheme.consolidation
    places = 6 if rule.rounding_scope == "none" else rule.rounding_places
    rows = [_candidate(scheme, code, [sheet for sheet in sheets if sheet.candidate == code]) for code in _codes(sheets)]
    scored = [row for row in rows if row["total"] is not None]
    for row in scored:
        key = _key(scheme, row)
        row["rank"] = 1 + sum(_key(scheme, other) > key for other in scored)
    for row in scored:
        row["tied_with"] = sorted(r["candidate"] for r in scored if r["rank"] == row["rank"] and r is not row)
        alike = [other for other in scored if other["total"] == row["total"]]
        row["tie_broken_by"] = next(
            (key for key in rule.tie_break if len({other["exact"][key] for other in alike}) > 1), None
        )
    rows.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0, row["candidate"]))
    stages = _stages(scheme, rows, votes)
    for row in rows:
        row["score"] = None if row["total"] is None else printed(row["total"], places)
    return {"candidates": rows, "stages": stages}


def _codes(sheets: Sequence[ScoreSheet]) -> list[str]:
    return sorted({sheet.candidate for sheet in sheets})


def _key(scheme: Scheme, row: Row) -> tuple[Fraction, ...]:
    return (row["total"], *(row["exact"][key] for key in scheme.consolidation.tie_break))


def _candidate(scheme: Scheme, code: str, sheets: list[ScoreSheet]) -> Row:
    rule = scheme.consolidation
    assigned = [sheet for sheet in sheets if sheet.state is not SheetState.NOT_ASSIGNED]
    entitled = [sheet for sheet in assigned if sheet.state is not SheetState.RECUSED]
    counted = sorted(
        (
            sheet
            for sheet in entitled
            if sheet.state is SheetState.SCORED and all(item.key in sheet.marks for item in scheme.criteria)
        ),
        key=lambda sheet: sheet.expert,
    )
    if isinstance(rule.quorum, int):
        met = len(counted) >= rule.quorum
    else:
        met = bool(entitled) and Fraction(len(counted), len(entitled)) >= rule.quorum
    met = met and len(counted) >= (rule.quorum_floor or 0)
    row: Row = {
        "candidate": code,
        "entitled": len(entitled),
        "counted": len(counted),
        "quorum_met": met,
        "total": None,
        "rank": None,
        "tied_with": [],
        "tie_broken_by": None,
        "dropped_by": {},
    }
    row["criteria"] = {item.key: _unscored(scheme, item.key, counted) for item in scheme.criteria}
    if not met:
        return row
    dropped = _dropped(scheme, counted)
    row["dropped_by"] = {key: sorted(sheet.expert for sheet in gone) for key, gone in dropped.items()}
    total = Fraction(0)
    row["exact"] = {}
    for item in scheme.criteria:
        gone = dropped[item.key]
        kept = [sheet for sheet in counted if sheet not in gone]
        mean = _middle([Fraction(sheet.marks[item.key]) for sheet in kept], rule.method)
        weight = Fraction(item.weight)
        places = rule.rounding_places
        if rule.rounding_scope == "criterion":
            mean = Fraction(rounded(mean, places))
            weighted = Fraction(rounded(mean * weight, places))
        else:
            weighted = mean * weight
            places = 6 if rule.rounding_scope == "none" else places
        row["exact"][item.key] = mean
        total += weighted
        row["criteria"][item.key] = {
            "score": printed(mean, places),
            "weighted": printed(weighted, places),
            "counted": _marks(scheme, item.key, kept),
            "dropped": _marks(scheme, item.key, gone),
        }
    row["total"] = Fraction(rounded(total, rule.rounding_places)) if rule.rounding_scope == "total" else total
    return row


def _unscored(scheme: Scheme, key: str, counted: list[ScoreSheet]) -> Row:
    return {"score": None, "weighted": None, "counted": _marks(scheme, key, counted), "dropped": []}


def _marks(scheme: Scheme, key: str, sheets: list[ScoreSheet]) -> list[str]:
    item = scheme.criterion(key)
    decimals = [-int(part.normalize().as_tuple().exponent) for part in (item.min_score, item.step)]
    return [f"{mark:.{max(0, *decimals)}f}" for mark in sorted(sheet.marks[key] for sheet in sheets)]


def _middle(marks: list[Fraction], method: str) -> Fraction:
    if method == "median":
        marks = sorted(marks)
        middle = len(marks) // 2
        marks = [marks[middle]] if len(marks) % 2 else marks[middle - 1 : middle + 1]
    return sum(marks, Fraction(0)) / len(marks)


def _dropped(scheme: Scheme, counted: list[ScoreSheet]) -> dict[str, list[ScoreSheet]]:
    rule = scheme.consolidation
    nothing: dict[str, list[ScoreSheet]] = {item.key: [] for item in scheme.criteria}
    if rule.method != "trimmed_mean" or len(counted) < (rule.trim_minimum_experts or 0):
        return nothing
    lowest, highest = rule.trim_lowest or 0, rule.trim_highest or 0
    if rule.trim_scope == "sheet":
        ordered = sorted(
            counted, key=lambda sheet: (_sheet_total(scheme, sheet), _in_order(scheme, sheet), sheet.expert)
        )
        gone = ordered[:lowest] + ordered[len(ordered) - highest :]
        return {item.key: gone for item in scheme.criteria}
    for key in nothing:
        ordered = sorted(counted, key=lambda sheet: (sheet.marks[key], sheet.expert))
        nothing[key] = ordered[:lowest] + ordered[len(ordered) - highest :]
    return nothing


def _sheet_total(scheme: Scheme, sheet: ScoreSheet) -> Fraction:
    return sum((Fraction(item.weight) * Fraction(sheet.marks[item.key]) for item in scheme.criteria), Fraction(0))


def _in_order(scheme: Scheme, sheet: ScoreSheet) -> tuple[Decimal, ...]:
    return tuple(sheet.marks[item.key] for item in scheme.criteria)


def _stages(scheme: Scheme, rows: list[Row], votes: Mapping[str, int] | None) -> list[Row]:
    """The stages of a scheme without tracks, office steps, tally cuts or decisions."""
    alive = list(rows)
    found: list[Row] = []
    blocker: str | None = None
    for stage in scheme.stages:
        empty: Row = {"key": stage.key, "advance": [], "undecided": [], "not_advanced": [], "unscored": []}
        if blocker is None and isinstance(stage, BlendStage) and votes is None:
            blocker = stage.votes_from
        if blocker is not None:
            found.append({**empty, "vacant": None, "blocked_by": blocker})
            continue
        if stage.kind == "tally":
            found.append({**empty, "advance": sorted(row["candidate"] for row in alive), "vacant": 0})
            continue
        placed = [row for row in alive if row["total"] is not None]
        figure: dict[str, tuple[Fraction, int]] = {row["candidate"]: (row["total"], row["rank"]) for row in placed}
        if isinstance(stage, BlendStage):
            assert votes is not None
            figure = _blend(scheme, stage, placed, votes)
        minimum = getattr(stage, "minimum_score", None)
        above = [row for row in placed if minimum is None or figure[row["candidate"]][0] >= Fraction(minimum)]
        above.sort(key=lambda row: (figure[row["candidate"]][1], row["candidate"]))
        quota = len(above) if stage.quota is None else stage.quota
        sure, tied = [], []
        for row in above:
            rank = figure[row["candidate"]][1]
            sharing = sum(figure[other["candidate"]][1] == rank for other in above)
            if rank + sharing - 1 <= quota:
                sure.append(row["candidate"])
            elif rank <= quota:
                tied.append(row["candidate"])
        out = [row["candidate"] for row in placed if row["candidate"] not in {*sure, *tied}]
        out.sort(key=lambda code: (figure[code][1], code))
        vacant = 0 if stage.quota is None or tied else max(0, quota - len(sure))
        found.append(
            {
                "key": stage.key,
                "advance": sure,
                "undecided": tied,
                "not_advanced": out,
                "unscored": sorted(row["candidate"] for row in alive if row["total"] is None),
                "vacant": vacant,
            }
        )
        blocker = stage.key if tied else None
        alive = [row for row in alive if row["candidate"] in sure]
    return found


def _blend(
    scheme: Scheme, stage: BlendStage, entering: list[Row], votes: Mapping[str, int]
) -> dict[str, tuple[Fraction, int]]:
    """Blended total and rank of those that enter; notes the figures in the rows."""
    rule = scheme.consolidation
    full = sum((Fraction(item.weight) * Fraction(item.max_score) for item in scheme.criteria), Fraction(0))
    counts = {row["candidate"]: votes.get(row["candidate"], 0) for row in entering}
    totals: dict[str, Fraction] = {}
    for row in entering:
        code = row["candidate"]
        expert = 100 * row["total"] / full
        vote = _vote_score(stage.vote_scale, counts[code], list(counts.values()))
        total = Fraction(stage.expert_weight) * expert + Fraction(stage.vote_weight) * vote
        totals[code] = total if rule.rounding_scope == "none" else Fraction(rounded(total, rule.rounding_places))
        places = 6 if rule.rounding_scope == "none" else rule.rounding_places
        row["vote"] = {"votes": counts[code], "score": printed(vote, places)}
        row["blended"] = printed(totals[code], places)
    keys = {row["candidate"]: (totals[row["candidate"]], *_key(scheme, row)) for row in entering}
    ranks = {code: 1 + sum(other > key for other in keys.values()) for code, key in keys.items()}
    for row in entering:
        row["blended_rank"] = ranks[row["candidate"]]
    return {code: (totals[code], ranks[code]) for code in totals}


def _vote_score(scale: str, count: int, counts: list[int]) -> Fraction:
    if not any(counts):
        return Fraction(0)
    if scale == "relative_to_top":
        return Fraction(100 * count, max(counts))
    if scale == "share":
        return Fraction(100 * count, sum(counts))
    above = sum(other > count for other in counts)
    same = sum(other == count for other in counts)
    rank = above + Fraction(same + 1, 2)
    return 100 * (len(counts) - rank + 1) / len(counts)
