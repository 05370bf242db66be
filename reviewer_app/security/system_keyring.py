"""The system's keyring, by allow-list: Windows Credential Manager, macOS Keychain, Secret Service, KWallet.

`keyring` would take whatever plugin is installed, plain-text files among them. Here its allowed backends are named and
made directly; its plugins are never loaded. Every call runs on a thread of its own, because some keyrings never answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, TypeVar

from reviewer_app.domain.errors import UserError
from reviewer_app.security.own_thread import on_own_thread

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
ALLOWED: Mapping[str, tuple[str, str]] = {
    "Windows Credential Manager": ("keyring.backends.Windows", "WinVaultKeyring"),
    "macOS Keychain": ("keyring.backends.macOS", "Keyring"),
    "Secret Service": ("keyring.backends.SecretService", "Keyring"),
    "KWallet": ("keyring.backends.kwallet", "DBusKeyring"),
}
SERVICE = "reviewer-app"
LOOK_SECONDS = 5.0
ASK_SECONDS = 90.0
"""Long enough to type the keyring's password into its prompt."""


class KeyringEntries:
    """Short secrets by name in a keyring. Every method raises `UserError` when the keyring does not do its part."""

    def __init__(self, name: str, backend: KeyringBackend, *, seconds: float = ASK_SECONDS) -> None:
        self.name = name
        self._backend = backend
        self._seconds = seconds

    def put(self, name: str, value: str) -> None:
        self._ask(lambda: self._backend.set_password(SERVICE, name, value))
        if self.get(name) != value:
            raise UserError("keyring_forgets", keyring=self.name)

    def get(self, name: str) -> str | None:
        return self._ask(lambda: self._backend.get_password(SERVICE, name))

    def remove(self, name: str) -> None:
        """Removes an entry; one that is not there is as good."""
        if self.get(name) is not None:
            self._ask(lambda: self._backend.delete_password(SERVICE, name))
        if self.get(name) is not None:
            raise UserError("keyring_keeps", keyring=self.name)

    def _ask(self, action: Callable[[], T]) -> T:
        def asked() -> T:
            _unlock(self._backend, self.name)
            return action()

        try:
            return on_own_thread(asked, self._seconds)
        except TimeoutError as error:
            raise UserError("keyring_hangs", keyring=self.name, seconds=f"{self._seconds:g}") from error
        except UserError:
            raise
        except Exception as error:  # a keyring is foreign code and raises what it likes
            raise _told(error, self.name) from error


def system_keyring(*, seconds: float = ASK_SECONDS, look_seconds: float = LOOK_SECONDS) -> KeyringEntries:
    """The keyring of this system.

    Raises `UserError`: `keyring_missing`, `keyring_unsafe` (only plug-ins that keep keys in the clear),
    `keyring_hangs`.
    """
    found: dict[str, tuple[float, type[KeyringBackend]]] = {}
    for name, backend in _candidates():
        try:
            found[name] = on_own_thread(lambda backend=backend: float(backend.priority), look_seconds), backend  # type: ignore[misc]
        except TimeoutError as error:
            raise UserError("keyring_hangs", keyring=name, seconds=f"{look_seconds:g}") from error
        except Exception:  # noqa: BLE001 - whatever it raises: this one is not to be had here
            continue
    usable = {name: rank for name, rank in found.items() if rank[0] > 0}
    if not usable:
        plugins = foreign_plugins()
        if plugins:
            raise UserError("keyring_unsafe", plugins=", ".join(plugins))
        raise UserError("keyring_missing")
    name = max(usable, key=lambda one: usable[one][0])
    return KeyringEntries(name, usable[name][1](), seconds=seconds)


def foreign_plugins() -> tuple[str, ...]:
    """Keyring plug-ins that are installed and that this program does not use."""
    names = {entry.dist.name for entry in entry_points(group="keyring.backends") if entry.dist is not None}
    return tuple(sorted(names - {"keyring"}))


def _candidates() -> Iterator[tuple[str, type[KeyringBackend]]]:
    for name, (module, kind) in ALLOWED.items():
        try:
            yield name, getattr(import_module(module), kind)
        except (ImportError, AttributeError):
            continue


def _unlock(backend: KeyringBackend, keyring: str) -> None:
    """Has a locked Secret Service ask for its password, and tells a prompt that was closed from one never shown."""
    if not type(backend).__module__.endswith("SecretService"):
        return
    from contextlib import closing

    import secretstorage
    from secretstorage.exceptions import PromptDismissedException

    with closing(secretstorage.dbus_init()) as bus:
        try:
            collection = secretstorage.get_default_collection(bus)
            if not collection.is_locked():
                return
            if not _display():
                raise UserError("keyring_locked", keyring=keyring)
            dismissed = collection.unlock()
        except PromptDismissedException as error:
            raise UserError("keyring_dismissed" if _display() else "keyring_locked", keyring=keyring) from error
        if dismissed or collection.is_locked():
            raise UserError("keyring_dismissed" if dismissed else "keyring_locked", keyring=keyring)


def _display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _told(error: Exception, keyring: str) -> UserError:
    from keyring.errors import KeyringLocked, NoKeyringError

    values: dict[str, Any] = {"keyring": keyring}
    if isinstance(error, KeyringLocked):
        return UserError("keyring_locked", **values)
    if isinstance(error, NoKeyringError):
        return UserError("keyring_missing")
    return UserError("keyring_failed", **values, reason=f"{type(error).__name__}: {error}"[:300])
