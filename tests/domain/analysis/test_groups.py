"""What the drawn experts add up to, in bites and groups, against the plain product."""

import numpy as np
import pytest

from reviewer_app.domain.analysis.extremes import End
from reviewer_app.domain.analysis.groups import Marked, add_up, gathered, together
from reviewer_app.domain.analysis.panel import Panel
from reviewer_app.domain.analysis.workspace import SCRATCH, Workspace

EXPERTS, CANDIDATES, CRITERIA, DRAWS = 15, 150, 2, 1003
KIND = np.dtype(np.float32)


def panel(expert: np.ndarray, candidate: np.ndarray) -> Panel:
    marks = np.random.default_rng(2).integers(0, 50, (len(expert), CRITERIA))
    return Panel(
        experts=tuple(map(str, range(EXPERTS))),
        candidates=tuple(map(str, range(CANDIDATES))),
        criteria=("a", "b"),
        expert=expert,
        candidate=candidate,
        marks=marks,
        totals=marks.sum(axis=1),
        mark_scale=1,
        total_scale=1,
    )


def added_up(marks: Panel) -> tuple[list[Marked], np.ndarray, np.ndarray]:
    """The tables, what they add up to for the second criterion, and what they should."""
    low, high = (End(most=1, highest=highest, top=50, experts=0) for highest in (False, True))
    order, groups = gathered(marks, marks.marks, None, low, high, KIND)
    every, room = together(groups), Workspace()
    counts = np.random.default_rng(1).multinomial(EXPERTS, [1 / EXPERTS] * EXPERTS, size=DRAWS)
    out = room.array("sums", (DRAWS, CANDIDATES), KIND)
    add_up(np.ascontiguousarray(counts.T[order], dtype=KIND), every, lambda some: some.marks[1], out, room)
    table = np.zeros((EXPERTS, CANDIDATES), dtype=np.int64)
    table[marks.expert, marks.candidate] = marks.marks[:, 1]
    return every, out, counts @ table


@pytest.mark.parametrize("silent", [0, 9])
def test_one_table_where_all_who_scored_scored_everybody(silent: int) -> None:
    """`silent`: how many of the experts have no sheet."""
    scoring = np.arange(silent, EXPERTS)
    every, found, wanted = added_up(panel(np.repeat(scoring, CANDIDATES), np.tile(np.arange(CANDIDATES), len(scoring))))
    assert [marked.candidates for marked in every] == [slice(None)]
    assert np.array_equal(found, wanted)


@pytest.mark.parametrize("silent", [0, 9])
def test_a_table_a_group_where_the_experts_have_their_own_candidates(silent: int) -> None:
    expert = np.repeat(np.arange(silent, EXPERTS), 10)
    every, found, wanted = added_up(panel(expert, expert * 10 + np.tile(np.arange(10), EXPERTS - silent)))
    assert sorted(np.concatenate([marked.candidates for marked in every]).tolist()) == list(range(silent * 10, 150))
    assert np.array_equal(found, wanted)


def test_a_name_is_memory_whatever_its_type() -> None:
    room = Workspace()
    floats = room.array(SCRATCH, (4, 3), np.float32)
    floats[:] = 1.5
    assert room.array(SCRATCH, (3, 4), np.int32).tolist() == [[0x3FC00000] * 4] * 3
    assert not np.shares_memory(floats, room.array("other", (4, 3), np.float32))
    assert room.array(SCRATCH, (400, 30), np.float64).shape == (400, 30)
