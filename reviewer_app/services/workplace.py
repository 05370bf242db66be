"""Goal of everybody: find the desks again that one has sat at, and sit down at a new one.

A seat is one person at one desk in one round. The index of seats holds titles and counts, nothing personal, so that
the start page needs to open no store. This module loads nothing heavy: stores and packages load when a seat is taken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.services.index import Index, change_index, read_index
from reviewer_app.services.round_copies import copied, copy_of, mends

if TYPE_CHECKING:
    from reviewer_app.export.package import Package
    from reviewer_app.models.store import Store
    from reviewer_app.models.work import Work
    from reviewer_app.security.keys import Identity, PublicKey
    from reviewer_app.security.vault import Vault

EXPERT, CHAIR, OFFICE = "expert", "chair", "office"
ME = "me"
"""The id under which a vault keeps the identity of whoever uses the program here."""

Keeper = Callable[[], "Vault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where somebody sits: paths of store and round file, and what the start page tells about it.

    `done` of `total`: sheets finished (expert), packages received (chair). `signed` is the sequence number last signed,
    0 before, and `signed_at` its time.
    """

    desk: str
    person: str
    round_id: str
    title: str
    store: Path
    round_file: Path
    candidates: int = 0
    done: int = 0
    total: int = 0
    signed: int = 0
    signed_at: str = ""
    used: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.round_id, self.desk, self.person


class Workplace:
    """The folder with this user's seats, the keeper of their keys, and the offices they vouched for.

    `keeper` is asked for the vault once, when it is first needed: it may have to wait for the system's keyring.
    `home` is the program's data folder, where `folder` is that of one of several people below it.
    """

    def __init__(self, folder: Path, keeper: Keeper, *, sample: Path | None = None, home: Path | None = None) -> None:
        self.folder = folder
        self.home = home or folder
        self.sample = sample
        self._keeper = keeper
        self._vault: Vault | None = None
        self._turn = threading.Lock()

    @property
    def vault(self) -> Vault:
        """The keeper of keys. Raises `UserError`; never call it in the thread of a window."""
        with self._turn:
            if self._vault is None:
                self._vault = self._keeper()
            return self._vault

    def use_vault(self, vault: Vault) -> None:
        with self._turn:
            self._vault = vault

    def seats(self) -> tuple[Seat, ...]:
        """Every seat, the last used first. An index that cannot be read counts as empty: stores are found by files."""
        found = [_seat(row, self.folder) for row in self._read().get("seats", [])]
        return tuple(sorted((seat for seat in found if seat), key=lambda seat: seat.used, reverse=True))

    def offices(self) -> tuple[str, ...]:
        """The fingerprints of the office keys that the user compared and vouched for."""
        return tuple(self._read().get("offices", []))

    def vouch(self, fingerprint: str) -> None:
        self._change(lambda index: {**index, "offices": sorted({*index.get("offices", ()), fingerprint})})

    def remember(self, seat: Seat) -> None:
        """Puts the seat into the index, in place of what stood there."""
        row = _row(seat, self.folder)
        self._change(lambda index: {**index, "seats": [row, *_others(index, seat)]})

    def forget(self, seat: Seat) -> None:
        """Takes the seat out of the index; its files stay."""
        self._change(lambda index: {**index, "seats": _others(index, seat)})

    def open_store(self, seat: Seat) -> Store:
        """Opens the store of a seat. Raises `UserError`; also for a chair who has yet to sign as an expert."""
        from reviewer_app.services.stores import open_for_work

        seat.store.parent.mkdir(parents=True, exist_ok=True)
        store = open_for_work(seat.store, self.vault)
        try:
            if seat.desk == CHAIR:
                self._judge_first(seat, store)
        except BaseException:
            store.close()
            raise
        return store

    def _judge_first(self, seat: Seat, store: Store) -> None:
        """A chair who is an expert too sees nobody's marks before signing: `UserError` (`sign_own_sheets_first`)."""
        with store.transaction() as work:
            held = work.round()
        if held is None:
            return
        key = held.document.person(seat.person).signing_key
        for expert in held.document.of_role(Role.EXPERT):
            if expert.signing_key == key and not self._has_signed(seat.round_id, expert.id):
                raise UserError("sign_own_sheets_first", expert=expert.id)

    def _has_signed(self, round_id: str, expert: str) -> bool:
        return any(one.signed for one in self.seats() if one.key == (round_id, EXPERT, expert))

    def identity(self, seat: Seat) -> Identity:
        """The keys of who sits there. Raises `UserError` where they are not kept here."""
        for name in (seat.person, ME):
            try:
                return self.vault.identity(name)
            except KeyError:
                continue
        raise UserError("identity_missing", person=seat.person)

    def new_seat(self, desk: str, person: str, round_id: str, title: str) -> Seat:
        folder = self.folder / "rounds" / f"{round_id}-{person}-{desk}"
        return Seat(
            desk=desk,
            person=person,
            round_id=round_id,
            title=title,
            store=folder / "store.db",
            round_file=folder / f"{round_id}.jpround",
        )

    def _read(self) -> Index:
        return read_index(self.folder)

    def _change(self, change: Callable[[Index], Index]) -> None:
        change_index(self.folder, change)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Who of those whose keys are kept here takes part in a round, and as what."""

    round_id: str
    office: str
    people: tuple[tuple[str, Role], ...]


def look_at_round(workplace: Workplace, path: Path, at: datetime) -> Opening:
    """Checks who signed a round file and who may open it here. Raises `InputError` or `RefusedError`."""
    from reviewer_app.export.package import read_package
    from reviewer_app.services.rounds import check_round

    with read_package(path) as package:
        check_round(package, at)
        people = tuple(_ours(workplace, package))
        return Opening(
            round_id=str(package.header.round_id), office=package.bag.signature.key.fingerprint, people=people
        )


def take_seat(
    workplace: Workplace, path: Path, person: str, role: Role, at: datetime, progress: Progress = silent
) -> Seat:
    """Makes the round file the round of a desk here: copied, checked whole, taken in. Returns the seat.

    Opening the same file again leads to the seat that is there, and mends its copy where that is gone or damaged.
    Raises `UserError`; then nothing new is left behind.
    """
    from reviewer_app.export.package import read_package
    from reviewer_app.services.rounds import take_in_round

    desk = CHAIR if role is Role.CHAIR else EXPERT
    with read_package(path) as package:
        round_id, fingerprint = str(package.header.round_id), package.fingerprint
    known = next((seat for seat in workplace.seats() if seat.key == (round_id, desk, person)), None)
    if known is not None and _holds(workplace, known, fingerprint) and not mends(path, known.round_file, progress):
        return known
    seat = known or workplace.new_seat(desk, person, round_id, round_id)
    seat = replace(seat, round_file=copy_of(seat.store, fingerprint))
    identity = workplace.identity(seat)
    seat.store.parent.mkdir(parents=True, exist_ok=True)
    with copied(path, seat.round_file, progress) as copy:
        store = workplace.open_store(seat)
        try:
            take_in_round(store, copy, desk, person, [identity.age_secret], workplace.offices(), at)
        finally:
            store.close()
    store = workplace.open_store(seat)
    try:
        return note(workplace, seat, store)
    finally:
        store.close()


def note(workplace: Workplace, seat: Seat, store: Store) -> Seat:
    """Brings the index up to date with the store of a seat."""
    with store.transaction() as work:
        told = _told(seat, work)
    workplace.remember(told)
    return told


def _told(seat: Seat, work: Work) -> Seat:
    from reviewer_app.models.latest import counted_signers, last_signed

    held = work.round()
    seat = replace(seat, used=work.now())
    if seat.desk == OFFICE:
        sealed = last_signed(work, Kind.ROUND)
        return replace(seat, signed=sealed.sequence, signed_at=sealed.created) if sealed else seat
    if held is None:
        return seat
    seat = replace(seat, title=held.document.title, candidates=len(held.document.candidates))
    if seat.desk == CHAIR:
        signed = last_signed(work, Kind.RESULT)
        seat = replace(seat, done=len(counted_signers(work)), total=len(held.document.experts))
    else:
        states = [sheet.state.value for sheet in work.sheets(seat.person).values()]
        signed = last_signed(work, Kind.SCORE)
        finished = sum(state in ("scored", "recused", "abstained") for state in states)
        seat = replace(seat, done=finished, total=len(held.document.assigned_to(seat.person)))
    return replace(seat, signed=signed.sequence, signed_at=signed.created) if signed else seat


def _holds(workplace: Workplace, seat: Seat, fingerprint: str) -> bool:
    """Whether the desk holds this very round file."""
    store = workplace.open_store(seat)
    try:
        with store.transaction() as work:
            held = work.round()
    finally:
        store.close()
    return held is not None and held.round_sha256 == fingerprint


def _ours(workplace: Workplace, package: Package) -> Iterator[tuple[str, Role]]:
    """The experts and chairs of the round whose key is kept here.

    A keyring is asked once, for its user's own key: it may take its time. A sample's folder holds everybody's.
    """
    from reviewer_app.security.vault import KeptIn

    vault = workplace.vault
    own = _key_of(vault, ME)
    for signer in package.signers:
        role = _role_of(signer.namespaces)
        if role is None:
            continue
        if signer.key == own or (vault.kept_in is KeptIn.FOLDER and _key_of(vault, signer.principal) == signer.key):
            yield signer.principal, role


def _key_of(vault: Vault, name: str) -> PublicKey | None:
    try:
        return vault.identity(name).signing.public
    except KeyError:
        return None


def _role_of(namespaces: Iterable[str]) -> Role | None:
    if Kind.SCORE.namespace in namespaces:
        return Role.EXPERT
    return Role.CHAIR if Kind.RESULT.namespace in namespaces else None


def find_again(workplace: Workplace) -> tuple[Seat, ...]:
    """Puts desks back into the index whose stores lie here and open; returns them. For an index that was lost."""
    known = {seat.store for seat in workplace.seats()}
    found = []
    for path in sorted((workplace.folder / "rounds").glob("*/store.db")):
        if path in known:
            continue
        try:
            found.append(_found_again(workplace, path))
        except UserError:
            continue  # not ours to open: another user's, erased half-way, damaged
    return tuple(seat for seat in found if seat is not None)


def _found_again(workplace: Workplace, path: Path) -> Seat | None:
    from reviewer_app.services.stores import open_desk

    store = open_desk(path, workplace.vault)
    try:
        with store.transaction() as work:
            held = work.round()
        if held is None:
            return None
        seat = workplace.new_seat(held.desk, held.person, held.round_id, held.document.title)
        return note(workplace, replace(seat, store=path, round_file=copy_of(path, held.round_sha256)), store)
    finally:
        store.close()


def _others(index: Index, seat: Seat) -> list[Any]:
    """The rows of the index that are not this seat's."""
    rows = index.get("seats", [])
    return [row for row in rows if tuple(row.get(name) for name in ("round_id", "desk", "person")) != seat.key]


def _row(seat: Seat, folder: Path) -> dict[str, Any]:
    row = asdict(seat)
    for name in ("store", "round_file"):
        path: Path = row[name]
        row[name] = str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
    return row


def _seat(row: Any, folder: Path) -> Seat | None:
    """A seat of the index, or None for a row that makes no sense or whose store is gone."""
    try:
        seat = Seat(**{**row, "store": folder / row["store"], "round_file": folder / row["round_file"]})
    except (TypeError, KeyError):
        return None
    return seat if seat.store.is_file() else None
