"""What an expert's page works with while it is open."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.models.store import Store
from reviewer_app.services.reading import ExpertDesk, expert_desk
from reviewer_app.services.workplace import Seat, Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertSitting:
    """An open store, the desk as it was left, and the keys that open dossiers."""

    seat: Seat
    store: Store
    desk: ExpertDesk
    secrets: tuple[str, ...]


def sit_as_expert(workplace: Workplace, seat: Seat) -> ExpertSitting:
    """Opens the desk. Raises `UserError`; the store is then closed again."""
    identity = workplace.identity(seat)
    store = workplace.open_store(seat)
    try:
        desk = expert_desk(store)
    except BaseException:
        store.close()
        raise
    return ExpertSitting(
        seat=seat,
        store=store,
        desk=desk,
        secrets=(identity.age_secret,),
    )
