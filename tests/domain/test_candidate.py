"""The documents of a candidate: strict, closed, and open to everybody whom the programmes are open to."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from reviewer_app.domain.candidate import (
    Achievement,
    Candidate,
    Channel,
    Contest,
    Dossier,
    Employment,
    Evidence,
    Mentorship,
    Patent,
    PrivateRecord,
    Sex,
    Tag,
    is_code,
)

FULL = Candidate(
    code="001",
    name="买买提·艾力",
    unit="示例船舶有限公司",
    trade="焊工",
    skill_level="高级技师",
    industry="船舶",
    channel=Channel.JOINT,
    recommended_by=("张三", "李四"),
    group="A",
)
PIECE = Evidence(number=1, file_name="专利证书.pdf", media_type="application/pdf", size=3, sha256="ab" * 32)
DOSSIER = Dossier(
    candidate="001",
    sex=Sex.FEMALE,
    birth_year=1967,
    education="初中",
    title="工程师",
    post="焊接班长",
    employment=Employment.RETIRED,
    years_on_front_line=38,
    deeds="一。\n\n二。",
    honours=("示例市五一劳动奖章",),
    contests=(Contest(name="焊接大赛", level="市级", rank=3, award="三等奖", proof="第1号"),),
    patents=(Patent(title="一种工装", number="ZL0", kind="发明"),),
    mentorships=(Mentorship(form="一带多", apprentices=3, agreement=True),),
    achievements=(Achievement(title="夹具改进", tags=(Tag.FIVE_SMALLS,)),),
)


@pytest.mark.parametrize("document", [FULL, DOSSIER, PIECE, PrivateRecord(candidate="001", id_number="1")])
def test_a_document_comes_back_from_its_json(document: Candidate | Dossier | Evidence | PrivateRecord) -> None:
    assert type(document).model_validate_json(document.model_dump_json()) == document


def test_nothing_that_a_programme_may_not_ask_for_is_required() -> None:
    assert Candidate(code="1", name="李四", channel=Channel.SELF).recommended_by == ()
    assert Dossier(candidate="1").years_on_front_line is None
    assert Dossier(candidate="1", birth_year=1940, years_on_front_line=0, honours=()).birth_year == 1940


def test_a_joint_nomination_names_two_or_more() -> None:
    with pytest.raises(ValidationError, match="two or more"):
        Candidate(code="1", name="李四", unit="厂", channel=Channel.JOINT, recommended_by=("张三", "张三"))


def test_a_unit_s_nomination_names_the_unit() -> None:
    with pytest.raises(ValidationError, match="names the unit"):
        Candidate(code="1", name="李四", unit="厂")


def test_names_stand_in_their_one_form() -> None:
    for name in ("张 三", "买买提・艾力", "Jose\u0301", ""):
        with pytest.raises(ValidationError):
            Candidate(code="1", name=name, channel=Channel.SELF)


def test_unknown_keys_and_other_types_are_refused() -> None:
    with pytest.raises(ValidationError):
        Candidate.model_validate_json('{"code": "1", "name": "李四", "channel": "self", "phone": "1"}')
    with pytest.raises(ValidationError):
        Dossier.model_validate_json('{"candidate": "1", "birth_year": "1967"}')


def test_codes_can_be_file_names_everywhere() -> None:
    assert [is_code(text) for text in ("001", "A-1_b", "x" * 32)] == [True] * 3
    assert [is_code(text) for text in ("", "-1", "零一", "x" * 33, "CON", "com1", "a b", "1.", "１", "a/b")] == [
        False
    ] * 10


def test_evidence_is_numbered_from_one() -> None:
    assert DOSSIER.with_evidence((PIECE,)).evidence == (PIECE,)
    with pytest.raises(ValidationError, match="numbered"):
        DOSSIER.with_evidence((PIECE, PIECE))
