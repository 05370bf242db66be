"""Finding candidates by what the roster says of them."""

from __future__ import annotations

from reviewer_app.domain.candidate import Candidate
from reviewer_app.services.shortlist import Field, bears, fields_of, standings


def candidate(code: str, group: str, trade: str = "焊工", industry: str = "高端装备") -> Candidate:
    return Candidate(
        code=code, name="王甲", unit="某厂", trade=trade, industry=industry, group=group, recommended_by=("某工会",)
    )


PEOPLE = (
    candidate("001", "第一组"),
    candidate("002", "第二组", "电工"),
    candidate("003", "第一组", "钳工"),
    candidate("004", ""),
)


def test_only_fields_that_tell_people_apart_are_offered_the_commonest_value_first() -> None:
    assert fields_of(PEOPLE) == {
        Field.GROUP: {"第一组": 2, "第二组": 1, "": 1},
        Field.TRADE: {"焊工": 2, "电工": 1, "钳工": 1},
    }


def test_values_of_one_field_add_up_and_fields_narrow_down() -> None:
    picked = {(Field.GROUP, "第一组"), (Field.GROUP, "第二组"), (Field.TRADE, "电工")}
    assert [bears(one, picked) for one in PEOPLE] == [False, True, False, False]
    assert [bears(one, {(Field.GROUP, "")}) for one in PEOPLE] == [False, False, False, True]
    assert all(bears(one, ()) for one in PEOPLE)


def test_an_open_sheet_may_have_been_begun() -> None:
    assert standings("open") == ("incomplete", "begun")
    assert standings("scored") == ("scored",)
