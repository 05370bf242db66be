"""The score package (`.jpscore`): what an expert hands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Outcome, PackageHeader
from reviewer_app.domain.people import fault_of
from reviewer_app.domain.score import ScoreDocument
from reviewer_app.domain.strict_json import write_json
from reviewer_app.export.package import Content, Package, SignedPackage, sealed_bytes, sign_package
from reviewer_app.security.keys import SigningKey

SHEETS = "data/sheets.json.age"


def sign_score(
    document: ScoreDocument, tags: Mapping[str, bytes], recipients: Mapping[str, str], key: SigningKey
) -> SignedPackage:
    """Signs and seals score sheets; `tags` are the round's own, `recipients` age keys by person."""
    header = PackageHeader.from_document(document.package)
    data = write_json(document.model_dump(mode="json"))
    content = Content(tags=tags, payload=[(SHEETS, sealed_bytes(data, recipients.values()))])
    return sign_package(header, content, key)


def score_document(package: Package, secrets: Sequence[str]) -> ScoreDocument:
    """The score sheets, for a recipient. Raises `RefusedError`."""
    data = package.document(SHEETS, secrets)
    try:
        document = ScoreDocument.model_validate_json(data)
    except ValueError as error:
        raise RefusedError(Outcome.MALFORMED, "document_unreadable", member=SHEETS, detail=fault_of(error)) from error
    if document.expert != package.header.signer:
        raise RefusedError(Outcome.DISAGREES, "header_disagrees", member=SHEETS)
    return document
