"""Words that stand as values inside sentences: kinds of files, what a system says, what is wrong with a form."""

from __future__ import annotations

from collections.abc import Mapping

from reviewer_app.i18n import N_, _

KINDS = {
    "card": N_("identity card"),
    "round": N_("round"),
    "score": N_("score package"),
    "return": N_("return"),
    "result": N_("result"),
}
ROLES = {
    "person": N_("a person"),
    "office": N_("the office"),
    "chair": N_("the chair"),
    "supervisor": N_("the supervisor"),
    "union": N_("the union office"),
    "expert": N_("an expert"),
}
SYSTEM = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("File name too long"),
    N_("File too large"),
    N_("Input/output error"),
    N_("No such device or address"),
    N_("Operation not permitted"),
    N_("Disk quota exceeded"),
)
"""What systems say; anything else stays as the system said it."""

FORMS = (
    N_("a key stands twice"),
    N_("a number is out of range"),
    N_("an integer is too long"),
    N_("byte order mark"),
    N_("central directory"),
    N_("end of the directory"),
    N_("fields"),
    N_("format"),
    N_("half a character"),
    N_("length of the file"),
    N_("nested too deep"),
    N_("not UTF-8"),
    N_("not the one form"),
    N_("size of the file"),
    N_("the file is cut"),
)

_WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS,
    "wanted": KINDS,
    "role": ROLES,
    "reason": {text: text for text in SYSTEM},
    "detail": {text: text for text in FORMS},
}


def told(values: Mapping[str, object]) -> dict[str, object]:
    """The values with their words in the language in force."""
    return {name: _word(name, value) for name, value in values.items()}


def _word(name: str, value: object) -> object:
    known = _WORDS.get(name, {})
    return _(known[value]) if isinstance(value, str) and value in known else value


def kind_text(kind: str) -> str:
    """The word for a kind of file."""
    return _(KINDS[kind])
