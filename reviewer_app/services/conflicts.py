"""Goal of an expert: name every conflict of interest before the first dossier.

The program proposes what it can see; the expert decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.conflicts import Oneself, Place, Proposal, mentions_in, name_pattern, proposals, unit_key
from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.names import clean_line
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.package import read_package
from reviewer_app.export.round import read_dossier
from reviewer_app.models.declared import Declaration, Declared, Dismissal, Mention
from reviewer_app.models.history import History
from reviewer_app.models.store import Store
from reviewer_app.models.work import HeldRound, Work
from reviewer_app.security.audit import Event
from reviewer_app.services.review import round_of

LONGEST_UNIT = 500


class Decision(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    RECUSED = "recused"
    DISMISSED = "dismissed"
    CLOSED = "closed"  # a signature closed the sheet before anything was decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A proposal, and what the expert decided, with the reason given."""

    proposal: Proposal
    decision: Decision
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """What shows of conflicts at a desk; `unsearched` are the candidates whose dossiers were not searched yet."""

    past_units: tuple[str, ...]
    cases: tuple[Case, ...]
    declaration: Declaration | None
    unsearched: tuple[str, ...]
    is_over: bool

    @property
    def undecided(self) -> tuple[str, ...]:
        """The candidates whose proposals wait for a decision."""
        return tuple(case.proposal.candidate for case in self.cases if case.decision is Decision.OPEN)

    @property
    def is_due(self) -> bool:
        """Whether the expert must declare before going on."""
        return bool(self.undecided) or (self.declaration is None and not self.is_over)


def conflicts_of(store: Store) -> Conflicts:
    """What shows of conflicts, and what was decided."""
    with store.transaction() as work:
        return look(work, round_of(work, store))


def look(work: Work, held: HeldRound) -> Conflicts:
    """`conflicts_of` within a transaction."""
    declared = Declared(work)
    candidates = held.document.assigned_to(held.person)
    sheets = work.sheets(held.person)
    locked = History(work).locked()
    dismissals = declared.dismissals()
    oneself = _oneself(work, held)
    mentions = declared.mentions()
    found = proposals(oneself, candidates, _places(mentions, oneself.name))
    return Conflicts(
        past_units=oneself.past_units,
        cases=tuple(_case(one, sheets.get(one.candidate), dismissals.get(one.candidate), locked) for one in found),
        declaration=declared.declaration(),
        unsearched=tuple(one.code for one in _unsearched(held, candidates, sheets, mentions)),
        is_over=all(_is_closed(sheets.get(one.code), locked) for one in candidates),
    )


def declare_past_units(store: Store, lines: Iterable[str]) -> Conflicts:
    """Keeps the units that the expert worked for earlier, each once; returns what shows now."""
    units: dict[str, str] = {}
    for line in map(clean_line, lines):
        if unit_key(line):
            units.setdefault(unit_key(line), line[:LONGEST_UNIT])
    with store.transaction() as work:
        held = round_of(work, store)
        if Declared(work).past_units() != tuple(units.values()):
            Declared(work).set_past_units(units.values())
            work.record(Event.PAST_UNITS_DECLARED, units=list(units.values()))
        return _look_again(work, held)


def search_dossiers(store: Store, round_file: Path, secrets: Sequence[str], progress: Progress = silent) -> Conflicts:
    """Looks for the expert's name in the dossiers not searched yet, in memory; returns what shows now.

    A dossier that cannot be read stays unsearched. Raises `UserError`; a search that is cancelled leaves nothing.
    """
    with store.transaction() as work:
        held = round_of(work, store)
        wanted = _unsearched(
            held, held.document.assigned_to(held.person), work.sheets(held.person), Declared(work).mentions()
        )
    name = held.document.person(held.person).name
    found = []
    with read_package(round_file) as package:
        for number, candidate in enumerate(wanted):
            progress(number, len(wanted), "search_dossiers")
            with suppress(RefusedError):
                dossier = read_dossier(package, held.document, candidate.code, secrets)
                places = mentions_in(dossier, name, candidate.name)
                sha256 = held.document.dossiers[candidate.code]
                found.append(Mention(candidate=candidate.code, dossier_sha256=sha256, name=name, places=places))
    with store.transaction() as work:
        for mention in found:
            Declared(work).keep_mention(mention)
        if found:
            count = sum(bool(mention.places) for mention in found)
            work.record(Event.DOSSIERS_SEARCHED, dossiers=len(found), found=count)
        return _look_again(work, round_of(work, store))


def dismiss(store: Store, candidate: str, reason: str) -> Conflicts:
    """Records why what is proposed is no conflict; returns what shows now. Raises `UserError` without a reason."""
    if not reason.strip():
        raise UserError("reason_missing", candidate=candidate)
    with store.transaction() as work:
        held = round_of(work, store)
        sheet = work.sheet(held.person, candidate)
        if candidate not in held.own_codes:
            raise UserError("not_assigned_to_you", candidate=candidate)
        if sheet is not None and sheet.state is SheetState.RECUSED:
            raise UserError("sheet_recused", candidate=candidate)
        overrule(work, held, candidate, reason.strip())
        work.record(Event.CONFLICT_DISMISSED, candidate=candidate, reason=reason.strip())
        return look(work, held)


def overrule(work: Work, held: HeldRound, candidate: str, reason: str) -> None:
    """Keeps that what shows of a conflict with this candidate is none; what shows later is not covered."""
    mine = [one for one in held.document.assigned_to(held.person) if one.code == candidate]
    oneself = _oneself(work, held)
    found = proposals(oneself, mine, _places(Declared(work).mentions(), oneself.name))
    known = frozenset(reason.key for proposal in found for reason in proposal.reasons)
    Declared(work).keep_dismissal(Dismissal(candidate=candidate, reason=reason, known=known, at=work.now()))


def finish(store: Store) -> Declaration:
    """Records that the expert named every conflict. Raises `UserError` while a proposal is undecided."""
    with store.transaction() as work:
        held = round_of(work, store)
        conflicts = look(work, held)
        if conflicts.undecided:
            raise UserError("conflicts_undecided", count=len(conflicts.undecided))
        declaration = Declaration(round_version=held.round_version, at=work.now())
        Declared(work).declare(declaration)
        recused = sum(sheet.state is SheetState.RECUSED for sheet in work.sheets(held.person).values())
        dismissed = sum(case.decision is Decision.DISMISSED for case in conflicts.cases)
        work.record(Event.CONFLICTS_DECLARED, recused=recused, dismissed=dismissed)
    return declaration


def _look_again(work: Work, held: HeldRound) -> Conflicts:
    """What shows now; where more shows than was declared of this version, it must be declared anew."""
    found = look(work, held)
    declaration = found.declaration
    if found.undecided and declaration is not None and declaration.round_version == held.round_version:
        Declared(work).withdraw_declaration()
    return found


def _oneself(work: Work, held: HeldRound) -> Oneself:
    person = held.document.person(held.person)
    return Oneself(name=person.name, unit=person.unit, past_units=Declared(work).past_units())


def _places(mentions: Mapping[str, Mention], name: str) -> dict[str, tuple[Place, ...]]:
    return {code: tuple(map(Place, one.places)) for code, one in mentions.items() if one.places and one.name == name}


def _case(proposal: Proposal, sheet: ScoreSheet | None, dismissal: Dismissal | None, locked: frozenset[str]) -> Case:
    if sheet is not None and sheet.state is SheetState.RECUSED:
        return Case(proposal=proposal, decision=Decision.RECUSED, why=sheet.reason)
    if dismissal is not None and dismissal.known >= {reason.key for reason in proposal.reasons}:
        return Case(proposal=proposal, decision=Decision.DISMISSED, why=dismissal.reason)
    is_closed = proposal.candidate in locked
    return Case(proposal=proposal, decision=Decision.CLOSED if is_closed else Decision.OPEN)


def _unsearched(
    held: HeldRound,
    candidates: Sequence[Candidate],
    sheets: Mapping[str, ScoreSheet],
    mentions: Mapping[str, Mention],
) -> list[Candidate]:
    """Whose dossier is as yet unread, or was mended since; those of recused candidates stay closed."""
    name = held.document.person(held.person).name
    if name_pattern(name) is None:
        return []
    return [
        one
        for one in candidates
        if not _is_recused(sheets.get(one.code)) and not _is_of(mentions.get(one.code), name, held)
    ]


def _is_of(mention: Mention | None, name: str, held: HeldRound) -> bool:
    return (
        mention is not None
        and mention.name == name
        and mention.dossier_sha256 == held.document.dossiers[mention.candidate]
    )


def _is_recused(sheet: ScoreSheet | None) -> bool:
    return sheet is not None and sheet.state is SheetState.RECUSED


def _is_closed(sheet: ScoreSheet | None, locked: frozenset[str]) -> bool:
    return sheet is not None and (_is_recused(sheet) or sheet.candidate in locked)
