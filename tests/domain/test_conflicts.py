"""What shows of a conflict in names and units: proposals, each with its reasons."""

from __future__ import annotations

import pytest

from reviewer_app.domain.candidate import Candidate, Channel, Dossier, Mentorship
from reviewer_app.domain.conflicts import (
    Ground,
    Kinship,
    Oneself,
    Place,
    Proposal,
    Reason,
    kinship,
    mentions_in,
    name_key,
    proposals,
)

ME = Oneself(name="王建国", unit="青岛某厂")


def candidate(code: str = "001", *, name: str = "李四", unit: str = "", by: tuple[str, ...] = ()) -> Candidate:
    channel = Channel.SELF if not by else Channel.UNIT if len(by) == 1 else Channel.JOINT
    return Candidate(code=code, name=name, unit=unit or ("别处" if by else ""), channel=channel, recommended_by=by)


def reasons(oneself: Oneself, one: Candidate, *places: Place) -> tuple[Reason, ...]:
    found = proposals(oneself, [one], {one.code: places})
    return found[0].reasons if found else ()


@pytest.mark.parametrize(
    ("own", "theirs", "related"),
    [
        ("青岛某厂", "青岛某厂", Kinship.SAME),
        ("青岛某厂", " 青岛　某厂 ", Kinship.SAME),
        ("ABC 船厂", "ａｂｃ船厂", Kinship.SAME),
        ("青岛某厂（示例）", "青岛某厂(示例)", Kinship.SAME),
        ("某某(集团)有限公司", "某某集团有限责任公司", Kinship.SAME),
        ("某某重工股份有限公司", "某某重工有限公司", Kinship.SAME),
        ("某某重工公司", "某某重工股份公司", Kinship.SAME),
        ("某某重工有限责任公司一分厂", "某某重工有限公司一分厂", Kinship.SAME),
        ("𠮷田䶮造船厂", "𠮷田䶮造船厂", Kinship.SAME),
        ("青岛某厂", "青岛某厂一分厂", Kinship.PART),
        ("某某重工有限公司", "某某重工有限责任公司一分厂", Kinship.PART),
        ("山东省青岛某厂", "青岛某厂", Kinship.WHOLE),
        ("青岛某厂", "烟台某厂", None),
        ("吉田䶮造船厂", "𠮷田䶮造船厂", None),
        ("青岛", "青岛某厂", None),
        ("青岛公司", "青岛某某有限公司", None),
        ("", "", None),
        ("", "青岛某厂", None),
        ("青岛某厂", "", None),
        ("有限公司", "有限责任公司", None),
        (" 　", "（）", None),
    ],
)
def test_units_are_related_by_their_names(own: str, theirs: str, related: Kinship | None) -> None:
    assert kinship(own, theirs) is related


def test_a_candidate_with_several_reasons_is_proposed_once() -> None:
    one = candidate(name="王建国", unit="青岛某厂一分厂", by=("青岛某厂",))
    assert proposals(ME, [candidate("000", unit="别处"), one], {"001": (Place.DEEDS,)}) == (
        Proposal(
            candidate="001",
            reasons=(
                Reason(ground=Ground.UNIT, own="青岛某厂", theirs="青岛某厂一分厂", kinship=Kinship.PART),
                Reason(ground=Ground.UNIT_ENDORSES, own="青岛某厂", theirs="青岛某厂"),
                Reason(ground=Ground.NAMESAKE, own="王建国", theirs="王建国"),
            ),
        ),
    )


def test_who_recommends_is_found_by_name_also_with_a_title() -> None:
    assert reasons(ME, candidate(by=("赵一", "王建国（高级工程师）"))) == (
        Reason(ground=Ground.ENDORSER, own="王建国", theirs="王建国（高级工程师）"),
    )
    assert reasons(ME, candidate(by=("赵一", "王建"))) == ()


def test_units_of_earlier_count_and_one_that_is_still_one_s_own_counts_once() -> None:
    oneself = Oneself(name="王建国", unit="青岛某厂", past_units=("烟台某某船厂", "青岛某厂"))
    assert reasons(oneself, candidate(unit="青岛某厂", by=("烟台某某船厂",))) == (
        Reason(ground=Ground.UNIT, own="青岛某厂", theirs="青岛某厂"),
        Reason(ground=Ground.PAST_UNIT_ENDORSES, own="烟台某某船厂", theirs="烟台某某船厂"),
    )


def test_an_expert_without_unit_is_proposed_nobody_for_it() -> None:
    assert reasons(Oneself(name="王建国"), candidate(unit="")) == ()
    assert reasons(Oneself(name="王建国", past_units=("",)), candidate(unit="")) == ()


def test_a_mention_alone_is_a_reason() -> None:
    assert reasons(ME, candidate(), Place.MENTORSHIPS) == (
        Reason(ground=Ground.MENTION, own="王建国", places=(Place.MENTORSHIPS,)),
    )


@pytest.mark.parametrize(
    ("name", "deeds", "found"),
    [
        ("王建国", "师从王建国多年", True),
        ("王建国", "师从王 建国多年", True),
        ("王建国", "师从王建军多年", False),
        ("𠮷田芳", "与𠮷田芳结对", True),
        ("𠮷田芳", "与吉田芳结对", False),
        ("买买提·吐尔逊", "师从买买提・吐尔逊", True),
        ("Li Na", "trained by ＬＩ  NA in 2019", True),
        ("Li Na", "Oli Nagoya", False),
        ("Jean-Luc", "with Jean Luc", True),
        ("王", "王师傅", False),
        ("", "王师傅", False),
    ],
)
def test_a_name_is_found_in_the_deeds(name: str, deeds: str, found: bool) -> None:
    dossier = Dossier(candidate="001", deeds=deeds)
    assert mentions_in(dossier, name, "李四") == ((Place.DEEDS,) if found else ())


def test_a_name_is_looked_for_in_deeds_honours_and_mentorships() -> None:
    dossier = Dossier(
        candidate="001",
        deeds="甲\n与王建国同组",
        honours=("王建国工作室成员",),
        mentorships=(Mentorship(form="一带一", agreement=True, proof="协议 王建国.pdf"),),
        post="王建国",
    )
    assert mentions_in(dossier, "王建国", "李四") == (Place.DEEDS, Place.HONOURS, Place.MENTORSHIPS)


def test_the_candidate_s_own_name_is_no_mention() -> None:
    assert mentions_in(Dossier(candidate="001", deeds="张伟民刻苦"), "张伟", "张伟民") == ()
    assert mentions_in(Dossier(candidate="001", deeds="张伟民师从张伟"), "张伟", "张伟民") == (Place.DEEDS,)
    assert mentions_in(Dossier(candidate="001", deeds="王建国刻苦"), "王建国", "王 建国") == ()


def test_names_are_compared_by_their_letters_private_ones_too() -> None:
    assert name_key("买买提·吐尔逊") == name_key("买买提 吐尔逊")
    assert name_key("王\ue000") != name_key("王\ue001")


def test_a_reason_that_names_another_unit_is_another_reason() -> None:
    first, second = (Reason(ground=Ground.UNIT, own="青岛某厂", theirs=unit) for unit in ("青岛某厂", "青岛某厂一分厂"))
    assert first.key != second.key
