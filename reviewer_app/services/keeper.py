"""Goal of everybody: keys that are kept where this system keeps secrets, or else under a passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reviewer_app.domain.errors import UserError
from reviewer_app.security.key_file import KeyFileEntries
from reviewer_app.security.system_keyring import ASK_SECONDS, LOOK_SECONDS, system_keyring
from reviewer_app.security.vault import EntryVault, KeptIn, KeyFolder, Vault
from reviewer_app.services.keys import demo_folder

KEY_FILE = "keys.jpkey"
ME = "me"
"""The id under which the vault keeps the identity of whoever uses this program here."""

AskPassphrase = Callable[[], str]


def key_file_of(data: Path) -> Path:
    """Where the key file lies below the program's data folder, on machines that use one."""
    return data / KEY_FILE


def kept_in(data: Path) -> KeptIn:
    """Where keys are kept here: in a key file once one was made, else in the keyring. Asks nobody anything."""
    return KeptIn.KEY_FILE if key_file_of(data).is_file() else KeptIn.KEYRING


def open_vault(
    data: Path, ask: AskPassphrase, *, seconds: float = ASK_SECONDS, look_seconds: float = LOOK_SECONDS
) -> EntryVault:
    """The keeper of keys of this machine. `ask` is called only where a key file wants its passphrase.

    Raises `UserError`. For `keyring_missing` and `keyring_unsafe` the way out is `make_key_file`.
    """
    if kept_in(data) is KeptIn.KEY_FILE:
        return EntryVault(KeyFileEntries.open(key_file_of(data), ask()), KeptIn.KEY_FILE)
    return EntryVault(system_keyring(seconds=seconds, look_seconds=look_seconds), KeptIn.KEYRING)


def make_key_file(data: Path, passphrase: str) -> EntryVault:
    """Keeps keys in a file under a passphrase from now on. Raises `UserError` (`passphrase_unfit`, `target_exists`)."""
    return EntryVault(KeyFileEntries.make(key_file_of(data), passphrase), KeptIn.KEY_FILE)


def own_secrets(data: Path, ask: AskPassphrase) -> tuple[str, ...]:
    """The age secrets of whoever uses this machine; none where nobody has an identity here. Raises `UserError`."""
    from reviewer_app.services.identity import me, secrets_of

    try:
        vault = open_vault(data, ask)
    except UserError as error:
        if error.code in ("keyring_missing", "keyring_unsafe"):
            return ()
        raise
    return secrets_of(vault) if me(vault) is not None else ()


def vault_near(path: Path, data: Path, ask: AskPassphrase) -> Vault:
    """The keeper of the keys for a file: the sample round's own where it lies in one, else this machine's."""
    folder = demo_folder(path)
    return KeyFolder(folder) if folder is not None else open_vault(data, ask)
