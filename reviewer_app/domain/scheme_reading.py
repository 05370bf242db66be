"""Reads a scheme: TOML, the form of every part, then what the parts say of each other; all problems together."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.scheme import (
    Answer,
    BlendStage,
    Consolidation,
    Criterion,
    OfficeStage,
    Scheme,
    ScoreStage,
    TallyStage,
    Title,
    Track,
)
from reviewer_app.domain.scheme_checks import Fault, Parts, Path, contradictions

LARGEST = 1_000_000
"""Bytes. A scheme is a page or two; more is no scheme."""
MOST_DOTS = 300
"""In one line, whether of a key or of a text."""

_LISTS: dict[str, type[BaseModel]] = {"criteria": Criterion, "tracks": Track, "titles": Title, "answers": Answer}
_STAGES: dict[str, type[BaseModel]] = {
    "score": ScoreStage,
    "tally": TallyStage,
    "blend": BlendStage,
    "office": OfficeStage,
}


def read(data: bytes, file: str) -> Scheme:
    """See `domain.scheme.read_scheme`."""
    text = _text(data, file)
    try:
        _check_depth(text)
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        line = _line_in(str(error), text)
        raise InputError.of("scheme_not_toml", file=file, row=line, reason=_reason(error)) from error
    parts, faults = Parts(raw.get("full_mark")), []
    try:
        scheme = Scheme.model_validate({**raw, "sha256": hashlib.sha256(data).hexdigest()})
    except ValidationError:
        faults = list(_faults(raw, parts))
    else:
        _take_apart(scheme, parts)
    if "sha256" in raw:
        faults.append(Fault("scheme_key_unknown", ("sha256",), {"suggestion": ""}))
    faults += contradictions(parts)
    if faults:
        raise InputError(sorted(_problems(faults, text, file), key=lambda problem: problem.row or 0))
    return scheme


def _text(data: bytes, file: str) -> str:
    if len(data) > LARGEST:
        raise InputError.of("scheme_too_large", file=file, bytes=len(data), most=LARGEST)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError.of("scheme_not_utf8", file=file, row=line) from error


def _check_depth(text: str) -> None:
    """Refuses a key of hundreds of parts: the library's time grows with the square of them."""
    if any(line.count(".") > MOST_DOTS for line in text.splitlines()):
        raise RecursionError


def _line_in(message: str, text: str) -> int | None:
    if "at end of document" in message:
        return max(1, len(text.splitlines()))
    _, found, rest = message.partition("at line ")
    number = rest.split(",")[0].strip()
    return int(number) if found and number.isdigit() else None


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _take_apart(scheme: Scheme, parts: Parts) -> None:
    parts.add(("consolidation",), scheme.consolidation)
    for key in (*_LISTS, "stages"):
        for index, item in enumerate(getattr(scheme, key)):
            parts.add((key, index), item)


def _faults(raw: Mapping[str, Any], parts: Parts) -> Iterator[Fault]:
    """What is wrong with each part by itself; those that are sound are added to `parts`."""
    if not raw.get("criteria"):
        parts.unsound.add("criteria")
    for key, model in _LISTS.items():
        yield from _list_faults(raw.get(key, []), key, model, parts)
    yield from _list_faults(raw.get("stages", []), "stages", None, parts)
    yield from _part_faults(raw.get("consolidation"), ("consolidation",), Consolidation, parts)
    yield from _top_faults(raw)


def _top_faults(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """The top level's own keys; the parts under it were looked at one by one."""
    under = {*_LISTS, "stages", "consolidation"}
    try:
        Scheme.model_validate({key: value for key, value in raw.items() if key != "sha256"})
    except ValidationError as error:
        for fault in _translated(error, (), Scheme):
            head = fault.path[0] if fault.path else ""
            absent = not raw.get(str(head))
            if head not in under or (absent and fault.code in {"scheme_key_missing", "scheme_too_few"}):
                yield fault


def _list_faults(value: Any, key: str, model: type[BaseModel] | None, parts: Parts) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault("scheme_not_a_list", (key,), {})
        return
    for index, item in enumerate(value):
        path: Path = (key, index)
        chosen = model or (_STAGES.get(str(item.get("kind", ""))) if isinstance(item, dict) else None)
        before = len(parts.found)
        if chosen is not None:
            yield from _part_faults(item, path, chosen, parts)
        elif not isinstance(item, dict) or "kind" not in item:
            yield Fault("scheme_key_missing", (*path, "kind"), {})
        else:
            choices = " | ".join(_STAGES)
            yield Fault("scheme_choice", (*path, "kind"), {"value": str(item["kind"]), "choices": choices})
        if len(parts.found) == before:
            parts.unsound.add(key)


def _part_faults(value: Any, path: Path, model: type[BaseModel], parts: Parts) -> Iterator[Fault]:
    if value is None:
        return
    try:
        parts.add(path, model.model_validate(value))
    except ValidationError as error:
        yield from _translated(error, path, model)


def _translated(error: ValidationError, path: Path, model: type[BaseModel]) -> Iterator[Fault]:
    from difflib import get_close_matches

    for item in error.errors(include_url=False):
        where: Path = (*path, *item["loc"])
        kind, context = item["type"], item.get("ctx", {})
        value = str(item.get("input", ""))[:60]
        if kind == "extra_forbidden":
            near = get_close_matches(str(item["loc"][-1]), list(model.model_fields), n=1)
            yield Fault("scheme_key_unknown", where, {"suggestion": f"→ {near[0]}" if near else ""})
        elif kind == "missing":
            yield Fault("scheme_key_missing", where, {})
        elif kind.startswith("scheme_"):
            yield Fault(kind, where, {"value": str(context.get("value", value))[:60]})
        elif kind == "literal_error":
            choices = str(context["expected"]).replace("'", "").replace(" or ", " | ").replace(", ", " | ")
            yield Fault("scheme_choice", where, {"value": value, "choices": choices})
        elif kind in {"int_type", "int_parsing"}:
            yield Fault("scheme_whole_number", where, {"value": value})
        elif kind in {"greater_than_equal", "less_than_equal"}:
            yield Fault("scheme_out_of_range", where, {"value": value, "limit": context.get("ge", context.get("le"))})
        elif kind in {"string_type", "string_too_short", "string_pattern_mismatch", "string_too_long"}:
            yield Fault("scheme_text_wrong", where, {"value": value})
        elif kind == "too_short":
            yield Fault("scheme_too_few", where, {})
        else:
            yield Fault("scheme_value_wrong", where, {"value": value, "reason": item["msg"]})


def _problems(faults: Iterable[Fault], text: str, file: str) -> Iterator[Problem]:
    from reviewer_app.domain.scheme_lines import line_at, lines_of

    lines = lines_of(text)
    for fault in faults:
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault.path)
        row = line_at(lines, fault.path)
        yield Problem(code=fault.code, values={"key": key, **fault.values}, file=file, row=row, column="")
