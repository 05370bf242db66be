"""Goal of chair and expert: sheets sent back with a reason, looked at again, and handed in again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.package import Kind, Outcome, PackageHeader, Role
from reviewer_app.domain.score import ScoreDocument
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export.files import write_bytes_durably
from reviewer_app.export.package import check_against_round, read_package
from reviewer_app.export.returned import ReturnDocument, ReturnedSheet, return_document, sign_return
from reviewer_app.i18n import _
from reviewer_app.models.history import History
from reviewer_app.models.store import Store
from reviewer_app.models.values import HeldRound, Returned, Signed
from reviewer_app.models.work import Work
from reviewer_app.security.audit import Event
from reviewer_app.security.keys import Identity
from reviewer_app.services.conflicts import overrule
from reviewer_app.services.review import round_of
from reviewer_app.services.rounds import held_trust, package_tags

COUNTED = "counted"


def sign_return_to(store: Store, chair: Identity, expert: str, reasons: Mapping[str, str]) -> Signed:
    """Sends sheets of an expert's counted package back, each with its reason; `export_return` copies the bytes.

    Raises `UserError` where the expert handed in nothing, a candidate is not the expert's, or a reason is missing.
    """
    for candidate, reason in reasons.items():
        if not reason.strip():
            raise UserError("reason_missing", candidate=candidate)
    if not reasons:
        raise UserError("nothing_to_return", expert=expert)
    with store.transaction() as work:
        held = round_of(work, store)
        document = _document(work, held, chair, expert, reasons)
    recipients = _recipients(held, expert)
    package = sign_return(document, package_tags(held), recipients, chair.signing)
    header = PackageHeader.from_document(document.package)
    signed = Signed(
        kind=Kind.RETURN,
        sequence=header.sequence,
        fingerprint=package.fingerprint,
        created=header.created,
        content=package.content,
    )
    with store.transaction() as work:
        work.keep_signed(signed)
        for sheet in document.sheets:
            History(work).keep_returned(_returned(document, sheet, signed.fingerprint, signed.created))
        work.record(
            Event.RETURN_SIGNED,
            expert=expert,
            sheets=[sheet.candidate for sheet in document.sheets],
            sha256=signed.fingerprint,
        )
    return signed


def export_return(signed: Signed, target: Path) -> None:
    """Copies a signed return to `target`. Raises `UserError` where writing fails."""
    write_bytes_durably(target, signed.content)


def take_in_return(store: Store, path: Path, secrets: Sequence[str], at: datetime) -> tuple[Returned, ...]:
    """Opens again the sheets that a return names, and no others; returns them. The same return again changes nothing.

    Raises `InputError` or `RefusedError`; `stale` for a return of a package that is no longer the last one signed.
    """
    with store.transaction() as work:
        held = round_of(work, store)
        signed = work.signed(Kind.SCORE)
    with read_package(path) as package:
        check_against_round(package, held_trust(held), at)
        package.check_payload()
        document = return_document(package, secrets)
        fingerprint, created = package.fingerprint, package.header.created
    if document.expert != held.person:
        raise RefusedError(Outcome.WRONG_RECIPIENT, "return_for_other", expert=document.expert)
    sheets = tuple(_returned(document, sheet, fingerprint, created) for sheet in document.sheets)
    with store.transaction() as work:
        known = {one.fingerprint: one for one in History(work).returned(held.person)}
        if fingerprint in known:
            return tuple(one for one in History(work).returned(held.person) if one.fingerprint == fingerprint)
        if not signed or signed[-1].fingerprint != document.package_sha256:
            raise RefusedError(Outcome.STALE, "return_outdated", sequence=signed[-1].sequence if signed else 0)
        for sheet in sheets:
            _open_again(work, held, sheet)
        work.record(Event.RETURN_RECEIVED, sheets=[one.candidate for one in sheets], sha256=fingerprint)
    return sheets


def check_against_returns(document: ScoreDocument, before: ScoreDocument, returned: Mapping[str, Returned]) -> None:
    """Raises `RefusedError` (`changed_outside_return`) where more differs than was sent back.

    Sheets that were incomplete before, or not there, may be filled in: nothing of theirs had been handed in.
    """
    old = {sheet.candidate: sheet for sheet in before.sheets}
    new = {sheet.candidate: sheet for sheet in document.sheets}
    changed = [
        code
        for code, sheet in old.items()
        if code not in returned and sheet.state is not SheetState.INCOMPLETE and new.get(code) != sheet
    ]
    if changed:
        raise RefusedError(Outcome.CHANGED_OUTSIDE_RETURN, "changed_outside_return", candidates=", ".join(changed))


def _document(work: Work, held: HeldRound, chair: Identity, expert: str, reasons: Mapping[str, str]) -> ReturnDocument:
    if held.document.person(held.person).signing_key != chair.signing.public.line:
        raise UserError("not_your_key", person=held.person, fingerprint=chair.signing.public.fingerprint)
    received = [one for one in work.received() if one.signer == expert and one.standing == COUNTED]
    if not received:
        raise UserError("nothing_received", expert=expert)
    ours = {candidate.code for candidate in held.document.assigned_to(expert)}
    for candidate in reasons:
        if candidate not in ours:
            raise UserError("not_assigned_to_expert", candidate=candidate, expert=expert)
    header = _header(work, held, expert)
    return ReturnDocument(
        package=header.document(),
        expert=expert,
        package_sha256=received[0].fingerprint,
        sheets=tuple(ReturnedSheet(candidate=code, reason=reasons[code].strip()) for code in sorted(reasons)),
        audit=work.audit_head(),
    )


def _header(work: Work, held: HeldRound, expert: str) -> PackageHeader:
    return PackageHeader(
        kind=Kind.RETURN,
        signer=held.person,
        role=Role.CHAIR,
        recipients=tuple(sorted(_recipients(held, expert))),
        round_id=held.round_id,
        round_version=held.round_version,
        round_sha256=held.round_sha256,
        scheme_sha256=held.rules.sha256,
        sequence=len(work.signed(Kind.RETURN)) + 1,
        created=work.now(),
    )


def _recipients(held: HeldRound, expert: str) -> dict[str, str]:
    people = (held.document.person(expert), held.document.person(held.person))
    return {person.id: person.age_recipient for person in people}


def _returned(document: ReturnDocument, sheet: ReturnedSheet, fingerprint: str, at: str) -> Returned:
    return Returned(
        fingerprint=fingerprint,
        candidate=sheet.candidate,
        expert=document.expert,
        package_sha256=document.package_sha256,
        reason=sheet.reason,
        at=at,
    )


def _open_again(work: Work, held: HeldRound, returned: Returned) -> None:
    history = History(work)
    history.keep_returned(returned)
    history.lock_sheets([returned.candidate], 0)
    sheet = work.sheet(held.person, returned.candidate)
    if sheet is not None and sheet.state is SheetState.RECUSED:
        work.save_sheet(replace(sheet, state=SheetState.INCOMPLETE, reason=""))
        overrule(work, held, returned.candidate, _("Sent back by the chair: {reason}").format(reason=returned.reason))
