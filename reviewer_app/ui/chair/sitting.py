"""What the chair's page works with while it is open, and the view that the services compute for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reviewer_app.domain.consolidation import ConsolidatedResult
from reviewer_app.domain.package import Kind
from reviewer_app.domain.scheme import Scheme
from reviewer_app.models.latest import last_signed, recorded_since
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Signed
from reviewer_app.security.audit import Event
from reviewer_app.services import collect, decide
from reviewer_app.services.review import round_of
from reviewer_app.services.workplace import Seat, Workplace

COUNTED = (Event.PACKAGE_RECEIVED, Event.PACKAGE_CHOSEN, Event.ROUND_UPDATED, Event.STORE_RESTORED)
"""What changes a result: after one of them the last that was signed is no more what counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairView:
    """The roll and the result of what counts now; `rows` are the result's candidates by code.

    `is_signed_current`: nothing that counts came in since `signed`.
    """

    roll: tuple[collect.RollRow, ...]
    result: ConsolidatedResult
    rows: tuple[dict[str, Any], ...]
    signed: Signed | None
    is_signed_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairSitting:
    seat: Seat
    store: Store
    held: HeldRound
    scheme: Scheme
    secrets: tuple[str, ...]
    view: ChairView


def sit_as_chair(workplace: Workplace, seat: Seat) -> ChairSitting:
    """Opens the desk. Raises `UserError`; the store is then closed again."""
    secrets = (workplace.identity(seat).age_secret,)
    store = workplace.open_store(seat)
    try:
        with store.transaction() as work:
            held = round_of(work, store)
        view = look(store, secrets)
    except BaseException:
        store.close()
        raise
    return ChairSitting(seat=seat, store=store, held=held, scheme=held.rules, secrets=secrets, view=view)


def look(store: Store, secrets: tuple[str, ...]) -> ChairView:
    """What counts now: every package is verified anew."""
    roll = collect.roll_call(store, secrets)
    result = decide.consolidate_received(store, secrets)
    with store.transaction() as work:
        signed = last_signed(work, Kind.RESULT)
        changed = recorded_since(work, Event.RESULT_SIGNED, COUNTED)
    return ChairView(
        roll=roll,
        result=result,
        rows=tuple(result.candidates()),
        signed=signed,
        is_signed_current=signed is not None and not changed,
    )
