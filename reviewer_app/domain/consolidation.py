"""From score sheets to the consolidated result: every figure exact, every figure with the marks behind it.

Step 1 quorum · 2 trimming · 3 criterion scores and total · 4 ranks (`domain.figures`) · 5 cut · 6 blend
(`domain.selection`, `domain.blend`). The rows behind the figures are made when they are asked for (`domain.trail`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from reviewer_app.domain.caution import Caution
from reviewer_app.domain.cut import Decision, Verdict
from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.figures import Rule, figures
from reviewer_app.domain.marks import MarkTable, table_of_sheets
from reviewer_app.domain.result_differences import differences as document_differences
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.selection import Ranked, Selection, StageOutcome, select
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.domain.titles import Recognition, TitleOutcome
from reviewer_app.domain.trail import Row, Trail, cautions

__all__ = [
    "ConsolidatedResult",
    "Decision",
    "Recognition",
    "StageOutcome",
    "Verdict",
    "consolidate",
    "consolidate_table",
    "differences",
]

FORMAT, VERSION = "jiangping-result", 1


def consolidate(
    scheme: Scheme,
    sheets: Iterable[ScoreSheet],
    *,
    votes: Mapping[str, int] | None = None,
    decisions: Sequence[Decision] = (),
    candidates: Sequence[str] = (),
    recognised: Sequence[Recognition] = (),
) -> ConsolidatedResult:
    """The consolidated result of some sheets under a scheme.

    An expert without a sheet for a candidate is not assigned to it: pass sheets in state `absent` for those that were
    assigned and handed in nothing, `candidates` for people whom nobody was assigned to, and `recognised` for those who
    get a title outside the ranking. The order of the sheets changes nothing. Raises `InputError` with everything that
    is wrong with marks, votes and decisions.
    """
    table = table_of_sheets(scheme, sheets, candidates)
    return consolidate_table(scheme, table, votes=votes, decisions=decisions, recognised=recognised)


def consolidate_table(
    scheme: Scheme,
    table: MarkTable,
    *,
    votes: Mapping[str, int] | None = None,
    decisions: Sequence[Decision] = (),
    recognised: Sequence[Recognition] = (),
) -> ConsolidatedResult:
    """The same from marks that stand in columns already."""
    rule = Rule.of(scheme)
    made = figures(rule, table)
    ranked = Ranked(
        codes=table.candidates,
        order=made.order.tolist(),
        ranks=made.ranks.tolist(),
        totals=made.totals.tolist(),
        divisor=made.total_divisor,
        chain=[(scheme.criterion_keys[index], made.keys[:, index].tolist()) for index in rule.chain],
    )
    problems = list(_vote_problems(votes or {}, table.candidates))
    selection = select(scheme, ranked, None if problems else votes, decisions, recognised)
    problems += selection.problems
    if problems:
        raise InputError(problems)
    trail = Trail(scheme=scheme, rule=rule, table=table, made=made)
    return ConsolidatedResult(_Computed(trail, selection, votes, tuple(decisions)))


def _vote_problems(votes: Mapping[str, int], candidates: Sequence[str]) -> Iterator[Problem]:
    known = set(candidates)
    for candidate, count in votes.items():
        if candidate not in known:
            yield Problem(code="votes_candidate_unknown", values={"candidate": candidate})
        if count < 0:
            yield Problem(code="votes_wrong", values={"candidate": candidate, "value": str(count)})


class _Computed:
    """A result that was just computed: its rows are made from the columns."""

    def __init__(
        self, trail: Trail, selection: Selection, votes: Mapping[str, int] | None, decisions: tuple[Decision, ...]
    ) -> None:
        self.trail = trail
        self.selection = selection
        self.decisions = decisions
        self._votes = votes
        self._number = {code: index for index, code in enumerate(trail.table.candidates)}
        self._final = next(reversed(selection.blends.values()), None)

    @property
    def identity(self) -> Row:
        return {"id": self.trail.scheme.id, "sha256": self.trail.scheme.sha256}

    def heads(self, only: Collection[str] | None = None) -> Iterator[Row]:
        chosen = None if only is None else {self._number[code] for code in only}
        for row in self.trail.heads(chosen):
            yield {**row, **self._blended(self._number[row["candidate"]])}

    def candidates(self) -> Iterator[Row]:
        for head, (criteria, sheets) in zip(self.heads(), self.trail.marks(), strict=True):
            yield {**head, "criteria": criteria, "trail": sheets}

    def cautions(self) -> Iterator[Caution]:
        trail = self.trail
        yield from cautions(trail.scheme, trail.rule, trail.table, trail.made)
        yield from self.selection.cautions

    def _blended(self, index: int) -> Row:
        if self._votes is None:
            return {"vote": None, "blended": None, "blended_rank": None}
        final = self._final
        votes = self._votes.get(self.trail.table.candidates[index], 0)
        if final is None or index not in final.ranks:
            return {"vote": {"votes": votes, "score": None}, "blended": None, "blended_rank": None}
        tied = [other for other in final.sharing[final.ranks[index]] if other != index]
        return {
            "vote": {"votes": votes, "score": final.vote_score(index)},
            "expert_score": final.expert_score(index),
            "blended": final.blended(index),
            "blended_rank": final.ranks[index],
            "blended_tied_with": [self.trail.table.candidates[other] for other in tied],
            "blended_tie_broken_by": final.tie_broken_by.get(index),
        }


class ConsolidatedResult:
    """A consolidated result: ranks, scores, stages, warnings and the trail. Equal when every figure is.

    What stands in `document()` is plain JSON data; it is made once and shared, so treat it as read-only.
    """

    def __init__(self, computed: _Computed | None, document: Row | None = None) -> None:
        self._computed = computed
        self._made = document

    @classmethod
    def from_json(cls, data: bytes) -> ConsolidatedResult:
        """The result that `to_json` wrote. Raises `InputError` for anything else (`result_malformed`)."""
        from reviewer_app.domain.result_document import checked

        return cls(None, checked(data))

    @property
    def scheme(self) -> Row:
        """`id` and `sha256` of the scheme."""
        return self._computed.identity if self._computed else dict(self.document()["scheme"])

    @property
    def trail(self) -> Trail:
        """The trail as columns, of a result that was computed here. Raises `ValueError` for one read from a file."""
        if self._computed is None:
            raise ValueError("a result that was read has its trail in the candidates' rows")
        return self._computed.trail

    def candidates(self) -> Iterator[Row]:
        """Every candidate with criteria and trail, in order of rank, then code, the unscored last; one at a time."""
        return self._computed.candidates() if self._computed and not self._made else iter(self.document()["candidates"])

    def ranking(self, only: Collection[str] | None = None) -> Iterator[Row]:
        """The same rows without `criteria` and `trail`; `only` picks some candidates."""
        if self._computed:
            return self._computed.heads(only)
        return (
            {key: row[key] for key in row if key not in {"criteria", "trail"}}
            for row in self.candidates()
            if only is None or row["candidate"] in only
        )

    @property
    def stages(self) -> list[Row]:
        """The stages in their order, as §8 of the design names their keys."""
        if self._computed:
            return [_stage_row(outcome) for outcome in self._computed.selection.stages]
        return list(self.document()["stages"])

    def cautions(self) -> Iterator[Caution]:
        """The warnings as codes and values."""
        if self._computed:
            return self._computed.cautions()
        rows = self.document()["warnings"]
        return (Caution(code=row["code"], values={key: row[key] for key in row if key != "code"}) for row in rows)

    def head(self) -> Row:
        """The document without its candidates and warnings: format, scheme, stages, decisions."""
        if not self._computed:
            return {key: value for key, value in self.document().items() if key not in {"candidates", "warnings"}}
        return {
            "format": FORMAT,
            "version": VERSION,
            "scheme": self._computed.identity,
            "stages": self.stages,
            "titles": [_title_row(outcome) for outcome in self._computed.selection.titles],
            "decisions": [_decision_row(decision) for decision in self._computed.decisions],
        }

    def document(self) -> Row:
        """The whole result as JSON data, without texts in any language."""
        if self._made is None:
            warnings = [{"code": caution.code, **caution.values} for caution in self.cautions()]
            self._made = {**self.head(), "candidates": list(self.candidates()), "warnings": warnings}
        return self._made

    def to_json(self) -> bytes:
        """The document as UTF-8 JSON; equal results give equal bytes."""
        from reviewer_app.domain.strict_json import write_json

        return write_json(self.document())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ConsolidatedResult) and self.document() == other.document()

    __hash__: Callable[..., Any] = None  # type: ignore[assignment]


def differences(ours: ConsolidatedResult, theirs: ConsolidatedResult) -> list[str]:
    """Where two results differ, as paths into their documents; empty when every figure agrees."""
    return document_differences(ours.document(), theirs.document())


def _stage_row(outcome: StageOutcome) -> Row:
    row: Row = {
        "key": outcome.key,
        "kind": outcome.kind,
        "entering": outcome.entering,
        "advance": list(outcome.advance),
        "undecided": list(outcome.undecided),
        "not_advanced": list(outcome.not_advanced),
        "unscored": list(outcome.unscored),
        "reserves": list(outcome.reserves),
        "places": outcome.places,
        "vacant": outcome.vacant,
        "vacancy_cause": outcome.vacancy_cause,
        **_vacancy_row(outcome.vacancy),
    }
    return {**row, "blocked_by": outcome.blocked_by} if outcome.blocked_by is not None else row


def _title_row(outcome: TitleOutcome) -> Row:
    row: Row = {
        "key": outcome.key,
        "candidates": list(outcome.candidates),
        "recognised": list(outcome.recognised),
        "undecided": list(outcome.undecided),
        "places": outcome.places,
        "vacant": outcome.vacant,
        **_vacancy_row(outcome.vacancy),
    }
    return {**row, "blocked_by": outcome.blocked_by} if outcome.blocked_by is not None else row


def _vacancy_row(vacancy: Decision | None) -> Row:
    """Why places stay vacant, as recorded; the ballots stand with the decisions."""
    return {
        "vacancy_reason": vacancy.reason if vacancy else None,
        "vacancy_decided_by": vacancy.decided_by if vacancy else None,
        "vacancy_decided_at": vacancy.decided_at if vacancy else None,
    }


def _decision_row(decision: Decision) -> Row:
    return {
        "stage": decision.stage,
        "candidate": decision.candidate,
        "decision": decision.verdict.value,
        "for": decision.ballots_for,
        "against": decision.ballots_against,
        "abstained": decision.ballots_abstained,
        "reason": decision.reason,
        "decided_by": decision.decided_by,
        "decided_at": decision.decided_at,
    }
