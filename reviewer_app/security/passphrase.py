"""Passphrases: what is accepted, and in what form they go into the key derivation."""

from __future__ import annotations

import unicodedata

from reviewer_app.domain.errors import UserError

SHORTEST = 8
LONGEST = 200


def passphrase_bytes(text: str) -> bytes:
    """UTF-8 of the composed form: the same keys typed on two machines give the same bytes."""
    return unicodedata.normalize("NFC", text).encode("utf-8")


def check_new_passphrase(text: str) -> None:
    """Raises `UserError` for a passphrase too short to protect anything, or one that stock tools cut off."""
    if len(text.strip()) < SHORTEST or len(text) > LONGEST or not text.isprintable():
        raise UserError("passphrase_unfit", shortest=SHORTEST, longest=LONGEST)
