"""The result as a document in a file: strict models, read without trust, compared figure by figure."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from reviewer_app.domain.errors import InputError
from reviewer_app.domain.strict_json import read_json

Figure = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$", max_length=400)]
Number = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, frozen=True, extra="forbid")


class SchemeIdentity(_Part):
    id: str
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]


class CriterionRow(_Part):
    score: Figure | None
    weighted: Figure | None
    counted: list[Figure]
    dropped: list[Figure]
    sum: Figure | None
    divisor: Number | None
    weight: Figure


class SheetRow(_Part):
    expert: str
    state: Literal["recused", "abstained", "absent", "incomplete", "scored"]
    marks: dict[str, Figure]
    dropped: list[str]


class VoteRow(_Part):
    votes: Number
    score: Figure | None


class CandidateRow(_Part):
    candidate: str
    entitled: Number
    counted: Number
    quorum_met: bool
    criteria: dict[str, CriterionRow]
    score: Figure | None
    rank: Number | None
    tied_with: list[str]
    tie_broken_by: str | None
    vote: VoteRow | None
    expert_score: Figure | None = None
    blended: Figure | None
    blended_rank: Number | None
    blended_tied_with: list[str] = []
    blended_tie_broken_by: str | None = None
    trail: list[SheetRow]


class StageRow(_Part):
    key: str
    kind: Literal["score", "tally", "blend", "office"]
    entering: Number
    advance: list[str]
    undecided: list[str]
    not_advanced: list[str]
    unscored: list[str]
    reserves: list[str]
    places: Number
    vacant: Number | None
    vacancy_cause: Literal["below_minimum", "too_few_candidates", "by_decision"] | None
    vacancy_reason: str | None
    vacancy_decided_by: str | None
    vacancy_decided_at: str | None
    blocked_by: str | None = None


class TitleRow(_Part):
    key: str
    candidates: list[str]
    recognised: list[str]
    undecided: list[str]
    places: Number
    vacant: Number | None
    vacancy_reason: str | None
    vacancy_decided_by: str | None
    vacancy_decided_at: str | None
    blocked_by: str | None = None


class DecisionRow(_Part):
    model_config: ClassVar[ConfigDict] = ConfigDict(populate_by_name=True)
    stage: str
    candidate: str
    decision: Literal["advance", "not_advanced", "vacant"]
    ballots_for: Number = Field(alias="for")
    against: Number
    abstained: Number
    reason: str
    decided_by: str
    decided_at: str


class WarningRow(_Part):
    """A warning's code and its values: texts and whole numbers, as everywhere in a result."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str | int]
    code: str


class ResultDocument(_Part):
    """A consolidated result with its trail."""

    format: Literal["jiangping-result"]
    version: Literal[1]
    scheme: SchemeIdentity
    candidates: list[CandidateRow]
    stages: list[StageRow]
    titles: list[TitleRow]
    decisions: list[DecisionRow]
    warnings: list[WarningRow]


def checked(data: bytes) -> dict[str, Any]:
    """The document in some bytes, as JSON data. Raises `InputError` (`result_malformed`) for anything else."""
    try:
        document = read_json(data)
        ResultDocument.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError.of("result_malformed", reason=f"{where}: {first['msg']}") from error
    except ValueError as error:
        raise InputError.of("result_malformed", reason=str(error)[:200]) from error
    assert isinstance(document, dict)
    return document
