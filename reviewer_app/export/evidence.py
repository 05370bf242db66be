"""Reads an evidence folder: one sub-folder a candidate, every file judged by its content, hashed in one pass."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.domain.candidate import LARGEST_EVIDENCE, Candidate, Evidence
from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.names import clean_line, clean_name
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.export.evidence_file import examine
from reviewer_app.export.findings import Findings

Piece = tuple[Path, Evidence]

_LITTER = re.compile(r"thumbs\.db|desktop\.ini|__macosx|~\$.*|\..*", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s_\-—.,，、+()（）\[\]【】·]+")
_DEEPEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReading:
    """The pieces of evidence by candidate code, each numbered from 1 in the order of their names; and what is wrong."""

    evidence: Mapping[str, tuple[Piece, ...]]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def checked(self) -> EvidenceReading:
        """The reading itself; raises `InputError` with all of its errors if it has any."""
        if self.errors:
            raise InputError(self.errors)
        return self


def scan_evidence(folder: Path, candidates: Sequence[Candidate], progress: Progress = silent) -> EvidenceReading:
    """Examines every file below the candidates' sub-folders (named by code, by name, or by both).

    `progress` is told bytes. What is wrong stands in the reading; `checked()` raises it. Raises `InputError` at once
    where the folder itself is missing or cannot be listed.
    """
    found = Findings(folder.name)
    folders = _matched(_entries(folder), candidates, found)
    files = {code: list(_files(entry, folder, found)) for code, entry in folders.items()}
    for candidate in candidates:
        if not files.get(candidate.code):
            found.warn("evidence_missing", code=candidate.code, name=candidate.name)
    meter = _Meter(progress, sum(path.lstat().st_size for paths in files.values() for path in paths))
    evidence = {code: tuple(_pieces(paths, folder, found, meter)) for code, paths in files.items()}
    return EvidenceReading(evidence=evidence, errors=tuple(found.errors), warnings=tuple(found.warnings))


class _Meter:
    """Adds up the bytes read and tells them."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def __call__(self, size: int) -> None:
        self._done += size
        self._progress(min(self._done, self._total), self._total, "scan_evidence")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((entry for entry in entries if not _LITTER.fullmatch(entry.name)), key=_natural)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError.of("evidence_folder_unreadable", path=str(folder), reason=reason) from error


def _natural(entry: os.DirEntry[str]) -> tuple[list[tuple[int, str]], str]:
    """Sorts 2.pdf before 10.pdf."""
    parts = re.split(r"([0-9]+)", Path(entry.name).stem.casefold())
    return [(int(part), "") if part[:1].isdecimal() and part.isascii() else (-1, part) for part in parts], entry.name


def _matched(
    entries: Iterable[os.DirEntry[str]], candidates: Sequence[Candidate], found: Findings
) -> dict[str, os.DirEntry[str]]:
    """The sub-folder of each candidate that has one."""
    exact = {candidate.code: candidate.code for candidate in candidates}
    codes_of = _codes_of(candidates)
    folders: dict[str, os.DirEntry[str]] = {}
    for entry in entries:
        name = _readable(entry.name)
        if entry.is_symlink():
            found.error("evidence_link", file=name)
            continue
        if not entry.is_dir(follow_symlinks=False):
            found.warn("evidence_stray", file=name)
            continue
        codes = {exact[name]} if name in exact else codes_of.get(_key(name), set())
        if not codes:
            found.warn("evidence_folder_unmatched", file=name)
        elif len(codes) > 1:
            found.error("evidence_folder_ambiguous", file=name, codes="、".join(sorted(codes)))
        elif (code := next(iter(codes))) in folders:
            found.error("evidence_folder_twice", file=name, code=code, other=_readable(folders[code].name))
        else:
            folders[code] = entry
    return folders


def _codes_of(candidates: Sequence[Candidate]) -> dict[str, set[str]]:
    """The codes of the candidates that a folder's key can stand for."""
    codes: dict[str, set[str]] = {}
    for candidate in candidates:
        code, name = candidate.code, candidate.name
        for title in (code, name, f"{code}{name}", f"{name}{code}"):
            codes.setdefault(_key(title), set()).add(code)
    return codes


def _key(title: str) -> str:
    """A folder's name without separators, letter case and leading zeros."""
    return _SEPARATORS.sub("", clean_name(title)).casefold().lstrip("0")


def _readable(name: str) -> str:
    """A name in clean form; bytes that are no UTF-8 are taken as GB 18030, as old Windows sticks have them."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gb18030", errors="replace")
    return clean_line(name)


def _files(entry: os.DirEntry[str], root: Path, found: Findings, depth: int = 1) -> Iterator[Path]:
    """The regular files below a folder, those of the folder itself before those of its sub-folders."""
    try:
        entries = _entries(Path(entry.path))
    except InputError as error:
        found.errors += error.problems
        return
    deeper = []
    for inner in entries:
        mode = inner.stat(follow_symlinks=False).st_mode
        if stat.S_ISREG(mode):
            yield Path(inner.path)
        elif stat.S_ISDIR(mode) and depth < _DEEPEST:
            deeper.append(inner)
        elif stat.S_ISLNK(mode):
            found.error("evidence_link", file=_place(Path(inner.path), root))
        else:
            found.error("evidence_not_a_file", file=_place(Path(inner.path), root))
    for inner in deeper:
        yield from _files(inner, root, found, depth + 1)


def _place(path: Path, root: Path) -> str:
    return "/".join(_readable(part) for part in path.relative_to(root).parts)


def _pieces(paths: Iterable[Path], root: Path, found: Findings, meter: _Meter) -> Iterator[Piece]:
    number = 0
    for path in paths:
        place = _place(path, root)
        if path.lstat().st_size > LARGEST_EVIDENCE:
            found.error("evidence_too_large", file=place, limit=LARGEST_EVIDENCE // 1024**3)
            continue
        try:
            examined = examine(path, meter)
        except InputError as error:
            found.errors += error.problems
            continue
        if not examined.size:
            found.error("evidence_empty", file=place)
        elif not examined.media_type:
            found.error("evidence_wrong_type", file=place)
        else:
            number += 1
            if examined.is_protected:
                found.warn("evidence_protected", file=place)
            if examined.is_cut:
                found.warn("evidence_cut", file=place)
            yield (
                path,
                Evidence(
                    number=number,
                    file_name=_readable(path.name) or f"{number}",
                    media_type=examined.media_type,
                    size=examined.size,
                    sha256=examined.sha256,
                ),
            )
