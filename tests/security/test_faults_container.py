"""ZIP files made to deceive: every one is refused, before anything is unpacked, in little time and memory."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewer_app.security.container import (
    MAX_MEMBERS,
    Container,
    ContainerFormError,
    ContainerWriter,
    Entry,
    Member,
    closing,
)
from tests.security.test_container import MEMBERS, contents, written

LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
FIELDS = {  # where a field stands in a central header, where in a local one, and how long it is
    "version": (6, 4, 2),
    "flags": (8, 6, 2),
    "method": (10, 8, 2),
    "time": (12, 10, 2),
    "date": (14, 12, 2),
    "crc": (16, 14, 4),
    "packed": (20, 18, 4),
    "size": (24, 22, 4),
    "name length": (28, 26, 2),
    "extra length": (30, 28, 2),
}
CENTRAL_ALONE = {
    "made by": (4, 2),
    "comment length": (32, 2),
    "disk": (34, 2),
    "internal": (36, 2),
    "external": (38, 4),
}


def entry(name: str, data: bytes, offset: int = 0) -> Entry:
    return Entry(name, len(data), zlib.crc32(data), offset)


def refused(data: bytes) -> None:
    with pytest.raises(ContainerFormError):
        contents(data)


def with_field(data: bytes, position: int, length: int, value: int) -> bytes:
    changed = bytearray(data)
    changed[position : position + length] = value.to_bytes(length, "little")
    return bytes(changed)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_changed_in_one_header_or_in_both_is_refused(field: str) -> None:
    """Both: the two agree, and still it is another form than the one."""
    good = written({"a": b"hello"})
    central, (there, here, length) = good.index(CENTRAL), FIELDS[field]
    for value in (1, 8, 0x0800, 0xFFFF):
        if value.to_bytes(4, "little")[:length] == good[here : here + length]:
            continue
        local = with_field(good, here, length, value)
        refused(local)
        refused(with_field(good, central + there, length, value))
        refused(with_field(local, central + there, length, value))


@pytest.mark.parametrize("field", CENTRAL_ALONE)
def test_a_symlink_fifo_or_foreign_attribute_is_refused(field: str) -> None:
    good = written({"a": b"/etc/passwd"})
    position, length = CENTRAL_ALONE[field]
    for value in (1, 0o120777, 0o010644, 0xFFFF):
        refused(with_field(good, good.index(CENTRAL) + position, length, value))
    if field == "external":
        for mode in (0o120777, 0o010644, 0o060644, 0o040755):
            refused(with_field(good, good.index(CENTRAL) + position, length, mode << 16))


def test_an_encrypted_member_is_refused() -> None:
    refused(with_field(with_field(written({"a": b"x"}), 6, 2, 1), written({"a": b"x"}).index(CENTRAL) + 8, 2, 1))


def test_overlapping_entries_are_refused() -> None:
    """Two names for the same bytes: the second header points into the first member."""
    inner = entry("b", b"x").local_header() + b"x"
    first = entry("a", inner)
    second = Entry("b", 1, zlib.crc32(b"x"), first.offset)
    body = first.local_header() + inner
    directory = first.central_header() + second.central_header()
    refused(body + directory + struct.pack("<4sHHHHLLH", END, 0, 0, 2, 2, len(directory), len(body), 0))


def test_a_gap_between_members_is_refused() -> None:
    first, gap = entry("a", b"x"), b"hidden"
    second = entry("b", b"y", first.end + len(gap))
    body = first.local_header() + b"x" + gap + second.local_header() + b"y"
    directory = first.central_header() + second.central_header()
    refused(body + directory + struct.pack("<4sHHHHLLH", END, 0, 0, 2, 2, len(directory), len(body), 0))


def test_a_comment_is_refused() -> None:
    good = written(MEMBERS)
    refused(good[:-2] + struct.pack("<H", 4) + b"note")


def test_a_second_end_record_is_refused() -> None:
    """Whatever stands at the end says the truth, and still something stands between."""
    good = written(MEMBERS)
    for between in (b"", b"hidden", good[-22:]):
        refused(good + between + good[-22:])


@pytest.mark.parametrize(
    "name",
    [b"../evil", b"/etc/passwd", b"C:\\evil", b"a\\b", b"a\0b", b"caf\xc3\xa9", b"cafe\xcc\x81", b"A", b"con", b"nul.x",
     b"a.", b"a/../b", b"./a", b"", b"a/", b"\xb2\xe2\xca\xd4", b"x" * 201, b"x" * 65535],
)  # fmt: skip
def test_a_name_that_leaves_the_folder_or_is_changed_on_the_way_is_refused(name: bytes) -> None:
    """Written in the one form otherwise: the name alone is at fault."""
    head = struct.pack("<4sHHHHHLLLHH", LOCAL, 20, 0, 0, 0, 0x21, 0, 0, 0, len(name), 0) + name
    directory = (
        struct.pack("<4sHHHHHHLLLHHHHHLL", CENTRAL, 20, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    )
    refused(head + directory + struct.pack("<4sHHHHLLH", END, 0, 0, 1, 1, len(directory), len(head), 0))


def test_names_that_differ_in_case_or_composition_only_cannot_stand() -> None:
    """Lower case ASCII alone: `A` beside `a`, and two spellings of é, are no names at all."""
    for names in (["A", "a"], ["caf\u00e9", "cafe\u0301"]):
        info = [(zipfile.ZipInfo(name), b"") for name in names]
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for one, data in info:
                archive.writestr(one, data)
        refused(file.getvalue())


def test_a_nested_archive_is_content_like_any_other() -> None:
    """A bomb inside a member is never unpacked: it comes back byte for byte."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(20 << 20))
    assert contents(written({"data/bomb.zip": bomb.getvalue()})) == {"data/bomb.zip": bomb.getvalue()}


def bounded(read: Callable[[], object], seconds: float, memory: int) -> None:
    """It is refused within the time and the memory."""
    tracemalloc.start()
    started = time.perf_counter()
    try:
        with pytest.raises(ContainerFormError):
            read()
        assert time.perf_counter() - started < seconds
        assert tracemalloc.get_traced_memory()[1] < memory
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50 << 20))
    bounded(lambda: contents(file.getvalue()), 1, 1 << 20)


def test_a_hundred_thousand_entries_are_refused_before_they_are_read() -> None:
    count = 100_000
    names = sorted(f"n{number}" for number in range(count))
    entries, offset = [], 0
    for name in names:
        entries.append(Entry(name, 0, 0, offset))
        offset = entries[-1].end
    body = b"".join(one.local_header() for one in entries)
    directory = b"".join(one.central_header() for one in entries)
    far = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), len(body))
    far += struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(directory), 1)
    end = struct.pack("<4sHHHHLLH", END, 0, 0, 0xFFFF, 0xFFFF, len(directory), 0xFFFF_FFFF, 0)
    data = body + directory + far + end
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.namelist()) == count
    file = io.BytesIO(data)
    bounded(lambda: Container.read(file), 0.5, 1 << 20)
    wrapped = struct.pack("<4sHHHHLLH", END, 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    refused(body + directory + wrapped)


def test_as_many_members_as_are_allowed_are_read_in_bounded_time() -> None:
    file = io.BytesIO()
    writer = ContainerWriter(file)
    for number in range(MAX_MEMBERS):
        writer.add(f"n{number:05d}", lambda member: None)
    writer.close()
    started = time.perf_counter()
    assert len(Container.read(file).entries) == MAX_MEMBERS
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("size", [0, 1, 4, 6, 0x7FFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFF])
def test_a_false_size_is_refused_before_anything_is_allocated(size: int) -> None:
    good = written({"a": b"hello", "b": b"there"})
    central = good.index(CENTRAL)
    for first, second in ((18, central + 20), (22, central + 24)):
        bounded(lambda first=first: contents(with_field(good, first, 4, size)), 1, 1 << 20)  # type: ignore[misc]
        both = with_field(with_field(good, first, 4, size), second, 4, size)
        bounded(lambda both=both: contents(both), 1, 1 << 20)  # type: ignore[misc]
    every = good
    for position in (18, 22, central + 20, central + 24):
        every = with_field(every, position, 4, size)
    bounded(lambda: contents(every), 1, 1 << 20)


def test_end_records_that_lie_are_refused() -> None:
    good = written(MEMBERS)
    end = len(good) - 22
    for position, length in ((4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)):
        for value in (0, 1, 2, 0x7FFF, 0xFFFF, (1 << (8 * length)) - 1):
            changed = with_field(good, end + position, length, value)
            if changed != good:
                bounded(lambda changed=changed: contents(changed), 1, 17 << 20)  # type: ignore[misc]


@pytest.mark.timeout(10)
def test_a_file_that_shrinks_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(written({"a": bytes(3 << 20), "b": b"x"}))
    with path.open("rb") as file:
        chunks = Container.read(file).chunks("a")
        next(chunks)
        with path.open("rb+") as other:
            other.truncate(1 << 20)
        with pytest.raises(ContainerFormError):
            list(chunks)


def test_the_writer_refuses_names_out_of_order_or_form() -> None:
    writer = ContainerWriter(io.BytesIO())
    writer.add("b", lambda member: None)
    for name in ("a", "b"):
        with pytest.raises(ValueError):
            writer.add(name, lambda member: None)
    with pytest.raises(ContainerFormError):
        writer.add("../c", lambda member: None)


def test_a_member_beyond_4_gib_is_not_written(tmp_path: Path) -> None:
    class Endless(io.BytesIO):
        def write(self, data: object) -> int:
            return 0

    def fill(member: Member) -> None:
        member.size = 0xFFFF_FFFF

    with pytest.raises(ContainerFormError):
        ContainerWriter(Endless()).add("a", fill)


def test_the_closing_of_an_empty_container_is_an_end_record_alone() -> None:
    assert closing([]) == struct.pack("<4sHHHHLLH", END, 0, 0, 0, 0, 0, 0, 0)
    assert contents(closing([])) == {}
