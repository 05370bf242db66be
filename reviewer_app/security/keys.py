"""A person's keys: an Ed25519 key that signs, an age X25519 identity that opens.

Public keys travel as OpenSSH lines and are named by OpenSSH's SHA256 fingerprint: `ssh-keygen -l` says the same.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from reviewer_app.security.digest import Sha256

ALGORITHM = b"ssh-ed25519"
_SMALL_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)
"""Points for which anybody can make a signature over anything: OpenSSL takes them as keys (list as in libsodium)."""


def ssh_string(value: bytes) -> bytes:
    """A length-prefixed string of the SSH wire format (RFC 4251 §5)."""
    return struct.pack(">I", len(value)) + value


class PublicKey(NamedTuple):
    """An Ed25519 public key: 32 raw bytes."""

    raw: bytes

    @property
    def blob(self) -> bytes:
        return ssh_string(ALGORITHM) + ssh_string(self.raw)

    @property
    def line(self) -> str:
        """As in `authorized_keys`: `ssh-ed25519 AAAA…`, without a comment."""
        return f"ssh-ed25519 {base64.b64encode(self.blob).decode('ascii')}"

    @property
    def fingerprint(self) -> str:
        """`SHA256:…`, as `ssh-keygen -l` prints it."""
        return "SHA256:" + base64.b64encode(Sha256(self.blob).digest()).decode("ascii").rstrip("=")

    def accepts(self, signature: bytes, message: bytes) -> bool:
        if self.raw[:31] + bytes([self.raw[31] & 0x7F]) in _SMALL_ORDER:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @classmethod
    def from_blob(cls, blob: bytes) -> PublicKey:
        """Reads the one form of the wire format; raises `ValueError` for anything else."""
        key = cls(blob[-32:])
        if key.blob != blob:
            raise ValueError("not an ssh-ed25519 public key")
        return key

    @classmethod
    def from_line(cls, line: str) -> PublicKey:
        """Reads the one form that `line` writes; raises `ValueError` for anything else."""
        algorithm, _space, body = line.partition(" ")
        key = cls.from_blob(base64.b64decode(body, validate=True))
        if algorithm != "ssh-ed25519" or key.line != line:
            raise ValueError("not an ssh-ed25519 public key line")
        return key


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 private key, kept as its 32-byte seed."""

    seed: bytes = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        if len(seed) != 32:
            raise ValueError("an Ed25519 seed has 32 bytes")
        return cls(seed)

    @property
    def public(self) -> PublicKey:
        return PublicKey(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def openssh(self) -> bytes:
        """The key as an unencrypted OpenSSH private key file, for stock tools. Demo and backup only."""
        from cryptography.hazmat.primitives import serialization as form

        return Ed25519PrivateKey.from_private_bytes(self.seed).private_bytes(
            form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption()
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """Both keys of one person. `age_secret` is an `AGE-SECRET-KEY-1…` line."""

    signing: SigningKey
    age_secret: str = field(repr=False)

    @property
    def age_recipient(self) -> str:
        from reviewer_app.security.sealing import recipient_of

        return recipient_of(self.age_secret)


def new_identity() -> Identity:
    """Fresh keys from the system's source of randomness."""
    from reviewer_app.security.sealing import new_age_secret

    return Identity(SigningKey.from_seed(Ed25519PrivateKey.generate().private_bytes_raw()), new_age_secret())
