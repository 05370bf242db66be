"""The reasons of a proposed conflict in words, as they are shown and as a recusal is given."""

from __future__ import annotations

from reviewer_app.domain.conflicts import Ground, Kinship, Place, Proposal, Reason
from reviewer_app.i18n import N_, _

_TEXTS: dict[tuple[Ground, Kinship], str] = {
    (Ground.UNIT, Kinship.SAME): N_("Same unit: {theirs}"),
    (Ground.UNIT, Kinship.PART): N_("The candidate's unit {theirs} may belong to yours, {own}"),
    (Ground.UNIT, Kinship.WHOLE): N_("Your unit {own} may belong to the candidate's, {theirs}"),
    (Ground.PAST_UNIT, Kinship.SAME): N_("You worked for the candidate's unit earlier: {theirs}"),
    (Ground.PAST_UNIT, Kinship.PART): N_(
        "The candidate's unit {theirs} may belong to {own}, for which you worked earlier"
    ),
    (Ground.PAST_UNIT, Kinship.WHOLE): N_(
        "{own}, for which you worked earlier, may belong to the candidate's unit {theirs}"
    ),
    (Ground.ENDORSER, Kinship.SAME): N_("Your name stands among those who recommend: {theirs}"),
    (Ground.UNIT_ENDORSES, Kinship.SAME): N_("Your unit recommends the candidate: {theirs}"),
    (Ground.UNIT_ENDORSES, Kinship.PART): N_("{theirs} recommends the candidate and may belong to your unit, {own}"),
    (Ground.UNIT_ENDORSES, Kinship.WHOLE): N_("{theirs} recommends the candidate; your unit {own} may belong to it"),
    (Ground.PAST_UNIT_ENDORSES, Kinship.SAME): N_("A unit that you worked for earlier recommends: {theirs}"),
    (Ground.PAST_UNIT_ENDORSES, Kinship.PART): N_(
        "{theirs} recommends the candidate and may belong to {own}, for which you worked earlier"
    ),
    (Ground.PAST_UNIT_ENDORSES, Kinship.WHOLE): N_(
        "{theirs} recommends the candidate; {own}, for which you worked earlier, may belong to it"
    ),
    (Ground.NAMESAKE, Kinship.SAME): N_("The candidate bears your name: you yourself, or somebody else?"),
}
_MENTIONS: dict[Place, str] = {
    Place.DEEDS: N_("Your name stands in the deeds (only a mention: see whether it is you)"),
    Place.HONOURS: N_("Your name stands in the honours (only a mention: see whether it is you)"),
    Place.MENTORSHIPS: N_("Your name stands in the mentorships (only a mention: see whether it is you)"),
}

_SHORT: dict[Ground, str] = {
    Ground.UNIT: N_("Same unit ({theirs})"),
    Ground.PAST_UNIT: N_("Worked for {own} earlier"),
    Ground.ENDORSER: N_("Recommends the candidate"),
    Ground.UNIT_ENDORSES: N_("Own unit recommends the candidate ({theirs})"),
    Ground.PAST_UNIT_ENDORSES: N_("Former unit recommends the candidate ({theirs})"),
}


def recusal_reason(proposal: Proposal) -> str:
    """What a recusal would say to whoever reads the package; empty where only the expert can say it."""
    first = proposal.reasons[0]
    return _(_SHORT[first.ground]).format(own=first.own, theirs=first.theirs) if first.ground in _SHORT else ""


def reason_lines(proposal: Proposal) -> tuple[str, ...]:
    """Every reason of a proposal, a sentence each."""
    return tuple(line for reason in proposal.reasons for line in _lines(reason))


def _lines(reason: Reason) -> tuple[str, ...]:
    if reason.ground is Ground.MENTION:
        return tuple(_(_MENTIONS[place]) for place in reason.places)
    return (_(_TEXTS[reason.ground, reason.kinship]).format(own=reason.own, theirs=reason.theirs),)
