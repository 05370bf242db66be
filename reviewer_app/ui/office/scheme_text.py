"""A scheme in plain words, as the office reads it before sealing."""

from __future__ import annotations

from html import escape

from reviewer_app.domain.scheme import Scheme
from reviewer_app.i18n import _
from reviewer_app.services.scheme_words import local_title, sentences


def scheme_html(scheme: Scheme, muted: str) -> str:
    """The open questions first, then what the scheme rules, sentence by sentence, with the criteria's definitions."""
    head, *rules = sentences(scheme)
    parts = [f"<h3>{escape(head)}</h3>"]
    if scheme.open_answers:
        parts.append(f"<h4>{escape(_('Questions to be answered in the scheme before sealing'))}</h4>")
        parts += [f"<p>• {escape(local_title(one.question, one.question_en))}</p>" for one in scheme.open_answers]
    parts += [f"<p>{escape(line)}</p>" for line in rules]
    for one in scheme.criteria:
        about = local_title(one.definition, one.definition_en)
        if about:
            title = local_title(one.title, one.title_en, one.key)
            parts.append(f"<p style='color:{muted}'>{escape(title)} · {escape(about)}</p>")
    return "".join(parts)
