"""Keeps the gettext catalogues in step with the code: `update` collects texts, `check` fails if one is behind.

The English catalogue repeats the text of the code; the Chinese one is written by hand.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from build_hook import compile_catalogues, write_whole

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_CN", "en")
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2)}
FIELD = re.compile(r"{(\w*)[^}]*}")


def path_of(language: str) -> Path:
    return ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "reviewer_app.po"


def collect() -> Catalog:
    """The texts that the code holds now, sorted, without line numbers (they would change at every edit)."""
    catalogue = Catalog(fuzzy=False)
    found = extract_from_dir(
        ROOT / "reviewer_app", keywords=KEYWORDS, comment_tags=(), method_map=[("**.py", "python")]
    )
    for _file, _line, message, _comments, _context in found:
        catalogue.add(message)
    return catalogue


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, template: Catalog) -> Catalog:
    before = read(language)
    catalogue = Catalog(locale=language, fuzzy=False, project="reviewer-app", charset="utf-8")
    for message in template:
        if not message.id:
            continue
        old = before.get(message.id)
        text = message.id if language == "en" else (old.string if old else "")
        if isinstance(message.id, tuple) and isinstance(text, str):
            text = (text,) * catalogue.num_plurals
        catalogue.add(message.id, text)
    return catalogue


def rendered(catalogue: Catalog) -> bytes:
    target = io.BytesIO()
    write_po(target, catalogue, width=110, sort_output=True, no_location=True, omit_header=False)
    lines = target.getvalue().decode("utf-8").splitlines()
    kept = [
        line
        for line in lines
        if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', "# "))
    ]
    return ("\n".join(kept).strip() + "\n").encode("utf-8")


def texts(value: object) -> tuple[str, ...]:
    """The singular and plural forms of a message, or its one form."""
    return tuple(map(str, value)) if isinstance(value, (tuple, list)) else (str(value or ""),)


def faults(language: str, template: Catalog) -> list[str]:
    """What is wrong with a catalogue: missing or left-over texts, other fields than the code's."""
    catalogue = read(language)
    wanted = {message.id for message in template if message.id}
    have = {message.id for message in catalogue if message.id}
    found = [f"{language}: missing: {text!r}" for text in sorted(map(str, wanted - have))]
    found += [f"{language}: left over: {text!r}" for text in sorted(map(str, have - wanted))]
    for message in catalogue:
        if not message.id:
            continue
        source, target = texts(message.id), texts(message.string)
        if not all(target):
            found.append(f"{language}: not translated: {message.id!r}")
        elif any(sorted(set(FIELD.findall(text))) != sorted(set(FIELD.findall(source[-1]))) for text in target):
            found.append(f"{language}: other fields than the code: {message.id!r}")
    return found


def main(task: str) -> int:
    if task == "compile":
        compile_catalogues(ROOT)
        return 0
    template = collect()
    if task == "update":
        for language in LANGUAGES:
            path = path_of(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, rendered(updated(language, template)))
    found = [fault for language in LANGUAGES for fault in faults(language, template)]
    print("\n".join(found) if found else f"catalogues: {len(template)} texts, complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
