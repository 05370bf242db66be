"""The bag: BagIt 1.0 (RFC 8493) with sha256 manifests, signed over its tag manifest.

`tagmanifest-sha256.txt` names every tag file with its hash, `manifest-sha256.txt` every payload file, and the signature
covers the former; so a signature check and two hash lists cover every byte of content. The set of files must be just
the set that the manifests name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from reviewer_app.domain.progress import Progress, silent
from reviewer_app.security.container import Container, ContainerFormError, ContainerWriter, Member
from reviewer_app.security.digest import Sha256
from reviewer_app.security.keys import SigningKey
from reviewer_app.security.sshsig import MAX_ARMOR, Signature, SignatureFormError, read_signature, sign

BAGIT = "bagit.txt"
BAGIT_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAGMANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = "tagmanifest-sha256.txt.sig"
PAYLOAD = "data/"
MAX_TAG = 16 << 20
_LINE = re.compile(rb"([0-9a-f]{64})  ([!-~]+)")

Fill = Callable[[Member], None]


class BagFormError(ValueError):
    """The members are not a bag in the one form: something is missing, extra, or not written as it must be."""


class BagNamespaceError(ValueError):
    """The signature is for something else than any package of ours; the text is its namespace."""


class BagContentError(ValueError):
    """A member's content is not what the signed manifests say, or the signature does not cover the tag manifest."""


class Bag(NamedTuple):
    """A container whose tag files are as signed by `signature.key`; who that is, is for the caller to judge."""

    container: Container
    signature: Signature
    tagmanifest: bytes
    tags: Mapping[str, bytes]
    payload: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """sha256 of the verified tag manifest, in hex: what the package is known by."""
        return Sha256(self.tagmanifest).hexdigest()

    def check_payload(self, progress: Progress = silent) -> None:
        """Reads the whole payload against the manifest; raises `BagContentError`. Flat memory."""
        for number, (name, expected) in enumerate(self.payload.items()):
            progress(number, len(self.payload), "check")
            if _digest(self.container, name) != expected:
                raise BagContentError(name)

    def content(self, name: str, limit: int) -> bytes:
        """A payload file's bytes, checked against the manifest; raises `BagContentError` or `BagFormError`."""
        try:
            data = self.container.content(name, limit)
        except KeyError as error:
            raise BagFormError(f"{name} is missing") from error
        except ContainerFormError as error:
            raise BagContentError(name) from error
        if Sha256(data).hexdigest() != self.payload[name]:
            raise BagContentError(name)
        return data


def write_bag(
    writer: ContainerWriter,
    tags: Mapping[str, bytes],
    payload: Iterable[tuple[str, Fill]],
    namespace: str,
    key: SigningKey,
) -> str:
    """Writes and signs a bag; `payload` in order of names (below `data/`). Returns the package's fingerprint."""
    given = dict(tags) | {BAGIT: BAGIT_TEXT}
    listed: dict[str, str] = {}

    def add(name: str, fill: Fill) -> None:
        digest = Sha256()

        def watched(member: Member) -> None:
            member.watchers.append(digest.update)
            fill(member)

        writer.add(name, watched)
        listed[name] = digest.hexdigest()

    def add_tags(wanted: Callable[[str], bool]) -> None:
        for name in sorted(filter(wanted, given)):
            add(name, _filler(given[name]))

    add_tags(lambda name: name < PAYLOAD)
    for name, fill in payload:
        add(name, fill)
    given[MANIFEST] = _render({name: hash_ for name, hash_ in listed.items() if name.startswith(PAYLOAD)})
    add_tags(lambda name: name > PAYLOAD)
    tagmanifest = _render({name: hash_ for name, hash_ in listed.items() if not name.startswith(PAYLOAD)})
    writer.add(TAGMANIFEST, _filler(tagmanifest))
    writer.add(SIGNATURE, _filler(sign(tagmanifest, namespace, key)))
    writer.close()
    return Sha256(tagmanifest).hexdigest()


def read_bag(container: Container, wanted_tags: Mapping[str, frozenset[str]]) -> Bag:
    """Checks signature and tag files, in that order, and that the set of files is exact; the payload is not read yet.

    `wanted_tags`: for each namespace of ours the tag files beyond bagit.txt and the manifests, no more and no fewer.
    Raises `BagFormError`, `BagContentError` or `BagNamespaceError`.
    """
    signature, tagmanifest = _signed(container)
    if signature.namespace not in wanted_tags:
        raise BagNamespaceError(signature.namespace)
    tag_names = wanted_tags[signature.namespace] | {BAGIT, MANIFEST}
    found_tags = {name for name in container.entries if not name.startswith(PAYLOAD)}
    if found_tags != tag_names | {TAGMANIFEST, SIGNATURE}:
        raise BagFormError(", ".join(sorted(found_tags ^ (tag_names | {TAGMANIFEST, SIGNATURE}))))
    tags = _checked_tags(container, tag_names, tagmanifest)
    payload = _parse(tags[MANIFEST], MANIFEST)
    if set(payload) != set(container.entries) - found_tags:
        raise BagFormError(MANIFEST)
    return Bag(container, signature, tagmanifest, tags, payload)


def _signed(container: Container) -> tuple[Signature, bytes]:
    """The tag manifest and the signature that covers it."""
    for name in (TAGMANIFEST, SIGNATURE):
        if name not in container.entries:
            raise BagFormError(name)
    tagmanifest = _tag(container, TAGMANIFEST, MAX_TAG)
    try:
        signature = read_signature(_tag(container, SIGNATURE, MAX_ARMOR))
    except SignatureFormError as error:
        raise BagFormError(SIGNATURE) from error
    if not signature.covers(tagmanifest):
        raise BagContentError(SIGNATURE)
    return signature, tagmanifest


def _checked_tags(container: Container, names: frozenset[str], tagmanifest: bytes) -> dict[str, bytes]:
    listed = _parse(tagmanifest, TAGMANIFEST)
    if set(listed) != names:
        raise BagFormError(TAGMANIFEST)
    tags = {name: _tag(container, name, MAX_TAG) for name in sorted(names)}
    for name, data in tags.items():
        if Sha256(data).hexdigest() != listed[name]:
            raise BagContentError(name)
    if tags[BAGIT] != BAGIT_TEXT:
        raise BagFormError(BAGIT)
    return tags


def _filler(data: bytes) -> Fill:
    def fill(member: Member) -> None:
        member.write(data)

    return fill


def _tag(container: Container, name: str, limit: int) -> bytes:
    if container.entries[name].size > limit:
        raise BagFormError(f"{name} is too large")
    try:
        return container.content(name, limit)
    except ContainerFormError as error:
        raise BagContentError(name) from error


def _digest(container: Container, name: str) -> str:
    digest = Sha256()
    try:
        for chunk in container.chunks(name):
            digest.update(chunk)
    except ContainerFormError as error:
        raise BagContentError(name) from error
    return digest.hexdigest()


def _render(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode("ascii")


def _parse(data: bytes, what: str) -> dict[str, str]:
    hashes = {}
    for line in data.split(b"\n")[:-1]:
        match = _LINE.fullmatch(line)
        if match is None:
            raise BagFormError(what)
        hashes[match[2].decode("ascii")] = match[1].decode("ascii")
    if _render(hashes) != data:
        raise BagFormError(what)
    return hashes
