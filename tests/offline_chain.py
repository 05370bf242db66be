"""The whole chain as one program, on this user's folders and keyring: `python -m tests.offline_chain FOLDER`.

FOLDER takes what people would carry on sticks. Tests watch what the program opens and what it leaves behind.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from reviewer_app.domain.sheet import SheetState
from reviewer_app.models.store import Store
from reviewer_app.services import audit, collect, decide, identity, review
from reviewer_app.services.keeper import open_vault
from reviewer_app.services.recompute import recompute
from reviewer_app.services.stores import back_up, open_desk
from reviewer_app.settings import folders, log_bug
from tests.world import NOW, SCHEME, World

MARKS = {
    "expert-01": {"001": ("41.734921", "40.118273"), "002": ("35.590817", "30.227364"), "003": ("30.1", "30.2")},
    "expert-02": {"001": ("45.662915", "35.447182"), "002": ("35.338291", "31.559127"), "003": ("30.3", "30.4")},
}
OWN_NAME = "本机使用者甲"


class Carried(World):
    """The round on this machine's own folders: every store encrypted under a key in this machine's keyring."""

    def store(self, person: str) -> Store:
        if person not in self.stores:
            path = folders().data / "rounds" / f"test-2026-{person}" / "store.db"
            path.parent.mkdir(parents=True, exist_ok=True)
            self.stores[person] = open_desk(path, open_vault(folders().data, input), clock=lambda: self.now)
        return self.stores[person]


def main(folder: Path) -> int:
    vault = open_vault(folders().data, input)
    identity.begin(vault, OWN_NAME, "某某船厂", NOW)
    identity.back_up(vault, folder / "backup.jpkey", "马到成功 four words", NOW)
    world = Carried(folder, scheme=SCHEME.replace(b'step = "0.5"', b'step = "0.000001"'))
    world.seal()
    world.open_desk("chair", "chair")
    scores = [world.hand_in(expert, marks) for expert, marks in MARKS.items()]
    world.open_desk("expert-03", "expert")
    review.recuse(world.store("expert-03"), "001", "师徒关系密切")
    world.receive(*scores, folder / "证书.txt")
    [first, *_rest] = collect.roll_call(world.store("chair"), world.secrets("chair"))
    assert first.states == {SheetState.SCORED: 3, SheetState.INCOMPLETE: 1}, first
    world.sign_result()
    assert recompute(folder / "test.jpresult", world.secrets("union"), NOW).differences == ()
    for store in world.stores.values():
        assert audit.examine(store).holds
        back_up(store, NOW)
    try:
        raise ValueError(f"{OWN_NAME} 11010519491231002X 41.734921")
    except ValueError as error:
        log_bug(error, folders().log)
    decide.export_result(world.store("chair"), folder / "again.jpresult")
    sys.stdout.write("done\n")
    sys.stdout.flush()
    os.kill(os.getpid(), 9)  # what is left is looked at as a crash leaves it
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
