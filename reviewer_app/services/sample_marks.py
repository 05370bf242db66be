"""Makes up the people of the sample round and the marks they give, so that one tie straddles the cut."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.package import Role
from reviewer_app.domain.scheme import Criterion, Scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.services.sample_people import chance_of, joint_recommenders, pool, unit_of

_RECUSED = (2, 5)
"""The candidates (and, where there are so many, the experts) of the two recusals, counted from 1."""
_IN_CONFLICT = 8
"""The candidate from whose unit the last expert comes."""
_ATTEMPTS = 200
_OTHERS = (
    (Role.OFFICE, "office", "岚海市总工会"),
    (Role.CHAIR, "chair", "岚海市总工会"),
    (Role.SUPERVISOR, "supervisor", "岚海市监督委员会（示例）"),
    (Role.UNION, "union", "示例省总工会"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """Somebody made up who takes part in the round, under the id that the round gives."""

    id: str
    role: Role
    name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMarks:
    """What the experts do: their sheets, in the candidates' order, the late one's too.

    `recusals` (expert, candidate) stand in the sheets with their reasons. While the late expert is absent, the two
    `tied` candidates alone share the rank that straddles the cut.
    """

    sheets: Mapping[str, tuple[ScoreSheet, ...]]
    recusals: tuple[tuple[str, str], ...]
    late: str
    tied: tuple[str, str]


def make_people(experts: int, seed: int) -> tuple[SamplePerson, ...]:
    """Office, chair, supervisor, union, then `expert-01` and so on; two experts come from the unit of a candidate.

    The last one too, and bears the name of somebody who recommends: there the program has conflicts to propose.
    """
    chance = chance_of(seed, "people")
    pools = pool("people")
    names: list[str] = []
    while len(names) < len(_OTHERS) + experts:
        name = chance.choice(pools["surnames"]) + chance.choice(pools["given_male"] + pools["given_female"])
        if name not in names:
            names.append(name)
    people = [
        SamplePerson(id=id_, role=role, name=name, unit=unit)
        for (role, id_, unit), name in zip(_OTHERS, names, strict=False)
    ]
    for number, name in enumerate(names[len(_OTHERS) :], start=1):
        unit = unit_of(number, seed) if number in _RECUSED else chance.choice(pools["experts"]["units"])
        digits = max(2, len(str(experts)))
        people.append(SamplePerson(id=f"expert-{number:0{digits}d}", role=Role.EXPERT, name=name, unit=unit))
    name = next(name for name in joint_recommenders(seed) if name not in names)
    people[-1] = replace(people[-1], name=name, unit=unit_of(_IN_CONFLICT, seed))
    return tuple(people)


def make_marks(
    scheme: Scheme, candidates: Sequence[Candidate], experts: Sequence[str], seed: int, *, cut: int
) -> SampleMarks:
    """A plan of marks: quality of the candidate, leniency and taste of the expert, and chance, on the scheme's grid.

    Two recusals, remarks on some sheets, the last expert late, and without the late one exactly one tie across the cut
    (the place number `cut`). Raises `ValueError` for fewer than three experts or six candidates, or a cut with nobody
    on either side.
    """
    if len(experts) < 3 or len(candidates) < 6 or not 0 < cut < len(candidates):
        raise ValueError("three experts, six candidates and somebody on either side of the cut are the least")
    for attempt in range(_ATTEMPTS):
        made = _attempt(scheme, candidates, experts, chance_of(seed, "marks", attempt), cut)
        if made is not None:
            return made
    raise ValueError("no tie could be made under this scheme")


def _attempt(
    scheme: Scheme, candidates: Sequence[Candidate], experts: Sequence[str], chance: random.Random, cut: int
) -> SampleMarks | None:
    """Marks with a tie made at the cut; nothing if it is not the only one, or meets a recused candidate."""
    recusals = _recusals(candidates, experts)
    sheets = _sheets(scheme, candidates, experts, chance)
    for (expert, code), reason in recusals.items():
        sheets[expert, code] = ScoreSheet(expert=expert, candidate=code, state=SheetState.RECUSED, reason=reason)
    present = experts[:-1]
    order = [code for code, _rank in _ranking(scheme, sheets, present)]
    if len(order) <= cut:
        return None
    tied = (order[cut - 1], order[cut])
    if any(code in tied for _expert, code in recusals):
        return None
    _tie(sheets, tied, present)
    if _across_the_cut(_ranking(scheme, sheets, present), cut) != set(tied):
        return None
    return SampleMarks(
        sheets={expert: tuple(sheets[expert, candidate.code] for candidate in candidates) for expert in experts},
        recusals=tuple(recusals),
        late=experts[-1],
        tied=tied,
    )


def _recusals(candidates: Sequence[Candidate], experts: Sequence[str]) -> dict[tuple[str, str], str]:
    texts = pool("people")["experts"]
    reasons = (texts["recusal_same_unit"], texts["recusal_mentor"])
    return {
        (experts[min(number, len(experts) - 1) - 1], candidates[number - 1].code): reason.format(
            unit=candidates[number - 1].unit or candidates[number - 1].trade
        )
        for number, reason in zip(_RECUSED, reasons, strict=True)
    }


def _sheets(
    scheme: Scheme, candidates: Sequence[Candidate], experts: Sequence[str], chance: random.Random
) -> dict[tuple[str, str], ScoreSheet]:
    remarks = pool("people")["experts"]["remarks"]
    leniency = {expert: chance.gauss(0, 0.025) for expert in experts}
    quality = {candidate.code: min(max(chance.gauss(0.82, 0.06), 0.6), 0.96) for candidate in candidates}
    strength = {
        (candidate.code, criterion.key): chance.gauss(0, 0.025)
        for candidate in candidates
        for criterion in scheme.criteria
    }
    sheets = {}
    for expert in experts:
        for candidate in candidates:
            level = quality[candidate.code] + leniency[expert] + chance.gauss(0, 0.015)
            marks = {
                criterion.key: _on_grid(
                    criterion, level + strength[candidate.code, criterion.key] + chance.gauss(0, 0.02)
                )
                for criterion in scheme.criteria
            }
            remark = chance.choice(remarks) if chance.random() < 0.15 else ""
            sheets[expert, candidate.code] = ScoreSheet(
                expert=expert, candidate=candidate.code, state=SheetState.SCORED, marks=marks, remark=remark
            )
    return sheets


def _on_grid(criterion: Criterion, level: float) -> Decimal:
    """The mark of the grid next to a level from 0 to 1."""
    room = criterion.max_score - criterion.min_score
    steps = int((Decimal(repr(level)) * room / criterion.step).to_integral_value(ROUND_HALF_UP))
    mark = criterion.min_score + min(max(steps, 0), int(room / criterion.step)) * criterion.step
    return mark.quantize(Decimal(1).scaleb(-criterion.places))


def _ranking(
    scheme: Scheme, sheets: Mapping[tuple[str, str], ScoreSheet], present: Sequence[str]
) -> list[tuple[str, int]]:
    """The scored candidates with their ranks, in order, the late expert being absent."""
    from reviewer_app.domain.consolidation import consolidate

    handed_in = [
        sheet
        if sheet.expert in present
        else ScoreSheet(expert=sheet.expert, candidate=sheet.candidate, state=SheetState.ABSENT)
        for sheet in sheets.values()
    ]
    ranking = consolidate(scheme, handed_in).ranking()
    return [(str(row["candidate"]), int(row["rank"])) for row in ranking if row["rank"] is not None]


def _tie(sheets: dict[tuple[str, str], ScoreSheet], tied: tuple[str, str], present: Sequence[str]) -> None:
    """Gives the second the marks of the first, each expert's from the next expert: other sheets, equal figures."""
    first, second = tied
    for expert, next_expert in zip(present, (*present[1:], present[0]), strict=True):
        sheets[expert, second] = replace(sheets[expert, second], marks=sheets[next_expert, first].marks)


def _across_the_cut(ranking: Sequence[tuple[str, int]], cut: int) -> set[str]:
    """Those who share the rank of the last place before the cut, if somebody behind it does too."""
    if len(ranking) <= cut or ranking[cut - 1][1] != ranking[cut][1]:
        return set()
    return {code for code, rank in ranking if rank == ranking[cut][1]}
