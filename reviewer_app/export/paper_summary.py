"""The summary sheet 汇总表 of the committee: ranking with the cut line, signatures, every mark, the packages behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reviewer_app.domain.scheme import Scheme
from reviewer_app.export.paper_binding import grouped
from reviewer_app.export.paper_block import Block, kept, space
from reviewer_app.export.paper_detail import detail_rows
from reviewer_app.export.paper_page import Frame, render, told
from reviewer_app.export.paper_parts import (
    criterion_title,
    facts,
    remark_rows,
    section,
    signatures,
    title_block,
)
from reviewer_app.export.paper_ranking import ranking_rows
from reviewer_app.export.paper_result import SummaryPaper
from reviewer_app.i18n import _

_SLOTS_ACROSS = 5


def summary_sheet_pdf(paper: SummaryPaper) -> bytes:
    """Ranking and signatures first, then every mark, decisions and packages. Raises `UserError` (`glyph_missing`)."""
    title = _("Summary sheet of the experts' scores")
    frame = Frame(
        is_landscape=True, round_title=paper.round_title, title=title, subject="", binding=paper.binding
    )  # fmt: skip
    ranking = ranking_rows(frame, paper)
    blocks = [
        *title_block(frame, title, paper.round_title),
        *facts(frame, [*_roll(paper), *rule_sentences(paper.scheme), _signs_used(paper)], 8.5),
        space(6),
        *ranking[:-2],
        *kept(ranking[-2:]),
        *kept([space(12)]),
        _signatures(frame, paper),
        *_decisions(frame, paper),
        *section(frame, _("Every mark")),
        *detail_rows(frame, paper),
        *_packages(frame, paper),
    ]
    return render(frame, blocks)


def rule_sentences(scheme: Scheme) -> list[str]:
    """How the marks become a score, in plain words."""
    rule = scheme.consolidation
    values = {"lowest": rule.trim_lowest, "highest": rule.trim_highest, "least": rule.trim_minimum_experts}
    if rule.method == "mean":
        method = _("Each criterion: the mean of the experts' marks.")
    elif rule.method == "median":
        method = _("Each criterion: the median of the experts' marks.")
    elif rule.trim_scope == "sheet":
        method = _(
            "Sheets dropped for each candidate: {lowest} lowest and {highest} highest (with at least {least} counted "
            "sheets); each criterion: the mean of what is left."
        ).format(**values)
    else:
        method = _(
            "Marks dropped in each criterion: {lowest} lowest and {highest} highest (with at least {least} counted "
            "sheets); each criterion: the mean of what is left."
        ).format(**values)
    quorum = str(rule.quorum) if not rule.quorum_floor else _("{quorum}, at least {floor} sheets").format(
        quorum=rule.quorum, floor=rule.quorum_floor
    )  # fmt: skip
    return [
        _joined([method, _rounding(scheme)]),
        _joined([_("Quorum: {quorum}.").format(quorum=quorum), _tie_chain(scheme)]),
    ]


def _joined(sentences: Sequence[str]) -> str:
    """Sentences in one line; Chinese ones stand without spaces between them."""
    return _("{one} {another}").format(one=sentences[0], another=sentences[1]) if sentences[1] else sentences[0]


def _rounding(scheme: Scheme) -> str:
    rule = scheme.consolidation
    if rule.rounding_scope == "none":
        return _("Nothing is rounded before it is printed (6 decimals).")
    if rule.rounding_scope == "total":
        return _("The total is rounded half up to {places} decimals.").format(places=rule.rounding_places)
    return _("Each criterion is rounded half up to {places} decimals.").format(places=rule.rounding_places)


def _tie_chain(scheme: Scheme) -> str:
    titles = [criterion_title(scheme.criterion(key)) for key in scheme.consolidation.tie_break]
    if not titles:
        return ""
    return _("Equal totals are told apart by: {criteria}.").format(criteria=_(", ").join(titles))


def _signs_used(paper: SummaryPaper) -> str:
    if paper.scheme.consolidation.method != "trimmed_mean":
        return ""
    return _("Struck marks were dropped and do not count; of a sheet whose total is struck nothing counts.")


def _roll(paper: SummaryPaper) -> list[str]:
    missing = [person.name for person in paper.experts if paper.packages.get(person.id) is None]
    came = _("Experts: {experts}, packages that count: {packages}, candidates: {candidates}.").format(
        experts=len(paper.experts), packages=len(paper.experts) - len(missing), candidates=len(paper.rows)
    )
    absent = _("Nothing handed in: {names}.").format(names=_(", ").join(missing)) if missing else ""
    return [_joined([came, absent])]


def _signatures(frame: Frame, paper: SummaryPaper) -> Block:
    came = [person.name for person in paper.experts if paper.packages.get(person.id) is not None]
    came += [""] * (-len(came) % _SLOTS_ACROSS)
    office = [
        *(_("Chair {name}").format(name=person.name) for person in paper.chairs),
        *(_("Supervisor {name}").format(name=person.name) for person in paper.supervisors),
        _("Filled by"),
        _("Checked by"),
        _("Date"),
    ]
    return signatures(frame, [*came, *office], _SLOTS_ACROSS)


def _decisions(frame: Frame, paper: SummaryPaper) -> list[Block]:
    found = []
    verdicts = {"advance": _("advances"), "not_advanced": _("does not advance"), "vacant": _("places stay vacant")}
    for one in paper.decisions:
        verdict = verdicts[one["decision"]]
        told_ = _("{verdict}: {for_} for, {against} against, {abstained} abstained. {reason}").format(
            verdict=verdict, for_=one["for"], against=one["against"], abstained=one["abstained"], reason=one["reason"]
        )
        found.append((_about(paper, one), told_))
    return [*section(frame, _("Decisions of the committee")), *remark_rows(frame, found)] if found else []


def _about(paper: SummaryPaper, decision: Mapping[str, Any]) -> str:
    """Whom a decision is about: a candidate, or the stage or title whose places stay vacant."""
    code = decision["candidate"]
    if code:
        return f"{code} {paper.candidates[code].name}"
    parts = (*paper.scheme.stages, *paper.scheme.titles)
    part = next(part for part in parts if part.key == decision["stage"])
    return told(part.title, part.title_en) or part.key


def _packages(frame: Frame, paper: SummaryPaper) -> list[Block]:
    """Whose package counts, with its fingerprint: what the score sheets of the experts bear too."""
    found = [
        (f"{person.id} {person.name}", grouped(paper.packages.get(person.id) or "") or _("nothing handed in"))
        for person in paper.experts
    ]
    return [*section(frame, _("Score packages that count, by fingerprint")), *remark_rows(frame, found)]
