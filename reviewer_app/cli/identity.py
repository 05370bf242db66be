"""`reviewer-app identity show|card|backup|restore`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from reviewer_app.i18n import _

identity = typer.Typer(no_args_is_help=True)
Target = Annotated[Path, typer.Argument(metavar="FILE", help=_("The file to write."))]
OwnPassphrase = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help=_("Read the passphrase of this machine's key file from the first line of a file."),
    ),
]
BackupPassphrase = Annotated[
    Path | None,
    typer.Option(
        "--backup-passphrase-file",
        metavar="FILE",
        help=_("Read the passphrase of the backup from the first line of a file."),
    ),
]
UseKeyFile = Annotated[
    bool,
    typer.Option(
        "--key-file", help=_("Keep your keys in a file under a passphrase, on a system without a keyring of its own.")
    ),
]


@identity.command(help=_("Show who you are here, and where your keys are kept."))
def show(passphrase_file: OwnPassphrase = None) -> int:
    from reviewer_app.cli.identity_steps import show

    return show(passphrase_file)


@identity.command(help=_("Write the identity card that the office enrols you by."))
def card(
    file: Target,
    name: Annotated[str, typer.Option(help=_("Your name, where you have no identity here yet."))] = "",
    unit: Annotated[str, typer.Option(help=_("Your unit, where you have no identity here yet."))] = "",
    key_file: UseKeyFile = False,
    passphrase_file: OwnPassphrase = None,
) -> int:
    from reviewer_app.cli.identity_steps import card, vault_here

    return card(vault_here(key_file, passphrase_file), file, name, unit, datetime.now(UTC))


@identity.command(help=_("Write a backup of your keys under a passphrase."))
def backup(file: Target, backup_passphrase_file: BackupPassphrase = None, passphrase_file: OwnPassphrase = None) -> int:
    from reviewer_app.cli.identity_steps import backup, vault_here

    return backup(vault_here(False, passphrase_file), file, backup_passphrase_file, datetime.now(UTC))


@identity.command(help=_("Bring your keys back from a backup."))
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The backup."))],
    key_file: UseKeyFile = False,
    backup_passphrase_file: BackupPassphrase = None,
    passphrase_file: OwnPassphrase = None,
) -> int:
    from reviewer_app.cli.identity_steps import restore, vault_here

    return restore(vault_here(key_file, passphrase_file), file, backup_passphrase_file)
