"""`reviewer-app inspect`."""

from __future__ import annotations

from pathlib import Path

from reviewer_app.cli.output import line
from reviewer_app.i18n import _
from reviewer_app.services.inspect import Inspection, inspect


def run(file: Path) -> int:
    _show(inspect(file))
    return 0


def _show(found: Inspection) -> None:
    header = found.header
    for name, value in (
        (_("Kind"), header.kind.value),
        (_("Round"), f"{header.round_id} v{header.round_version}" if header.round_id else "-"),
        (_("Signer"), f"{header.signer} ({header.role.value})"),
        (_("Signing key"), found.signing_key),
        (_("Sequence"), str(header.sequence)),
        (_("Made at, by the signer's clock"), header.created),
        (_("Recipients"), ", ".join(header.recipients) or "-"),
        (_("Scheme"), header.scheme_sha256 or "-"),
        (_("Fingerprint"), found.fingerprint),
    ):
        line(_("{name}: {value}").format(name=name, value=value))
    line()
    line(_("Who may sign:"))
    for signer in found.signers:
        span = f"{signer.valid_after:%Y-%m-%d} – {signer.valid_before:%Y-%m-%d}"
        line(f"  {signer.principal}  {', '.join(signer.namespaces)}  {span}  {signer.key.fingerprint}")
    line()
    line(_("Members, in bytes:"))
    for name, size in found.members:
        line(f"  {size:>12,}  {name}")
    line()
    line(_("This shows what the file says and that it is whole. Whether to believe its signer, `verify` tells."))
