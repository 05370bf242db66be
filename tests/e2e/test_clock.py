"""A clock that is wrong by years: nothing is lost, the order stands, validity is judged where it is due."""

from __future__ import annotations

from datetime import timedelta

from reviewer_app.services import audit, collect
from tests.world import MARKS, NOW, World

YEARS = timedelta(days=3652)


def test_an_expert_s_clock_may_jump_by_ten_years(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    first = world.hand_in("expert-01", {"001": MARKS["expert-01"]["001"]})
    packages = [first]
    for number, jump in enumerate((YEARS, -YEARS, timedelta(0)), start=2):
        world.now = NOW + jump
        code = f"00{number}"
        world.mark_all("expert-01", {code: MARKS["expert-01"][code]})
        packages.append(world.sign("expert-01", f"{number}.jpscore"))
    found = audit.examine(world.store("expert-01"), audit.exported_heads(packages, world.secrets("expert-01")))
    assert found.holds
    assert found.compared == 4
    assert [entry.number for entry in found.entries] == list(range(1, len(found.entries) + 1))
    assert {entry.at[:4] for entry in found.entries} == {"2016", "2026", "2036"}
    world.now = NOW
    assert world.receive(*packages) == ["first", "supersedes", "supersedes", "supersedes"]
    [row, *_others] = collect.roll_call(world.store("chair"), world.secrets("chair"))
    assert row.sequence == 4


def test_a_chair_s_clock_that_is_wrong_is_told_and_nothing_is_taken_in_wrongly(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    package = world.hand_in("expert-01", MARKS["expert-01"])
    for jump, outcome in ((YEARS, "expired"), (-YEARS, "not_yet_valid"), (timedelta(0), "first")):
        world.now = NOW + jump
        assert world.receive(package) == [outcome]
    found = audit.examine(world.store("chair"))
    assert found.holds
    assert [entry.event for entry in found.entries][-3:] == ["package_refused", "package_refused", "package_received"]


def test_what_was_received_in_time_counts_whatever_the_clock_says_later(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    world.receive(*(world.hand_in(expert, MARKS[expert]) for expert in ("expert-01", "expert-02")))
    world.now = NOW + YEARS
    rows = collect.roll_call(world.store("chair"), world.secrets("chair"))
    assert [row.sequence for row in rows] == [1, 1, None]
