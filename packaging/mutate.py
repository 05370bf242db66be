"""Takes the defences of `tests/mutations.py` out one by one, in a copy, and shows that their tests then fail.

`mutate.py [WORD]`: only mutations whose description holds WORD. Ends with 1 where a test did not notice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.mutations import MUTATIONS, Mutation  # noqa: E402

COPIED = ("reviewer_app", "tests", "resources", "docs", "pyproject.toml")
WORKERS = 2


def main(wanted: list[str]) -> int:
    chosen = [one for one in MUTATIONS if not wanted or wanted[0] in one.what]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        copies = [_copy(Path(folder) / str(number)) for number in range(WORKERS)]
        lists = [chosen[number::WORKERS] for number in range(WORKERS)]
        unnoticed = sum(sum(rest) for rest in pool.map(_work, copies, lists))
    print(f"{len(chosen)} defences taken out, {unnoticed} tests did not notice")
    return 1 if unnoticed or not chosen else 0


def _copy(target: Path) -> Path:
    target.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)
    return target


def _work(copy: Path, mutations: list[Mutation]) -> list[int]:
    return [_notice(copy, mutation) for mutation in mutations]


def _notice(copy: Path, mutation: Mutation) -> int:
    """How many of the mutation's tests pass without the defence."""
    path = copy / mutation.module
    whole = path.read_text("utf-8")
    if whole.count(mutation.original) != 1:
        print(f"NOT THERE  {mutation.what}: its text stands {whole.count(mutation.original)} times", flush=True)
        return len(mutation.tests)
    path.write_text(whole.replace(mutation.original, mutation.mutated), "utf-8")
    try:
        passed = [test for test in mutation.tests if not _fails(copy, test)]
    finally:
        path.write_text(whole, "utf-8")
    for test in passed:
        print(f"UNNOTICED  {mutation.what}: {test}", flush=True)
    if not passed:
        print(f"noticed    {mutation.what}", flush=True)
    return len(passed)


def _fails(copy: Path, test: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--timeout", "120", test]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        print(done.stdout[-2000:] + done.stderr[-2000:], flush=True)
    return done.returncode == 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
