"""From a candidate's score back to every mark: the result's rows, made from the columns when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from reviewer_app.domain.caution import Caution
from reviewer_app.domain.exact import fixed, half_up, plain
from reviewer_app.domain.figures import Figures, Rule, blocks, sheet_order, tie_breakers
from reviewer_app.domain.marks import INCOMPLETE, NOT_ASSIGNED, SCORED, STATES, MarkTable, Whole
from reviewer_app.domain.scheme import Scheme

CHUNK = 512
"""Candidates whose marks are laid out at a time: enough for speed, little in memory."""

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

    def heads(self) -> Iterator[Row]:
        """Each candidate's row without its marks, in the result's order."""
        made, codes, keys = self.made, self.table.candidates, self.scheme.criterion_keys
        entitled, counted, met = made.entitled.tolist(), made.counted.tolist(), made.met.tolist()
        ranks, breakers, order = made.ranks.tolist(), self.breakers.tolist(), made.order.tolist()
        totals, groups = made.totals.tolist(), made.equal_ranks.tolist()
        begins, ends = self.group_edges
        exact_places = made.total_divisor == 10**self.places
        for place, index in enumerate(self.indexes):
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

    def marks(self) -> Iterator[tuple[Row, list[Row]]]:
        """Each candidate's criteria and sheets, in the result's order: `criteria` by key, then the trail's rows."""
        indexes = np.array(self.indexes, dtype=np.int64)
        for start in range(0, len(indexes), CHUNK):
            chosen = indexes[start : start + CHUNK]
            criteria = self._criteria(chosen)
            for index in chosen.tolist():
                rows, dropped = criteria[index]
                yield rows, self._sheets(index, dropped)

    def _criteria(self, chosen: Whole) -> dict[int, tuple[Row, list[list[str]]]]:
        """For each candidate its criteria rows and, for each counted sheet, the criteria whose mark is dropped."""
        found: dict[int, tuple[Row, list[list[str]]]] = {}
        made = self.made
        for size, members, block in blocks(made.rows, made.starts, made.counted, chosen):
            marks = self.table.marks[block]
            order = np.argsort(marks, axis=1, kind="stable") if size else np.zeros_like(marks, dtype=np.int64)
            kept = self._kept(marks, order, size)
            values = np.take_along_axis(marks, order, axis=1).swapaxes(1, 2).tolist()
            kept_in_order = np.take_along_axis(kept, order, axis=1).swapaxes(1, 2)
            whole: list[bool] = kept.all(axis=(1, 2)).tolist()  # type: ignore[assignment]
            flags, kept_rows = kept_in_order.tolist(), kept.tolist()
            for place, index in enumerate(members.tolist()):
                met = bool(made.met[index])
                untouched = whole[place] or not met
                rows = self._candidate_criteria(index, values[place], None if untouched else flags[place])
                found[index] = rows, [] if untouched else self._dropped(kept_rows[place])
        return found

    def _dropped(self, kept: list[list[bool]]) -> list[list[str]]:
        keys = self.scheme.criterion_keys
        return [[] if all(row) else [key for key, stays in zip(keys, row, strict=True) if not stays] for row in kept]

    def _kept(self, marks: Whole, order: Whole, size: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which marks count (candidates × experts × criteria); a tie for dropping falls to the experts' order."""
        rule = self.rule
        kept = np.ones(marks.shape, dtype=np.bool_)
        if not rule.trims(size) or rule.method == "median":
            return kept
        if rule.by_sheet:
            order = np.broadcast_to(sheet_order(rule, marks)[:, :, None], marks.shape)
        np.put_along_axis(kept, order[:, : rule.lowest], False, axis=1)
        np.put_along_axis(kept, order[:, size - rule.highest :], False, axis=1)
        return kept

    @cached_property
    def _texts(self) -> list[_MarkTexts]:
        return [_MarkTexts(self.table.places, item.places) for item in self.scheme.criteria]

    @cached_property
    def _weights(self) -> list[str]:
        return [plain(item.weight) for item in self.scheme.criteria]

    def _candidate_criteria(self, index: int, values: list[list[int]], kept: list[list[bool]] | None) -> Row:
        made, rows = self.made, {}
        met = bool(made.met[index])
        left = int(made.left[index])
        for place, key in enumerate(self.scheme.criterion_keys):
            texts = self._texts[place]
            marks = values[place]
            if kept is None:
                counted, dropped = [texts[mark] for mark in marks], []
            else:
                flags = kept[place]
                counted = [texts[mark] for mark, stays in zip(marks, flags, strict=True) if stays]
                dropped = [texts[mark] for mark, stays in zip(marks, flags, strict=True) if not stays]
            score, weighted = self._criterion_score(index, place) if met else (None, None)
            rows[key] = {
                "score": score,
                "weighted": weighted,
                "counted": counted,
                "dropped": dropped,
                "sum": texts[int(made.sums[index, place])] if met else None,
                "divisor": left if met else None,
                "weight": self._weights[place],
            }
        return rows

    def _criterion_score(self, index: int, place: int) -> tuple[str, str]:
        made, rule = self.made, self.rule
        if made.scores is not None and made.weighted is not None:
            score, weighted = int(made.scores[index, place]), int(made.weighted[index, place])
            return fixed(score, self.places), fixed(weighted, self.places)
        divisor = int(made.left[index]) * 10**rule.mark_places
        total = int(made.sums[index, place])
        weighted_divisor = divisor * 10**rule.weight_places
        return self.printed(total, divisor), self.printed(total * rule.weights[place], weighted_divisor)

    @cached_property
    def _sheet_edges(self) -> list[int]:
        size = len(self.table.candidates)
        return [0, *np.cumsum(np.bincount(self.table.candidate, minlength=size)).tolist()]

    def _sheets(self, index: int, dropped: list[list[str]]) -> list[Row]:
        """The trail's rows of one candidate: every sheet with its expert, state, marks and dropped criteria."""
        table, keys, texts = self.table, self.scheme.criterion_keys, self._texts
        here = slice(self._sheet_edges[index], self._sheet_edges[index + 1])
        rows: list[Row] = []
        remaining = iter(dropped)
        for place, (expert, state, marks) in enumerate(
            zip(table.expert[here].tolist(), table.state[here].tolist(), table.marks[here].tolist(), strict=True)
        ):
            if state == NOT_ASSIGNED:
                continue
            row: Row = {"expert": table.experts[expert], "state": STATES[state].value, "marks": {}, "dropped": []}
            if state == SCORED:
                row["marks"] = {key: text[mark] for key, text, mark in zip(keys, texts, marks, strict=True)}
                row["dropped"] = next(remaining, [])
            elif table.present is not None:
                present = table.present[here.start + place].tolist()
                row["marks"] = {
                    key: text[mark] for key, text, mark, there in zip(keys, texts, marks, present, strict=True) if there
                }
            rows.append(row)
        return rows


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
    totals = (table.marks[made.rows].astype(kind) * np.array(rule.weights, dtype=kind)).sum(axis=1)
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
