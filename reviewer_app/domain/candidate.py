"""Who is to be judged, and on what: the candidate, the dossier, the evidence, and what only the office may know.

These documents cross file boundaries: pydantic models, strict, frozen and closed to unknown keys. Read them with
`model_validate_json`. Texts in them are clean (see `reviewer_app.domain.names`), so that equal names are equal bytes.
None of the seven conditions that a programme may not ask for (age, sex, education, rank, title, years, honours) can
make a document invalid: they may all be left out.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from reviewer_app.domain.names import clean_line, clean_name, clean_text

SKILL_LEVELS = ("学徒工", "初级工", "中级工", "高级工", "技师", "高级技师", "特级技师", "首席技师")
"""The eight levels, lowest first. A candidate may hold another one, or none."""

LARGEST_EVIDENCE = 2 * 1024**3
"""The size in bytes that one piece of evidence may have."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.ASCII | re.IGNORECASE)
_SHA256 = r"^[0-9a-f]{64}$"


@lru_cache(maxsize=4096)
def is_code(text: str) -> bool:
    """Whether a text can be a code: 1–32 ASCII letters, digits, `_` and `-`, but no name of a Windows device."""
    return _CODE.fullmatch(text) is not None and _DEVICE.fullmatch(text) is None


def _code(text: str) -> str:
    if not is_code(text):
        raise ValueError("not a candidate code")
    return text


def _name(text: str) -> str:
    if text != clean_name(text):
        raise ValueError("not in clean form")
    return text


def _line(text: str) -> str:
    if text != clean_line(text):
        raise ValueError("not in clean form")
    return text


def _text(text: str) -> str:
    if text and text != clean_text(text):
        raise ValueError("not in clean form")
    return text


Code = Annotated[str, AfterValidator(_code)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_name)]
Line = Annotated[str, Field(max_length=500), AfterValidator(_line)]
Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_line)]
FileName = Annotated[str, Field(min_length=1, max_length=260), AfterValidator(_line)]
Text = Annotated[str, Field(max_length=100_000), AfterValidator(_text)]


class Channel(StrEnum):
    """How somebody was proposed."""

    UNIT = "unit"  # 单位推荐
    SELF = "self"  # 个人自荐
    JOINT = "joint"  # 联名推荐


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Employment(StrEnum):
    """Both programmes ask for people at work (在职职工): a retired one is flagged to the office."""

    IN_SERVICE = "in_service"
    RETIRED = "retired"
    OTHER = "other"


class Tag(StrEnum):
    """What the experts may filter achievements and evidence by."""

    FIVE_SMALLS = "five_smalls"  # 五小: small inventions, improvements, designs, suggestions, innovations
    PROVINCIAL_AWARD = "provincial_award"  # 省部级以上奖项


class _Document(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Candidate(_Document):
    """The head that all experts may see.

    `recommended_by` names the recommending unit, or the two or more persons or units of a joint nomination; empty for a
    self-nomination. Only a self-nominated candidate may be without a unit.
    """

    code: Code
    name: Name
    unit: Line = ""
    trade: Line = ""
    skill_level: Line = ""
    industry: Line = ""
    channel: Channel = Channel.UNIT
    recommended_by: tuple[Title, ...] = ()
    group: Line = ""

    @model_validator(mode="after")
    def _is_proposed_by_somebody(self) -> Self:
        if self.channel is Channel.JOINT and len(set(self.recommended_by)) < 2:
            raise ValueError("a joint nomination names two or more")
        if self.channel is Channel.UNIT and not self.recommended_by:
            raise ValueError("a unit's nomination names the unit")
        if self.channel is not Channel.SELF and not self.unit:
            raise ValueError("only a self-nominated candidate may be without a unit")
        return self


class Contest(_Document):
    """A skills contest: `level` in the programme's words (国家级, 省级, …), `rank` the place, `award` the prize."""

    name: Title
    level: Line = ""
    rank: Annotated[int, Field(ge=1)] | None = None
    award: Line = ""
    proof: Line = ""


class Patent(_Document):
    title: Title
    number: Line = ""
    kind: Line = ""
    proof: Line = ""


class Mentorship(_Document):
    """签订师带徒: `form` as the programme says it (一带一, 一带多, 多带一), `apprentices` their number."""

    form: Line = ""
    apprentices: Annotated[int, Field(ge=0, le=10_000)] | None = None
    agreement: bool
    proof: Line = ""


class Achievement(_Document):
    title: Title
    tags: tuple[Tag, ...] = ()
    proof: Line = ""


class Evidence(_Document):
    """One file of evidence: its number from 1 within the dossier, and the name that it bore (any script)."""

    number: Annotated[int, Field(ge=1)]
    file_name: FileName
    media_type: str
    size: Annotated[int, Field(ge=1, le=LARGEST_EVIDENCE)]
    sha256: Annotated[str, Field(pattern=_SHA256)]
    tags: tuple[Tag, ...] = ()


class Dossier(_Document):
    """What the assigned experts read. `years_on_front_line`: whole years."""

    candidate: Code
    sex: Sex | None = None
    birth_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    age: Annotated[int, Field(ge=0, le=150)] | None = None
    education: Line = ""
    title: Line = ""
    post: Line = ""
    employment: Employment | None = None
    years_on_front_line: Annotated[int, Field(ge=0, le=100)] | None = None
    deeds: Text = ""
    honours: tuple[Title, ...] = ()
    contests: tuple[Contest, ...] = ()
    patents: tuple[Patent, ...] = ()
    mentorships: tuple[Mentorship, ...] = ()
    achievements: tuple[Achievement, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _numbers_its_evidence(self) -> Self:
        if [piece.number for piece in self.evidence] != list(range(1, len(self.evidence) + 1)):
            raise ValueError("evidence is numbered 1, 2, 3, …")
        return self

    def piece_named(self, file_name: str) -> Evidence | None:
        """The piece of evidence that a `proof` names."""
        return next((piece for piece in self.evidence if piece.file_name == file_name), None) if file_name else None

    def tags_of(self, piece: Evidence) -> tuple[Tag, ...]:
        """The tags of a piece: its own, and those of the achievements that it proves."""
        proven = {tag for one in self.achievements if one.proof == piece.file_name for tag in one.tags}
        return tuple(tag for tag in Tag if tag in proven.union(piece.tags))

    def with_evidence(self, evidence: tuple[Evidence, ...]) -> Dossier:
        """The dossier with these pieces of evidence in place of those it has."""
        return Dossier.model_validate({**dict(self), "evidence": evidence})


class PrivateRecord(_Document):
    """What the office alone keeps. The ID number stands as it was given: a wrong one is told, not refused."""

    candidate: Code
    id_number: Line = ""
    phone: Line = ""
