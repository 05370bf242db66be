"""Every code that is raised has its text, with the same fields, in both languages."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from reviewer_app.i18n.errors import ERROR_TEXTS, WARNING_TEXTS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "reviewer_app"
FIELD = re.compile(r"{(\w+)")


def raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """(place, code, fields or None where they are not all spelled out) of every error made in the code."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from _made(node, f"{path.name}:{node.lineno}")


def _made(node: ast.Call, place: str) -> Iterator[tuple[str, str, set[str] | None]]:
    name = ast.unparse(node.func)
    if name == "Problem":
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        code, values = given.get("code"), given.get("values")
        if isinstance(code, ast.Constant):
            yield place, str(code.value), _keys(values) if values else set()
        return
    position = {"UserError": 0, "InputError.of": 0, "RefusedError": 1}.get(name)
    if position is not None and len(node.args) > position and isinstance(node.args[position], ast.Constant):
        fields = {keyword.arg for keyword in node.keywords} - {"file", "row", "column"}
        spelled = None if None in fields else {str(field) for field in fields}
        yield place, str(node.args[position].value), spelled  # type: ignore[attr-defined]


def _keys(values: ast.expr) -> set[str] | None:
    if not isinstance(values, ast.Dict) or any(not isinstance(key, ast.Constant) for key in values.keys):
        return None
    return {str(key.value) for key in values.keys if isinstance(key, ast.Constant)}


def test_every_code_has_a_text_whose_fields_are_given() -> None:
    found = list(raised())
    assert len(found) > 50
    unknown = [(place, code) for place, code, _fields in found if code not in ERROR_TEXTS]
    assert unknown == []
    lacking = [
        (place, code, set(FIELD.findall(ERROR_TEXTS[code])) - fields)
        for place, code, fields in found
        if fields is not None and set(FIELD.findall(ERROR_TEXTS[code])) - fields
    ]
    assert lacking == []


def test_every_warning_has_a_text() -> None:
    made = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Caution":
                made |= {
                    str(keyword.value.value)
                    for keyword in node.keywords
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
                }
    assert made - set(WARNING_TEXTS) == set()


def test_both_catalogues_are_complete_and_their_fields_match() -> None:
    check = [sys.executable, str(ROOT / "packaging" / "catalogues.py"), "check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
