"""A cut, the tie across it, and the committee's decisions that resolve the tie."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from reviewer_app.domain.errors import Problem


class Verdict(StrEnum):
    """What a committee may decide about a candidate; `VACANT` is about the places that a stage leaves empty."""

    ADVANCE = "advance"
    NOT_ADVANCED = "not_advanced"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the committee decided about one candidate, with its ballots, its reason, who recorded it and when.

    With the verdict `VACANT` the candidate is empty: the reason says why places of the stage (or title) stay vacant.
    """

    stage: str
    candidate: str
    verdict: Verdict
    ballots_for: int
    ballots_against: int
    ballots_abstained: int
    reason: str
    decided_by: str = ""
    decided_at: str = ""


class Standing(NamedTuple):
    """A ranking to cut: candidates in order, the number of each one's tie group, how many reach the minimum."""

    order: Sequence[int]
    groups: Sequence[int]
    passing: int


def straddling(standing: Standing, quota: int | None) -> tuple[int, int, int]:
    """How many are surely in, how many share the tie across the cut, and how many places these contend for."""
    if quota is None or standing.passing <= quota:
        return standing.passing, 0, 0
    groups = standing.groups
    if quota == 0 or groups[quota - 1] != groups[quota]:
        return quota, 0, 0
    first = last = quota
    while first > 0 and groups[first - 1] == groups[quota]:
        first -= 1
    while last < standing.passing and groups[last] == groups[quota]:
        last += 1
    return first, last - first, quota - first


class Decisions:
    """The decisions by stage (or title) and candidate; keeps which of them were asked for, and what is wrong."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.problems: list[Problem] = []
        self.used: set[tuple[str, str]] = set()
        self._by_place: dict[tuple[str, str], Decision] = {}
        self._vacancies: dict[str, Decision] = {}
        self._explained: set[str] = set()
        for decision in decisions:
            self._sort_in(decision)

    def _sort_in(self, decision: Decision) -> None:
        key = (decision.stage, decision.candidate)
        if decision.verdict is Verdict.VACANT and decision.candidate:
            self._wrong("vacancy_with_candidate", decision)
        elif decision.verdict is Verdict.VACANT:
            if decision.stage in self._vacancies:
                self._wrong("vacancy_twice", decision)
            self._vacancies[decision.stage] = decision
        else:
            if key in self._by_place:
                self._wrong("decision_twice", decision)
            self._by_place[key] = decision

    def vacancy(self, stage: str, vacant: int) -> Decision | None:
        """Why places of a stage (or title) stay vacant, where they do and the reason was recorded."""
        if not vacant or stage not in self._vacancies:
            return None
        self._explained.add(stage)
        return self._vacancies[stage]

    def verdicts(self, stage: str, candidates: Sequence[str]) -> dict[str, Verdict]:
        """What was decided about some of the candidates; these decisions were rightly made."""
        found = {code: self._by_place[stage, code].verdict for code in candidates if (stage, code) in self._by_place}
        self.used.update((stage, code) for code in found)
        return found

    def resolve(self, stage: str, tied: Sequence[str], places: int) -> tuple[set[str], list[str]]:
        """Who of a tie advances, by decision or because the places left suffice, and who stays undecided."""
        verdicts = self.verdicts(stage, tied)
        chosen = {code for code, verdict in verdicts.items() if verdict is Verdict.ADVANCE}
        rest = [code for code in tied if code not in verdicts]
        if len(chosen) > places:
            names = sorted(chosen)
            values = {"stage": stage, "places": places, "decided": len(chosen), "candidate": ", ".join(names)}
            self.problems.append(Problem(code="decision_over_places", values={**values, "last": names[-1]}))
        if len(rest) <= places - len(chosen):
            return chosen | set(rest), []
        return chosen, rest if len(chosen) < places else []

    def judge(self, stages: Collection[str], candidates: Collection[str]) -> list[Decision]:
        """Notes every decision that nothing asked for; gives those that advance somebody without a majority."""
        for stage, vacancy in self._vacancies.items():
            if stage not in stages:
                self._wrong("vacancy_stage_unknown", vacancy)
            elif stage not in self._explained:
                self._wrong("vacancy_none", vacancy)
        doubtful = []
        for key, decision in self._by_place.items():
            if decision.stage not in stages:
                self._wrong("decision_stage_unknown", decision)
            elif decision.candidate not in candidates:
                self._wrong("decision_candidate_unknown", decision)
            elif key not in self.used:
                self._wrong("decision_not_undecided", decision)
            elif decision.verdict is Verdict.ADVANCE and decision.ballots_for <= decision.ballots_against:
                doubtful.append(decision)
        return doubtful

    def _wrong(self, code: str, decision: Decision) -> None:
        values = {"stage": decision.stage, "candidate": decision.candidate}
        self.problems.append(Problem(code=code, values=values))
