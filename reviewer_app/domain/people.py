"""The people of a round: identity cards, and in what role each takes part."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reviewer_app.domain.candidate import Line, Name
from reviewer_app.domain.package import Role


class Document(BaseModel):
    """What crosses a file boundary: strict, frozen, closed to unknown keys. Read with `model_validate_json`."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def fault_of(error: ValueError) -> str:
    """Where a document first differs from its model, and how; without the document's values."""
    if not isinstance(error, ValidationError):
        return str(error)[:200]
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:300]


PersonId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
KeyLine = Annotated[str, Field(pattern=r"^ssh-ed25519 [A-Za-z0-9+/]{60,80}={0,2}$")]
AgeRecipient = Annotated[str, Field(pattern=r"^age1[0-9a-z]{58}$")]


class IdentityCard(Document):
    """What a person hands to the office: who they are and their two public keys."""

    name: Name
    unit: Line = ""
    signing_key: KeyLine
    age_recipient: AgeRecipient


class Person(Document):
    """Somebody enrolled in a round under an id (`office`, `chair`, `expert-07`) and a role.

    `entered` is the version of the round in which this key of theirs first stood: a replaced key starts anew.
    """

    id: PersonId
    role: Role
    name: Name
    unit: Line = ""
    signing_key: KeyLine
    age_recipient: AgeRecipient
    entered: Annotated[int, Field(ge=1)] = 1
