"""Shipped files are found wherever the program runs from."""

import sys
from pathlib import Path

import pytest

from reviewer_app.resources import resource


def test_a_checkout_finds_its_own_resources() -> None:
    assert (
        resource("schemes", "qilu-2018.toml")
        == Path(__file__).resolve().parents[2] / "resources/schemes/qilu-2018.toml"
    )


def test_a_frozen_program_finds_them_where_it_was_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("schemes") == tmp_path / "resources" / "schemes"
