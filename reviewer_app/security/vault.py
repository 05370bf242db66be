"""Where private keys are kept.

`Vault` is what the program asks of a keeper of keys. `EntryVault` keeps them in the system's keyring, or in a key file
under a passphrase. `KeyFolder` keeps them in the clear in a folder, in the formats of the stock tools: for the sample
round alone, whose secrets are worth nothing, and it says so.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from reviewer_app.domain.profile import Profile
from reviewer_app.security.keys import Identity, SigningKey


class KeptIn(StrEnum):
    """Where keys lie; the screens say which."""

    KEYRING = "keyring"
    KEY_FILE = "key_file"
    FOLDER = "folder"


class Vault(Protocol):
    """Keeps identities by the id of their person, and the keys of stores by their salt."""

    @property
    def kept_in(self) -> KeptIn: ...

    def keep(self, person: str, identity: Identity) -> None: ...

    def identity(self, person: str) -> Identity:
        """The identity of a person; raises `KeyError` where there is none."""
        ...

    def forget(self, person: str) -> None:
        """Destroys what is kept of a person; nothing there is as good."""
        ...

    def keep_profile(self, person: str, profile: Profile) -> None: ...

    def profile(self, person: str) -> Profile:
        """Raises `KeyError` where there is none."""
        ...

    def keep_store_key(self, salt: bytes, key: bytes) -> None: ...

    def store_key(self, salt: bytes) -> bytes:
        """Raises `KeyError` where there is none."""
        ...

    def forget_store_key(self, salt: bytes) -> None:
        """Destroys a store's key: nobody opens that store again."""
        ...


class Entries(Protocol):
    """Keeps short secrets by name."""

    def put(self, name: str, value: str) -> None: ...

    def get(self, name: str) -> str | None: ...

    def remove(self, name: str) -> None: ...


class EntryVault:
    """Identities and store keys as short texts: 2,560 bytes is all that some keyrings take."""

    def __init__(self, entries: Entries, kept_in: KeptIn) -> None:
        self._entries = entries
        self.kept_in = kept_in

    def keep(self, person: str, identity: Identity) -> None:
        self._entries.put(f"{person}/signing", base64.b64encode(identity.signing.seed).decode("ascii"))
        self._entries.put(f"{person}/age", identity.age_secret)

    def identity(self, person: str) -> Identity:
        try:
            seed = base64.b64decode(self._value(f"{person}/signing"), validate=True)
            return Identity(SigningKey.from_seed(seed), self._value(f"{person}/age"))
        except (binascii.Error, ValueError) as error:
            raise KeyError(person) from error

    def forget(self, person: str) -> None:
        for what in ("signing", "age", "profile"):
            self._entries.remove(f"{person}/{what}")

    def keep_profile(self, person: str, profile: Profile) -> None:
        self._entries.put(f"{person}/profile", profile_text(profile))

    def profile(self, person: str) -> Profile:
        return read_profile(self._value(f"{person}/profile"))

    def keep_store_key(self, salt: bytes, key: bytes) -> None:
        self._entries.put(f"store/{salt.hex()}", key.hex())

    def store_key(self, salt: bytes) -> bytes:
        return bytes.fromhex(self._value(f"store/{salt.hex()}"))

    def forget_store_key(self, salt: bytes) -> None:
        self._entries.remove(f"store/{salt.hex()}")

    def _value(self, name: str) -> str:
        value = self._entries.get(name)
        if not value:
            raise KeyError(name)
        return value


class KeyFolder:
    """`<person>.key` is an age identity file, `<person>.ssh` an OpenSSH private key, `<salt>.store` a store's key."""

    kept_in = KeptIn.FOLDER

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, person: str, identity: Identity) -> None:
        self._write(f"{person}.key", f"# {person}\n{identity.age_secret}\n".encode("ascii"))
        self._write(f"{person}.ssh", identity.signing.openssh())

    def identity(self, person: str) -> Identity:
        try:
            secret = age_secrets(self.folder / f"{person}.key")[0]
            key = load_ssh_private_key(self._read(f"{person}.ssh"), password=None)
        except (FileNotFoundError, IndexError) as error:
            raise KeyError(person) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyError(person)
        return Identity(SigningKey.from_seed(key.private_bytes_raw()), secret)

    def forget(self, person: str) -> None:
        for suffix in ("key", "ssh", "profile"):
            (self.folder / f"{person}.{suffix}").unlink(missing_ok=True)

    def keep_profile(self, person: str, profile: Profile) -> None:
        self._write(f"{person}.profile", profile_text(profile).encode("utf-8"))

    def profile(self, person: str) -> Profile:
        return read_profile(self._read(f"{person}.profile").decode("utf-8"))

    def keep_store_key(self, salt: bytes, key: bytes) -> None:
        self._write(f"{salt.hex()}.store", key.hex().encode("ascii"))

    def store_key(self, salt: bytes) -> bytes:
        return bytes.fromhex(self._read(f"{salt.hex()}.store").decode("ascii"))

    def forget_store_key(self, salt: bytes) -> None:
        (self.folder / f"{salt.hex()}.store").unlink(missing_ok=True)

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(name) from error

    def _write(self, name: str, data: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)


def profile_text(profile: Profile) -> str:
    return json.dumps(asdict(profile), ensure_ascii=False)


def read_profile(text: str) -> Profile:
    """Raises `KeyError` for a text that is no profile of ours."""
    try:
        value = json.loads(text)
        return Profile(**{**value, "former": tuple(value.get("former", ()))})
    except (ValueError, TypeError, AttributeError) as error:
        raise KeyError("profile") from error


def age_secrets(path: Path) -> tuple[str, ...]:
    """The `AGE-SECRET-KEY-1…` lines of an age identity file, in its order."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-1"))
