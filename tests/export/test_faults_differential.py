"""The same mutants before us and before other programs: what one of them refuses, we do not take.

The bulk is judged in this process (`bagit`, `sshsig`, `zipfile`), a sample by the stock binaries (`ssh-keygen`,
`sha256sum`, `unzip`, `age`). We are the stricter: what they take and we refuse is refused for its form.
"""

from __future__ import annotations

import io
import logging
import random
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest
import sshsig

from reviewer_app.export.score import SHEETS
from reviewer_app.security.bag import SIGNATURE, TAGMANIFEST
from tests.export.forging import Members, members_of, outcome, rebuilt
from tests.world import World

SAMPLE = 60


def bent_files(good: bytes, chance: random.Random) -> Iterator[bytes]:
    """Thousands of files like `good`: bits, bytes, cuts, insertions, swaps, headers."""
    for position in range(0, len(good), max(1, len(good) // 1500)):
        yield good[:position] + bytes([good[position] ^ (1 << chance.randrange(8))]) + good[position + 1 :]
    for _number in range(400):
        start, length = chance.randrange(len(good)), chance.choice([1, 2, 30, 76, 500])
        yield good[:start] + good[start + length :]
        yield good[:start] + chance.randbytes(length) + good[start:]
        yield good[:start] + good[start : start + length] * 2 + good[start + length :]
        yield good[:start] + bytes(length) + good[start + length :]
        yield good[:start]
    headers = [at for at in range(len(good)) if good[at : at + 4] in (b"PK\3\4", b"PK\1\2", b"PK\5\6")]
    for at in headers:
        for offset in range(4, 30):
            yield good[: at + offset] + bytes([chance.randrange(256)]) + good[at + offset + 1 :]
    yield good + good
    yield b"#!/bin/sh\n" + good


def bent_members(members: Members, chance: random.Random) -> Iterator[Members]:
    """Bags in the one form of container whose members are swapped, dropped, doubled, renamed or changed."""
    names = sorted(members)
    for name in names:
        data = members[name]
        yield {other: members[other] for other in names if other != name}
        yield {**members, name: b""}
        yield {**members, name: data + b"\n"}
        yield {**members, f"{name}.copy": data}
        for other in names:
            if other != name:
                yield {**members, name: members[other], other: data}
                yield {**members, name: members[other]}
        for _number in range(20):
            at = chance.randrange(len(data) or 1)
            yield {**members, name: data[:at] + chance.randbytes(1) + data[at + 1 :]}
            yield {**members, name: data[:at]}


def taken_by_zipfile(data: bytes) -> Members | None:
    """The members as Python's reader sees them, or None where it refuses."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.testzip() is not None:
                return None
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001  it has many ways to say no
        return None


def taken_by_sshsig(members: Members) -> bool:
    try:
        armor = members[SIGNATURE].decode("latin-1")
        sshsig.check_signature(members[TAGMANIFEST], armor, "score@jiangping")
    except Exception:  # noqa: BLE001  it has many ways to say no
        return False
    return True


def taken_by_bagit(members: Members, folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        unpack(members, folder)
        bagit.Bag(str(folder)).validate()
    except Exception:  # noqa: BLE001  it has many ways to say no
        return False
    return True


def unpack(members: Members, folder: Path) -> None:
    for name, data in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture
def score(finished: World) -> Path:
    return finished.folder / "expert-01.jpscore"


def test_no_bent_file_passes_here_that_another_program_refuses(score: Path, tmp_path: Path) -> None:
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    good = score.read_bytes()
    count = taken = 0
    for data in bent_files(good, random.Random(1)):
        count += 1
        if outcome(data) == "verified" and data != good:
            taken += 1
            members = taken_by_zipfile(data)
            assert members is not None
            assert taken_by_sshsig(members)
            assert taken_by_bagit(members, tmp_path / "bag")
    assert count > 3500
    assert taken == 0


def test_no_bent_bag_passes_here_that_another_program_refuses(score: Path, tmp_path: Path) -> None:
    """The container is right, the content is not: here bagit and sshsig have their say on every one."""
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    members = members_of(score)
    refused_by_us, refused_by_them, passed = 0, 0, []
    for bent in bent_members(members, random.Random(2)):
        if bent == members:
            continue
        ours = outcome(rebuilt(bent)) == "verified"
        theirs = taken_by_sshsig(bent) and taken_by_bagit(bent, tmp_path / "bag")
        refused_by_us += not ours
        refused_by_them += not theirs
        if ours and not theirs:
            passed.append(sorted(bent))
    assert passed == []
    assert refused_by_us >= refused_by_them > 300


@pytest.mark.external
def test_the_stock_programs_agree_on_a_sample(finished: World, score: Path, tmp_path: Path) -> None:
    chance = random.Random(3)
    members = members_of(score)
    key = tmp_path / "chair.key"
    key.write_text(finished.identities["chair"].age_secret + "\n")
    bent = [rebuilt(one) for one in bent_members(members, chance)]
    files = [
        *chance.sample(bent, SAMPLE // 2),
        *chance.sample(list(bent_files(score.read_bytes(), chance)), SAMPLE // 2),
    ]
    assert taken_by_stock_programs(score.read_bytes(), key, tmp_path / "good")
    for number, data in enumerate(files):
        ours = outcome(data) == "verified"
        theirs = taken_by_stock_programs(data, key, tmp_path / str(number))
        assert theirs or not ours, number


def taken_by_stock_programs(data: bytes, key: Path, folder: Path) -> bool:
    folder.mkdir()
    (folder / "x.zip").write_bytes(data)
    script = f"""
        unzip -tqq x.zip && unzip -qq x.zip -d bag && cd bag &&
        ssh-keygen -Y verify -f allowed_signers -I expert-01 -n score@jiangping -r revoked_keys \
            -Overify-time=20260726080000Z -s {SIGNATURE} < {TAGMANIFEST} &&
        sha256sum --strict --quiet -c {TAGMANIFEST} manifest-sha256.txt &&
        age -d -i {key} {SHEETS}
    """
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0
