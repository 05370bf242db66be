"""`reviewer-app identity` on a machine without a keyring, and with a real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.cli import run
from reviewer_app.export.card import read_card
from tests.security.keyring_daemon import Keyring


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REVIEWER_APP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    (tmp_path / "own").write_text("own passphrase\n", "utf-8")
    (tmp_path / "backup").write_text("backup passphrase\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def test_without_a_keyring_the_way_out_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["identity", "show"]) == 2
    assert "Set a passphrase instead" in capsys.readouterr().err


def test_card_backup_loss_and_restore(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = ["--passphrase-file", "own"]
    assert run(["identity", "card", "a.jpcard", "--name", "王㛃", "--unit", "某某厂", "--key-file", *own]) == 0
    assert run(["identity", "backup", "b.jpkey", "--backup-passphrase-file", "backup", *own]) == 0
    capsys.readouterr()
    assert run(["identity", "show", *own]) == 0
    shown = capsys.readouterr().out
    assert "Name: 王㛃" in shown
    (home / "data" / "keys.jpkey").unlink()
    assert run(["identity", "restore", "b.jpkey", "--key-file", "--backup-passphrase-file", "backup", *own]) == 0
    assert capsys.readouterr().out == shown
    assert run(["identity", "card", "c.jpcard", *own]) == 0
    assert read_card(Path("c.jpcard")) == read_card(Path("a.jpcard"))


def test_what_cannot_be_done_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = ["--passphrase-file", "own"]
    assert run(["identity", "card", "a.jpcard", "--key-file", *own]) == 2
    assert "There is no identity here yet" in capsys.readouterr().err
    assert run(["identity", "show", "--passphrase-file", "backup"]) == 2
    assert "The passphrase does not open" in capsys.readouterr().err
    assert run(["identity", "show", "--passphrase-file", "no such file"]) == 2
    assert run(["identity", "backup", "b.jpkey", "--backup-passphrase-file", "backup", *own]) == 2
    assert not Path("b.jpkey").exists()


@pytest.mark.external
def test_with_a_keyring_nothing_is_asked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "session").mkdir(mode=0o700)
    keyring = Keyring(tmp_path / "session")
    keyring.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", keyring.address)
    try:
        assert run(["identity", "card", "a.jpcard", "--name", "王㛃"]) == 0
        assert run(["identity", "show"]) == 0
    finally:
        keyring.close()
    assert "Keys kept in: the keyring of this system" in capsys.readouterr().out
    assert not (home / "data").exists()
