"""How the record page looks at a record: that of an open desk, or that of a desk which is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.models.store import Store
    from reviewer_app.services.audit import Examination
    from reviewer_app.services.workplace import Seat, Workplace

Look = Callable[[Sequence[Path]], "Examination"]
"""Examines a record against the packages given; raises `UserError`. To be called beside the window."""


def look_into(store: Store, secrets: Sequence[str]) -> Look:
    """The record of a desk that is open; `secrets` open its packages."""

    def look(packages: Sequence[Path]) -> Examination:
        from reviewer_app.services.audit import examine, exported_heads

        return examine(store, exported_heads(packages, secrets))

    return look


def look_at(workplace: Workplace, seat: Seat) -> Look:
    """The record of a desk that is closed: its store is opened for as long as the look takes."""

    def look(packages: Sequence[Path]) -> Examination:
        secrets = (workplace.identity(seat).age_secret,) if packages else ()
        store = workplace.open_store(seat)
        try:
            return look_into(store, secrets)(packages)
        finally:
            store.close()

    return look
