"""Texts are found in a compiled catalogue as the standard library finds them."""

from __future__ import annotations

import gettext
import itertools

import pytest

from reviewer_app.i18n import DOMAIN, Language
from reviewer_app.i18n.catalogue import Catalogue
from reviewer_app.resources import resource


@pytest.mark.parametrize("language", list(Language))
def test_every_text_is_found_in_every_form(language: Language) -> None:
    file = resource("locale", language.value, "LC_MESSAGES", f"{DOMAIN}.mo")
    with file.open("rb") as stream:
        wanted = gettext.GNUTranslations(stream)
    found = Catalogue(file.read_bytes())
    messages = list(wanted._catalog)  # type: ignore[attr-defined]
    single = [message for message in messages if isinstance(message, str)]
    several = [message[0] for message in messages if not isinstance(message, str)]
    assert len(single) > 1000
    assert len(several) > 10
    for text in (*single, *several):
        assert found.gettext(text) == wanted.gettext(text)
    for text, count in itertools.product(several, range(4)):
        assert found.ngettext(text, "many", count) == wanted.ngettext(text, "many", count)


def test_a_text_without_a_translation_stands_for_itself() -> None:
    chinese = Catalogue(resource("locale", "zh_CN", "LC_MESSAGES", f"{DOMAIN}.mo").read_bytes())
    for catalogue in (chinese, Catalogue()):
        assert catalogue.gettext("No such text") == "No such text"
        assert catalogue.gettext("\U0010ffff") == "\U0010ffff"
        forms = [catalogue.ngettext("{count} xyz", "{count} xyzs", count) for count in (0, 1, 2)]
        assert forms == ["{count} xyzs", "{count} xyz", "{count} xyzs"]
