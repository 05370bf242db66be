"""Compiles the gettext catalogues, so that a wheel and an editable install carry them."""

import io
import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Writes the `.mo` beside each `.po` below resources/locale and returns what was written."""
    written = []
    for source in sorted((root / "resources" / "locale").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        target, compiled = source.with_suffix(".mo"), io.BytesIO()
        write_mo(compiled, catalogue)
        write_whole(target, compiled.getvalue())
        written.append(target)
    return written


def write_whole(target: Path, data: bytes) -> None:
    """Replaces a file at one stroke: whoever reads it meanwhile gets the old bytes or the new ones, never a part."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


class CatalogueHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))
        build_data["artifacts"].append("resources/locale/*/LC_MESSAGES/*.mo")
