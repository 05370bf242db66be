"""The program killed at random moments: nothing acknowledged is lost. `pytest --kills 5000` for more of it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_nothing_acknowledged_is_lost_however_often_it_is_killed(request: pytest.FixtureRequest) -> None:
    count = request.config.getoption("--kills")
    seed = random.SystemRandom().randrange(1_000_000)
    command = [sys.executable, "-m", "tests.kills", "--count", str(count), "--seed", str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stderr[-3000:]}"
    told = json.loads(done.stdout)
    assert sum(told["trials"].values()) == count
    assert sum(told["acknowledged"].values()) > count
