"""Erasing a round: the key first, then every file; a signed receipt stays."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.models.connection import salt_of
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services import hand_in, review, rounds
from reviewer_app.services.erase import Receipt, erase, finish_erasures, read_receipt
from reviewer_app.services.stores import back_up, open_desk
from tests.world import MARKER, MARKS, NOW, World, declare


@pytest.fixture
def vault(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def desk(world: World, vault: KeyFolder) -> Iterator[Path]:
    """The folder of an expert who has marked, signed and made a copy."""
    world.seal()
    folder = world.folder / "desk"
    folder.mkdir()
    shutil.copy(world.round_path, folder / "test.jpround")
    store = open_desk(folder / "store.db", vault, clock=lambda: NOW)
    secrets = world.secrets("expert-01")
    rounds.take_in_round(store, world.round_path, "expert", "expert-01", secrets, world.offices, NOW)
    world.stores["expert-01"] = store
    review.accept_undertaking(store)
    world.mark_all("expert-01", MARKS["expert-01"])
    declare(store)
    hand_in.sign_sheets(store, world.identities["expert-01"])
    back_up(store, NOW)
    store.close()
    yield folder
    store.close()


def gone(desk: Path, vault: KeyFolder) -> bool:
    return not desk.exists() and list(vault.folder.glob("*.store")) == []


def test_nothing_is_left_but_a_receipt(world: World, desk: Path, vault: KeyFolder, tmp_path: Path) -> None:
    own = world.identities["expert-01"]
    receipt = erase(desk / "store.db", vault, own, tmp_path / "receipts", NOW, also=[desk / "test.jpround"])
    assert gone(desk, vault)
    told = read_receipt(receipt)
    assert told == Receipt(
        at="2026-07-26T08:00:00Z", store=told.store, files=4, signer=own.signing.public.fingerprint
    )  # store, lock, copy, round file
    assert {name: told.store[name] for name in ("desk", "person", "round", "version", "events")} == {
        "desk": "expert",
        "person": "expert-01",
        "round": "test-2026",
        "version": 1,
        "events": 13,
    }
    assert sorted(path.name for path in (tmp_path / "receipts").iterdir()) == [receipt.name, f"{receipt.name}.sig"]
    for text in (MARKER, "䶮测试", "35.5", str(tmp_path)):
        assert text not in receipt.read_text("utf-8")


def test_a_copied_store_opens_for_nobody_after_the_erasure(
    world: World, desk: Path, vault: KeyFolder, tmp_path: Path
) -> None:
    shutil.copy(desk / "store.db", tmp_path / "stolen.db")
    erase(desk / "store.db", vault, world.identities["expert-01"], tmp_path / "receipts", NOW)
    with pytest.raises(UserError) as told:
        open_desk(tmp_path / "stolen.db", vault)
    assert told.value.code == "store_key_missing"
    assert (desk / "test.jpround").exists()  # what was not named is not touched


def test_an_open_store_is_not_erased(world: World, desk: Path, vault: KeyFolder, tmp_path: Path) -> None:
    store = open_desk(desk / "store.db", vault)
    with pytest.raises(UserError) as told:
        erase(desk / "store.db", vault, world.identities["expert-01"], tmp_path / "receipts", NOW)
    store.close()
    assert told.value.code == "store_in_use"
    open_desk(desk / "store.db", vault).close()
    assert not (tmp_path / "receipts").exists()


def test_a_store_that_does_not_open_any_more_is_erased_as_well(
    world: World, desk: Path, vault: KeyFolder, tmp_path: Path
) -> None:
    (desk / "store.db").write_bytes(b"damaged" * 1000)
    own = world.identities["expert-01"]
    receipt = erase(desk / "store.db", vault, own, tmp_path / "receipts", NOW, also=[desk / "test.jpround"])
    assert not desk.exists()
    assert read_receipt(receipt).store == {"unopened": "store_key_missing"}


class Interrupted(KeyFolder):
    """A keeper that is pulled away in the middle of an erasure."""

    def forget_store_key(self, salt: bytes) -> None:
        raise UserError("keyring_hangs", keyring="x", seconds="1")


def test_an_interrupted_erasure_is_finished_later(world: World, desk: Path, vault: KeyFolder, tmp_path: Path) -> None:
    own, receipts = world.identities["expert-01"], tmp_path / "receipts"
    salt = salt_of(desk / "store.db")
    with pytest.raises(UserError):
        erase(desk / "store.db", Interrupted(vault.folder), own, receipts, NOW, also=[desk / "test.jpround"])
    open_desk(desk / "store.db", vault).close()  # the key could not be destroyed: nothing was erased
    [receipt] = finish_erasures(receipts, vault, own)
    assert gone(desk, vault)
    assert read_receipt(receipt).files == 4
    with pytest.raises(KeyError):
        vault.store_key(salt)
    assert finish_erasures(receipts, vault, own) == ()


def test_a_receipt_that_was_changed_is_told(world: World, desk: Path, vault: KeyFolder, tmp_path: Path) -> None:
    receipt = erase(desk / "store.db", vault, world.identities["expert-01"], tmp_path / "receipts", NOW)
    receipt.write_bytes(receipt.read_bytes().replace(b"test-2026", b"test-2027"))
    with pytest.raises(UserError) as told:
        read_receipt(receipt)
    assert told.value.code == "receipt_altered"


@pytest.mark.external
def test_stock_ssh_keygen_checks_a_receipt(world: World, desk: Path, vault: KeyFolder, tmp_path: Path) -> None:
    own = world.identities["expert-01"]
    receipt = erase(desk / "store.db", vault, own, tmp_path / "receipts", NOW)
    signers = tmp_path / "allowed"
    signers.write_text(f"expert-01 {own.signing.public.line}\n")
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "expert-01", "-n", "erasure@jiangping"]
    command += ["-s", f"{receipt}.sig"]
    done = subprocess.run(command, input=receipt.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
