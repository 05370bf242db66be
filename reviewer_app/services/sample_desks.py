"""Goal of a newcomer: sit down at the desks of the sample round, as each of its people."""

from __future__ import annotations

from pathlib import Path

from reviewer_app.security.vault import KeyFolder
from reviewer_app.services.keys import DEMO_KEYS
from reviewer_app.services.workplace import CHAIR, EXPERT, OFFICE, Seat, Workplace, note

SIGNED_EXPERT = "expert-01"


def sample_workplace(folder: Path) -> Workplace:
    """The workplace in the folder of a sample round; its keys lie there in the clear."""
    return Workplace(folder, lambda: KeyFolder(folder / DEMO_KEYS), sample=folder / DEMO_KEYS)


def lay_out_desks(workplace: Workplace, late: str) -> None:
    """Puts office, chair, one expert who handed in and the late one on the start page, the late one first."""
    round_file = next(workplace.folder.glob("*.jpround"))
    fingerprint = (workplace.folder / "office-fingerprint.txt").read_text("ascii").strip()
    workplace.vouch(fingerprint)
    title = ""
    for desk, person in ((EXPERT, SIGNED_EXPERT), (OFFICE, OFFICE), (CHAIR, CHAIR), (EXPERT, late)):
        seat = Seat(
            desk=desk,
            person=person,
            round_id=round_file.stem,
            title=title,
            store=workplace.folder / "stores" / f"{person}.db",
            round_file=round_file,
        )
        store = workplace.open_store(seat)
        try:
            title = note(workplace, seat, store).title
        finally:
            store.close()
