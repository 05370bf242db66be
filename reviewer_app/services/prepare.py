"""Goal of the office: from cards, roster and evidence to a sealed round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.candidate import Candidate, Dossier, Evidence, PrivateRecord
from reviewer_app.domain.errors import InputError, Problem, UserError
from reviewer_app.domain.package import Kind, PackageHeader, Role, as_time
from reviewer_app.domain.people import IdentityCard, Person
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.scheme import Scheme
from reviewer_app.export.card import read_card
from reviewer_app.export.evidence import scan_evidence
from reviewer_app.export.roster import read_roster
from reviewer_app.export.round import RoundPlan, dossier_sha256, write_round
from reviewer_app.export.validity import validity_from
from reviewer_app.models.store import Store
from reviewer_app.models.work import Signed
from reviewer_app.security.audit import Event
from reviewer_app.security.keys import Identity, PublicKey
from reviewer_app.security.signers import Signer

OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a round is about: candidates with dossiers and evidence; `warnings` are for the office to look at."""

    candidates: tuple[Candidate, ...]
    dossiers: Mapping[str, Dossier]
    evidence: Mapping[str, tuple[tuple[Path, Evidence], ...]]
    private: tuple[PrivateRecord, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Somebody to enrol: the id and role they get, and the card that they handed in."""

    id: str
    role: Role
    card: IdentityCard


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTerms:
    """What the office decides of a round beside people and candidates; `signer` is the office id that seals it."""

    round_id: str
    version: int
    title: str
    edition: int
    undertaking: str
    signer: str = OFFICE


def read_material(roster: Path, evidence: Path, progress: Progress = silent) -> Material:
    """Reads and checks roster and evidence together. Raises `InputError` with every error of both."""
    reading = read_roster(roster, progress=progress)
    try:
        scan = scan_evidence(evidence, reading.candidates, progress=progress)
    except InputError as error:
        raise InputError((*reading.errors, *error.problems)) from error
    errors = (*reading.errors, *scan.errors)
    if errors:
        raise InputError(errors)
    pieces = dict(scan.evidence)
    return Material(
        candidates=reading.candidates,
        dossiers={
            dossier.candidate: dossier.with_evidence(tuple(piece for _path, piece in pieces.get(dossier.candidate, ())))
            for dossier in reading.dossiers
        },
        evidence=pieces,
        private=reading.private_records,
        warnings=(*reading.warnings, *scan.warnings),
    )


def enrol(id_: str, role: Role, card: Path) -> Enrolment:
    """Takes somebody in by their identity card. Raises `InputError` or `RefusedError`."""
    return Enrolment(id=id_, role=role, card=read_card(card))


def assign_all(candidates: Iterable[Candidate], experts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Everybody judges everybody."""
    return {candidate.code: tuple(experts) for candidate in candidates}


def without(
    assignments: Mapping[str, tuple[str, ...]], conflicts: Iterable[tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    """The assignments less the (expert, candidate) pairs whose conflict the office knows before sealing."""
    known = set(conflicts)
    return {
        code: tuple(expert for expert in experts if (expert, code) not in known)
        for code, experts in assignments.items()
    }


def plan_round(
    terms: RoundTerms,
    scheme_bytes: bytes,
    scheme: Scheme,
    people: Sequence[Enrolment],
    material: Material,
    assignments: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> RoundPlan:
    """All that will be sealed. Raises `InputError` while the scheme has open questions or somebody is missing."""
    problems = [Problem(code="scheme_unanswered", values={"question": one.question}) for one in scheme.open_answers]
    problems += _missing_people(people)
    if problems:
        raise InputError(problems)
    readers = sorted(one.id for one in people if one.role is not Role.UNION)
    header = PackageHeader(
        kind=Kind.ROUND,
        signer=terms.signer,
        role=Role.OFFICE,
        recipients=tuple(readers),
        round_id=terms.round_id,
        round_version=terms.version,
        round_sha256=None,
        scheme_sha256=scheme.sha256,
        sequence=terms.version,
        created=as_time(now),
    )
    document = RoundDocument(
        package=header.document(),
        title=terms.title,
        edition=terms.edition,
        people=tuple(Person(id=one.id, role=one.role, **one.card.model_dump()) for one in people),
        candidates=material.candidates,
        assignments=dict(sorted(assignments.items())),
        dossiers={code: dossier_sha256(material.dossiers[code]) for code in sorted(assignments)},
        undertaking=terms.undertaking,
    )
    return RoundPlan(
        header=header,
        document=document,
        scheme=scheme_bytes,
        signers=tuple(_signer(one, now) for one in people),
        revoked=(),
        dossiers=material.dossiers,
        evidence=material.evidence,
    )


def _missing_people(people: Sequence[Enrolment]) -> list[Problem]:
    counts = {role: sum(one.role is role for one in people) for role in Role}
    wanted = (Role.OFFICE, Role.CHAIR, Role.EXPERT, Role.UNION)
    missing = [Problem(code="role_missing", values={"role": role.value}) for role in wanted if not counts[role]]
    ids = [one.id for one in people]
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    return missing + [Problem(code="person_twice", values={"person": id_}) for id_ in twice]


def _signer(one: Enrolment, now: datetime) -> Signer:
    after, before = validity_from(now)
    return Signer(
        principal=one.id,
        namespaces=tuple(kind.namespace for kind in one.role.signs),
        valid_after=after,
        valid_before=before,
        key=PublicKey.from_line(one.card.signing_key),
    )


def seal_round(
    store: Store,
    target: Path,
    plan: RoundPlan,
    private: Iterable[PrivateRecord],
    office: Identity,
    progress: Progress = silent,
) -> str:
    """Seals the round into `target` and records it with what the office alone keeps. Returns the fingerprint.

    Raises `UserError`; the store then holds nothing of it and no file stands under the final name.
    """
    if plan.document.person(plan.header.signer).signing_key != office.signing.public.line:
        raise UserError("not_the_office_key", fingerprint=office.signing.public.fingerprint)
    with store.transaction() as work:
        head = work.audit_head()
    plan = replace(plan, document=plan.document.model_copy(update={"audit": head}))
    with store.transaction() as work:
        if any(one.sequence == plan.header.sequence for one in work.signed(Kind.ROUND)):
            raise UserError("already_sealed", round=str(plan.header.round_id), version=plan.header.sequence)
    fingerprint = write_round(target, plan, office.signing, progress)
    try:
        with store.transaction() as work:
            for record in private:
                work.keep_private(record.candidate, record.id_number, record.phone)
            work.keep_signed(
                Signed(
                    kind=Kind.ROUND,
                    sequence=plan.header.sequence,
                    fingerprint=fingerprint,
                    created=plan.header.created,
                    content=b"",
                )
            )
            work.record(
                Event.ROUND_SEALED, round=plan.header.round_id, version=plan.header.round_version, sha256=fingerprint
            )
    except BaseException:
        target.unlink(missing_ok=True)  # a round that the store does not know was not sealed
        raise
    return fingerprint
