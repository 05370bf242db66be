"""What the parts of a scheme say against each other: weights, grids, quotas, stages that lean on other stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from reviewer_app.domain.exact import parse_decimal, plain
from reviewer_app.domain.scheme import (
    Answer,
    BlendStage,
    Consolidation,
    Criterion,
    OfficeStage,
    ScoreStage,
    TallyStage,
    Title,
    Track,
)

Path = tuple[str | int, ...]
Part = TypeVar("Part", bound=BaseModel)
AnyStage = ScoreStage | TallyStage | BlendStage | OfficeStage


class Fault(NamedTuple):
    """One thing wrong, at a path of the scheme."""

    code: str
    path: Path
    values: Mapping[str, object]


class Parts:
    """The parts that are sound by themselves, each with its path; gathered while a scheme is read.

    `unsound`: lists with a broken entry; what leans on their keys is not judged, or one slip would be told many times.
    """

    def __init__(self, full_mark: Any) -> None:
        self.full_mark = full_mark
        self.found: list[tuple[Path, BaseModel]] = []
        self.unsound: set[str] = set()

    def add(self, path: Path, part: BaseModel) -> None:
        self.found.append((path, part))

    def of(self, kind: type[Part]) -> list[tuple[Path, Part]]:
        return [(path, part) for path, part in self.found if isinstance(part, kind)]


def contradictions(parts: Parts) -> Iterator[Fault]:
    """Everything that sound parts say against each other."""
    criteria = parts.of(Criterion)
    for path, criterion in criteria:
        yield from _grid(path, criterion)
    yield from _full_mark(parts)
    for kind in (Criterion, Track, Title, Answer):
        yield from _twice(parts.of(kind))
    yield from _twice(_stages(parts))
    for path, rule in parts.of(Consolidation):
        yield from _trimming(path, rule)
        if "criteria" not in parts.unsound:
            yield from _tie_break(path, rule, [item.key for _, item in criteria])
        if rule.deviation_alert is not None and rule.deviation_alert <= 0:
            yield Fault("scheme_not_positive", (*path, "deviation_alert"), {"value": plain(rule.deviation_alert)})
    yield from _stage_faults(parts)
    yield from _unsigned(parts)
    yield from _title_faults(parts)


def _stages(parts: Parts) -> list[tuple[Path, AnyStage]]:
    return [(path, item) for path, item in parts.found if isinstance(item, AnyStage)]


def _grid(path: Path, criterion: Criterion) -> Iterator[Fault]:
    if criterion.step <= 0:
        yield Fault("scheme_not_positive", (*path, "step"), {"value": plain(criterion.step)})
    if criterion.weight <= 0:
        yield Fault("scheme_not_positive", (*path, "weight"), {"value": plain(criterion.weight)})
    low, high = criterion.min_score, criterion.max_score
    if low >= high:
        yield Fault("scheme_range_empty", (*path, "max_score"), {"low": plain(low), "high": plain(high)})
    elif criterion.step > 0 and not criterion.on_grid(high):
        values = {"low": plain(low), "high": plain(high), "step": plain(criterion.step)}
        yield Fault("scheme_grid_misses_maximum", (*path, "step"), values)
    for index, anchor in enumerate(criterion.anchors):
        if low < high and not low <= anchor.score <= high:
            values = {"value": plain(anchor.score), "low": plain(low), "high": plain(high)}
            yield Fault("scheme_anchor_outside", (*path, "anchors", index, "score"), values)


def _full_mark(parts: Parts) -> Iterator[Fault]:
    try:
        stated = parse_decimal(parts.full_mark) if isinstance(parts.full_mark, str) else None
    except ValueError:
        return
    reached = _reached(parts)
    if stated is not None and "criteria" not in parts.unsound and stated != reached:
        yield Fault("scheme_full_mark_differs", ("full_mark",), {"stated": plain(stated), "reached": plain(reached)})


def _reached(parts: Parts) -> Decimal:
    return sum((item.weight * item.max_score for _, item in parts.of(Criterion)), Decimal(0))


def _twice(items: list[tuple[Path, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, item in items:
        if item.key in seen:
            yield Fault("scheme_key_twice", (*path, "key"), {"value": item.key})
        seen.add(item.key)


def _trimming(path: Path, rule: Consolidation) -> Iterator[Fault]:
    names = ("trim_lowest", "trim_highest", "trim_scope", "trim_minimum_experts")
    for name in names:
        given = getattr(rule, name) is not None
        if given and rule.method != "trimmed_mean":
            yield Fault("scheme_trim_without_trimming", (*path, name), {"method": rule.method})
        if not given and rule.method == "trimmed_mean":
            yield Fault("scheme_key_missing", (*path, name), {})
    if rule.trim_lowest is None or rule.trim_highest is None or rule.trim_minimum_experts is None:
        return
    dropped = rule.trim_lowest + rule.trim_highest
    if rule.method == "trimmed_mean" and rule.trim_minimum_experts <= dropped:
        values = {"value": rule.trim_minimum_experts, "dropped": dropped}
        yield Fault("scheme_trim_leaves_nothing", (*path, "trim_minimum_experts"), values)


def _tie_break(path: Path, rule: Consolidation, known: list[str]) -> Iterator[Fault]:
    for index, key in enumerate(rule.tie_break):
        where = (*path, "tie_break", index)
        if key not in known:
            yield Fault("scheme_criterion_unknown", where, {"value": key, "known": ", ".join(known)})
        elif key in rule.tie_break[:index]:
            yield Fault("scheme_key_twice", where, {"value": key})


def _stage_faults(parts: Parts) -> Iterator[Fault]:
    tracks = {item.key for _, item in parts.of(Track)}
    sound = "criteria" not in parts.unsound
    reached = _reached(parts) if sound else Decimal(1)
    before: dict[str, AnyStage] = {}
    quotas: dict[str | None, int] = {}
    for path, stage in _stages(parts):
        if stage.track is not None and stage.track not in tracks and "tracks" not in parts.unsound:
            yield Fault("scheme_track_unknown", (*path, "track"), {"value": stage.track})
        earlier = quotas.get(stage.track)
        if stage.quota is not None and earlier is not None and stage.quota > earlier:
            yield Fault("scheme_quota_grows", (*path, "quota"), {"value": stage.quota, "before": earlier})
        if stage.quota is not None:
            quotas[stage.track] = stage.quota
        if stage.intake is not None and stage.quota is not None and stage.quota > stage.intake:
            yield Fault("scheme_quota_over_intake", (*path, "quota"), {"value": stage.quota, "intake": stage.intake})
        if isinstance(stage, BlendStage):
            yield from _blend(path, stage, before if "stages" not in parts.unsound else None, reached)
        before[stage.key] = stage


def _blend(path: Path, stage: BlendStage, before: Mapping[str, AnyStage] | None, reached: Decimal) -> Iterator[Fault]:
    wanted: tuple[tuple[str, str, type[BaseModel], str], ...] = (
        ("scores_from", stage.scores_from, ScoreStage, "score"),
        ("votes_from", stage.votes_from, TallyStage, "tally"),
    )
    for name, key, kind, word in wanted:
        if before is not None and not isinstance(before.get(key), kind):
            yield Fault("scheme_stage_unknown", (*path, name), {"value": key, "kind": word})
    for name, weight in (("expert_weight", stage.expert_weight), ("vote_weight", stage.vote_weight)):
        if weight < 0:
            yield Fault("scheme_negative", (*path, name), {"value": plain(weight)})
    if reached <= 0:
        yield Fault("scheme_blend_needs_points", path, {"value": plain(reached)})
    both = Fraction(stage.expert_weight) + Fraction(stage.vote_weight)
    if both != 1:
        values = {"expert": plain(stage.expert_weight), "vote": plain(stage.vote_weight)}
        yield Fault("scheme_shares_not_one", (*path, "vote_weight"), values)


def _unsigned(parts: Parts) -> Iterator[Fault]:
    for path, answer in parts.of(Answer):
        given = {"authority": answer.authority.strip(), "date": answer.date}
        lacking = [name for name, value in given.items() if not value]
        if not answer.is_open and lacking:
            yield Fault("scheme_answer_unsigned", (*path, "answer"), {"lacking": ", ".join(lacking)})


def _title_faults(parts: Parts) -> Iterator[Fault]:
    tracks = {item.key for _, item in parts.of(Track)}
    quotas: dict[str | None, int] = {}
    for path, title in parts.of(Title):
        if title.track is not None and title.track not in tracks and "tracks" not in parts.unsound:
            yield Fault("scheme_track_unknown", (*path, "track"), {"value": title.track})
        earlier = quotas.get(title.track)
        if title.relation == "nested" and earlier is not None and title.quota > earlier:
            yield Fault("scheme_title_exceeds", (*path, "quota"), {"value": title.quota, "before": earlier})
        quotas[title.track] = title.quota
        for name, money in (("award", title.award), ("grant", title.grant)):
            if money is not None and money < 0:
                yield Fault("scheme_negative", (*path, name), {"value": plain(money)})
