"""The round package (`.jpround`): written by the office, read by everybody in the round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.domain.candidate import Dossier, Evidence
from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Kind, Outcome, PackageHeader, Role
from reviewer_app.domain.people import Person, fault_of
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.strict_json import write_json
from reviewer_app.export.package import (
    RECIPIENTS,
    REVOKED,
    SCHEME,
    SIGNERS,
    Content,
    Package,
    render_recipients,
    sealed_bytes,
    sealed_file,
    write_package,
)
from reviewer_app.security.bag import Fill
from reviewer_app.security.digest import Sha256
from reviewer_app.security.keys import PublicKey, SigningKey
from reviewer_app.security.signers import Signer, render_revoked, render_signers

ROUND = "data/round.json.age"
READ_ALL = (Role.OFFICE, Role.CHAIR, Role.SUPERVISOR)
"""Who may read every dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """Everything that a round package is made of; `dossiers` and `evidence` by candidate code."""

    header: PackageHeader
    document: RoundDocument
    scheme: bytes
    signers: tuple[Signer, ...]
    revoked: tuple[PublicKey, ...]
    dossiers: Mapping[str, Dossier]
    evidence: Mapping[str, tuple[tuple[Path, Evidence], ...]]


def write_round(target: Path, plan: RoundPlan, key: SigningKey, progress: Progress = silent) -> str:
    """Seals the round; returns its fingerprint. Raises `UserError`, leaving nothing behind."""
    tags = {
        SCHEME: plan.scheme,
        SIGNERS: render_signers(plan.signers),
        REVOKED: render_revoked(plan.revoked),
        RECIPIENTS: render_recipients({person.id: person.age_recipient for person in plan.document.people}),
    }
    size = sum(piece.size for pieces in plan.evidence.values() for _path, piece in pieces)
    content = Content(tags=tags, payload=_payload(plan, progress), size=size)
    return write_package(target, plan.header, content, key)


def _payload(plan: RoundPlan, progress: Progress) -> Iterator[tuple[str, Fill]]:
    document = plan.document
    people = {person.id: person for person in document.people}
    always = [person.age_recipient for person in document.people if person.role in READ_ALL]
    for position, candidate in enumerate(document.candidates):
        progress(position, len(document.candidates), "seal")
        readers = always + [people[expert].age_recipient for expert in document.assignments[candidate.code]]
        folder = document.folder_of(candidate.code)
        dossier = plan.dossiers[candidate.code]
        yield folder + "dossier.json.age", sealed_bytes(dossier_json(dossier), readers)
        for path, piece in plan.evidence.get(candidate.code, ()):
            yield evidence_member(folder, piece.number), sealed_file(path, piece.sha256, readers)
    everybody = [person.age_recipient for person in document.people if _reads_round(person)]
    yield ROUND, sealed_bytes(write_json(document.model_dump(mode="json")), everybody)


def _reads_round(person: Person) -> bool:
    return person.role in READ_ALL or person.role is Role.EXPERT


def dossier_json(dossier: Dossier) -> bytes:
    return write_json(dossier.model_dump(mode="json"))


def dossier_sha256(dossier: Dossier) -> str:
    """What a round's `dossiers` says of a dossier."""
    return Sha256(dossier_json(dossier)).hexdigest()


def evidence_member(folder: str, number: int) -> str:
    """The member that holds a candidate's evidence of that number."""
    return f"{folder}evidence-{number:04d}.age"


def round_document(package: Package, secrets: Sequence[str]) -> RoundDocument:
    """What the round says, for somebody who may read it. Raises `RefusedError`."""
    _must_be_round(package)
    data = package.document(ROUND, secrets)
    try:
        return RoundDocument.model_validate_json(data)
    except ValueError as error:
        raise RefusedError(Outcome.MALFORMED, "document_unreadable", member=ROUND, detail=fault_of(error)) from error


def read_dossier(package: Package, document: RoundDocument, code: str, secrets: Sequence[str]) -> Dossier:
    """A candidate's dossier. Raises `RefusedError` (`wrong_recipient` for somebody not assigned)."""
    member = document.folder_of(code) + "dossier.json.age"
    data = package.unseal(member, secrets)
    try:
        dossier = Dossier.model_validate_json(data)
    except ValueError as error:
        raise RefusedError(Outcome.MALFORMED, "document_unreadable", member=member, detail=fault_of(error)) from error
    if dossier.candidate != code or Sha256(data).hexdigest() != document.dossiers[code]:
        raise RefusedError(Outcome.DISAGREES, "header_disagrees", member=member)
    return dossier


def read_evidence(package: Package, document: RoundDocument, code: str, number: int, secrets: Sequence[str]) -> bytes:
    """One piece of evidence, in memory. Raises `RefusedError`."""
    return package.unseal(evidence_member(document.folder_of(code), number), secrets, limit=3 << 30)


def _must_be_round(package: Package) -> None:
    if package.header.kind is not Kind.ROUND:
        raise RefusedError(Outcome.WRONG_ROLE, "not_this_kind", kind=package.header.kind.value, wanted="round")
