"""The round: what the office seals, and what everybody in it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from reviewer_app.domain.candidate import Candidate, Code, Line
from reviewer_app.domain.package import Role
from reviewer_app.domain.people import Document, Person, PersonId
from reviewer_app.domain.score import AuditHead

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class RoundDocument(Document):
    """`data/round.json`: people, candidates and who is assigned to whom.

    `package` repeats the clear header. `assignments` names for each candidate the experts entitled to its dossier; an
    expert who is missing there was not assigned, or was recused before the round was sealed. `dossiers` holds the
    sha256 of each candidate's `dossier.json` in the clear, so that a later version tells which were mended.
    `withdrawn` are the codes of those who were candidates in an earlier version. `audit` is the head of the office's
    audit chain just before sealing.
    """

    format: Literal["jiangping-round"] = "jiangping-round"
    version: Literal[1] = 1
    package: dict[str, Any]
    title: Line
    edition: Annotated[int, Field(ge=1900, le=2200)]
    people: tuple[Person, ...]
    candidates: tuple[Candidate, ...]
    assignments: Mapping[Code, tuple[PersonId, ...]]
    dossiers: Mapping[Code, Sha256]
    withdrawn: tuple[Code, ...] = ()
    undertaking: str
    audit: AuditHead | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        codes = [candidate.code for candidate in self.candidates]
        ids = [person.id for person in self.people]
        experts = set(self.experts)
        if len({code.lower() for code in codes}) != len(codes) or len(set(ids)) != len(ids):
            raise ValueError("a candidate or a person stands twice")
        if list(self.assignments) != sorted(codes) or set(self.dossiers) != set(codes):
            raise ValueError("assignments or dossiers and candidates differ")
        if set(self.withdrawn) & set(codes):
            raise ValueError("a withdrawn candidate is still one")
        if any(
            set(assigned) - experts or len(set(assigned)) != len(assigned) for assigned in self.assignments.values()
        ):
            raise ValueError("somebody is assigned who is no expert of the round")
        return self

    @property
    def experts(self) -> tuple[str, ...]:
        return tuple(person.id for person in self.people if person.role is Role.EXPERT)

    def person(self, person_id: str) -> Person:
        """The person of that id; raises `KeyError`."""
        for person in self.people:
            if person.id == person_id:
                return person
        raise KeyError(person_id)

    def of_role(self, role: Role) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.role is role)

    def assigned_to(self, expert: str) -> tuple[Candidate, ...]:
        """The candidates that this expert is to judge, in the round's order."""
        return tuple(candidate for candidate in self.candidates if expert in self.assignments[candidate.code])

    def folder_of(self, code: str) -> str:
        """The folder below `data/` that holds a candidate's dossier: by position, because codes differ in case."""
        position = [candidate.code for candidate in self.candidates].index(code)
        return dossier_folder(position)


def dossier_folder(position: int) -> str:
    """`data/dossiers/0001/` for the first candidate."""
    return f"data/dossiers/{position + 1:04d}/"
