"""Many marks in one step, there and back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.models.history import History
from reviewer_app.models.store import Store
from reviewer_app.services import reading, review
from reviewer_app.services.mark_steps import Marks, exchange_marks, give_marks
from tests.world import World

EXPERT = "expert-01"
GIVEN: Marks = {
    "001": {"expertise": Decimal("40.5"), "contribution": Decimal("30")},
    "002": {"expertise": Decimal("20")},
}


@pytest.fixture
def store(world: World) -> Store:
    """An expert's desk with the undertaking accepted and a remark on 002."""
    world.seal()
    world.open_desk(EXPERT, "expert")
    store = world.store(EXPERT)
    review.accept_undertaking(store)
    reading.write_remark(store, "002", "稳")
    return store


def sheets(store: Store) -> dict[str, ScoreSheet]:
    return {sheet.candidate: sheet for sheet in review.sheets_of(store)}


def events(store: Store) -> list[tuple[str, object]]:
    with store.transaction() as work:
        return [(row.event, row.values.get("mark")) for row in work.audit_rows()]


def test_marks_of_many_sheets_are_given_at_once_each_with_its_entry_and_remarks_stay(store: Store) -> None:
    before = len(events(store))
    given = give_marks(store, GIVEN)
    assert given.before == {"001": {"expertise": None, "contribution": None}, "002": {"expertise": None}}
    assert [(sheet.candidate, sheet.state, sheet.remark) for sheet in given.sheets] == [
        ("001", SheetState.SCORED, ""),
        ("002", SheetState.INCOMPLETE, "稳"),
    ]
    assert tuple(sheets(store)[code] for code in ("001", "002")) == given.sheets
    assert events(store)[before:] == [("mark_recorded", "40.5"), ("mark_recorded", "30"), ("mark_recorded", "20")]


def test_a_step_is_taken_back_and_done_again_whole(store: Store) -> None:
    untouched = sheets(store)
    given = give_marks(store, GIVEN)
    marked = sheets(store)
    exchange_marks(store, GIVEN, given.before)
    assert sheets(store) == untouched
    exchange_marks(store, given.before, GIVEN)
    assert sheets(store) == marked


def test_one_mark_that_cannot_be_leaves_all_of_them_out(store: Store) -> None:
    before = (sheets(store), events(store))
    with pytest.raises(UserError) as raised:
        give_marks(store, {**GIVEN, "003": {"expertise": Decimal("50.3")}})
    assert raised.value.code == "mark_off_scale"
    assert (sheets(store), events(store)) == before


@pytest.mark.parametrize("closed", ["recused", "signed"])
def test_a_closed_sheet_among_them_leaves_all_of_them_out(store: Store, closed: str) -> None:
    if closed == "recused":
        review.recuse(store, "002", "同单位")
    else:
        with store.transaction() as work:
            History(work).lock_sheets(["002"], 1)
    before = sheets(store)
    with pytest.raises(UserError) as raised:
        give_marks(store, GIVEN)
    assert raised.value.code == f"sheet_{closed}"
    assert sheets(store) == before


def test_a_step_over_marks_that_were_changed_since_is_not_taken_back(store: Store) -> None:
    given = give_marks(store, GIVEN)
    review.abstain(store, "002", "不熟悉")
    before = sheets(store)
    with pytest.raises(UserError) as raised:
        exchange_marks(store, GIVEN, given.before)
    assert (raised.value.code, raised.value.values) == ("marks_changed_since", {"candidate": "002"})
    assert sheets(store) == before


def test_a_mark_takes_an_abstention_back_with_its_reason(store: Store) -> None:
    review.abstain(store, "002", "不熟悉")
    give_marks(store, {"002": {"expertise": Decimal("20")}})
    sheet = sheets(store)["002"]
    assert (sheet.state, sheet.reason, sheet.remark) == (SheetState.INCOMPLETE, "", "稳")


def test_a_step_that_took_an_abstention_back_brings_it_back(store: Store) -> None:
    review.abstain(store, "002", "不熟悉")
    before, marks = sheets(store), {"002": {"expertise": Decimal("20")}}
    given = give_marks(store, marks)
    assert given.abstained == {"002": "不熟悉"}
    back = exchange_marks(store, marks, given.before, given.abstained)
    assert sheets(store) == before
    assert [(sheet.state, sheet.reason) for sheet in back.sheets] == [(SheetState.ABSTAINED, "不熟悉")]
    again = exchange_marks(store, given.before, marks)
    assert again.abstained == {"002": "不熟悉"}
    assert sheets(store)["002"].marks == {"expertise": Decimal("20")}
    with store.transaction() as work:
        told = [(str(row.event), dict(row.values)) for row in work.audit_rows()]
    assert told[-2] == ("abstained", {"candidate": "002", "reason": "不熟悉"})


def test_a_step_on_a_sheet_that_was_closed_since_is_not_taken_back(store: Store) -> None:
    given = give_marks(store, GIVEN)
    review.recuse(store, "002", "同单位")
    before = sheets(store)
    with pytest.raises(UserError) as raised:
        exchange_marks(store, GIVEN, given.before)
    assert (raised.value.code, raised.value.values) == ("sheet_closed_since", {"candidate": "002"})
    assert sheets(store) == before
