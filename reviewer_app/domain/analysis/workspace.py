"""Memory that is used over and over: fresh pages for every block of draws would cost more than the arithmetic."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

_SLAB = 8 << 20
"""Bytes taken from the system at once: numpy asks for large pages where it takes four megabytes or more."""
_LINE = 64


class Workspace:
    """Arrays by name. What one block of draws left in them is overwritten by the next."""

    def __init__(self) -> None:
        self._held: dict[str, npt.NDArray[Any]] = {}
        self._slab = np.empty(0, dtype=np.uint8)

    def array(self, name: str, shape: tuple[int, ...], kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """An array with arbitrary content."""
        size = prod(shape)
        held = self._held.get(name)
        if held is None or held.size < size or held.dtype != kind:
            held = self._held[name] = self._taken(size * np.dtype(kind).itemsize).view(kind)
        return held[:size].reshape(shape)

    def _taken(self, count: int) -> npt.NDArray[np.uint8]:
        """So many bytes of the slab, or of a new one."""
        room = -(-count // _LINE) * _LINE
        if len(self._slab) < room:
            self._slab = np.empty(max(_SLAB, room), dtype=np.uint8)
        taken, self._slab = self._slab[:count], self._slab[room:]
        return taken
