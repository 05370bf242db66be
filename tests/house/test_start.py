"""What a command loads, and that the program is found and speaks wherever it is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "PySide6",
    "sqlmodel",
    "sqlalchemy",
    "alembic",
    "reportlab",
    "numpy",
    "keyring",
    "xlsxwriter",
    "python_calamine",
)
LIGHT_TOO = ("pydantic",)


def modules_after(code: str) -> set[str]:
    """The top-level modules that are loaded after some code ran in a fresh process."""
    script = f"{code}\nimport sys\nsys.stderr.write(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_help_loads_nothing_heavy() -> None:
    code = "from reviewer_app.cli import run\nrun(['--help'])"
    assert modules_after(code).isdisjoint((*HEAVY, *LIGHT_TOO))


def test_verify_without_a_key_loads_nothing_heavy(finished: object) -> None:
    folder = finished.folder  # type: ignore[attr-defined]
    arguments = ["verify", str(folder / "expert-01.jpscore"), "--round", str(folder / "test.jpround")]
    assert modules_after(f"from reviewer_app.cli import run\nrun({arguments!r})").isdisjoint((*HEAVY, *LIGHT_TOO))


def test_verify_with_a_key_loads_no_windows_stores_or_printing(finished: object, tmp_path: Path) -> None:
    folder = finished.folder  # type: ignore[attr-defined]
    key = tmp_path / "chair.key"
    key.write_text(finished.identities["chair"].age_secret + "\n")  # type: ignore[attr-defined]
    arguments = [
        "verify",
        str(folder / "expert-01.jpscore"),
        "--round",
        str(folder / "test.jpround"),
        "--key",
        str(key),
    ]
    assert modules_after(f"from reviewer_app.cli import run\nrun({arguments!r})").isdisjoint(HEAVY)


def test_consolidate_searches_no_packages_for_plugins(tmp_path: Path) -> None:
    schemes = ROOT / "resources" / "schemes"
    scores = tmp_path / "scores.csv"
    scores.write_text("expert,candidate,criterion,score\ne1,c1,expertise,20\n", encoding="utf-8")
    arguments = ["consolidate", str(scores), "--scheme", str(schemes / "qilu-2018.toml")]
    code = (
        f"from reviewer_app.cli import main\ntry:\n    main({arguments!r})\nexcept SystemExit as end:\n"
        "    assert end.code == 0\n"
    )
    loaded = modules_after(code)
    assert {"numpy", "pydantic"} <= loaded
    assert loaded.isdisjoint({"email", "zipfile", "tempfile", "socket"})


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "en_GB.UTF-8"}, "offline"),
        ({"LANG": "C.UTF-8"}, "离线"),
        ({}, "离线"),
        ({"LANG": "zh_CN.UTF-8", "REVIEWER_APP_LANGUAGE": "en"}, "offline"),
        ({"LANG": "en_US", "REVIEWER_APP_LANGUAGE": "zh_CN"}, "离线"),
    ],
)
def test_the_language_follows_the_system_and_chinese_is_the_default(environment: dict[str, str], expected: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_", "REVIEWER"))}
    command = [sys.executable, "-m", "reviewer_app", "--help"]
    done = subprocess.run(command, capture_output=True, check=True, env={**kept, **environment}, cwd=ROOT)
    assert expected in done.stdout.decode("utf-8")


@pytest.mark.slow
def test_the_built_wheel_runs_the_chain_elsewhere(tmp_path: Path) -> None:
    """The wheel, unpacked outside the checkout, with this environment's libraries but not its editable install."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = (tmp_path / "dist").glob("*.whl")
    place = tmp_path / "安装 here"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(place)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(place), "REVIEWER_APP_LANGUAGE": "zh_CN"}
    where = [sys.executable, "-c", "import reviewer_app; print(reviewer_app.__file__)"]
    found = subprocess.run(where, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path)
    assert found.stdout.startswith(str(place))
    command = [sys.executable, "-m", "reviewer_app", "demo", "--headless", "--out", str(tmp_path / "演示")]
    command += ["--candidates", "6", "--experts", "6"]
    done = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=tmp_path)
    assert "所有数字均与已签名的结果一致" in done.stdout.decode("utf-8")
