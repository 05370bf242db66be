"""The experts in groups, small enough for tables of all that can be drawn of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reviewer_app.domain.analysis.extremes import NONE, End, Where, group_size, tables_of
from reviewer_app.domain.analysis.panel import Integers, Numbers, Panel
from reviewer_app.domain.analysis.workspace import Workspace

_ONE_CORE = 250_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Some experts, neighbours in the order of `gathered`, and the candidates that any of them scored.

    `marks`: criteria × experts × candidates, `present`: experts × candidates; 0 as gap.
    """

    members: slice
    candidates: Where
    marks: Numbers
    present: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A few experts, and for every pattern of draws the sums of their lowest and highest marks: see `tables_of`."""

    marked: Marked
    low: Sequence[Integers]
    high: Sequence[Integers]


def gathered(
    panel: Panel, steps: Integers, places: Integers | None, low: End, high: End, kind: np.dtype[Any]
) -> tuple[Integers, list[Group]]:
    """The order of the experts, and groups of neighbours in it: they scored much the same candidates.

    `steps`: sheets × criteria, the marks as whole numbers; `places`: [sheets], where whole sheets are dropped.
    """
    first = np.full(len(panel.experts), len(panel.candidates), dtype=np.int64)
    np.minimum.at(first, panel.expert, panel.candidate)
    order = np.argsort(first, kind="stable")
    by_expert = np.argsort(panel.expert, kind="stable")
    edges = np.searchsorted(panel.expert[by_expert], np.arange(len(panel.experts) + 1))
    groups, done = [], 0
    for members in np.array_split(order, max(1, -(-len(order) // group_size(max(low.most, high.most, 1))))):
        rows = [by_expert[edges[member] : edges[member + 1]] for member in members.tolist()]
        if any(len(part) for part in rows):
            marks, where, candidates = _table(panel, steps, places, rows)
            marked = Marked(
                members=slice(done, done + len(members)),
                candidates=slice(None) if len(candidates) == len(panel.candidates) else candidates,
                marks=np.ascontiguousarray(np.maximum(marks, 0).transpose(1, 0, 2), dtype=kind),
                present=(marks[:, 0] != NONE).astype(kind),
            )
            tables = (tables_of(end, end.values(marks, where).reshape(len(rows), -1)) for end in (low, high))
            groups.append(Group(marked=marked, low=next(tables), high=next(tables)))
        done += len(members)
    return order, groups


def _table(
    panel: Panel, steps: Integers, places: Integers | None, rows: Sequence[Integers]
) -> tuple[Integers, Integers, Integers]:
    """Marks (experts × criteria × candidates, `NONE` as gap), places likewise, and the candidates of a few experts."""
    candidates = np.unique(panel.candidate[np.concatenate(rows)])
    marks = np.full((len(rows), steps.shape[1], len(candidates)), NONE, dtype=np.int64)
    where = np.zeros((len(rows), 1, len(candidates)), dtype=np.int64)
    for index, part in enumerate(rows):
        columns = np.searchsorted(candidates, panel.candidate[part])
        marks[index, :, columns] = steps[part]
        if places is not None:
            where[index, 0, columns] = places[part]
    return marks, where, candidates


def together(groups: Sequence[Group]) -> list[Marked]:
    """The marks of the groups: in one table, where every group scored every candidate."""
    every = [group.marked for group in groups]
    if not every or not all(isinstance(marked.candidates, slice) for marked in every):
        return every
    return [
        Marked(
            members=slice(0, every[-1].members.stop),
            candidates=slice(None),
            marks=np.concatenate([marked.marks for marked in every], axis=1),
            present=np.concatenate([marked.present for marked in every]),
        )
    ]


def add_up(
    often: Numbers, every: Sequence[Marked], figures: Callable[[Marked], Numbers], out: Numbers, room: Workspace
) -> None:
    """Adds up what every drawn expert has in `figures`. `often`: experts × draws; `out`: draws × candidates."""
    if len(every) == 1 and isinstance(every[0].candidates, slice):
        _multiply(often[every[0].members], figures(every[0]), out)
        return
    out.fill(0)
    for marked in every:
        table = figures(marked)
        part = room.array("part", (len(out), table.shape[1]), out.dtype)
        _multiply(often[marked.members], table, part)
        out[:, marked.candidates] += part


def _multiply(often: Numbers, table: Numbers, out: Numbers) -> None:
    """oftenᵀ @ table in bites that the linear algebra does on one core: on a busy machine its threads wait in vain."""
    experts, draws = often.shape
    bites = max(1, -(-draws * table.size // _ONE_CORE))
    rows = -(-draws // bites)
    whole = draws // rows * rows
    bitten = often[:, :whole].reshape(experts, -1, rows).transpose(1, 2, 0)
    np.matmul(bitten, table, out=out[:whole].reshape(-1, rows, out.shape[1]))
    np.matmul(often[:, whole:].T, table, out=out[whole:])
