"""The analysis as a whole: every figure under its name in the result file, every undefined one with a warning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from reviewer_app.domain.analysis.agreement import Agreement, agreement
from reviewer_app.domain.analysis.bootstrap import CLOSE_CALL, Cut, Uncertainty, uncertainty
from reviewer_app.domain.analysis.experts import ExpertFigures, expert_figures, z_scores
from reviewer_app.domain.analysis.panel import Floats, Integers, Panel, panel_of_table, restricted
from reviewer_app.domain.analysis.severity import Severity, severity
from reviewer_app.domain.analysis.undefined import agreement_cautions
from reviewer_app.domain.analysis.whatif import WithoutExpert, leave_one_out
from reviewer_app.domain.caution import Caution
from reviewer_app.domain.figures import Rule
from reviewer_app.domain.marks import MarkTable, table_of_sheets
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.scheme import Scheme, ScoreStage
from reviewer_app.domain.sheet import ScoreSheet

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The statistics of a round. `figures`: plain JSON data, no NaN; `cautions`: why one is null, or says little."""

    figures: Mapping[str, Any]
    cautions: tuple[Caution, ...]


def analyse(
    scheme: Scheme,
    sheets: Iterable[ScoreSheet],
    *,
    seed: int = 1,
    draws: int = 10_000,
    progress: Progress = silent,
) -> Analysis:
    """All statistics of some sheets under a scheme; the order of the sheets changes nothing.

    Statistics are binary floats; whatever hangs on equality (ties, no variance, the scheme's rule) is exact. Raises
    `InputError` for marks that the scheme refuses, `CancelledError` through `progress`.
    """
    return analyse_table(scheme, table_of_sheets(scheme, sheets), seed=seed, draws=draws, progress=progress)


def analyse_table(
    scheme: Scheme, table: MarkTable, *, seed: int = 1, draws: int = 10_000, progress: Progress = silent
) -> Analysis:
    """The same from marks that stand in columns already."""
    report = _Report(scheme, panel_of_table(scheme, table))
    steps = len(scheme.criteria) + 2
    figures: Figures = {"agreement": report.agreement(None)}
    progress(1, steps, "agreement")
    figures["agreement_by_criterion"] = {}
    for index, criterion in enumerate(scheme.criteria):
        figures["agreement_by_criterion"][criterion.key] = report.agreement(index)
        progress(index + 2, steps, "agreement")
    figures |= report.experts_and_severity()
    progress(steps, steps, "agreement")
    figures |= report.uncertainty(seed, draws, progress)
    return Analysis(figures=figures, cautions=tuple(report.cautions))


class _Report:
    """One panel's figures in the making, and what there is to warn of."""

    def __init__(self, scheme: Scheme, panel: Panel) -> None:
        self._scheme = scheme
        self._panel = panel
        self._empty = not len(panel.expert)
        self.cautions = [Caution(code="analysis_without_marks")] if self._empty else []

    def _warn(self, cautions: Iterable[Caution]) -> None:
        """Without a single scored sheet one warning says it all."""
        if not self._empty:
            self.cautions.extend(cautions)

    def agreement(self, criterion: int | None) -> Figures:
        panel = self._panel
        found = agreement(panel.on_totals if criterion is None else panel.on_criterion(criterion))
        self._warn(agreement_cautions(found, None if criterion is None else panel.criteria[criterion]))
        return _agreement_row(found)

    def experts_and_severity(self) -> Figures:
        panel = self._panel
        totals = panel.on_totals
        experts = expert_figures(totals, len(panel.experts))
        scores = z_scores(totals, experts, len(panel.candidates))
        fit = severity(totals, len(panel.experts), len(panel.candidates))
        self._warn(self._expert_cautions(experts))
        self._warn(self._candidate_cautions(scores, fit))
        return {
            "experts": [_expert_row(*row) for row in zip(panel.experts, experts, _or_null(fit.leniency), strict=True)],
            "z_scores": dict(zip(panel.candidates, _or_null(scores), strict=True)),
            "severity": {
                "connected": fit.components == 1,
                "components": fit.components,
                "sse": fit.sse,
                "adjusted": dict(zip(panel.candidates, _or_null(fit.adjusted), strict=True)),
            },
        }

    def _expert_cautions(self, experts: Iterable[ExpertFigures]) -> Iterator[Caution]:
        of_two = 0
        for name, item in zip(self._panel.experts, experts, strict=True):
            if not item.marks:
                yield Caution(code="expert_without_marks", values={"expert": name})
                continue
            if item.marks == 1:
                yield Caution(code="expert_one_mark", values={"expert": name})
            elif item.sd == 0:
                yield Caution(code="expert_constant", values={"expert": name})
            if item.spearman_others is None:
                code = "expert_shares_too_few" if item.shared < 2 else "expert_order_undefined"
                yield Caution(code=code, values={"expert": name, "shared": item.shared})
            of_two += item.shared == 2
        if of_two:
            yield Caution(code="experts_share_two", values={"count": of_two})

    def _candidate_cautions(self, scores: Floats, fit: Severity) -> Iterator[Caution]:
        for name, score, adjusted in zip(self._panel.candidates, scores, fit.adjusted, strict=True):
            if np.isnan(adjusted):
                yield Caution(code="candidate_without_marks", values={"candidate": name})
            elif np.isnan(score):
                yield Caution(code="z_score_undefined", values={"candidate": name})
        if fit.components > 1:
            yield Caution(code="severity_unconnected", values={"components": fit.components})

    def uncertainty(self, seed: int, draws: int, progress: Progress) -> Figures:
        """Uncertainty and what-if at the cut of the first score stage; of the first in each track, if it has one."""
        rule = Rule.of(self._scheme)
        inside: dict[str, float | None] = dict.fromkeys(self._panel.candidates)
        interval: dict[str, list[int] | None] = dict.fromkeys(self._panel.candidates)
        found: list[Uncertainty] = []
        crossings: dict[str, list[Figures]] = {}
        for panel, cut in self._contests():
            if not len(panel.expert):
                self._warn([Caution(code="contest_without_marks", values={"count": len(panel.candidates)})])
                continue
            everyone = Cut(quota=max(1, len(panel.candidates)), minimum=None)
            result = uncertainty(rule, panel, cut or everyone, seed=seed, draws=draws, progress=progress)
            found.append(result)
            for index, name in enumerate(panel.candidates):
                interval[name] = [int(result.low[index]), int(result.high[index])]
                inside[name] = float(result.inside[index]) if cut else None
            for item in leave_one_out(rule, panel, cut, progress=progress) if cut else ():
                crossings.setdefault(panel.experts[item.expert], []).extend(_crossing_rows(panel, item))
        self._warn(self._uncertainty_cautions(inside))
        low, high = CLOSE_CALL
        return {
            "uncertainty": {
                "seed": seed,
                "draws": draws,
                "exact": bool(found) and all(item.exact for item in found),
                "panels": max((item.panels for item in found), default=0),
                "inside_cut": inside,
                "rank_interval90": interval,
                "close_call": [name for name, share in inside.items() if share is not None and low <= share <= high],
            },
            "leave_one_out": [
                {"expert": name, "crosses": crossings[name]} for name in self._panel.experts if name in crossings
            ],
        }

    def _contests(self) -> Iterator[tuple[Panel, Cut | None]]:
        """Who competes with whom for which places; no cut where the stage has no quota."""
        stages = [stage for stage in self._scheme.stages if isinstance(stage, ScoreStage)]
        if not stages or stages[0].track is None:
            yield self._panel, _cut(stages[0], len(self._panel.candidates)) if stages else None
            return
        first: dict[str, ScoreStage] = {}
        for stage in stages:
            if stage.track is not None:
                first.setdefault(stage.track, stage)
        prefixes = {track.key: track.code_prefix for track in self._scheme.tracks}
        for track, stage in first.items():
            members = [index for index, code in enumerate(self._panel.candidates) if code.startswith(prefixes[track])]
            if members:
                yield restricted(self._panel, np.array(members, dtype=np.int64)), _cut(stage, len(members))

    def _uncertainty_cautions(self, inside: Mapping[str, float | None]) -> Iterator[Caution]:
        if len(self._panel.scoring_experts) == 1:
            yield Caution(code="uncertainty_of_one_expert")
        unknown = [name for name, share in inside.items() if share is None]
        if unknown:
            yield Caution(code="inside_cut_undefined", values={"count": len(unknown)})


def _cut(stage: ScoreStage, candidates: int) -> Cut | None:
    """A stage with a minimum alone takes everyone who reaches it; one with neither cuts nobody."""
    if stage.quota is None and stage.minimum_score is None:
        return None
    minimum = None if stage.minimum_score is None else Fraction(stage.minimum_score)
    return Cut(quota=stage.quota or max(1, candidates), minimum=minimum)


def _agreement_row(found: Agreement) -> Figures:
    return {
        "complete_candidates": found.complete_candidates,
        "icc": dict(found.icc),
        "icc_ci95": {form: list(ends) if ends else None for form, ends in found.icc_ci95.items()},
        "icc_oneway_unbalanced": found.icc_oneway_unbalanced,
        "kendall_w": found.kendall_w,
        "kendall_w_ties": found.kendall_w_ties,
        "kendall_chi2": found.kendall_chi2,
        "kendall_p": found.kendall_p,
        "krippendorff_alpha": dict(found.krippendorff_alpha),
    }


def _expert_row(name: str, item: ExpertFigures, leniency: float | None) -> Figures:
    return {
        "expert": name,
        "marks": item.marks,
        "mean": item.mean,
        "sd": item.sd,
        "leniency": leniency,
        "spearman_others": item.spearman_others,
    }


def _crossing_rows(panel: Panel, item: WithoutExpert) -> list[Figures]:
    return [
        {"candidate": panel.candidates[crossing.candidate], "before": crossing.before, "after": crossing.after}
        for crossing in item.crossings
    ]


def _or_null(values: Floats | Integers) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]
