"""Makes the material of the sample round: a roster and an evidence folder, as an office would get them.

Everything is plainly made up and follows from the seed: the same seed gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.export.roster import write_roster
from reviewer_app.services.sample_marks import SampleMarks, SamplePerson, make_marks, make_people
from reviewer_app.services.sample_papers import make_papers, with_proofs
from reviewer_app.services.sample_people import make_candidates

__all__ = ["SampleFiles", "SampleMarks", "SamplePerson", "make_marks", "make_people", "make_sample"]

MOST_CANDIDATES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFiles:
    """Where the sample lies, and the candidates that the roster holds."""

    roster: Path
    evidence: Path
    candidates: tuple[Candidate, ...]


def make_sample(folder: Path, *, candidates: int = 24, seed: int = 1, progress: Progress = silent) -> SampleFiles:
    """Writes `roster.xlsx` and `evidence/<code name>/…` into a folder, which is made if it is not there.

    `candidates`: 1 to 2,000. Raises `ValueError` for another number, `UserError` where the roster exists already or
    cannot be written.
    """
    if not 1 <= candidates <= MOST_CANDIDATES:
        raise ValueError(f"candidates: 1 to {MOST_CANDIDATES}")
    people = make_candidates(candidates, seed)
    folder.mkdir(parents=True, exist_ok=True)
    roster, evidence = folder / "roster.xlsx", folder / "evidence"
    papers = [make_papers(person, seed) for person in people]
    write_roster(
        roster,
        [person.candidate for person in people],
        [with_proofs(person, files) for person, files in zip(people, papers, strict=True)],
        [person.record for person in people],
    )
    for done, (person, files) in enumerate(zip(people, papers, strict=True)):
        progress(done, candidates, "make_sample")
        own = evidence / person.folder
        own.mkdir(parents=True, exist_ok=True)
        for file in files:
            file.write(own / file.name)
    progress(candidates, candidates, "make_sample")
    return SampleFiles(roster=roster, evidence=evidence, candidates=tuple(person.candidate for person in people))
