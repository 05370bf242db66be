"""A later version of a round, and a round whose office's key changed, as a person meets them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from reviewer_app.app import Program
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services.sample_desks import sample_workplace
from reviewer_app.services.workplace import Workplace
from reviewer_app.ui.chair.page import ChairPage
from tests.ui.stage import program
from tests.world import CANDIDATES, World


def start(qtbot: QtBot, world: World, person: str) -> Program:
    """The program of one person of the round, who has vouched for its office."""
    place = world.folder / "place"
    keys = KeyFolder(place / "demo-keys")
    keys.keep(person, world.identities[person])
    workplace: Workplace = sample_workplace(place)
    workplace.vouch(world.offices[0])
    made = program(world.folder, workplace)
    made.window.show()
    return made


def close(made: Program) -> None:
    made.window.page.settle()
    made.jobs.close()
    made.window.deleteLater()


def test_a_later_version_tells_what_changed_before_the_desk_opens(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime.now(UTC))
    world.seal()
    made = start(qtbot, world, "chair")
    made.window.open_files([world.round_path])
    qtbot.waitUntil(lambda: isinstance(made.window.page, ChairPage), timeout=20_000)
    world.candidates = CANDIDATES[:3]
    world.deeds = {"002": "更正"}
    world.seal_next()
    made.window.open_files([world.round_path])
    wanted = (
        "Version 2 of the round is taken in; every mark was kept. Withdrawn candidates, who count no more: 004. "
        "Mended dossiers, to be looked at again: 002."
    )
    qtbot.waitUntil(lambda: wanted in made.window.page.messages.texts, timeout=20_000)
    close(made)
    world.close()


def test_a_version_by_another_office_key_stops_with_an_explanation(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime.now(UTC))
    world.seal()
    made = start(qtbot, world, "chair")
    made.window.open_files([world.round_path])
    qtbot.waitUntil(lambda: isinstance(made.window.page, ChairPage), timeout=20_000)
    made.window.pages.go_home()
    (tmp_path / "forged").mkdir()
    forged = World(tmp_path / "forged", now=world.now)
    forged.identities = {"chair": world.identities["chair"]}
    forged.seal()
    made.window.open_files([forged.round_path])
    told = "Do not open it before the office has confirmed the new fingerprint"
    qtbot.waitUntil(lambda: any(told in text for text in made.window.page.messages.texts), timeout=20_000)
    close(made)
    forged.close()
    world.close()
