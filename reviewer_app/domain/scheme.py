"""The scheme: the rules of one selection, as data. One TOML file, strict, known by the sha256 of its exact bytes."""

import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from reviewer_app.domain.exact import decimals_of, parse_decimal, to_units


def _decimal(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("scheme_number_unquoted", "{value}", {"value": str(value)})
    try:
        return parse_decimal(value)
    except ValueError:
        raise PydanticCustomError("scheme_number_wrong", "{value}", {"value": value}) from None


def _quorum(value: object) -> Fraction | int:
    if isinstance(value, Fraction) or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
        return value
    try:
        above, below = str(value).split("/") if isinstance(value, str) else ("", "")
        share = Fraction(int(above.strip()), int(below.strip()))
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise PydanticCustomError("scheme_quorum_wrong", "{value}", {"value": str(value)})
    return share


def _date(value: object) -> datetime.date | None:
    if value == "":
        return None
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise PydanticCustomError("scheme_date_wrong", "{value}", {"value": str(value)}) from None


Exact = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    WithJsonSchema({"type": "string", "pattern": r"^[+-]?[0-9]{1,30}(\.[0-9]{1,30})?$"}),
]
Quorum = Annotated[
    Fraction | int,
    BeforeValidator(_quorum),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": r"^[0-9]+ */ *[0-9]+$"}]}
    ),
]
LONGEST_KEY = 200


def _key(value: str) -> str:
    if not value or len(value) > LONGEST_KEY or value != value.strip() or not value.isprintable():
        raise PydanticCustomError("scheme_text_wrong", "{value}", {"value": value})
    return value


Key = Annotated[str, AfterValidator(_key), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_KEY})]
Text = Annotated[str, StringConstraints(min_length=1)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Drops = Annotated[int, Field(ge=0, le=1_000_000)]


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        ignored_types=(cached_property,),
        defer_build=True,
    )


class Anchor(_Part):
    """What a mark means: shown beside the criterion."""

    score: Exact
    text: Text
    text_en: str = ""


class Criterion(_Part):
    """What is marked, on which grid (from `min_score` in steps of `step`), with which weight."""

    key: Key
    title: Text
    title_en: str = ""
    definition: str = ""
    definition_en: str = ""
    min_score: Exact
    max_score: Exact
    step: Exact
    weight: Exact
    anchors: tuple[Anchor, ...] = Field(default=(), strict=False)

    @property
    def places(self) -> int:
        """The decimals that a mark of this criterion is written with."""
        return max(decimals_of(self.min_score), decimals_of(self.step))

    def on_grid(self, mark: Decimal) -> bool:
        """Whether a mark may be given: within the range and on the grid."""
        return _on_grid(self.min_score, self.max_score, self.step, mark)


@lru_cache(maxsize=8192)
def _on_grid(lowest: Decimal, highest: Decimal, step: Decimal, mark: Decimal) -> bool:
    """The marks of a round are few and given thousands of times."""
    return lowest <= mark <= highest and (Fraction(mark) - Fraction(lowest)) % Fraction(step) == 0


class Consolidation(_Part):
    """How the marks of many experts become one score, see `domain.consolidation`."""

    method: Literal["mean", "trimmed_mean", "median"]
    trim_lowest: Drops | None = None
    trim_highest: Drops | None = None
    trim_scope: Literal["criterion", "sheet"] | None = None
    trim_minimum_experts: Count | None = None
    rounding_places: Annotated[int, Field(ge=0, le=9)]
    rounding_scope: Literal["criterion", "total", "none"]
    quorum: Quorum
    quorum_floor: Count | None = None
    deviation_alert: Exact | None = None
    tie_break: tuple[Key, ...] = Field(default=(), strict=False)


class _Stage(_Part):
    key: Key
    title: str = ""
    title_en: str = ""
    track: Key | None = None
    intake: Count | None = None
    quota: Count | None = None


class ScoreStage(_Stage):
    """The committee's marks decide."""

    kind: Literal["score"]
    minimum_score: Exact | None = None


class TallyStage(_Stage):
    """A public vote; without a quota it cuts nobody."""

    kind: Literal["tally"]
    minimum_score: Exact | None = None


class BlendStage(_Stage):
    """Experts' score and public vote together."""

    kind: Literal["blend"]
    scores_from: Key
    votes_from: Key
    expert_weight: Exact
    vote_weight: Exact
    vote_scale: Literal["relative_to_top", "share", "rank"]
    minimum_score: Exact | None = None


class OfficeStage(_Stage):
    """A step outside the program, recorded: who enters advances unless a decision says otherwise."""

    kind: Literal["office"]


Stage = Annotated[ScoreStage | TallyStage | BlendStage | OfficeStage, Field(discriminator="kind")]


class Track(_Part):
    """Candidates that compete among themselves, known by how their code begins."""

    key: Key
    title: Text
    title_en: str = ""
    code_prefix: Text


class Title(_Part):
    """What is conferred. Titles stand from the lower to the higher; money is in yuan."""

    key: Key
    title: Text
    title_en: str = ""
    quota: Count
    relation: Literal["nested", "disjoint"] | None = None
    track: Key | None = None
    award: Exact | None = None
    award_before_tax: bool = False
    award_adds_up: bool = False
    grant: Exact | None = None


class Answer(_Part):
    """What the documents leave open and the office settles before a round is sealed, with who says so and when."""

    key: Key
    question: Text
    question_en: str = ""
    example: str = ""
    answer: str = ""
    authority: str = ""
    date: Annotated[datetime.date | None, BeforeValidator(_date)] = None

    @property
    def is_open(self) -> bool:
        return not self.answer.strip()


class Scheme(_Part):
    """The rules of one selection. `sha256` is that of the bytes it was read from, its identity."""

    id: Key
    title: Text
    title_en: str = ""
    authority: str = ""
    full_mark: Exact | None = None
    criteria: tuple[Criterion, ...] = Field(min_length=1, strict=False)
    consolidation: Consolidation
    tracks: tuple[Track, ...] = Field(default=(), strict=False)
    stages: tuple[Stage, ...] = Field(default=(), strict=False)
    titles: tuple[Title, ...] = Field(default=(), strict=False)
    answers: tuple[Answer, ...] = Field(default=(), strict=False)
    sha256: str = Field(default="", exclude=True)

    @property
    def open_answers(self) -> tuple[Answer, ...]:
        """The questions that the office must still answer before a round is sealed."""
        return tuple(answer for answer in self.answers if answer.is_open)

    @property
    def full_score(self) -> Decimal:
        """Σ weight × max_score: the most that a candidate can reach."""
        return sum((item.weight * item.max_score for item in self.criteria), Decimal(0))

    @cached_property
    def mark_places(self) -> int:
        """The decimals of the marks' common fixed-point scale."""
        return max(item.places for item in self.criteria)

    @cached_property
    def weight_places(self) -> int:
        """The decimals of the weights' common fixed-point scale."""
        return max(decimals_of(item.weight) for item in self.criteria)

    @cached_property
    def weight_units(self) -> tuple[int, ...]:
        """The weights in units of 10^-weight_places, in the criteria's order."""
        return tuple(to_units(item.weight, self.weight_places) for item in self.criteria)

    @cached_property
    def criterion_keys(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.criteria)

    @property
    def score_places(self) -> int:
        """The decimals that scores are printed with: `rounding_places`, or 6 where nothing is rounded."""
        rule = self.consolidation
        return 6 if rule.rounding_scope == "none" else rule.rounding_places

    def criterion(self, key: str) -> Criterion:
        """Raises `KeyError` when the scheme has no such criterion."""
        for item in self.criteria:
            if item.key == key:
                return item
        raise KeyError(key)


def read_scheme(data: bytes, *, file: str = "scheme.toml") -> Scheme:
    """The scheme that a TOML file's bytes hold, checked wholly.

    Raises `InputError` with every problem at once, each with its line where that can be told, the key and the remedy.
    """
    from reviewer_app.domain.scheme_reading import read

    return read(data, file)
