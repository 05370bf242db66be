"""What became of a round at a desk: its versions, sheets sent back, candidates to look at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields

from reviewer_app.models.values import Returned, Version
from reviewer_app.models.work import Work

_VERSION = ", ".join(field.name for field in fields(Version))
_RETURNED = ", ".join(field.name for field in fields(Returned))


class History:
    """The history within one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def keep_version(self, version: Version) -> None:
        self._work.execute(f"insert or replace into version ({_VERSION}) values (?, ?, ?, ?)", astuple(version))

    def versions(self) -> tuple[Version, ...]:
        """Every version taken in, the first first."""
        rows = self._work.execute(f"select {_VERSION} from version order by round_version")
        return tuple(
            Version(round_version=number, round_sha256=sha256, opened=opened, file=file)
            for number, sha256, opened, file in rows
        )

    def ask_to_look_again(self, candidate: str, why: str) -> None:
        self._work.execute("insert or replace into attention (candidate, why) values (?, ?)", (candidate, why))

    def looked_again(self, candidate: str) -> None:
        self._work.execute("delete from attention where candidate = ?", (candidate,))

    def to_look_at_again(self) -> dict[str, str]:
        """The code of why, by candidate."""
        return dict(self._work.execute("select candidate, why from attention order by candidate"))

    def lock_sheets(self, candidates: Iterable[str], sequence: int) -> None:
        """Closes sheets: they stand in the signed package of that sequence."""
        for candidate in candidates:
            self._work.execute("update sheet set locked_by = ? where candidate = ?", (sequence, candidate))

    def locked_by(self, candidate: str) -> int:
        """The sequence of the signed package that closed a sheet; 0 where it is open."""
        rows = self._work.execute("select locked_by from sheet where candidate = ?", (candidate,))
        return int(rows[0][0]) if rows else 0

    def locked(self) -> frozenset[str]:
        """The candidates whose sheets are closed by a signature."""
        return frozenset(code for (code,) in self._work.execute("select candidate from sheet where locked_by > 0"))

    def keep_returned(self, returned: Returned) -> None:
        self._work.execute(
            f"insert or replace into returned ({_RETURNED}) values (?, ?, ?, ?, ?, ?, ?)", astuple(returned)
        )

    def returned(self, expert: str) -> tuple[Returned, ...]:
        """Every sheet of an expert that was sent back, in the order of the returns."""
        rows = self._work.execute(
            f"select {_RETURNED} from returned where expert = ? order by at, fingerprint, candidate", (expert,)
        )
        return tuple(
            Returned(
                fingerprint=fingerprint,
                candidate=candidate,
                expert=who,
                package_sha256=package,
                reason=reason,
                at=at,
                answered_by=answered,
            )
            for fingerprint, candidate, who, package, reason, at, answered in rows
        )

    def open_returns(self, expert: str) -> dict[str, Returned]:
        """The sheets that were sent back and not yet handed in again, by candidate."""
        return {one.candidate: one for one in self.returned(expert) if not one.answered_by}

    def answer_returns(self, expert: str, fingerprint: str) -> None:
        """Marks every open return of an expert as answered by a package."""
        self._work.execute(
            "update returned set answered_by = ? where expert = ? and answered_by = ''", (fingerprint, expert)
        )
