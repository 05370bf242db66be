"""Goal of whoever's store is damaged: everything that was signed is back, and what is lost is said."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import InputError, RefusedError, UserError
from reviewer_app.domain.package import Kind, Outcome
from reviewer_app.domain.score import ScoreDocument
from reviewer_app.domain.sheet import SheetState
from reviewer_app.export.files import open_file, read_file, write_durably
from reviewer_app.export.package import MAX_DOCUMENT, Package, read_open_package
from reviewer_app.export.score import score_document
from reviewer_app.models.history import History
from reviewer_app.models.lock import hold, wal_of
from reviewer_app.models.store import Clock, Store, system_clock
from reviewer_app.models.work import HeldRound, Signed
from reviewer_app.security.audit import Event
from reviewer_app.security.keys import Identity
from reviewer_app.security.vault import Vault
from reviewer_app.services.review import round_of
from reviewer_app.services.rounds import take_in_round, trusted_round
from reviewer_app.services.stores import backups_of, open_desk
from reviewer_app.services.workplace import Seat, Workplace

DAMAGED = ".damaged"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What came back. Whatever was entered after `complete_until` and never signed is lost.

    `backup` is empty where no copy was sound; `entries` counts the audit chain of the copy, `known_entries` what the
    signed packages say that it had; `packages` are the sequence numbers taken from them.
    """

    backup: str
    entries: int
    known_entries: int
    packages: tuple[int, ...]
    complete_until: str


@dataclass(frozen=True, slots=True)
class _Own:
    """A score package that one signed oneself."""

    package: Package
    document: ScoreDocument
    content: bytes

    @property
    def sequence(self) -> int:
        return self.package.header.sequence


def restore(
    path: Path, vault: Vault, identity: Identity, packages: Sequence[Path], *, clock: Clock = system_clock
) -> Restoration:
    """Brings the store at `path` back from its newest sound copy and from one's own signed packages.

    The damaged file is set aside, not destroyed. Raises `UserError`: `store_in_use`; `no_backup` where no copy is
    sound (then open the round anew and call `take_back`); `RefusedError` for a package that is not one's own.
    """
    own = [_read_own(file, identity) for file in packages]
    hold(path).release()
    backup = _put_back(path, vault, clock)
    store = open_desk(path, vault, clock=clock)
    try:
        return _take_back(store, own, backup.name)
    finally:
        store.close()


def take_back(store: Store, identity: Identity, packages: Sequence[Path]) -> Restoration:
    """Takes what one signed before into a store that holds the round: sheets, undertaking, the packages themselves."""
    return _take_back(store, [_read_own(file, identity) for file in packages], "")


def start_over(workplace: Workplace, seat: Seat, packages: Sequence[Path], at: datetime) -> Restoration:
    """Where no copy is sound: opens the desk's round file anew and takes back what one signed.

    The damaged file is set aside, not destroyed. Raises `UserError`; nothing has changed then, unless the round file
    turns out damaged after its signature was checked.
    """
    identity = workplace.identity(seat)
    own = [_read_own(file, identity) for file in packages]
    hold(seat.store).release()
    with trusted_round(seat.round_file, workplace.offices(), at) as package:
        package.check_payload()
    _set_aside(seat.store)
    store = open_desk(seat.store, workplace.vault)
    try:
        secrets, offices = [identity.age_secret], workplace.offices()
        take_in_round(store, seat.round_file, seat.desk, seat.person, secrets, offices, at)
        return _take_back(store, own, "")
    finally:
        store.close()


def _put_back(path: Path, vault: Vault, clock: Clock) -> Path:
    """Sets the damaged files aside and puts the newest sound copy in their place."""
    for backup in backups_of(path):
        trial = path.with_name(f".{path.name}.trial")
        trial.unlink(missing_ok=True)
        write_durably(trial, lambda file, backup=backup: _copy(backup, file))  # type: ignore[misc]
        if _is_sound(trial, vault, clock):
            _set_aside(path)
            trial.rename(path)
            return backup
        for one in (trial, wal_of(trial)):
            one.unlink(missing_ok=True)
    raise UserError("no_backup", path=str(path))


def _is_sound(path: Path, vault: Vault, clock: Clock) -> bool:
    try:
        store = open_desk(path, vault, clock=clock)
        try:
            store.check()
        finally:
            store.close()
    except UserError:
        return False
    finally:
        path.with_name(path.name + ".lock").unlink(missing_ok=True)
    return True


def _set_aside(path: Path) -> None:
    number = 1
    while path.with_name(f"{path.name}{DAMAGED}-{number}").exists():
        number += 1
    for one in (path, wal_of(path)):
        if one.exists():
            one.rename(one.with_name(f"{one.name}{DAMAGED}-{number}"))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)


def _copy(source: Path, file: io.BufferedIOBase | object) -> None:
    with open_file(source) as reader:
        while chunk := reader.read(CHUNK):
            file.write(chunk)  # type: ignore[union-attr]


def _read_own(file: Path, identity: Identity) -> _Own:
    content = read_file(file, MAX_DOCUMENT)
    package = read_open_package(io.BytesIO(content))
    if package.header.kind is not Kind.SCORE:
        raise RefusedError(Outcome.WRONG_ROLE, "not_this_kind", kind=package.header.kind.value, wanted="score")
    if package.bag.signature.key != identity.signing.public:
        raise InputError.of("not_your_package", file=file.name, fingerprint=package.bag.signature.key.fingerprint)
    package.check_payload()
    return _Own(package, score_document(package, [identity.age_secret]), content)


def _take_back(store: Store, own: Sequence[_Own], backup: str) -> Restoration:
    ordered = sorted(own, key=lambda one: one.sequence)
    with store.transaction() as work:
        for one in ordered:
            _must_fit(one, round_of(work, store))
        rows = work.audit_rows()
        last = max((signed.sequence for signed in work.signed(Kind.SCORE)), default=0)
        later = [one for one in ordered if one.sequence > last]
        for one in later:
            work.keep_signed(_signed(one))
        if later:
            document = later[-1].document
            work.accept_undertaking(document.undertaking)
            for sheet in document.score_sheets():
                work.save_sheet(sheet)
            closed = [sheet.candidate for sheet in document.sheets if sheet.state is not SheetState.INCOMPLETE]
            History(work).lock_sheets(closed, later[-1].sequence)
        taken = tuple(one.sequence for one in later)
        work.record(Event.STORE_RESTORED, backup=backup or "-", packages=", ".join(map(str, taken)) or "-")
    times = [row.at for row in rows[-1:]] + [one.package.header.created for one in later]
    return Restoration(
        backup=backup,
        entries=len(rows),
        known_entries=max([len(rows), *(one.document.audit.events for one in ordered)]),
        packages=taken,
        complete_until=max(times, default=""),
    )


def _must_fit(one: _Own, held: HeldRound) -> None:
    header = one.package.header
    if (header.round_id, header.signer) != (held.round_id, held.person):
        raise RefusedError(
            Outcome.WRONG_ROUND,
            "wrong_round",
            ours=f"{held.round_id} v{held.round_version}",
            theirs=f"{header.round_id} v{header.round_version}",
        )


def _signed(one: _Own) -> Signed:
    header = one.package.header
    return Signed(
        kind=Kind.SCORE,
        sequence=one.sequence,
        fingerprint=one.package.fingerprint,
        created=header.created,
        content=one.content,
    )
