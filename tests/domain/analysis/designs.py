"""Panels and schemes for the tests of the analysis."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.analysis.panel import Column, Panel, panel_of
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState

GAP = float("nan")
Floats = npt.NDArray[np.float64]


def column(table: Any, places: int = 2) -> Column:
    """A table, experts × candidates with NaN as gap, as the analysis sees one figure of the sheets."""
    marks = np.array(table, dtype=np.float64)
    expert, candidate = np.nonzero(~np.isnan(marks))
    units = np.round(marks[expert, candidate] * 10**places).astype(np.int64)
    return Column(expert=expert, candidate=candidate, units=units, scale=10**places)


def random_table(seed: int, experts: int, candidates: int, *, gaps: float = 0.0, steps: int = 12) -> Floats:
    """Marks with ties: few steps, better and worse candidates, mild and strict experts; gaps where told."""
    random = np.random.default_rng(seed)
    quality, mildness = random.normal(0, 2, candidates), random.normal(0, 1, experts)
    noise = random.normal(0, 1.5, (experts, candidates))
    table = np.clip(np.round((steps / 2 + quality + mildness[:, None] + noise) * 2) / 2, 0.5, steps)
    table[random.random(table.shape) < gaps] = np.nan
    return np.asarray(table, dtype=np.float64)


SCHEME = """
id = "test"
title = "test"
{criteria}
[consolidation]
{rule}
quorum = 1
tie_break = {chain}

[[stages]]
key = "review"
kind = "score"
{stage}
"""

CRITERION = """
[[criteria]]
key = "{key}"
title = "{key}"
min_score = "{low}"
max_score = "{high}"
step = "0.5"
weight = "{weight}"
"""

TRIMMED = """
method = "trimmed_mean"
trim_lowest = {lowest}
trim_highest = {highest}
trim_scope = "{scope}"
trim_minimum_experts = {minimum}
"""


def trimmed(lowest: int = 1, highest: int = 1, scope: str = "criterion", minimum: int = 4) -> str:
    return TRIMMED.format(lowest=lowest, highest=highest, scope=scope, minimum=minimum)


def scheme(
    *,
    method: str = 'method = "mean"',
    places: int = 2,
    scope: str = "criterion",
    weights: Iterable[str] = ("1", "1"),
    chain: Iterable[str] = ("b",),
    stage: str = "quota = 3",
    low: str = "0",
    high: str = "25",
) -> Scheme:
    """A scheme of criteria a, b, … with one score stage; quorum of one sheet."""
    criteria = "".join(
        CRITERION.format(key=key, weight=weight, low=low, high=high)
        for key, weight in zip("abcdef", weights, strict=False)
    )
    rule = f'{method}\nrounding_places = {places}\nrounding_scope = "{scope}"'
    names = "[" + ", ".join(f'"{key}"' for key in chain) + "]"
    return read_scheme(SCHEME.format(criteria=criteria, rule=rule, chain=names, stage=stage).encode())


def sheet(expert: str, candidate: str, *marks: float | str) -> ScoreSheet:
    given = {key: Decimal(str(mark)) for key, mark in zip("abcdef", marks, strict=False)}
    return ScoreSheet(expert=expert, candidate=candidate, state=SheetState.SCORED, marks=given)


def random_sheets(
    seed: int, rules: Scheme, experts: int, candidates: int, *, gaps: float = 0.0, steps: int = 12, low: float = 0
) -> list[ScoreSheet]:
    """Scored sheets of a panel, many of them alike, so that ties are common."""
    tables = [
        random_table(seed * 100 + index, experts, candidates, steps=steps) for index in range(len(rules.criteria))
    ]
    missing = np.random.default_rng(seed).random((experts, candidates)) < gaps
    return [
        sheet(f"E{expert}", f"C{candidate}", *(float(table[expert, candidate]) + low for table in tables))
        for expert in range(experts)
        for candidate in range(candidates)
        if not missing[expert, candidate]
    ]


def panel(rules: Scheme, sheets: Iterable[ScoreSheet]) -> Panel:
    return panel_of(rules, sheets)
