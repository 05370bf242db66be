"""Goal of the office, and of everybody after it: a round that goes on in a later version, with nothing lost.

A later version may add experts and candidates, withdraw candidates, mend dossiers and replace or revoke keys, under the
same scheme. Evidence that an earlier version carried for the same readers may be left out: it is found there by hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.candidate import Evidence
from reviewer_app.domain.errors import InputError, RefusedError, UserError
from reviewer_app.domain.package import Outcome, PackageHeader, Role
from reviewer_app.domain.people import Person
from reviewer_app.domain.round import RoundDocument
from reviewer_app.domain.versions import changes, faults
from reviewer_app.export.package import Package, read_package
from reviewer_app.export.round import (
    READ_ALL,
    RoundPlan,
    evidence_member,
    read_dossier,
    read_evidence,
    round_document,
)
from reviewer_app.security.keys import PublicKey
from reviewer_app.security.signers import Signer

if TYPE_CHECKING:
    from reviewer_app.models.store import Store
    from reviewer_app.models.values import HeldRound
    from reviewer_app.models.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """A version that was sealed: `evidence` holds the hashes of each candidate's evidence, by code."""

    document: RoundDocument
    fingerprint: str
    scheme_sha256: str
    earlier: tuple[str, ...]
    signers: tuple[Signer, ...]
    revoked: frozenset[PublicKey]
    evidence: Mapping[str, frozenset[str]]


def read_previous(path: Path, secrets: Sequence[str]) -> Previous:
    """The last sealed version, as the office reads it. Raises `InputError` or `RefusedError`."""
    with read_package(path) as package:
        document = round_document(package, secrets)
        return Previous(
            document=document,
            fingerprint=package.fingerprint,
            scheme_sha256=str(package.header.scheme_sha256),
            earlier=package.header.earlier,
            signers=package.signers,
            revoked=package.revoked,
            evidence={
                candidate.code: frozenset(
                    piece.sha256 for piece in read_dossier(package, document, candidate.code, secrets).evidence
                )
                for candidate in document.candidates
            },
        )


def plan_next(previous: Previous, plan: RoundPlan, revoked: Iterable[PublicKey] = ()) -> RoundPlan:
    """The plan as the version that follows `previous`: keys that were replaced are revoked, evidence is carried over.

    Raises `UserError` for another round or other rules.
    """
    if plan.header.round_id != previous.document.package["round_id"]:
        raise UserError(
            "another_round", ours=str(previous.document.package["round_id"]), theirs=str(plan.header.round_id)
        )
    if plan.header.scheme_sha256 != previous.scheme_sha256:
        raise UserError("scheme_changed")
    version = len(previous.earlier) + 2
    header = plan.header._replace(
        round_version=version, sequence=version, earlier=(*previous.earlier, previous.fingerprint)
    )
    document = _continued(previous, plan.document, header)
    replaced = changes(previous.document, document).replaced_keys
    old_keys = {PublicKey.from_line(previous.document.person(id_).signing_key) for id_ in replaced}
    known = {signer.principal: signer for signer in previous.signers}
    return replace(
        plan,
        header=header,
        document=document,
        signers=tuple(_same_line(signer, known.get(signer.principal)) for signer in plan.signers),
        revoked=tuple(previous.revoked | old_keys | frozenset(revoked)),
        evidence=_not_carried(previous, document, plan.evidence),
    )


def _continued(previous: Previous, document: RoundDocument, header: PackageHeader) -> RoundDocument:
    old = {person.id: person for person in previous.document.people}
    gone = (set(previous.document.dossiers) | set(previous.document.withdrawn)) - set(document.dossiers)
    values = dict(document) | {
        "package": header.document(),
        "withdrawn": tuple(sorted(gone)),
        "people": tuple(_entered(person, old.get(person.id), header) for person in document.people),
    }
    return RoundDocument(**values)


def _entered(person: Person, before: Person | None, header: PackageHeader) -> Person:
    same = before is not None and before.signing_key == person.signing_key
    return person.model_copy(update={"entered": before.entered if same and before else header.round_version})


def _same_line(signer: Signer, before: Signer | None) -> Signer:
    """A key that stays keeps the span in which it is valid."""
    return before if before is not None and before.key == signer.key else signer


def _not_carried(
    previous: Previous, document: RoundDocument, evidence: Mapping[str, tuple[tuple[Path, Evidence], ...]]
) -> dict[str, tuple[tuple[Path, Evidence], ...]]:
    """The evidence that must be sealed anew: new files, and all of a candidate who has new readers."""
    left = {}
    for code, pieces in evidence.items():
        carried = previous.evidence.get(code, frozenset())
        if not _readers(document, code) <= _readers(previous.document, code):
            carried = frozenset()
        left[code] = tuple((path, piece) for path, piece in pieces if piece.sha256 not in carried)
    return left


def _readers(document: RoundDocument, code: str) -> set[str]:
    """The age recipients who can open a candidate's evidence."""
    assigned = document.assignments.get(code, ())
    return {person.age_recipient for person in document.people if person.role in READ_ALL or person.id in assigned}


def check_successor(held: HeldRound, package: Package, document: RoundDocument) -> None:
    """Raises `RefusedError` unless the package is a version that may follow the one held."""
    header = package.header
    ours, theirs = f"{held.round_id} v{held.round_version}", f"{header.round_id} v{header.round_version}"
    if header.round_id != held.round_id:
        raise RefusedError(Outcome.WRONG_ROUND, "wrong_round", ours=ours, theirs=theirs)
    if int(header.round_version or 0) <= held.round_version:
        raise RefusedError(Outcome.STALE, "older_round", ours=ours, theirs=theirs)
    if header.scheme_sha256 != held.rules.sha256:
        raise RefusedError(Outcome.WRONG_SCHEME, "wrong_scheme", theirs=str(header.scheme_sha256))
    if header.earlier[held.round_version - 1] != held.round_sha256:
        raise RefusedError(Outcome.WRONG_ROUND, "other_round_file", ours=ours, theirs=theirs)
    follows_at_once = header.round_version == held.round_version + 1
    if follows_at_once and faults(held.document, document):
        raise RefusedError(Outcome.DISAGREES, "versions_disagree", detail=", ".join(faults(held.document, document)))


def mark_mended(work: Work, before: RoundDocument, after: RoundDocument) -> None:
    """Asks the expert to look again at mended dossiers that already have a sheet."""
    from reviewer_app.models.history import History

    held = work.round()
    touched = work.sheets(held.person) if held else {}
    for code in changes(before, after).mended_dossiers:
        if code in touched:
            History(work).ask_to_look_again(code, "mended")


def looked_again(store: Store, candidate: str) -> None:
    """The expert looked at a mended dossier again."""
    from reviewer_app.models.history import History
    from reviewer_app.security.audit import Event

    with store.transaction() as work:
        History(work).looked_again(candidate)
        work.record(Event.LOOKED_AGAIN, candidate=candidate)


def carried_evidence(files: Sequence[Path], code: str, piece: Evidence, secrets: Sequence[str]) -> bytes:
    """A piece of evidence from the round files held, the newest first; versions may have left it out.

    What lies beside the rounds and is none, or says it holds the piece and holds something else, is passed over: the
    hash in the signed dossier decides. Raises `UserError` (`evidence_not_here`) where no file at hand holds it.
    """
    for file in files:
        with suppress(InputError, RefusedError):
            data = _evidence_in(file, code, piece, secrets)
            if data is not None and hashlib.sha256(data).hexdigest() == piece.sha256:
                return data
    raise UserError("evidence_not_here", name=piece.file_name)


def _evidence_in(file: Path, code: str, piece: Evidence, secrets: Sequence[str]) -> bytes | None:
    with read_package(file) as package:
        document = round_document(package, secrets)
        number = _number_in(package, document, code, piece, secrets) if code in document.dossiers else None
        return read_evidence(package, document, code, number, secrets) if number is not None else None


def _number_in(
    package: Package, document: RoundDocument, code: str, piece: Evidence, secrets: Sequence[str]
) -> int | None:
    """The number under which a version carries the piece itself."""
    folder = document.folder_of(code)
    for one in read_dossier(package, document, code, secrets).evidence:
        if one.sha256 == piece.sha256 and evidence_member(folder, one.number) in package.bag.payload:
            return one.number
    return None


def office_keys(held: HeldRound) -> frozenset[str]:
    """The fingerprints of the office keys that the round held names: a later version may be signed by any of them."""
    return frozenset(
        PublicKey.from_line(person.signing_key).fingerprint for person in held.document.of_role(Role.OFFICE)
    )
