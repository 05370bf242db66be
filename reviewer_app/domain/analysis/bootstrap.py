"""How far the result hangs on who happened to sit on the panel: experts drawn anew, under the scheme's own rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from reviewer_app.domain.analysis.draws import Draws, every_panel, multisets, random_panels
from reviewer_app.domain.analysis.panel import Floats, Integers, Panel
from reviewer_app.domain.analysis.ranking import Standing, standing
from reviewer_app.domain.analysis.resampling import resampler
from reviewer_app.domain.analysis.workspace import SCRATCH, Workspace
from reviewer_app.domain.figures import Rule
from reviewer_app.domain.progress import Progress, silent

CLOSE_CALL = (0.1, 0.9)
"""The band of probabilities, ends included, in which a place inside the cut is a close call."""

_NUMBERS_AT_ONCE = 600_000
_FEWEST_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What a score stage cuts by: the first `quota` at or above `minimum` (`None`: no minimum)."""

    quota: int
    minimum: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """One entry a candidate of the panel.

    `inside`: probability of being inside the cut, a tie across it sharing the places. `low`, `high`: 5th and 95th
    percentile of the competition rank: the lowest rank that is reached, or bettered, with at least that probability.
    `panels`: how many different or drawn panels this rests on; `exact`: all panels there are, with their
    probabilities, instead of a random draw.
    """

    seed: int
    draws: int
    panels: int
    exact: bool
    inside: Floats
    low: Integers
    high: Integers


def uncertainty(
    rule: Rule, panel: Panel, cut: Cut, *, seed: int = 1, draws: int = 10_000, progress: Progress = silent
) -> Uncertainty:
    """Efron's bootstrap (1979) over whole experts, all of whose sheets come along as often as the expert is drawn.

    The rule applies without its quorum; an expert drawn twice is two sheets. Who has no expert among those drawn ranks
    last, outside the cut. Where m experts have no more than `draws` different panels (m ≤ 8 for 10,000), all are taken
    with their multinomial probabilities, and nothing is random. Raises `CancelledError` through `progress`.
    """
    experts = np.unique(panel.expert)
    exact = multisets(len(experts)) <= draws
    panels = multisets(len(experts)) if exact else draws
    at_once = max(_FEWEST_AT_ONCE, _NUMBERS_AT_ONCE // max(1, len(panel.candidates) * len(rule.weights)))
    drawn = every_panel(len(experts), at_once) if exact else random_panels(len(experts), draws, seed, at_once)
    tally, room = _Tally(len(panel.candidates), cut.quota), Workspace()
    for weights, result in _standings(rule, panel, cut, drawn, room):
        tally.add(weights, result, room)
        progress(tally.done, panels, "uncertainty")
    low, high = tally.percentiles()
    return Uncertainty(
        seed=seed, draws=draws, panels=panels, exact=exact, inside=tally.probabilities(), low=low, high=high
    )


def _standings(
    rule: Rule, panel: Panel, cut: Cut, drawn: Iterator[Draws], room: Workspace
) -> Iterator[tuple[Floats, Standing]]:
    """How each block of draws ends; good until the next is asked for."""
    prepared = resampler(rule, panel, cut.minimum)
    experts = np.unique(panel.expert)
    for some in drawn:
        counts = some.counts
        if len(experts) < len(panel.experts):
            counts = np.zeros((len(counts), len(panel.experts)), dtype=np.int64)
            counts[:, experts] = some.counts
        yield some.weights, standing(prepared.outcome(counts, room), cut.quota, room)


class _Tally:
    """What the draws add up to: how often each candidate had each rank, and how much of a place inside the cut."""

    def __init__(self, candidates: int, quota: int) -> None:
        self.done = 0
        self._quota = min(quota, candidates)
        self._ranks = np.zeros(candidates * candidates)
        self._inside = np.zeros(candidates)

    def add(self, weights: Floats, result: Standing, room: Workspace) -> None:
        """Counts all who stand before the quota, then mends the draws where that is not who is inside."""
        self.done += len(weights)
        everyone = len(self._inside)
        small = len(self._ranks) < 2**31
        cell = room.array(SCRATCH, result.starts.shape, np.int32 if small else np.int64)
        np.multiply(result.candidates, everyone, out=cell, casting="unsafe")
        cell += result.starts
        cells = room.array("cells", cell.shape, np.intp)
        np.copyto(cells, cell)
        np.add.at(self._ranks, cells.reshape(-1), 1.0 if (weights == 1).all() else np.repeat(weights, everyone))
        rows = np.flatnonzero((result.inside != self._quota) | (result.tied >= 0))
        starts = result.starts[rows]
        places = (starts < result.inside[rows, None]) - 1.0 * (starts < self._quota)
        places += (starts == result.tied[rows, None]) * result.share[rows, None]
        places *= weights[rows, None]
        self._inside += np.bincount(result.candidates[rows].ravel(), places.ravel(), minlength=everyone)

    def probabilities(self) -> Floats:
        table = self._ranks.reshape(len(self._inside), -1)
        inside = self._inside + table[:, : self._quota].sum(axis=1)
        return np.asarray(inside / table.sum(axis=1), dtype=np.float64)

    def percentiles(self) -> tuple[Integers, Integers]:
        upto = np.cumsum(self._ranks.reshape(len(self._inside), -1), axis=1)
        all_of_them = upto[:, -1:]
        low, high = (np.count_nonzero(upto * 20 < all_of_them * share, axis=1) + 1 for share in (1, 19))
        return low, high
