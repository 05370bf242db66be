"""What the expert of a desk declared of conflicts, and what the program found of them in dossiers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from reviewer_app.models.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What a search of a dossier for a name found; `places` may be none."""

    candidate: str
    dossier_sha256: str
    name: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """Why a proposal is no conflict; `known` are the keys of the reasons that it had then."""

    candidate: str
    reason: str
    known: frozenset[str]
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """When, and of which version of the round, the expert declared to have named every conflict."""

    round_version: int
    at: str


class Declared:
    """The declarations within one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def set_past_units(self, units: Iterable[str]) -> None:
        """Puts these units in place of those declared before."""
        self._work.execute("delete from past_unit")
        for place, unit in enumerate(units, start=1):
            self._work.execute("insert into past_unit (place, unit) values (?, ?)", (place, unit))

    def past_units(self) -> tuple[str, ...]:
        return tuple(unit for (unit,) in self._work.execute("select unit from past_unit order by place"))

    def keep_mention(self, mention: Mention) -> None:
        self._work.execute(
            "insert or replace into mention (candidate, dossier_sha256, name, places) values (?, ?, ?, ?)",
            (mention.candidate, mention.dossier_sha256, mention.name, " ".join(mention.places)),
        )

    def mentions(self) -> dict[str, Mention]:
        """What every search found, by candidate."""
        rows = self._work.execute("select candidate, dossier_sha256, name, places from mention")
        return {
            candidate: Mention(candidate=candidate, dossier_sha256=sha256, name=name, places=tuple(places.split()))
            for candidate, sha256, name, places in rows
        }

    def keep_dismissal(self, dismissal: Dismissal) -> None:
        self._work.execute(
            "insert or replace into dismissal (candidate, reason, known, at) values (?, ?, ?, ?)",
            (
                dismissal.candidate,
                dismissal.reason,
                json.dumps(sorted(dismissal.known), ensure_ascii=False),
                dismissal.at,
            ),
        )

    def dismissals(self) -> dict[str, Dismissal]:
        """Every dismissal, by candidate."""
        rows = self._work.execute("select candidate, reason, known, at from dismissal")
        return {
            candidate: Dismissal(candidate=candidate, reason=reason, known=frozenset(json.loads(known)), at=at)
            for candidate, reason, known, at in rows
        }

    def declare(self, declaration: Declaration) -> None:
        self._work.execute(
            "insert or replace into declaration (id, round_version, at) values (1, ?, ?)",
            (declaration.round_version, declaration.at),
        )

    def withdraw_declaration(self) -> None:
        self._work.execute("delete from declaration")

    def declaration(self) -> Declaration | None:
        """The last one; None before the first."""
        rows = self._work.execute("select round_version, at from declaration")
        return Declaration(round_version=rows[0][0], at=rows[0][1]) if rows else None
