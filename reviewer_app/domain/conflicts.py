"""Where an expert may be in conflict with a candidate, as far as it shows in what both have written down.

Everything here is a proposal: names are shared by many, units are written in many ways. The expert decides. Texts are
compared without regard to width, case, spaces, brackets and the legal form of a company.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from reviewer_app.domain.candidate import Candidate, Dossier

SHORTEST_PART = 4
"""The characters that a unit's name must have to be looked for within a longer one: 青岛 is no unit of 青岛某厂."""
SHORTEST_NAME = 2
"""The characters that a name must have to be looked for in a text."""

_COMPANY = re.compile("(?:股份)?有限(?:责任)?公司|股份公司")
_FORM = re.compile("(?:有限)?公司$")
_APART = r"[\s·・•.'’-]*"


class Ground(StrEnum):
    """What a proposal rests on, the weightiest first."""

    UNIT = "unit"  # the candidate is of the expert's unit
    PAST_UNIT = "past_unit"  # the candidate is of a unit that the expert worked for earlier
    ENDORSER = "endorser"  # the expert's name stands among those who recommend
    UNIT_ENDORSES = "unit_endorses"  # the expert's unit recommends
    PAST_UNIT_ENDORSES = "past_unit_endorses"  # a unit that the expert worked for earlier recommends
    NAMESAKE = "namesake"  # expert and candidate bear the same name
    MENTION = "mention"  # the expert's name stands in the dossier


_WEIGHT = {ground: place for place, ground in enumerate(Ground)}


class Kinship(StrEnum):
    """How the expert's unit and the other one are related by their names."""

    SAME = "same"
    PART = "part"  # the other one's name contains the expert's unit: perhaps a part of it
    WHOLE = "whole"  # the expert's unit contains the other one's name: perhaps the whole of it


class Place(StrEnum):
    """Where in a dossier a name stands."""

    DEEDS = "deeds"
    HONOURS = "honours"
    MENTORSHIPS = "mentorships"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason of a proposal: `own` is the expert's name or unit, `theirs` what it was found in."""

    ground: Ground
    own: str
    theirs: str = ""
    kinship: Kinship = Kinship.SAME
    places: tuple[Place, ...] = ()

    @property
    def key(self) -> str:
        """Tells whether a reason was known when something was decided."""
        return "|".join((self.ground, self.own, self.theirs, *self.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A candidate from whom the expert may have to step back, with every reason that shows."""

    candidate: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Oneself:
    """What the expert is known by: the name and the units, of now and of earlier."""

    name: str
    unit: str = ""
    past_units: tuple[str, ...] = ()


def proposals(
    oneself: Oneself, candidates: Iterable[Candidate], mentions: Mapping[str, tuple[Place, ...]]
) -> tuple[Proposal, ...]:
    """The candidates with a reason each, in their order; `mentions` holds what was found in dossiers, by code."""
    found = []
    for candidate in candidates:
        reasons = list(_reasons(oneself, candidate, mentions.get(candidate.code, ())))
        if reasons:
            reasons.sort(key=lambda reason: _WEIGHT[reason.ground])
            found.append(Proposal(candidate=candidate.code, reasons=tuple(reasons)))
    return tuple(found)


def kinship(own: str, theirs: str) -> Kinship | None:
    """How two units are related by their names; an empty one never is."""
    mine, other = unit_key(own), unit_key(theirs)
    if not mine or not other:
        return None
    if mine == other:
        return Kinship.SAME
    if len(mine) >= SHORTEST_PART and mine in other:
        return Kinship.PART
    if len(other) >= SHORTEST_PART and other in mine:
        return Kinship.WHOLE
    return None


def mentions_in(dossier: Dossier, name: str, candidate_name: str) -> tuple[Place, ...]:
    """Where in a dossier a name stands; the candidate's own name, which may contain it, does not count."""
    wanted = name_pattern(name)
    if wanted is None or name_key(name) == name_key(candidate_name):
        return ()
    own = name_pattern(candidate_name) if name_key(name) in name_key(candidate_name) else None
    mentorships = [text for one in dossier.mentorships for text in (one.form, one.proof)]
    texts = {Place.DEEDS: (dossier.deeds,), Place.HONOURS: dossier.honours, Place.MENTORSHIPS: mentorships}
    return tuple(place for place, where in texts.items() if any(_stands(wanted, own, text) for text in where))


@lru_cache(maxsize=8192)
def unit_key(unit: str) -> str:
    """What is left of a unit's name to compare: no width, case, spaces, brackets or legal form."""
    return _FORM.sub("", _COMPANY.sub("有限公司", _letters(unit)))


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """What is left of a person's name to compare: no width, case, spaces, dots or hyphens."""
    return _letters(name)


@lru_cache(maxsize=64)
def name_pattern(name: str) -> re.Pattern[str] | None:
    """Finds a name in a folded text, spaces, dots or hyphens within it or not; None for a name too short to find."""
    key = name_key(name)
    if len(key) < SHORTEST_NAME:
        return None
    before = r"(?<![a-z0-9])" if key[0].isascii() else ""
    after = r"(?![a-z0-9])" if key[-1].isascii() else ""
    return re.compile(before + _APART.join(map(re.escape, key)) + after)


def _letters(text: str) -> str:
    """Letters and digits of any script; private-use characters count, because people's names hold them."""
    return "".join(
        letter for letter in _folded(text) if letter.isalnum() or unicodedata.category(letter) in ("Co", "Mn", "Mc")
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _stands(wanted: re.Pattern[str], own: re.Pattern[str] | None, text: str) -> bool:
    folded = _folded(text)
    return wanted.search(own.sub("\n", folded) if own else folded) is not None


def _reasons(oneself: Oneself, candidate: Candidate, places: tuple[Place, ...]) -> Iterable[Reason]:
    yield from _of_unit(Ground.UNIT, Ground.UNIT_ENDORSES, oneself.unit, candidate)
    for unit in oneself.past_units:
        if unit_key(unit) != unit_key(oneself.unit):
            yield from _of_unit(Ground.PAST_UNIT, Ground.PAST_UNIT_ENDORSES, unit, candidate)
    wanted = name_pattern(oneself.name)
    for endorser in candidate.recommended_by:
        if wanted is not None and wanted.search(_folded(endorser)):
            yield Reason(ground=Ground.ENDORSER, own=oneself.name, theirs=endorser)
    if name_key(oneself.name) and name_key(oneself.name) == name_key(candidate.name):
        yield Reason(ground=Ground.NAMESAKE, own=oneself.name, theirs=candidate.name)
    elif places:
        yield Reason(ground=Ground.MENTION, own=oneself.name, places=places)


def _of_unit(member: Ground, endorses: Ground, unit: str, candidate: Candidate) -> Iterable[Reason]:
    related = kinship(unit, candidate.unit)
    if related is not None:
        yield Reason(ground=member, own=unit, theirs=candidate.unit, kinship=related)
    for endorser in candidate.recommended_by:
        related = kinship(unit, endorser)
        if related is not None:
            yield Reason(ground=endorses, own=unit, theirs=endorser, kinship=related)
