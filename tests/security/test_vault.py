"""Keepers of keys: what they keep they give back; what is no key of ours counts as none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from reviewer_app.domain.profile import Profile
from reviewer_app.security.keys import new_identity
from reviewer_app.security.vault import Entries, EntryVault, KeptIn, KeyFolder, Vault

PROFILE = Profile(name="𠮷测试", unit="某某厂", made="2026-07-26T08:00:00Z", former=("SHA256:abc",))
SALT, KEY = bytes(range(16)), bytes(range(32))


class Shelf(dict[str, str]):
    """Entries in memory."""

    def put(self, name: str, value: str) -> None:
        self[name] = value

    def remove(self, name: str) -> None:
        self.pop(name, None)


def shelf() -> Entries:
    return Shelf()


@pytest.fixture(params=["entries", "folder"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    return EntryVault(shelf(), KeptIn.KEYRING) if request.param == "entries" else KeyFolder(tmp_path / "keys")


def test_everything_kept_is_given_back_until_it_is_forgotten(vault: Vault) -> None:
    identity, other = new_identity(), new_identity()
    vault.keep("me", identity)
    vault.keep("expert-01", other)
    vault.keep_profile("me", PROFILE)
    vault.keep_store_key(SALT, KEY)
    assert (vault.identity("me"), vault.identity("expert-01")) == (identity, other)
    assert (vault.profile("me"), vault.store_key(SALT)) == (PROFILE, KEY)
    vault.forget("me")
    vault.forget_store_key(SALT)
    for ask in (lambda: vault.identity("me"), lambda: vault.profile("me"), lambda: vault.store_key(SALT)):
        with pytest.raises(KeyError):
            ask()
    assert vault.identity("expert-01") == other
    vault.forget("nobody")
    vault.forget_store_key(bytes(16))


@pytest.mark.parametrize("seed", ["", "no base64 !", "AAAA", "A" * 200])
def test_an_entry_that_is_no_key_counts_as_none(seed: str) -> None:
    entries = Shelf()
    vault = EntryVault(entries, KeptIn.KEYRING)
    vault.keep("me", new_identity())
    entries["me/signing"] = seed
    with pytest.raises(KeyError):
        vault.identity("me")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"name": "x"}', '{"other": 1}', "null"])
def test_an_entry_that_is_no_profile_counts_as_none(text: str) -> None:
    entries = Shelf({"me/profile": text})
    with pytest.raises(KeyError):
        EntryVault(entries, KeptIn.KEYRING).profile("me")


def test_every_entry_is_short_enough_for_windows() -> None:
    entries = Shelf()
    vault = EntryVault(entries, KeptIn.KEYRING)
    vault.keep("me", new_identity())
    vault.keep_profile("me", Profile(name="长" * 200, unit="位" * 500, made="2026-07-26T08:00:00Z"))
    vault.keep_store_key(SALT, KEY)
    assert max(len(value.encode("utf-16-le")) for value in entries.values()) <= 2560


def test_keys_do_not_show_when_values_are_shown() -> None:
    from reviewer_app.security.key_file import Secrets

    identity = new_identity()
    shown = repr(identity) + repr(Secrets(identity.signing.seed, {"age": identity.age_secret}))
    assert identity.age_secret not in shown
    assert repr(identity.signing.seed) not in shown


@pytest.mark.external
def test_stock_tools_read_the_sample_s_keys(tmp_path: Path) -> None:
    identity = new_identity()
    KeyFolder(tmp_path).keep("chair", identity)
    told = subprocess.run(["age-keygen", "-y", tmp_path / "chair.key"], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == identity.age_recipient
    told = subprocess.run(
        ["ssh-keygen", "-y", "-f", tmp_path / "chair.ssh"], capture_output=True, text=True, check=True
    )
    assert told.stdout.split()[:2] == identity.signing.public.line.split()
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
