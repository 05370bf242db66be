"""The scheme's rule on many resampled panels: experts drawn 0, 1, 2, … times, each draw counting as a sheet."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from reviewer_app.domain.analysis.draw_by_draw import DrawByDraw
from reviewer_app.domain.analysis.many_at_once import ManyAtOnce
from reviewer_app.domain.analysis.outcome import Resampler
from reviewer_app.domain.analysis.panel import Panel
from reviewer_app.domain.analysis.rounding import rounding_factors
from reviewer_app.domain.figures import Rule


def resampler(rule: Rule, panel: Panel, minimum: Fraction | None) -> Resampler:
    """The fastest exact way for this rule and panel; `minimum`: the stage's minimum score."""
    bound = _bound(rule, panel, minimum)
    if bound >= 2**52:
        return DrawByDraw(rule, panel, minimum)
    return ManyAtOnce(rule, panel, minimum, np.dtype(np.float32 if bound < 2**23 else np.float64))


def _bound(rule: Rule, panel: Panel, minimum: Fraction | None) -> int:
    """More than any number on the way, than any product of a sum and a divisor that are compared as quotients, and than
    16 times what a float must tell apart before a figure is rounded.
    """
    experts = len(panel.experts)
    mark = 2 * int(np.abs(panel.marks).max(initial=0)) + 1
    weight = sum(rule.weights)
    dropping = 4 * experts * (rule.drops + 1) * (rule.drops * mark + 1) if rule.by_sheet else 0
    if rule.scope == "criterion":
        up, unit = rounding_factors(rule.places, rule.mark_places)
        one: int = 10**rule.weight_places
        score = mark * up // unit + 2
        return max(dropping, experts * mark, 16 * experts * unit * score, 2 * score * weight + 2 * one)
    limit = minimum or Fraction(0)
    scale: int = 10 ** (rule.mark_places + rule.weight_places)
    up, unit = rounding_factors(rule.places, rule.mark_places + rule.weight_places)
    whole = mark * weight * experts
    score = mark * weight * up // unit + 2
    least = (whole + experts) * limit.denominator + abs(limit.numerator) * scale * experts
    return max(dropping, 16 * experts * unit * score, 2 * whole * experts * limit.denominator, 2 * least)
