"""The text of every error and warning code, in one place.

Each says what happened, where, and what to do. A test holds that every code raised stands here, with the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping

from reviewer_app.i18n import N_, _

ERROR_TEXTS: dict[str, str] = {
    # the input as a whole
    "input_unusable": N_("The input cannot be used; problems found: {count}."),
    "path_unreadable": N_("{path} cannot be read: {reason}. Check the path and that you may read it."),
}

WARNING_TEXTS: dict[str, str] = {}


def error_text(code: str, values: Mapping[str, object]) -> str:
    """The sentence for an error code, in the language in force."""
    return _(ERROR_TEXTS[code]).format(**values)


def warning_text(code: str, values: Mapping[str, object]) -> str:
    """The sentence for a warning code, in the language in force."""
    return _(WARNING_TEXTS[code]).format(**values)


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
    sentence = error_text(code, values)
    if not place:
        return sentence
    return _("{place}: {sentence}").format(place=", ".join(place), sentence=sentence)
