"""A large round in flat memory: what is sealed, written, read back and verified passes through in pieces."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from reviewer_app.domain.candidate import Evidence
from reviewer_app.export.round import write_round
from reviewer_app.services.verify import Verdict, verify
from tests.world import NOW, World

PIECE, PIECES = 64 << 20, 4
ALLOWED = 64 << 20


def memory(field: str) -> int:
    """Bytes as the system counts them for this program: `VmRSS` now, `VmHWM` at its highest."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field)]
    return int(line.split()[1]) * 1024


def seal_and_verify(folder: Path) -> dict[str, object]:
    """Seals and verifies a round with 256 MB of evidence; the memory above the idle program, and the verdict."""
    world = World(folder)
    world.seal(round_id="small-2026")
    small = [verdict.outcome for verdict in _verify(world, world.round_path)]
    evidence = folder / "证据.pdf"
    with evidence.open("wb") as file:
        file.truncate(PIECE)
    digest = hashlib.sha256()
    for _part in range(PIECE // (1 << 20)):
        digest.update(bytes(1 << 20))
    piece = Evidence(
        number=1, file_name=evidence.name, media_type="application/pdf", size=PIECE, sha256=digest.hexdigest()
    )
    plan = world.plan()
    for code in list(plan.dossiers)[:PIECES]:
        plan.evidence[code] = ((evidence, piece),)  # type: ignore[index]
    Path("/proc/self/clear_refs").write_text("5")  # the highest is counted from here
    idle = memory("VmRSS")
    target = folder / "large.jpround"
    write_round(target, plan, world.identities["office"].signing)
    large = [verdict.outcome for verdict in _verify(world, target)]
    return {"small": small, "large": large, "size": target.stat().st_size, "memory": memory("VmHWM") - idle}


def _verify(world: World, path: Path) -> list[Verdict]:
    return verify([path], round_path=None, offices=world.offices, at=NOW, secrets=[])


@pytest.mark.slow
def test_a_large_round_is_sealed_and_verified_in_flat_memory(tmp_path: Path) -> None:
    """In a program of its own, so that nothing else is counted."""
    code = "import sys, json; from pathlib import Path; from tests.export.test_faults_memory import seal_and_verify"
    call = "print(json.dumps(seal_and_verify(Path(sys.argv[1]))))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {call}", tmp_path], cwd=root, check=True, capture_output=True, text=True
    )
    told = json.loads(done.stdout)
    assert (told["small"], told["large"]) == (["verified"], ["verified"])
    assert told["size"] > PIECES * PIECE
    assert told["memory"] < ALLOWED
