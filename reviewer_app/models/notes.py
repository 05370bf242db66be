"""Notes that an expert keeps for nobody else: they lie in the store and nowhere else."""

from __future__ import annotations

from reviewer_app.models.work import Work


def keep_note(work: Work, candidate: str, text: str) -> None:
    """Puts the note in place of the one before; an empty text leaves none."""
    if text:
        work.execute(
            "insert or replace into private_note (candidate, text, at) values (?, ?, ?)", (candidate, text, work.now())
        )
    else:
        work.execute("delete from private_note where candidate = ?", (candidate,))


def notes(work: Work) -> dict[str, str]:
    """Every note, by candidate."""
    return dict(work.execute("select candidate, text from private_note"))
