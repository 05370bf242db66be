"""The dossier's words as pages to read: HTML of our own making, every text of the dossier escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from reviewer_app.domain.candidate import Candidate, Channel, Dossier, Employment, Sex, Tag
from reviewer_app.i18n import _, n_


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
    employment = {
        None: "",
        Employment.IN_SERVICE: _("in service"),
        Employment.RETIRED: _("retired"),
        Employment.OTHER: _("other"),
    }
    sex = {None: "", Sex.FEMALE: _("female"), Sex.MALE: _("male")}
    rows = (
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
        (_("Title"), dossier.title),
        (_("Post"), dossier.post),
        (_("Employment"), employment[dossier.employment]),
        (_("Years on the front line"), _number(dossier.years_on_front_line)),
    )
    return _table((name, escape(text)) for name, text in rows if text)


def deeds(dossier: Dossier) -> str:
    if not dossier.deeds:
        return _nothing(_("The dossier tells no deeds."))
    return "".join(f"<p>{escape(part)}</p>" for part in dossier.deeds.split("\n") if part.strip())


def honours(dossier: Dossier) -> str:
    """Honours, contests, patents and achievements, each under its head."""
    parts = [
        _section(_("Honours"), [escape(one) for one in dossier.honours]),
        _section(
            _("Skills contests"),
            [
                _item(one.name, one.level, _("place {rank}").format(rank=one.rank) if one.rank else "", one.award)
                for one in dossier.contests
            ],
        ),
        _section(_("Patents"), [_item(one.title, one.kind, one.number) for one in dossier.patents]),
        _section(_("Achievements"), [_item(one.title, *map(tag_text, one.tags)) for one in dossier.achievements]),
    ]
    return "".join(parts) or _nothing(_("The dossier tells no honours, contests, patents or achievements."))


def mentorship(dossier: Dossier) -> str:
    items = []
    for one in dossier.mentorships:
        count = "" if one.apprentices is None else n_("{count} apprentice", "{count} apprentices", one.apprentices)
        agreement = _("agreement signed") if one.agreement else _("no agreement")
        items.append(_item(one.form or _("Mentorship"), count.format(count=one.apprentices), agreement))
    return _section(_("Mentorship"), items) or _nothing(_("The dossier tells of no mentorship."))


def tag_text(tag: Tag) -> str:
    return {Tag.FIVE_SMALLS: _("five smalls"), Tag.PROVINCIAL_AWARD: _("provincial award or higher")}[tag]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _item(first: str, *rest: str) -> str:
    more = " · ".join(escape(part) for part in rest if part)
    return escape(first) + (f" <span class='muted'>{more}</span>" if more else "")


def _section(head: str, items: list[str]) -> str:
    if not items:
        return ""
    return f"<h3>{escape(head)}</h3>" + "".join(f"<p>{item}</p>" for item in items)


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = (
        f"<tr><td class='muted' style='padding:4px 20px 4px 0'>{escape(name)}</td>"
        f"<td style='padding:4px 0'>{text}</td></tr>"
        for name, text in rows
    )
    return f"<table>{''.join(lines)}</table>"


def _nothing(words: str) -> str:
    return f"<p class='muted'>{escape(words)}</p>"
