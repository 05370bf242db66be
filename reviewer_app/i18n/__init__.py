"""The program's two languages: gettext catalogues, Chinese by default.

Texts stand in the code in English, as whole sentences with named fields:
`_("Signed by {name}").format(name=name)`. The language in force is the one piece of state of the process that
everything may read; it is set by the command line and the desktop program only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from reviewer_app.i18n.catalogue import Catalogue

DOMAIN = "reviewer_app"


class Language(StrEnum):
    CHINESE = "zh_CN"
    ENGLISH = "en"


class _InForce:
    catalogue: Catalogue = Catalogue()
    language: Language = Language.ENGLISH


def use(language: Language, folder: Path) -> None:
    """Puts a language in force; `folder` holds the catalogues (`resource("locale")`)."""
    _InForce.language = language
    file = folder / language.value / "LC_MESSAGES" / f"{DOMAIN}.mo"
    _InForce.catalogue = Catalogue(file.read_bytes() if file.is_file() else b"")


def language() -> Language:
    return _InForce.language


def preferred(environment: os._Environ[str] | dict[str, str]) -> Language:
    """The language to start in: `REVIEWER_APP_LANGUAGE`, else English where the system is English, else Chinese."""
    for name in ("REVIEWER_APP_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return Language.ENGLISH if value.lower().startswith("en") else Language.CHINESE
    return Language.CHINESE


def _(text: str) -> str:
    """The text in the language in force."""
    return _InForce.catalogue.gettext(text)


def n_(one: str, many: str, count: int) -> str:
    """The text for a count, in the language in force."""
    return _InForce.catalogue.ngettext(one, many, count)


def in_a_row(sentences: Iterable[str]) -> str:
    """Sentences one after the other, with a space between them where the language in force writes one."""
    return ("" if language() is Language.CHINESE else " ").join(sentences)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "collect, translate later"
    """Marks a text for the catalogues without translating it yet."""
    return text
