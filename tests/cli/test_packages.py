"""`verify`, `inspect`, `recompute`: exit codes, JSON, and what a person reads."""

import json
import shutil
from pathlib import Path

import pytest

from reviewer_app.cli import run
from tests.world import World

COLUMNS = {"file", "kind", "signer", "role", "round", "version", "sequence", "checked", "outcome", "reasons"}


@pytest.fixture
def key(finished: World, tmp_path: Path) -> Path:
    path = tmp_path / "chair.key"
    path.write_text(finished.identities["chair"].age_secret + "\n")
    return path


def verify(world: World, *arguments: object) -> int:
    at = ["--at", "2026-07-26T08:00:00Z", "--round", str(world.round_path)]
    return run(["verify", *map(str, arguments), *at])


def test_verify_tells_each_file_in_a_row(finished: World, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [finished.folder / "expert-01.jpscore", finished.folder / "test.jpresult", finished.round_path]
    assert verify(finished, *files, "--office", finished.offices[0], "--key", key, "--json", "-") == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(set(row) >= COLUMNS for row in rows)
    assert [
        {name: row[name] for name in ("kind", "signer", "role", "round", "version", "sequence", "checked", "outcome")}
        for row in rows
    ] == [
        {
            "kind": kind,
            "signer": signer,
            "role": role,
            "round": "test-2026",
            "version": 1,
            "sequence": 1,
            "checked": ["signature", "content"],
            "outcome": "verified",
        }
        for kind, signer, role in (
            ("score", "expert-01", "expert"),
            ("result", "chair", "chair"),
            ("round", "office", "office"),
        )
    ]


def test_verify_refuses_with_a_reason_and_exit_1(
    finished: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = finished.folder / "expert-01.jpscore"
    data = bytearray(good.read_bytes())
    data[data.index(b"BagIt")] ^= 1
    bad = tmp_path / "expert-01.jpscore"
    bad.write_bytes(data)
    target = tmp_path / "rows.json"
    assert verify(finished, good, bad, "--office", finished.offices[0], "--json", target) == 1
    assert [row["outcome"] for row in json.loads(target.read_text("utf-8"))] == ["verified", "altered"]
    assert "The content is not what was signed" in capsys.readouterr().out


def test_verify_without_the_office_trusts_nobody(finished: World) -> None:
    assert verify(finished, finished.folder / "expert-01.jpscore") == 1


@pytest.mark.parametrize("arguments", [["missing.jpscore"], ["."], []])
def test_verify_of_what_cannot_be_read_ends_2(
    finished: World, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(finished, *arguments) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["verify", "x", "--at", "yesterday"], ["nonsense"], ["verify", "--nonsense"]])
def test_a_wrong_call_ends_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().err


def test_inspect_shows_header_signers_and_members(finished: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(finished.folder / "expert-02.jpscore")]) == 0
    shown = capsys.readouterr().out
    for text in (
        "expert-02 (expert)",
        finished.identities["expert-02"].signing.public.fingerprint,
        "data/sheets.json.age",
    ):
        assert text in shown


def test_inspect_of_something_else_ends_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "roster.xlsx"
    other.write_bytes(b"PK\3\4" + bytes(100))
    assert run(["inspect", str(other)]) == 1
    assert "not a valid file" in capsys.readouterr().err


def test_recompute_agrees_and_says_so(finished: World, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = finished.folder / "test.jpresult"
    assert run(["recompute", str(result), "--key", str(key), "--at", "2026-07-26T08:00:00Z"]) == 0
    assert "Every figure agrees" in capsys.readouterr().out


def test_recompute_holds_the_result_against_its_round(
    finished: World, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The supervisor with the round file alone, and the office's fingerprint from the notice."""
    arguments = ["recompute", str(finished.folder / "test.jpresult"), "--key", str(key), "--at", "2026-07-26T08:00:00Z"]
    arguments += ["--round", str(finished.round_path)]
    assert run([*arguments, "--office", finished.offices[0]]) == 0
    assert run(arguments) == 1
    assert "nobody has vouched for" in capsys.readouterr().err


def test_an_office_vouched_for_on_this_machine_needs_no_option(
    finished: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEWER_APP_HOME", str(tmp_path))
    assert verify(finished, finished.folder / "expert-01.jpscore") == 1
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "desks.json").write_text(json.dumps({"offices": finished.offices}))
    assert verify(finished, finished.folder / "expert-01.jpscore") == 0


def test_recompute_without_a_key_says_whose_is_needed(finished: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recompute", str(finished.folder / "test.jpresult"), "--at", "2026-07-26T08:00:00Z"]) == 1
    assert "chair, office, supervisor, union" in capsys.readouterr().err


def test_a_dishonest_result_is_found_out(
    finished: World, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The chair signs another figure than the packages give: `recompute` names the figure."""
    from reviewer_app.domain.package import Kind
    from reviewer_app.export.package import read_package
    from reviewer_app.export.result import package_member, result_document, sign_result

    with read_package(finished.folder / "test.jpresult") as package:
        document = result_document(package, finished.secrets("chair"))
        packages = {
            entry.package_sha256: package.sealed(package_member(entry.expert))
            for entry in document.roll
            if entry.package_sha256
        }
        tags = {
            name: package.bag.tags[name] for name in ("scheme.toml", "allowed_signers", "revoked_keys", "recipients")
        }
    first = {**document.result["candidates"][0], "score": "99.99"}
    result = {**document.result, "candidates": [first, *document.result["candidates"][1:]]}
    forged = document.model_copy(update={"result": result})
    recipients = {"chair": finished.identities["chair"].age_recipient}
    signed = sign_result(forged, packages, tags, recipients, finished.identities["chair"].signing)
    target = tmp_path / f"forged{Kind.RESULT.suffix}"
    target.write_bytes(signed.content)
    assert run(["recompute", str(target), "--key", str(key), "--at", "2026-07-26T08:00:00Z"]) == 1
    assert "candidates.0.score" in capsys.readouterr().out


def test_keys_of_a_demo_are_found_beside_its_files(finished: World, tmp_path: Path) -> None:
    scores = tmp_path / "scores"
    scores.mkdir()
    (tmp_path / "demo-keys").mkdir()
    (tmp_path / "demo-keys" / "chair.key").write_text(finished.identities["chair"].age_secret + "\n")
    (tmp_path / "demo-keys" / "._chair.key").write_bytes(b"\0\5\x16\7\xff")  # left there by another system
    shutil.copy(finished.folder / "expert-01.jpscore", scores)
    target = tmp_path / "rows.json"
    assert verify(finished, scores / "expert-01.jpscore", "--office", finished.offices[0], "--json", target) == 0
    assert json.loads(target.read_text("utf-8"))[0]["checked"] == ["signature", "content"]
