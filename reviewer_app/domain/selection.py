"""Steps 5 and 6: who advances at each stage. The program proposes; a tie across the cut waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from reviewer_app.domain.caution import Caution
from reviewer_app.domain.cut import Decision, Decisions, Standing, Verdict, straddling
from reviewer_app.domain.errors import Problem
from reviewer_app.domain.scheme import BlendStage, OfficeStage, Scheme, Stage, TallyStage
from reviewer_app.domain.titles import Recognition, TitleOutcome, confer

if TYPE_CHECKING:
    from reviewer_app.domain.blend import Blend

__all__ = ["Decision", "Ranked", "Selection", "StageOutcome", "Verdict", "select"]


MOST_NAMES = 20
"""So many of the tied are named in the warning; the stage names them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOutcome:
    """Who comes out of a stage; every list in order of rank, `unscored` by code.

    `reserves`: those at or above the minimum behind the cut. `places`: how many places the undecided contend for.
    `vacancy_cause`: `below_minimum`, `too_few_candidates` or `by_decision`; `vacancy`: the reason as recorded.
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
    vacancy_cause: str | None = None
    vacancy: Decision | None = None
    blocked_by: str | None = None


class Ranked(NamedTuple):
    """What the consolidation hands to the stages, by candidate number (codes are in ascending order).

    `ranks` is 0 for the unscored. A score is `totals` ÷ `divisor`; `keys` compare the criterion scores of a tie chain.
    """

    codes: Sequence[str]
    order: Sequence[int]
    ranks: Sequence[int]
    totals: Sequence[int]
    divisor: int
    chain: Sequence[tuple[str, Sequence[int]]]


class Selection:
    """The stages' outcomes, blends by stage, and what was noticed on the way."""

    def __init__(self) -> None:
        self.stages: list[StageOutcome] = []
        self.titles: list[TitleOutcome] = []
        self.blends: dict[str, Blend] = {}
        self.cautions: list[Caution] = []
        self.problems: list[Problem] = []


def select(
    scheme: Scheme,
    ranked: Ranked,
    votes: Mapping[str, int] | None,
    decisions: Sequence[Decision],
    recognised: Sequence[Recognition] = (),
) -> Selection:
    """Runs the stages in their order, each on those that the ones before it let through, then proposes the titles.

    A tie across the cut of a title is decided like one of a stage, under the title's key.
    """
    return _Run(scheme, ranked, votes, Decisions(decisions), recognised).run()


class _Run:
    def __init__(
        self,
        scheme: Scheme,
        ranked: Ranked,
        votes: Mapping[str, int] | None,
        decisions: Decisions,
        recognised: Sequence[Recognition],
    ) -> None:
        self._scheme = scheme
        self._ranked = ranked
        self._votes = votes
        self._decisions = decisions
        self._recognised = recognised
        self._prefixes = {track.key: track.code_prefix for track in scheme.tracks}
        self._ranks: dict[str | None, Mapping[str, int]] = {}
        self._made = Selection()

    def run(self) -> Selection:
        alive = list(range(len(self._ranked.codes)))
        stopped: list[tuple[str | None, str]] = []
        for stage in self._scheme.stages:
            entering = [index for index in alive if self._in_track(index, stage.track)]
            outcome = self._outcome(stage, entering, _blocker(stopped, stage.track))
            self._made.stages.append(outcome)
            if outcome.undecided or outcome.blocked_by:
                stopped.append((stage.track, outcome.blocked_by or stage.key))
            gone = {*outcome.undecided, *outcome.not_advanced, *outcome.unscored}
            alive = [index for index in alive if self._ranked.codes[index] not in gone] if gone else alive
        self._confer(alive, stopped)
        self._judge()
        return self._made

    def _confer(self, alive: Sequence[int], stopped: Sequence[tuple[str | None, str]]) -> None:
        """The titles, track by track, from those that came through every stage."""
        for track in dict.fromkeys(title.track for title in self._scheme.titles):
            titles = [title for title in self._scheme.titles if title.track == track]
            pool = [self._ranked.codes[index] for index in alive if self._in_track(index, track)]
            ranks = self._ranks.get(track) or self._ranks.get(None) or {}
            blocker = _blocker(stopped, track)
            self._made.titles += confer(titles, pool, ranks, blocker, self._decisions, self._recognised)
        for outcome in self._made.titles:
            if outcome.undecided:
                self._note_tie(outcome.key, outcome.undecided, outcome.places)
        self._ask_for_titles()

    def _ask_for_titles(self) -> None:
        """Asks why places of a title stay vacant, unless a stage or a title before it was asked the same."""
        tracks = {part.key: part.track for part in (*self._scheme.stages, *self._scheme.titles)}
        asked = {tracks[stage.key] for stage in self._made.stages if stage.vacant}
        for title in self._made.titles:
            track = tracks[title.key]
            if title.vacant and title.vacancy is None and not asked & {None, track}:
                self._note("vacancies_of_title", title=title.key, vacant=title.vacant)
            if title.vacant:
                asked.add(track)

    def _judge(self) -> None:
        parts = {part.key for part in (*self._scheme.stages, *self._scheme.titles)}
        known, titles = set(self._ranked.codes), {title.key for title in self._scheme.titles}
        for decision in self._decisions.judge(parts, known):
            self._note("decision_without_majority", stage=decision.stage, candidate=decision.candidate)
        self._made.problems += self._decisions.problems
        for one in self._recognised:
            values = {"candidate": one.candidate, "title": one.title}
            if one.title not in titles:
                self._made.problems.append(Problem(code="recognised_title_unknown", values=values))
            if one.candidate in known:
                self._made.problems.append(Problem(code="recognised_and_ranked", values=values))
        self._tell_strays()

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
            from reviewer_app.domain.blend import blend

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
        codes, order, quota = self._ranked.codes, standing.order, self._quota(stage)
        if stage.kind != "tally" or quota is not None:
            ranks = zip(order, standing.groups, strict=True)
            earlier = {} if stage.track is None else self._ranks
            self._ranks = {**earlier, stage.track: {codes[index]: group for index, group in ranks}}
        placed = set(order)
        unscored = tuple(codes[index] for index in entering if index not in placed)
        passing = standing.passing
        sure, tied, places = straddling(standing, quota)
        advance = [codes[index] for index in order[:sure]]
        contenders = [codes[index] for index in order[sure : sure + tied]]
        chosen, undecided = self._decisions.resolve(stage.key, contenders, places)
        named = {*advance, *chosen}
        through = (*advance, *(code for code in contenders if code in named))
        apart = named.union(undecided)
        behind = [codes[index] for index in order[sure:passing] if codes[index] not in apart]
        below = [codes[index] for index in order[passing:]]
        open_places = places - len(chosen) if undecided else 0
        vacant = max(0, quota - len(through) - open_places) if quota is not None else 0
        if undecided:
            self._note_tie(stage.key, undecided, open_places)
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
            vacancy_cause=self._vacancy_cause(stage, vacant, len(order), passing),
            vacancy=self._decisions.vacancy(stage.key, vacant),
        )

    def _quota(self, stage: Stage) -> int | None:
        """A stage's quota; the last cut leaves the places of those who were recognised directly within it."""
        cuts = [other.key for other in self._scheme.stages if other.quota is not None and other.track == stage.track]
        if stage.quota is None or stage.key != cuts[-1]:
            return stage.quota
        inside = {title.key for title in self._scheme.titles if title.track == stage.track}
        return max(0, stage.quota - sum(one.in_quota and one.title in inside for one in self._recognised))

    def _note_tie(self, key: str, undecided: Sequence[str], places: int) -> None:
        names = ", ".join(undecided[:MOST_NAMES]) + (" …" if len(undecided) > MOST_NAMES else "")
        self._note("tie_across_the_cut", stage=key, candidates=names, places=places)

    def _office(self, stage: OfficeStage, entering: list[int]) -> StageOutcome:
        codes = [self._ranked.codes[index] for index in entering]
        verdicts = self._decisions.verdicts(stage.key, codes)
        out = tuple(code for code in codes if verdicts.get(code) is Verdict.NOT_ADVANCED)
        through = tuple(code for code in codes if verdicts.get(code) is not Verdict.NOT_ADVANCED)
        if stage.quota is not None and len(through) > stage.quota:
            self._note("over_quota", stage=stage.key, quota=stage.quota, candidates=len(through))
        vacant = max(0, stage.quota - len(through)) if stage.quota is not None else 0
        return StageOutcome(
            key=stage.key,
            kind=stage.kind,
            entering=len(entering),
            advance=through,
            not_advanced=out,
            vacant=vacant,
            vacancy_cause=self._vacancy_cause(stage, vacant, len(entering), len(entering)),
            vacancy=self._decisions.vacancy(stage.key, vacant),
        )

    def _vacancy_cause(self, stage: Stage, vacant: int, contending: int, passing: int) -> str | None:
        """Why places stay vacant as far as the figures tell; asks for the reason where none is recorded."""
        if not vacant:
            return None
        if stage.quota is not None and stage.quota > contending:
            self._note("quota_exceeds_candidates", stage=stage.key, quota=stage.quota, candidates=contending)
        if passing < contending:
            cause, below = "below_minimum", {"below": contending - passing}
        else:
            too_few = stage.quota is not None and contending < stage.quota
            cause, below = "too_few_candidates" if too_few else "by_decision", {}
        if self._decisions.vacancy(stage.key, vacant) is None:
            self._note(f"vacancies_{cause}", stage=stage.key, vacant=vacant, **below)
        return cause

    def _note(self, code: str, /, **values: object) -> None:
        self._made.cautions.append(Caution(code=code, values=values))


def _blocker(stopped: Sequence[tuple[str | None, str]], track: str | None) -> str | None:
    """The first undecided stage that this track has to wait for."""
    return next((key for other, key in stopped if None in (other, track) or other == track), None)


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
