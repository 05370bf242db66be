"""JSON without its loopholes.

The standard reader takes duplicate keys (the last wins), NaN, 1e999 and lone surrogates; a file that two programs read
differently is no evidence of anything. What is refused here is refused before any model sees it.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

MAX_INTEGER_DIGITS = 15
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_BOM = b"\xef\xbb\xbf"


class JsonFormError(ValueError):
    """The bytes are no JSON that every reader would read alike."""


def read_json(data: bytes) -> Any:
    """The value of a JSON text in UTF-8; raises `JsonFormError` for anything ambiguous, endless or too deep."""
    if data.startswith(_BOM):
        raise JsonFormError("byte order mark")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_int=_integer,
            parse_float=_float,
        )
    except UnicodeDecodeError as error:
        raise JsonFormError("not UTF-8") from error
    except RecursionError as error:
        raise JsonFormError("nested too deep") from error
    except json.JSONDecodeError as error:
        raise JsonFormError(str(error)) from error
    if _SURROGATE.search(data):
        _check_text(value)
    return value


def write_json(value: Any) -> bytes:
    """The one form that we write: sorted keys, no spaces, UTF-8, a newline at the end."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return (text + "\n").encode("utf-8")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise JsonFormError("a key stands twice")
    return value


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > MAX_INTEGER_DIGITS:
        raise JsonFormError("an integer is too long")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if len(text) > 40 or value in (float("inf"), float("-inf")):
        raise JsonFormError("a number is out of range")
    return value


def _refuse(text: str) -> NoReturn:
    raise JsonFormError(f"{text} is no JSON")


def _check_text(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise JsonFormError("half a character") from error
