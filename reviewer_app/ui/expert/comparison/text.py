"""The comparison as one table to read: a column a candidate, what belongs together in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from reviewer_app.domain.candidate import Candidate, Dossier
from reviewer_app.domain.exact import plain
from reviewer_app.domain.mark_entry import written_mark
from reviewer_app.domain.scheme import Criterion, Scheme
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.i18n import _
from reviewer_app.ui.expert import dossier_text
from reviewer_app.ui.expert.dossier_text import EVIDENCE_LINK
from reviewer_app.ui.expert.mark_row import title_of
from reviewer_app.ui.theme import Theme

NAMES = 14
"""Percent of the width that the names of the lines take; the candidates share the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A candidate in the comparison. Without a dossier, `told` says why."""

    candidate: Candidate
    sheet: ScoreSheet
    total: str
    rank: str
    dossier: Dossier | None
    told: str


def comparison(columns: Sequence[Column], scheme: Scheme, theme: Theme) -> str:
    """The whole page, every text of the dossiers escaped."""
    lines = [*_marks(columns, scheme), *_dossiers(columns)]
    table = f"<table width='100%' cellspacing='0' cellpadding='7'>{''.join(lines)}</table>"
    return f"<html><head><style>{_style(theme)}</style></head><body>{table}</body></html>"


def _marks(columns: Sequence[Column], scheme: Scheme) -> Iterable[str]:
    yield _heading(_("My marks"), len(columns))
    for criterion in scheme.criteria:
        yield _line(title_of(criterion), [_mark(one.sheet, criterion) for one in columns])
    yield _line(_("Total"), [f"<b>{escape(one.total) or '–'}</b>" for one in columns])
    yield _line(_("My rank"), [escape(one.rank) or "–" for one in columns])
    if any(one.sheet.remark for one in columns):
        yield _line(_("Remark"), [escape(one.sheet.remark) for one in columns])


def _mark(sheet: ScoreSheet, criterion: Criterion) -> str:
    mark = sheet.marks.get(criterion.key)
    if mark is None:
        return "–"
    return f"{written_mark(mark, criterion)} <span class='muted'>/{plain(criterion.max_score)}</span>"


def _dossiers(columns: Sequence[Column]) -> Iterable[str]:
    yield _heading(_("Overview"), len(columns))
    if any(one.told for one in columns):
        yield _line("", [f"<span class='muted'>{escape(one.told)}</span>" for one in columns])
    told = [{} if one.dossier is None else dict(dossier_text.facts(one.candidate, one.dossier)) for one in columns]
    for name in {name: None for facts in told for name in facts}:
        texts = [escape(facts.get(name, "")) for facts in told]
        if any(texts):
            yield _line(name, texts)
    for title, written in _sections():
        texts = ["" if one.dossier is None else _own_links(written(one.dossier), one) for one in columns]
        if any(texts):
            yield _heading(title, len(columns))
            yield _line("", [text or _nothing(one) for text, one in zip(texts, columns, strict=True)])


def _sections() -> Iterable[tuple[str, Callable[[Dossier], str]]]:
    return (
        (_("Deeds"), dossier_text.deeds),
        (_("Honours"), dossier_text.honours),
        (_("Skills contests"), dossier_text.contests),
        (_("Patents"), dossier_text.patents),
        (_("Achievements"), dossier_text.achievements),
        (_("Mentorship"), dossier_text.mentorship),
    )


def _own_links(text: str, column: Column) -> str:
    """Links to evidence lead to the dossier in which it is."""
    return text.replace(f"href='{EVIDENCE_LINK}", f"href='{column.candidate.code}/")


def _nothing(column: Column) -> str:
    return "" if column.dossier is None else "–"


def _heading(words: str, columns: int) -> str:
    return f"<tr><td class='heading' colspan='{columns + 1}'>{escape(words)}</td></tr>"


def _line(name: str, texts: Sequence[str]) -> str:
    width = (100 - NAMES) / len(texts)
    cells = "".join(f"<td width='{width:.2f}%'>{text}</td>" for text in texts)
    return f"<tr><td width='{NAMES}%' class='name'>{escape(name)}</td>{cells}</tr>"


def _style(theme: Theme) -> str:
    tokens, sizes = theme.tokens, theme.type
    return (
        f"body {{ color: {tokens.ink}; font-size: {sizes.base}px; }} .muted {{ color: {tokens.muted}; }} "
        f".name {{ color: {tokens.muted}; font-size: {sizes.small}px; }} a {{ color: {tokens.accent}; }} "
        f".heading {{ color: {tokens.accent}; background-color: {tokens.ground}; font-weight: 700; }} "
        f".chip {{ color: {tokens.accent}; background-color: {tokens.accent_soft}; font-size: {sizes.small}px; }} "
        f"td {{ vertical-align: top; }} p {{ margin: 0 0 6px 0; line-height: 115%; }}"
    )
