"""Compares two results figure by figure."""

from __future__ import annotations

from typing import Any


def differences(ours: Any, theirs: Any, path: str = "") -> list[str]:
    """Where two documents differ, as paths like `candidates.3.criteria.expertise.score`; every figure is compared."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        keys = sorted({*ours, *theirs})
        found = [differences(ours.get(key, _ABSENT), theirs.get(key, _ABSENT), f"{path}.{key}") for key in keys]
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        found = [differences(one, other, f"{path}.{index}") for index, (one, other) in pairs]
    else:
        same = type(ours) is type(theirs) and ours == theirs
        return [] if same else [path.removeprefix(".")]
    return [place for places in found for place in places]


_ABSENT = object()
