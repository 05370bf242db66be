"""The command line. Whatever a command needs beyond this package loads when the command runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from reviewer_app import i18n
from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.resources import resource

REFUSED, UNUSABLE, BUG = 1, 2, 70
USUAL = gc.get_threshold()
SELDOM = 200_000
"""So many new objects before the garbage collector looks: a command mostly loads modules, which are no garbage."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and ends the process with its exit code (0 good, 1 refused, 2 unusable call or input)."""
    gc.set_threshold(SELDOM)
    do_without_plugins()
    _speak_utf8()
    i18n.use(i18n.preferred(os.environ), resource("locale"))
    code = run(sys.argv[1:] if arguments is None else list(arguments))
    gc.freeze()  # spares the collection at exit, a tenth of a short command's time; everything is written by now
    sys.exit(code)


def do_without_plugins() -> None:
    """Spares pydantic the search of every installed package for plugins, of which this program has none.

    Its own switch for that is read only after a tenth of the standard library was loaded for the search (ADR 0007).
    """
    loader = ModuleType("pydantic.plugin._loader")
    loader.get_plugins = lambda: ()  # type: ignore[attr-defined]
    sys.modules.setdefault(loader.__name__, loader)


def run(arguments: Sequence[str]) -> int:
    """Runs one command; returns its exit code. What a person can act on is told on standard error."""
    import click

    from reviewer_app.cli.commands import COMMANDS, application
    from reviewer_app.cli.desktop import asks_for_window

    try:
        if asks_for_window(arguments, tuple(COMMANDS)):
            return _open_window(arguments)
        code = application(arguments)(list(arguments), prog_name="reviewer-app", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        return 130
    except UserError as error:
        _tell(error)
        return REFUSED if isinstance(error, RefusedError) else UNUSABLE
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort of the command line: logged, and said to be a bug
        _tell_bug(error)
        return BUG
    return code if isinstance(code, int) else 0


def _open_window(arguments: Sequence[str]) -> int:
    from pathlib import Path

    from reviewer_app.cli.desktop import run as show

    gc.set_threshold(*USUAL)
    return show(Path(arguments[0]) if arguments else None)


def _tell(error: UserError) -> None:
    from reviewer_app.i18n.errors import problem_text

    for problem in error.problems:
        text = problem_text(problem.code, problem.values, file=problem.file, row=problem.row, column=problem.column)
        sys.stderr.write(text + "\n")


def _tell_bug(error: BaseException) -> None:
    from reviewer_app.i18n.errors import error_text
    from reviewer_app.settings import bug_report, folders, log_bug

    try:
        log = str(log_bug(error, folders().log))
    except OSError:
        log = "-"
    sys.stderr.write(error_text("bug", {"log": log}) + "\n" + bug_report(error) + "\n")


def _speak_utf8() -> None:
    """Chinese goes out as UTF-8 even where the console says otherwise."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
