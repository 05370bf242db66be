"""SHA-2 through `cryptography`, which signatures load anyway: `hashlib` would load a second OpenSSL at start."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256, SHA512, Hash


class Sha256:
    """A running SHA-256, as `hashlib.sha256()`."""

    __slots__ = ("_hash",)

    def __init__(self, data: bytes = b"") -> None:
        self._hash = Hash(SHA256())
        self._hash.update(data)

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def digest(self) -> bytes:
        return self._hash.copy().finalize()

    def hexdigest(self) -> str:
        return self.digest().hex()


def sha512(data: bytes) -> bytes:
    running = Hash(SHA512())
    running.update(data)
    return running.finalize()
