"""The identity card (`.jpcard`): who somebody is, signed by the key that it shows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Kind, Outcome, PackageHeader, Role, as_time
from reviewer_app.domain.people import Document, IdentityCard, fault_of
from reviewer_app.domain.strict_json import write_json
from reviewer_app.export.package import (
    SIGNERS,
    Content,
    Package,
    check_document,
    copied_bytes,
    read_package,
    write_package,
)
from reviewer_app.export.validity import validity_from
from reviewer_app.security.keys import Identity
from reviewer_app.security.signers import Signer, render_signers

CARD = "data/card.json"
HOLDER = "holder"
MAX_CARD = 1 << 20


class CardDocument(Document):
    """`data/card.json`, in the clear: a card holds nothing that its holder does not hand out."""

    package: dict[str, object]
    card: IdentityCard


def write_card(target: Path, card: IdentityCard, identity: Identity, now: datetime) -> str:
    """Writes a self-signed card; returns its fingerprint. Raises `UserError`."""
    header = PackageHeader(
        kind=Kind.CARD,
        signer=HOLDER,
        role=Role.PERSON,
        recipients=(),
        round_id=None,
        round_version=None,
        round_sha256=None,
        scheme_sha256=None,
        sequence=1,
        created=as_time(now),
    )
    after, before = validity_from(now)
    signer = Signer(
        principal=HOLDER,
        namespaces=(Kind.CARD.namespace,),
        valid_after=after,
        valid_before=before,
        key=identity.signing.public,
    )
    document = {"package": header.document(), "card": card.model_dump(mode="json")}
    content = Content(tags={SIGNERS: render_signers([signer])}, payload=[(CARD, copied_bytes(write_json(document)))])
    return write_package(target, header, content, identity.signing)


def read_card(path: Path) -> IdentityCard:
    """The card in a file. Raises `InputError`, or `RefusedError` unless it is signed by the key that it shows."""
    with read_package(path) as package:
        if package.header.kind is not Kind.CARD:
            raise RefusedError(Outcome.WRONG_ROLE, "not_this_kind", kind=package.header.kind.value, wanted="card")
        return card_of(package)


def card_of(package: Package) -> IdentityCard:
    """The card in an open package; raises `RefusedError` unless key, signer line and card agree."""
    data = package.sealed(CARD, MAX_CARD)
    check_document(data, CARD, package.header)
    try:
        card = CardDocument.model_validate_json(data).card
    except ValueError as error:
        raise RefusedError(Outcome.MALFORMED, "document_unreadable", member=CARD, detail=fault_of(error)) from error
    key = package.bag.signature.key
    if card.signing_key != key.line or [signer.key for signer in package.signers] != [key]:
        raise RefusedError(Outcome.WRONG_SIGNER, "card_key_differs", fingerprint=key.fingerprint)
    return card
