"""Near the edge of 64 bits: either the figures fit, or Python's whole numbers take over; never a silent overflow."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from reviewer_app.domain import figures
from reviewer_app.domain.consolidation import consolidate
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState

from .reference import expected


def round_at_the_edge(seed: int) -> tuple[Scheme, list[ScoreSheet]]:
    """Large marks, fine steps, heavy weights, many places, many experts: products between 2^40 and 2^90."""
    draw = random.Random(seed)
    decimals = draw.randint(0, 6)
    most = 10 ** draw.randint(2, 9)
    step = f"0.{'0' * (decimals - 1)}1" if decimals else "1"
    trimming = 'trim_lowest = 1\ntrim_highest = 1\ntrim_scope = "criterion"\ntrim_minimum_experts = 3\n'
    method = draw.choice(("mean", "trimmed_mean", "median"))
    text = (
        'id = "edge"\ntitle = "Edge"\n[[criteria]]\nkey = "m"\ntitle = "M"\n'
        f'min_score = "-{most}"\nmax_score = "{most}"\n'
        f'step = "{step}"\nweight = "{draw.randint(1, 10 ** draw.randint(1, 6))}.{draw.randint(1, 9)}"\n'
        f'[consolidation]\nmethod = "{method}"\n{trimming if method == "trimmed_mean" else ""}'
        f"rounding_places = {draw.randint(0, 9)}\n"
        f'rounding_scope = "{draw.choice(("criterion", "total", "none"))}"\nquorum = 1\ntie_break = ["m"]\n'
        f'deviation_alert = "0.{draw.randint(1, 999_999_999)}"\n'
    )
    scheme = read_scheme(text.encode())
    sheets = [
        ScoreSheet(
            expert=f"e{expert:02}",
            candidate=f"k{candidate}",
            state=SheetState.SCORED,
            marks={"m": Decimal(draw.randint(-most * 10**decimals, most * 10**decimals)).scaleb(-decimals)},
        )
        for candidate in range(3)
        for expert in range(draw.choice((1, 2, 7, 23)))
    ]
    return scheme, sheets


def figures_of(scheme: Scheme, sheets: list[ScoreSheet]) -> list[tuple[Any, ...]]:
    rows = consolidate(scheme, sheets).document()["candidates"]
    return [(row["candidate"], row["score"], row["rank"], row["criteria"]["m"]["weighted"]) for row in rows]


@pytest.mark.parametrize("start", [0, 200])
def test_no_figure_overflows(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(start, start + 200):
        scheme, sheets = round_at_the_edge(seed)
        wanted = expected(scheme, sheets)["candidates"]
        slow = [(row["candidate"], row["score"], row["rank"], row["criteria"]["m"]["weighted"]) for row in wanted]
        assert figures_of(scheme, sheets) == slow
        told = [dict(caution.values) for caution in consolidate(scheme, sheets).cautions()]
        with monkeypatch.context() as patch:
            patch.setattr(figures, "_SAFE", 1)
            assert [dict(caution.values) for caution in consolidate(scheme, sheets).cautions()] == told
