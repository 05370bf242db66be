"""What every auditable event means, in words; one sentence an event, with the fields that it records."""

from __future__ import annotations

from collections.abc import Mapping

from reviewer_app.i18n import N_, _

EVENT_TEXTS: dict[str, str] = {
    "store_created": N_("This desk was set up."),
    "round_opened": N_("The round {round}, version {version}, was checked and opened."),
    "round_sealed": N_("The round {round}, version {version}, was sealed."),
    "undertaking_accepted": N_("The undertaking was accepted."),
    "mark_recorded": N_("{candidate}: the mark for {criterion} was set to {mark}."),
    "marks_recorded": N_("Marks were entered at once; sheets: {sheets}."),
    "recused": N_("{candidate}: recused. Reason: {reason}"),
    "abstained": N_("{candidate}: abstained. Reason: {reason}"),
    "remark_recorded": N_("{candidate}: the remark was changed."),
    "sheets_signed": N_("The sheets were signed, sequence {sequence}."),
    "package_received": N_("The package of {signer}, sequence {sequence}, was verified and taken in ({standing})."),
    "package_refused": N_("The file {file} was checked and refused ({outcome})."),
    "result_signed": N_("The result was signed, sequence {sequence}."),
    "round_updated": N_("The round {round} was brought to version {version}."),
    "looked_again": N_("{candidate}: looked at again."),
    "package_chosen": N_("Of the packages of {signer}, the chair chose which one counts. Reason: {reason}"),
    "return_signed": N_("Sheets were sent back to {expert}: {sheets}."),
    "return_received": N_("The chair sent sheets back; they are open again: {sheets}."),
    "past_units_declared": N_("Units worked for earlier were declared: {units}."),
    "dossiers_searched": N_("The expert's name was looked for in {dossiers} dossiers and found in {found}."),
    "conflict_dismissed": N_("{candidate}: no conflict of interest. Reason: {reason}"),
    "conflicts_declared": N_("Every conflict of interest was declared; recusals: {recused}, dismissed: {dismissed}."),
    "note_written": N_("{candidate}: the private note was changed (its text is not recorded)."),
    "tail_missing": N_(
        "The program had been ended by force and its last changes could not be found. What was entered just before "
        "then may be missing."
    ),
    "store_restored": N_(
        "The store was damaged and brought back from the copy {backup} and from signed packages ({packages})."
    ),
}
UNKNOWN_EVENT = N_("An entry of a kind that this program does not know: {event}.")


class _Values(dict[str, object]):
    """Values of an entry that may have been tampered with: a field that is not there reads as a question mark."""

    def __missing__(self, _key: str) -> str:
        return "?"


def event_text(event: str, values: Mapping[str, object]) -> str:
    """What an entry of the audit chain says, in the language in force."""
    if event not in EVENT_TEXTS:
        return _(UNKNOWN_EVENT).format(event=event)
    told = {name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in values.items()}
    return _(EVENT_TEXTS[event]).format_map(_Values(told))


FINDING_TEXTS: dict[str, str] = {
    "broken": N_("The record does not hold from entry {number} on: an entry was changed, removed or put in."),
    "cut": N_("{source} was signed when there were more entries: the record was cut before entry {number}."),
    "forked": N_(
        "{source} was signed on another record than this one (entry {number}): the record was rewritten, or the store "
        "was restored from a copy."
    ),
}


def finding_text(fault: str, number: int, source: str) -> str:
    """What is wrong with an audit chain, in the language in force."""
    return _(FINDING_TEXTS[fault]).format(number=number, source=source)
