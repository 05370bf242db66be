"""Goal: somebody can sign and be recognised."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reviewer_app.domain.people import IdentityCard
from reviewer_app.export.card import write_card
from reviewer_app.security.keys import Identity, new_identity
from reviewer_app.security.vault import Vault


def make_identity(vault: Vault, person: str) -> Identity:
    """Makes a person's keys and keeps them."""
    identity = new_identity()
    vault.keep(person, identity)
    return identity


def issue_card(target: Path, identity: Identity, name: str, unit: str, now: datetime) -> str:
    """Writes the identity card that its holder hands to the office; returns its fingerprint. Raises `UserError`."""
    card = IdentityCard(
        name=name,
        unit=unit,
        signing_key=identity.signing.public.line,
        age_recipient=identity.age_recipient,
    )
    return write_card(target, card, identity, now)
