"""`reviewer-app audit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_app.cli.output import line, write_json
from reviewer_app.cli.passphrase import asker
from reviewer_app.domain.errors import UserError
from reviewer_app.i18n import _
from reviewer_app.i18n.audit_texts import finding_text
from reviewer_app.services.audit import Examination, Finding, examine, exported_heads
from reviewer_app.services.keeper import vault_near
from reviewer_app.services.stores import open_desk
from reviewer_app.settings import folders

if TYPE_CHECKING:
    from reviewer_app.models.store import Store
    from reviewer_app.security.vault import Vault


def run(path: Path, *, against: list[Path], passphrase_file: Path | None, json_target: str | None) -> int:
    """Exit code 0 where the chain holds, 1 where it does not."""
    if not path.is_file():
        raise UserError("store_missing", path=str(path))
    vault = vault_near(path, folders().data, asker(passphrase_file))
    store = open_desk(path, vault)
    try:
        found = examine(store, exported_heads(against, _secrets(store, vault) if against else ()))
    finally:
        store.close()
    if json_target is not None:
        write_json(json_target, _document(found))
    if json_target != "-":
        _show(found)
    return 0 if found.holds else 1


def _secrets(store: Store, vault: Vault) -> tuple[str, ...]:
    """What opens one's own packages: the keys of this machine's user, or of who sits at a sample desk."""
    from reviewer_app.services.identity import me, secrets_of

    if me(vault) is not None:
        return secrets_of(vault)
    with store.transaction() as work:
        held = work.round()
    try:
        return (vault.identity(held.person).age_secret,) if held else ()
    except KeyError:
        return ()


def _document(found: Examination) -> dict[str, Any]:
    return {
        "events": found.head.events,
        "head": found.head.head,
        "holds": found.holds,
        "entries": [
            {"number": one.number, "at": one.at, "event": one.event, "text": one.text} for one in found.entries
        ],
        "findings": [
            {"fault": one.fault.value, "number": one.number, "source": one.source, "text": _told(one)}
            for one in found.findings
        ],
    }


def _show(found: Examination) -> None:
    for entry in found.entries:
        line(f"{entry.number:>6}  {entry.at}  {entry.text}")
    line()
    line(_("Entries: {events}. Head of the chain: {head}").format(events=found.head.events, head=found.head.head))
    if found.holds:
        line(_("✓ The record holds; packages compared with it: {count}.").format(count=found.compared))
    for finding in found.findings:
        line(f"✗ {_told(finding)}")
    line(_("The times are what this machine's clock said; the order of the entries is what counts."))


def _told(finding: Finding) -> str:
    return finding_text(finding.fault.value, finding.number, finding.source)
