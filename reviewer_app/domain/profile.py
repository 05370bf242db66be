"""Who uses this program here: what an identity card says of them, and how their keys are looked after."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The owner of an identity; times are UTC as in the files, empty for never.

    `former` holds the fingerprints of keys that were replaced: they sign nothing any more, yet still open old files.
    """

    name: str
    unit: str
    made: str
    backed_up: str = ""
    former: tuple[str, ...] = ()
