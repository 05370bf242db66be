"""The analysis on the terminal: what each figure means here, and what it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reviewer_app.i18n import _

SHOWN = (
    "agreement.complete_candidates",
    "agreement.icc.2,1",
    "agreement.icc.2,k",
    "agreement.icc_ci95.2,k",
    "agreement.kendall_w_ties",
    "agreement.krippendorff_alpha.interval",
    "agreement_by_criterion.",
    "severity.connected",
    "uncertainty.",
    "leave_one_out",
)
"""What fits a terminal; the rest of the figures stands in the JSON."""
MOST_SENTENCES = 40


def show_analysis(figures: Mapping[str, Any], write: Callable[[str], object]) -> None:
    """Writes a sentence for each of the main figures; the figures themselves, all of them, are in the JSON."""
    from reviewer_app.services.interpretation import sentences

    write("\n" + _("Analysis (beside the result; it changes nothing in it)") + "\n")
    texts = list(dict.fromkeys(item.text for item in sentences(figures) if item.figure.startswith(SHOWN)))
    for text in texts[:MOST_SENTENCES]:
        write(f"  · {text}\n")
    if len(texts) > MOST_SENTENCES:
        write("  " + _("… and {count} more, all of them in the JSON.").format(count=len(texts) - MOST_SENTENCES) + "\n")
