"""Where private keys are kept.

`Vault` is what the program asks of a keeper of keys; the system's keyring takes this place. `KeyFolder` keeps them in
the clear in a folder, in the formats of the stock tools: for the sample round alone, whose secrets are worth nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from reviewer_app.security.keys import Identity, SigningKey


class Vault(Protocol):
    """Keeps identities by the id of their person."""

    def keep(self, person: str, identity: Identity) -> None: ...

    def identity(self, person: str) -> Identity:
        """The identity of a person; raises `KeyError` where there is none."""
        ...


class KeyFolder:
    """`<person>.key` is an age identity file, `<person>.ssh` an OpenSSH private key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, person: str, identity: Identity) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write(f"{person}.key", f"# {person}\n{identity.age_secret}\n".encode("ascii"))
        self._write(f"{person}.ssh", identity.signing.openssh())

    def identity(self, person: str) -> Identity:
        try:
            secret = age_secrets(self.folder / f"{person}.key")[0]
            key = load_ssh_private_key((self.folder / f"{person}.ssh").read_bytes(), password=None)
        except (FileNotFoundError, IndexError) as error:
            raise KeyError(person) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyError(person)
        return Identity(SigningKey.from_seed(key.private_bytes_raw()), secret)

    def _write(self, name: str, data: bytes) -> None:
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)


def age_secrets(path: Path) -> tuple[str, ...]:
    """The `AGE-SECRET-KEY-1…` lines of an age identity file, in its order."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-1"))
