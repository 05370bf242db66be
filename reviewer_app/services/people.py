"""Goal of people who share one system account: each has keys, desks and a passphrase of their own.

What belongs to the first person lies in the program's data folder itself, what belongs to anybody else in a folder of
their own below it. A list of names says who is here. Everybody's keys then lie in a key file: the system's keyring
opens for whoever is logged in, and so for all of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.errors import UserError
from reviewer_app.services.index import Index, change_index, read_index
from reviewer_app.services.workplace import ME, Workplace

if TYPE_CHECKING:
    from reviewer_app.security.vault import Vault

PEOPLE = "people.json"
FIRST = ""
"""The folder of the first person, below the data folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who uses the program here. `name` is empty until they made their identity."""

    folder: str
    name: str


def people_of(home: Path) -> tuple[Person, ...]:
    """Everybody who shares the program here; nobody as long as one person has it alone."""
    rows = read_index(home, PEOPLE).get("people", [])
    return tuple(Person(folder=str(row["folder"]), name=str(row["name"])) for row in rows)


def place_of(home: Path, folder: str) -> Workplace:
    """The workplace of a person; their keys are asked for when they are first needed."""
    return Workplace(home / folder, lambda: _keys(home / folder, is_first=folder == FIRST), home=home)


def last_place(home: Path) -> Workplace:
    """The workplace of whoever used the program last."""
    last = str(read_index(home, PEOPLE).get("last", FIRST))
    known = {person.folder for person in people_of(home)}
    return place_of(home, last if last in known else FIRST)


def turn_to(home: Path, folder: str) -> Workplace:
    """The workplace of a person, from now on also when the program starts. Raises `UserError`."""
    change_index(home, lambda index: {**index, "last": folder}, PEOPLE)
    return place_of(home, folder)


def add_person(workplace: Workplace, name: str) -> str:
    """A folder for one more person; `name` is who is here now. Raises `UserError`.

    The keys of who is here must lie in a key file before (`own_keys_first`), and nothing of them in the keyring.
    """
    from reviewer_app.services.keeper import key_file_of

    if not key_file_of(workplace.folder).is_file():
        raise UserError("own_keys_first")
    _empty_keyring(workplace)
    made = f"people/{secrets.token_hex(4)}"

    def add(index: Index) -> Index:
        rows = list(index.get("people", [])) or [{"folder": FIRST, "name": name}]
        return {**index, "people": [*rows, {"folder": made, "name": ""}]}

    change_index(workplace.home, add, PEOPLE)
    return made


def keep_name(workplace: Workplace, name: str) -> None:
    """Puts the name of who is here on the list, where there is one. Raises `UserError`."""
    folder = _folder(workplace)
    if Person(folder=folder, name=name) in people_of(workplace.home) or not people_of(workplace.home):
        return

    def put(index: Index) -> Index:
        rows = [{**row, "name": name} if row["folder"] == folder else row for row in index["people"]]
        return {**index, "people": rows}

    change_index(workplace.home, put, PEOPLE)


def here(workplace: Workplace) -> Person | None:
    """Who of the list is here; None where nobody shares."""
    folder = _folder(workplace)
    return next((person for person in people_of(workplace.home) if person.folder == folder), None)


def put_under_passphrase(workplace: Workplace, passphrase: str) -> None:
    """Moves the keys of who is here out of the keyring into a key file: identity, former keys, keys of stores.

    The file gets its name once everything is in it; only then is the keyring emptied. What is cut off there is done
    before another person is added. Raises `UserError`.
    """
    from reviewer_app.security.key_file import KeyFileEntries
    from reviewer_app.security.vault import EntryVault, KeptIn
    from reviewer_app.services.keeper import key_file_of

    old, target = workplace.vault, key_file_of(workplace.folder)
    part = target.with_name(f".{target.name}.moving")
    part.unlink(missing_ok=True)
    new = EntryVault(KeyFileEntries.make(part, passphrase), KeptIn.KEY_FILE)
    for name in _names(old):
        new.keep(name, old.identity(name))
    for salt in _salts(workplace, old):
        new.keep_store_key(salt, old.store_key(salt))
    new.keep_profile(ME, old.profile(ME))
    _left_over(workplace).touch()
    part.replace(target)
    part.with_name(part.name + ".lock").unlink(missing_ok=True)
    workplace.use_vault(EntryVault(KeyFileEntries.open(target, passphrase), KeptIn.KEY_FILE))
    _empty_keyring(workplace)


def _empty_keyring(workplace: Workplace) -> None:
    """Takes out of the keyring what was moved into the key file. Raises `UserError` where it does not let go."""
    from reviewer_app.security.system_keyring import system_keyring
    from reviewer_app.security.vault import EntryVault, KeptIn

    if not _left_over(workplace).exists():
        return
    keyring = EntryVault(system_keyring(), KeptIn.KEYRING)
    for name in _names(workplace.vault):
        keyring.forget(name)
    for salt in _salts(workplace, workplace.vault):
        keyring.forget_store_key(salt)
    _left_over(workplace).unlink()


def _left_over(workplace: Workplace) -> Path:
    """Stands there as long as the keyring may still hold what was moved out of it."""
    return workplace.folder / "keyring-not-empty"


def _names(vault: Vault) -> Iterator[str]:
    """The names under which a vault keeps who is here: now, and with former keys."""
    from reviewer_app.services.identity import former_name

    yield ME
    for fingerprint in vault.profile(ME).former:
        yield former_name(ME, fingerprint)


def _salts(workplace: Workplace, vault: Vault) -> Iterator[bytes]:
    """The salts of this workplace's stores and their copies, as far as their keys are kept."""
    from reviewer_app.models.connection import salt_of
    from reviewer_app.services.stores import backups_of

    stores = {seat.store for seat in workplace.seats()} | set(workplace.folder.glob("rounds/*/*.db"))
    salts = {salt_of(file) for store in stores for file in (store, *backups_of(store))}
    for salt in sorted(salts - {b""}):
        try:
            vault.store_key(salt)
        except KeyError:
            continue  # another user's, or erased
        yield salt


def _folder(workplace: Workplace) -> str:
    if workplace.folder == workplace.home:
        return FIRST
    return workplace.folder.relative_to(workplace.home).as_posix()


def _keys(folder: Path, *, is_first: bool) -> Vault:
    from reviewer_app.services.keeper import key_file_of, open_vault

    def ask() -> str:
        raise UserError("key_file_locked")

    if not is_first and not key_file_of(folder).is_file():
        raise UserError("own_passphrase_wanted")
    return open_vault(folder, ask)
