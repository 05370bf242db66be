"""The container: a ZIP in exactly one form.

Members are stored, not compressed; times, flags, attributes and extra fields are fixed; names are ASCII, sorted and
unique. For given members there is one sequence of bytes, and the reader accepts that sequence alone: it reads the
central directory, writes anew every header that should stand in the file, and compares. Sizes and counts are bounded
before anything is allocated. Stock `unzip` opens it.
"""

from __future__ import annotations

import copy
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

MAX_MEMBERS = 60_000
MAX_NAME = 200
MAX_MEMBER_SIZE = 0xFFFF_FFFE
MAX_SIZE = 1 << 40
CHUNK = 1 << 20

_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_END64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR = struct.Struct("<4sLQL")
_OFFSET64 = struct.Struct("<HHQ")
_VERSION, _VERSION64 = 20, 45
_DATE = 0x21  # 1980-01-01, the first day a ZIP can hold
_FULL16, _FULL32 = 0xFFFF, 0xFFFF_FFFF
_NAME = re.compile(r"[a-z0-9_][a-z0-9._-]*(/[a-z0-9_][a-z0-9._-]*)*")
_CHANGED = re.compile(r"\.(/|$)|(^|/)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.[^/]*)?(/|$)")


class ContainerFormError(ValueError):
    """The file is not a container in the one form; the text says where it first differs."""


class MediumError(Exception):
    """The file `name` could be opened but not read: a stick removed, a worn-out medium."""

    def __init__(self, name: str, reason: OSError) -> None:
        super().__init__(name)
        self.name = name
        self.reason = reason


class Entry(NamedTuple):
    """One member: where its bytes begin, how many they are, their CRC-32."""

    name: str
    size: int
    crc: int
    header_offset: int

    @property
    def offset(self) -> int:
        return self.header_offset + _LOCAL.size + len(self.name)

    @property
    def end(self) -> int:
        return self.offset + self.size

    def local_header(self) -> bytes:
        name = self.name.encode("ascii")
        sizes = (self.crc, self.size, self.size, len(name), 0)
        return _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, _DATE, *sizes) + name

    def central_header(self) -> bytes:
        name = self.name.encode("ascii")
        far = self.header_offset >= _FULL32
        extra = _OFFSET64.pack(1, 8, self.header_offset) if far else b""
        version = _VERSION64 if far else _VERSION
        head = _CENTRAL.pack(
            b"PK\1\2", version, version, 0, 0, 0, _DATE, self.crc, self.size, self.size,
            len(name), len(extra), 0, 0, 0, 0, min(self.header_offset, _FULL32),
        )  # fmt: skip
        return head + name + extra


def closing(entries: list[Entry]) -> bytes:
    """Everything that follows the last member: central directory and end records."""
    directory = b"".join(entry.central_header() for entry in entries)
    start = entries[-1].end if entries else 0
    count, size = len(entries), len(directory)
    records = b""
    if start >= _FULL32:
        records += _END64.pack(b"PK\6\6", 44, _VERSION64, _VERSION64, 0, 0, count, count, size, start)
        records += _LOCATOR.pack(b"PK\6\7", 0, start + size, 1)
    return directory + records + _END.pack(b"PK\5\6", 0, 0, count, count, size, min(start, _FULL32), 0)


def check_name(name: str) -> None:
    """Raises `ContainerFormError` for a name that some system would change or that leaves the folder."""
    if len(name) > MAX_NAME or not _NAME.fullmatch(name) or _CHANGED.search(name):
        raise ContainerFormError(f"member name {name[:60]!r}")


@dataclass(slots=True, eq=False, repr=False)
class ContainerWriter:
    """Writes members one after the other, in order of their names, to a seekable file."""

    file: BinaryIO
    entries: list[Entry] = field(default_factory=list)

    def add(self, name: str, fill: Callable[[Member], None]) -> Entry:
        """Adds a member; `fill` writes its bytes to the sink it is given."""
        check_name(name)
        if self.entries and name <= self.entries[-1].name:
            raise ValueError(f"{name} is out of order")
        start = self.entries[-1].end if self.entries else 0
        draft = Entry(name, 0, 0, start)
        self.file.write(draft.local_header())
        member = Member(self.file)
        fill(member)
        if member.size > MAX_MEMBER_SIZE:
            raise ContainerFormError(f"member {name} is larger than 4 GiB")
        entry = Entry(name, member.size, member.crc, start)
        self.file.seek(start)
        self.file.write(entry.local_header())
        self.file.seek(entry.end)
        self.entries.append(entry)
        return entry

    def close(self) -> None:
        self.file.write(closing(self.entries))


@dataclass(slots=True, eq=False, repr=False)
class Member:
    """The sink for one member's bytes: passes them on and counts them."""

    file: BinaryIO
    size: int = 0
    crc: int = 0
    watchers: list[Callable[[bytes], object]] = field(default_factory=list)

    def write(self, data: bytes) -> int:
        self.file.write(data)
        self.size += len(data)
        self.crc = zlib.crc32(data, self.crc)
        for watch in self.watchers:
            watch(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here: the file is synced once, when it is whole."""


class Container:
    """An open container whose every byte outside the members' contents is known to be right."""

    def __init__(self, file: BinaryIO, entries: list[Entry]) -> None:
        self._file = file
        self.entries = {entry.name: entry for entry in entries}

    def reopened(self, file: BinaryIO) -> Container:
        """The same container, read through `file`, which the caller knows to be open on what was checked."""
        made = copy.copy(self)
        made._file = file
        return made

    @classmethod
    def read(cls, file: BinaryIO) -> Container:
        """Checks the form; raises `ContainerFormError` with the first thing that is not as it must be."""
        size = _length(file)
        if not _END.size <= size <= MAX_SIZE:
            raise ContainerFormError("size of the file")
        entries = _read_directory(file, size)
        _compare(file, size, entries)
        return cls(file, entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A member's bytes in pieces of 1 MiB; raises `ContainerFormError` at the end where the CRC is wrong."""
        entry = self.entries[name]
        crc, position = 0, entry.offset
        while position < entry.end:
            data = _at(self._file, position, min(CHUNK, entry.end - position))
            crc = zlib.crc32(data, crc)
            position += len(data)
            yield data
        if crc != entry.crc:
            raise ContainerFormError(f"checksum of {name}")

    def content(self, name: str, limit: int) -> bytes:
        """A member's bytes as one; raises `ContainerFormError` above `limit` before anything is read."""
        if self.entries[name].size > limit:
            raise ContainerFormError(f"{name} is too large")
        return b"".join(self.chunks(name))


def _length(file: BinaryIO) -> int:
    try:
        return file.seek(0, os.SEEK_END)
    except OSError as error:
        raise MediumError(_name(file), error) from error


def _at(file: BinaryIO, position: int, length: int) -> bytes:
    """Just that many bytes from there; raises `ContainerFormError` where the file is shorter, or `MediumError`."""
    try:
        file.seek(position)
        data = file.read(length)
    except OSError as error:
        raise MediumError(_name(file), error) from error
    if len(data) != length:
        raise ContainerFormError("the file is cut")
    return data


def _name(file: BinaryIO) -> str:
    return str(getattr(file, "name", ""))


def _read_directory(file: BinaryIO, size: int) -> list[Entry]:
    """Takes names, sizes and checksums from the central directory; `_compare` then holds all else to account."""
    start, length, count = _read_end(file, size)
    data = _at(file, start, length)
    entries: list[Entry] = []
    position = offset = 0
    for _number in range(count):
        if position + _CENTRAL.size > len(data):
            raise ContainerFormError("central directory")
        fields = _CENTRAL.unpack_from(data, position)
        crc, stored, name_length, extra_length = fields[7], fields[8], fields[10], fields[11]
        raw = data[position + _CENTRAL.size :][:name_length] if name_length <= MAX_NAME else b""
        name = raw.decode("ascii", "replace")
        check_name(name)
        if entries and name <= entries[-1].name:
            raise ContainerFormError(f"order of {name}")
        entries.append(Entry(name, stored, crc, offset))
        offset = entries[-1].end
        position += _CENTRAL.size + name_length + extra_length
    return entries


def _read_end(file: BinaryIO, size: int) -> tuple[int, int, int]:
    end = _END.unpack(_at(file, size - _END.size, _END.size))
    count, length, start = end[4], end[5], end[6]
    if start == _FULL32 and size >= _END.size + _LOCATOR.size + _END64.size:
        end64 = _END64.unpack(_at(file, size - _END.size - _LOCATOR.size - _END64.size, _END64.size))
        count, length, start = end64[7], end64[8], end64[9]
    longest = MAX_MEMBERS * (_CENTRAL.size + MAX_NAME + _OFFSET64.size)
    if count > MAX_MEMBERS or length > min(longest, size) or start + length > size:
        raise ContainerFormError("end of the directory")
    return start, length, count


def _compare(file: BinaryIO, size: int, entries: list[Entry]) -> None:
    tail = closing(entries)
    start = entries[-1].end if entries else 0
    if start + len(tail) != size:
        raise ContainerFormError("length of the file")
    if _at(file, start, len(tail)) != tail:
        raise ContainerFormError("central directory")
    for entry in entries:
        header = entry.local_header()
        if _at(file, entry.header_offset, len(header)) != header:
            raise ContainerFormError(f"header of {entry.name}")
