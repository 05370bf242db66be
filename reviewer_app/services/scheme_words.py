"""A scheme in plain words: whole sentences in the language in force, shown and printed before a round is sealed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from reviewer_app.domain.cost import MoneyLine, cost
from reviewer_app.domain.exact import plain
from reviewer_app.domain.scheme import (
    BlendStage,
    Consolidation,
    OfficeStage,
    Scheme,
    ScoreStage,
    Stage,
    TallyStage,
    Title,
)
from reviewer_app.i18n import N_, Language, _, language

EXAMPLE_SHEETS = 9


def sentences(scheme: Scheme) -> list[str]:
    """What the scheme rules, sentence by sentence, in the order in which a selection goes."""
    return [
        *_head(scheme),
        *_criteria(scheme),
        *_method(scheme.consolidation),
        *_rounding(scheme.consolidation),
        *_quorum(scheme.consolidation),
        *_ties(scheme),
        *(sentence for stage in scheme.stages for sentence in _stage(scheme, stage)),
        *_titles(scheme),
        *_answers(scheme),
    ]


def local_title(chinese: str, english: str, key: str = "") -> str:
    """A title in the language in force; the other language's, or the key, where it has none."""
    return (english or chinese or key) if language() is Language.ENGLISH else (chinese or english or key)


def _head(scheme: Scheme) -> Iterator[str]:
    title = local_title(scheme.title, scheme.title_en)
    if scheme.authority:
        yield _("{title}, under {authority}.").format(title=title, authority=scheme.authority)
    else:
        yield _("{title}.").format(title=title)


def _criteria(scheme: Scheme) -> Iterator[str]:
    for item in scheme.criteria:
        text = _("{title}: {low} to {high} points in steps of {step}, weight {weight}.")
        yield text.format(
            title=local_title(item.title, item.title_en, item.key),
            low=plain(item.min_score),
            high=plain(item.max_score),
            step=plain(item.step),
            weight=plain(item.weight),
        )
    yield _("All criteria together give at most {points} points.").format(points=plain(scheme.full_score))


def _method(rule: Consolidation) -> Iterator[str]:
    if rule.method == "median":
        yield _("A criterion's score is the median of its marks; of an even number, the mean of the middle two.")
        return
    if rule.method == "mean":
        yield _("A criterion's score is the mean of its marks.")
        return
    low, high, least = rule.trim_lowest or 0, rule.trim_highest or 0, rule.trim_minimum_experts or 0
    if rule.trim_scope == "sheet":
        text = _(
            "Of whole score sheets, ordered by their totals, the {low} lowest and the {high} highest are dropped; "
            "a criterion's score is the mean of the marks that are left."
        )
    else:
        text = _(
            "Of each criterion's marks the {low} lowest and the {high} highest are dropped; its score is the mean of "
            "the marks that are left."
        )
    yield text.format(low=low, high=high)
    sheets = max(EXAMPLE_SHEETS, least)
    yield _("With {sheets} score sheets, {left} marks are left for each criterion.").format(
        sheets=sheets, left=sheets - low - high
    )
    yield _("With fewer than {least} score sheets that count, nothing is dropped.").format(least=least)


def _rounding(rule: Consolidation) -> Iterator[str]:
    if rule.rounding_scope == "criterion":
        yield _(
            "Each criterion's score is rounded half up to {places} decimals, multiplied with its weight and rounded "
            "again; the sum is the total."
        ).format(places=rule.rounding_places)
    elif rule.rounding_scope == "total":
        yield _("Nothing is rounded before the total; the total is rounded half up to {places} decimals.").format(
            places=rule.rounding_places
        )
    else:
        yield _("Nothing is rounded; figures are compared exactly and printed to 6 decimals.")


def _quorum(rule: Consolidation) -> Iterator[str]:
    if isinstance(rule.quorum, Fraction):
        share = f"{rule.quorum.numerator}/{rule.quorum.denominator}"
        yield _("A candidate gets a score only when {share} of the entitled experts' sheets count.").format(share=share)
    else:
        yield _("A candidate gets a score only when at least {count} sheets count.").format(count=rule.quorum)
    if rule.quorum_floor is not None:
        yield _("There must never be fewer than {count} sheets that count.").format(count=rule.quorum_floor)
    yield _("Recused experts are not entitled; experts who are absent or abstain are.")
    if rule.deviation_alert is not None:
        percent = plain(rule.deviation_alert * 100)
        yield _(
            "A sheet whose total is more than {percent} % away from the mean asks for a written explanation."
        ).format(percent=percent)


def _ties(scheme: Scheme) -> Iterator[str]:
    titles = {item.key: local_title(item.title, item.title_en, item.key) for item in scheme.criteria}
    chain = [titles[key] for key in scheme.consolidation.tie_break]
    if chain:
        yield _("Equal totals are ranked by {criteria}, in this order; what is still equal shares its rank.").format(
            criteria=_(", ").join(chain)
        )
    else:
        yield _("Equal totals share their rank.")
    yield _("A tie across a cut is decided by a recorded vote of the committee.")


def _stage(scheme: Scheme, stage: Stage) -> Iterator[str]:
    title = local_title(stage.title, stage.title_en, stage.key)
    yield _stage_kind(stage, title)
    if stage.track is not None:
        track = next(item for item in scheme.tracks if item.key == stage.track)
        yield _("Only the track “{track}” takes part: codes that begin with {prefix}.").format(
            track=local_title(track.title, track.title_en, track.key), prefix=track.code_prefix
        )
    if stage.intake is not None:
        yield _("{count} candidates are expected to enter.").format(count=stage.intake)
    if stage.quota is not None:
        yield _("At most {count} advance; the quota is a ceiling and need not be filled.").format(count=stage.quota)
    minimum = None if isinstance(stage, OfficeStage) else stage.minimum_score
    if minimum is not None:
        yield _("Nobody below {minimum} advances.").format(minimum=plain(minimum))


SCALES = {
    "relative_to_top": N_("votes ÷ the most votes × 100"),
    "share": N_("votes ÷ all votes × 100"),
    "rank": N_("100 × (n − r + 1) ÷ n for rank r of n"),
}


def _stage_kind(stage: Stage, title: str) -> str:
    if isinstance(stage, ScoreStage):
        return _("Stage “{stage}”: the experts' total decides.").format(stage=title)
    if isinstance(stage, TallyStage):
        return _("Stage “{stage}”: a public vote.").format(stage=title)
    if isinstance(stage, BlendStage):
        return _("Stage “{stage}”: {expert} × the experts' score of 100 + {vote} × the vote score ({scale}).").format(
            stage=title,
            expert=plain(stage.expert_weight),
            vote=plain(stage.vote_weight),
            scale=_(SCALES[stage.vote_scale]),
        )
    return _("Stage “{stage}”: a step outside the program, recorded by the office.").format(stage=title)


def _titles(scheme: Scheme) -> Iterator[str]:
    for title in scheme.titles:
        yield _title(title).format(title=local_title(title.title, title.title_en, title.key), count=title.quota)
    if not scheme.titles:
        return
    told = cost(scheme)
    for line in told.lines:
        yield _money(scheme, line)
    if told.lines:
        yield _("When every quota is filled: {people} people, {total} yuan.").format(
            people=told.people, total=plain(told.total)
        )
    else:
        yield _("When every quota is filled: {people} people.").format(people=told.people)


def _title(title: Title) -> str:
    if title.relation == "nested":
        return _("“{title}”: at most {count}, chosen among those named before.")
    if title.relation == "disjoint":
        return _("“{title}”: at most {count}, besides those named otherwise.")
    return _("“{title}”: at most {count}.")


def _money(scheme: Scheme, line: MoneyLine) -> str:
    title = next(item for item in scheme.titles if item.key == line.title)
    values = {
        "title": local_title(title.title, title.title_en, title.key),
        "people": line.recipients,
        "each": plain(line.each),
        "total": plain(line.total),
    }
    if line.kind == "grant":
        return _("Grant to the studio of “{title}”: {people} × {each} = {total} yuan.").format(**values)
    if line.before_tax:
        return _("Award to “{title}”: {people} × {each} = {total} yuan before tax.").format(**values)
    return _("Award to “{title}”: {people} × {each} = {total} yuan.").format(**values)


def _answers(scheme: Scheme) -> Iterator[str]:
    for answer in scheme.answers:
        question = local_title(answer.question, answer.question_en, answer.key)
        if answer.is_open:
            yield _("Still open: {question} (for example: {example})").format(
                question=question, example=answer.example or "…"
            )
        else:
            yield _("Answered: {question} {answer} ({authority}, {date})").format(
                question=question, answer=answer.answer, authority=answer.authority, date=answer.date
            )
