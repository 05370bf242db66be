"""A round that goes on in a later version: nothing lost, nothing slipped in."""

import io
import shutil
from datetime import UTC, datetime

import pytest

from reviewer_app.domain.candidate import Candidate, Channel
from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.sheet import SheetState
from reviewer_app.domain.versions import Changes, changes
from reviewer_app.export.package import read_open_package, read_package
from reviewer_app.export.round import read_dossier, round_document
from reviewer_app.models.history import History
from reviewer_app.models.values import Received
from reviewer_app.security.sealing import seal_bytes
from reviewer_app.services import collect, decide, reading, review, rounds, versions
from reviewer_app.services.recompute import recompute
from reviewer_app.services.verify import verify
from tests.export.forging import members_of, rebuilt, relisted, resigned
from tests.world import CANDIDATES, MARKER, MARKS, NOW, PEOPLE, World

ADDED = Candidate(code="005", name="后来者", unit="某某船厂", trade="钳工", channel=Channel.SELF)


def held_version(world: World, person: str) -> int:
    with world.store(person).transaction() as work:
        held = work.round()
        assert held is not None
        return held.round_version


def test_a_later_version_keeps_marks_and_tells_what_changed(world: World) -> None:
    world.seal()
    world.open_desk("expert-01", "expert")
    world.mark_all("expert-01", MARKS["expert-01"])
    with world.store("expert-01").transaction() as work:
        before = work.round()
    world.people = (*PEOPLE, ("expert-04", Role.EXPERT))
    world.candidates = (*CANDIDATES[:3], ADDED)
    world.deeds = {"002": "更正后的事迹"}
    world.seal_next()
    world.open_desk("expert-01", "expert")
    with world.store("expert-01").transaction() as work:
        after = work.round()
        attention = History(work).to_look_at_again()
        kept = [version.round_version for version in History(work).versions()]
    assert before is not None
    assert after is not None
    assert changes(before.document, after.document) == Changes(
        added_candidates=("005",),
        withdrawn_candidates=("004",),
        mended_dossiers=("002",),
        added_people=("expert-04",),
    )
    assert attention == {"002": "mended"}
    assert kept == [1, 2]
    states = {sheet.candidate: (sheet.state, len(sheet.marks)) for sheet in review.sheets_of(world.store("expert-01"))}
    assert states == {
        "001": (SheetState.SCORED, 2),
        "002": (SheetState.SCORED, 2),
        "003": (SheetState.SCORED, 2),
        "005": (SheetState.INCOMPLETE, 0),
    }
    versions.looked_again(world.store("expert-01"), "002")
    with world.store("expert-01").transaction() as work:
        assert History(work).to_look_at_again() == {}


def test_packages_of_an_earlier_version_count_on_and_withdrawn_sheets_do_not(world: World) -> None:
    world.seal()
    early = world.hand_in("expert-01", MARKS["expert-01"])
    world.candidates = CANDIDATES[:3]
    world.seal_next()
    world.open_desk("chair", "chair")
    late = world.hand_in("expert-02", {code: MARKS["expert-02"][code] for code in ("001", "002", "003")})
    assert world.receive(early, late) == ["first", "first"]
    result = decide.consolidate_received(world.store("chair"), world.secrets("chair"))
    assert [(row["candidate"], row["counted"]) for row in result.ranking()] == [("001", 2), ("002", 2), ("003", 2)]
    assert recompute(world.sign_result(), world.secrets("union"), NOW).differences == ()


def test_a_package_of_a_newer_round_is_held_until_the_round_is_there(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    world.seal_next()
    package = world.hand_in("expert-01", MARKS["expert-01"])
    assert world.receive(package) == ["newer_round"]
    world.open_desk("chair", "chair")
    assert world.receive(package) == ["first"]


def test_an_earlier_version_does_not_replace_a_later_one(world: World) -> None:
    world.seal()
    first = world.round_path
    world.seal_next()
    world.open_desk("expert-01", "expert")
    assert held_version(world, "expert-01") == 2
    world.version = 1
    assert world.round_path == first
    with pytest.raises(RefusedError) as refused:
        world.open_desk("expert-01", "expert")
    assert refused.value.code == "older_round"
    assert held_version(world, "expert-01") == 2


def test_the_same_version_again_changes_nothing(world: World) -> None:
    world.seal()
    world.open_desk("expert-01", "expert")
    with world.store("expert-01").transaction() as work:
        rows = work.audit_rows()
    copy = world.folder / "copy.jpround"
    shutil.copy(world.round_path, copy)
    rounds.take_in_round(world.store("expert-01"), copy, "expert", "expert-01", world.secrets("expert-01"), [], NOW)
    with world.store("expert-01").transaction() as work:
        assert work.audit_rows() == rows


def test_a_version_by_a_key_that_nobody_vouched_for_stops(world: World) -> None:
    world.seal()
    world.open_desk("expert-01", "expert")
    forged = World(world.folder / "forged")
    forged.folder.mkdir()
    forged.identities = {person: key for person, key in world.identities.items() if person.startswith("expert")}
    forged.seal()
    with pytest.raises(RefusedError) as refused:
        rounds.take_in_round(
            world.store("expert-01"), forged.round_path, "expert", "expert-01", world.secrets("expert-01"), [], NOW
        )
    forged.close()
    assert (refused.value.outcome, refused.value.code) == ("untrusted_signer", "office_key_changed")
    assert held_version(world, "expert-01") == 1


def test_the_office_hands_its_key_on_through_a_version(world: World) -> None:
    world.seal()
    world.open_desk("expert-01", "expert")
    world.people = (*PEOPLE, ("office-2", Role.OFFICE))
    world.seal_next()
    world.open_desk("expert-01", "expert")
    world.seal_next(signer="office-2")
    world.open_desk("expert-01", "expert")  # vouched for is the first key alone: the second came with version 2
    assert held_version(world, "expert-01") == 3


def test_a_replaced_key_supersedes_and_the_old_one_is_revoked(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    first = world.hand_in("expert-01", MARKS["expert-01"])
    assert world.receive(first) == ["first"]
    stolen = world.identities.pop("expert-01")
    world.seal_next()
    world.open_desk("chair", "chair")
    world.stores.pop("expert-01").close()
    for path in world.folder.glob("expert-01.db*"):
        path.unlink()
    again = world.hand_in("expert-01", {**MARKS["expert-01"], "001": ("1", "1")}, "again.jpscore")
    assert world.receive(again) == ["supersedes"]
    assert collect.roll_call(world.store("chair"), world.secrets("chair"))[0].sequence == 1
    verdict = verify(
        [first, again], round_path=world.round_path, offices=world.offices, at=NOW, secrets=world.secrets("chair")
    )
    assert [one.outcome for one in verdict] == ["revoked_key", "verified"]
    assert stolen.signing.public.line.encode() in read_tag(world, "revoked_keys")
    assert recompute(world.sign_result(), world.secrets("chair"), NOW).differences == ()


def read_tag(world: World, name: str) -> bytes:
    with read_package(world.round_path) as package:
        return package.bag.tags[name]


def test_evidence_is_carried_over_by_hash_and_found_in_the_earlier_file(world: World) -> None:
    world.seal()
    first = world.round_path
    world.deeds = {"003": "更正"}
    world.seal_next()
    with read_package(world.round_path) as package:
        document = round_document(package, world.secrets("expert-01"))
        [piece] = read_dossier(package, document, "001", world.secrets("expert-01")).evidence
        assert [name for name in package.bag.payload if "evidence" in name] == []
    files = [world.round_path, first]
    assert versions.carried_evidence(files, "001", piece, world.secrets("expert-01")).decode() == MARKER
    read = reading.RoundFile(world.round_path, world.secrets("expert-01")).evidence(document, "001", 1)
    assert read.decode() == MARKER
    with pytest.raises(UserError, match="evidence_not_here"):
        versions.carried_evidence([world.round_path], "001", piece, world.secrets("expert-01"))


def test_evidence_of_a_file_that_is_not_what_it_says_is_passed_over(world: World) -> None:
    """Beside the rounds lie something else, and a round of a stranger's that gives other content the same hash."""
    world.seal()
    genuine = world.round_path
    with read_package(genuine) as package:
        document = round_document(package, world.secrets("expert-01"))
        [piece] = read_dossier(package, document, "001", world.secrets("expert-01")).evidence
    members = members_of(genuine)
    [name] = [name for name in members if "evidence" in name]
    members[name] = seal_bytes(b"other content", [world.identities["expert-01"].age_recipient])
    false = world.folder / "false.jpround"
    false.write_bytes(rebuilt(relisted(members, world, "expert-02", Kind.ROUND)))
    beside = world.folder / "._test.jpround"
    beside.write_bytes(b"\0\5\x16\7")
    files = [beside, false, world.folder / "gone.jpround", genuine]
    assert versions.carried_evidence(files, "001", piece, world.secrets("expert-01")).decode() == MARKER
    with pytest.raises(UserError, match="evidence_not_here"):
        versions.carried_evidence([beside, false], "001", piece, world.secrets("expert-01"))


def test_evidence_is_sealed_anew_for_an_expert_who_could_not_open_it_before(world: World) -> None:
    world.seal()
    world.people = (*PEOPLE, ("expert-04", Role.EXPERT))
    world.seal_next()
    with read_package(world.round_path) as package:
        assert len([name for name in package.bag.payload if "evidence" in name]) == 1


def test_a_later_version_under_other_rules_is_not_planned(world: World) -> None:
    world.seal()
    world.scheme = world.scheme.replace(b'step = "0.5"', b'step = "1"')
    with pytest.raises(UserError, match="scheme_changed"):
        world.seal_next()


def test_a_version_that_takes_a_withdrawn_candidate_back_is_refused(world: World) -> None:
    world.seal()
    world.candidates = CANDIDATES[:3]
    world.seal_next()
    world.open_desk("expert-01", "expert")
    world.candidates = CANDIDATES
    previous = versions.read_previous(world.round_path, world.secrets("office"))
    plan = versions.plan_next(previous, world.plan())
    assert plan.document.withdrawn == ()
    world.version += 1
    from reviewer_app.services import prepare

    prepare.seal_round(world.store("office"), world.round_path, plan, (), world.identities["office"])
    with pytest.raises(RefusedError) as refused:
        world.open_desk("expert-01", "expert")
    assert refused.value.outcome == "disagrees"


def test_a_key_that_expired_is_judged_at_the_time_of_receipt(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    package = world.hand_in("expert-01", MARKS["expert-01"])
    assert world.receive(package) == ["first"]
    world.now = datetime(2031, 1, 1, tzinfo=UTC)
    late = world.folder / "late.jpscore"
    shutil.copy(package, late)
    assert world.receive(late) == ["expired"]
    assert collect.roll_call(world.store("chair"), world.secrets("chair"))[0].sequence == 1


def test_a_revoked_key_counts_for_the_expert_whose_it_was_alone(world: World) -> None:
    """The chair signs a result in which expert-02's stolen key speaks for expert-01."""
    world.seal()
    world.open_desk("chair", "chair")
    world.hand_in("expert-01", MARKS["expert-01"])
    stolen = world.identities.pop("expert-02")
    world.seal_next()
    world.open_desk("chair", "chair")
    world.open_desk("expert-01", "expert")
    forged = resigned(world, world.sign("expert-01", "second.jpscore"), "expert-01", None)
    world.identities["thief"] = stolen
    forged = resigned(world, forged, "thief", None)
    data = forged.read_bytes()
    fingerprint = read_open_package(io.BytesIO(data)).fingerprint
    with world.store("chair").transaction() as work:
        work.keep_received(
            Received(
                fingerprint=fingerprint,
                signer="expert-01",
                round_version=2,
                sequence=2,
                received="2026-07-26T08:00:00Z",
                standing="counted",
                content=data,
            )
        )
    with pytest.raises(RefusedError) as refused:
        recompute(world.sign_result(), world.secrets("chair"), NOW)
    assert refused.value.code == "roll_disagrees"
