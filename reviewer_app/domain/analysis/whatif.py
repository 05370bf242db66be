"""What if one expert had not sat on the panel: who crosses the cut?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.analysis.bootstrap import Cut
from reviewer_app.domain.analysis.panel import Panel
from reviewer_app.domain.analysis.ranking import standing
from reviewer_app.domain.analysis.resampling import resampler
from reviewer_app.domain.analysis.workspace import Workspace
from reviewer_app.domain.figures import Rule
from reviewer_app.domain.progress import Progress, silent

_AT_ONCE = 200


class Place(StrEnum):
    """Where a candidate stands: in the words of the result."""

    ADVANCE = "advance"
    UNDECIDED = "undecided"
    NOT_ADVANCED = "not_advanced"
    UNSCORED = "unscored"


PLACES = tuple(Place)
_SIDE = np.array([0, 1, 2, 2])
"""Inside the cut, upon it, outside: who is merely no longer scored crosses nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A candidate (index) whose place changes."""

    candidate: int
    before: Place
    after: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutExpert:
    """What changes at the cut without one expert (index)."""

    expert: int
    crossings: tuple[Crossing, ...]


def leave_one_out(rule: Rule, panel: Panel, cut: Cut, *, progress: Progress = silent) -> tuple[WithoutExpert, ...]:
    """The scheme's rule without each scoring expert in turn, against the rule on all; quorum is left out of account.

    An expert whose absence moves nobody across the cut has no crossings; not advancing and not being scored are the
    same side.
    """
    prepared = resampler(rule, panel, cut.minimum)
    room = Workspace()
    everyone = len(panel.experts)
    scoring = np.unique(panel.expert)

    def places(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        outcome = prepared.outcome(counts, room)
        result = standing(outcome, cut.quota, room)
        starts = result.ranks() - 1
        found = np.full(starts.shape, PLACES.index(Place.NOT_ADVANCED))
        found[starts < result.inside[:, None]] = PLACES.index(Place.ADVANCE)
        found[starts == result.tied[:, None]] = PLACES.index(Place.UNDECIDED)
        if outcome.drawn is not None:
            found[~outcome.drawn] = PLACES.index(Place.UNSCORED)
        return found

    with_all = places(np.ones((1, everyone), dtype=np.int64))[0]
    answers = []
    for first in range(0, len(scoring), _AT_ONCE):
        some = scoring[first : first + _AT_ONCE]
        counts = np.ones((len(some), everyone), dtype=np.int64)
        counts[np.arange(len(some)), some] = 0
        for expert, without in zip(some.tolist(), places(counts), strict=True):
            crossings = tuple(
                Crossing(candidate=who, before=PLACES[with_all[who]], after=PLACES[without[who]])
                for who in np.flatnonzero(_SIDE[with_all] != _SIDE[without]).tolist()
            )
            answers.append(WithoutExpert(expert=expert, crossings=crossings))
        progress(min(first + _AT_ONCE, len(scoring)), len(scoring), "leave_one_out")
    return tuple(answers)
