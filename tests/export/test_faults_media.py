"""Media that fail at each write: a clear message, nothing under the final name, nothing half written left behind."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from reviewer_app.domain.errors import InputError, UserError
from reviewer_app.export.files import open_file, read_file, write_bytes_durably, write_durably
from reviewer_app.export.package import read_package
from reviewer_app.export.round import RoundPlan, write_round
from reviewer_app.services import hand_in
from tests.export.forging import outcomes
from tests.export.media import files_limited_to, medium, public_folder, read_only, remove
from tests.world import MARKER, MARKS, World

DATA = os.urandom(300_000)


def code_of(write: Callable[[], object]) -> str:
    with pytest.raises(UserError) as told:
        write()
    return told.value.code


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def pour(data: bytes) -> Callable[[BinaryIO], None]:
    def fill(file: BinaryIO) -> None:
        for start in range(0, len(data), 4096):
            file.write(data[start : start + 4096])

    return fill


@pytest.mark.parametrize("limit", [0, 1, 4095, 4096, 100_000, len(DATA) - 1])
def test_a_file_that_outgrows_the_medium_leaves_nothing(tmp_path: Path, limit: int) -> None:
    with files_limited_to(limit):
        assert code_of(lambda: write_durably(tmp_path / "x.jpscore", pour(DATA))) == "disk_full"
        assert code_of(lambda: write_bytes_durably(tmp_path / "x.jpscore", DATA)) == "disk_full"
    assert names(tmp_path) == []
    write_bytes_durably(tmp_path / "x.jpscore", DATA)
    assert (tmp_path / "x.jpscore").read_bytes() == DATA


@pytest.fixture
def plan(world: World) -> RoundPlan:
    return world.plan()


def with_larger_evidence(world: World, plan: RoundPlan) -> RoundPlan:
    """The plan with a piece that does not fit into any buffer: the age library itself meets the full disk."""
    file = world.folder / "大图.png"
    file.write_bytes(DATA)
    _path, piece = plan.evidence["001"][0]
    changed = piece.model_copy(update={"size": 1, "sha256": hashlib.sha256(DATA).hexdigest()})
    return replace(plan, evidence={**plan.evidence, "001": ((file, changed),)})


def sealed_size(world: World, plan: RoundPlan) -> int:
    target = world.folder / "whole.jpround"
    write_round(target, plan, world.identities["office"].signing)
    size = target.stat().st_size
    target.unlink()
    return size


def test_a_round_sealed_onto_a_full_disk_leaves_nothing_wherever_it_ends(
    world: World, plan: RoundPlan, tmp_path: Path
) -> None:
    """The limit falls into every part in turn: tags, dossiers, evidence, document, manifests.

    The age library pads with chance: two sealings differ by some hundred bytes.
    """
    plan = with_larger_evidence(world, plan)
    size = sealed_size(world, plan)
    before = names(world.folder)
    for limit in range(0, size - 2000, size // 40):
        with files_limited_to(limit):
            code = code_of(lambda: write_round(world.folder / "x.jpround", plan, world.identities["office"].signing))
        assert (limit, code) == (limit, "disk_full")
        assert names(world.folder) == before
    assert size > 10_000


def test_too_little_room_is_told_before_anything_is_written(world: World, plan: RoundPlan) -> None:
    """The free space is asked for first: a round of terabytes is refused at once."""
    started: list[int] = []

    def fill(file: BinaryIO) -> None:
        started.append(1)

    target = world.folder / "x.jpround"
    assert code_of(lambda: write_durably(target, fill, size=1 << 60)) == "disk_full"
    assert started == []
    path, piece = plan.evidence["001"][0]
    plan.evidence["001"] = ((path, piece.model_copy(update={"size": 1 << 60})),)  # type: ignore[index]
    assert code_of(lambda: write_round(target, plan, world.identities["office"].signing)) == "disk_full"
    assert not target.exists()


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7])
def test_a_small_drive_that_is_too_small_keeps_nothing(world: World, plan: RoundPlan, share: float) -> None:
    size, key = sealed_size(world, plan), world.identities["office"].signing
    with medium(int(size * share)) as drive, files_limited_to(-1 if drive else int(size * share)):
        folder = drive or world.folder / "drive"
        folder.mkdir(exist_ok=True)
        assert code_of(lambda: write_round(folder / "x.jpround", plan, key)) == "disk_full"
        assert code_of(lambda: write_bytes_durably(folder / "x", bytes(size))) == "disk_full"
        assert names(folder) == []


def test_a_small_drive_takes_what_fits(world: World, plan: RoundPlan) -> None:
    size, key = sealed_size(world, plan), world.identities["office"].signing
    with medium(size + 65536) as drive:
        target = (drive or world.folder) / "第一轮 round.jpround"
        write_round(target, plan, key)
        assert outcomes(world, target, round_path=None) == ["verified"]


def test_a_read_only_folder_is_told() -> None:
    with public_folder() as folder:
        with read_only(folder):
            assert code_of(lambda: write_bytes_durably(folder / "x", DATA)) == "target_read_only"
        assert names(folder) == []


def test_a_stick_removed_in_the_middle_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with medium(1 << 20) as drive:
        folder = drive or tmp_path / "stick"
        folder.mkdir(exist_ok=True)

        def fill(file: BinaryIO) -> None:
            file.write(DATA)
            if drive is None:
                shutil.rmtree(folder)
            else:
                remove(folder)

        assert code_of(lambda: write_durably(folder / "x.jpscore", fill)) == "write_failed"
        assert not folder.exists() or names(folder) == []


def test_a_folder_that_vanished_while_the_dialog_was_open_is_told(tmp_path: Path) -> None:
    assert code_of(lambda: write_bytes_durably(tmp_path / "gone" / "x.jpscore", DATA)) == "write_failed"
    (tmp_path / "file").write_bytes(b"")
    assert code_of(lambda: write_bytes_durably(tmp_path / "file" / "x.jpscore", DATA)) == "write_failed"
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("kind", ["file", "folder", "fifo", "link to nothing", "link to a file"])
def test_whatever_stands_at_the_target_stays_as_it_is(tmp_path: Path, kind: str) -> None:
    target, other = tmp_path / "x.jpscore", tmp_path / "other"
    other.write_bytes(b"other")
    make: dict[str, Callable[[], object]] = {
        "file": lambda: target.write_bytes(b"old"),
        "folder": target.mkdir,
        "fifo": lambda: os.mkfifo(target),
        "link to nothing": lambda: target.symlink_to(tmp_path / "nothing"),
        "link to a file": lambda: target.symlink_to(other),
    }
    make[kind]()
    before = target.lstat()
    assert code_of(lambda: write_bytes_durably(target, DATA)) == "target_exists"
    assert target.lstat() == before
    assert names(tmp_path) == ["other", "x.jpscore"]
    assert other.read_bytes() == b"other"


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.jpscore"

    def fill(file: BinaryIO) -> None:
        file.write(DATA)
        target.write_bytes(b"somebody else's")

    assert code_of(lambda: write_durably(target, fill)) == "target_exists"
    without_links(monkeypatch)
    target.unlink()
    assert code_of(lambda: write_durably(target, fill)) == "target_exists"
    assert target.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["x.jpscore"]


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """A FAT drive: the system knows no hard links there."""

    def refuse(*_paths: object, **_options: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)


def test_a_drive_without_links_takes_the_file_by_renaming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_links(monkeypatch)
    write_bytes_durably(tmp_path / "x.jpscore", DATA)
    assert names(tmp_path) == ["x.jpscore"]
    assert (tmp_path / "x.jpscore").read_bytes() == DATA


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.ENOSPC])
def test_a_refused_rename_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_paths: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    without_links(monkeypatch)
    monkeypatch.setattr(os, "rename", refuse)
    told = code_of(lambda: write_bytes_durably(tmp_path / "x.jpscore", DATA))
    assert told == {errno.EIO: "write_failed", errno.EACCES: "target_read_only", errno.ENOSPC: "disk_full"}[number]
    assert names(tmp_path) == []


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_medium_that_does_not_keep_what_it_took_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The system refuses to sync the file, or the folder with its name: that is no success."""
    sync = os.fsync

    def refuse(handle: int) -> None:
        if (what == "folder") == os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(handle)

    monkeypatch.setattr(os, "fsync", refuse)
    assert code_of(lambda: write_bytes_durably(tmp_path / "x.jpscore", DATA)) == "write_failed"
    assert names(tmp_path) == []


def lying(monkeypatch: pytest.MonkeyPatch, change: Callable[[int], object]) -> None:
    """A worn-out stick: what it took, it gives back otherwise once it was synced."""
    sync = os.fsync

    def corrupt(handle: int) -> None:
        sync(handle)
        if not os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112
            change(handle)

    monkeypatch.setattr(os, "fsync", corrupt)


CHANGES: dict[str, Callable[[int], object]] = {
    "a bit at the start": lambda handle: os.pwrite(handle, b"\1", 0),
    "a bit in the middle": lambda handle: os.pwrite(handle, b"\1", os.fstat(handle).st_size // 2),
    "a bit at the end": lambda handle: os.pwrite(handle, b"\1", os.fstat(handle).st_size - 1),
    "cut": lambda handle: os.ftruncate(handle, os.fstat(handle).st_size - 1),
    "emptied": lambda handle: os.ftruncate(handle, 0),
    "longer": lambda handle: os.pwrite(handle, b"\0", os.fstat(handle).st_size),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_reads_back_otherwise_is_no_success(
    world: World, plan: RoundPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    before = names(world.folder)
    lying(monkeypatch, CHANGES[what])
    target = world.folder / "x.jpround"
    assert code_of(lambda: write_bytes_durably(target, DATA)) == "write_failed"
    assert code_of(lambda: write_round(target, plan, world.identities["office"].signing)) == "write_failed"
    assert names(world.folder) == before


@pytest.mark.parametrize(
    "name", ["评分 第一轮 (终).jpscore", "x" * 242 + ".jpscore", "评" * 82 + ".jpscore", "𠮷" * 61 + ".jpscore"]
)
def test_long_and_chinese_names_are_written_and_read(finished: World, tmp_path: Path, name: str) -> None:
    data = (finished.folder / "expert-01.jpscore").read_bytes()
    folder = tmp_path / "青岛 工匠 2026"
    folder.mkdir()
    write_bytes_durably(folder / name, data)
    assert names(folder) == [name]
    assert outcomes(finished, folder / name) == ["verified"]


def test_a_name_too_long_for_the_system_is_told_before_anything_is_written(tmp_path: Path) -> None:
    started: list[int] = []
    target = tmp_path / ("x" * 300)
    assert code_of(lambda: write_durably(target, lambda file: started.append(1))) == "write_failed"
    assert (started, names(tmp_path)) == ([], [])


def test_nothing_readable_is_left_behind_when_sealing_fails(world: World, plan: RoundPlan, tmp_path: Path) -> None:
    """Evidence changes, vanishes or cannot be read while it is sealed: no trace of it, nor of a dossier, remains."""
    key, target = world.identities["office"].signing, world.folder / "x.jpround"
    path = plan.evidence["001"][0][0]
    path.write_text("something else", "utf-8")
    before = names(world.folder)
    assert code_of(lambda: write_round(target, plan, key)) == "evidence_changed"
    assert names(world.folder) == before
    path.unlink()
    with pytest.raises(InputError) as told:
        write_round(target, plan, key)
    assert told.value.problems[0].values["path"] == str(path)
    path.symlink_to("/proc/self/mem")  # opens like a file and cannot be read
    with pytest.raises(InputError) as told:
        write_round(target, plan, key)
    assert (told.value.problems[0].code, told.value.problems[0].values["path"]) == ("path_unreadable", str(path))
    assert names(world.folder) == before
    for file in world.folder.iterdir():
        assert file.is_symlink() or MARKER.encode() not in file.read_bytes()


def test_signed_sheets_stay_when_their_export_fails(world: World) -> None:
    """What was signed is kept in the store: exporting to another medium gives the same bytes."""
    world.seal()
    path = world.hand_in("expert-01", MARKS["expert-01"])
    other = world.folder / "other.jpscore"
    with files_limited_to(100):
        assert code_of(lambda: write_bytes_durably(other, path.read_bytes())) == "disk_full"
    hand_in.export_signed(world.store("expert-01"), other)
    assert other.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ["/dev/null", "/dev/zero", "/proc", "\0", "x" * 300, "/proc/self/fd"])
def test_what_is_no_file_is_told(name: str) -> None:
    with pytest.raises(InputError):
        read_file(Path(name), 1 << 20)
    with pytest.raises(InputError), read_package(Path(name)):
        pass


def test_a_fifo_is_no_file_and_nobody_waits_for_it(tmp_path: Path) -> None:
    fifo = tmp_path / "x.jpscore"
    os.mkfifo(fifo)
    with pytest.raises(InputError):
        open_file(fifo)


def test_a_medium_that_fails_while_a_package_is_read_is_told(finished: World) -> None:
    """`/proc/self/mem` opens like a file and fails at the first read: exit 2, not a bug report."""
    with pytest.raises(InputError) as told, read_package(Path("/proc/self/mem")):
        pass
    assert [problem.code for problem in told.value.problems] == ["path_unreadable"]
    with pytest.raises(InputError):
        outcomes(finished, Path("/proc/self/mem"))
