"""Where the columns of a large table wait until all of it is read."""

from __future__ import annotations

import numpy as np

from reviewer_app.domain.marks import Whole

_PIECE = 8 << 20
"""Bytes taken from the system at once: numpy asks for large pages where it takes four megabytes or more."""
_LINE = 64


class Shelf:
    """Keeps columns side by side, apart from what each block of rows leaves behind: memory is not torn to pieces."""

    def __init__(self) -> None:
        self._free = np.empty(0, dtype=np.uint8)

    def keep(self, column: Whole) -> Whole:
        """The same column on the shelf; Python's own whole numbers stay where they are."""
        if column.dtype == object:
            return column
        room = -(-column.nbytes // _LINE) * _LINE
        if len(self._free) < room:
            self._free = np.empty(max(_PIECE, room), dtype=np.uint8)
        kept = self._free[: column.nbytes].view(column.dtype)
        kept[:] = column
        self._free = self._free[room:]
        return kept
