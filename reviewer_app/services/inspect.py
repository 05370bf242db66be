"""Goal of anybody: what is in this file, without being told that it is right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reviewer_app.domain.package import PackageHeader
from reviewer_app.export.package import Package, read_package
from reviewer_app.security.signers import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A package's clear side: header, who may sign, members with their sizes in bytes, scheme as text."""

    header: PackageHeader
    fingerprint: str
    signing_key: str
    signers: tuple[Signer, ...]
    members: tuple[tuple[str, int], ...]
    scheme: str


def inspect(path: Path) -> Inspection:
    """Reads a whole package. Raises `InputError` or `RefusedError`."""
    with read_package(path) as package:
        package.check_payload()
        return _inspection(package)


def _inspection(package: Package) -> Inspection:
    entries = package.bag.container.entries.values()
    return Inspection(
        header=package.header,
        fingerprint=package.fingerprint,
        signing_key=package.bag.signature.key.fingerprint,
        signers=package.signers,
        members=tuple((entry.name, entry.size) for entry in entries),
        scheme=package.bag.tags.get("scheme.toml", b"").decode("utf-8"),
    )
