"""`reviewer-app verify`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from reviewer_app.cli.output import line, write_json
from reviewer_app.domain.package import Outcome
from reviewer_app.i18n import _
from reviewer_app.i18n.errors import error_text, note_text
from reviewer_app.i18n.outcome_texts import outcome_text
from reviewer_app.i18n.value_texts import kind_text
from reviewer_app.services.keys import secrets_for
from reviewer_app.services.verify import Verdict, verify

GOOD, REFUSED = "✓", "✗"


def run(
    files: list[Path],
    *,
    round_: Path | None,
    offices: list[str],
    at: datetime,
    keys: list[Path],
    json_target: str | None,
) -> int:
    """Exit code 0 when every file is verified, 1 when one is not."""
    secrets = secrets_for(files, keys)
    verdicts = verify(files, round_path=round_, offices=offices or vouched(), at=at, secrets=secrets)
    if json_target is not None:
        write_json(json_target, [_row(verdict) for verdict in verdicts])
    if json_target != "-":
        for verdict in verdicts:
            _show(verdict)
    return 0 if all(verdict.outcome == Outcome.VERIFIED for verdict in verdicts) else 1


def vouched() -> tuple[str, ...]:
    """The offices that were vouched for on this machine, where none is named."""
    from reviewer_app.services.offices import vouched_offices
    from reviewer_app.settings import folders

    return vouched_offices(folders().data)


def _row(verdict: Verdict) -> dict[str, Any]:
    header = verdict.header
    return {
        "file": str(verdict.file),
        "kind": header.kind.value if header else None,
        "signer": header.signer if header else None,
        "role": header.role.value if header else None,
        "round": header.round_id if header else None,
        "version": header.round_version if header else None,
        "sequence": header.sequence if header else None,
        "fingerprint": verdict.fingerprint or None,
        "checked": list(verdict.checked),
        "outcome": verdict.outcome,
        "reasons": _reasons(verdict),
    }


def _reasons(verdict: Verdict) -> list[str]:
    reasons = [error_text(verdict.error.code, verdict.error.values)] if verdict.error else []
    return reasons + [note_text(code, values) for code, values in verdict.notes]


def _show(verdict: Verdict) -> None:
    good = verdict.outcome == Outcome.VERIFIED
    line(f"{GOOD if good else REFUSED} {verdict.file.name}  {outcome_text(verdict.outcome)}")
    if verdict.header is not None and verdict.checked:
        line("  " + _described(verdict))
    for reason in _reasons(verdict):
        line(f"  {reason}")


def _described(verdict: Verdict) -> str:
    header = verdict.header
    assert header is not None
    checked = _("signature and content checked") if len(verdict.checked) > 1 else _("signature checked, content not")
    return _("{kind} by {signer}, sequence {sequence}; {checked}; fingerprint {fingerprint}").format(
        kind=kind_text(header.kind.value),
        signer=header.signer,
        sequence=header.sequence,
        checked=checked,
        fingerprint=verdict.fingerprint[:16],
    )
