"""Packages under attack, and stock tools as judges."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bagit
import pytest

from reviewer_app.domain.errors import InputError, RefusedError
from reviewer_app.domain.package import Kind, Outcome, Role
from reviewer_app.export.package import HEADER, Package, PackageFile, read_package
from reviewer_app.security.bag import SIGNATURE, TAGMANIFEST
from reviewer_app.security.keys import new_identity
from reviewer_app.security.sshsig import sign
from tests.export.forging import judged, members_of, outcome, outcomes, rebuilt, resigned
from tests.world import MARKS, World

DOC = Path(__file__).resolve().parents[2] / "docs" / "format.md"


@pytest.fixture
def score(finished: World) -> Path:
    return finished.folder / "expert-01.jpscore"


def test_every_file_of_a_finished_round_is_verified(finished: World) -> None:
    files = sorted(finished.folder.glob("*.jp*"))
    assert len(files) == 7 + 1 + 3 + 1
    verdicts = judged(finished, *files)
    assert {verdict.outcome for verdict in verdicts} == {"verified"}
    assert {verdict.checked for verdict in verdicts} == {("signature", "content")}


def test_without_a_key_the_content_is_said_to_be_unchecked(finished: World, score: Path) -> None:
    assert [verdict.checked for verdict in judged(finished, score, secrets=[])] == [("signature",)]
    assert [verdict.checked for verdict in judged(finished, score, secrets=finished.secrets("expert-02"))] == [
        ("signature",)
    ]


def test_nobody_is_trusted_before_the_office_is(finished: World, score: Path) -> None:
    round_ = finished.round_path
    assert outcomes(finished, round_, score, offices=[]) == ["untrusted_signer"] * 2
    assert outcomes(finished, round_, score, offices=["SHA256:" + "A" * 43]) == ["untrusted_signer"] * 2
    assert outcomes(finished, score, round_path=None) == ["untrusted_signer"]


@pytest.mark.slow
def test_every_flipped_byte_of_a_package_is_refused(score: Path) -> None:
    good = score.read_bytes()
    for position in range(len(good)):
        changed = bytearray(good)
        changed[position] ^= 1 << (position % 8)
        assert outcome(bytes(changed)) in ("altered", "malformed"), position


def test_every_truncation_of_a_package_is_refused(score: Path) -> None:
    good = score.read_bytes()
    assert {outcome(good[:length]) for length in range(len(good))} == {"malformed"}


def test_a_changed_member_with_a_right_checksum_is_altered(score: Path) -> None:
    """The attacker repacks: the container is in its one form, the content is not what was signed."""
    members = members_of(score)
    for name, data in members.items():
        for position in {0, len(data) // 2, len(data) - 1} if data else ():
            changed = bytearray(data)
            changed[position] ^= 1
            if name == SIGNATURE:
                assert outcome(rebuilt({**members, name: bytes(changed)})) in ("altered", "malformed")
            else:
                assert outcome(rebuilt({**members, name: bytes(changed)})) == "altered", name


def test_a_missing_or_extra_member_is_malformed(score: Path) -> None:
    members = members_of(score)
    for name in members:
        assert outcome(rebuilt({key: data for key, data in members.items() if key != name})) == "malformed", name
    for name in ("data/more", "more", "bag-info.txt"):
        assert outcome(rebuilt({**members, name: b"x"})) == "malformed", name


def test_junk_after_the_signature_is_refused(score: Path) -> None:
    members = members_of(score)
    assert outcome(rebuilt({**members, SIGNATURE: members[SIGNATURE] + b"junk\n"})) == "malformed"
    crlf = members[SIGNATURE].replace(b"\n", b"\r\n")
    assert outcome(rebuilt({**members, SIGNATURE: crlf})) == "malformed"


FORGERIES: list[tuple[str, dict[str, Any], str]] = [
    ("expert-02", {}, "wrong_signer"),
    ("expert-02", {"signer": "expert-02"}, "disagrees"),
    ("chair", {"signer": "chair", "role": Role.CHAIR}, "wrong_role"),
    ("expert-01", {"kind": Kind.RESULT, "role": Role.CHAIR}, "malformed"),
    ("expert-01", {"signer": "chair"}, "wrong_signer"),
    ("expert-01", {"role": Role.CHAIR}, "wrong_role"),
    ("expert-01", {"round_id": "other-2026"}, "wrong_round"),
    ("expert-01", {"round_version": 2}, "newer_round"),
    ("expert-01", {"round_sha256": "0" * 64}, "wrong_round"),
    ("expert-01", {"scheme_sha256": "0" * 64}, "disagrees"),
    ("expert-01", {"sequence": 2}, "disagrees"),
    ("expert-01", {"recipients": ("chair",)}, "disagrees"),
    ("expert-01", {"created": "2026-01-01T00:00:00Z"}, "disagrees"),
]


@pytest.mark.parametrize(("person", "changes", "expected"), FORGERIES)
def test_a_forged_header_is_refused(
    finished: World, score: Path, person: str, changes: dict[str, Any], expected: str
) -> None:
    assert outcomes(finished, resigned(finished, score, person, None, **changes)) == [expected]


def test_a_stranger_s_signature_is_an_unknown_key(finished: World, score: Path) -> None:
    finished.identities["stranger"] = new_identity()
    assert outcomes(finished, resigned(finished, score, "stranger")) == ["unknown_key"]


def test_another_scheme_in_the_package_contradicts_the_header(finished: World, score: Path, tmp_path: Path) -> None:
    members = members_of(score)
    members["scheme.toml"] += b"# softer\n"
    tagged = {name: data for name, data in members.items() if "/" not in name and "manifest" not in name}
    import hashlib

    lines = {
        n: hashlib.sha256(d).hexdigest()
        for n, d in {**tagged, "manifest-sha256.txt": members["manifest-sha256.txt"]}.items()
    }
    members[TAGMANIFEST] = "".join(f"{lines[name]}  {name}\n" for name in sorted(lines)).encode()
    members[SIGNATURE] = sign(members[TAGMANIFEST], Kind.SCORE.namespace, finished.identities["expert-01"].signing)
    assert outcome(rebuilt(members)) == "disagrees"


def test_a_signature_for_another_namespace_is_a_wrong_role(finished: World, score: Path) -> None:
    members = members_of(score)
    key = finished.identities["expert-01"].signing
    for namespace in ("git", "result@jiangping", "file"):
        members[SIGNATURE] = sign(members[TAGMANIFEST], namespace, key)
        assert outcome(rebuilt(members)) == "wrong_role", namespace


def test_a_newer_format_says_so(finished: World, score: Path) -> None:
    members = members_of(score)
    import hashlib

    members[HEADER] = members[HEADER].replace(b'"version":1', b'"version":2')
    digest = hashlib.sha256(members[HEADER]).hexdigest()
    members[TAGMANIFEST] = re.sub(
        rb"[0-9a-f]{64}  package.json", f"{digest}  package.json".encode(), members[TAGMANIFEST]
    )
    members[SIGNATURE] = sign(members[TAGMANIFEST], Kind.SCORE.namespace, finished.identities["expert-01"].signing)
    assert outcome(rebuilt(members)) == "newer_format"


def test_a_key_outside_its_validity_is_refused(finished: World, score: Path) -> None:
    assert outcomes(finished, score, at=datetime(2026, 7, 24, tzinfo=UTC)) == ["not_yet_valid"]
    assert outcomes(finished, score, at=datetime(2030, 1, 1, tzinfo=UTC)) == ["expired"]


def test_a_package_of_another_round_is_refused(finished: World, tmp_path: Path) -> None:
    other = World(tmp_path)
    other.seal(round_id="other-2026")
    foreign = other.hand_in("expert-01", MARKS["expert-01"])
    other.close()
    assert outcomes(finished, foreign) == ["unknown_key"]


def test_files_of_one_call_are_judged_in_order(world: World) -> None:
    world.seal()
    first = world.hand_in("expert-01", MARKS["expert-01"])
    copy = world.folder / "copy.jpscore"
    shutil.copy(first, copy)
    second = world.sign("expert-01", "second.jpscore")
    assert outcomes(world, first, copy, second) == ["verified"] * 3
    assert outcomes(world, second, first, copy) == ["verified", "stale", "stale"]


def test_by_a_round_that_does_not_hold_nobody_is_trusted(finished: World, score: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpround"
    broken.write_bytes(finished.round_path.read_bytes()[:-1])
    [verdict] = judged(finished, score, round_path=broken)
    assert (verdict.outcome, verdict.error and verdict.error.values) == ("untrusted_signer", {"outcome": "malformed"})


@pytest.mark.parametrize("name", ["missing.jpscore", "."])
def test_a_path_that_cannot_be_read_is_an_unusable_input(finished: World, name: str) -> None:
    with pytest.raises(InputError):
        judged(finished, finished.folder / name)


def test_files_that_are_no_packages_are_malformed(finished: World, tmp_path: Path) -> None:
    for number, data in enumerate((b"", b"hello", b"PK\3\4" * 100, b"%PDF-1.7", bytes(1000))):
        path = tmp_path / f"{number}.jpscore"
        path.write_bytes(data)
        assert outcomes(finished, path) == ["malformed"]


def test_every_outcome_has_its_words() -> None:
    from reviewer_app.domain.receiving import Standing
    from reviewer_app.i18n.outcome_texts import EXPLANATIONS, explain

    assert set(EXPLANATIONS) == {one.value for one in Outcome} | {one.value for one in Standing}
    assert all(all(explain(outcome)) for outcome in EXPLANATIONS)
    assert len({explain(outcome).what for outcome in EXPLANATIONS}) == len(EXPLANATIONS)


# stock tools


def unpacked(path: Path, folder: Path) -> Path:
    subprocess.run(["unzip", "-q", path, "-d", folder], check=True)
    return folder


def accepted_by_stock_tools(bag: Path, kind: Kind, signer: str) -> bool:
    signed = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", signer, "-n", kind.namespace, "-s", SIGNATURE,
         "-Overify-time=20260726080000Z"],
        cwd=bag, input=(bag / TAGMANIFEST).read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    lists = [TAGMANIFEST, "manifest-sha256.txt"]
    hashed = subprocess.run(["sha256sum", "--strict", "-c", *lists], cwd=bag, capture_output=True, check=False)
    return signed.returncode == 0 and hashed.returncode == 0


def each(world: World) -> list[tuple[Path, Package]]:
    found = []
    for path in sorted(world.folder.glob("*.jp*")):
        if not path.name.startswith("forged"):
            with read_package(path) as package:
                found.append((path, package))
    return found


@pytest.mark.external
def test_stock_tools_accept_every_package(finished: World, tmp_path: Path) -> None:
    for path, package in each(finished):
        bag = unpacked(path, tmp_path / path.name)
        assert accepted_by_stock_tools(bag, package.header.kind, package.header.signer), path.name
        bagit.Bag(str(bag)).validate()
        for sealed in bag.rglob("*.age"):
            reader = finished.folder / "reader.key"
            reader.write_text(finished.identities["chair"].age_secret + "\n")
            subprocess.run(["age", "-d", "-i", reader, "-o", tmp_path / "opened", sealed], check=True)


@pytest.mark.external
def test_stock_tools_refuse_a_changed_byte_in_any_member(finished: World, score: Path, tmp_path: Path) -> None:
    bag = unpacked(score, tmp_path / "bag")
    for path in [path for path in bag.rglob("*") if path.is_file()]:
        data = path.read_bytes()
        if data and path.name != "bagit.txt":
            path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
            assert not accepted_by_stock_tools(bag, Kind.SCORE, "expert-01"), path.name
            path.write_bytes(data)
    assert accepted_by_stock_tools(bag, Kind.SCORE, "expert-01")


@pytest.mark.external
def test_the_commands_of_the_format_page_work_as_they_stand(tmp_path: Path) -> None:
    world = World(tmp_path, now=datetime.now(UTC))
    world.seal()
    world.hand_in("expert-01", MARKS["expert-01"])
    world.close()
    (tmp_path / "chair.key").write_text(world.identities["chair"].age_secret + "\n")
    blocks = re.findall(r"^```sh\n(.*?)^```", DOC.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    printed = ""
    for block in blocks:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        printed += done.stdout
    assert printed.count('Good "score@jiangping" signature for expert-01') == 1
    assert '"expert":"expert-01"' in printed
    assert world.offices[0] in printed


def test_a_file_read_again_and_again_is_checked_anew_once_it_changed(finished: World, tmp_path: Path) -> None:
    path = tmp_path / "round.jpround"
    shutil.copy(finished.round_path, path)
    file, member = PackageFile(path), "data/round.json.age"
    with file.opened() as first:
        sealed = first.sealed(member)
    with file.opened() as again:
        assert again.sealed(member) == sealed
        assert again.header is first.header, "known from the first time"
    data = bytearray(path.read_bytes())
    data[data.index(sealed) + 40] ^= 1
    path.write_bytes(data)
    with file.opened() as damaged, pytest.raises(RefusedError) as refused:
        damaged.sealed(member)
    assert refused.value.outcome is Outcome.ALTERED
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RefusedError) as refused, file.opened():
        pass
    assert refused.value.outcome is Outcome.MALFORMED
    shutil.copy(finished.folder / "expert-01.jpscore", path)
    with file.opened() as other:
        assert other.header.kind is Kind.SCORE
    path.unlink()
    with pytest.raises(InputError) as gone, file.opened():
        pass
    assert [problem.code for problem in gone.value.problems] == ["path_unreadable"]
