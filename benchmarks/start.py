"""How long the command line takes to start: whole processes against one that only imports Typer and cryptography."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

Row = tuple[str, float, float, float, str]
RUNS = 15
FLOOR = [sys.executable, "-c", "import typer, cryptography"]
PROGRAM = [str(Path(sys.executable).parent / "reviewer-app")]


def measure() -> list[Row]:
    """`--help` and `verify` of one score package, without a key: medians of alternating runs."""
    with tempfile.TemporaryDirectory() as folder:
        package, round_, office = _sample(Path(folder))
        verify = [*PROGRAM, "verify", str(package), "--round", str(round_), "--office", office]
        rows = []
        for name, command in (
            ("reviewer-app --help", [*PROGRAM, "--help"]),
            ("reviewer-app verify (one package)", verify),
        ):
            ours, floor = _alternating(command, FLOOR)
            rows.append((name, ours, floor, 1.5, "at_most"))
        return rows


def _sample(folder: Path) -> tuple[Path, Path, str]:
    demo = folder / "demo"
    command = [*PROGRAM, "demo", "--headless", "--out", str(demo)]
    subprocess.run(command, check=True, capture_output=True)
    package = folder / "expert-01.jpscore"
    (demo / "scores" / package.name).rename(package)
    return package, next(demo.glob("*.jpround")), (demo / "office-fingerprint.txt").read_text().strip()


def _alternating(ours: Sequence[str], floor: Sequence[str]) -> tuple[float, float]:
    times: dict[int, list[float]] = {0: [], 1: []}
    for run in range(RUNS + 1):
        for which, command in enumerate((ours, floor)):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))
            if run:  # the first pair fills caches
                times[which].append(time.perf_counter() - started)
    return statistics.median(times[0]), statistics.median(times[1])
