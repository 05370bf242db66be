"""In what relation a package stands to those already received from the same signer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Standing(StrEnum):
    """What a verified package does to the roll."""

    SAME = "same"  # this very package is here already: harmless
    FIRST = "first"  # the signer's first
    SUPERSEDES = "supersedes"  # higher than all held: it counts, the others are kept
    STALE = "stale"  # lower than one held
    CONFLICTING = "conflicting"  # as high as one held, with other content: the chair decides


class HandIn(NamedTuple):
    """A verified package: known by the hash of its tag manifest, ordered by when its key entered and its sequence."""

    fingerprint: str
    signer: str
    entered: int
    sequence: int

    @property
    def order(self) -> tuple[int, int]:
        return self.entered, self.sequence


def standing(new: HandIn, held: Iterable[HandIn]) -> Standing:
    """How `new` stands to what is held (of any signer)."""
    own = [one for one in held if one.signer == new.signer]
    if any(one.fingerprint == new.fingerprint for one in own):
        return Standing.SAME
    if not own:
        return Standing.FIRST
    highest = max(one.order for one in own)
    if any(one.order == new.order for one in own):
        return Standing.CONFLICTING
    return Standing.SUPERSEDES if new.order > highest else Standing.STALE
