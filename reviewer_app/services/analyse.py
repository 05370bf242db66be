"""Goal of a chair: the statistics of a consolidated round, beside its result."""

from __future__ import annotations

from reviewer_app.domain.analysis import Analysis, analyse_table
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.services.consolidate import Consolidated


def analysed(made: Consolidated, *, seed: int = 1, draws: int = 10_000, progress: Progress = silent) -> Analysis:
    """The statistics of the marks that a result was made of; takes part in nothing that is official."""
    return analyse_table(made.scheme, made.table, seed=seed, draws=draws, progress=progress)
