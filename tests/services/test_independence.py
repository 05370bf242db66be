"""A chair who is an expert too: no one else's marks before one's own are signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Role
from reviewer_app.security.keys import new_identity
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services import hand_in, review
from reviewer_app.services.workplace import Workplace, note, take_seat
from tests.world import NOW, World, declare


@pytest.fixture
def workplace(world: World, tmp_path: Path) -> Workplace:
    """One person, one key, enrolled as chair and as expert-02."""
    world.identities["chair"] = world.identities["expert-02"] = new_identity()
    world.seal()
    vault = KeyFolder(tmp_path / "keys")
    vault.keep("me", world.identities["chair"])
    made = Workplace(tmp_path / "data", lambda: vault)
    made.vouch(world.offices[0])
    return made


def test_the_chair_s_desk_opens_only_after_signing(world: World, workplace: Workplace) -> None:
    with pytest.raises(UserError) as told:
        take_seat(workplace, world.round_path, "chair", Role.CHAIR, NOW)
    assert (told.value.code, told.value.values) == ("sign_own_sheets_first", {"expert": "expert-02"})
    seat = take_seat(workplace, world.round_path, "expert-02", Role.EXPERT, NOW)
    with pytest.raises(UserError, match="sign_own_sheets_first"):
        take_seat(workplace, world.round_path, "chair", Role.CHAIR, NOW)
    store = workplace.open_store(seat)
    review.accept_undertaking(store)
    declare(store)
    hand_in.sign_sheets(store, workplace.identity(seat))
    note(workplace, seat, store)
    store.close()
    chair = take_seat(workplace, world.round_path, "chair", Role.CHAIR, NOW)
    workplace.open_store(chair).close()


def test_a_chair_who_is_no_expert_waits_for_nobody(world: World, tmp_path: Path) -> None:
    world.seal()
    vault = KeyFolder(tmp_path / "keys")
    vault.keep("chair", world.identities["chair"])
    vault.keep("expert-02", world.identities["expert-02"])
    made = Workplace(tmp_path / "data", lambda: vault)
    made.vouch(world.offices[0])
    chair = take_seat(made, world.round_path, "chair", Role.CHAIR, NOW)
    made.open_store(chair).close()
