"""The analysis against numpy in a loop over draws and against other packages, on 150 candidates × 15 experts.

The marks are those of a panel that agrees well: four criteria of 25 points in steps of 0.5, the highest and the lowest
mark of each dropped.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable

import krippendorff
import numpy as np
import numpy.typing as npt
import pandas as pd
import pingouin

from reviewer_app.domain.analysis.agreement import agreement
from reviewer_app.domain.analysis.bootstrap import Cut, uncertainty
from reviewer_app.domain.analysis.panel import Panel
from reviewer_app.domain.figures import Rule

CANDIDATES, EXPERTS, CRITERIA, DRAWS, QUOTA = 150, 15, 4, 10_000, 100
RUNS = 5

RULE = Rule(
    method="trimmed_mean",
    lowest=1,
    highest=1,
    by_sheet=False,
    minimum_experts=5,
    scope="criterion",
    places=2,
    quorum=1,
    floor=0,
    weights=(1,) * CRITERIA,
    weight_places=0,
    mark_places=1,
    largest_mark=250,
    signed=False,
    chain=(1, 3),
)


def panel() -> Panel:
    random = np.random.default_rng(1)
    quality = random.normal(19, 1.5, (CANDIDATES, 1, CRITERIA))
    marks = np.clip(np.round(2 * random.normal(quality, 1.2, (CANDIDATES, EXPERTS, CRITERIA))) * 5, 0, 250)
    flat = marks.astype(np.int64).reshape(-1, CRITERIA)
    return Panel(
        experts=tuple(f"E{index:02}" for index in range(EXPERTS)),
        candidates=tuple(f"C{index:03}" for index in range(CANDIDATES)),
        criteria=tuple("abcd"),
        expert=np.tile(np.arange(EXPERTS), CANDIDATES),
        candidate=np.repeat(np.arange(CANDIDATES), EXPERTS),
        marks=flat,
        totals=flat.sum(axis=1),
        mark_scale=10,
        total_scale=10,
    )


def table(marks: Panel) -> npt.NDArray[np.float64]:
    """Experts × candidates × criteria, in points."""
    return marks.marks.reshape(CANDIDATES, EXPERTS, CRITERIA).transpose(1, 0, 2) / 10


def trimmed_means(marks: npt.NDArray[np.float64], drawn: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    means: npt.NDArray[np.float64] = np.sort(marks[drawn], axis=0)[1:-1].mean(axis=0)
    return means


def bare_loop(marks: npt.NDArray[np.float64]) -> None:
    """Nothing but a trimmed mean a draw: no rounding, no ranks, no cut."""
    random = np.random.default_rng(1)
    for _ in range(DRAWS):
        trimmed_means(marks, random.integers(EXPERTS, size=EXPERTS))


def whole_loop(marks: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The same figures as ours: rounded half up, ranked with ties and their chain, places shared, percentiles."""
    random = np.random.default_rng(1)
    ranks = np.empty((DRAWS, CANDIDATES), dtype=np.int16)
    inside = np.zeros(CANDIDATES)
    for draw in range(DRAWS):
        scores = np.floor(trimmed_means(marks, random.integers(EXPERTS, size=EXPERTS)) * 100 + 0.5 + 1e-9)
        order = np.lexsort((-scores[:, 3], -scores[:, 1], -scores.sum(axis=1)))
        keys = np.column_stack((scores.sum(axis=1), scores[:, 1], scores[:, 3]))[order]
        fresh = np.concatenate(([True], (keys[1:] != keys[:-1]).any(axis=1)))
        starts = np.maximum.accumulate(np.where(fresh, np.arange(CANDIDATES), 0))
        ranks[draw, order] = starts + 1
        size = np.bincount(starts, minlength=CANDIDATES)[starts]
        inside[order] += np.clip((QUOTA - starts) / size, 0, 1)
    return inside / DRAWS, np.percentile(ranks, [5, 95], axis=0, method="inverted_cdf")


def theirs(totals: npt.NDArray[np.float64], frame: pd.DataFrame) -> None:
    pingouin.intraclass_corr(frame, targets="candidate", raters="expert", ratings="mark")
    pingouin.friedman(frame, dv="mark", within="candidate", subject="expert")
    for metric in ("nominal", "ordinal", "interval", "ratio"):
        krippendorff.alpha(totals, level_of_measurement=metric)


def alternating(*tasks: Callable[[], object]) -> list[float]:
    """The median time of each task in seconds, over runs that take turns."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(RUNS):
        for task, taken in zip(tasks, times, strict=True):
            start = time.perf_counter()
            task()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def measure() -> list[tuple[str, float, float, float, str]]:
    marks = panel()
    cut, points = Cut(quota=QUOTA, minimum=None), table(marks)
    totals = points.sum(axis=2)
    rows = [(e, c, totals[e, c]) for e in range(EXPERTS) for c in range(CANDIDATES)]
    frame = pd.DataFrame(rows, columns=["expert", "candidate", "mark"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, whole, bare = alternating(
            lambda: uncertainty(RULE, marks, cut, draws=DRAWS), lambda: whole_loop(points), lambda: bare_loop(points)
        )
        agreed, packages = alternating(lambda: agreement(marks.on_totals), lambda: theirs(totals, frame))
    size = f"{CANDIDATES} × {EXPERTS} × {CRITERIA}"
    return [
        (f"bootstrap, {DRAWS} draws, {size}, against the same in a loop over draws", ours, whole, 20.0, "at_least"),
        (f"bootstrap, {DRAWS} draws, {size}, against trimmed means alone in a loop", ours, bare, 20.0, "at_least"),
        (f"agreement, {CANDIDATES} × {EXPERTS}, against other packages", agreed, packages, 5.0, "at_least"),
    ]
