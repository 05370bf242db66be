"""The commands of docs/examples, run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from reviewer_app.cli import run

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples"
PAGE = (FOLDER / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"```console\n\$ reviewer-app (.+?)\n(.*?)```\n(?:\nIt ends with (\d)\.)?", PAGE, re.DOTALL)


@pytest.mark.parametrize(("arguments", "output", "code"), COMMANDS)
def test_the_page_shows_what_the_command_prints(
    arguments: str, output: str, code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER)
    assert run(shlex.split(arguments)) == int(code or 0)
    told = capsys.readouterr()
    assert (told.out + told.err).rstrip() == output.rstrip()


def test_the_page_has_its_commands() -> None:
    assert len(COMMANDS) == 3
