"""Texts of errors that only the windows raise: what `i18n.errors` gathers for these."""

from __future__ import annotations

from reviewer_app.i18n import N_

WINDOW_ERRORS: dict[str, str] = {
    "no_display": N_(
        "There is no display to show the window on. The commands do everything without one: reviewer-app --help."
    ),
    "identity_missing": N_(
        "The keys of {person} are not kept on this computer. Use the computer, or the backup, that they were made on."
    ),
    "key_file_locked": N_("Your keys lie in a file under a passphrase. Enter it on the start page first."),
    "own_passphrase_wanted": N_(
        "Several people use the program here: your keys lie in a file under a passphrase that only you know. Choose it."
    ),
    "own_keys_first": N_(
        "Put your own keys under a passphrase first, so that the other person cannot open your desks."
    ),
    "draft_without_scheme": N_("No scheme is chosen yet. Choose the rules of the selection."),
    "draft_without_candidates": N_("There are no candidates yet. Choose the roster and the evidence folder."),
    "draft_without_title": N_("The round has no title yet. Enter it."),
    "draft_without_undertaking": N_("The experts' undertaking is empty. Enter its text."),
    "draft_edition": N_("The edition is no year. Enter it like 2026."),
    "draft_round_id": N_(
        "“{value}” cannot be the id of a round. Use lower-case letters, digits and hyphens, such as qilu-2026."
    ),
}
