"""Sheets sent back: what the chair may ask, what the expert may change, and what stays in the trail."""

from decimal import Decimal

import pytest

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.sheet import SheetState
from reviewer_app.models.values import Signed
from reviewer_app.services import collect, returns, review
from reviewer_app.services.recompute import recompute
from reviewer_app.services.verify import verify
from tests.world import MARKS, NOW, World


@pytest.fixture
def received(world: World) -> World:
    """One package received, nothing else."""
    world.seal()
    world.open_desk("chair", "chair")
    assert world.receive(world.hand_in("expert-01", MARKS["expert-01"])) == ["first"]
    return world


def send_back(world: World, reasons: dict[str, str], expert: str = "expert-01") -> Signed:
    signed = returns.sign_return_to(world.store("chair"), world.identities["chair"], expert, reasons)
    returns.export_return(signed, world.folder / f"{signed.sequence}.jpreturn")
    return signed


def take_in(world: World, number: int = 1, expert: str = "expert-01") -> list[str]:
    path = world.folder / f"{number}.jpreturn"
    return [one.candidate for one in returns.take_in_return(world.store(expert), path, world.secrets(expert), NOW)]


def test_a_return_opens_what_it_names_and_nothing_else(received: World) -> None:
    send_back(received, {"002": "与平均分相差较大，请说明"})
    assert take_in(received) == ["002"]
    review.record_mark(received.store("expert-01"), "002", "expertise", Decimal("45"))
    with pytest.raises(UserError, match="sheet_signed"):
        review.record_mark(received.store("expert-01"), "001", "expertise", Decimal("1"))


def test_first_and_final_marks_both_stand_in_the_result(received: World) -> None:
    send_back(received, {"002": "请说明"})
    take_in(received)
    received.mark_all("expert-01", {"002": ("45", "44")})
    assert received.receive(received.sign("expert-01", "second.jpscore")) == ["supersedes"]
    found = recompute(received.sign_result(), received.secrets("supervisor"), NOW)
    assert found.differences == ()
    [record] = found.signed.returned
    assert (record.expert, record.candidate, record.reason) == ("expert-01", "002", "请说明")
    assert dict(record.first.marks) == {"expertise": "35.5", "contribution": "30"}
    assert dict(record.final.marks) == {"expertise": "45", "contribution": "44"}
    assert [len(entry.earlier) for entry in found.signed.roll] == [1, 0, 0]


def test_a_change_outside_the_return_is_refused(received: World) -> None:
    send_back(received, {"002": "请说明"})
    received.stores.pop("expert-01").close()
    for path in received.folder.glob("expert-01.db*"):
        path.unlink()
    received.hand_in("expert-01", {**MARKS["expert-01"], "001": ("50", "50")}, "x.jpscore")
    changed = received.sign("expert-01", "changed.jpscore")  # a store made anew knows no locks: sequence 2
    assert received.receive(changed) == ["changed_outside_return"]
    assert collect.roll_call(received.store("chair"), received.secrets("chair"))[0].sequence == 1


def test_what_was_incomplete_may_be_filled_in_beside_a_return(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    world.receive(world.hand_in("expert-01", {"001": ("40", "40"), "002": ("30", "30")}))
    send_back(world, {"001": "请说明"})
    take_in(world)
    world.mark_all("expert-01", {"001": ("39", "39"), "003": ("20", "20")})
    assert world.receive(world.sign("expert-01", "second.jpscore")) == ["supersedes"]


def test_a_recusal_is_opened_by_a_return_alone(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    world.open_desk("expert-01", "expert")
    review.recuse(world.store("expert-01"), "003", "误点")
    review.accept_undertaking(world.store("expert-01"))
    world.receive(world.sign("expert-01"))
    with pytest.raises(UserError, match="sheet_recused"):
        review.record_mark(world.store("expert-01"), "003", "expertise", Decimal("1"))
    send_back(world, {"003": "回避理由不成立"})
    take_in(world)
    sheet = review.record_mark(world.store("expert-01"), "003", "expertise", Decimal("1"))
    assert (sheet.state, sheet.reason) == (SheetState.INCOMPLETE, "")


def test_the_same_return_again_changes_nothing(received: World) -> None:
    send_back(received, {"002": "请说明"})
    assert take_in(received) == ["002"]
    received.sign("expert-01", "second.jpscore")
    assert take_in(received) == ["002"]
    with pytest.raises(UserError, match="sheet_signed"):
        review.record_mark(received.store("expert-01"), "002", "expertise", Decimal("1"))


def test_a_return_of_an_earlier_package_is_outdated(received: World) -> None:
    send_back(received, {"002": "请说明"})
    received.sign("expert-01", "second.jpscore")
    with pytest.raises(RefusedError) as refused:
        take_in(received)
    assert (refused.value.outcome, refused.value.code) == ("stale", "return_outdated")


def test_a_return_is_opened_by_its_expert_alone_and_made_by_the_chair_alone(received: World) -> None:
    received.hand_in("expert-02", MARKS["expert-02"])
    send_back(received, {"002": "请说明"})
    with pytest.raises(RefusedError) as refused:
        take_in(received, expert="expert-02")
    assert refused.value.outcome == "wrong_recipient"
    with pytest.raises(UserError, match="not_your_key"):
        returns.sign_return_to(received.store("chair"), received.identities["expert-01"], "expert-01", {"002": "x"})


def test_a_return_needs_sheets_reasons_and_a_package(received: World) -> None:
    for reasons, expert, code in (
        ({}, "expert-01", "nothing_to_return"),
        ({"002": " "}, "expert-01", "reason_missing"),
        ({"002": "x"}, "expert-02", "nothing_received"),
        ({"999": "x"}, "expert-01", "not_assigned_to_expert"),
    ):
        with pytest.raises(UserError, match=code):
            send_back(received, reasons, expert)


def test_a_return_is_verified_like_any_other_file(received: World) -> None:
    send_back(received, {"002": "请说明"})
    [verdict] = verify(
        [received.folder / "1.jpreturn"],
        round_path=received.round_path,
        offices=received.offices,
        at=NOW,
        secrets=received.secrets("expert-01"),
    )
    assert (verdict.outcome, verdict.checked) == ("verified", ("signature", "content"))


def test_the_chair_decides_between_two_packages_of_one_number(received: World) -> None:
    received.stores.pop("expert-01").close()
    for path in received.folder.glob("expert-01.db*"):
        path.unlink()
    other = received.hand_in("expert-01", {**MARKS["expert-01"], "001": ("1", "1")}, "other.jpscore")
    assert received.receive(other) == ["conflicting"]
    assert collect.roll_call(received.store("chair"), received.secrets("chair"))[0].sequence is None
    with received.store("chair").transaction() as work:
        held = [one.fingerprint for one in work.received() if one.standing == "conflicting"]
    assert len(held) == 2
    with pytest.raises(UserError, match="reason_missing"):
        collect.choose_package(received.store("chair"), held[0], " ")
    collect.choose_package(received.store("chair"), held[1], "专家当面确认")
    assert collect.roll_call(received.store("chair"), received.secrets("chair"))[0].fingerprint == held[1]
    with pytest.raises(UserError, match="not_in_conflict"):
        collect.choose_package(received.store("chair"), held[0], "x")
