"""What a sheet's state looks like: icon, word and tone."""

from __future__ import annotations

from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _


def state_icon(sheet: ScoreSheet) -> tuple[str, str]:
    """The icon of a sheet and the token of its colour."""
    if sheet.state is SheetState.INCOMPLETE:
        return ("contrast", "amber") if sheet.marks else ("circle", "muted")
    return {
        SheetState.SCORED: ("circle-check", "accent"),
        SheetState.RECUSED: ("circle-slash-2", "muted"),
        SheetState.ABSTAINED: ("circle-minus", "muted"),
    }[sheet.state]


def state_word(sheet: ScoreSheet) -> str:
    if sheet.state is SheetState.INCOMPLETE:
        return _("begun") if sheet.marks else _("not begun")
    return {
        SheetState.SCORED: _("scored"),
        SheetState.RECUSED: _("recused"),
        SheetState.ABSTAINED: _("abstained"),
    }[sheet.state]
