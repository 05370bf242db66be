"""The consolidation against a bare numpy twin, pandas and `csv.reader`; every pair is measured in turns, in one run."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from reviewer_app.domain.consolidation import consolidate_table
from reviewer_app.domain.figures import Rule, figures
from reviewer_app.domain.marks import SCORED, MarkTable
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.resources import resource

Measured = tuple[str, float, float, float, str]
RUNS = 5
SCHEME = resource("schemes", "qilu-2018.toml")
PANDAS = Path(__file__).with_name("_pandas_consolidation.py")
BARE = """
import csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for _ in csv.reader(file):
        pass
"""


def measure() -> list[Measured]:
    """(name, ours, floor, goal, sense): seconds or bytes; the goal bounds ours ÷ floor."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_in_memory(), *_whole_processes(Path(folder))]


def _in_memory() -> list[Measured]:
    scheme = read_scheme(SCHEME.read_bytes())
    table, rule = _table(), Rule.of(scheme)
    cube = table.marks.reshape(150, 15, 4)
    frame = _frame(table)
    alone, twin = _in_turns(lambda: figures(rule, table), lambda: _twin(cube), 200)
    trail, same_twin = _in_turns(lambda: consolidate_table(scheme, table).trail.columns(), lambda: _twin(cube), 100)
    whole, in_pandas = _in_turns(lambda: consolidate_table(scheme, table), lambda: _in_pandas(frame), 20)
    return [
        ("consolidate 150×15×4, figures only, ÷ bare numpy", alone, twin, 3.0, "at_most"),
        ("consolidate 150×15×4, with the full trail, ÷ bare numpy", trail, same_twin, 15.0, "at_most"),
        ("consolidate 150×15×4, times pandas", whole, in_pandas, 1.0, "at_least"),
    ]


def _table() -> MarkTable:
    marks = np.random.default_rng(1).integers(20, 51, size=(2250, 4)) * 5
    return MarkTable(
        candidates=tuple(f"c{index:03}" for index in range(150)),
        experts=tuple(f"e{index:02}" for index in range(15)),
        candidate=np.repeat(np.arange(150), 15),
        expert=np.tile(np.arange(15), 150),
        state=np.full(2250, SCORED, dtype=np.int8),
        marks=marks,
        present=None,
        places=1,
    )


def _twin(cube: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """The same rule for this one case, bare: trim, mean, round half up, add, rank with two tie criteria."""
    kept = np.sort(cube, axis=1)[:, 1:-1].sum(axis=1)
    scores = (2 * kept * 10 + 13) // 26
    totals = scores.sum(axis=1)
    order = np.lexsort((-scores[:, 3], -scores[:, 1], -totals))
    keys = np.stack((totals, scores[:, 1], scores[:, 3]), axis=1)[order]
    new = np.concatenate(([True], (keys[1:] != keys[:-1]).any(axis=1)))
    return totals, np.maximum.accumulate(np.where(new, np.arange(1, len(order) + 1), 0))


def _frame(table: MarkTable) -> pd.DataFrame:
    names = ["craftsmanship_spirit", "expertise", "leadership", "contribution"]
    wide = pd.DataFrame(table.marks, columns=names).assign(candidate=table.candidate)
    return wide.melt(id_vars="candidate", var_name="criterion", value_name="units")


def _in_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    marks = frame.groupby(["candidate", "criterion"])["units"].agg(["sum", "min", "max", "count"])
    kept, left = marks["sum"] - marks["min"] - marks["max"], marks["count"] - 2
    scores = ((2 * kept * 10 + left) // (2 * left)).unstack("criterion")
    scores["total"] = scores.sum(axis=1)
    keys = ["total", "expertise", "contribution"]
    ordered = scores.sort_values(keys, ascending=False)
    group = ordered.groupby(keys, sort=False).ngroup()
    return ordered.assign(rank=group.map(group.value_counts(sort=False).cumsum().shift(fill_value=0) + 1))


def _in_turns(ours: Callable[[], object], floor: Callable[[], object], times: int) -> tuple[float, float]:
    """The median seconds of one call of each, the two taking turns."""
    found: tuple[list[float], list[float]] = ([], [])
    for _run in range(RUNS + 1):
        for place, call in enumerate((ours, floor)):
            start = time.perf_counter()
            for _time in range(times):
                call()
            found[place].append((time.perf_counter() - start) / times)
    return statistics.median(found[0][1:]), statistics.median(found[1][1:])


def _whole_processes(folder: Path) -> list[Measured]:
    small = _scores(folder / "small.csv", 2000, 30)
    sizes = [_scores(folder / f"{count}.csv", count, 15) for count in (25_000, 50_000, 100_000)]
    ours, pandas_script = _processes([_command(small), [sys.executable, str(PANDAS), str(small)]], RUNS)
    times = _processes([*map(_command, sizes), [sys.executable, "-c", BARE, str(sizes[-1])]], RUNS)
    later, earlier = times[2][0] - times[1][0], times[1][0] - times[0][0]
    pandas_memory = _processes([[sys.executable, str(PANDAS), str(sizes[-1])]], 1)[0][1]
    return [
        (
            "consolidate 2,000×30×4 from CSV, times a pandas script",
            ours[0],
            pandas_script[0],
            2.0,
            "at_least",
        ),
        ("consolidate 100,000×15×4 from CSV ÷ bare csv.reader", times[2][0], times[3][0], 4.0, "at_most"),
        ("consolidate 100,000×15×4, memory ÷ pandas script", times[2][1], pandas_memory, 1.5, "at_most"),
        ("consolidate, seconds from 50,000 to 100,000 ÷ twice 25,000 to 50,000", later, 2 * earlier, 1.3, "at_most"),
    ]


def _command(scores: Path) -> list[str]:
    return [sys.executable, "-m", "reviewer_app", "consolidate", str(scores), "--scheme", str(SCHEME)]


def _scores(path: Path, candidates: int, experts: int) -> Path:
    draw = random.Random(7)
    keys = ("craftsmanship_spirit", "expertise", "leadership", "contribution")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("expert,candidate,criterion,score,state\n")
        for candidate in range(candidates):
            level = draw.randint(30, 44)
            for expert in range(experts):
                place = f"e{expert:02},c{candidate:06}"
                if draw.random() < 0.02:
                    file.write(f"{place},,,recused\n")
                    continue
                marks = (f"{place},{key},{min(50, max(0, level + draw.randint(-5, 6))) / 2},\n" for key in keys)
                file.writelines(marks)
    return path


def _processes(commands: Sequence[Sequence[str]], runs: int) -> list[tuple[float, float]]:
    """For each command the median seconds and the most bytes it held, the commands taking turns."""
    found: list[tuple[list[float], list[float]]] = [([], []) for _ in commands]
    for _run in range(runs):
        for command, (seconds, sizes) in zip(commands, found, strict=True):
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise subprocess.CalledProcessError(process.returncode, command)
            seconds.append(time.perf_counter() - start)
            sizes.append(usage.ru_maxrss * 1024.0)
    return [(statistics.median(seconds), max(sizes)) for seconds, sizes in found]
