"""Identities: made, carded, backed up, restored, replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.people import IdentityCard
from reviewer_app.domain.profile import Profile
from reviewer_app.export.card import read_card
from reviewer_app.security.sealing import seal_bytes, unseal
from reviewer_app.security.vault import EntryVault, KeptIn, KeyFolder, Vault
from reviewer_app.services import identity
from tests.world import NOW

PASSPHRASE = "马到成功 four words"


class Remembered:
    """Entries for as long as the test runs."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def put(self, name: str, value: str) -> None:
        self.entries[name] = value

    def get(self, name: str) -> str | None:
        return self.entries.get(name)

    def remove(self, name: str) -> None:
        self.entries.pop(name, None)


@pytest.fixture
def vault() -> Vault:
    return EntryVault(Remembered(), KeptIn.KEYRING)


def code_of(action: object, *given: object) -> str:
    with pytest.raises(UserError) as told:
        action(*given)  # type: ignore[operator]
    return told.value.code


def test_nobody_is_here_before_the_first_start(vault: Vault, tmp_path: Path) -> None:
    assert identity.me(vault) is None
    assert code_of(identity.issue_own_card, vault, tmp_path / "me.jpcard", NOW) == "identity_none"
    assert code_of(identity.back_up, vault, tmp_path / "b.jpkey", PASSPHRASE, NOW) == "identity_none"
    assert list(tmp_path.iterdir()) == []


def test_the_first_start_makes_an_identity_that_is_not_backed_up_yet(vault: Vault, tmp_path: Path) -> None:
    made = identity.begin(vault, " 王㛃 ", "某某厂", NOW)
    assert made.profile == Profile(name="王㛃", unit="某某厂", made="2026-07-26T08:00:00Z")
    assert not made.backed_up
    assert identity.me(vault) == made
    identity.issue_own_card(vault, tmp_path / "me.jpcard", NOW)
    assert read_card(tmp_path / "me.jpcard") == IdentityCard(
        name="王㛃",
        unit="某某厂",
        signing_key=vault.identity("me").signing.public.line,
        age_recipient=made.age_recipient,
    )
    assert code_of(identity.begin, vault, "李四", "", NOW) == "identity_exists"


@pytest.mark.parametrize("name", ["", "   ", "王\n㛃", "x" * 201])
def test_a_name_that_no_card_bears_makes_no_identity(vault: Vault, name: str) -> None:
    assert code_of(identity.begin, vault, name, "", NOW) == "identity_name"
    assert identity.me(vault) is None


def test_a_backup_brings_the_identity_to_another_machine(vault: Vault, tmp_path: Path) -> None:
    identity.begin(vault, "王㛃", "某某厂", NOW)
    vault.keep_store_key(bytes(16), bytes(32))
    backed = identity.back_up(vault, tmp_path / "b.jpkey", PASSPHRASE, NOW)
    assert backed == identity.me(vault)
    assert backed.profile.backed_up == "2026-07-26T08:00:00Z"
    other = KeyFolder(tmp_path / "other")
    restored = identity.restore(other, tmp_path / "b.jpkey", PASSPHRASE)
    assert restored.profile == backed.profile
    assert other.identity("me") == vault.identity("me")
    with pytest.raises(KeyError):
        other.store_key(bytes(16))  # a round that was erased stays erased
    assert identity.restore(other, tmp_path / "b.jpkey", PASSPHRASE) == restored


def test_a_backup_shows_nothing_without_its_passphrase(vault: Vault, tmp_path: Path) -> None:
    identity.begin(vault, "王㛃", "某某厂", NOW)
    identity.back_up(vault, tmp_path / "b.jpkey", PASSPHRASE, NOW)
    assert code_of(identity.restore, KeyFolder(tmp_path / "x"), tmp_path / "b.jpkey", "wrong passphrase") == (
        "passphrase_wrong"
    )
    data = (tmp_path / "b.jpkey").read_bytes()
    for text in ("王㛃", "某某厂", vault.identity("me").age_secret):
        assert text.encode() not in data
    assert not (tmp_path / "x").exists()


def test_another_identity_is_not_written_over(vault: Vault, tmp_path: Path) -> None:
    identity.begin(vault, "王㛃", "某某厂", NOW)
    identity.back_up(vault, tmp_path / "b.jpkey", PASSPHRASE, NOW)
    other = KeyFolder(tmp_path / "other")
    kept = identity.begin(other, "李四", "", NOW)
    assert code_of(identity.restore, other, tmp_path / "b.jpkey", PASSPHRASE) == "identity_exists"
    assert identity.me(other) == kept


def test_new_keys_after_a_loss_still_open_old_files(vault: Vault, tmp_path: Path) -> None:
    first = identity.begin(vault, "王㛃", "某某厂", NOW)
    sealed = seal_bytes(b"old file", [first.age_recipient])
    second = identity.start_anew(vault, NOW)
    assert second.fingerprint != first.fingerprint
    assert second.profile == Profile(
        name="王㛃", unit="某某厂", made="2026-07-26T08:00:00Z", former=(first.fingerprint,)
    )
    assert unseal(sealed, identity.secrets_of(vault)) == b"old file"
    assert len(identity.secrets_of(vault)) == 2
    identity.back_up(vault, tmp_path / "b.jpkey", PASSPHRASE, NOW)
    other = KeyFolder(tmp_path / "other")
    identity.restore(other, tmp_path / "b.jpkey", PASSPHRASE)
    assert identity.secrets_of(other) == identity.secrets_of(vault)
