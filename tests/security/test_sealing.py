"""age: only the named recipients open; stock `age` opens what we seal and the other way round."""

import io
import subprocess
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app.security.sealing import (
    NotForUsError,
    SealingError,
    is_recipient,
    new_age_secret,
    recipient_of,
    seal_bytes,
    unseal,
)

CHAIR, EXPERT, STRANGER = new_age_secret(), new_age_secret(), new_age_secret()
DATA = "合计 86.5 分".encode() * 50


def sealed() -> bytes:
    return seal_bytes(DATA, [recipient_of(CHAIR), recipient_of(EXPERT)])


def test_every_recipient_opens_and_a_stranger_does_not() -> None:
    both = sealed()
    assert unseal(both, [CHAIR]) == DATA
    assert unseal(both, [STRANGER, EXPERT]) == DATA
    with pytest.raises(NotForUsError):
        unseal(both, [STRANGER])
    with pytest.raises(NotForUsError):
        unseal(both, [])


def test_every_truncation_is_refused() -> None:
    both = sealed()
    for length in range(len(both)):
        with pytest.raises(SealingError):
            unseal(both[:length], [CHAIR])


def test_a_changed_byte_never_opens_to_other_content() -> None:
    both = sealed()
    for position in range(0, len(both), 3):
        changed = bytearray(both)
        changed[position] ^= 1
        try:
            assert unseal(bytes(changed), [CHAIR]) == DATA
        except SealingError:
            continue


def test_a_passphrase_file_is_refused_before_it_costs_anything() -> None:
    with pytest.raises(SealingError, match="other than X25519"):
        unseal(pyrage.passphrase.encrypt(DATA, "secret"), [CHAIR])


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_random_bytes_do_not_open(data: bytes) -> None:
    with pytest.raises(SealingError):
        unseal(b"age-encryption.org/v1\n" + data, [CHAIR])


def test_sealing_needs_a_recipient() -> None:
    with pytest.raises(ValueError):
        seal_bytes(DATA, [])


def test_a_recipient_has_one_form() -> None:
    assert is_recipient(recipient_of(CHAIR))
    for other in ("", "age1", recipient_of(CHAIR).upper(), CHAIR, recipient_of(CHAIR) + "q"):
        assert not is_recipient(other)


@pytest.mark.external
def test_stock_age_opens_what_we_seal(tmp_path: Path) -> None:
    key, file = tmp_path / "chair.key", tmp_path / "x.age"
    key.write_text(CHAIR + "\n")
    file.write_bytes(sealed())
    opened = subprocess.run(["age", "-d", "-i", key, file], check=True, capture_output=True)
    assert opened.stdout == DATA


@pytest.mark.external
def test_we_open_what_stock_age_seals() -> None:
    sealed_by_age = subprocess.run(
        ["age", "-r", recipient_of(CHAIR)], input=DATA, check=True, capture_output=True
    ).stdout
    assert unseal(sealed_by_age, [CHAIR]) == DATA


def test_a_stream_is_sealed_in_pieces() -> None:
    from reviewer_app.security.sealing import seal

    class Sizes(io.BytesIO):
        largest = 0

        def write(self, data: bytes) -> int:  # type: ignore[override]
            Sizes.largest = max(Sizes.largest, len(data))
            return super().write(data)

    sink = Sizes()
    seal(io.BytesIO(b"a" * 3_000_000), sink, [recipient_of(CHAIR)])
    assert Sizes.largest < 200_000
    assert unseal(sink.getvalue(), [CHAIR]) == b"a" * 3_000_000
