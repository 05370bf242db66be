"""Step 6: the experts' score and the public vote together, exactly, rounded once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reviewer_app.domain.caution import Caution
from reviewer_app.domain.exact import decimals_of, fixed, half_up, to_units
from reviewer_app.domain.scheme import BlendStage, Scheme

if TYPE_CHECKING:
    from reviewer_app.domain.selection import Ranked


@dataclass(frozen=True, kw_only=True)
class Blend:
    """A blended ranking, by candidate number. A figure is its numerator ÷ its divisor (`totals` rounded already).

    `ranks` is a competition ranking; `tie_broken_by` names `score` (the experts' score) or a criterion.
    """

    order: Sequence[int]
    ranks: Mapping[int, int]
    tie_broken_by: Mapping[int, str]
    votes: Mapping[int, int]
    experts: Mapping[int, int]
    expert_divisor: int
    shares: Mapping[int, int]
    share_divisor: int
    totals: Mapping[int, int]
    divisor: int
    places: int
    cautions: Sequence[Caution]

    @cached_property
    def sharing(self) -> Mapping[int, Sequence[int]]:
        """The candidates of each rank."""
        found: dict[int, list[int]] = {}
        for index in self.order:
            found.setdefault(self.ranks[index], []).append(index)
        return found

    def vote_score(self, index: int) -> str:
        return _printed(self.shares[index], self.share_divisor, self.places)

    def expert_score(self, index: int) -> str:
        return _printed(self.experts[index], self.expert_divisor, self.places)

    def blended(self, index: int) -> str:
        return _printed(self.totals[index], self.divisor, self.places)


def _printed(numerator: int, divisor: int, places: int) -> str:
    return fixed(half_up(numerator * 10**places, divisor), places)


def blend(
    stage: BlendStage, scheme: Scheme, ranked: Ranked, entering: Sequence[int], votes: Mapping[str, int]
) -> Blend:
    """Blends over those that enter the stage (all of them scored).

    Expert score = 100 × total ÷ Σ(weight × max_score); vote score by `vote_scale`; no votes row counts as 0 votes.
    """
    counts = {index: votes.get(ranked.codes[index], 0) for index in entering}
    cautions = [
        Caution(code="no_votes_row", values={"stage": stage.key, "candidate": ranked.codes[index]})
        for index in sorted(entering)
        if ranked.codes[index] not in votes
    ]
    if entering and not any(counts.values()):
        cautions.append(Caution(code="votes_all_zero", values={"stage": stage.key}))
    above, below = scheme.full_score.as_integer_ratio()
    experts = {index: 100 * ranked.totals[index] * below for index in entering}
    expert_divisor = ranked.divisor * above
    shares, share_divisor = _vote_scores(stage.vote_scale, counts)
    totals, divisor = _together(stage, scheme, experts, expert_divisor, shares, share_divisor)
    order = sorted(entering, key=lambda index: (-totals[index], ranked.ranks[index], index))
    return Blend(
        order=order,
        ranks=_competition_ranks(order, totals, ranked.ranks),
        tie_broken_by=_tie_breakers(order, totals, ranked),
        votes=counts,
        experts=experts,
        expert_divisor=expert_divisor,
        shares=shares,
        share_divisor=share_divisor,
        totals=totals,
        divisor=divisor,
        places=scheme.score_places,
        cautions=tuple(cautions),
    )


def _vote_scores(scale: str, counts: Mapping[int, int]) -> tuple[dict[int, int], int]:
    """The vote scores' numerators and their divisor; all zero when nobody has a vote."""
    if not any(counts.values()):
        return dict.fromkeys(counts, 0), 1
    if scale == "rank":
        doubled = _doubled_mid_ranks(counts)
        size = len(counts)
        return {index: 100 * (2 * size - doubled[index] + 2) for index in counts}, 2 * size
    whole = max(counts.values()) if scale == "relative_to_top" else sum(counts.values())
    return {index: 100 * count for index, count in counts.items()}, whole


def _doubled_mid_ranks(counts: Mapping[int, int]) -> dict[int, int]:
    """Twice the mid-rank of each count, the highest first (twice, so that it is whole)."""
    ordered = sorted(counts.values(), reverse=True)
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for place, count in enumerate(ordered, 1):
        first.setdefault(count, place)
        last[count] = place
    return {index: first[count] + last[count] for index, count in counts.items()}


def _together(
    stage: BlendStage,
    scheme: Scheme,
    experts: Mapping[int, int],
    expert_divisor: int,
    shares: Mapping[int, int],
    share_divisor: int,
) -> tuple[dict[int, int], int]:
    """Expert weight × expert score + vote weight × vote score, rounded once unless the scheme rounds nothing."""
    digits = max(decimals_of(stage.expert_weight), decimals_of(stage.vote_weight))
    for_experts = to_units(stage.expert_weight, digits) * share_divisor
    for_votes = to_units(stage.vote_weight, digits) * expert_divisor
    divisor = 10**digits * expert_divisor * share_divisor
    totals = {index: for_experts * experts[index] + for_votes * shares[index] for index in experts}
    rule = scheme.consolidation
    if rule.rounding_scope == "none":
        return totals, divisor
    fine = 10**rule.rounding_places
    return {index: half_up(total * fine, divisor) for index, total in totals.items()}, fine


def _competition_ranks(order: Sequence[int], totals: Mapping[int, int], expert_ranks: Sequence[int]) -> dict[int, int]:
    ranks: dict[int, int] = {}
    before: tuple[int, int] | None = None
    for place, index in enumerate(order, 1):
        here = (totals[index], expert_ranks[index])
        ranks[index] = ranks[order[place - 2]] if here == before else place
        before = here
    return ranks


def _tie_breakers(order: Sequence[int], totals: Mapping[int, int], ranked: Ranked) -> dict[int, str]:
    """For those of equal blended totals: what told them apart first, the experts' score or a criterion."""
    groups: dict[int, list[int]] = {}
    for index in order:
        groups.setdefault(totals[index], []).append(index)
    found: dict[int, str] = {}
    levels = [("score", ranked.totals), *ranked.chain]
    for members in groups.values():
        for name, figures in levels if len(members) > 1 else ():
            if len({figures[index] for index in members}) > 1:
                found.update(dict.fromkeys(members, name))
                break
    return found
