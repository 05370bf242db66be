"""`reviewer-app demo`: what it leaves, and that stock tools and our own commands agree about it."""

import json
import subprocess
from pathlib import Path

import pytest

from reviewer_app.cli import run

CANDIDATES, EXPERTS = 24, 9


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo") / "演示 round"
    assert run(["demo", "--headless", "--out", str(made)]) == 0
    return made


def test_it_leaves_cards_round_packages_and_result(folder: Path) -> None:
    assert len(list(folder.glob("cards/*.jpcard"))) == EXPERTS + 4
    assert len(list(folder.rglob("*.jpround"))) == 1
    assert [path.stem for path in sorted(folder.rglob("*.jpscore"))] == [f"expert-{n:02d}" for n in range(1, EXPERTS)]
    assert len(list(folder.rglob("*.jpresult"))) == 1
    assert (folder / "office-fingerprint.txt").read_text().startswith("SHA256:")


def test_it_leaves_paper_that_bears_the_fingerprints_of_its_packages(folder: Path) -> None:
    from reviewer_app.export.package import read_package
    from tests.export.papers import texts

    for printed, signed in (
        ("summary.pdf", next(folder.glob("*.jpresult"))),
        ("expert-01.pdf", folder / "scores" / "expert-01.jpscore"),
    ):
        with read_package(signed) as package:
            for page in texts((folder / "paper" / printed).read_bytes()):
                assert package.fingerprint in page.replace(" ", "")


def test_every_file_of_it_is_verified(folder: Path, tmp_path: Path) -> None:
    files = [str(path) for path in sorted(folder.rglob("*.jp*")) if path.suffix != ".jpg"]
    [round_] = folder.glob("*.jpround")
    office = (folder / "office-fingerprint.txt").read_text().strip()
    target = tmp_path / "rows.json"
    assert run(["verify", *files, "--round", str(round_), "--office", office, "--json", str(target)]) == 0
    rows = json.loads(target.read_text("utf-8"))
    assert [row["outcome"] for row in rows] == ["verified"] * len(files)
    assert {tuple(row["checked"]) for row in rows} == {("signature", "content")}


def test_the_result_is_recomputed_without_being_told_a_key(folder: Path) -> None:
    assert run(["recompute", str(next(folder.glob("*.jpresult")))]) == 0


def test_one_tie_straddles_the_cut_and_two_experts_are_recused(folder: Path) -> None:
    from datetime import UTC, datetime

    from reviewer_app.services.keys import secrets_for
    from reviewer_app.services.recompute import recompute

    result = next(folder.glob("*.jpresult"))
    found = recompute(result, secrets_for([result], []), datetime.now(UTC)).result
    stage = found.stages[0]
    assert (len(stage["advance"]), len(stage["undecided"]), stage["places"]) == (15, 2, 1)
    rows = list(found.ranking())
    assert sum(row["entitled"] for row in rows) == CANDIDATES * EXPERTS - 2
    assert all(row["counted"] <= EXPERTS - 1 for row in rows)


@pytest.mark.external
def test_stock_age_opens_a_score_package_with_the_chair_s_key(folder: Path, tmp_path: Path) -> None:
    subprocess.run(["unzip", "-q", folder / "scores" / "expert-01.jpscore", "-d", tmp_path / "bag"], check=True)
    key = folder / "demo-keys" / "chair.key"
    opened = subprocess.run(
        ["age", "-d", "-i", key, tmp_path / "bag/data/sheets.json.age"], check=True, capture_output=True
    )
    assert json.loads(opened.stdout)["expert"] == "expert-01"


def test_it_replaces_an_earlier_demo_but_no_other_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = ["--headless", "--candidates", "6", "--experts", "6", "--out"]
    assert run(["demo", *few, str(tmp_path / "demo")]) == 0
    assert run(["demo", *few, str(tmp_path / "demo")]) == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("dear")
    assert run(["demo", *few, str(other)]) == 2
    assert (other / "thesis.txt").read_text() == "dear"
    assert "holds other files" in capsys.readouterr().err
