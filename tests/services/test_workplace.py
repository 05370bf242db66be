"""The seats of one user: found again, opened from a file, and never half made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.package import Role
from reviewer_app.domain.progress import CancelledError
from reviewer_app.security.vault import KeyFolder
from reviewer_app.services.index import INDEX
from reviewer_app.services.workplace import Seat, Workplace, look_at_round, take_seat
from tests.world import NOW, World


@pytest.fixture
def sealed(world: World) -> World:
    world.seal()
    return world


def workplace_of(world: World, tmp_path: Path, *people: str) -> Workplace:
    keys = KeyFolder(tmp_path / "keys")
    for person in people:
        keys.keep(person, world.identities[person])
    return Workplace(tmp_path / "place", lambda: keys)


def test_only_those_whose_keys_are_here_may_open_a_round(sealed: World, tmp_path: Path) -> None:
    place = workplace_of(sealed, tmp_path, "expert-01", "chair")
    opening = look_at_round(place, sealed.round_path, NOW)
    assert opening.people == (("chair", Role.CHAIR), ("expert-01", Role.EXPERT))
    assert [opening.office] == sealed.offices


def test_ones_own_identity_is_known_by_its_key(sealed: World, tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    keys.keep("me", sealed.identities["expert-02"])
    place = Workplace(tmp_path / "place", lambda: keys)
    assert look_at_round(place, sealed.round_path, NOW).people == (("expert-02", Role.EXPERT),)
    place.vouch(sealed.offices[0])
    seat = take_seat(place, sealed.round_path, "expert-02", Role.EXPERT, NOW)
    assert (seat.person, seat.title, seat.candidates, seat.done, seat.total) == ("expert-02", "2026 测试选树", 4, 0, 4)


def test_a_round_of_an_unknown_office_is_refused_and_leaves_nothing(sealed: World, tmp_path: Path) -> None:
    place = workplace_of(sealed, tmp_path, "expert-01")
    with pytest.raises(RefusedError) as refused:
        take_seat(place, sealed.round_path, "expert-01", Role.EXPERT, NOW)
    assert refused.value.code == "office_unknown_key"
    assert place.seats() == ()
    assert not list((tmp_path / "place").rglob("*.jpround"))
    assert not list((tmp_path / "place").rglob("*.part"))


def test_a_cancelled_copy_leaves_nothing(sealed: World, tmp_path: Path) -> None:
    place = workplace_of(sealed, tmp_path, "expert-01")
    place.vouch(sealed.offices[0])

    def stop(_done: int, _total: int, _what: str) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        take_seat(place, sealed.round_path, "expert-01", Role.EXPERT, NOW, stop)
    assert not list((tmp_path / "place").rglob("*.jpround*"))


def test_the_same_file_again_leads_to_the_same_seat(sealed: World, tmp_path: Path) -> None:
    place = workplace_of(sealed, tmp_path, "expert-01")
    place.vouch(sealed.offices[0])
    first = take_seat(place, sealed.round_path, "expert-01", Role.EXPERT, NOW)
    assert take_seat(place, sealed.round_path, "expert-01", Role.EXPERT, NOW) == first
    assert place.seats() == (first,)


def test_the_index_holds_nothing_personal(sealed: World, tmp_path: Path) -> None:
    place = workplace_of(sealed, tmp_path, "expert-01")
    place.vouch(sealed.offices[0])
    take_seat(place, sealed.round_path, "expert-01", Role.EXPERT, NOW)
    text = (tmp_path / "place" / INDEX).read_text("utf-8")
    for personal in ("䶮测试", "买买提", "某某", "expert-01 测试"):
        assert personal not in text


@pytest.mark.parametrize("content", ["", "{", "[]", '{"seats": [{"desk": 1}, 7, null]}'])
def test_a_broken_index_counts_as_empty(tmp_path: Path, content: str) -> None:
    (tmp_path / INDEX).write_text(content, "utf-8")
    place = Workplace(tmp_path, lambda: KeyFolder(tmp_path / "keys"))
    assert place.seats() == ()
    place.vouch("SHA256:x")
    assert place.offices() == ("SHA256:x",)


def test_the_seat_last_used_comes_first_and_a_lost_store_is_not_shown(tmp_path: Path) -> None:
    place = Workplace(tmp_path, lambda: KeyFolder(tmp_path / "keys"))
    seat = Seat(
        desk="expert", person="expert-01", round_id="a", title="甲", store=tmp_path / "a.db", round_file=tmp_path / "a"
    )
    other = replace(seat, round_id="b", store=tmp_path / "b.db", used="2026-01-02T00:00:00Z")
    for one in (other, replace(seat, used="2026-01-01T00:00:00Z")):
        one.store.write_bytes(b"")
        place.remember(one)
    assert [one.round_id for one in place.seats()] == ["b", "a"]
    other.store.unlink()
    assert [one.round_id for one in place.seats()] == ["a"]
    place.forget(seat)
    assert place.seats() == ()


def test_keys_that_are_not_here_are_told(sealed: World, tmp_path: Path) -> None:
    place = workplace_of(sealed, tmp_path)
    with pytest.raises(UserError, match="identity_missing"):
        place.identity(place.new_seat("expert", "expert-01", "test-2026", ""))


@pytest.fixture
def seated(sealed: World, tmp_path: Path) -> tuple[Workplace, Seat]:
    place = workplace_of(sealed, tmp_path, "expert-01")
    place.vouch(sealed.offices[0])
    return place, take_seat(place, sealed.round_path, "expert-01", Role.EXPERT, NOW)


def damaged(world: World) -> Path:
    """The round with one bit changed in the last of its payload."""
    content = bytearray(world.round_path.read_bytes())
    content[content.index(b"age-encryption.org") + 300] ^= 1
    made = world.folder / "damaged.jpround"
    made.write_bytes(content)
    return made


@pytest.mark.parametrize("harm", [Path.unlink, lambda copy: copy.write_bytes(copy.read_bytes()[:-1] + b"x")])
def test_the_same_round_again_mends_a_copy_that_is_gone_or_damaged(
    sealed: World, seated: tuple[Workplace, Seat], harm: Callable[[Path], object]
) -> None:
    place, seat = seated
    whole = seat.round_file.read_bytes()
    harm(seat.round_file)
    again = take_seat(place, sealed.round_path, "expert-01", Role.EXPERT, NOW)
    assert (again.key, again.round_file) == (seat.key, seat.round_file)
    assert seat.round_file.read_bytes() == whole


def test_a_damaged_round_never_takes_the_place_of_a_sound_copy(sealed: World, seated: tuple[Workplace, Seat]) -> None:
    place, seat = seated
    whole = seat.round_file.read_bytes()
    assert take_seat(place, damaged(sealed), "expert-01", Role.EXPERT, NOW) == place.seats()[0]
    assert seat.round_file.read_bytes() == whole
    seat.round_file.unlink()
    with pytest.raises(RefusedError) as refused:
        take_seat(place, damaged(sealed), "expert-01", Role.EXPERT, NOW)
    assert refused.value.code == "package_altered"
    assert not seat.round_file.exists()
