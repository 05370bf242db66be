"""One file of evidence, read once: its hash, its size, and what it is, judged by its content."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.domain.errors import InputError
from reviewer_app.export.files import CHUNK, open_file

PDF, JPEG, PNG, TEXT = "application/pdf", "image/jpeg", "image/png", "text/plain"

_HEADS = ((JPEG, b"\xff\xd8\xff"), (PNG, b"\x89PNG\r\n\x1a\n"))
_ENDS = {PDF: b"%%EOF", JPEG: b"\xff\xd9", PNG: b"IEND"}
_TAIL = 2048
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:[0-9]+\s+[0-9]+\s+R|<<)")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """`media_type` is "" where it is none of those taken as evidence; `is_cut`: the end of the file is missing."""

    media_type: str
    size: int
    sha256: str
    is_protected: bool
    is_cut: bool


def examine(path: Path, read: Callable[[int], None]) -> Examined:
    """Reads a file in pieces (memory stays flat) and tells `read` the size of each.

    Raises `InputError` where it cannot be read or is no regular file.
    """
    digest, size, kind, tail = hashlib.sha256(), 0, "", b""
    is_protected = False
    text = _TextTest()
    with open_file(path) as file:
        try:
            while chunk := file.read(CHUNK):
                kind = kind or (_kind(chunk) if not size else "")
                digest.update(chunk)
                size += len(chunk)
                seen = tail + chunk
                if kind == PDF and not is_protected:
                    is_protected = _ENCRYPT.search(seen) is not None
                if not kind:
                    text.feed(chunk)
                tail = seen[-_TAIL:]
                read(len(chunk))
        except OSError as error:
            raise InputError.of("path_unreadable", path=str(path), reason=error.strerror or str(error)) from error
    if not kind and size and text.is_text():
        kind = TEXT
    is_cut = kind in _ENDS and _ENDS[kind] not in tail
    return Examined(media_type=kind, size=size, sha256=digest.hexdigest(), is_protected=is_protected, is_cut=is_cut)


def _kind(head: bytes) -> str:
    for kind, start in _HEADS:
        if head.startswith(start):
            return kind
    return PDF if b"%PDF-" in head[:1024] else ""


class _TextTest:
    """Whether bytes fed in pieces are text in UTF-8 or GB 18030."""

    def __init__(self) -> None:
        self._decoders = [codecs.getincrementaldecoder(name)() for name in ("utf-8-sig", "gb18030")]

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        self._decoders = [decoder for decoder in self._decoders if _takes(decoder, chunk, final=final)]

    def is_text(self) -> bool:
        self.feed(b"", final=True)
        return bool(self._decoders)


def _takes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> bool:
    try:
        return _NOT_TEXT.search(decoder.decode(chunk, final)) is None
    except UnicodeDecodeError:
        return False
