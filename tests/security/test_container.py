"""The container: one form, bounded, and `unzip` agrees."""

import contextlib
import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app.security.container import (
    Container,
    ContainerFormError,
    ContainerWriter,
    Entry,
    Member,
    check_name,
    closing,
)

NAMES = st.from_regex(r"[a-z0-9_]{1,8}(/[a-z0-9_]{1,8}){0,2}", fullmatch=True)
MEMBERS = {"a": b"", "bagit.txt": b"x" * 300, "data/one": bytes(range(256)), "data/two.age": b"\n"}


def written(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    writer = ContainerWriter(file)
    for name in sorted(members):
        writer.add(name, lambda member, data=members[name]: _pour(member, data))  # type: ignore[misc]
    writer.close()
    return file.getvalue()


def _pour(member: Member, data: bytes) -> None:
    member.write(data)


def contents(data: bytes) -> dict[str, bytes]:
    container = Container.read(io.BytesIO(data))
    return {name: container.content(name, 1 << 20) for name in container.entries}


@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=6))
def test_what_is_written_is_read_back(members: dict[str, bytes]) -> None:
    try:
        for name in members:
            check_name(name)
    except ContainerFormError:
        return
    assert contents(written(members)) == members


@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=6))
def test_the_same_members_give_the_same_bytes(members: dict[str, bytes]) -> None:
    with contextlib.suppress(ContainerFormError):
        assert written(members) == written(dict(reversed(members.items())))


def test_every_changed_byte_is_refused() -> None:
    good = written(MEMBERS)
    for position in range(len(good)):
        for bit in (1, 128):
            changed = bytearray(good)
            changed[position] ^= bit
            with pytest.raises(ContainerFormError):
                contents(bytes(changed))


def test_every_truncation_is_refused() -> None:
    good = written(MEMBERS)
    for length in range(len(good)):
        with pytest.raises(ContainerFormError):
            contents(good[:length])


@pytest.mark.parametrize("extra", [b"\0", b"PK", b"junk" * 100])
def test_nothing_may_stand_before_or_behind(extra: bytes) -> None:
    good = written(MEMBERS)
    for other in (good + extra, extra + good):
        with pytest.raises(ContainerFormError):
            contents(other)


@pytest.mark.parametrize(
    "name",
    ["../a", "/a", "a/../b", "a//b", "a/", "C:/a", "a\\b", "", "A", "a/B", ".a", "a/.b", "a.", "a./b",
     "con", "data/nul.txt", "com1", "é", "a b", "a\0b", "x" * 201],
)  # fmt: skip
def test_names_that_some_system_would_change_are_refused(name: str) -> None:
    with pytest.raises(ContainerFormError):
        check_name(name)


def foreign(members: list[tuple[zipfile.ZipInfo, bytes]], **options: int) -> bytes:
    """A ZIP as the standard library writes it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **options) as archive:  # type: ignore[call-overload]
        for info, data in members:
            archive.writestr(info, data)
    return file.getvalue()


def test_a_zip_of_another_program_is_refused() -> None:
    for time in ((1980, 1, 1, 0, 0, 0), (2026, 11, 20, 8, 0, 0)):
        with pytest.raises(ContainerFormError):
            contents(foreign([(zipfile.ZipInfo("a", time), b"x")]))


def test_a_compressed_member_is_refused() -> None:
    info = zipfile.ZipInfo("a")
    info.compress_type = zipfile.ZIP_DEFLATED
    with pytest.raises(ContainerFormError):
        contents(foreign([(info, b"x" * 1000)]))


def test_duplicate_and_disordered_names_are_refused() -> None:
    def raw(names: list[str]) -> bytes:
        entries, body, offset = [], b"", 0
        for name in names:
            entry = Entry(name, 0, 0, offset)
            body += entry.local_header()
            offset = entry.end
            entries.append(entry)
        return body + closing(entries)

    assert contents(raw(["a", "b"])) == {"a": b"", "b": b""}
    for names in (["a", "a"], ["b", "a"]):
        with pytest.raises(ContainerFormError):
            contents(raw(names))


def test_a_false_count_allocates_nothing() -> None:
    good = bytearray(written(MEMBERS))
    good[-12:-10] = b"\xff\xff"
    good[-14:-12] = b"\xff\xff"
    with pytest.raises(ContainerFormError):
        contents(bytes(good))


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_random_bytes_are_no_container(data: bytes) -> None:
    with pytest.raises(ContainerFormError):
        Container.read(io.BytesIO(data))


def test_a_member_is_not_read_beyond_the_limit() -> None:
    container = Container.read(io.BytesIO(written(MEMBERS)))
    with pytest.raises(ContainerFormError):
        container.content("data/one", 255)


def test_offsets_beyond_4_gib_stand_in_zip64_records() -> None:
    """The records alone, as the standard library reads them: no 4 GiB are written here."""
    far = (4 << 30) + 5
    entries = [Entry("a", 0, 0, 0), Entry("b", 7, 1, far)]
    tail = closing(entries)
    start = entries[-1].end

    class Shifted(io.BytesIO):
        """A file that holds `tail` behind `start` bytes that nobody asks for."""

        def __init__(self) -> None:
            super().__init__(tail)
            super().seek(0)

        def seek(self, offset: int, whence: int = 0) -> int:
            if whence == 2:
                return super().seek(offset, 2) + start
            return super().seek(max(offset - start, 0), 0) + start

        def tell(self) -> int:
            return super().tell() + start

    with zipfile.ZipFile(Shifted()) as archive:
        assert [(info.filename, info.header_offset, info.file_size) for info in archive.infolist()] == [
            ("a", 0, 0),
            ("b", far, 7),
        ]


@pytest.mark.external
def test_unzip_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(written(MEMBERS))
    subprocess.run(["unzip", "-tqq", path], check=True)
    subprocess.run(["unzip", "-q", path, "-d", tmp_path / "out"], check=True)
    found = {
        p.relative_to(tmp_path / "out").as_posix(): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()
    }
    assert found == MEMBERS
