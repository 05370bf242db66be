"""age (age-encryption.org/v1) to X25519 recipients: what is sealed, only the named recipients open.

Opening goes to memory, never to a file: a cut file would leave plaintext behind.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Protocol

import pyrage

_FIRST_LINE = b"age-encryption.org/v1\n"
_STANZA = re.compile(rb"-> ([^ \n]+)")
MAX_HEADER = 4 << 20


class Sink(Protocol):
    """Anything that takes bytes."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


class SealingError(ValueError):
    """The sealed bytes cannot be opened: damaged, or in a form that we never write."""


class NotForUsError(SealingError):
    """None of the identities at hand is among the recipients."""


def new_age_secret() -> str:
    return str(pyrage.x25519.Identity.generate())


def recipient_of(secret: str) -> str:
    """The public `age1…` recipient of a secret key line."""
    return str(pyrage.x25519.Identity.from_str(secret).to_public())


def is_recipient(text: str) -> bool:
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def seal(source: BinaryIO, sink: Sink, recipients: Iterable[str]) -> None:
    """Encrypts a stream to the recipients (`age1…`), in flat memory."""
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in sorted(set(recipients))]
    if not keys:
        raise ValueError("sealing needs a recipient")
    pyrage.encrypt_io(source, sink, keys)


def seal_bytes(data: bytes, recipients: Iterable[str]) -> bytes:
    sink = io.BytesIO()
    seal(io.BytesIO(data), sink, recipients)
    return sink.getvalue()


def unseal(sealed: bytes, secrets: Sequence[str]) -> bytes:
    """Opens into memory. Raises `NotForUsError` where no secret fits, `SealingError` for damage or another form."""
    _check_header(sealed)
    identities = [pyrage.x25519.Identity.from_str(secret) for secret in secrets]
    try:
        return bytes(pyrage.decrypt(sealed, identities))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise NotForUsError(str(error)) from error
        raise SealingError(str(error)) from error


def _check_header(sealed: bytes) -> None:
    """Refuses passphrase files and other recipient types before the library sees them."""
    end = sealed.find(b"\n---", 0, MAX_HEADER)
    if not sealed.startswith(_FIRST_LINE) or end < 0:
        raise SealingError("no age header")
    kinds = {kind for kind in _STANZA.findall(sealed[:end]) if not kind.endswith(b"-grease")}
    if kinds != {b"X25519"}:
        raise SealingError("recipients other than X25519")
