"""The index of desks: whole, shared by programs, without personal data, and found again when lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Role
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services.erase import erase_seat, finish_pending, read_receipt
from reviewer_app.services.index import INDEX, change_index, read_index
from reviewer_app.services.workplace import Workplace, find_again, take_seat
from tests.world import CANDIDATES, MARKER, NOW, PEOPLE, World


@pytest.fixture
def workplace(world: World, tmp_path: Path) -> Workplace:
    world.seal()
    vault = KeyFolder(tmp_path / "keys")
    vault.keep("expert-01", world.identities["expert-01"])
    made = Workplace(tmp_path / "data", lambda: vault)
    made.vouch(world.offices[0])
    return made


def test_the_index_tells_titles_and_counts_and_nobody_s_name(world: World, workplace: Workplace) -> None:
    seat = take_seat(workplace, world.round_path, "expert-01", Role.EXPERT, NOW)
    assert workplace.seats() == (seat,)
    assert (seat.title, seat.candidates, seat.done, seat.total) == ("2026 测试选树", 4, 0, 4)
    text = (workplace.folder / INDEX).read_text("utf-8")
    names = [person for person, _role in PEOPLE]
    for marker in (MARKER, *(one.name for one in CANDIDATES), "某某", *(f"{name} 测试" for name in names)):
        assert marker not in text


def test_a_lost_index_is_found_again_by_the_stores(world: World, workplace: Workplace) -> None:
    seat = take_seat(workplace, world.round_path, "expert-01", Role.EXPERT, NOW)
    (workplace.folder / INDEX).unlink()
    assert workplace.seats() == ()
    [found] = find_again(workplace)
    assert (found.key, found.store, found.round_file) == (seat.key, seat.store, seat.round_file)
    assert workplace.seats() == (found,)
    assert find_again(workplace) == ()


def test_an_erased_desk_leaves_the_index_and_nothing_but_a_receipt(
    world: World, workplace: Workplace, tmp_path: Path
) -> None:
    seat = take_seat(workplace, world.round_path, "expert-01", Role.EXPERT, NOW)
    receipt = erase_seat(workplace, seat, NOW)
    assert workplace.seats() == ()
    assert not seat.store.parent.exists()
    assert read_receipt(receipt).store["round"] == "test-2026"
    left = {path.name for path in (tmp_path / "data").rglob("*") if path.is_file()}
    assert left == {INDEX, f"{INDEX}.lock", receipt.name, f"{receipt.name}.sig"}
    assert find_again(workplace) == ()


def test_an_erasure_that_was_interrupted_is_finished_at_the_next_start(
    world: World, workplace: Workplace, tmp_path: Path
) -> None:
    assert finish_pending(workplace) == ()
    seat = take_seat(workplace, world.round_path, "expert-01", Role.EXPERT, NOW)
    vault = workplace.vault
    vault.keep("me", world.identities["expert-01"])

    class Locked(KeyFolder):
        def forget_store_key(self, salt: bytes) -> None:
            raise UserError("keyring_locked", keyring="x")

    workplace.use_vault(Locked(tmp_path / "keys"))
    with pytest.raises(UserError):
        erase_seat(workplace, seat, NOW)
    workplace.use_vault(vault)
    [receipt] = finish_pending(workplace)
    assert read_receipt(receipt).store["person"] == "expert-01"
    assert workplace.seats() == ()
    assert not seat.store.parent.exists()


def test_a_damaged_index_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("{ half", "utf-8")
    assert read_index(tmp_path) == {}
    change_index(tmp_path, lambda index: {**index, "seats": []})
    assert read_index(tmp_path) == {"seats": []}
    assert (tmp_path / f"{INDEX}.damaged").read_text("utf-8") == "{ half"


def test_two_programs_lose_nothing_of_each_other(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from reviewer_app.services.index import change_index\n"
        "for number in range(40):\n"
        "    change_index(Path(sys.argv[1]), lambda one: {**one, f'{sys.argv[2]}{number}': True})\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name]) for name in "ab"]
    assert [one.wait() for one in running] == [0, 0]
    assert read_index(tmp_path).keys() == {f"{name}{number}" for name in "ab" for number in range(40)}
