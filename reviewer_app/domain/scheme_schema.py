"""The JSON Schema of a scheme, for editors that check TOML while it is typed. `python -m …scheme_schema` prints it."""

from __future__ import annotations

import json
import sys
from typing import Any

from reviewer_app.domain.scheme import Scheme


def scheme_schema() -> dict[str, Any]:
    """What the strict models say of form; what keys say against each other is beyond a JSON Schema."""
    schema = Scheme.model_json_schema()
    schema["properties"].pop("sha256")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "scheme.schema.json", **schema}


def printed() -> str:
    return json.dumps(scheme_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(printed())
