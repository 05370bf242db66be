"""`reviewer-app consolidate`."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_app.i18n import _

if TYPE_CHECKING:
    from reviewer_app.domain.analysis.report import Analysis
    from reviewer_app.services.consolidate import Consolidated


def consolidate(
    scores: Annotated[
        Path,
        typer.Argument(metavar="SCORES", help=_("The table of marks: expert, candidate, criterion, score, state.")),
    ],
    scheme: Annotated[Path, typer.Option("--scheme", metavar="FILE", help=_("The rules of the selection."))],
    votes: Annotated[
        Path | None, typer.Option("--votes", metavar="FILE", help=_("The public vote: candidate, votes."))
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help=_("What the committee decided: stage, candidate, decision, for, against, abstained, reason."),
        ),
    ] = None,
    analysis: Annotated[
        bool, typer.Option("--analysis", help=_("Add statistics of agreement, severity and uncertainty."))
    ] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help=_("The seed of what the analysis draws."))] = 1,
    json_: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help=_("Write the whole result as JSON."))
    ] = None,
) -> int:
    """Reads a score table and tells who stands where, and why."""
    meter = _Meter()
    with _lean_start():
        from reviewer_app.cli.consolidate_table import show
        from reviewer_app.services.consolidate import consolidate_files, json_pieces, save_json

        made = consolidate_files(scores, scheme, votes=votes, decisions=decisions, progress=meter)
    meter.clear()
    study = _study(made, seed, meter) if analysis else None
    meter.clear()
    extra = {"analysis": study.figures} if study else {}
    cautions = study.cautions if study else ()
    if json_ == "-":
        sys.stdout.writelines(json_pieces(made.result, extra, cautions))
        return 0
    if json_ is not None:
        save_json(Path(json_), json_pieces(made.result, extra, cautions))
    show(made, sys.stdout.write, cautions)
    if study:
        from reviewer_app.cli.analysis_sentences import show_analysis

        show_analysis(study.figures, sys.stdout.write)
    return 0


@contextmanager
def _lean_start() -> Iterator[None]:
    """While modules and tables load: no thread pool for matrices that are small, and no garbage collector that looks in
    vain at what has only just come.

    numpy is loaded at once: Python 3.11 keeps its calls in pieces of memory and gives a piece back whenever the last
    call in it ends, which happens hundreds of times while numpy loads from many modules deep.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collects = gc.isenabled()
    gc.disable()
    try:
        import numpy  # noqa: F401

        yield
    finally:
        if collects:
            gc.freeze()  # what is there by now stays: not worth a look either
            gc.enable()


def _study(made: "Consolidated", seed: int, meter: "_Meter") -> "Analysis":
    from reviewer_app.services.analyse import analysed

    return analysed(made, seed=seed, progress=meter)


class _Meter:
    """A line of progress on standard error, only where somebody watches and only for what takes long."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._shown = False

    def __call__(self, done: int, total: int, what: str) -> None:
        if not self._watched:
            return
        if what == "uncertainty":
            self._show(_("Drawing experts for the analysis: {percent} %"), 100 * done // total)
        elif total > 1 << 22:
            self._show(_("Reading the marks: {percent} %"), 100 * done // total)

    def _show(self, text: str, percent: int) -> None:
        self._shown = True
        sys.stderr.write("\r" + text.format(percent=percent))
        sys.stderr.flush()

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")
