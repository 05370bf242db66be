"""The signed result carries what the committee decided, and can be computed anew from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from reviewer_app.domain.cut import Decision, Verdict
from reviewer_app.export.result import DecisionRecord
from reviewer_app.services import decide
from reviewer_app.services.recompute import recompute
from tests.world import MARKS, NOW, SCHEME, World

VACANCY = Decision(
    stage="expert_review",
    candidate="",
    verdict=Verdict.VACANT,
    ballots_for=3,
    ballots_against=0,
    ballots_abstained=0,
    reason="宁缺毋滥",
    decided_by="chair",
    decided_at="2026-07-26T08:00:00Z",
)


def test_the_reason_of_a_vacancy_is_signed_and_computed_anew(tmp_path: Path) -> None:
    world = World(tmp_path, scheme=SCHEME + b'minimum_score = "75"\n')
    world.seal()
    world.open_desk("chair", "chair")
    world.receive(*(world.hand_in(expert, MARKS[expert]) for expert in ("expert-01", "expert-02")))
    target = tmp_path / "test.jpresult"
    decide.sign_result_of(world.store("chair"), world.identities["chair"], decisions=[VACANCY])
    decide.export_result(world.store("chair"), target)
    found = recompute(target, world.secrets("union"), NOW)
    assert found.differences == ()
    assert [record.decision() for record in found.signed.decisions] == [VACANCY]
    [stage] = found.result.stages
    assert (stage["vacant"], stage["vacancy_reason"], stage["vacancy_decided_by"]) == (1, "宁缺毋滥", "chair")
    world.close()


@pytest.mark.parametrize(("candidate", "verdict"), [("001", "vacant"), ("", "advance")])
def test_a_vacancy_has_no_candidate_and_a_decision_has_one(candidate: str, verdict: str) -> None:
    document = {**DecisionRecord.of(VACANCY).model_dump(mode="json"), "candidate": candidate, "verdict": verdict}
    with pytest.raises(ValidationError):
        DecisionRecord.model_validate_json(json.dumps(document))
