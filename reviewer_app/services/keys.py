"""Which private keys a command may open things with.

Given ones come first; else those of the sample round, which lie in a folder beside its files. The system's keyring is
never asked here: `verify` must answer without it. What needs it goes through `services.keeper`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reviewer_app.domain.errors import InputError

DEMO_KEYS = "demo-keys"
_LEVELS_UP = 3


def secrets_for(files: Iterable[Path], given: Iterable[Path]) -> tuple[str, ...]:
    """age secrets from the given key files or folders, or from a `demo-keys` folder beside (or above) the files.

    Raises `InputError` for a given path that holds no key.
    """
    chosen = tuple(given)
    if chosen:
        return tuple(secret for path in chosen for secret in _secrets_at(path))
    folders = {folder: None for folder in map(demo_folder, files) if folder is not None}
    return tuple(secret for folder in folders for secret in _secrets_in(folder))


def demo_folder(file: Path) -> Path | None:
    """The folder with the sample round's keys, where the file lies in a sample round."""
    parents = list(file.absolute().parents)[:_LEVELS_UP]
    return next((folder / DEMO_KEYS for folder in parents if (folder / DEMO_KEYS).is_dir()), None)


def _secrets_at(path: Path) -> tuple[str, ...]:
    from reviewer_app.security.vault import age_secrets

    try:
        found = _secrets_in(path) if path.is_dir() else age_secrets(path)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.of("path_unreadable", path=str(path), reason=str(error)) from error
    if not found:
        raise InputError.of("no_key_there", path=str(path))
    return found


def _secrets_in(folder: Path) -> tuple[str, ...]:
    from reviewer_app.security.vault import age_secrets

    return tuple(secret for path in _key_files(folder) for secret in age_secrets(path))


def _key_files(folder: Path) -> list[Path]:
    """The key files of a folder; hidden ones are what systems leave beside them on sticks (`._chair.key`)."""
    return sorted(path for path in folder.glob("*.key") if not path.name.startswith("."))
