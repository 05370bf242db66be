"""age (age-encryption.org/v1) to X25519 recipients: what is sealed, only the named recipients open.

Opening goes to memory, never to a file: a cut file would leave plaintext behind.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import pyrage

from reviewer_app.domain.errors import UserError

MAX_RECIPIENTS = 1200
"""The library reads a header in time that grows with its square: some ten seconds for this many."""
MAX_HEADER = 128 << 10
_KEY = rb"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]"
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"(?:-> X25519 " + _KEY + rb"\n" + _KEY + rb"\n"
    rb"|-> [!-~]+-grease(?: [!-~]+)*+\n(?:[A-Za-z0-9+/]{64}\n)*+[A-Za-z0-9+/]{0,63}\n)++"
    rb"--- " + _KEY + rb"\n"
)  # fmt: skip
_STANZA = re.compile(rb"\n-> (\S+)[^\n]*\n([^-]*)(?=\n-)")


class Source(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


class Sink(Protocol):
    """Anything that takes bytes."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


class SealingError(ValueError):
    """The sealed bytes cannot be opened: damaged, or in a form that we never write."""


class NotForUsError(SealingError):
    """None of the identities at hand is among the recipients."""


class RecipientCountError(SealingError):
    """It is sealed to more recipients than may be."""


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


def seal(source: Source, sink: Sink, recipients: Iterable[str]) -> None:
    """Encrypts a stream to the recipients (`age1…`), in flat memory. Raises what source and sink raise."""
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in sorted(set(recipients))]
    if not keys:
        raise ValueError("sealing needs a recipient")
    if len(keys) > MAX_RECIPIENTS:
        raise UserError("too_many_recipients", count=len(keys), most=MAX_RECIPIENTS)
    pipe = _Pipe(source, sink)
    try:
        pyrage.encrypt_io(pipe, pipe, keys)
    except pyrage.EncryptError as error:
        raise pipe.error or error from error


class _Pipe:
    """Both ends as the library sees them. It turns any error of theirs into a text of its own: this keeps the error."""

    def __init__(self, source: Source, sink: Sink) -> None:
        self._source = source
        self._sink = sink
        self.error: OSError | UserError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except (OSError, UserError) as error:
            self.error = error
            raise

    def write(self, data: bytes) -> int:
        try:
            return self._sink.write(data)
        except (OSError, UserError) as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._sink.flush()


def seal_bytes(data: bytes, recipients: Iterable[str]) -> bytes:
    sink = io.BytesIO()
    seal(io.BytesIO(data), sink, recipients)
    return sink.getvalue()


def unseal(sealed: bytes, secrets: Sequence[str], most: int = MAX_RECIPIENTS) -> bytes:
    """Opens into memory what is sealed to at most `most` recipients.

    Raises `NotForUsError` where no secret fits, `RecipientCountError`, or `SealingError` for damage or another form.
    """
    _check_header(sealed, most)
    identities = [pyrage.x25519.Identity.from_str(secret) for secret in secrets]
    try:
        return bytes(pyrage.decrypt(sealed, identities))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise NotForUsError(str(error)) from error
        raise SealingError(str(error)) from error


def _check_header(sealed: bytes, most: int) -> None:
    """Refuses passphrase files, other recipient types and what stock `age` would refuse, before the library sees it."""
    match = _HEADER.match(sealed, 0, MAX_HEADER)
    if match is None:
        raise SealingError("a header with other than X25519 recipients")
    stanzas = _STANZA.findall(sealed, 0, match.end())
    keys = sum(kind == b"X25519" for kind, _body in stanzas)
    if not 1 <= keys <= most or len(stanzas) > keys + 1:
        raise RecipientCountError(f"{keys} recipients")
    if not all(_is_base64(body.replace(b"\n", b"")) for _kind, body in stanzas):
        raise SealingError("body of a recipient")


def _is_base64(text: bytes) -> bool:
    """Whether it is unpadded base64 in its one form."""
    try:
        return base64.b64encode(base64.b64decode(text + b"=" * (-len(text) % 4))).rstrip(b"=") == text
    except ValueError:
        return False
