"""Goal of a newcomer: see the whole chain at work on a made-up round, in a folder of its own.

Everything is done through the services that the desks use; only the people are made up. Their keys, and those of their
stores, lie in the clear in `demo-keys`, because they protect nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.consolidation import ConsolidatedResult
from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Role
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export.files import write_bytes_durably
from reviewer_app.models.store import Store
from reviewer_app.resources import resource
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services import collect, conflicts, decide, hand_in, identity, paper, prepare, review, rounds
from reviewer_app.services.keys import DEMO_KEYS
from reviewer_app.services.recompute import recompute
from reviewer_app.services.sample import SampleMarks, SamplePerson, make_marks, make_people, make_sample
from reviewer_app.services.sample_people import pool
from reviewer_app.services.sample_scheme import scaled_scheme
from reviewer_app.services.stores import open_desk

MARKER = "demo-round.txt"
ROUND_ID = "qilu-2026-demo"
EDITION = 2026
FINGERPRINT = "office-fingerprint.txt"
PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Where everything of a finished sample round lies, and what came of it."""

    folder: Path
    round_path: Path
    cards: tuple[Path, ...]
    scores: tuple[Path, ...]
    result_path: Path
    office: str
    late: str
    scheme: Scheme
    names: dict[str, str]
    roll: tuple[collect.RollRow, ...]
    result: ConsolidatedResult
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """The folder being filled, and who plays in it."""

    folder: Path
    vault: KeyFolder
    people: tuple[SamplePerson, ...]
    now: datetime

    @property
    def experts(self) -> list[str]:
        return [person.id for person in self.people if person.role is Role.EXPERT]

    @property
    def round_path(self) -> Path:
        return self.folder / f"{ROUND_ID}.jpround"

    @contextmanager
    def store(self, person: str) -> Iterator[Store]:
        folder = self.folder / "stores"
        folder.mkdir(exist_ok=True)
        store = open_desk(folder / f"{person}.db", self.vault)
        try:
            yield store
        finally:
            store.close()


def run_demo(
    folder: Path, *, candidates: int, experts: int, seed: int, now: datetime, progress: Progress = silent
) -> Demo:
    """Fills `folder` with a whole round: roster and evidence, cards, round, score packages, result.

    The last expert is late: marks are in that expert's store, but no package was handed in. A folder that holds an
    earlier sample round is filled anew; any other one must be empty (`demo_folder_taken`).
    """
    _clear(folder)
    stage = _Stage(folder=folder, vault=KeyFolder(folder / DEMO_KEYS), people=make_people(experts, seed), now=now)
    files = make_sample(folder / "input", candidates=candidates, seed=seed, progress=progress)
    material = prepare.read_material(files.roster, files.evidence, progress)
    scheme_bytes = scaled_scheme(resource("schemes", "qilu-2018.toml").read_bytes(), candidates, now.date())
    scheme = read_scheme(scheme_bytes)
    (folder / "scheme.toml").write_bytes(scheme_bytes)
    cards = _issue_cards(stage)
    office = _seal(stage, cards, material, scheme_bytes, scheme, progress)
    (folder / FINGERPRINT).write_text(office + "\n", "ascii")
    marks = make_marks(scheme, material.candidates, stage.experts, seed, cut=_cut(scheme))
    scores = _review(stage, office, marks, progress)
    with stage.store("chair") as store:
        return _conclude(stage, store, office, marks, scheme, cards, scores, progress)


def _clear(folder: Path) -> None:
    """Makes the folder, or empties one that holds an earlier sample round and nothing else."""
    if (folder / MARKER).is_file():
        shutil.rmtree(folder)
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("demo_folder_taken", path=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("A made-up round of 匠评. The next `reviewer-app demo` here replaces it.\n", "utf-8")


def _issue_cards(stage: _Stage) -> dict[str, Path]:
    folder = stage.folder / "cards"
    folder.mkdir()
    cards = {}
    for person in stage.people:
        made = identity.make_identity(stage.vault, person.id)
        cards[person.id] = folder / f"{person.id}.jpcard"
        identity.issue_card(cards[person.id], made, person.name, person.unit, stage.now)
    return cards


def _seal(
    stage: _Stage,
    cards: dict[str, Path],
    material: prepare.Material,
    scheme_bytes: bytes,
    scheme: Scheme,
    progress: Progress,
) -> str:
    """Enrols everybody, seals the round, and returns the office's fingerprint."""
    enrolled = [prepare.enrol(person.id, person.role, cards[person.id]) for person in stage.people]
    terms = prepare.RoundTerms(
        round_id=ROUND_ID,
        version=1,
        title=f"{EDITION} {scheme.title}（演示）",
        edition=EDITION,
        undertaking=resource("sample", "undertaking.txt").read_text("utf-8"),
    )
    assignments = prepare.assign_all(material.candidates, stage.experts)
    plan = prepare.plan_round(terms, scheme_bytes, scheme, enrolled, material, assignments, stage.now)
    office = stage.vault.identity(prepare.OFFICE)
    with stage.store(prepare.OFFICE) as store:
        prepare.seal_round(store, stage.round_path, plan, material.private, office, progress)
    return office.signing.public.fingerprint


def _review(stage: _Stage, office: str, marks: SampleMarks, progress: Progress) -> tuple[Path, ...]:
    """Every expert marks; all but the late one name their conflicts, sign and hand in."""
    folder = stage.folder / "scores"
    folder.mkdir()
    scores = []
    for number, expert in enumerate(stage.experts):
        progress(number, len(stage.experts), "review")
        own = stage.vault.identity(expert)
        with stage.store(expert) as store:
            rounds.take_in_round(store, stage.round_path, "expert", expert, [own.age_secret], [office], stage.now)
            review.accept_undertaking(store)
            sheets = marks.sheets[expert]
            for sheet in sheets:
                if sheet.state is SheetState.RECUSED:
                    review.recuse(store, sheet.candidate, sheet.reason)
            review.record_sheets(store, [sheet for sheet in sheets if sheet.marks])
            if expert != marks.late:
                _declare(store)
                hand_in.sign_sheets(store, own)
                scores.append(folder / f"{expert}.jpscore")
                hand_in.export_signed(store, scores[-1])
    return tuple(scores)


def _declare(store: Store) -> None:
    """The expert says of every candidate who is left why there is no conflict, and declares that these are all."""
    for candidate in conflicts.conflicts_of(store).undecided:
        conflicts.dismiss(store, candidate, pool("people")["experts"]["no_conflict"])
    conflicts.finish(store)


def _conclude(
    stage: _Stage,
    store: Store,
    office: str,
    marks: SampleMarks,
    scheme: Scheme,
    cards: dict[str, Path],
    scores: tuple[Path, ...],
    progress: Progress,
) -> Demo:
    """The chair takes in what arrived, signs the result, and has it computed anew."""
    chair = stage.vault.identity("chair")
    secrets = [chair.age_secret]
    rounds.take_in_round(store, stage.round_path, "chair", "chair", secrets, [office], stage.now)
    for receipt in collect.receive(store, scores, secrets, stage.now, progress):
        if receipt.error is not None:
            raise receipt.error
    roll = collect.roll_call(store, secrets)
    result = decide.consolidate_received(store, secrets)
    target = stage.folder / f"{ROUND_ID}.jpresult"
    decide.sign_result_of(store, chair)
    decide.export_result(store, target)
    _print(stage, store, secrets)
    with store.transaction() as work:
        document = review.round_of(work, store).document
    return Demo(
        folder=stage.folder,
        round_path=stage.round_path,
        cards=tuple(cards.values()),
        scores=scores,
        result_path=target,
        office=office,
        late=marks.late,
        scheme=scheme,
        names={candidate.code: candidate.name for candidate in document.candidates},
        roll=roll,
        result=result,
        differences=recompute(target, secrets, stage.now).differences,
    )


def _print(stage: _Stage, chair: Store, secrets: list[str]) -> None:
    """The summary sheet and one expert's score sheet, as they would be printed and signed by hand."""
    folder = stage.folder / PAPER
    folder.mkdir()
    write_bytes_durably(folder / "summary.pdf", paper.summary_sheet_pdf(chair, secrets))
    expert = stage.experts[0]
    with stage.store(expert) as store:
        sheet = paper.score_sheet_pdf(store, [stage.vault.identity(expert).age_secret])
    write_bytes_durably(folder / f"{expert}.pdf", sheet)


def _cut(scheme: Scheme) -> int:
    """The quota of the first stage that the experts decide."""
    return next(stage.quota for stage in scheme.stages if stage.kind == "score" and stage.quota)
