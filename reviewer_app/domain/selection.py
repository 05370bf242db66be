"""Steps 5 and 6: who advances at each stage. The program proposes; a tie across the cut waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from reviewer_app.domain.blend import Blend, blend
from reviewer_app.domain.caution import Caution
from reviewer_app.domain.errors import Problem
from reviewer_app.domain.scheme import BlendStage, OfficeStage, Scheme, Stage, TallyStage


class Verdict(StrEnum):
    """What a committee may decide about a candidate."""

    ADVANCE = "advance"
    NOT_ADVANCED = "not_advanced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the committee decided about one candidate, with its ballots, its reason, who recorded it and when."""

    stage: str
    candidate: str
    verdict: Verdict
    ballots_for: int
    ballots_against: int
    ballots_abstained: int
    reason: str
    decided_by: str = ""
    decided_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOutcome:
    """Who comes out of a stage; every list in order of rank, `unscored` by code.

    `reserves`: those at or above the minimum behind the cut. `places`: how many places the undecided contend for.
    `vacant` is None when the stage could not be run: `blocked_by` names the stage (or votes) it waits for.
    """

    key: str
    kind: str
    entering: int = 0
    advance: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    not_advanced: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()
    places: int = 0
    vacant: int | None = None
    vacancy_reason: str | None = None
    blocked_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A ranking to cut: candidates in order, the number of each one's tie group, how many reach the minimum."""

    order: Sequence[int]
    groups: Sequence[int]
    passing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What the consolidation hands to the stages, by candidate number (codes are in ascending order).

    `ranks` is 0 for the unscored. A score is `totals` ÷ `divisor`; `keys` compare the criterion scores of a tie chain.
    """

    codes: Sequence[str]
    order: Sequence[int]
    ranks: Sequence[int]
    totals: Sequence[int]
    divisor: int
    chain: Sequence[tuple[str, Sequence[int]]]


@dataclass(slots=True)
class Selection:
    """The stages' outcomes, blends by stage, and what was noticed on the way."""

    stages: list[StageOutcome] = field(default_factory=list)
    blends: dict[str, Blend] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def select(scheme: Scheme, ranked: Ranked, votes: Mapping[str, int] | None, decisions: Sequence[Decision]) -> Selection:
    """Runs the stages in their order, each on those that the ones before it let through."""
    return _Run(scheme, ranked, votes, decisions).run()


class _Run:
    def __init__(
        self, scheme: Scheme, ranked: Ranked, votes: Mapping[str, int] | None, decisions: Sequence[Decision]
    ) -> None:
        self._scheme = scheme
        self._ranked = ranked
        self._votes = votes
        self._decided: dict[tuple[str, str], Decision] = {}
        self._used: set[tuple[str, str]] = set()
        self._prefixes = {track.key: track.code_prefix for track in scheme.tracks}
        self._made = Selection()
        for decision in decisions:
            key = (decision.stage, decision.candidate)
            if key in self._decided:
                values = {"stage": decision.stage, "candidate": decision.candidate}
                self._made.problems.append(Problem(code="decision_twice", values=values))
            self._decided[key] = decision

    def run(self) -> Selection:
        alive = list(range(len(self._ranked.codes)))
        stopped: list[tuple[str | None, str]] = []
        for stage in self._scheme.stages:
            entering = [index for index in alive if self._in_track(index, stage.track)]
            blocker = next(
                (key for track, key in stopped if None in (track, stage.track) or track == stage.track), None
            )
            outcome = self._outcome(stage, entering, blocker)
            self._made.stages.append(outcome)
            if outcome.undecided or outcome.blocked_by:
                stopped.append((stage.track, outcome.blocked_by or stage.key))
            gone = {*outcome.undecided, *outcome.not_advanced, *outcome.unscored}
            alive = [index for index in alive if self._ranked.codes[index] not in gone] if gone else alive
        self._judge_decisions()
        self._tell_strays()
        return self._made

    def _tell_strays(self) -> None:
        tracks = {stage.track for stage in self._scheme.stages}
        if None in tracks or not tracks:
            return
        prefixes = tuple(self._prefixes[track] for track in tracks if track is not None)
        for code in self._ranked.codes:
            if not code.startswith(prefixes):
                self._note("outside_tracks", candidate=code)

    def _in_track(self, index: int, track: str | None) -> bool:
        return track is None or self._ranked.codes[index].startswith(self._prefixes[track])

    def _outcome(self, stage: Stage, entering: list[int], blocker: str | None) -> StageOutcome:
        if blocker is None and self._votes is None and _needs_votes(stage):
            blocker = stage.votes_from if isinstance(stage, BlendStage) else stage.key
            self._note("votes_missing", stage=stage.key, votes=blocker)
        if blocker is not None:
            return StageOutcome(key=stage.key, kind=stage.kind, blocked_by=blocker)
        if stage.intake is not None and stage.intake != len(entering):
            self._note("intake_differs", stage=stage.key, intake=stage.intake, entering=len(entering))
        if isinstance(stage, OfficeStage):
            return self._office(stage, entering)
        return self._cut(stage, entering, self._standing(stage, entering))

    def _standing(self, stage: Stage, entering: list[int]) -> Standing:
        ranked, inside = self._ranked, set(entering)
        if isinstance(stage, TallyStage):
            return self._by_votes(stage, entering)
        order = [index for index in ranked.order if index in inside]
        if isinstance(stage, BlendStage):
            made = blend(stage, self._scheme, ranked, order, self._votes or {})
            self._made.blends[stage.key] = made
            self._made.cautions.extend(made.cautions)
            return Standing(
                order=made.order,
                groups=[made.ranks[index] for index in made.order],
                passing=_passing(stage.minimum_score, [made.totals[index] for index in made.order], made.divisor),
            )
        minimum = None if isinstance(stage, OfficeStage) else stage.minimum_score
        passing = _passing(minimum, [ranked.totals[index] for index in order], ranked.divisor)
        return Standing(order=order, groups=[ranked.ranks[index] for index in order], passing=passing)

    def _by_votes(self, stage: TallyStage, entering: list[int]) -> Standing:
        votes = self._votes or {}
        counts = {index: votes.get(self._ranked.codes[index], 0) for index in entering}
        order = sorted(entering, key=lambda index: (-counts[index], index))
        groups = [-counts[index] for index in order]
        if stage.quota is None and stage.minimum_score is None:
            return Standing(order=order, groups=groups, passing=len(order))
        return Standing(
            order=order, groups=groups, passing=_passing(stage.minimum_score, [-group for group in groups], 1)
        )

    def _cut(self, stage: Stage, entering: list[int], standing: Standing) -> StageOutcome:
        codes, order, quota = self._ranked.codes, standing.order, stage.quota
        placed = set(order)
        unscored = tuple(codes[index] for index in entering if index not in placed)
        passing = standing.passing
        sure, tied, places = _straddling(standing, quota)
        advance = [codes[index] for index in order[:sure]]
        contenders = [codes[index] for index in order[sure : sure + tied]]
        chosen, undecided = self._resolve(stage.key, contenders, places)
        named = {*advance, *chosen}
        through = (*advance, *(code for code in contenders if code in named))
        waiting = set(undecided)
        behind = [codes[index] for index in order[sure:passing] if codes[index] not in named | waiting]
        below = [codes[index] for index in order[passing:]]
        open_places = places - len(chosen) if undecided else 0
        vacant = max(0, quota - len(through) - open_places) if quota is not None else 0
        reason = self._vacancy(stage, vacant, len(order), passing) if vacant else None
        if undecided:
            self._note("tie_across_the_cut", stage=stage.key, candidates=", ".join(undecided), places=open_places)
        return StageOutcome(
            key=stage.key,
            kind=stage.kind,
            entering=len(entering),
            advance=through,
            undecided=tuple(undecided),
            not_advanced=(*behind, *below),
            unscored=unscored,
            reserves=tuple(behind),
            places=open_places,
            vacant=vacant,
            vacancy_reason=reason,
        )

    def _resolve(self, stage: str, tied: list[str], places: int) -> tuple[set[str], list[str]]:
        """Who of a tie advances by decision or because the places left suffice, and who stays undecided."""
        verdicts = {code: self._decided[stage, code].verdict for code in tied if (stage, code) in self._decided}
        self._used.update((stage, code) for code in verdicts)
        chosen = {code for code, verdict in verdicts.items() if verdict is Verdict.ADVANCE}
        rest = [code for code in tied if code not in verdicts]
        if len(chosen) > places:
            values = {"stage": stage, "places": places, "decided": len(chosen), "candidate": ", ".join(sorted(chosen))}
            self._made.problems.append(Problem(code="decision_over_places", values=values))
        if len(rest) <= places - len(chosen):
            return chosen | set(rest), []
        return chosen, rest if len(chosen) < places else []

    def _office(self, stage: OfficeStage, entering: list[int]) -> StageOutcome:
        codes = [self._ranked.codes[index] for index in entering]
        verdicts = {
            code: self._decided[stage.key, code].verdict for code in codes if (stage.key, code) in self._decided
        }
        self._used.update((stage.key, code) for code in verdicts)
        out = tuple(code for code in codes if verdicts.get(code) is Verdict.NOT_ADVANCED)
        through = tuple(code for code in codes if verdicts.get(code) is not Verdict.NOT_ADVANCED)
        if stage.quota is not None and len(through) > stage.quota:
            self._note("over_quota", stage=stage.key, quota=stage.quota, candidates=len(through))
        return StageOutcome(
            key=stage.key,
            kind=stage.kind,
            entering=len(entering),
            advance=through,
            not_advanced=out,
            vacant=max(0, stage.quota - len(through)) if stage.quota is not None else 0,
        )

    def _vacancy(self, stage: Stage, vacant: int, scored: int, passing: int) -> str:
        if stage.quota is not None and stage.quota > scored:
            self._note("quota_exceeds_candidates", stage=stage.key, quota=stage.quota, candidates=scored)
        if passing < scored:
            reason = "below_minimum"
        else:
            reason = "too_few_candidates" if stage.quota is not None and scored < stage.quota else "by_decision"
        below = {"below": scored - passing} if reason == "below_minimum" else {}
        self._note(f"vacancies_{reason}", stage=stage.key, vacant=vacant, **below)
        return reason

    def _judge_decisions(self) -> None:
        stages = {stage.key for stage in self._scheme.stages}
        known = set(self._ranked.codes)
        for key, decision in self._decided.items():
            values = {"stage": decision.stage, "candidate": decision.candidate}
            if decision.stage not in stages:
                self._made.problems.append(Problem(code="decision_stage_unknown", values=values))
            elif decision.candidate not in known:
                self._made.problems.append(Problem(code="decision_candidate_unknown", values=values))
            elif key not in self._used:
                self._made.problems.append(Problem(code="decision_not_undecided", values=values))
            elif decision.verdict is Verdict.ADVANCE and decision.ballots_for <= decision.ballots_against:
                self._note("decision_without_majority", **values)

    def _note(self, code: str, /, **values: object) -> None:
        self._made.cautions.append(Caution(code=code, values=values))


def _needs_votes(stage: Stage) -> bool:
    if isinstance(stage, TallyStage):
        return stage.quota is not None or stage.minimum_score is not None
    return isinstance(stage, BlendStage)


def _passing(minimum: Decimal | None, totals: Sequence[int], divisor: int) -> int:
    """How many of descending totals reach the minimum, compared exactly."""
    if minimum is None:
        return len(totals)
    above, below = minimum.as_integer_ratio()
    return sum(total * below >= above * divisor for total in totals)


def _straddling(standing: Standing, quota: int | None) -> tuple[int, int, int]:
    """How many are surely in, how many share the tie across the cut, and how many places these contend for."""
    if quota is None or standing.passing <= quota:
        return standing.passing, 0, 0
    groups = standing.groups
    if groups[quota - 1] != groups[quota]:
        return quota, 0, 0
    first = last = quota
    while first > 0 and groups[first - 1] == groups[quota]:
        first -= 1
    while last < standing.passing and groups[last] == groups[quota]:
        last += 1
    return first, last - first, quota - first
