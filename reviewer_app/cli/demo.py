"""`reviewer-app demo`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from reviewer_app.cli import desktop
from reviewer_app.cli.desktop import has_display
from reviewer_app.cli.output import line
from reviewer_app.i18n import _
from reviewer_app.services.demo import FINGERPRINT, PAPER, Demo, run_demo

FIRST_RANKS = 5
DEFAULT_FOLDER = "jiangping-demo"


def run(out: Path | None, *, candidates: int, experts: int, seed: int, headless: bool) -> int:
    """Exit code 0 when the chain ran and the result computed anew is the signed one."""
    shows_window = not headless and has_display()
    if not headless and not shows_window:
        line(_("There is no display, so no window is opened: the chain runs without."))
    folder = (out or Path(DEFAULT_FOLDER)).absolute()
    demo = run_demo(folder, candidates=candidates, experts=experts, seed=seed, now=datetime.now(UTC), progress=_told)
    _clear_progress()
    _show_files(demo)
    _show_roll(demo)
    _show_ranking(demo)
    if demo.differences:
        line(
            _("✗ The result computed anew differs from the signed one in {count} figures.").format(
                count=len(demo.differences)
            )
        )
        return 1
    line(_("✓ The result computed anew from the packages agrees with the signed one in every figure."))
    return _show_window(demo) if shows_window else 0


def _show_window(demo: Demo) -> int:
    """Opens the desktop program on the sample round."""
    from reviewer_app.services.sample_desks import lay_out_desks, sample_workplace

    lay_out_desks(sample_workplace(demo.folder), demo.late)
    line(_("The window is open; close it to end."))
    return desktop.run(None, sample=demo.folder)


def _steps() -> dict[str, str]:
    return {
        "sample": _("making up candidates and evidence"),
        "roster": _("reading the roster"),
        "evidence": _("checking the evidence"),
        "seal": _("sealing the round"),
        "review": _("experts marking"),
        "receive": _("taking in score packages"),
    }


def _told(done: int, total: int, what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{_steps().get(what, what)} {done} / {total}")
        sys.stderr.flush()


def _clear_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")


def _show_files(demo: Demo) -> None:
    line(_("Everything lies in {folder}").format(folder=demo.folder))
    for name, what in (
        ("input/", _("roster and evidence")),
        ("cards/", _("{count} identity cards").format(count=len(demo.cards))),
        (demo.round_path.name, _("the sealed round")),
        ("scores/", _("{count} score packages").format(count=len(demo.scores))),
        (demo.result_path.name, _("the signed result")),
        (f"{PAPER}/", _("the summary sheet and an expert's score sheet, to print")),
        (FINGERPRINT, demo.office),
        ("demo-keys/", _("the private keys of everybody, in the clear: for this demo only")),
    ):
        line(f"  {name:<28} {what}")
    line()


def _show_roll(demo: Demo) -> None:
    missing = [f"{row.expert} {row.name}" for row in demo.roll if not row.received]
    recused = sum(count for row in demo.roll for state, count in row.states.items() if state.value == "recused")
    line(
        _("Roll call: {received} of {experts} packages received and verified, {recused} recusals.").format(
            received=len(demo.roll) - len(missing), experts=len(demo.roll), recused=recused
        )
    )
    if missing:
        line(_("Missing: {experts}").format(experts=", ".join(missing)))
    line()


def _show_ranking(demo: Demo) -> None:
    stage = demo.result.stages[0]
    rows = {row["candidate"]: row for row in demo.result.ranking()}
    line(_("Rank  Score   Candidate"))
    for row in list(rows.values())[:FIRST_RANKS]:
        line(_ranked(row, demo))
    line("  …")
    for candidate in stage["advance"][-1:]:
        line(_ranked(rows[candidate], demo))
    line(_("──────────── cut: {quota} places ────────────").format(quota=len(stage["advance"]) + stage["places"]))
    for candidate in stage["undecided"]:
        line(_ranked(rows[candidate], demo) + "  " + _("tied across the cut: undecided"))
    if stage["undecided"]:
        line(
            _("{count} candidates share the last {places} places: the committee decides, the program does not.").format(
                count=len(stage["undecided"]), places=stage["places"]
            )
        )
    line()


def _ranked(row: dict[str, object], demo: Demo) -> str:
    code = str(row["candidate"])
    return f"{row['rank'] or '-':>4}  {row['score'] or '-':>6}  {code} {demo.names[code]}"
