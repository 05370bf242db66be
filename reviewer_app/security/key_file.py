"""The key file (`.jpkey`): secrets under a passphrase, for machines without a keyring and for backups.

It begins with an OpenSSH private key, encrypted under the passphrase by bcrypt, which `ssh-keygen -y` reads as it is.
What else is kept follows in a block of its own, sealed by ChaCha20-Poly1305 under a key derived (HKDF-SHA256) from that
private key; so writing a further secret needs no second bcrypt.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reviewer_app.domain.errors import UserError
from reviewer_app.security.locking import taken
from reviewer_app.security.passphrase import check_new_passphrase, passphrase_bytes

BEGIN, END = "-----BEGIN JIANGPING SECRETS-----\n", "-----END JIANGPING SECRETS-----\n"
SSH_END = "-----END OPENSSH PRIVATE KEY-----\n"
INFO = b"jiangping key file 1"
ROUNDS = 100
"""bcrypt rounds, as `ssh-keygen -a 100`: about 0.7 s."""
LARGEST = 1 << 20
MOST_ROUNDS = 10_000
"""A file that asks for more would only keep the machine busy."""
_NONCE = 12
_WIDTH = 70


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a key file holds: the seed of its OpenSSH key, and other secrets by name."""

    seed: bytes = field(repr=False)
    entries: Mapping[str, str] = field(repr=False)


def render(secrets: Secrets, passphrase: str, rounds: int = ROUNDS) -> bytes:
    """The file's bytes. Raises `UserError` for an unfit passphrase."""
    check_new_passphrase(passphrase)
    encryption = form.PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(rounds).build(passphrase_bytes(passphrase))
    key = Ed25519PrivateKey.from_private_bytes(secrets.seed)
    armor = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, encryption)
    return armor + _sealed(secrets, armor)


def read(data: bytes, passphrase: str, path: Path) -> Secrets:
    """Opens a key file. Raises `UserError`: `passphrase_wrong`, `key_file_damaged`."""
    armor, block = _parts(data, path)
    if _rounds(armor) > MOST_ROUNDS:
        raise UserError("key_file_damaged", path=str(path))
    try:
        key = form.load_ssh_private_key(armor, passphrase_bytes(passphrase))
    except ValueError as error:
        code = "passphrase_wrong" if "checksum" in str(error) else "key_file_damaged"
        raise UserError(code, path=str(path)) from error
    except (TypeError, UnsupportedAlgorithm) as error:
        raise UserError("key_file_damaged", path=str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError("key_file_damaged", path=str(path))
    seed = key.private_bytes_raw()
    return Secrets(seed, _unsealed(block, seed, armor, path))


class KeyFileEntries:
    """Short secrets by name in one key file, open for as long as the program runs."""

    def __init__(self, path: Path, seed: bytes, armor: bytes) -> None:
        self.path = path
        self._seed = seed
        self._armor = armor

    @classmethod
    def make(cls, path: Path, passphrase: str, rounds: int = ROUNDS) -> KeyFileEntries:
        """A new key file. Raises `UserError`, also where one exists (`target_exists`)."""
        if path.exists():
            raise UserError("target_exists", path=str(path))
        seed = os.urandom(32)
        data = render(Secrets(seed, {}), passphrase, rounds)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
        return cls(path, seed, _parts(data, path)[0])

    @classmethod
    def open(cls, path: Path, passphrase: str) -> KeyFileEntries:
        """Raises `UserError`: `passphrase_wrong`, `key_file_damaged`, `path_unreadable`."""
        data = _read(path)
        return cls(path, read(data, passphrase, path).seed, _parts(data, path)[0])

    def put(self, name: str, value: str) -> None:
        self._change({name: value})

    def get(self, name: str) -> str | None:
        return self._entries().get(name)

    def remove(self, name: str) -> None:
        self._change({name: None})

    def change_passphrase(self, passphrase: str, rounds: int = ROUNDS) -> None:
        """Puts the same secrets under another passphrase. Raises `UserError`."""
        with taken(self._lock()):
            data = render(Secrets(self._seed, self._entries()), passphrase, rounds)
            _replace(self.path, data)
            self._armor = _parts(data, self.path)[0]

    def _entries(self) -> dict[str, str]:
        armor, block = _parts(_read(self.path), self.path)
        return _unsealed(block, self._seed, armor, self.path)

    def _change(self, changed: Mapping[str, str | None]) -> None:
        with taken(self._lock()):
            entries = {name: value for name, value in {**self._entries(), **changed}.items() if value is not None}
            _replace(self.path, self._armor + _sealed(Secrets(self._seed, entries), self._armor))

    def _lock(self) -> Path:
        return self.path.with_name(self.path.name + ".lock")


def _parts(data: bytes, path: Path) -> tuple[bytes, str]:
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise UserError("key_file_damaged", path=str(path)) from error
    armor, found, block = text.partition(SSH_END)
    if not found or not block.startswith(BEGIN) or not block.endswith(END):
        raise UserError("key_file_damaged", path=str(path))
    return (armor + found).encode("ascii"), block


def _rounds(armor: bytes) -> int:
    """The bcrypt rounds that an OpenSSH key file asks for; 0 where it names none."""
    try:
        blob = base64.b64decode(b"".join(armor.splitlines()[1:-1]), validate=True)
    except binascii.Error:
        return 0
    _head, found, rest = blob.partition(b"\0\0\0\x06bcrypt")
    length = int.from_bytes(rest[4:8], "big")
    return int.from_bytes(rest[8 + length : 12 + length], "big") if found else 0


def _cipher(seed: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(hashes.SHA256(), 32, salt=None, info=INFO).derive(seed))


def _sealed(secrets: Secrets, armor: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    text = json.dumps({"format": "jiangping-keys", "version": 1, "entries": dict(secrets.entries)})
    sealed = nonce + _cipher(secrets.seed).encrypt(nonce, text.encode("utf-8"), armor)
    body = base64.b64encode(sealed).decode("ascii")
    lines = [body[start : start + _WIDTH] + "\n" for start in range(0, len(body), _WIDTH)]
    return (BEGIN + "".join(lines) + END).encode("ascii")


def _unsealed(block: str, seed: bytes, armor: bytes, path: Path) -> dict[str, str]:
    try:
        sealed = base64.b64decode(block[len(BEGIN) : -len(END)].replace("\n", ""), validate=True)
        value = json.loads(_cipher(seed).decrypt(sealed[:_NONCE], sealed[_NONCE:], armor))
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise UserError("key_file_damaged", path=str(path)) from error
    if value["version"] != 1:
        raise UserError("newer_format", version=str(value["version"]))
    return dict(value["entries"])


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        raise UserError("path_unreadable", path=str(path), reason=error.strerror or str(error)) from error


def _replace(path: Path, data: bytes) -> None:
    """Puts the new content in the file's place, whole or not at all, for this user alone."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise UserError("write_failed", path=str(path), reason=error.strerror or str(error)) from error
