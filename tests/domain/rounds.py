"""Random rounds of every combination of rules, from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState

GRIDS = (("0", "25", "0.5"), ("-3", "5", "1"), ("0", "10", "0.25"), ("0.1", "0.9", "0.2"), ("1", "4", "1"))
QUORUMS = ('"2/3"', '"1/2"', "3", "1", '"1/1"', '"1/100"')
STATES = [SheetState.SCORED] * 12 + [
    SheetState.RECUSED,
    SheetState.ABSTAINED,
    SheetState.ABSENT,
    SheetState.INCOMPLETE,
    SheetState.NOT_ASSIGNED,
]


def scheme_text(draw: random.Random) -> str:
    """A scheme whose rules are drawn; always valid."""
    criteria = [_criterion(draw, index) for index in range(draw.choice((1, 2, 3, 5)))]
    method = draw.choice(("mean", "trimmed_mean", "trimmed_mean", "trimmed_mean", "median"))
    lowest, highest = draw.choice(((1, 1), (0, 1), (2, 1), (0, 0), (2, 2)))
    trimming = (
        f'trim_lowest = {lowest}\ntrim_highest = {highest}\ntrim_scope = "{draw.choice(("criterion", "sheet"))}"\n'
        f"trim_minimum_experts = {lowest + highest + draw.choice((1, 2, 4))}\n"
    )
    keys = [f'"c{index}"' for index in range(len(criteria))]
    draw.shuffle(keys)
    rule = (
        f'[consolidation]\nmethod = "{method}"\n{trimming if method == "trimmed_mean" else ""}'
        f"rounding_places = {draw.choice((0, 1, 2, 3))}\n"
        f'rounding_scope = "{draw.choice(("criterion", "total", "none"))}"\n'
        f"quorum = {draw.choice(QUORUMS)}\n"
        f"{draw.choice(('', 'quorum_floor = 2'))}\n"
        f"tie_break = [{', '.join(keys[: draw.randint(0, len(keys))])}]\n"
    )
    minimum = draw.choice(("", 'minimum_score = "2"', 'minimum_score = "12.5"'))
    quota = draw.choice(("quota = 6", "quota = 3", "", "quota = 30"))
    share = draw.choice(("0.7", "0.5", "1", "0"))
    stages = (
        f'[[stages]]\nkey = "panel"\nkind = "score"\n{quota}\n{minimum}\n'
        '[[stages]]\nkey = "vote"\nkind = "tally"\n'
        '[[stages]]\nkey = "naming"\nkind = "blend"\nscores_from = "panel"\nvotes_from = "vote"\n'
        f'quota = {draw.choice((1, 2, 3))}\nexpert_weight = "{share}"\nvote_weight = "{1 - Decimal(share)}"\n'
        f'vote_scale = "{draw.choice(("relative_to_top", "share", "rank"))}"\n'
    )
    return 'id = "drawn"\ntitle = "Drawn"\n' + "\n".join(criteria) + "\n" + rule + stages


def _criterion(draw: random.Random, index: int) -> str:
    low, high, step = draw.choice(GRIDS)
    weight = draw.choice(("1", "1", "0.5", "2", "0.15", "3.333"))
    return (
        f'[[criteria]]\nkey = "c{index}"\ntitle = "C{index}"\n'
        f'min_score = "{low}"\nmax_score = "{high}"\nstep = "{step}"\nweight = "{weight}"\n'
    )


def round_of(seed: int) -> tuple[Scheme, list[ScoreSheet], dict[str, int] | None]:
    """A scheme, sheets and votes for one seed. Few different marks, so that ties are common."""
    draw = random.Random(seed)
    scheme = read_scheme(scheme_text(draw).encode())
    experts = [f"e{index}" for index in range(draw.choice((1, 2, 3, 5, 7, 10)))]
    candidates = [f"k{index}" for index in range(draw.choice((1, 2, 5, 9)))]
    states = draw.choice((STATES, [SheetState.SCORED]))
    narrow = draw.choice((2, 3, 50))
    sheets = [
        _sheet(draw, scheme, expert, candidate, draw.choice(states), narrow)
        for candidate in candidates
        for expert in experts
    ]
    draw.shuffle(sheets)
    votes = {code: draw.choice((0, 0, 5, 5, 12, 100)) for code in candidates if draw.random() < 0.9}
    return scheme, sheets, draw.choice((votes, votes, votes, None))


def _sheet(
    draw: random.Random, scheme: Scheme, expert: str, candidate: str, state: SheetState, narrow: int
) -> ScoreSheet:
    marks: dict[str, Decimal] = {}
    if state in (SheetState.SCORED, SheetState.INCOMPLETE):
        for item in scheme.criteria:
            steps = int((item.max_score - item.min_score) / item.step)
            marks[item.key] = item.min_score + item.step * draw.randint(max(0, steps - narrow), steps)
    if state is SheetState.INCOMPLETE:
        marks.pop(draw.choice(sorted(marks)))
    return ScoreSheet(expert=expert, candidate=candidate, state=state, marks=marks)


def rows_as_sheets(rows: Sequence[str], criterion: str) -> list[ScoreSheet]:
    """Sheets of one criterion from lines `candidate: mark mark …`, the experts numbered from 1; `-` is not assigned."""
    found = []
    for row in rows:
        candidate, _, marks = row.partition(":")
        for number, mark in enumerate(marks.split(), 1):
            if mark != "-":
                sheet = ScoreSheet(
                    expert=f"judge-{number}",
                    candidate=candidate.strip(),
                    state=SheetState.SCORED,
                    marks={criterion: Decimal(mark)},
                )
                found.append(sheet)
    return found
