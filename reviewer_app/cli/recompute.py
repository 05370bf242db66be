"""`reviewer-app recompute`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reviewer_app.cli.output import line
from reviewer_app.cli.verify import vouched
from reviewer_app.i18n import _
from reviewer_app.services.keys import secrets_for
from reviewer_app.services.recompute import recompute, round_trust

SHOWN = 20


def run(result: Path, *, round_: Path | None, offices: list[str], at: datetime, keys: list[Path]) -> int:
    """Exit code 0 when every figure agrees, 1 when one does not."""
    secrets = secrets_for([result], keys) or _own_secrets()
    trust = round_trust(round_, offices or vouched(), secrets) if round_ is not None else None
    found = recompute(result, secrets, at, trust)
    counted = sum(entry.package_sha256 is not None for entry in found.signed.roll)
    line(
        _("{title}: {candidates} candidates, {packages} score packages verified and computed anew.").format(
            title=found.signed.title, candidates=len(found.signed.candidates), packages=counted
        )
    )
    if not found.differences:
        line(_("✓ Every figure agrees with the signed result."))
        return 0
    line(_("✗ The signed result differs from its packages in {count} figures:").format(count=len(found.differences)))
    for place in found.differences[:SHOWN]:
        line(f"  {place}")
    return 1


def _own_secrets() -> tuple[str, ...]:
    """Those of whoever uses this machine, where no key was given and the result is no sample's."""
    from reviewer_app.cli.passphrase import asker
    from reviewer_app.services.keeper import own_secrets
    from reviewer_app.settings import folders

    return own_secrets(folders().data, asker(None))
