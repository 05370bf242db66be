"""Signatures bent in every part: forms that no reader should take, keys and namespaces that do not fit."""

from __future__ import annotations

import base64
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import sshsig

from reviewer_app.security.keys import PublicKey, SigningKey, ssh_string
from reviewer_app.security.sshsig import BEGIN, END, WIDTH, Signature, SignatureFormError, read_signature, sign

KEY, OTHER = SigningKey.from_seed(bytes(range(32))), SigningKey.from_seed(bytes(range(1, 33)))
MESSAGE, NAMESPACE = b"0123  package.json\n", "score@jiangping"
GOOD = sign(MESSAGE, NAMESPACE, KEY)


def blob_of(armor: bytes) -> bytes:
    return base64.b64decode(armor[len(BEGIN) : -len(END)].replace(b"\n", b""))


def armored(blob: bytes) -> bytes:
    body = base64.b64encode(blob)
    lines = [body[start : start + WIDTH] for start in range(0, len(body), WIDTH)]
    return BEGIN + b"".join(line + b"\n" for line in lines) + END


def fields_of(blob: bytes) -> list[bytes]:
    fields, rest = [], blob[10:]
    while rest:
        length = struct.unpack(">I", rest[:4])[0]
        fields.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    return fields


def from_fields(fields: list[bytes], head: bytes = b"SSHSIG" + struct.pack(">I", 1)) -> bytes:
    return head + b"".join(map(ssh_string, fields))


def changed(number: int, value: bytes) -> Callable[[bytes], bytes]:
    def change(blob: bytes) -> bytes:
        fields = fields_of(blob)
        fields[number] = value
        return from_fields(fields)

    return change


RAW = fields_of(blob_of(GOOD))[4]
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the Ed25519 group
MALLEABLE = RAW[-64:-32] + (int.from_bytes(RAW[-32:], "little") + ORDER).to_bytes(32, "little")
BENT: dict[str, Callable[[bytes], bytes]] = {
    "trailing byte": lambda blob: blob + b"\0",
    "trailing string": lambda blob: blob + ssh_string(b"more"),
    "inner length too long": lambda blob: blob.replace(struct.pack(">I", 64), struct.pack(">I", 65)),
    "inner length enormous": lambda blob: blob[:10] + b"\xff\xff\xff\xff" + blob[14:],
    "inner length zero": lambda blob: blob[:10] + bytes(4) + blob[14:],
    "bytes behind the raw signature": changed(4, RAW + b"\0"),
    "bytes before the raw signature": changed(4, ssh_string(b"ssh-ed25519") + ssh_string(b"\0" + RAW[-64:])),
    "bytes behind the key": changed(0, ssh_string(b"ssh-ed25519") + ssh_string(KEY.public.raw) + b"\0"),
    "another algorithm": changed(4, RAW.replace(b"ssh-ed25519", b"ssh-ed25518")),
    "sha256 inside": changed(3, b"sha256"),
    "reserved field in use": changed(2, b"x"),
    "no namespace": changed(1, b""),
    "namespace with a NUL": changed(1, b"score@jiangping\0"),
    "namespace that is no ASCII": changed(1, "评分@jiangping".encode()),
    "version 2": lambda blob: b"SSHSIG" + struct.pack(">I", 2) + blob[10:],
    "other magic": lambda blob: b"SSHSIB" + blob[6:],
    "empty": lambda blob: b"",
    "a field missing": lambda blob: from_fields(fields_of(blob)[:4]),
}


def holds(armor: bytes, namespace: str = NAMESPACE) -> bool:
    """Whether we would take it for the key's signature over the message in the namespace."""
    try:
        signature = read_signature(armor)
    except SignatureFormError:
        return False
    return signature.namespace == namespace and signature.key == KEY.public and signature.covers(MESSAGE)


@pytest.mark.parametrize("what", BENT)
def test_a_bent_signature_is_not_read(what: str) -> None:
    bent = BENT[what](blob_of(GOOD))
    assert bent != blob_of(GOOD)
    assert not holds(armored(bent))


@pytest.mark.parametrize("what", [name for name in BENT if name not in ("no namespace", "namespace with a NUL")])
def test_a_bent_signature_is_not_even_well_formed(what: str) -> None:
    with pytest.raises(SignatureFormError):
        read_signature(armored(BENT[what](blob_of(GOOD))))


def test_a_second_form_of_the_same_signature_does_not_hold() -> None:
    """S + L is another text of the same signature: who took it could make a new package out of an old one."""
    assert holds(GOOD)
    assert not holds(armored(changed(4, ssh_string(b"ssh-ed25519") + ssh_string(MALLEABLE))(blob_of(GOOD))))


def test_the_namespace_is_part_of_what_is_signed() -> None:
    for namespace in ("result@jiangping", "score", "git"):
        assert not holds(sign(MESSAGE, namespace, KEY))
        assert not holds(armored(changed(1, NAMESPACE.encode())(blob_of(sign(MESSAGE, namespace, KEY)))))


def test_another_key_put_in_front_of_the_signature_does_not_hold() -> None:
    blob = changed(0, OTHER.public.blob)(blob_of(GOOD))
    assert not read_signature(armored(blob)).covers(MESSAGE)


@pytest.mark.parametrize(
    "raw",
    [bytes(32), b"\1" + bytes(31), b"\1" + bytes(30) + b"\x80", b"\xec" + b"\xff" * 30 + b"\x7f", b"\xff" * 32,
     b"\xee" + b"\xff" * 31, bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")],
)  # fmt: skip
def test_a_key_that_is_no_good_point_signs_nothing(raw: bytes) -> None:
    """Small-order and invalid points: a forger's favourite, because some libraries accept anything for them."""
    for forged in (bytes(64), b"\1" + bytes(63), RAW[-64:]):
        assert not Signature(PublicKey(raw), NAMESPACE, forged).covers(MESSAGE)


def mutants() -> list[bytes]:
    found = [armored(bend(blob_of(GOOD))) for bend in BENT.values()]
    found += [armored(changed(4, ssh_string(b"ssh-ed25519") + ssh_string(MALLEABLE))(blob_of(GOOD)))]
    blob = blob_of(GOOD)
    found += [
        armored(blob[:at] + bytes([blob[at] ^ bit]) + blob[at + 1 :]) for at in range(len(blob)) for bit in (1, 128)
    ]
    found += [armored(blob[:at]) for at in range(len(blob))]
    found += [GOOD[:at] + bytes([GOOD[at] ^ bit]) + GOOD[at + 1 :] for at in range(len(GOOD)) for bit in (1, 2, 32, 64)]
    found += [GOOD[:at] for at in range(len(GOOD))]
    return [*found, *(GOOD[:at] + extra + GOOD[at:] for at in range(len(GOOD)) for extra in (b"\n", b"=", b"A"))]


def accepted_by_sshsig(armor: bytes) -> bool:
    try:
        key = sshsig.check_signature(MESSAGE, armor.decode("latin-1"), NAMESPACE)
    except Exception:  # noqa: BLE001  it has many ways to say no
        return False
    return bool(key.openssh_str() == KEY.public.line)


def test_what_another_program_refuses_we_refuse() -> None:
    """Thousands of mutants of one signature: nothing holds here that `sshsig` refuses."""
    every = mutants()
    assert len(every) > 3000
    assert [armor for armor in every if holds(armor) and not accepted_by_sshsig(armor)] == []
    assert [armor for armor in every if holds(armor) and armor != GOOD] == []


@pytest.mark.external
def test_what_ssh_keygen_refuses_we_refuse(tmp_path: Path) -> None:
    (tmp_path / "signers").write_text(f"expert-07 {KEY.public.line}\n")
    bent = [armored(bend(blob_of(GOOD))) for bend in BENT.values()]
    every = [GOOD, *bent, *mutants()[len(BENT) :: 97]]
    taken = []
    for armor in every:
        (tmp_path / "sig").write_bytes(armor)
        command: list[str | Path] = ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "signers", "-I", "expert-07"]
        done = subprocess.run(
            [*command, "-n", NAMESPACE, "-s", tmp_path / "sig"], input=MESSAGE, capture_output=True, check=False
        )
        if done.returncode == 0:
            taken.append(armor)
    assert GOOD in taken
    assert [armor for armor in every if holds(armor) and armor not in taken] == []
