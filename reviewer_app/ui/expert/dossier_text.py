"""The dossier's words as pages to read: HTML of our own making, every text of the dossier escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from reviewer_app.domain.candidate import Candidate, Channel, Dossier, Employment, Sex, Tag
from reviewer_app.i18n import _, n_

EVIDENCE_LINK = "evidence:"
"""What a link to a piece of evidence begins with; its number follows."""


def headline(candidate: Candidate, dossier: Dossier | None) -> str:
    """The line below the name."""
    parts = [candidate.unit, candidate.trade, candidate.skill_level]
    if dossier is not None and dossier.years_on_front_line is not None:
        years = dossier.years_on_front_line
        parts.append(n_("{count} year on the front line", "{count} years on the front line", years).format(count=years))
    parts.append(channel_text(candidate.channel))
    return " · ".join(part for part in parts if part)


def channel_text(channel: Channel) -> str:
    return {
        Channel.UNIT: _("nominated by the unit"),
        Channel.SELF: _("self-nominated"),
        Channel.JOINT: _("jointly nominated"),
    }[channel]


def overview(candidate: Candidate, dossier: Dossier) -> str:
    """What the roster says, as a table of two columns; what it does not say is left out."""
    return _table((name, escape(text)) for name, text in facts(candidate, dossier) if text)


def facts(candidate: Candidate, dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """What the roster says, each with its name; empty where it says nothing."""
    employment = {
        None: "",
        Employment.IN_SERVICE: _("in service"),
        Employment.RETIRED: _("retired"),
        Employment.OTHER: _("other"),
    }
    sex = {None: "", Sex.FEMALE: _("female"), Sex.MALE: _("male")}
    return (
        (_("Unit"), candidate.unit),
        (_("Trade"), candidate.trade),
        (_("Skill level"), candidate.skill_level),
        (_("Industry"), candidate.industry),
        (_("Group"), candidate.group),
        (_("Nomination"), channel_text(candidate.channel)),
        (_("Recommended by"), "、".join(candidate.recommended_by)),
        (_("Sex"), sex[dossier.sex]),
        (_("Age"), _number(dossier.age)),
        (_("Year of birth"), _number(dossier.birth_year)),
        (_("Education"), dossier.education),
        (_("Professional title"), dossier.title),
        (_("Post"), dossier.post),
        (_("Employment"), employment[dossier.employment]),
        (_("Years on the front line"), _number(dossier.years_on_front_line)),
    )


def deeds(dossier: Dossier) -> str:
    return "".join(f"<p class='deeds'>{escape(part)}</p>" for part in dossier.deeds.split("\n") if part.strip())


def honours(dossier: Dossier) -> str:
    return _list(escape(one) for one in dossier.honours)


def contests(dossier: Dossier) -> str:
    return _list(
        _item(one.name, one.level, _("place {rank}").format(rank=one.rank) if one.rank else "", one.award)
        + _proof(dossier, one.proof)
        for one in dossier.contests
    )


def patents(dossier: Dossier) -> str:
    return _list(_item(one.title, one.kind, one.number) + _proof(dossier, one.proof) for one in dossier.patents)


def achievements(dossier: Dossier) -> str:
    return _list(
        escape(one.title) + "".join(map(_chip, one.tags)) + _proof(dossier, one.proof) for one in dossier.achievements
    )


def mentorship(dossier: Dossier) -> str:
    items = []
    for one in dossier.mentorships:
        count = "" if one.apprentices is None else n_("{count} apprentice", "{count} apprentices", one.apprentices)
        agreement = _("agreement signed") if one.agreement else _("no agreement")
        item = _item(one.form or _("Mentorship"), count.format(count=one.apprentices), agreement)
        items.append(item + _proof(dossier, one.proof))
    return _list(items)


def tag_text(tag: Tag) -> str:
    return {Tag.FIVE_SMALLS: _("five smalls"), Tag.PROVINCIAL_AWARD: _("provincial award or higher")}[tag]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _item(first: str, *rest: str) -> str:
    more = " · ".join(escape(part) for part in rest if part)
    return escape(first) + (f" <span class='muted'>{more}</span>" if more else "")


def _list(items: Iterable[str]) -> str:
    return "".join(f"<p>{item}</p>" for item in items)


def _chip(tag: Tag) -> str:
    """A tag on its ground; word joiners keep it on one line."""
    words = escape("\u2060".join(tag_text(tag).replace(" ", "\u00a0")))
    return f"&nbsp; <span class='chip'>&nbsp;{words}&nbsp;</span>"


def _proof(dossier: Dossier, proof: str) -> str:
    """The evidence of an item, below it: a link where the dossier holds it."""
    if not proof:
        return ""
    piece = dossier.piece_named(proof)
    if piece is None:
        words = _("Evidence named, but not in the dossier: {file}").format(file=proof)
        return f"<br><span class='muted'>{escape(words)}</span>"
    return f"<br><a href='{EVIDENCE_LINK}{piece.number}'>{escape(proof)}</a>"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = (
        f"<tr><td class='muted' style='padding:4px 20px 4px 0'>{escape(name)}</td>"
        f"<td style='padding:4px 0'>{text}</td></tr>"
        for name, text in rows
    )
    return f"<table>{''.join(lines)}</table>"
