"""What a resampled panel comes to, and who can say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.analysis.panel import Integers, Numbers
from reviewer_app.domain.analysis.workspace import Workspace

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the rule makes of each draw; all draws × candidates.

    `keys`: the total, then the tie chain; greater is better, equal exactly where the rule's own figures are equal.
    `ranges`: lowest and highest value that a key can take, where all keys are whole numbers. `drawn`: whether any
    expert of the candidate was drawn, `None`: always. `eligible`: drawn, and not under the stage's minimum; `None`: all
    who were drawn. The arrays are good until the next outcome in the same workspace.
    """

    keys: Sequence[Numbers]
    ranges: Sequence[tuple[int, int]] | None
    drawn: Booleans | None
    eligible: Booleans | None


class Resampler(Protocol):
    """The rule on one panel, ready for any number of draws."""

    def outcome(self, counts: Integers, room: Workspace) -> Outcome:
        """`counts`: draws × experts of the panel, how often each was drawn. Quorum is left out of account."""
