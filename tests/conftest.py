"""Fixtures that many tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app import i18n
from reviewer_app.resources import resource
from tests.world import World, whole_round


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=300, help="how often the program is killed at a random moment")


@pytest.fixture(autouse=True)
def _speak_english() -> None:
    """Texts in tests are the code's own, whatever the machine speaks."""
    i18n.use(i18n.Language.ENGLISH, resource("locale"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A round up to the signed result; shared, so look and do not touch."""
    made = whole_round(tmp_path_factory.mktemp("finished"))
    yield made
    made.close()
