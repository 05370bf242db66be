"""Goal of anybody: is this file whole, and from whom.

Loads nothing that a signature check does not need; documents are read only with a key that opens them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.package import Kind, Outcome, PackageHeader
from reviewer_app.export.package import Package, Trust, check_against_round, read_package, trust_of
from reviewer_app.services.rounds import check_round

if TYPE_CHECKING:
    from reviewer_app.domain.receiving import HandIn

SIGNATURE, CONTENT = "signature", "content"


class Verdict(NamedTuple):
    """What was found about one file. `checked`: `signature`, and `content` where a key opened it.

    `error` is why it was refused or held; `notes` are codes and values of what a reader should know besides.
    """

    file: Path
    header: PackageHeader | None
    fingerprint: str
    checked: tuple[str, ...]
    outcome: str
    error: UserError | None = None
    notes: tuple[tuple[str, dict[str, str]], ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class _Judge:
    """Judges files one after the other; what came before counts (`stale`, `conflicting`)."""

    trust: Trust | RefusedError | None
    round_path: Path | None
    offices: tuple[str, ...]
    at: datetime
    secrets: Sequence[str]
    held: list[HandIn] = field(default_factory=list)

    def judge(self, file: Path) -> Verdict:
        """Raises `InputError` for a path that cannot be read."""
        header: PackageHeader | None = None
        fingerprint = ""
        checked: tuple[str, ...] = ()
        try:
            with read_package(file) as package:
                header, fingerprint = package.header, package.fingerprint
                package.check_payload()
                checked = (SIGNATURE,)
                notes = self._check(package)
                if self._check_content(package):
                    checked = (SIGNATURE, CONTENT)
                else:
                    notes = (*notes, ("content_sealed", {"recipients": ", ".join(header.recipients)}))
                self._check_order(package)
        except RefusedError as error:
            return Verdict(
                file=file,
                header=header,
                fingerprint=fingerprint,
                checked=checked,
                outcome=str(error.outcome),
                error=error,
            )
        return Verdict(
            file=file,
            header=header,
            fingerprint=fingerprint,
            checked=checked,
            outcome=Outcome.VERIFIED.value,
            notes=notes,
        )

    def _check(self, package: Package) -> tuple[tuple[str, dict[str, str]], ...]:
        """Who signed, and whether that person may."""
        if package.header.kind is Kind.CARD:
            from reviewer_app.export.card import card_of

            card_of(package)
            return (("card_self_signed", {}),)
        if package.header.kind is Kind.ROUND:
            check_round(package, self.at)
            if package.bag.signature.key.fingerprint not in self.offices:
                raise RefusedError(
                    Outcome.UNTRUSTED_SIGNER, "office_unknown_key", fingerprint=package.bag.signature.key.fingerprint
                )
            return ()
        if self.trust is None:
            raise RefusedError(Outcome.UNTRUSTED_SIGNER, "round_needed", kind=package.header.kind.value)
        if isinstance(self.trust, RefusedError):
            raise RefusedError(Outcome.UNTRUSTED_SIGNER, "round_refused", outcome=str(self.trust.outcome))
        check_against_round(package, self.trust, self.at)
        return ()

    def _check_content(self, package: Package) -> bool:
        """Opens the documents where a key fits; False where none does."""
        if not self.secrets or package.header.kind is Kind.CARD:
            return package.header.kind is Kind.CARD
        from reviewer_app.services.contents import check_contents

        return check_contents(package, self.round_path, self.secrets, self.at)

    def _check_order(self, package: Package) -> None:
        header = package.header
        if header.kind not in (Kind.SCORE, Kind.RESULT):
            return
        from reviewer_app.domain.receiving import HandIn, Standing, standing

        new = HandIn(
            fingerprint=package.fingerprint,
            signer=f"{header.kind.value} {header.signer}",
            entered=1,
            sequence=header.sequence,
        )
        how = standing(new, self.held)
        if how in (Standing.STALE, Standing.CONFLICTING):
            raise RefusedError(Outcome(how.value), how.value, signer=header.signer, sequence=header.sequence)
        self.held.append(new)


def verify(
    files: Sequence[Path],
    *,
    round_path: Path | None,
    offices: Iterable[str],
    at: datetime,
    secrets: Sequence[str],
) -> list[Verdict]:
    """Judges files in the order given. With a round, signers and roles come from it.

    `offices`: fingerprints of the office keys that the user vouches for. By a round that does not hold itself nobody is
    trusted. Raises `InputError` for a path that cannot be read.
    """
    known = tuple(offices)
    trust = _trust(round_path, known) if round_path is not None else None
    judge = _Judge(trust, round_path, known, at, secrets)
    return [judge.judge(file) for file in files]


def _trust(round_path: Path, offices: tuple[str, ...]) -> Trust | RefusedError:
    try:
        with read_package(round_path) as package:
            check_round(package, None)
            return trust_of(package, offices)
    except RefusedError as error:
        return error
