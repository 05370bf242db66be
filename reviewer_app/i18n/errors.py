"""The text of every error and warning code, in one place.

Each says what happened, where, and what to do. A test holds that every code raised stands here, with the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping

from reviewer_app.i18n import N_, _
from reviewer_app.i18n.analysis_texts import ANALYSIS_WARNINGS
from reviewer_app.i18n.package_texts import NOTES, PACKAGE_ERRORS
from reviewer_app.i18n.store_texts import STORE_ERRORS
from reviewer_app.i18n.value_texts import told
from reviewer_app.i18n.window_texts import WINDOW_ERRORS

ERROR_TEXTS: dict[str, str] = {
    **PACKAGE_ERRORS,
    **WINDOW_ERRORS,
    **STORE_ERRORS,
    # the input as a whole
    "input_unusable": N_("The input cannot be used; problems found: {count}."),
    "path_unreadable": N_("{path} cannot be read: {reason}. Check the path and that you may read it."),
    # rosters and evidence
    "table_empty": N_("The file is empty. Choose the file that holds the table."),
    "not_a_spreadsheet": N_(
        "This is no spreadsheet that can be read (.xlsx, .xls, .et or CSV text). Save it as .xlsx and try again."
    ),
    "spreadsheet_protected": N_("The spreadsheet is protected by a password. Save it without one and try again."),
    "spreadsheet_too_large": N_(
        "The spreadsheet is too large (more than {rows} rows, or cells far off to the right or below). "
        "Copy the table into a new file; a table of marks can also be saved as CSV, at any length."
    ),
    "csv_broken": N_("A quotation mark is never closed, or stands inside a value. Correct this row, or save as .xlsx."),
    "roster_header_missing": N_(
        "No row of column titles was found in the first 30 rows. Add a row with at least these titles: {titles}."
    ),
    "roster_column_missing": N_(
        "The column “{title}” is missing. Add it, or give the right column one of these titles: {known}. "
        "Titles found: {found}."
    ),
    "roster_column_twice": N_("Columns {first} and {second} hold the same thing. Remove or rename one of them."),
    "roster_without_candidates": N_("There is no candidate below the titles. Enter the candidates and save the file."),
    "cell_error": N_("The cell holds an Excel error (such as #N/A). Correct the formula or enter the value."),
    "cell_not_calculated": N_(
        "The cell holds a formula that was never calculated. Open the file in Excel or WPS and save it again."
    ),
    "cell_merged": N_("The cell is merged over several rows. Split it and fill in every row."),
    "code_missing": N_("The code is missing. Give the candidate a code of its own, such as 001."),
    "code_invalid": N_(
        "“{value}” cannot be a code. Use up to 32 ASCII letters, digits, “-” and “_”, such as 001 or A-12."
    ),
    "code_twice": N_("The code {value} stands in row {first} already. Give each candidate a code of its own."),
    "name_missing": N_("The name is missing. Enter the candidate's name."),
    "unit_missing": N_("The unit is missing. Enter it; only a self-nominated candidate may be without one."),
    "channel_unknown": N_("“{value}” is no nomination channel. Use one of: {allowed}."),
    "joint_needs_two": N_("A joint nomination names two or more who recommend. Enter them, divided by “、”."),
    "date_impossible": N_("“{value}” is no possible date. Enter it like 1985-03, 1985-03-02 or 1985."),
    "item_without_name": N_("An item of the list begins with “｜”: its name is missing. Enter the name."),
    "item_too_long": N_("An item of the list is too long. Put each item on a line of its own, up to 200 characters."),
    "text_too_long": N_("The text is too long. Shorten it to {limit} characters."),
    "id_number_as_number": N_(
        "The ID number is stored as a number and has lost digits. Set the column to text and enter the number again."
    ),
    "glyph_missing": N_(
        "No font has the character {character} ({code_point}) of “{text}”, so it cannot be printed. "
        "Use another form of the character, and tell the makers of this program."
    ),
    "nothing_to_print": N_("There is nothing to print: no candidate with a sheet is chosen. Choose at least one."),
    "evidence_folder_unreadable": N_("{path} cannot be listed: {reason}. Choose the folder that holds the evidence."),
    "evidence_folder_ambiguous": N_(
        "The folder may belong to several candidates ({codes}). Name it by the code alone."
    ),
    "evidence_folder_twice": N_("Both this folder and “{other}” belong to {code}. Put their files into one folder."),
    "evidence_link": N_("This is a link to another place. Put the file or folder itself here."),
    "evidence_not_a_file": N_("This is no ordinary file, or lies too deep. Remove it, or put an ordinary file here."),
    "evidence_too_large": N_("The file is larger than {limit} GiB. Make it smaller or split it."),
    "evidence_empty": N_("The file is empty (0 bytes). Copy it again from its source."),
    "evidence_wrong_type": N_("The file is no PDF, JPEG, PNG or plain text. Save it in one of these forms."),
    # schemes and score tables
    "scheme_not_toml": N_("The scheme is no valid TOML: {reason}. Mend this line; texts and numbers stand in quotes."),
    "scheme_not_utf8": N_("The scheme is not written in UTF-8 at this line. Save it as UTF-8."),
    "scheme_too_large": N_("The file is {bytes} bytes long; a scheme has at most {most}. Choose the scheme's file."),
    "scheme_key_unknown": N_("“{key}” is no key of a scheme. Remove it or correct its spelling. {suggestion}"),
    "scheme_key_missing": N_("“{key}” is missing. Add it."),
    "scheme_key_twice": N_("“{key}”: “{value}” stands here twice. Give each its own key."),
    "scheme_not_a_list": N_("“{key}” must be a list. Write its entries under [[{key}]]."),
    "scheme_too_few": N_("“{key}” needs at least one entry. Add one under [[{key}]]."),
    "scheme_number_unquoted": N_('“{key}” must stay exact. Write the number {value} in quotes: "{value}".'),
    "scheme_number_wrong": N_("“{key}”: “{value}” is not a plain decimal number. Write it like 25 or 0.5, in quotes."),
    "scheme_whole_number": N_("“{key}”: “{value}” is no whole number. Write it without quotes and decimals."),
    "scheme_out_of_range": N_("“{key}”: {value} is beyond the limit {limit}. Choose a number within it."),
    "scheme_choice": N_("“{key}”: “{value}” is not possible. Choose one of: {choices}."),
    "scheme_text_wrong": N_("“{key}”: “{value}” is no usable text. Write a text in quotes, not empty."),
    "scheme_value_wrong": N_("“{key}”: “{value}” cannot be used ({reason}). Correct it."),
    "scheme_quorum_wrong": N_('“{key}”: “{value}” is no quorum. Write a share like "2/3" or a whole number like 5.'),
    "scheme_date_wrong": N_("“{key}”: “{value}” is no date. Write it like 2026-07-26."),
    "scheme_not_positive": N_("“{key}”: {value} is too small. Write a number above 0."),
    "scheme_negative": N_("“{key}”: {value} is below 0. Write 0 or more."),
    "scheme_range_empty": N_("“{key}”: the highest mark {high} must be above the lowest, {low}. Correct one of them."),
    "scheme_grid_misses_maximum": N_(
        "“{key}”: steps of {step} from {low} never reach the highest mark {high}. Correct the step or the range."
    ),
    "scheme_anchor_outside": N_("“{key}”: {value} lies outside {low} to {high}. Correct the anchor's score."),
    "scheme_full_mark_differs": N_(
        "“{key}” states {stated}, but weights × highest marks add up to {reached}. Correct the one or the others."
    ),
    "scheme_trim_without_trimming": N_("“{key}” stands with trimmed_mean only, and the method is {method}. Remove it."),
    "scheme_trim_leaves_nothing": N_(
        "“{key}”: {value} sheets less {dropped} dropped leave nothing. Write more than {dropped}."
    ),
    "scheme_criterion_unknown": N_("“{key}”: there is no criterion “{value}”. Choose among: {known}."),
    "scheme_track_unknown": N_("“{key}”: there is no track “{value}”. Add it under [[tracks]] or correct the name."),
    "scheme_stage_unknown": N_("“{key}”: no earlier stage “{value}” is of kind {kind}. Name one that stands before."),
    "scheme_shares_not_one": N_("“{key}”: the two weights {expert} and {vote} must add up to 1. Correct one of them."),
    "scheme_blend_needs_points": N_("“{key}”: a blend needs a full score above 0, and here it is {value}."),
    "scheme_quota_grows": N_("“{key}”: the quota {value} is above that of the stage before, {before}. Correct one."),
    "scheme_quota_over_intake": N_("“{key}”: the quota {value} is above the intake {intake}. Correct one of them."),
    "scheme_title_exceeds": N_("“{key}”: {value} titles cannot be nested in {before}. Correct one of them."),
    "scheme_answer_unsigned": N_("“{key}” is answered without {lacking}. Add who says so and when."),
    "sheet_twice": N_("Expert {expert} has two sheets for candidate {candidate}. Keep one."),
    "sheet_mark_refused": N_(
        "Expert {expert}, candidate {candidate}, {criterion}: the mark {mark} is not on the grid from {low} to {high} "
        "in steps of {step}. Correct it."
    ),
    "sheet_criterion_unknown": N_(
        "Expert {expert}, candidate {candidate}: the scheme has no criterion “{criterion}”. Correct its name."
    ),
    "votes_candidate_unknown": N_("Votes for “{candidate}”, who is no candidate of this round. Correct the code."),
    "votes_wrong": N_("Candidate {candidate}: “{value}” is no number of votes. Write a whole number from 0."),
    "decision_stage_unknown": N_("A decision on {candidate} names “{stage}”, no stage of the scheme. Correct it."),
    "decision_candidate_unknown": N_("A decision names “{candidate}”, no candidate of this round. Correct the code."),
    "decision_not_undecided": N_(
        "Candidate {candidate} is not undecided at stage “{stage}”: nothing is to be decided. Remove the decision."
    ),
    "decision_over_places": N_(
        "At stage “{stage}” {decided} were decided to advance ({candidate}) for {places} places. Correct the decisions."
    ),
    "vacancy_stage_unknown": N_("A vacancy names “{stage}”, no stage of the scheme. Correct it."),
    "vacancy_none": N_("Stage “{stage}” has no vacant place: there is nothing to give a reason for. Remove the row."),
    "vacancy_with_candidate": N_(
        "A vacancy is of the stage “{stage}”, not of {candidate}. Leave the candidate empty, or decide not_advanced."
    ),
    "vacancy_twice": N_("Two reasons for the vacant places of stage “{stage}”. Keep one row."),
    "vacancy_without_reason": N_("The vacant places of stage “{stage}” have no reason. Enter it."),
    "decision_twice": N_("Two decisions on {candidate} at stage “{stage}”. Keep one."),
    "row_too_long": N_("The row has {cells} cells for {columns} columns. Put texts with commas in quotes."),
    "column_missing": N_("This column is missing. Add it with this title. Titles found: {found}."),
    "column_twice": N_("This column stands here twice. Remove or rename one of them."),
    "table_without_rows": N_("There is no row below the titles. Enter the rows and save the file."),
    "more_problems": N_("There are {count} more problems of this file. Mend these first, then try again."),
    "cell_empty": N_("The cell is empty. Fill it in."),
    "name_unusable": N_("“{value}” cannot be a name here: too long, or it holds signs that cannot be printed."),
    "criterion_unknown": N_("“{value}” is no criterion of the scheme. Use one of: {known}."),
    "state_unknown": N_("“{value}” is no state. Leave it empty or write scored, recused, abstained or absent."),
    "state_conflict": N_("The rows of {expert} for {candidate} name different states. Leave one of them."),
    "score_beside_state": N_("There is a mark, “{value}”, beside a state that has none. Remove the one or the other."),
    "score_empty": N_("The mark is empty and no state says why. Enter the mark, or recused, abstained or absent."),
    "score_no_number": N_("“{value}” is not a plain decimal number. Enter the mark like 7.25."),
    "score_out_of_range": N_("{criterion}: {value} is outside {low} to {high}. Correct the mark."),
    "score_off_grid": N_(
        "{criterion}: {value} does not fit. Marks go from {low} in steps of {step}. Correct the mark."
    ),
    "score_grouped": N_("“{value}”: a comma may divide thousands here. Write the mark with a point, like 7.25."),
    # marks pasted and steps taken back
    "paste_too_long": N_("What was copied is longer than {most} characters. Copy the marks alone."),
    "paste_no_candidate": N_("There is no candidate here: the table ends above."),
    "paste_no_criterion": N_("This column takes no marks."),
    "paste_recused": N_("You are recused from {candidate}: the sheet is closed."),
    "paste_abstained": N_("You abstained from judging {candidate}. Take that back with a mark beside the dossier."),
    "paste_signed": N_("The sheet on {candidate} is signed and closed."),
    "sheet_closed_since": N_(
        "The sheet on {candidate} was closed since, by a recusal or a signature: this step cannot be taken back or "
        "done again."
    ),
    "marks_changed_since": N_(
        "The marks on {candidate} are no longer those of this step: it cannot be taken back or done again."
    ),
    "mark_twice": N_("The same mark stands in row {first} already. Keep one of the two."),
    "votes_twice": N_("Candidate {candidate} has votes in row {first} already. Keep one row."),
    "decision_word": N_(
        "“{value}” is no decision. Write advance or not_advanced, or vacant for the empty places of a stage."
    ),
    "decision_without_reason": N_("The decision on {candidate} has no reason. Enter it."),
    "ballots_wrong": N_("“{value}” is no number of ballots. Write a whole number from 0."),
    "recognised_title_unknown": N_("{candidate} is recognised as “{title}”, no title of the scheme. Correct it."),
    "recognised_and_ranked": N_(
        "{candidate} is recognised directly and has score sheets as well. Remove one of these."
    ),
    "result_malformed": N_("This is no consolidated result of this program: {reason}."),
}

WARNING_TEXTS: dict[str, str] = {
    # analysis
    **ANALYSIS_WARNINGS,
    # rosters and evidence
    "roster_more_sheets": N_("Only the sheet “{sheet}” is read; other sheets that look like rosters: {count}."),
    "roster_column_unknown": N_("The column is not known and is left out. Rename it if it is needed."),
    "roster_column_untitled": N_("The column has no title and is left out. Give it one if it is needed."),
    "roster_row_skipped": N_("The row is taken as a note and left out: “{text}”."),
    "private_use": N_(
        "The text holds private-use characters ({code_points}) that mean nothing elsewhere. Enter the right characters."
    ),
    "private_use_mended": N_(
        "Stand-ins of an old GB 18030 table ({code_points}) were replaced by the characters meant. Check the text."
    ),
    "value_not_understood": N_("“{value}” is not understood and is left out. Correct it if it is needed."),
    "skill_level_unknown": N_("“{value}” is none of the eight skill levels. It is kept as it is."),
    "name_not_printable": N_("No font has the characters {code_points} of the name, so it cannot be printed."),
    "retired": N_("The candidate is retired; the programmes ask for people at work. Check the eligibility."),
    "id_number_length": N_("The ID number does not have 18 digits (the last may be X). Check it."),
    "id_number_date": N_("The ID number holds an impossible date of birth. Check it."),
    "id_number_checksum": N_("The check digit of the ID number is wrong. Check it."),
    "id_number_other_birth_year": N_("The ID number tells another year of birth than {year}. Check both."),
    "id_number_twice": N_("The same ID number stands in row {first}. Check both rows."),
    "person_twice": N_("The same name and unit stand in row {first}. Check whether it is one person."),
    "evidence_missing": N_("{code} {name} has no evidence. Check whether a folder is missing or has another name."),
    "evidence_folder_unmatched": N_("The folder belongs to no candidate and is left out. Name it by the code."),
    "evidence_stray": N_("The file lies outside the candidates' folders and is left out."),
    "evidence_protected": N_(
        "The PDF is protected by a password; it may not open for the experts. Save it without one."
    ),
    "evidence_cut": N_("The end of the file is missing; it may not open. Copy it again from its source."),
    # schemes and score tables
    "quorum_not_met": N_("{candidate}: only {counted} of {entitled} sheets count; no score is given below the quorum."),
    "incomplete_sheet": N_("{candidate}: the sheet of {expert} lacks a mark ({criteria}) and does not count."),
    "mixed_trimming": N_("Some candidates are trimmed and {count} are not, for too few sheets: {candidates}."),
    "deviation_alert": N_(
        "{candidate}: the total {total} of {expert} is far from the mean {mean}; an explanation is asked for."
    ),
    "tie_across_the_cut": N_(
        "Stage {stage}: {candidates} tie across the cut for the places left ({places}); the committee decides."
    ),
    "quota_exceeds_candidates": N_("Stage {stage}: the quota {quota} is more than the {candidates} scored candidates."),
    "vacancies_below_minimum": N_(
        "Stage {stage}: places that stay vacant: {vacant}; candidates below the minimum: {below}. "
        "Record the reason: a decision “vacant” on the stage, without a candidate."
    ),
    "vacancies_too_few_candidates": N_(
        "Stage {stage}: places that stay vacant for want of candidates: {vacant}. "
        "Record the reason: a decision “vacant” on the stage, without a candidate."
    ),
    "vacancies_by_decision": N_(
        "Stage {stage}: places that stay vacant by decision of the committee: {vacant}. "
        "Record the reason: a decision “vacant” on the stage, without a candidate."
    ),
    "vacancies_of_title": N_(
        "Title {title}: places that stay vacant: {vacant}. "
        "Record the reason: a decision “vacant” on the title, without a candidate."
    ),
    "outside_tracks": N_("{candidate} belongs to no track of the scheme and enters no stage."),
    "over_quota": N_("Stage {stage}: {candidates} advance, more than the quota {quota}."),
    "intake_differs": N_("Stage {stage}: {entering} candidates enter, the scheme expects {intake}."),
    "votes_missing": N_("Stage {stage} waits for the votes of {votes}."),
    "no_votes_row": N_("Stage {stage}: {candidate} has no row in the votes and is taken to have none."),
    "votes_all_zero": N_("Stage {stage}: nobody has a vote; every vote score is 0."),
    "decision_without_majority": N_("Stage {stage}: {candidate} advances by a decision without a majority of ballots."),
}


def error_text(code: str, values: Mapping[str, object]) -> str:
    """The sentence for an error code, in the language in force."""
    return _(ERROR_TEXTS[code]).format(**told(values))


def warning_text(code: str, values: Mapping[str, object]) -> str:
    """The sentence for a warning code, in the language in force."""
    return _(WARNING_TEXTS[code]).format(**values)


def note_text(code: str, values: Mapping[str, object]) -> str:
    """What a reader should know of a file besides."""
    return _(NOTES[code]).format(**values)


def problem_text(
    code: str, values: Mapping[str, object], *, file: str = "", row: int | None = None, column: str = ""
) -> str:
    """The sentence for one problem, with the place where it is: file, row, column."""
    place = []
    if file:
        place.append(file)
    if row is not None:
        place.append(_("row {row}").format(row=row))
    if column:
        place.append(_("column {column}").format(column=column))
    sentence = warning_text(code, values) if code in WARNING_TEXTS else error_text(code, values)
    if not place:
        return sentence
    return _("{place}: {sentence}").format(place=", ".join(place), sentence=sentence)
