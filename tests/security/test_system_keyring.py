"""The system's keyring: a real one unlocked, locked, frozen and gone; and none, a forgetful one, an unsafe plug-in."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backends.fail import Keyring as FailingKeyring
from keyring.backends.null import Keyring as ForgetfulKeyring

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.profile import Profile
from reviewer_app.security.keys import new_identity
from reviewer_app.security.own_thread import on_own_thread
from reviewer_app.security.system_keyring import KeyringEntries, system_keyring
from reviewer_app.security.vault import EntryVault, KeptIn
from tests.security.keyring_daemon import Keyring


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyring]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made = Keyring(home)
    made.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    yield made
    made.close()


def refusal(entries: KeyringEntries) -> str:
    """The code with which a keyring that does not do its part is told."""
    with pytest.raises(UserError) as told:
        entries.put("me/signing", "secret")
    return told.value.code


@pytest.mark.external
def test_an_unlocked_keyring_keeps_gives_back_and_forgets(keyring: Keyring) -> None:
    entries = system_keyring(seconds=10)
    vault = EntryVault(entries, KeptIn.KEYRING)
    identity, profile = new_identity(), Profile(name="买买提·测试", unit="某某厂", made="2026-07-26T08:00:00Z")
    vault.keep("me", identity)
    vault.keep_profile("me", profile)
    vault.keep_store_key(bytes(16), bytes(range(32)))
    assert entries.name == "Secret Service"
    assert (vault.identity("me"), vault.profile("me")) == (identity, profile)
    assert vault.store_key(bytes(16)) == bytes(range(32))
    vault.forget_store_key(bytes(16))
    vault.forget_store_key(bytes(16))
    vault.forget("me")
    for ask in (lambda: vault.store_key(bytes(16)), lambda: vault.identity("me"), lambda: vault.profile("me")):
        with pytest.raises(KeyError):
            ask()


@pytest.mark.external
def test_a_locked_keyring_is_told(keyring: Keyring) -> None:
    system_keyring(seconds=10).put("me/signing", "kept")
    keyring.kill()
    keyring.start(password="not the password")
    assert refusal(system_keyring(seconds=10)) == "keyring_locked"


@pytest.mark.external
def test_a_prompt_that_gets_no_password_is_told(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.kill()
    keyring.start(password="not the password")
    monkeypatch.setenv("DISPLAY", ":99")  # the prompt is asked for, and ends without a password
    assert refusal(system_keyring(seconds=20)) == "keyring_dismissed"


@pytest.mark.external
def test_a_keyring_that_hangs_does_not_hang_the_program(keyring: Keyring) -> None:
    entries = system_keyring(seconds=10)
    entries.put("me/signing", "kept")
    impatient = KeyringEntries(entries.name, entries._backend, seconds=0.5)
    keyring.freeze()
    begun = time.monotonic()
    with pytest.raises(UserError) as told:
        impatient.get("me/signing")
    assert (told.value.code, told.value.values) == ("keyring_hangs", {"keyring": "Secret Service", "seconds": "0.5"})
    assert time.monotonic() - begun < 3
    keyring.thaw()
    assert entries.get("me/signing") == "kept"


@pytest.mark.external
def test_a_keyring_that_goes_in_the_middle_is_told_and_comes_back_with_everything(keyring: Keyring) -> None:
    entries = system_keyring(seconds=10)
    entries.put("me/signing", "kept")
    keyring.kill()
    assert refusal(entries) in ("keyring_locked", "keyring_failed", "keyring_missing")


@pytest.mark.external
def test_after_a_restart_the_keyring_still_knows(keyring: Keyring) -> None:
    system_keyring(seconds=10).put("me/signing", "kept")
    keyring.kill()
    keyring.start()
    assert system_keyring(seconds=10).get("me/signing") == "kept"


def test_no_keyring_at_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    with pytest.raises(UserError) as told:
        system_keyring()
    assert told.value.code == "keyring_missing"


def test_a_keyring_that_returns_nothing_is_not_trusted() -> None:
    assert refusal(KeyringEntries("null", ForgetfulKeyring())) == "keyring_forgets"  # type: ignore[no-untyped-call]


def test_a_keyring_that_fails_is_told() -> None:
    assert refusal(KeyringEntries("fail", FailingKeyring())) == "keyring_missing"  # type: ignore[no-untyped-call]


PLUGIN = """
import keyring.backend
class PlaintextKeyring(keyring.backend.KeyringBackend):
    priority = 99
    def set_password(self, service, username, password): open({stolen!r}, "w").write(password)
    def get_password(self, service, username): return None
    def delete_password(self, service, username): pass
"""


def test_a_plain_text_plug_in_is_named_and_never_used(tmp_path: Path) -> None:
    """As with `keyrings.alt` installed and no D-Bus: the keyring library would choose the plug-in."""
    stolen = tmp_path / "stolen"
    package = tmp_path / "path" / "keyrings" / "alt"
    package.mkdir(parents=True)
    (package / "file.py").write_text(PLUGIN.format(stolen=str(stolen)), "utf-8")
    about = tmp_path / "path" / "keyrings.alt-5.0.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: keyrings.alt\nVersion: 5.0.2\n", "utf-8")
    (about / "entry_points.txt").write_text("[keyring.backends]\nfile = keyrings.alt.file\n", "utf-8")
    program = (
        "import keyring; assert type(keyring.get_keyring()).__name__ == 'PlaintextKeyring'\n"
        "from reviewer_app.security.system_keyring import system_keyring\n"
        "from reviewer_app.domain.errors import UserError\n"
        "try: system_keyring().put('me/signing', 'secret')\n"
        "except UserError as error: print(error.code, error.values)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "path"), *sys.path])}
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert told.stdout == "keyring_unsafe {'plugins': 'keyrings.alt'}\n"
    assert not stolen.exists()


def test_a_call_on_its_own_thread_gives_raises_or_ends() -> None:
    assert on_own_thread(lambda: 5, 1) == 5
    with pytest.raises(ZeroDivisionError):
        on_own_thread(lambda: 1 // 0, 1)
    with pytest.raises(TimeoutError):
        on_own_thread(lambda: time.sleep(5), 0.05)
