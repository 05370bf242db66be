"""Where a file is saved: the stick that is there, and a name that is free on it."""

from __future__ import annotations

from pathlib import Path

from reviewer_app.services.sticks import folder_to_suggest, free_name, is_on, mounted_under


def test_a_stick_comes_before_a_folder_and_the_folder_used_last_before_home(tmp_path: Path) -> None:
    stick, last, home = tmp_path / "stick", tmp_path / "last", tmp_path / "home"
    for folder in (stick / "inner", last, home):
        folder.mkdir(parents=True)
    assert folder_to_suggest(None, (), home) == home
    assert folder_to_suggest(last, (), home) == last
    assert folder_to_suggest(last, (stick,), home) == stick
    assert folder_to_suggest(stick / "inner", (stick,), home) == stick / "inner"
    assert folder_to_suggest(tmp_path / "pulled out", (), home) == home


def test_a_path_is_on_a_drive_or_it_is_not(tmp_path: Path) -> None:
    assert is_on(tmp_path / "a" / "b.jpscore", (tmp_path / "a",))
    assert not is_on(tmp_path / "ab.jpscore", (tmp_path / "a",))


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    assert free_name(tmp_path, "x-1.jpscore") == tmp_path / "x-1.jpscore"
    (tmp_path / "x-1.jpscore").touch()
    (tmp_path / "x-1-2.jpscore").symlink_to(tmp_path / "nowhere")
    assert free_name(tmp_path, "x-1.jpscore") == tmp_path / "x-1-3.jpscore"


def test_only_what_is_mounted_counts_as_a_drive(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert mounted_under([tmp_path, tmp_path / "missing"]) == ()
    assert Path("/proc") in mounted_under([Path("/")])
