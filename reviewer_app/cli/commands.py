"""The commands and their options. Imported once the language is known: help texts are translated here."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from reviewer_app import __version__
from reviewer_app.i18n import N_, _

Keys = Annotated[
    list[Path] | None,
    typer.Option("--key", help=_("A private age key file, or a folder of them, to open contents with.")),
]
At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help=_("The time of receipt to judge keys at; now unless told."))
]

Passphrase = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help=_("Read the passphrase from the first line of a file.")),
]


def application(arguments: Sequence[str]) -> Callable[..., Any]:
    """The command line as one callable: `application(arguments)(arguments, standalone_mode=False)`.

    When the arguments name a command, only that one is built: reading the options of all of them takes longer than
    most commands.
    """
    app = typer.Typer(
        name="reviewer-app",
        help=_("Scores, seals and consolidates the marks of an expert panel, offline."),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
    )
    app.callback()(_root)
    wanted = arguments[0] if arguments else ""
    names = [wanted] if wanted in COMMANDS else list(COMMANDS)
    for name in names:
        make, text = COMMANDS[name]
        made = make()
        if isinstance(made, typer.Typer):
            app.add_typer(made, name=name, help=_(text))
        else:
            app.command(name, help=_(text))(made)
    return typer.main.get_command(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"reviewer-app {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Show the version."))
    ] = False,
) -> None:
    """Options that stand before a command."""


def demo(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("The folder to leave everything in."))
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help=_("Open no window."))] = False,
    candidates: Annotated[int, typer.Option(min=6, max=2000, help=_("How many candidates."))] = 24,
    experts: Annotated[int, typer.Option(min=6, max=60, help=_("How many experts."))] = 9,
    seed: Annotated[int, typer.Option(help=_("What the made-up round grows from."))] = 1,
) -> int:
    from reviewer_app.cli.demo import run

    return run(out, candidates=candidates, experts=experts, seed=seed, headless=headless)


def verify(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=_("The files to check, in this order."))],
    round_: Annotated[
        Path | None, typer.Option("--round", metavar="ROUND", help=_("The round that signers and roles come from."))
    ] = None,
    office: Annotated[
        list[str] | None,
        typer.Option("--office", metavar="FINGERPRINT", help=_("The office's key, as printed on the meeting notice.")),
    ] = None,
    at: At = None,
    key: Keys = None,
    json_: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help=_("Write the findings as JSON."))
    ] = None,
) -> int:
    from reviewer_app.cli.verify import run

    return run(files, round_=round_, offices=office or [], at=moment(at), keys=key or [], json_target=json_)


def inspect(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The file to look into."))]) -> int:
    from reviewer_app.cli.inspect import run

    return run(file)


def recompute(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help=_("The signed result."))],
    round_: Annotated[
        Path | None, typer.Option("--round", metavar="ROUND", help=_("The round to hold the result against."))
    ] = None,
    office: Annotated[
        list[str] | None,
        typer.Option("--office", metavar="FINGERPRINT", help=_("The office's key, as printed on the meeting notice.")),
    ] = None,
    at: At = None,
    key: Keys = None,
) -> int:
    from reviewer_app.cli.recompute import run

    return run(result, round_=round_, offices=office or [], at=moment(at), keys=key or [])


def audit(
    store: Annotated[Path, typer.Argument(metavar="STORE", help=_("The store of a desk."))],
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="FILE", help=_("A score package signed at this desk, to compare with.")),
    ] = None,
    passphrase_file: Passphrase = None,
    json_: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help=_("Write the entries and findings as JSON."))
    ] = None,
) -> int:
    from reviewer_app.cli.audit import run

    return run(store, against=against or [], passphrase_file=passphrase_file, json_target=json_)


def moment(text: str | None) -> datetime:
    """The time that `--at` says (ISO 8601; without a zone, this machine's); now where nothing is said."""
    if text is None:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(_("{text} is no time; write 2026-07-26T08:00:00Z.").format(text=text)) from error


def _consolidate() -> Callable[..., Any]:
    from reviewer_app.cli.consolidate import consolidate

    return consolidate


def _identity() -> typer.Typer:
    from reviewer_app.cli.identity import identity

    return identity


COMMANDS: dict[str, tuple[Callable[[], Callable[..., Any] | typer.Typer], str]] = {
    "demo": (lambda: demo, N_("Run the whole chain on a made-up round.")),
    "consolidate": (_consolidate, N_("Consolidate a table of marks under a scheme.")),
    "verify": (lambda: verify, N_("Check who signed files, and that they are whole.")),
    "inspect": (lambda: inspect, N_("Show what is in a file.")),
    "recompute": (lambda: recompute, N_("Compute a result anew from the packages in it and compare every figure.")),
    "identity": (_identity, N_("Show your identity, write its card, back it up or restore it.")),
    "audit": (lambda: audit, N_("Show what was done at a desk, and check the record of it.")),
}
"""Each command's function (made when needed) and what it does."""
