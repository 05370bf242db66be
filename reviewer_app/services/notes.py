"""Goal of an expert: keep notes for nobody else. They leave the store in no package, on no paper, in no record."""

from __future__ import annotations

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.names import clean_text
from reviewer_app.domain.sheet import SheetState
from reviewer_app.models.notes import keep_note
from reviewer_app.models.store import Store
from reviewer_app.security.audit import Event
from reviewer_app.services.review import round_of


def write_note(store: Store, candidate: str, text: str) -> str:
    """Keeps a note, durably, also on a signed sheet; returns it as it is kept. Raises `UserError` for a recused one."""
    kept = clean_text(text)
    with store.transaction() as work:
        held = round_of(work, store)
        if candidate not in held.own_codes:
            raise UserError("not_assigned_to_you", candidate=candidate)
        sheet = work.sheet(held.person, candidate)
        if sheet is not None and sheet.state is SheetState.RECUSED:
            raise UserError("sheet_recused", candidate=candidate)
        keep_note(work, candidate, kept)
        work.record(Event.NOTE_WRITTEN, candidate=candidate)
    return kept
