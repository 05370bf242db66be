"""SSHSIG, the signature format of `ssh-keygen -Y` (OpenSSH PROTOCOL.sshsig), Ed25519 with SHA-512.

Signatures are byte-identical to those of `ssh-keygen -Y sign`; the reader accepts that one form alone, so that nothing
can be added to a signed package without being noticed (ssh-keygen itself accepts text after the END line).
"""

from __future__ import annotations

import base64
import binascii
import struct
from typing import NamedTuple

from reviewer_app.security.digest import sha512
from reviewer_app.security.keys import ALGORITHM, PublicKey, SigningKey, ssh_string

MAGIC = b"SSHSIG"
BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
END = b"-----END SSH SIGNATURE-----\n"
WIDTH = 70
MAX_ARMOR = 4096


class SignatureFormError(ValueError):
    """The bytes are no SSHSIG signature in the one form that we write."""


class Signature(NamedTuple):
    """A signature as it stands in its file: who (by key) says so, in which namespace."""

    key: PublicKey
    namespace: str
    raw: bytes

    def covers(self, message: bytes) -> bool:
        """Whether the key signed just this message in this namespace."""
        return self.key.accepts(self.raw, _signed_bytes(message, self.namespace))

    def armored(self) -> bytes:
        body = base64.b64encode(self._blob())
        lines = [body[start : start + WIDTH] for start in range(0, len(body), WIDTH)]
        return BEGIN + b"".join(line + b"\n" for line in lines) + END

    def _blob(self) -> bytes:
        return (
            MAGIC
            + struct.pack(">I", 1)
            + ssh_string(self.key.blob)
            + ssh_string(self.namespace.encode("ascii"))
            + ssh_string(b"")
            + ssh_string(b"sha512")
            + ssh_string(ssh_string(ALGORITHM) + ssh_string(self.raw))
        )


def sign(message: bytes, namespace: str, key: SigningKey) -> bytes:
    """The armored signature over `message`, as `ssh-keygen -Y sign -n namespace` writes it."""
    return Signature(key.public, namespace, key.sign(_signed_bytes(message, namespace))).armored()


def read_signature(armor: bytes) -> Signature:
    """Reads an armored signature; raises `SignatureFormError` unless it is in the one form."""
    if len(armor) > MAX_ARMOR or not (armor.startswith(BEGIN) and armor.endswith(END)):
        raise SignatureFormError("armor")
    try:
        blob = base64.b64decode(armor[len(BEGIN) : -len(END)].replace(b"\n", b""), validate=True)
        signature = _from_blob(blob)
    except (binascii.Error, ValueError, struct.error, IndexError) as error:
        raise SignatureFormError(str(error)) from error
    if signature.armored() != armor:
        raise SignatureFormError("not the one form")
    return signature


def _from_blob(blob: bytes) -> Signature:
    """Takes the fields by position; `read_signature` then compares the whole with what we would have written."""
    rest = blob[len(MAGIC) + 4 :]
    fields = []
    for _count in range(5):
        length = int.from_bytes(rest[:4], "big")
        fields.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    return Signature(PublicKey.from_blob(fields[0]), fields[1].decode("ascii"), fields[4][-64:])


def _signed_bytes(message: bytes, namespace: str) -> bytes:
    return (
        MAGIC
        + ssh_string(namespace.encode("ascii"))
        + ssh_string(b"")
        + ssh_string(b"sha512")
        + ssh_string(sha512(message))
    )
