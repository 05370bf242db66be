"""`make bench [ONLY=name]`: every module here that has `measure()`; prints a line a figure, writes build/bench.json.

A figure is (name, ours, floor, goal, "at_most" | "at_least"): ratio = ours ÷ floor for `at_most`, floor ÷ ours (how
many times faster than the floor) for `at_least`.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path
from typing import Any

import benchmarks

TARGET = Path(__file__).resolve().parent.parent / "build" / "bench.json"


def figure(name: str, ours: float, floor: float, goal: float, kind: str) -> dict[str, Any]:
    ratio = ours / floor if kind == "at_most" else floor / ours
    good = ratio <= goal if kind == "at_most" else ratio >= goal
    return {
        "name": name,
        "ours": ours,
        "floor": floor,
        "ratio": round(ratio, 3),
        "goal": goal,
        "kind": kind,
        "ok": good,
    }


def main(wanted: list[str]) -> int:
    rows = []
    for module in sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__)):
        if module.startswith("_") or (wanted and module not in wanted):
            continue
        measure = getattr(importlib.import_module(f"benchmarks.{module}"), "measure", None)
        for row in measure() if measure else ():
            rows.append(figure(*row))
            show(rows[-1])
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0


def show(row: dict[str, Any]) -> None:
    sign = "≤" if row["kind"] == "at_most" else "≥"
    numbers = f"ours {row['ours']:.6g}  floor {row['floor']:.6g}  ratio {row['ratio']:.2f}  goal {sign} {row['goal']}"
    print(f"{row['name']:<58} {numbers}  {'ok' if row['ok'] else 'SHORT'}", flush=True)


if __name__ == "__main__":
    # Bytecode is cached as on a user's machine, whatever this one says.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main(sys.argv[1:]))
