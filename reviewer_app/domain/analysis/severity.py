"""Severity: what remains of the candidates' differences when strict and mild experts are told apart.

Least squares, mark = candidate + expert, on whatever sheets there are. With the expert's effect turned round
(strictness instead of leniency) the normal equations are the Laplacian of the graph whose edges are the sheets: every
node's number of sheets on the diagonal, −1 for each sheet. Its connected components are the groups within which
effects can be compared. Nodes with few neighbours are eliminated one by one, which turns a star into a mesh of positive
weights and never subtracts; what is left is small and dense, or large and well connected and goes to conjugate
gradients. No dense matrix of the panel's size is ever made.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reviewer_app.domain.analysis.panel import Column, Floats, Integers

_DENSE = 1200
"""Up to so many nodes are solved as a dense system."""
_NEIGHBOURS = 24
"""Nodes with more neighbours than this are not eliminated one by one."""
_PRECISE = 1e-14


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """The fit of mark = candidate + expert.

    `components`: the number of groups of experts and candidates that no sheet connects. `leniency`: one per expert,
    summing to zero over the experts of a component; positive = marks above what the candidates' effects predict.
    `adjusted`: one per candidate, on the scale of the marks. Both NaN for who has no sheet. `sse`: the sum of squares
    left over; `None` without sheets.
    """

    components: int
    leniency: Floats
    adjusted: Floats
    sse: float | None


def severity(column: Column, experts: int, candidates: int) -> Severity:
    """Least squares with gaps, each component by itself (Searle 1987, ch. 5; graph elimination: Kyng & Sachdeva 2016).

    `experts`, `candidates`: how many there are; each expert has at most one sheet on a candidate.
    """
    marks = column.values
    leniency, adjusted = np.full(experts, np.nan), np.full(candidates, np.nan)
    labels = components_of(column.expert, column.candidate, experts, candidates)
    order = np.argsort(labels[column.expert], kind="stable")
    edges = np.flatnonzero(np.diff(labels[column.expert][order], prepend=-1, append=-1))
    for start, end in pairwise(edges):
        rows = order[start:end]
        who, expert = np.unique(column.expert[rows], return_inverse=True)
        whom, candidate = np.unique(column.candidate[rows], return_inverse=True)
        leniency[who], adjusted[whom] = _fit(expert, candidate, marks[rows], len(who), len(whom))
    rest = marks - adjusted[column.candidate] - leniency[column.expert]
    return Severity(
        components=max(0, len(edges) - 1),
        leniency=leniency,
        adjusted=adjusted,
        sse=float(rest @ rest) if len(rest) else None,
    )


def components_of(expert: Integers, candidate: Integers, experts: int, candidates: int) -> Integers:
    """For each expert, then each candidate, the label of its component: the smallest node in it.

    Labels spread along the sheets, then jump to the label's own label, until nothing changes.
    """
    labels = np.arange(experts + candidates)
    while True:
        before = labels.copy()
        least = np.minimum(labels[expert], labels[experts + candidate])
        np.minimum.at(labels, labels[expert], least)
        np.minimum.at(labels, labels[experts + candidate], least)
        np.minimum.at(labels, expert, least)
        np.minimum.at(labels, experts + candidate, least)
        labels = labels[labels]
        if (labels == before).all():
            return labels


def _fit(expert: Integers, candidate: Integers, marks: Floats, experts: int, candidates: int) -> tuple[Floats, Floats]:
    """Leniency and adjusted marks of one component."""
    centre = float(marks.mean())
    rest = marks - centre
    right = np.concatenate(
        [-np.bincount(expert, rest, minlength=experts), np.bincount(candidate, rest, minlength=candidates)]
    )
    potential = _potentials(expert, experts + candidate, right)
    leniency, adjusted = -potential[:experts], potential[experts:]
    shift = leniency.mean()
    return leniency - shift, adjusted + (centre + shift)


def _potentials(one: Integers, other: Integers, right: Floats) -> Floats:
    """The solution, up to a constant, of the Laplacian of a connected graph with edges one–other of weight 1."""
    if len(right) <= _DENSE:
        return _dense(one, other, np.ones(len(one)), right)
    graph = _Elimination(one, other, right)
    graph.eliminate()
    return graph.solved()


def _dense(one: Integers, other: Integers, weight: Floats, right: Floats) -> Floats:
    """The first node is held at zero."""
    size = len(right)
    matrix = np.bincount(one * size + other, weight, minlength=size * size).reshape(size, size)
    matrix = -(matrix + matrix.T)
    matrix[np.diag_indices(size)] = -matrix.sum(axis=1)
    solution = np.zeros(size)
    if size > 1:
        solution[1:] = np.linalg.solve(matrix[1:, 1:], right[1:])
    return solution


class _Elimination:
    """Gaussian elimination on the graph: the node with the fewest neighbours first."""

    def __init__(self, one: Integers, other: Integers, right: Floats) -> None:
        self._near: list[dict[int, float]] = [{} for _ in right]
        for left_end, right_end in zip(one.tolist(), other.tolist(), strict=True):
            self._near[left_end][right_end] = self._near[right_end][left_end] = 1.0
        self._right: list[float] = right.tolist()
        self._gone: list[tuple[int, dict[int, float]]] = []

    def eliminate(self) -> None:
        queue = [(len(near), node) for node, near in enumerate(self._near) if len(near) <= _NEIGHBOURS]
        heapq.heapify(queue)
        left = len(self._near)
        done = [False] * left
        while queue and left > 1:
            degree, node = heapq.heappop(queue)
            if done[node] or degree != len(self._near[node]):
                continue
            done[node] = True
            left -= 1
            for neighbour in self._remove(node):
                if len(self._near[neighbour]) <= _NEIGHBOURS:
                    heapq.heappush(queue, (len(self._near[neighbour]), neighbour))

    def _remove(self, node: int) -> Sequence[int]:
        """A star becomes a mesh: each two neighbours are joined with the product of their weights ÷ the sum."""
        near = self._near[node]
        self._gone.append((node, near))
        total = sum(near.values())
        ends = list(near.items())
        share = self._right[node] / total
        for place, (one, weight) in enumerate(ends):
            of_one = self._near[one]
            del of_one[node]
            self._right[one] += weight * share
            for other, other_weight in ends[:place]:
                joined = of_one.get(other, 0.0) + weight * other_weight / total
                of_one[other] = self._near[other][one] = joined
        return list(near)

    def solved(self) -> Floats:
        """The core's solution, then the eliminated nodes backwards."""
        size = len(self._near)
        removed = np.zeros(size, dtype=np.bool_)
        removed[[node for node, _ in self._gone]] = True
        solution = np.zeros(size)
        core = np.flatnonzero(~removed)
        solution[core] = self._core(core)
        values: list[float] = solution.tolist()
        for node, near in reversed(self._gone):
            pull = sum(weight * values[other] for other, weight in near.items())
            values[node] = (self._right[node] + pull) / sum(near.values())
        return np.array(values)

    def _core(self, core: Integers) -> Floats:
        place = {node: index for index, node in enumerate(core.tolist())}
        edges = [
            (place[node], place[other], weight)
            for node in core.tolist()
            for other, weight in self._near[node].items()
            if node < other
        ]
        one = np.array([edge[0] for edge in edges], dtype=np.int64)
        other = np.array([edge[1] for edge in edges], dtype=np.int64)
        weight = np.array([edge[2] for edge in edges], dtype=np.float64)
        right = np.array([self._right[node] for node in core.tolist()])
        solve = _dense if len(core) <= max(1, _DENSE) else _conjugate_gradients
        return solve(one, other, weight, right)


def _conjugate_gradients(one: Integers, other: Integers, weight: Floats, right: Floats) -> Floats:
    """Hestenes & Stiefel (1952) with the diagonal as preconditioner; the constant is taken off throughout."""
    size = len(right)
    diagonal = np.bincount(one, weight, minlength=size) + np.bincount(other, weight, minlength=size)
    right = right - right.mean()
    solution = np.zeros(size)
    rest = right.copy()
    ready = rest / diagonal
    direction, energy = ready.copy(), float(rest @ ready)
    goal = energy * _PRECISE**2
    for _ in range(20 * size):
        if energy <= goal:
            break
        across = weight * (direction[one] - direction[other])
        image = np.bincount(one, across, minlength=size) - np.bincount(other, across, minlength=size)
        step = energy / float(direction @ image)
        solution += step * direction
        rest -= step * image
        ready = rest / diagonal
        following = float(rest @ ready)
        direction = ready + following / energy * direction
        energy = following
    return np.asarray(solution - solution.mean(), dtype=np.float64)
