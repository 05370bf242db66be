"""Which keeper of keys a machine has."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.security.vault import KeptIn, KeyFolder
from reviewer_app.services import identity
from reviewer_app.services.keeper import kept_in, make_key_file, open_vault, vault_near
from tests.world import NOW

PASSPHRASE = "马到成功 four words"


def never() -> str:
    raise AssertionError("nobody was to be asked")


def test_without_a_keyring_a_key_file_is_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert kept_in(tmp_path) is KeptIn.KEYRING
    with pytest.raises(UserError) as told:
        open_vault(tmp_path, never)
    assert told.value.code == "keyring_missing"
    made = identity.begin(make_key_file(tmp_path, PASSPHRASE), "王㛃", "", NOW)
    assert kept_in(tmp_path) is KeptIn.KEY_FILE
    assert identity.me(open_vault(tmp_path, lambda: PASSPHRASE)) == made
    assert made.kept_in is KeptIn.KEY_FILE


def test_a_sample_round_brings_its_own_keys(tmp_path: Path) -> None:
    (tmp_path / "demo-keys").mkdir()
    (tmp_path / "stores").mkdir()
    vault = vault_near(tmp_path / "stores" / "chair.db", tmp_path / "data", never)
    assert isinstance(vault, KeyFolder)
    assert vault.kept_in is KeptIn.FOLDER
