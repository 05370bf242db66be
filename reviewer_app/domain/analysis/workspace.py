"""Memory that is used over and over: fresh pages for every block of draws would cost more than the arithmetic."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

SCRATCH = "scratch"
"""The name of what nobody needs any more once the next array of that name is asked for."""

_SLAB = 8 << 20
"""Bytes taken from the system at once: numpy asks for large pages where it takes four megabytes or more."""
_LINE = 64


class Workspace:
    """Memory by name, in arrays of any type. What one block of draws left there is overwritten by the next."""

    def __init__(self) -> None:
        self._held: dict[str, npt.NDArray[np.uint8]] = {}
        self._slab = np.empty(0, dtype=np.uint8)

    def array(self, name: str, shape: tuple[int, ...], kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """An array with arbitrary content."""
        count = prod(shape) * np.dtype(kind).itemsize
        held = self._held.get(name)
        if held is None or len(held) < count:
            held = self._held[name] = self._taken(count)
        return held[:count].view(kind).reshape(shape)

    def _taken(self, count: int) -> npt.NDArray[np.uint8]:
        """So many bytes of the slab, or of a new one."""
        room = -(-count // _LINE) * _LINE
        if len(self._slab) < room:
            self._slab = np.empty(max(_SLAB, room), dtype=np.uint8)
        taken, self._slab = self._slab[:count], self._slab[room:]
        return taken
