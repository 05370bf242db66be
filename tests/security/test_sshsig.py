"""SSHSIG: byte-identical to ssh-keygen's, read in one form alone."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sshsig
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.security.keys import PublicKey, SigningKey
from reviewer_app.security.signers import (
    Signer,
    SignersFormError,
    read_revoked,
    read_signers,
    render_revoked,
    render_signers,
)
from reviewer_app.security.sshsig import SignatureFormError, read_signature, sign

KEY = SigningKey.from_seed(bytes(range(32)))
OTHER = SigningKey.from_seed(bytes(range(1, 33)))
MESSAGE = "三位专家\n".encode()
NAMESPACE = "score@jiangping"


def signer(**changes: object) -> Signer:
    values: dict[str, object] = {
        "principal": "expert-07",
        "namespaces": (NAMESPACE,),
        "valid_after": datetime(2026, 1, 1, tzinfo=UTC),
        "valid_before": datetime(2028, 12, 31, tzinfo=UTC),
        "key": KEY.public,
    }
    return Signer(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.external
def test_the_signature_is_the_one_that_ssh_keygen_makes(tmp_path: Path) -> None:
    key, message = tmp_path / "key", tmp_path / "message"
    key.write_bytes(KEY.openssh())
    key.chmod(0o600)
    message.write_bytes(MESSAGE)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", NAMESPACE, message], check=True, capture_output=True
    )
    assert (tmp_path / "message.sig").read_bytes() == sign(MESSAGE, NAMESPACE, KEY)


@pytest.mark.external
def test_the_fingerprint_is_the_one_that_ssh_keygen_prints(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(KEY.public.line + "\n")
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", tmp_path / "key.pub"], check=True, capture_output=True, text=True
    )
    assert printed.stdout.split()[1] == KEY.public.fingerprint


def test_another_program_verifies_the_signature() -> None:
    signature = sign(MESSAGE, NAMESPACE, KEY).decode()
    assert sshsig.check_signature(MESSAGE, signature, NAMESPACE).openssh_str() == KEY.public.line


def test_a_signature_covers_its_message_only() -> None:
    signature = read_signature(sign(MESSAGE, NAMESPACE, KEY))
    assert (signature.key, signature.namespace) == (KEY.public, NAMESPACE)
    assert signature.covers(MESSAGE)
    assert not signature.covers(MESSAGE + b" ")


@given(st.binary(max_size=200), st.sampled_from(["card", "round", "score", "return", "result"]))
def test_what_is_signed_is_read_back(message: bytes, kind: str) -> None:
    armor = sign(message, f"{kind}@jiangping", KEY)
    assert read_signature(armor).covers(message)
    assert read_signature(armor).armored() == armor


@pytest.mark.parametrize(
    "mangle",
    [
        lambda armor: armor + b"junk\n",
        lambda armor: b" " + armor,
        lambda armor: armor.replace(b"\n", b"\r\n"),
        lambda armor: armor.replace(b"\n", b"", 1),
        lambda armor: armor[:-1],
        lambda armor: b"",
        lambda armor: armor.replace(b"SSH SIGNATURE", b"PGP SIGNATURE"),
        lambda armor: armor[:60] + b"\n" + armor[60:],
        lambda armor: armor[:100] + b"=" + armor[101:],
        lambda armor: armor * 40,
    ],
)
def test_any_other_form_is_refused(mangle: object) -> None:
    with pytest.raises(SignatureFormError):
        read_signature(mangle(sign(MESSAGE, NAMESPACE, KEY)))  # type: ignore[operator]


def test_no_changed_byte_of_the_armor_passes() -> None:
    armor = sign(MESSAGE, NAMESPACE, KEY)
    for position in range(len(armor)):
        for bit in (1, 2, 4, 32):
            changed = bytearray(armor)
            changed[position] ^= bit
            try:
                signature = read_signature(bytes(changed))
            except SignatureFormError:
                continue
            same_claim = (signature.key, signature.namespace) == (KEY.public, NAMESPACE)
            assert not (same_claim and signature.covers(MESSAGE))


@given(st.binary(max_size=400))
def test_random_bytes_are_no_signature(data: bytes) -> None:
    with pytest.raises(SignatureFormError):
        read_signature(b"-----BEGIN SSH SIGNATURE-----\n" + data + b"-----END SSH SIGNATURE-----\n")


def test_signers_are_written_and_read_in_one_form() -> None:
    both = (signer(principal="chair", key=OTHER.public), signer())
    data = render_signers(reversed(both))
    assert read_signers(data) == both
    for other in (data + b"\n", data.replace(b"\n", b"\r\n"), data[:-1], b"# note\n" + data, data + data[:200]):
        with pytest.raises(SignersFormError):
            read_signers(other)


def test_revoked_keys_are_written_and_read_in_one_form() -> None:
    keys = frozenset({KEY.public, OTHER.public})
    assert read_revoked(render_revoked(keys)) == keys
    assert read_revoked(b"") == frozenset()
    with pytest.raises(SignersFormError):
        read_revoked(render_revoked(keys) * 2)


def test_a_public_key_line_has_one_form() -> None:
    assert PublicKey.from_line(KEY.public.line) == KEY.public
    for other in (KEY.public.line + " comment", KEY.public.line.replace("ssh-ed25519", "ssh-rsa"), "ssh-ed25519 AAAA"):
        with pytest.raises(ValueError):
            PublicKey.from_line(other)


def verified_by_ssh_keygen(folder: Path, at: datetime) -> bool:
    (folder / "signers").write_bytes(render_signers([signer()]))
    (folder / "sig").write_bytes(sign(MESSAGE, NAMESPACE, KEY))
    moment = at.strftime("%Y%m%d%H%M%SZ")
    command: list[str | Path] = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        folder / "signers",
        "-I",
        "expert-07",
        "-n",
        NAMESPACE,
    ]
    command += ["-s", folder / "sig", f"-Overify-time={moment}"]
    return subprocess.run(command, input=MESSAGE, capture_output=True, check=False).returncode == 0


@pytest.mark.external
def test_validity_ends_at_the_second_where_ssh_keygen_ends_it(tmp_path: Path) -> None:
    one, second = signer(), timedelta(seconds=1)
    for moment in (
        one.valid_after - second,
        one.valid_after,
        one.valid_after + second,
        one.valid_before - second,
        one.valid_before,
        one.valid_before + second,
    ):
        assert one.valid_at(moment) == verified_by_ssh_keygen(tmp_path, moment), moment
