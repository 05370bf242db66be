"""Goal of an expert: read what is to be judged, and remark on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reviewer_app.domain.candidate import Candidate, Dossier
from reviewer_app.domain.errors import UserError
from reviewer_app.domain.names import clean_text
from reviewer_app.domain.package import Kind
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.score import Undertaking
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.package import PackageFile
from reviewer_app.export.round import evidence_member, read_dossier, read_evidence
from reviewer_app.models.declared import Declared
from reviewer_app.models.history import History
from reviewer_app.models.latest import last_signed, recorded_since
from reviewer_app.models.notes import notes
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Signed
from reviewer_app.security.audit import Event
from reviewer_app.services.conflicts import Conflicts, look
from reviewer_app.services.review import must_be_open, round_of, sheets_of
from reviewer_app.services.versions import carried_evidence

HANDED_IN = (
    Event.MARK_RECORDED,
    Event.MARKS_RECORDED,
    Event.RECUSED,
    Event.ABSTAINED,
    Event.REMARK_RECORDED,
    Event.ROUND_UPDATED,
    Event.RETURN_RECEIVED,
    Event.STORE_RESTORED,
)
"""What changes a package: after one of them the last that was signed is no more what stands on the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertDesk:
    """Everything on the desk of an expert but the dossiers; sheets in the round's order.

    `locked`: the candidates whose sheets a signature closed. `is_signed_current`: nothing was changed since `signed`.
    `conflicts`: what shows of conflicts, as long as nothing was declared for this version of the round. `notes`: the
    expert's private notes, by candidate. `returned`: the chair's reasons for the open sheets that were sent back.
    `mended`: whose dossier a later version mended, until it is looked at again.
    """

    held: HeldRound
    scheme: Scheme
    candidates: tuple[Candidate, ...]
    undertaking: Undertaking | None
    sheets: tuple[ScoreSheet, ...]
    locked: frozenset[str]
    signed: Signed | None
    is_signed_current: bool
    conflicts: Conflicts | None
    notes: Mapping[str, str]
    returned: Mapping[str, str]
    mended: frozenset[str]


def expert_desk(store: Store) -> ExpertDesk:
    """The desk as it was left."""
    with store.transaction() as work:
        held = round_of(work, store)
        undertaking = work.undertaking()
        signed = last_signed(work, Kind.SCORE)
        changed = recorded_since(work, Event.SHEETS_SIGNED, HANDED_IN)
        history = History(work)
        locked = history.locked()
        reasons = {one.candidate: one.reason for one in history.returned(held.person)}
        mended = frozenset(history.to_look_at_again())
        declaration = Declared(work).declaration()
        is_declared = declaration is not None and declaration.round_version == held.round_version
        conflicts = None if is_declared else look(work, held)
        kept = notes(work)
    return ExpertDesk(
        held=held,
        scheme=held.rules,
        candidates=held.document.assigned_to(held.person),
        undertaking=undertaking,
        sheets=sheets_of(store),
        locked=locked,
        signed=signed,
        is_signed_current=signed is not None and not changed,
        conflicts=conflicts,
        notes=kept,
        returned={code: reason for code, reason in reasons.items() if code not in locked},
        mended=mended,
    )


class RoundFile:
    """The dossiers and the evidence in a round's file, one after the other; for one thread at a time."""

    def __init__(self, path: Path, secrets: Sequence[str]) -> None:
        self._file, self._secrets = PackageFile(path), secrets

    def dossier(self, document: RoundDocument, code: str) -> Dossier:
        """A candidate's dossier, in memory. Raises `UserError`."""
        with self._file.opened() as package:
            return read_dossier(package, document, code, self._secrets)

    def evidence(self, document: RoundDocument, code: str, number: int) -> bytes:
        """A piece of evidence, in memory; a later version may have left it to the earlier files beside it.

        Raises `UserError`.
        """
        with self._file.opened() as package:
            if evidence_member(document.folder_of(code), number) in package.bag.payload:
                return read_evidence(package, document, code, number, self._secrets)
            piece = read_dossier(package, document, code, self._secrets).evidence[number - 1]
        path = self._file.path
        earlier = sorted(set(path.parent.glob(f"*{Kind.ROUND.suffix}")) - {path})
        return carried_evidence(earlier, code, piece, self._secrets)


def write_remark(store: Store, candidate: str, text: str) -> ScoreSheet:
    """Keeps the remark that goes to the chair with the sheet; returns the sheet."""
    with store.transaction() as work:
        held = round_of(work, store)
        if candidate not in held.own_codes:
            raise UserError("not_assigned_to_you", candidate=candidate)
        before = work.sheet(held.person, candidate) or ScoreSheet(
            expert=held.person, candidate=candidate, state=SheetState.INCOMPLETE
        )
        must_be_open(work, before)
        sheet = replace(before, remark=clean_text(text))
        work.save_sheet(sheet)
        work.record(Event.REMARK_RECORDED, candidate=candidate)
    return sheet
