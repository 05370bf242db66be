"""The return (`.jpreturn`): sheets that the chair sends back to an expert, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from reviewer_app.domain.candidate import Code, Text
from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Kind, Outcome, PackageHeader
from reviewer_app.domain.people import Document, PersonId, fault_of
from reviewer_app.domain.score import AuditHead, Sha256
from reviewer_app.domain.strict_json import write_json
from reviewer_app.export.package import Content, Package, SignedPackage, sealed_bytes, sign_package
from reviewer_app.security.keys import SigningKey

RETURN = "data/return.json.age"


class ReturnedSheet(Document):
    """One sheet to look at again, and why."""

    candidate: Code
    reason: Annotated[Text, Field(min_length=1)]


class ReturnDocument(Document):
    """`data/return.json`. `package_sha256` is the score package whose sheets are sent back."""

    format: Literal["jiangping-return"] = "jiangping-return"
    version: Literal[1] = 1
    package: dict[str, Any]
    expert: PersonId
    package_sha256: Sha256
    sheets: Annotated[tuple[ReturnedSheet, ...], Field(min_length=1)]
    audit: AuditHead

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        codes = [sheet.candidate for sheet in self.sheets]
        if len(set(codes)) != len(codes):
            raise ValueError("a candidate stands twice")
        return self


def sign_return(
    document: ReturnDocument, tags: Mapping[str, bytes], recipients: Mapping[str, str], key: SigningKey
) -> SignedPackage:
    """Signs and seals a return; `tags` are the round's own, `recipients` age keys by person."""
    content = Content(
        tags=tags,
        payload=[(RETURN, sealed_bytes(write_json(document.model_dump(mode="json")), recipients.values()))],
    )
    return sign_package(PackageHeader.from_document(document.package), content, key)


def return_document(package: Package, secrets: Sequence[str]) -> ReturnDocument:
    """What is sent back, for a recipient. Raises `RefusedError`."""
    if package.header.kind is not Kind.RETURN:
        raise RefusedError(Outcome.WRONG_ROLE, "not_this_kind", kind=package.header.kind.value, wanted="return")
    data = package.document(RETURN, secrets)
    try:
        return ReturnDocument.model_validate_json(data)
    except ValueError as error:
        raise RefusedError(Outcome.MALFORMED, "document_unreadable", member=RETURN, detail=fault_of(error)) from error
