"""The last package that was signed at a desk, read without the object mapper: a desk opens with it."""

from __future__ import annotations

from collections.abc import Collection

from reviewer_app.domain.package import Kind
from reviewer_app.models.values import Signed
from reviewer_app.models.work import Work
from reviewer_app.security.audit import Event


def last_signed(work: Work, kind: Kind) -> Signed | None:
    """The package of a kind with the highest sequence; None before the first."""
    rows = work.execute(
        "select sequence, fingerprint, created, content from signed where kind = ? order by sequence desc limit 1",
        (kind.value,),
    )
    if not rows:
        return None
    sequence, fingerprint, created, content = rows[0]
    return Signed(kind=kind, sequence=sequence, fingerprint=fingerprint, created=created, content=content)


def recorded_since(work: Work, event: Event, changes: Collection[Event]) -> bool:
    """Whether one of `changes` was recorded after the last `event`; without such an event, whether one ever was."""
    places = ", ".join("?" * len(changes))
    rows = work.execute(
        f"select 1 from audit where event in ({places}) "
        "and number > coalesce((select max(number) from audit where event = ?), 0) limit 1",
        (*(one.value for one in changes), event.value),
    )
    return bool(rows)


def counted_signers(work: Work) -> frozenset[str]:
    """Who of the experts has a package that counts."""
    return frozenset(signer for (signer,) in work.execute("select signer from received where standing = 'counted'"))
