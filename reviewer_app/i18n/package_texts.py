"""Texts about files that travel, stores and keys: what `i18n.errors` gathers for these."""

from __future__ import annotations

from reviewer_app.i18n import N_

PACKAGE_ERRORS: dict[str, str] = {
    # reading and writing files
    "path_unwritable": N_("{path} cannot be written: {reason}. Choose another place."),
    "not_a_file": N_("{path} is no ordinary file. Choose the file itself."),
    "file_too_large": N_("{path} has {size} bytes; such a file has at most {limit}. It is not the file you mean."),
    "target_exists": N_("{path} exists already and is not overwritten. Choose another name or remove it first."),
    "disk_full": N_(
        "{path} could not be written: {reason}. Nothing was left half written. Make room or choose another drive."
    ),
    "target_read_only": N_("{path} may not be written: {reason}. Choose a folder or drive that you may write to."),
    "write_failed": N_(
        "{path} could not be written: {reason}. Nothing was left half written. If it is a stick, plug it in again "
        "and repeat the export."
    ),
    "too_many_recipients": N_(
        "A file would be sealed to {count} people; at most {most} can open one. Divide the round into several."
    ),
    "evidence_changed": N_("{path} was changed after it was checked. Read the evidence folder again, then seal."),
    # the form of packages
    "not_a_package": N_(
        "This is not a valid file of this program ({detail}). It was damaged on the way or made by something else: "
        "ask for it to be sent again."
    ),
    "package_altered": N_(
        "The content is not what was signed ({member}). The file was changed or damaged after signing: do not use it, "
        "and ask its signer for it again."
    ),
    "newer_format": N_("The file is of format version {version}, newer than this program knows. Update the program."),
    "foreign_namespace": N_("The signature was made for “{namespace}”, which is no file of ours."),
    "wrong_namespace": N_("The signature was made for “{namespace}”, but the file says that it is a {kind} file."),
    "header_disagrees": N_(
        "The clear header and the sealed content contradict each other ({member}). Do not use the file; ask its signer."
    ),
    "document_unreadable": N_("The content of {member} is not in the form of this format: {detail}"),
    "not_for_us": N_("None of the keys at hand opens {member}. It is sealed to: {recipients}."),
    "member_not_openable": N_("{member} cannot be decrypted: it is damaged. Ask for the file again."),
    "not_this_kind": N_("This is a {kind} file; a {wanted} file is needed here."),
    # who signed
    "revoked_key": N_("The key of {signer} ({fingerprint}) was revoked by the office. Ask {signer} to sign anew."),
    "unknown_key": N_(
        "The signing key {fingerprint} is not in the roster of this round; the file says it is from {signer}. "
        "It does not count. If the key was replaced, the office must issue a new version of the round."
    ),
    "wrong_signer": N_(
        "The file says it is from {signer}, but it was signed with the key of {holder} ({fingerprint}). "
        "It does not count."
    ),
    "wrong_role": N_("{signer} ({fingerprint}) may not sign a {kind} file in this round. It does not count."),
    "not_yet_valid": N_("The key of {signer} ({fingerprint}) was not yet valid at {at}. Check this machine's clock."),
    "expired": N_(
        "The key of {signer} ({fingerprint}) was no longer valid at {at}. If the file was received earlier, judge it "
        "at that time; else the office must renew the key."
    ),
    "office_unknown": N_(
        "The round that this was judged by is signed by an office key that nobody has vouched for. Compare its "
        "fingerprint with the meeting notice and give it with --office."
    ),
    "office_unknown_key": N_(
        "The round is signed by the key {fingerprint}, which nobody has vouched for. Compare it with the fingerprint "
        "on the meeting notice; if they are the same, give it with --office."
    ),
    "office_key_changed": N_(
        "This version of the round is signed by another key ({fingerprint}) than the one that you vouched for "
        "({ours}). Do not open it before the office has confirmed the new fingerprint to you in person or by phone."
    ),
    "older_round": N_("You hold a later version already ({ours}); {theirs} changes nothing."),
    "already_sealed": N_("Version {version} of the round {round} was sealed before. Seal the next version."),
    "another_round": N_("This plan is for {theirs}, but the version before it is of {ours}."),
    "scheme_changed": N_("A later version keeps the scheme. For other rules, seal a new round."),
    "versions_disagree": N_("The version does not follow from the one before it ({detail}). Ask the office."),
    "evidence_not_here": N_(
        "{name} was carried by an earlier version of the round that is not on this machine. Open that round file again."
    ),
    "round_needed": N_(
        "The file is whole, but who may sign a {kind} file only its round can tell. Give the round with --round."
    ),
    "round_refused": N_(
        "The round that this was judged by does not hold itself ({outcome}). Ask the office for the round again."
    ),
    "card_key_differs": N_("The card shows another key than the one it was signed with ({fingerprint})."),
    # which round, which marks
    "newer_round": N_("The file belongs to {theirs}, you hold {ours}. Ask the office for the newer round first."),
    "wrong_round": N_("The file belongs to another round: {theirs}. You hold {ours}."),
    "other_round_file": N_(
        "The file answers to another sealing of {theirs} than the one that you hold ({ours}). Compare the round's "
        "fingerprint with the office."
    ),
    "roster_differs": N_(
        "The file carries another list of signers than the round that you hold ({member}). It does not count; ask its "
        "signer."
    ),
    "wrong_scheme": N_("The file was made under other rules (scheme {theirs}). It does not count."),
    "unknown_candidate": N_("There is a sheet on {candidate}, who is no candidate of this round."),
    "unassigned_candidate": N_("There is a sheet on {candidate}, whom {expert} was not assigned to judge."),
    "recused_candidate": N_("There are marks for {candidate}, from whom the expert is recused."),
    "unknown_criterion": N_("There is a mark for {candidate} on “{criterion}”, which is no criterion of the scheme."),
    "mark_off_scale": N_(
        "{mark} cannot be given for “{criterion}” ({candidate}): marks run from {lowest} to {highest} in steps of "
        "{step}."
    ),
    "sheet_not_whole": N_("The sheet on {candidate} says that it is scored, but a criterion has no mark."),
    "stale": N_("A later package of {signer} stands before this one (sequence {sequence}). The later one counts."),
    "conflicting": N_(
        "There are two different packages of {signer} with sequence {sequence}. The chair must ask which one counts."
    ),
    "roll_and_members_differ": N_("The result holds other packages than its roll names. Do not use it; ask the chair."),
    "first_marks_differ": N_(
        "The result says other first marks of {expert} for {candidate} than the package that was sent back."
    ),
    "other_assignments": N_("The result names other candidates or assignments than the round. Ask the chair."),
    "roll_disagrees": N_("The package of {expert} in the result is not the one that its roll names."),
    # desks
    "scheme_unanswered": N_("The scheme leaves a question open: {question} Answer it before the round is sealed."),
    "role_missing": N_("Nobody is enrolled as {role}. Enrol somebody by their identity card."),
    "person_twice": N_("Two people are enrolled as {person}. Give each an id of their own."),
    "not_the_office_key": N_("The key {fingerprint} is not the one that the round names as the office's."),
    "not_in_round": N_("This round was made for other people: {person} does not take part in it."),
    "not_your_key": N_("The key {fingerprint} is not the one that the round knows for {person}. Nothing was signed."),
    "no_round_here": N_("{path} holds no round yet. Open the round file first."),
    "undertaking_open": N_("The undertaking has not been accepted yet. Read and accept it, then sign."),
    "changed_while_signing": N_("Something was changed while signing. Nothing was signed; look again and sign anew."),
    "nothing_signed": N_("Nothing has been signed yet. Sign first, then export."),
    "not_assigned_to_you": N_("{candidate} is not among the candidates that you judge."),
    "sheet_recused": N_("You are recused from {candidate}: the sheet is closed."),
    "sheet_signed": N_(
        "The sheet on {candidate} is signed (package {sequence}) and closed. Only the chair can send it back to be "
        "changed."
    ),
    "not_in_conflict": N_("The package {fingerprint} is not one of two with the same number."),
    "nothing_to_return": N_("Choose at least one sheet of {expert} to send back."),
    "nothing_received": N_("Nothing of {expert} has been received yet, so there is nothing to send back."),
    "not_assigned_to_expert": N_("{candidate} is not among the candidates that {expert} judges."),
    "return_for_other": N_("The return is for {expert}, not for you."),
    "return_outdated": N_(
        "The return is about an earlier package than the last one that you signed (package {sequence}). Hand that one "
        "in and ask the chair."
    ),
    "changed_outside_return": N_(
        "Sheets differ that were not sent back: {candidates}. The package does not count; the expert hands in again "
        "with the returned sheets alone changed."
    ),
    "conflicts_undecided": N_(
        "Proposed conflicts are still undecided: {count}. Decide each one: recuse, or say why it is no conflict."
    ),
    "conflicts_open": N_(
        "Conflicts of interest are not declared yet; nothing was signed. Go through the proposals, name others, and "
        "confirm that these are all."
    ),
    "reason_missing": N_("Give the reason for {candidate}; nothing was recorded."),
    # stores and keys
    "store_unavailable": N_("{path} is in use or cannot be reached: {reason}. Close the other program and try again."),
    "store_damaged": N_("{path} is damaged, or not a store of this program: {reason}. Restore the last backup."),
    "store_newer": N_("{path} was written by a newer program (schema {revision}). Update this program."),
    "no_key_there": N_("{path} holds no age key (AGE-SECRET-KEY-1…). Give a key file or a folder of *.key files."),
    "demo_folder_taken": N_("{path} holds other files. Choose a new folder for the sample round, or an empty one."),
    "bug": N_("Something went wrong that should not: this is a fault of the program. What is known stands in {log}."),
}

NOTES: dict[str, str] = {
    "content_sealed": N_("The content was not looked into: no key at hand opens it. Sealed to: {recipients}."),
    "card_self_signed": N_("A card is signed by its own key: compare the fingerprint with its holder."),
}
