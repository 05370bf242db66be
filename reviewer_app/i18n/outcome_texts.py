"""What became of a file: for each outcome a few words, what it means, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from reviewer_app.i18n import N_, _


class Explanation(NamedTuple):
    """What happened, what it means, what to do; in the language in force."""

    what: str
    meaning: str
    remedy: str


_USE = N_("Nothing more needs to be done.")
_ASK = N_("Do not use the file; ask its signer to export and send it again.")
_OFFICE = N_("Ask the office.")
_CHAIR = N_("It does not count until the chair has looked into it.")

EXPLANATIONS: dict[str, tuple[str, str, str]] = {
    "verified": (N_("verified"), N_("The file is whole and signed by whom it says."), _USE),
    "first": (N_("received"), N_("It is the signer's first package and counts."), _USE),
    "same": (N_("received before"), N_("This very file is here already; nothing changed."), _USE),
    "supersedes": (N_("replaces an earlier one"), N_("It is later than the one that counted; that one is kept."), _USE),
    "malformed": (N_("refused: no valid package"), N_("It is damaged, or was not made by this program."), _ASK),
    "newer_format": (
        N_("refused: newer format"),
        N_("It was made by a newer program than this one."),
        N_("Update this program, then open the file again."),
    ),
    "altered": (N_("refused: altered"), N_("It was changed or damaged after it was signed."), _ASK),
    "unknown_key": (
        N_("refused: unknown key"),
        N_("Nobody in this round has the key that signed it."),
        N_("Compare with the office; a replaced key needs a new version of the round."),
    ),
    "revoked_key": (
        N_("refused: revoked key"),
        N_("The office has declared this key lost or replaced."),
        N_("The signer signs again with the new key."),
    ),
    "not_yet_valid": (
        N_("refused: key not yet valid"),
        N_("The key may sign only from a later day."),
        N_("Check this machine's date and time."),
    ),
    "expired": (
        N_("refused: key expired"),
        N_("The key may no longer sign."),
        N_("If it was received in time, judge it at that time; else the office renews the key."),
    ),
    "untrusted_signer": (
        N_("not to be trusted yet"),
        N_("It is whole, but nobody has vouched for the office whose round it belongs to."),
        N_("Compare the office's fingerprint with the meeting notice."),
    ),
    "wrong_role": (N_("refused: wrong role"), N_("Whoever signed it may not sign such a file."), _CHAIR),
    "wrong_signer": (
        N_("refused: signed by somebody else"),
        N_("It names one person and is signed by another."),
        _CHAIR,
    ),
    "wrong_round": (N_("refused: another round"), N_("It belongs to another round than yours."), _OFFICE),
    "newer_round": (
        N_("held: newer round"),
        N_("It belongs to a later version of the round than you hold."),
        N_("Open the later version of the round first, then this file again."),
    ),
    "wrong_scheme": (N_("refused: other rules"), N_("It was made under other rules than the round's."), _OFFICE),
    "wrong_recipient": (
        N_("refused: for somebody else"),
        N_("It is sealed to other people; your key does not open it."),
        N_("Ask for the file that is meant for you."),
    ),
    "unknown_candidate": (N_("refused: unknown candidate"), N_("It marks somebody who is no candidate."), _ASK),
    "unassigned_candidate": (
        N_("refused: candidate not assigned"),
        N_("It marks a candidate whom this expert was not to judge."),
        _CHAIR,
    ),
    "recused_candidate": (
        N_("refused: marks for a recused candidate"),
        N_("It marks a candidate from whom this expert is recused."),
        _CHAIR,
    ),
    "unknown_criterion": (
        N_("refused: unknown criterion"),
        N_("It marks something that the scheme does not know."),
        _ASK,
    ),
    "mark_off_scale": (N_("refused: mark off the scale"), N_("It holds a mark that the scheme does not allow."), _ASK),
    "disagrees": (N_("refused: contradicts itself"), N_("What it says outside is not what it says inside."), _ASK),
    "stale": (N_("held: older than one received"), N_("A later one of the same signer counts."), _USE),
    "conflicting": (
        N_("held: two of the same number"),
        N_("Two different packages bear the same number; neither counts."),
        N_("The chair asks the expert and decides which one counts."),
    ),
    "changed_outside_return": (
        N_("refused: changed more than was returned"),
        N_("Sheets differ that were not sent back."),
        N_("The expert hands in again, with the returned sheets alone changed."),
    ),
}


def outcome_text(outcome: str) -> str:
    """How the check of a file ended, in a few words."""
    return _(EXPLANATIONS[outcome][0])


def explain(outcome: str) -> Explanation:
    """How the check of a file ended, for somebody who has never seen it before."""
    return Explanation(*map(_, EXPLANATIONS[outcome]))
