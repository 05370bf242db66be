"""What was signed last, copied to a file: the same bytes each time."""

from __future__ import annotations

from pathlib import Path

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind
from reviewer_app.export.files import write_bytes_durably
from reviewer_app.models.store import Store
from reviewer_app.models.work import Signed


def export_last(store: Store, kind: Kind, target: Path) -> Signed:
    """Copies the last signed package of a kind. Raises `UserError` where none is signed or writing fails."""
    with store.transaction() as work:
        signed = work.signed(kind)
    if not signed:
        raise UserError("nothing_signed")
    write_bytes_durably(target, signed[-1].content)
    return signed[-1]
