"""From a candidate's score back to every mark: the result's rows, made from the columns when somebody asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_app.domain.caution import Caution
from reviewer_app.domain.exact import fixed, half_up, plain
from reviewer_app.domain.figures import Figures, Rule, blocks, divide, sheet_order, tie_breakers
from reviewer_app.domain.marks import INCOMPLETE, NOT_ASSIGNED, SCORED, STATES, MarkTable, Whole
from reviewer_app.domain.scheme import Scheme

CHUNK = 512
"""Candidates whose marks are laid out at a time: enough for speed, little in memory."""

STATE_WORDS = tuple(state.value for state in STATES)

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Trail:
    """The rows behind the figures of one consolidation."""

    scheme: Scheme
    rule: Rule
    table: MarkTable
    made: Figures

    @cached_property
    def places(self) -> int:
        return self.scheme.score_places

    @cached_property
    def breakers(self) -> Whole:
        """For each candidate: which criterion of the chain told its equal totals apart, or −1."""
        along = np.full(len(self.table.candidates), -1, dtype=np.int64)
        along[self.made.order] = tie_breakers(self.rule, self.made)
        return along

    @cached_property
    def indexes(self) -> list[int]:
        """The candidates' numbers by rank, then code; the unscored last."""
        return [*self.made.order.tolist(), *np.flatnonzero(~self.made.met).tolist()]

    @cached_property
    def group_edges(self) -> tuple[list[int], list[int]]:
        """Where in `order` each group of equal rank begins and ends; the first by group, the last exclusive."""
        edges = np.flatnonzero(np.diff(self.made.equal_ranks, prepend=-1)).tolist()
        return edges, [*edges[1:], len(self.made.order)]

    def score(self, index: int) -> str | None:
        """The consolidated score as it is printed, None for the unscored."""
        if not self.made.met[index]:
            return None
        return self.printed(int(self.made.totals[index]), self.made.total_divisor)

    def printed(self, numerator: int, divisor: int) -> str:
        return fixed(half_up(numerator * 10**self.places, divisor), self.places)

    def columns(self) -> tuple[Figures, NDArray[np.bool_], Whole]:
        """The whole trail as columns: the figures, which mark counts, which criterion told equal totals apart."""
        return self.made, self.kept, self.breakers

    def heads(self, only: Collection[int] | None = None) -> Iterator[Row]:
        """Each candidate's row without its marks, in the result's order; `only` picks some by their numbers."""
        made, codes, keys = self.made, self.table.candidates, self.scheme.criterion_keys
        entitled, counted, met = made.entitled.tolist(), made.counted.tolist(), made.met.tolist()
        ranks, breakers, order = made.ranks.tolist(), self.breakers.tolist(), made.order.tolist()
        totals, groups = made.totals.tolist(), made.equal_ranks.tolist()
        begins, ends = self.group_edges
        exact_places = made.total_divisor == 10**self.places
        for place, index in enumerate(self.indexes):
            if only is not None and index not in only:
                continue
            scored = met[index]
            tied: list[str] = []
            if scored and ends[groups[place]] - begins[groups[place]] > 1:
                tied = [codes[other] for other in order[begins[groups[place]] : ends[groups[place]]] if other != index]
            score = None
            if scored:
                total = totals[index]
                score = fixed(total, self.places) if exact_places else self.printed(total, made.total_divisor)
            yield {
                "candidate": codes[index],
                "entitled": entitled[index],
                "counted": counted[index],
                "quorum_met": scored,
                "score": score,
                "rank": ranks[index] if scored else None,
                "tied_with": tied,
                "tie_broken_by": keys[breakers[index]] if breakers[index] >= 0 else None,
            }

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """For each mark of each counted sheet (`made.rows` × criteria) whether it counts or is dropped.

        A tie for dropping falls to the experts' order: the first of equal marks is dropped as lowest, the last as
        highest.
        """
        made, rule = self.made, self.rule
        kept = np.ones((len(made.rows), len(rule.weights)), dtype=np.bool_)
        places = np.arange(len(made.rows))
        for size, _members, block in blocks(places, made.starts, made.counted, np.flatnonzero(made.trimmed)):
            marks = self.table.marks[made.rows[block]]
            if rule.by_sheet:
                order = sheet_order(rule, marks)
                for gone in (order[:, : rule.lowest], order[:, size - rule.highest :]):
                    kept[np.take_along_axis(block, gone, axis=1)] = False
                continue
            order = np.argsort(marks, axis=1, kind="stable")
            for gone in (order[:, : rule.lowest], order[:, size - rule.highest :]):
                sheets = np.take_along_axis(block[:, :, None], gone, axis=1)
                kept[sheets, np.arange(marks.shape[2])] = False
        return kept

    def marks(self) -> Iterator[tuple[Row, list[Row]]]:
        """Each candidate's criteria and sheets, in the result's order: `criteria` by key, then the trail's rows."""
        indexes = np.array(self.indexes, dtype=np.int64)
        for start in range(0, len(indexes), CHUNK):
            chosen = indexes[start : start + CHUNK]
            criteria = self._criteria(chosen)
            for index in chosen.tolist():
                yield criteria[index], self._sheets(index)

    def _criteria(self, chosen: Whole) -> dict[int, Row]:
        """For each candidate its criteria rows; the marks ascending."""
        found: dict[int, Row] = {}
        made = self.made
        for _size, members, block in blocks(np.arange(len(made.rows)), made.starts, made.counted, chosen):
            marks = self.table.marks[made.rows[block]]
            order = np.argsort(marks, axis=1, kind="stable")
            values = np.take_along_axis(marks, order, axis=1).swapaxes(1, 2).tolist()
            kept = np.take_along_axis(self.kept[block], order, axis=1).swapaxes(1, 2)
            untouched, flags = (~self.made.trimmed[members]).tolist(), kept.tolist()
            for place, index in enumerate(members.tolist()):
                found[index] = self._candidate_criteria(
                    index, self._written(values[place]), None if untouched[place] else flags[place]
                )
        return found

    def _written(self, marks: list[list[int]]) -> list[list[str]]:
        """One candidate's marks (criteria × sheets) as texts."""
        return [[texts[unit] for unit in row] for texts, row in zip(self._text_of, marks, strict=True)]

    @cached_property
    def _weights(self) -> list[str]:
        return [plain(item.weight) for item in self.scheme.criteria]

    def _candidate_criteria(self, index: int, marks: list[list[str]], kept: list[list[bool]] | None) -> Row:
        met = bool(self.made.met[index])
        left = int(self.made.left[index]) if met else None
        sums = self._sums[index] if met else [None] * len(marks)
        scores = self._criterion_scores[index] if met else None
        rows: Row = {}
        for place, key in enumerate(self.scheme.criterion_keys):
            counted, dropped = marks[place], []
            if kept is not None:
                dropped = [mark for mark, stays in zip(counted, kept[place], strict=True) if not stays]
                counted = [mark for mark, stays in zip(counted, kept[place], strict=True) if stays]
            score, weighted = scores[place] if scores is not None else (None, None)
            rows[key] = {
                "score": score,
                "weighted": weighted,
                "counted": counted,
                "dropped": dropped,
                "sum": sums[place],
                "divisor": left,
                "weight": self._weights[place],
            }
        return rows

    @cached_property
    def _sums(self) -> list[list[str]]:
        return [
            [texts[unit] for texts, unit in zip(self._text_of, row, strict=True)] for row in self.made.sums.tolist()
        ]

    @cached_property
    def _criterion_scores(self) -> list[list[tuple[str, str]]]:
        """For each candidate and criterion the score and the weighted score as they are printed."""
        made, rule, places = self.made, self.rule, self.places
        if made.scores is not None and made.weighted is not None:
            scores, weighted = made.scores, made.weighted
        else:
            divisors = made.left.astype(object)[:, None] * 10**rule.mark_places
            scaled = made.sums.astype(object) * 10**places
            scores = divide(scaled, divisors)
            weighted = divide(scaled * np.array(rule.weights, dtype=object), divisors * 10**rule.weight_places)
        return [
            [(fixed(one, places), fixed(two, places)) for one, two in zip(*row, strict=True)]
            for row in zip(scores.tolist(), weighted.tolist(), strict=True)
        ]

    @cached_property
    def _sheet_edges(self) -> list[int]:
        size = len(self.table.candidates)
        return [0, *np.cumsum(np.bincount(self.table.candidate, minlength=size)).tolist()]

    def _sheets(self, index: int) -> list[Row]:
        """The trail's rows of one candidate: every sheet with its expert, state, marks and dropped criteria."""
        table, keys = self.table, self.scheme.criterion_keys
        here = slice(self._sheet_edges[index], self._sheet_edges[index + 1])
        states = table.state[here].tolist()
        marks = self._sheet_texts(here)
        present = None if table.present is None else table.present[here].tolist()
        start = int(self.made.starts[index])
        kept = iter(self.kept[start : start + int(self.made.counted[index])].tolist())
        rows: list[Row] = []
        for place, (expert, state) in enumerate(zip(table.expert[here].tolist(), states, strict=True)):
            if state == NOT_ASSIGNED:
                continue
            row: Row = {"expert": table.experts[expert], "state": STATE_WORDS[state], "marks": {}, "dropped": []}
            if state == SCORED:
                row["marks"] = dict(zip(keys, marks[place], strict=True))
                stays = next(kept)
                if not all(stays):
                    row["dropped"] = [key for key, stay in zip(keys, stays, strict=True) if not stay]
            elif present is not None:
                told = zip(keys, marks[place], present[place], strict=True)
                row["marks"] = {key: mark for key, mark, there in told if there}
            rows.append(row)
        return rows

    def _sheet_texts(self, here: slice) -> list[list[str]]:
        """The marks of some sheets as texts; `_text_of` remembers each mark that was written."""
        written = self._text_of
        return [
            [texts[unit] for texts, unit in zip(written, row, strict=True)] for row in self.table.marks[here].tolist()
        ]

    @cached_property
    def _text_of(self) -> list[_MarkTexts]:
        return [_MarkTexts(self.table.places, item.places) for item in self.scheme.criteria]


class _MarkTexts(dict[int, str]):
    """The text of a mark (units of 10^-scale) with its criterion's own decimals; made once for each mark."""

    def __init__(self, scale: int, places: int) -> None:
        super().__init__()
        self._shift = 10 ** (scale - places)
        self._places = places

    def __missing__(self, units: int) -> str:
        text = self[units] = fixed(units // self._shift, self._places)
        return text


def cautions(scheme: Scheme, rule: Rule, table: MarkTable, made: Figures) -> Iterator[Caution]:
    """What is worth a look before any stage is cut: quorum, incomplete sheets, deviations, mixed trimming."""
    for index in np.flatnonzero(~made.met).tolist():
        values: dict[str, object] = {"candidate": table.candidates[index], "counted": int(made.counted[index])}
        yield Caution(code="quorum_not_met", values={**values, "entitled": int(made.entitled[index])})
    for row in np.flatnonzero(table.state == INCOMPLETE).tolist():
        yield Caution(code="incomplete_sheet", values=_incomplete(scheme, table, row))
    trimmed = made.trimmed[made.met]
    if rule.drops and trimmed.any() and not trimmed.all():
        apart = np.flatnonzero(made.met & ~made.trimmed).tolist()
        names = ", ".join(table.candidates[index] for index in apart[:10]) + (" …" if len(apart) > 10 else "")
        yield Caution(code="mixed_trimming", values={"candidates": names, "count": len(apart)})
    yield from _deviations(scheme, rule, table, made)


def _incomplete(scheme: Scheme, table: MarkTable, row: int) -> dict[str, object]:
    present: Sequence[bool] = [True] * len(scheme.criteria) if table.present is None else table.present[row].tolist()
    lacking = [key for key, there in zip(scheme.criterion_keys, present, strict=True) if not there]
    return {
        "candidate": table.candidates[int(table.candidate[row])],
        "expert": table.experts[int(table.expert[row])],
        "criteria": ", ".join(lacking),
    }


def _deviations(scheme: Scheme, rule: Rule, table: MarkTable, made: Figures) -> Iterator[Caution]:
    """|sheet total − plain mean of counted totals| > share × |mean|, in whole numbers: b|n·t − S| > a|S|."""
    share = scheme.consolidation.deviation_alert
    if share is None or not len(made.rows):
        return
    above, below = share.as_integer_ratio()
    most = int(made.counted.max())
    bound = sum(rule.weights) * rule.largest_mark * most * 2 * max(above, below)
    kind: Any = np.int64 if bound < 2**62 else object
    totals = table.marks[made.rows].astype(kind) @ np.array(rule.weights, dtype=kind)
    owners = table.candidate[made.rows]
    present = np.flatnonzero(made.counted)
    sums = np.zeros(len(made.counted), dtype=kind)
    sums[present] = np.add.reduceat(totals, made.starts[present])
    beyond = below * np.abs(made.counted[owners] * totals - sums[owners]) > above * np.abs(sums[owners])
    fine = rule.mark_places + rule.weight_places
    for place in np.flatnonzero(beyond).tolist():
        owner = int(owners[place])
        mean = half_up(int(sums[owner]) * 10**scheme.score_places, int(made.counted[owner]) * 10**fine)
        yield Caution(
            code="deviation_alert",
            values={
                "candidate": table.candidates[owner],
                "expert": table.experts[int(table.expert[made.rows[place]])],
                "total": fixed(int(totals[place]), fine),
                "mean": fixed(mean, scheme.score_places),
            },
        )
