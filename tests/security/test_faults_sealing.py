"""Sealed members made to deceive or to cost: headers that stock `age` would refuse, thousands of stanzas, cut files."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.security.sealing import (
    MAX_RECIPIENTS,
    RecipientCountError,
    SealingError,
    new_age_secret,
    recipient_of,
    seal,
    seal_bytes,
    unseal,
)

CHAIR, EXPERT = new_age_secret(), new_age_secret()
DATA = "绝密标记甲乙丙".encode() * 3
FIRST = b"age-encryption.org/v1\n"


GOOD = seal_bytes(DATA, [recipient_of(CHAIR)])  # a stanza for the chair, and a random one that the library adds
END = GOOD.index(b"\n--- ") + 1
STANZA = GOOD[len(FIRST) : GOOD.index(b"\n-> ", len(FIRST)) + 1]
BODY = STANZA[STANZA.index(b"\n") + 1 :]
BENT: dict[str, Callable[[bytes], bytes]] = {
    "a body missing": lambda data: data.replace(BODY, b"", 1),
    "a final line missing": lambda data: data.replace(BODY, BODY[:-1], 1),
    "a body cut": lambda data: data.replace(BODY, BODY[:-5] + b"\n", 1),
    "padding": lambda data: data.replace(BODY, BODY[:-1] + b"=\n", 1),
    "two lines of body": lambda data: data.replace(BODY, BODY[:20] + b"\n" + BODY[20:], 1),
    "an empty line more": lambda data: data.replace(BODY, BODY + b"\n", 1),
    "CRLF": lambda data: data[:END].replace(b"\n", b"\r\n") + data[END:],
    "another version": lambda data: data.replace(b"/v1", b"/v2", 1),
    "no stanza": lambda data: FIRST + data[END:],
    "two spaces": lambda data: data.replace(b"-> X25519 ", b"-> X25519  ", 1),
    "an argument more": lambda data: data.replace(b"\n", b" more\n", 2).replace(b" more\n", b"\n", 1),
    "a passphrase stanza first": lambda data: FIRST + b"-> scrypt c2FsdHNhbHRzYWx0c2FsdA 30\n" + data[len(FIRST) :],
    "a stanza of another type": lambda data: FIRST + b"-> ssh-ed25519 AAAA\n\n" + data[len(FIRST) :],
    "a stanza without type": lambda data: FIRST + b"-> \n\n" + data[len(FIRST) :],
    "no MAC": lambda data: data[:END] + b"---\n" + data[data.index(b"\n", END) + 1 :],
    "nothing after the header": lambda data: data[: data.index(b"\n", END) + 1],
    "half a nonce": lambda data: data[: data.index(b"\n", END) + 9],
    "bytes behind the end": lambda data: data + b"\0",
    "another file behind the end": lambda data: data + data,
    "armor": lambda data: b"-----BEGIN AGE ENCRYPTED FILE-----\n",
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("what", BENT)
def test_a_bent_file_does_not_open(what: str) -> None:
    bent = BENT[what](GOOD)
    assert bent != GOOD
    with pytest.raises(SealingError):
        unseal(bent, [CHAIR])


@pytest.mark.external
def test_what_stock_age_refuses_does_not_open(tmp_path: Path) -> None:
    """Bent headers, and single changed bytes of header and body: every one that `age` refuses, we refuse."""
    key = tmp_path / "key"
    key.write_text(CHAIR + "\n")
    flips = [GOOD[:at] + bytes([GOOD[at] ^ 1]) + GOOD[at + 1 :] for at in range(0, len(GOOD), 7)]
    for data in [GOOD, *(bend(GOOD) for bend in BENT.values()), *flips]:
        done = subprocess.run(["age", "-d", "-i", key], input=data, capture_output=True, check=False)
        try:
            ours: bytes | None = unseal(data, [CHAIR])
        except SealingError:
            ours = None
        if ours is not None:
            assert (done.returncode, done.stdout) == (0, ours)


def test_every_changed_bit_is_refused() -> None:
    for position in range(len(GOOD)):
        for bit in (1, 2, 16, 128):
            changed = bytearray(GOOD)
            changed[position] ^= bit
            with pytest.raises(SealingError):
                unseal(bytes(changed), [CHAIR])


@pytest.mark.timeout(10)
def test_a_header_of_thousands_of_stanzas_is_refused_in_no_time() -> None:
    """The library's time grows with the square of them: 4 MiB of stanzas would be hours."""
    heads = [STANZA * count for count in (2_000, 40_000)]
    heads.append(b"-> x-grease\n" + (b"A" * 64 + b"\n") * 60_000 + b"\n")
    heads.append(b"-> x-grease\n\n" * 300_000)
    heads.append(b"-> x-grease" + b" a" * 2_000_000 + b"\n\n")
    heads.append(b"-" * (4 << 20))
    for head in heads:
        started = time.perf_counter()
        with pytest.raises(SealingError):
            unseal(FIRST + head + GOOD[END:], [CHAIR] * 3)
        assert time.perf_counter() - started < 0.5


def test_more_recipients_than_allowed_are_refused() -> None:
    three = seal_bytes(DATA, [recipient_of(new_age_secret()) for _ in range(2)] + [recipient_of(CHAIR)])
    assert unseal(three, [CHAIR], 3) == DATA
    with pytest.raises(RecipientCountError):
        unseal(three, [CHAIR], 2)


def test_nothing_is_sealed_that_could_not_be_opened_in_time() -> None:
    one = recipient_of(CHAIR)
    many = [one[:-6] + f"{number:06d}" for number in range(3)]
    with pytest.raises(pyrage.RecipientError):
        seal_bytes(DATA, many)
    keys = [recipient_of(new_age_secret()) for _ in range(MAX_RECIPIENTS + 1)]
    with pytest.raises(UserError, match="too_many_recipients"):
        seal_bytes(DATA, keys)


class Failing(io.BytesIO):
    """A medium that is full, or gone, after so many bytes."""

    def __init__(self, room: int, number: int) -> None:
        super().__init__()
        self.room, self.number = room, number

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self.room:
            raise OSError(self.number, os.strerror(self.number))
        return super().write(data)

    def read(self, size: int | None = -1) -> bytes:
        if self.room <= 0:
            raise OSError(self.number, os.strerror(self.number))
        self.room -= 8192
        return b"x" * 8192


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EFBIG])
def test_errors_of_the_medium_come_through_the_library_as_they_are(number: int) -> None:
    recipients = [recipient_of(CHAIR)]
    for room in (0, 100, 300, 70_000, 200_000):
        with pytest.raises(OSError) as told:
            seal(io.BytesIO(bytes(300_000)), Failing(room, number), recipients)
        assert told.value.errno == number
        with pytest.raises(OSError) as told:
            seal(Failing(room, number), io.BytesIO(), recipients)
        assert told.value.errno == number


def test_a_cut_file_leaves_no_plaintext_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sealed = seal_bytes(DATA * 20_000, [recipient_of(CHAIR)])
    for length in (len(sealed) - 1, len(sealed) - 20, 70_000, 140_000):
        with pytest.raises(SealingError):
            unseal(sealed[:length], [CHAIR])
    assert list(tmp_path.rglob("*")) == []


def test_a_passphrase_file_is_refused_whatever_it_would_cost() -> None:
    """Work factor 30 would be an hour: the library never sees it."""
    started = time.perf_counter()
    with pytest.raises(SealingError):
        unseal(FIRST + b"-> scrypt c2FsdHNhbHRzYWx0c2FsdA 30\n" + b"A" * 43 + b"\n" + GOOD[END:], [CHAIR])
    assert time.perf_counter() - started < 0.1
