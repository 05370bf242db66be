"""Goal: somebody can sign and be recognised, and does not lose it with the machine."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import as_time
from reviewer_app.domain.people import IdentityCard
from reviewer_app.domain.profile import Profile
from reviewer_app.export.card import write_card
from reviewer_app.export.files import read_file, write_bytes_durably
from reviewer_app.security import key_file
from reviewer_app.security.key_file import Secrets
from reviewer_app.security.keys import Identity, SigningKey, new_identity
from reviewer_app.security.vault import KeptIn, Vault, profile_text, read_profile
from reviewer_app.services.keeper import ME


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Whoever uses the program here, as the identity page shows them."""

    profile: Profile
    fingerprint: str
    age_recipient: str
    kept_in: KeptIn

    @property
    def backed_up(self) -> bool:
        return bool(self.profile.backed_up)


def make_identity(vault: Vault, person: str) -> Identity:
    """Makes a person's keys and keeps them."""
    identity = new_identity()
    vault.keep(person, identity)
    return identity


def issue_card(target: Path, identity: Identity, name: str, unit: str, now: datetime) -> str:
    """Writes the identity card that its holder hands to the office; returns its fingerprint. Raises `UserError`."""
    return write_card(target, _card(identity, name, unit), identity, now)


def me(vault: Vault, person: str = ME) -> Me | None:
    """Who uses the program here; None before the first start was finished. Raises `UserError`."""
    try:
        identity, profile = vault.identity(person), vault.profile(person)
    except KeyError:
        return None
    return Me(
        profile=profile,
        fingerprint=identity.signing.public.fingerprint,
        age_recipient=identity.age_recipient,
        kept_in=vault.kept_in,
    )


def begin(vault: Vault, name: str, unit: str, now: datetime, person: str = ME) -> Me:
    """Makes the identity of whoever uses the program here; a backup is to be asked for at once.

    Raises `UserError`: `identity_exists`, `identity_name`.
    """
    if me(vault, person) is not None:
        raise UserError("identity_exists")
    return _keep_new(vault, Profile(name=name.strip(), unit=unit.strip(), made=as_time(now)), person)


def start_anew(vault: Vault, now: datetime, person: str = ME) -> Me:
    """New keys for the same person, after loss or theft of the old ones; the old ones open old files still.

    The new card goes to the office, which issues a new version of the round. Raises `UserError` (`identity_none`).
    """
    before = _here(vault, person)
    vault.keep(former_name(person, before.fingerprint), vault.identity(person))
    former = (*before.profile.former, before.fingerprint)
    return _keep_new(vault, replace(before.profile, made=as_time(now), backed_up="", former=former), person)


def secrets_of(vault: Vault, person: str = ME) -> tuple[str, ...]:
    """The age secrets that open files for this person, the keys in use first, then the former ones."""
    found = _here(vault, person)
    people = [person, *(former_name(person, fingerprint) for fingerprint in reversed(found.profile.former))]
    return tuple(vault.identity(one).age_secret for one in people)


def issue_own_card(vault: Vault, target: Path, now: datetime, person: str = ME) -> str:
    """Writes one's own card; returns its fingerprint. Raises `UserError`."""
    found = _here(vault, person)
    return issue_card(target, vault.identity(person), found.profile.name, found.profile.unit, now)


def back_up(vault: Vault, target: Path, passphrase: str, now: datetime, person: str = ME) -> Me:
    """Writes the identity under a passphrase and opens it again before saying so.

    The keys of stores are not in it: a round that was erased stays erased. Raises `UserError`.
    """
    found = _here(vault, person)
    identity = vault.identity(person)
    profile = replace(found.profile, backed_up=as_time(now))
    secrets = Secrets(identity.signing.seed, _entries(vault, profile, person))
    write_bytes_durably(target, key_file.render(secrets, passphrase))
    if key_file.read(read_file(target, key_file.LARGEST), passphrase, target) != secrets:
        raise UserError("key_file_damaged", path=str(target))
    vault.keep_profile(person, profile)
    return replace(found, profile=profile)


def restore(vault: Vault, source: Path, passphrase: str, person: str = ME) -> Me:
    """Brings an identity back from its backup. Raises `UserError` (`identity_exists` where another one is here)."""
    secrets = key_file.read(read_file(source, key_file.LARGEST), passphrase, source)
    signing = SigningKey.from_seed(secrets.seed)
    here = me(vault, person)
    if here is not None and here.fingerprint != signing.public.fingerprint:
        raise UserError("identity_exists")
    try:
        profile = read_profile(secrets.entries["profile"])
        identity = Identity(signing, secrets.entries["age"])
        for fingerprint in profile.former:
            vault.keep(former_name(person, fingerprint), _former_identity(secrets.entries[fingerprint]))
    except (KeyError, ValueError) as error:
        raise UserError("key_file_damaged", path=str(source)) from error
    vault.keep(person, identity)
    vault.keep_profile(person, profile)
    return _here(vault, person)


def _here(vault: Vault, person: str) -> Me:
    found = me(vault, person)
    if found is None:
        raise UserError("identity_none")
    return found


def _keep_new(vault: Vault, profile: Profile, person: str) -> Me:
    identity = new_identity()
    _card(identity, profile.name, profile.unit)
    vault.keep(person, identity)
    vault.keep_profile(person, profile)
    return _here(vault, person)


def _card(identity: Identity, name: str, unit: str) -> IdentityCard:
    """Raises `UserError` for a name or unit that no card may bear."""
    try:
        return IdentityCard(
            name=name, unit=unit, signing_key=identity.signing.public.line, age_recipient=identity.age_recipient
        )
    except ValueError as error:
        raise UserError("identity_name", name=name, unit=unit) from error


def former_name(person: str, fingerprint: str) -> str:
    """The name under which a vault keeps a former identity of a person."""
    return f"{person}-{fingerprint.removeprefix('SHA256:')[:16].replace('/', '_')}"


def _entries(vault: Vault, profile: Profile, person: str) -> dict[str, str]:
    entries = {"age": vault.identity(person).age_secret, "profile": profile_text(profile)}
    for fingerprint in profile.former:
        old = vault.identity(former_name(person, fingerprint))
        entries[fingerprint] = json.dumps([old.signing.seed.hex(), old.age_secret])
    return entries


def _former_identity(text: str) -> Identity:
    seed, secret = json.loads(text)
    return Identity(SigningKey.from_seed(bytes.fromhex(seed)), secret)
