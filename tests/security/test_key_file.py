"""Key files: under a passphrase, whole, and readable by `ssh-keygen`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.security import key_file
from reviewer_app.security.key_file import KeyFileEntries, Secrets
from reviewer_app.security.keys import SigningKey

SECRETS = Secrets(bytes(range(32)), {"age": "AGE-SECRET-KEY-1ABC", "profile": "绝密标记"})
PASSPHRASE = "马到成功 four words"
FAST = 4
PLACE = Path("keys.jpkey")


def code_of(data: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(UserError) as told:
        key_file.read(data, passphrase, PLACE)
    return told.value.code


def test_what_was_put_in_comes_out() -> None:
    data = key_file.render(SECRETS, PASSPHRASE, FAST)
    assert key_file.read(data, PASSPHRASE, PLACE) == SECRETS
    for text in (b"AGE-SECRET", "绝密标记".encode(), bytes(range(32))):
        assert text not in data


def test_composed_and_decomposed_letters_are_one_passphrase() -> None:
    data = key_file.render(SECRETS, "Grüße aus Qingdao", FAST)
    assert key_file.read(data, "Gru\u0308\u00dfe aus Qingdao", PLACE) == SECRETS


def test_a_wrong_passphrase_is_told() -> None:
    assert code_of(key_file.render(SECRETS, PASSPHRASE, FAST), "another passphrase") == "passphrase_wrong"


@pytest.mark.parametrize("passphrase", ["", "short", "       a", "line\nbreak in it", "x" * 201])
def test_an_unfit_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(UserError) as told:
        key_file.render(SECRETS, passphrase, FAST)
    assert told.value.code == "passphrase_unfit"


def test_damage_is_told_and_never_opens() -> None:
    data = key_file.render(SECRETS, PASSPHRASE, FAST)
    assert {code_of(data[:length]) for length in range(0, len(data), 37)} == {"key_file_damaged"}
    for position in range(3, len(data), 41):
        changed = bytearray(data)
        changed[position] = ord("B") if changed[position] != ord("B") else ord("C")
        assert code_of(bytes(changed)) in ("key_file_damaged", "passphrase_wrong"), position


def test_a_file_that_asks_for_endless_work_is_refused() -> None:
    data = key_file.render(SECRETS, PASSPHRASE, 20)
    assert key_file._rounds(data.partition(b"-----BEGIN JIANGPING")[0]) == 20
    assert code_of(_with_rounds(data, 1 << 31)) == "key_file_damaged"


def _with_rounds(data: bytes, rounds: int) -> bytes:
    import base64

    armor, mark, rest = data.partition(key_file.SSH_END.encode())
    lines = armor.splitlines()
    blob = bytearray(base64.b64decode(b"".join(lines[1:])))
    options = blob.index(b"\0\0\0\x06bcrypt") + 10
    length = int.from_bytes(blob[options + 4 : options + 8], "big")
    blob[options + 8 + length : options + 12 + length] = rounds.to_bytes(4, "big")
    return b"\n".join([lines[0], base64.b64encode(bytes(blob)), b""]) + mark + rest


@pytest.mark.external
def test_stock_ssh_keygen_reads_the_signing_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.jpkey"
    path.write_bytes(key_file.render(SECRETS, PASSPHRASE))
    path.chmod(0o600)
    told = subprocess.run(
        ["ssh-keygen", "-y", "-P", PASSPHRASE, "-f", path], capture_output=True, text=True, check=True
    )
    assert told.stdout.split()[:2] == SigningKey.from_seed(SECRETS.seed).public.line.split()
    wrong = subprocess.run(["ssh-keygen", "-y", "-P", "wrong", "-f", path], capture_output=True, check=False)
    assert wrong.returncode != 0


def test_entries_live_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys.jpkey"
    entries = KeyFileEntries.make(path, PASSPHRASE, FAST)
    entries.put("a", "1")
    entries.put("b", "2")
    other = KeyFileEntries.open(path, PASSPHRASE)
    other.remove("a")
    entries.put("c", "3")  # what another program wrote meanwhile is kept
    assert [other.get(name) for name in "abc"] == [None, "2", "3"]
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UserError) as told:
        KeyFileEntries.make(path, PASSPHRASE, FAST)
    assert told.value.code == "target_exists"


def test_another_passphrase_closes_the_file_to_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "keys.jpkey"
    entries = KeyFileEntries.make(path, PASSPHRASE, FAST)
    entries.put("a", "1")
    entries.change_passphrase("quite another one", FAST)
    entries.put("b", "2")
    assert code_of(path.read_bytes()) == "passphrase_wrong"
    again = KeyFileEntries.open(path, "quite another one")
    assert [again.get("a"), again.get("b")] == ["1", "2"]
