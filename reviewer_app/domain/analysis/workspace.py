"""Memory that is used over and over: fresh pages for every block of draws would cost more than the arithmetic."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt


class Workspace:
    """Arrays by name. What one block of draws left in them is overwritten by the next."""

    def __init__(self) -> None:
        self._held: dict[str, npt.NDArray[Any]] = {}

    def array(self, name: str, shape: tuple[int, ...], kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """An array with arbitrary content."""
        size = prod(shape)
        held = self._held.get(name)
        if held is None or held.size < size or held.dtype != kind:
            held = self._held[name] = np.empty(size, dtype=kind)
        return held[:size].reshape(shape)
