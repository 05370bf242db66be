"""What the commands of `reviewer-app identity` do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reviewer_app.cli.output import line
from reviewer_app.cli.passphrase import asker, new_passphrase
from reviewer_app.domain.errors import UserError
from reviewer_app.i18n import _
from reviewer_app.security.vault import KeptIn, Vault
from reviewer_app.services import identity
from reviewer_app.services.keeper import kept_in, make_key_file, open_vault
from reviewer_app.settings import folders


def vault_here(new_key_file: bool, passphrase_file: Path | None) -> Vault:
    """This machine's keeper of keys; a new key file where that is asked for and none is there. Raises `UserError`."""
    data = folders().data
    if new_key_file and kept_in(data) is not KeptIn.KEY_FILE:
        return make_key_file(data, new_passphrase(passphrase_file))
    return open_vault(data, asker(passphrase_file))


def show(passphrase_file: Path | None) -> int:
    found = identity.me(vault_here(False, passphrase_file))
    if found is None:
        raise UserError("identity_none")
    _show(found)
    return 0


def card(vault: Vault, target: Path, name: str, unit: str, now: datetime) -> int:
    """Writes the card; makes the identity first where a name is given and none is here."""
    if identity.me(vault) is None:
        if not name.strip():
            raise UserError("identity_none")
        identity.begin(vault, name, unit, now)
    identity.issue_own_card(vault, target, now)
    found = identity.me(vault)
    assert found is not None
    _show(found)
    line(_("The card is in {file}. Hand it to the office and compare the fingerprint with them.").format(file=target))
    return 0


def backup(vault: Vault, target: Path, passphrase_file: Path | None, now: datetime) -> int:
    if identity.me(vault) is None:
        raise UserError("identity_none")
    found = identity.back_up(vault, target, new_passphrase(passphrase_file), now)
    line(
        _("The backup is in {file}, and was opened once to make sure ({fingerprint}).").format(
            file=target, fingerprint=found.fingerprint
        )
    )
    line(_("Keep it apart from this machine, and the passphrase apart from both."))
    return 0


def restore(vault: Vault, source: Path, passphrase_file: Path | None) -> int:
    _show(identity.restore(vault, source, asker(passphrase_file)()))
    return 0


def _show(found: identity.Me) -> None:
    places = {
        KeptIn.KEYRING: _("the keyring of this system"),
        KeptIn.KEY_FILE: _("a key file under a passphrase"),
        KeptIn.FOLDER: _("a folder, in the clear: for samples only"),
    }
    for label, value in (
        (_("Name"), found.profile.name),
        (_("Unit"), found.profile.unit or "-"),
        (_("Fingerprint"), found.fingerprint),
        (_("Keys kept in"), places[found.kept_in]),
        (_("Made"), found.profile.made),
        (_("Backed up"), found.profile.backed_up or _("not yet: do it now, with `identity backup`")),
    ):
        line(_("{name}: {value}").format(name=label, value=value))
