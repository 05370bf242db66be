"""The conflict step: proposed, decided, declared; each thing durable with its entry in the record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reviewer_app.domain.candidate import Candidate, Channel
from reviewer_app.domain.conflicts import Ground, Kinship, Place, Proposal, Reason
from reviewer_app.domain.errors import UserError
from reviewer_app.domain.progress import CancelledError
from reviewer_app.domain.sheet import SheetState
from reviewer_app.models.declared import Declaration
from reviewer_app.services import conflicts, hand_in, reading, returns, review
from reviewer_app.services.conflict_words import reason_lines, recusal_reason
from reviewer_app.services.conflicts import Case, Conflicts, Decision
from tests.world import MARKS, NOW, World

ME = "expert-01"
OWN_UNIT = Reason(ground=Ground.UNIT, own="某某工会", theirs="某某工会一分会", kinship=Kinship.PART)
OWN_UNIT_RECOMMENDS = Reason(ground=Ground.UNIT_ENDORSES, own="某某工会", theirs="某某工会")


def candidate(code: str, unit: str, by: str) -> Candidate:
    return Candidate(code=code, name=f"候选{code}", unit=unit, channel=Channel.UNIT, recommended_by=(by,))


CANDIDATES = (
    candidate("001", "某某工会一分会", "某某工会"),
    candidate("002", "青岛某某船厂", "别处"),
    candidate("003", "别处", "别处"),
    candidate("004", "别处", "别处"),
)


@pytest.fixture
def desk(world: World) -> World:
    """Expert-01's desk with the undertaking accepted: 001 is of the expert's unit, the name stands in 003's deeds."""
    world.candidates = CANDIDATES
    world.deeds = {"003": f"师从 {ME} 测试，三年出师"}
    world.seal()
    world.open_desk(ME, "expert")
    review.accept_undertaking(world.store(ME))
    return world


def events(world: World) -> list[tuple[str, dict[str, object]]]:
    """What was recorded since the undertaking."""
    with world.store(ME).transaction() as work:
        told = [(str(row.event), dict(row.values)) for row in work.audit_rows()]
    return told[[event for event, _values in told].index("undertaking_accepted") + 1 :]


def search(world: World) -> Conflicts:
    return conflicts.search_dossiers(world.store(ME), world.round_path, world.secrets(ME))


def test_what_shows_at_once_and_what_must_be_searched(desk: World) -> None:
    assert conflicts.conflicts_of(desk.store(ME)) == Conflicts(
        past_units=(),
        cases=(
            Case(proposal=Proposal(candidate="001", reasons=(OWN_UNIT, OWN_UNIT_RECOMMENDS)), decision=Decision.OPEN),
        ),
        declaration=None,
        unsearched=("001", "002", "003", "004"),
        is_over=False,
    )
    found = search(desk)
    assert [(case.proposal.candidate, reason_lines(case.proposal)) for case in found.cases] == [
        (
            "001",
            (
                "The candidate's unit 某某工会一分会 may belong to yours, 某某工会",
                "Your unit recommends the candidate: 某某工会",
            ),
        ),
        ("003", ("Your name stands in the deeds (only a mention: see whether it is you)",)),
    ]
    assert [recusal_reason(case.proposal) for case in found.cases] == ["Same unit (某某工会一分会)", ""]
    assert found.unsearched == ()
    assert events(desk) == [("dossiers_searched", {"dossiers": 4, "found": 1})]


def test_past_units_are_kept_in_order_and_matched(desk: World) -> None:
    store = desk.store(ME)
    found = conflicts.declare_past_units(store, [" 某某船厂 ", "", "　", "某某　船厂", "ＡＢ 公司"])
    assert found.past_units == ("某某船厂", "ＡＢ 公司")
    assert [case.proposal.candidate for case in found.cases] == ["001", "002"]
    assert found.cases[1].proposal.reasons == (
        Reason(ground=Ground.PAST_UNIT, own="某某船厂", theirs="青岛某某船厂", kinship=Kinship.PART),
    )
    conflicts.declare_past_units(store, found.past_units)
    assert [event for event, _values in events(desk)] == ["past_units_declared"], "the same again records nothing"
    assert conflicts.declare_past_units(store, []).past_units == ()


def test_every_proposal_is_decided_before_the_declaration(desk: World) -> None:
    store = desk.store(ME)
    search(desk)
    with pytest.raises(UserError) as told:
        conflicts.finish(store)
    assert (told.value.code, told.value.values) == ("conflicts_undecided", {"count": 2})
    review.recuse(store, "001", "同单位")
    with pytest.raises(UserError, match="reason_missing"):
        conflicts.dismiss(store, "003", "  ")
    found = conflicts.dismiss(store, "003", " 同名不同人 ")
    assert [(case.decision, case.why) for case in found.cases] == [
        (Decision.RECUSED, "同单位"),
        (Decision.DISMISSED, "同名不同人"),
    ]
    assert found.is_due, "nothing is declared yet"
    assert conflicts.finish(store) == Declaration(round_version=1, at="2026-07-26T08:00:00Z")
    assert events(desk)[1:] == [
        ("recused", {"candidate": "001", "reason": "同单位"}),
        ("conflict_dismissed", {"candidate": "003", "reason": "同名不同人"}),
        ("conflicts_declared", {"recused": 1, "dismissed": 1}),
    ]
    assert not conflicts.conflicts_of(store).is_due
    assert reading.expert_desk(store).conflicts is None


def test_a_dismissal_does_not_cover_what_shows_later(desk: World) -> None:
    store = desk.store(ME)
    assert conflicts.dismiss(store, "001", "名称相近").undecided == ()
    conflicts.finish(store)
    found = conflicts.declare_past_units(store, ["某某工会一分会"])
    assert found.undecided == ("001",)
    assert found.cases[0].decision is Decision.OPEN
    shown = reading.expert_desk(store).conflicts
    assert shown is not None, "the desk opens with the step again"
    assert shown.is_due
    with pytest.raises(UserError, match="conflicts_undecided"):
        conflicts.finish(store)


def test_what_is_not_ours_or_recused_cannot_be_dismissed(desk: World) -> None:
    with pytest.raises(UserError, match="not_assigned_to_you"):
        conflicts.dismiss(desk.store(ME), "999", "无关")
    review.recuse(desk.store(ME), "001", "同单位")
    with pytest.raises(UserError, match="sheet_recused"):
        conflicts.dismiss(desk.store(ME), "001", "无关")
    assert conflicts.conflicts_of(desk.store(ME)).cases[0].decision is Decision.RECUSED


def test_dossiers_of_recused_candidates_stay_closed(desk: World) -> None:
    review.recuse(desk.store(ME), "003", "师徒")
    assert [case.proposal.candidate for case in search(desk).cases] == ["001"]
    assert events(desk)[-1] == ("dossiers_searched", {"dossiers": 3, "found": 0})


def test_a_cancelled_search_leaves_nothing(desk: World) -> None:
    def cancel(done: int, _total: int, _what: str) -> None:
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        conflicts.search_dossiers(desk.store(ME), desk.round_path, desk.secrets(ME), cancel)
    assert conflicts.conflicts_of(desk.store(ME)).unsearched == ("001", "002", "003", "004")
    assert events(desk) == []


def test_a_later_version_asks_only_for_what_is_new(desk: World) -> None:
    store = desk.store(ME)
    search(desk)
    for code in ("001", "003"):
        conflicts.dismiss(store, code, "无关")
    conflicts.finish(store)
    desk.now = datetime(2026, 7, 27, 8, tzinfo=UTC)
    desk.candidates = (*CANDIDATES, candidate("005", "某某工会", "别处"), candidate("006", "别处", "别处"))
    desk.deeds = {"003": f"师从 {ME} 测试，三年出师", "004": f"{ME}测试的徒弟"}
    desk.seal_next()
    desk.open_desk(ME, "expert")
    shown = reading.expert_desk(store).conflicts
    assert shown is not None
    assert shown.undecided == ("005",)
    assert shown.unsearched == ("004", "005", "006"), "004 was mended, the others are new"
    found = search(desk)
    assert found.undecided == ("004", "005")
    assert found.cases[2].proposal.reasons == (Reason(ground=Ground.MENTION, own=f"{ME} 测试", places=(Place.DEEDS,)),)
    assert conflicts.conflicts_of(store).declaration == Declaration(round_version=1, at="2026-07-26T08:00:00Z")


def test_a_signed_sheet_is_not_asked_for(desk: World) -> None:
    desk.mark_all(ME, MARKS[ME])
    desk.sign(ME)
    found = conflicts.declare_past_units(desk.store(ME), ["青岛某某船厂"])
    assert [(case.proposal.candidate, case.decision) for case in found.cases] == [
        ("001", Decision.DISMISSED),
        ("002", Decision.CLOSED),
    ]
    assert (found.undecided, found.is_over, found.is_due) == ((), True, False)


def test_nothing_is_signed_before_all_conflicts_are_declared(desk: World) -> None:
    store = desk.store(ME)
    desk.mark_all(ME, MARKS[ME])
    with pytest.raises(UserError, match="conflicts_open"):
        hand_in.sign_sheets(store, desk.identities[ME])
    conflicts.dismiss(store, "001", "已调离多年")
    with pytest.raises(UserError, match="conflicts_open"):
        hand_in.sign_sheets(store, desk.identities[ME])
    conflicts.finish(store)
    conflicts.declare_past_units(store, ["青岛某某船厂"])
    with pytest.raises(UserError, match="conflicts_open"):
        hand_in.sign_sheets(store, desk.identities[ME])
    conflicts.dismiss(store, "002", "只是名称相近")
    conflicts.finish(store)
    assert hand_in.sign_sheets(store, desk.identities[ME]).sequence == 1


def test_a_recused_sheet_opens_again_only_by_the_chair_s_return(desk: World) -> None:
    store = desk.store(ME)
    review.recuse(store, "001", "同单位")
    conflicts.finish(store)
    desk.mark_all(ME, {code: marks for code, marks in MARKS[ME].items() if code != "001"})
    desk.open_desk("chair", "chair")
    assert desk.receive(desk.sign(ME)) == ["first"]
    chair = desk.store("chair")
    signed = returns.sign_return_to(chair, desk.identities["chair"], ME, {"001": "并非同一单位"})
    returns.export_return(signed, desk.folder / "1.jpreturn")
    returns.take_in_return(store, desk.folder / "1.jpreturn", desk.secrets(ME), NOW)
    [sheet] = [one for one in review.sheets_of(store) if one.candidate == "001"]
    assert (sheet.state, sheet.reason, dict(sheet.marks)) == (SheetState.INCOMPLETE, "", {})
    [case] = conflicts.conflicts_of(store).cases
    assert (case.decision, case.why) == (Decision.DISMISSED, "Sent back by the chair: 并非同一单位")
    desk.mark_all(ME, {"001": MARKS[ME]["001"]})
    assert desk.receive(desk.sign(ME, "second.jpscore")) == ["supersedes"]
