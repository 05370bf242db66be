"""Where the columns of a large table wait until all of it is read."""

from __future__ import annotations

import numpy as np

from reviewer_app.domain.marks import Whole

_PIECE = 2 << 20
"""Bytes taken at once. From four megabytes on numpy asks the system for large pages, which it first has to clear a
place for: with much memory in use that takes longer than all of the reading."""
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
