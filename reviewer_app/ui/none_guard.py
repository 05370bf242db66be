"""Keeps `None`, `True` and `False` alive under PySide6 6.12 on Python 3.11 (ADR 0006).

Every call of a Qt method that returns nothing takes one reference from `None` there, every signal emitted one from
`True`. Some ten thousand of them, an hour of work, and Python aborts. Python 3.12 made these values immortal, so later
versions never notice.
"""

from __future__ import annotations

import ctypes
import sys

PLENTY = 1 << 40
"""References to add: calls for years of painting."""


def keep_constants_alive() -> None:
    """Gives these values more references than any session can take. Call it once before the first window."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for value in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(value))
        if count.value < PLENTY:
            count.value += PLENTY
