"""The whole way: cards and roster in at one end, a signed result out at the other."""

from decimal import Decimal

import pytest

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.package import read_package
from reviewer_app.export.round import read_dossier, read_evidence, round_document
from reviewer_app.services import collect, decide, hand_in, review
from reviewer_app.services.recompute import recompute
from tests.world import MARKER, MARKS, NOW, World


def ranking(world: World) -> list[tuple[str, str | None, int | None]]:
    result = decide.consolidate_received(world.store("chair"), world.secrets("chair"))
    return [(row["candidate"], row["score"], row["rank"]) for row in result.ranking()]


def test_the_result_is_what_the_marks_say(finished: World) -> None:
    assert ranking(finished) == [
        ("001", "80.00", 1),  # (40+45+42)/3 = 42.33 and (40+35+38)/3 = 37.67
        ("002", "66.50", 2),
        ("003", "60.00", 3),
        ("004", "42.50", 4),  # of two: the third is recused
    ]


def test_the_roll_tells_who_handed_in_what(finished: World) -> None:
    rows = collect.roll_call(finished.store("chair"), finished.secrets("chair"))
    assert [(row.expert, row.sequence, row.states) for row in rows] == [
        ("expert-01", 1, {SheetState.SCORED: 4}),
        ("expert-02", 1, {SheetState.SCORED: 4}),
        ("expert-03", 1, {SheetState.RECUSED: 1, SheetState.SCORED: 3}),
    ]


@pytest.mark.parametrize("reader", ["chair", "supervisor", "union"])
def test_every_recipient_of_the_result_computes_it_anew(finished: World, reader: str) -> None:
    found = recompute(finished.folder / "test.jpresult", finished.secrets(reader), NOW)
    assert found.differences == ()
    assert found.signed.result == found.result.document()


def test_experts_do_not_open_the_result(finished: World) -> None:
    with pytest.raises(RefusedError) as refused:
        recompute(finished.folder / "test.jpresult", finished.secrets("expert-01"), NOW)
    assert refused.value.outcome == "wrong_recipient"


def test_an_absent_expert_is_told_and_counts_for_the_quorum(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    world.receive(world.hand_in("expert-01", MARKS["expert-01"]))
    missing = [
        row.expert for row in collect.roll_call(world.store("chair"), world.secrets("chair")) if not row.received
    ]
    assert missing == ["expert-02", "expert-03"]
    assert [score for _code, score, _rank in ranking(world)] == [None] * 4  # one of three is less than a half


def test_a_partial_hand_in_counts_where_it_is_whole(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    world.receive(world.hand_in("expert-01", MARKS["expert-01"]), world.hand_in("expert-02", {"001": ("50", "50")}))
    assert ranking(world)[0] == ("001", "90.00", 1)
    assert [score for _code, score, _rank in ranking(world)[1:]] == [None] * 3


def test_dossiers_open_to_those_assigned_alone(world: World) -> None:
    world.seal(conflicts=[("expert-02", "001")])
    with read_package(world.round_path) as package:
        package.check_payload()
        document = round_document(package, world.secrets("expert-02"))
        assert [one.code for one in document.assigned_to("expert-02")] == ["002", "003", "004"]
        for person in ("office", "chair", "supervisor", "expert-01"):
            assert read_dossier(package, document, "001", world.secrets(person)).deeds == MARKER
            assert read_evidence(package, document, "001", 1, world.secrets(person)).decode() == MARKER
        with pytest.raises(RefusedError) as refused:
            read_dossier(package, document, "001", world.secrets("expert-02"))
        assert refused.value.outcome == "wrong_recipient"
        with pytest.raises(RefusedError) as refused:
            read_evidence(package, document, "001", 1, world.secrets("expert-02"))
        assert refused.value.outcome == "wrong_recipient"


def test_nothing_personal_stands_in_the_clear_in_files_that_travel(finished: World) -> None:
    for path in (*finished.folder.glob("*.jp*"),):
        if path.suffix != ".jpcard":
            data = path.read_bytes()
            for text in (MARKER, "䶮测", "买买提", "某某", "11010519491231002X", "13800000000", "42.5", "师徒"):
                assert text.encode() not in data, (path.name, text)


def test_the_office_alone_keeps_id_numbers(finished: World) -> None:
    number = "11010519491231002X"
    kept = {}
    for person, store in finished.stores.items():
        with store.transaction() as work:
            kept[person] = work.private()
    assert {person for person, rows in kept.items() if rows} == {"office"}
    assert kept["office"] == {"001": (number, "13800000000")}
    for path in finished.folder.glob("*.db*"):
        assert number.encode() not in path.read_bytes(), path.name


def test_an_off_grid_mark_is_refused_and_nothing_is_stored(world: World) -> None:
    world.seal()
    world.open_desk("expert-01", "expert")
    store = world.store("expert-01")
    for mark in ("0.3", "50.5", "-0.5"):
        with pytest.raises(RefusedError) as refused:
            review.record_mark(store, "001", "expertise", Decimal(mark))
        assert refused.value.outcome == "mark_off_scale"
    assert review.sheets_of(store)[0] == ScoreSheet(expert="expert-01", candidate="001", state=SheetState.INCOMPLETE)


def test_a_recusal_closes_the_sheet_for_good_and_drops_its_marks(world: World) -> None:
    world.seal()
    world.open_desk("expert-01", "expert")
    store = world.store("expert-01")
    review.record_mark(store, "002", "expertise", Decimal("10"))
    with pytest.raises(UserError, match="reason_missing"):
        review.recuse(store, "002", "  ")
    closed = review.recuse(store, "002", "同单位")
    assert closed == ScoreSheet(expert="expert-01", candidate="002", state=SheetState.RECUSED, reason="同单位")
    with pytest.raises(UserError, match="sheet_recused"):
        review.record_mark(store, "002", "expertise", Decimal("10"))


def test_nothing_is_signed_before_the_undertaking_or_with_another_key(world: World) -> None:
    world.seal()
    world.open_desk("expert-01", "expert")
    store = world.store("expert-01")
    with pytest.raises(UserError, match="undertaking_open"):
        hand_in.sign_sheets(store, world.identities["expert-01"])
    review.accept_undertaking(store)
    with pytest.raises(UserError, match="not_your_key"):
        hand_in.sign_sheets(store, world.identities["expert-02"])
    with pytest.raises(UserError, match="nothing_signed"):
        hand_in.export_signed(store, world.folder / "x.jpscore")


def test_exporting_again_copies_the_bytes_and_signing_again_supersedes(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    part = {code: marks for code, marks in MARKS["expert-01"].items() if code != "004"}
    first = world.hand_in("expert-01", part)
    copy = world.folder / "copy.jpscore"
    hand_in.export_signed(world.store("expert-01"), copy)
    assert copy.read_bytes() == first.read_bytes()
    with pytest.raises(UserError, match="sheet_signed"):
        world.mark_all("expert-01", {"001": ("50", "50")})
    world.mark_all("expert-01", {"004": ("50", "50")})
    second = world.sign("expert-01", "second.jpscore")
    assert world.receive(first, copy, second, first) == ["first", "same", "supersedes", "same"]
    assert collect.roll_call(world.store("chair"), world.secrets("chair"))[0].sequence == 2


def test_a_lower_package_after_a_higher_one_is_stale(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    first = world.hand_in("expert-01", MARKS["expert-01"])
    second = world.sign("expert-01", "second.jpscore")
    assert world.receive(second, first) == ["first", "stale"]


def test_two_packages_of_one_number_conflict(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    first = world.hand_in("expert-01", MARKS["expert-01"])
    world.stores.pop("expert-01").close()
    (world.folder / "expert-01.db").rename(world.folder / "lost.db")
    for suffix in ("-wal", "-shm"):
        (world.folder / f"expert-01.db{suffix}").unlink(missing_ok=True)
    again = world.hand_in("expert-01", {"001": ("1", "1")}, "again.jpscore")
    assert world.receive(first, again) == ["first", "conflicting"]


def test_a_round_that_nobody_vouched_for_is_not_taken_in(world: World) -> None:
    world.seal()
    from reviewer_app.services import rounds

    with pytest.raises(RefusedError) as refused:
        rounds.take_in_round(
            world.store("chair"), world.round_path, "chair", "chair", world.secrets("chair"), ["SHA256:other"], NOW
        )
    assert refused.value.outcome == "untrusted_signer"
    with world.store("chair").transaction() as work:
        assert work.round() is None
