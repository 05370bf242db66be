"""What somebody who means harm can make of a package: other members, another header, other sheets, another form."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from reviewer_app.domain.errors import RefusedError
from reviewer_app.domain.package import Kind, PackageHeader
from reviewer_app.domain.strict_json import read_json, write_json
from reviewer_app.export.package import HEADER, Content, read_open_package, sign_package
from reviewer_app.export.score import SHEETS
from reviewer_app.security.bag import MANIFEST, SIGNATURE, TAGMANIFEST, Fill
from reviewer_app.security.container import Container, ContainerWriter, Member
from reviewer_app.security.sealing import seal_bytes, unseal
from reviewer_app.security.sshsig import sign
from reviewer_app.services.verify import Verdict, verify
from tests.world import NOW, World

Members = dict[str, bytes]
_numbers = itertools.count()


def pouring(data: bytes) -> Fill:
    def fill(member: Member) -> None:
        member.write(data)

    return fill


def rebuilt(members: Mapping[str, bytes]) -> bytes:
    """A container of these members, unsigned by us."""
    file = io.BytesIO()
    writer = ContainerWriter(file)
    for name in sorted(members):
        writer.add(name, pouring(members[name]))
    writer.close()
    return file.getvalue()


def members_of(path: Path) -> Members:
    with path.open("rb") as file:
        container = Container.read(file)
        return {name: container.content(name, 1 << 30) for name in container.entries}


def relisted(members: Mapping[str, bytes], world: World, person: str, kind: Kind = Kind.SCORE) -> Members:
    """The members under manifests made anew and a signature by `person`: whatever they say now is authentic."""
    lists = {MANIFEST: True, TAGMANIFEST: False}
    done = {name: data for name, data in members.items() if name not in (*lists, SIGNATURE)}
    for list_, payload in lists.items():
        lines = [
            f"{hashlib.sha256(done[name]).hexdigest()}  {name}\n"
            for name in sorted(done)
            if name.startswith("data/") == payload
        ]
        done[list_] = "".join(lines).encode()
    done[SIGNATURE] = sign(done[TAGMANIFEST], kind.namespace, world.identities[person].signing)
    return done


def resigned(world: World, path: Path, person: str, folder: Path | None = None, **changes: object) -> Path:
    """The package's members under another header, signed by `person`: what a dishonest member could make."""
    members = members_of(path)
    header = PackageHeader.from_document(read_json(members[HEADER]))
    tags = {name: data for name, data in members.items() if "/" not in name and not re.search("manifest|bagit", name)}
    del tags[HEADER]
    payload = [(name, pouring(data)) for name, data in members.items() if name.startswith("data/")]
    header = header._replace(**changes)  # type: ignore[arg-type]
    return laid(world, sign_package(header, Content(tags, payload), world.identities[person].signing).content, folder)


def with_sheets(world: World, path: Path, person: str, edit: Callable[[Any], object], folder: Path) -> Path:
    """The score package with its document edited, sealed and signed anew by `person`, header and all in agreement."""
    document = json.loads(unseal(members_of(path)[SHEETS], world.secrets("chair")))
    edit(document)
    return with_document(world, path, person, write_json(document), folder)


def with_document(world: World, path: Path, person: str, document: bytes, folder: Path) -> Path:
    """The score package with these bytes as its document, sealed and signed by `person`."""
    members = members_of(path)
    members[SHEETS] = seal_bytes(document, [world.identities[one].age_recipient for one in ("chair", "supervisor")])
    return laid(world, rebuilt(relisted(members, world, person)), folder)


def laid(world: World, data: bytes, folder: Path | None = None) -> Path:
    target = (folder or world.folder) / f"forged-{next(_numbers)}.jpscore"
    target.write_bytes(data)
    return target


def outcome(data: bytes) -> str:
    """How reading a whole package ends, signer aside."""
    try:
        read_open_package(io.BytesIO(data)).check_payload()
    except RefusedError as error:
        return str(error.outcome)
    return "verified"


def judged(world: World, *files: Path, **changes: object) -> list[Verdict]:
    options: dict[str, object] = {
        "round_path": world.round_path,
        "offices": world.offices,
        "at": NOW,
        "secrets": world.secrets("chair"),
    }
    return verify(files, **{**options, **changes})  # type: ignore[arg-type]


def outcomes(world: World, *files: Path, **changes: object) -> list[str]:
    return [verdict.outcome for verdict in judged(world, *files, **changes)]
