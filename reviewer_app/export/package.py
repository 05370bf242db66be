"""Writing and reading the files that travel, whatever their kind.

A reader gets a `Package` only when its form is the one form, its signature covers its content, and its clear header is
sound. Who signed, and whether that person may, is judged against a `Trust` afterwards.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.package import (
    HeaderFormError,
    Kind,
    NewerFormatError,
    Outcome,
    PackageHeader,
)
from reviewer_app.domain.strict_json import JsonFormError, read_json, write_json
from reviewer_app.export.files import CHUNK, open_file, unlike, unreadable, write_durably
from reviewer_app.security.bag import (
    Bag,
    BagContentError,
    BagFormError,
    BagNamespaceError,
    Fill,
    read_bag,
    write_bag,
)
from reviewer_app.security.container import Container, ContainerFormError, ContainerWriter, MediumError, Member
from reviewer_app.security.digest import Sha256
from reviewer_app.security.keys import PublicKey, SigningKey
from reviewer_app.security.signers import Signer, SignersFormError, read_revoked, read_signers

HEADER = "package.json"
SIGNERS = "allowed_signers"
REVOKED = "revoked_keys"
RECIPIENTS = "recipients"
SCHEME = "scheme.toml"
MAX_DOCUMENT = 256 << 20

_OF_A_ROUND = frozenset({HEADER, SIGNERS, REVOKED, RECIPIENTS, SCHEME})
TAGS: Mapping[str, frozenset[str]] = {
    Kind.CARD.namespace: frozenset({HEADER, SIGNERS}),
    Kind.ROUND.namespace: _OF_A_ROUND,
    Kind.SCORE.namespace: _OF_A_ROUND,
    Kind.RETURN.namespace: _OF_A_ROUND,
    Kind.RESULT.namespace: _OF_A_ROUND,
}

PAYLOAD: Mapping[Kind, re.Pattern[str]] = {
    Kind.CARD: re.compile(r"data/card\.json"),
    Kind.ROUND: re.compile(r"data/(round\.json|dossiers/\d{4,5}/(dossier\.json|evidence-\d{4,}))\.age"),
    Kind.SCORE: re.compile(r"data/sheets\.json\.age"),
    Kind.RETURN: re.compile(r"data/return\.json\.age"),
    Kind.RESULT: re.compile(r"data/(result\.json\.age|packages/(earlier/)?[a-z0-9-]+\.jpscore)"),
}
"""What a file of each kind may hold below `data/`: nothing travels that nobody looks at."""


class Package(NamedTuple):
    """A file that is whole and signed by the key that it names."""

    header: PackageHeader
    bag: Bag
    signers: tuple[Signer, ...]
    revoked: frozenset[PublicKey]

    @property
    def fingerprint(self) -> str:
        return self.bag.fingerprint

    @property
    def scheme(self) -> bytes:
        return self.bag.tags[SCHEME]

    def sealed(self, name: str, limit: int = MAX_DOCUMENT) -> bytes:
        """A payload member's bytes, still encrypted where it is, checked against the manifest."""
        with _refusing():
            return self.bag.content(name, limit)

    def check_payload(self) -> None:
        """Reads every payload byte against the signed manifest; raises `RefusedError` (`altered`)."""
        with _refusing():
            self.bag.check_payload()

    def unseal(self, name: str, secrets: Sequence[str], limit: int = MAX_DOCUMENT) -> bytes:
        """A payload member in the clear, in memory. Raises `RefusedError` (`wrong_recipient`, `altered`)."""
        from reviewer_app.security.sealing import NotForUsError, RecipientCountError, SealingError, unseal

        sealed = self.sealed(name, limit)
        try:
            return unseal(sealed, secrets, len(self.header.recipients))
        except NotForUsError as error:
            raise RefusedError(
                Outcome.WRONG_RECIPIENT, "not_for_us", member=name, recipients=", ".join(self.header.recipients)
            ) from error
        except RecipientCountError as error:
            raise RefusedError(Outcome.DISAGREES, "header_disagrees", member=name) from error
        except SealingError as error:
            raise RefusedError(Outcome.ALTERED, "member_not_openable", member=name) from error

    def document(self, name: str, secrets: Sequence[str]) -> bytes:
        """A sealed JSON document: strict JSON whose `package` agrees with the clear header. Raises `RefusedError`."""
        data = self.unseal(name, secrets)
        check_document(data, name, self.header)
        return data


@contextmanager
def read_package(path: Path) -> Iterator[Package]:
    """Opens a package file for as long as the block lasts.

    Raises `InputError` where the path cannot be read, `RefusedError` where the file is no whole package of ours.
    """
    with open_file(path) as file:
        yield read_open_package(file)


class PackageFile:
    """A package file that is read from again and again.

    Form and signature are checked when it is first read and whenever the file was changed since; a member is checked
    against the signed manifest each time. It is closed in between: others may replace it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[tuple[int, ...], Package] | None = None

    @contextmanager
    def opened(self) -> Iterator[Package]:
        """The package, for as long as the block lasts; raises what `read_package` does."""
        with open_file(self.path) as file:
            about = os.fstat(file.fileno())
            state = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
            if self._known is None or self._known[0] != state:
                self._known = None
                self._known = state, read_open_package(file)
            package = self._known[1]
            yield package._replace(bag=package.bag._replace(container=package.bag.container.reopened(file)))


def read_open_package(file: BinaryIO) -> Package:
    """The package in an open file; raises `RefusedError`."""
    with _refusing():
        bag = read_bag(Container.read(file), TAGS)
        header = PackageHeader.from_document(read_json(bag.tags[HEADER]))
        if header.kind.namespace != bag.signature.namespace:
            raise RefusedError(
                Outcome.WRONG_ROLE, "wrong_namespace", namespace=bag.signature.namespace, kind=header.kind.value
            )
        if SCHEME in bag.tags and Sha256(bag.tags[SCHEME]).hexdigest() != header.scheme_sha256:
            raise RefusedError(Outcome.DISAGREES, "header_disagrees", member=SCHEME)
        if write_json(header.document()) != bag.tags[HEADER]:
            raise HeaderFormError(HEADER)
        if strange := [name for name in bag.payload if not PAYLOAD[header.kind].fullmatch(name)]:
            raise BagFormError(strange[0])
        revoked = read_revoked(bag.tags[REVOKED]) if REVOKED in bag.tags else frozenset()
        return Package(header, bag, read_signers(bag.tags[SIGNERS]), revoked)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turns what the lower layers find into the outcome that the user is told."""
    try:
        yield
    except BagContentError as error:
        raise RefusedError(Outcome.ALTERED, "package_altered", member=str(error)) from error
    except BagNamespaceError as error:
        raise RefusedError(Outcome.WRONG_ROLE, "foreign_namespace", namespace=str(error)) from error
    except NewerFormatError as error:
        raise RefusedError(Outcome.NEWER_FORMAT, "newer_format", version=str(error)) from error
    except (ContainerFormError, BagFormError, HeaderFormError, JsonFormError, SignersFormError) as error:
        raise RefusedError(Outcome.MALFORMED, "not_a_package", detail=str(error)[:200]) from error
    except MediumError as error:
        raise unreadable(error.name, error.reason) from error


def check_document(data: bytes, name: str, header: PackageHeader) -> Any:
    """The strict JSON value of a payload document; raises `RefusedError` unless it repeats the clear header."""
    with _refusing():
        value = read_json(data)
    if not isinstance(value, dict) or value.get("package") != header.document():
        raise RefusedError(Outcome.DISAGREES, "header_disagrees", member=name)
    return value


class Trust(NamedTuple):
    """Whom a receiver believes: the signers of a round that was itself checked, and whether its office is known.

    `versions` are the fingerprints of the round's versions 1, 2, … up to the one held.
    """

    round_id: str
    versions: tuple[str, ...]
    scheme_sha256: str
    signers: tuple[Signer, ...]
    revoked: frozenset[PublicKey]
    office_known: bool


def trust_of(round_: Package, offices: Iterable[str]) -> Trust:
    """The trust that a round gives; `offices` are the fingerprints of the office keys that the user vouches for."""
    return Trust(
        round_id=str(round_.header.round_id),
        versions=(*round_.header.earlier, round_.fingerprint),
        scheme_sha256=str(round_.header.scheme_sha256),
        signers=round_.signers,
        revoked=round_.revoked,
        office_known=round_.bag.signature.key.fingerprint in set(offices),
    )


def check_signer(
    package: Package, signers: tuple[Signer, ...], revoked: frozenset[PublicKey], at: datetime | None
) -> None:
    """Raises `RefusedError` unless the package's signer may sign such a file with this key (at `at`, where given)."""
    key, header = package.bag.signature.key, package.header
    values: dict[str, Any] = {"signer": header.signer, "fingerprint": key.fingerprint}
    if key in revoked:
        raise RefusedError(Outcome.REVOKED_KEY, "revoked_key", **values)
    holders = [signer for signer in signers if signer.key == key]
    if not holders:
        raise RefusedError(Outcome.UNKNOWN_KEY, "unknown_key", **values)
    named = [signer for signer in holders if signer.principal == header.signer]
    if not named:
        others = ", ".join(signer.principal for signer in holders)
        raise RefusedError(Outcome.WRONG_SIGNER, "wrong_signer", **values, holder=others)
    if header.kind not in header.role.signs or header.kind.namespace not in named[0].namespaces:
        raise RefusedError(Outcome.WRONG_ROLE, "wrong_role", **values, kind=header.kind.value)
    if at is not None and not named[0].valid_at(at):
        early = at < named[0].valid_after
        outcome = Outcome.NOT_YET_VALID if early else Outcome.EXPIRED
        raise RefusedError(outcome, outcome.value, **values, at=at.strftime("%Y-%m-%d %H:%M:%SZ"))


def check_against_round(package: Package, trust: Trust, at: datetime) -> None:
    """Raises `RefusedError` unless the package belongs to the trusted round and its signer may sign it."""
    header = package.header
    ours: dict[str, Any] = {"ours": f"{trust.round_id} v{len(trust.versions)}"}
    theirs = f"{header.round_id} v{header.round_version}"
    if header.round_id == trust.round_id and (header.round_version or 0) > len(trust.versions):
        raise RefusedError(Outcome.NEWER_ROUND, "newer_round", **ours, theirs=theirs)
    check_signer(package, trust.signers, trust.revoked, at)
    if header.round_id != trust.round_id:
        raise RefusedError(Outcome.WRONG_ROUND, "wrong_round", **ours, theirs=theirs)
    if header.scheme_sha256 != trust.scheme_sha256:
        raise RefusedError(Outcome.WRONG_SCHEME, "wrong_scheme", theirs=str(header.scheme_sha256))
    if header.round_sha256 != trust.versions[(header.round_version or 0) - 1]:
        raise RefusedError(Outcome.WRONG_ROUND, "other_round_file", **ours, theirs=theirs)
    _check_roster(package, trust)
    if not trust.office_known:
        raise RefusedError(Outcome.UNTRUSTED_SIGNER, "office_unknown")


def _check_roster(package: Package, trust: Trust) -> None:
    """Raises `RefusedError` where the package carries other signers than the round: a result is judged by its own.

    A package of an earlier version may carry keys that were replaced, and so revoked, since.
    """
    current = package.header.round_sha256 == trust.versions[-1]
    if current:
        same = package.signers == trust.signers and package.revoked == trust.revoked
    else:
        known = set(trust.signers)
        same = package.revoked <= trust.revoked and all(
            signer in known or signer.key in trust.revoked for signer in package.signers
        )
    if not same:
        raise RefusedError(Outcome.DISAGREES, "roster_differs", member=SIGNERS)


class Content(NamedTuple):
    """What goes into a package beside header and signature; `size`: how many bytes that is at least."""

    tags: Mapping[str, bytes]
    payload: Iterable[tuple[str, Fill]]
    size: int = 0


def write_package(target: Path, header: PackageHeader, content: Content, key: SigningKey) -> str:
    """Writes and signs a package file durably; returns its fingerprint. Raises `UserError`, leaving nothing behind."""
    fingerprint = ""

    def fill(file: BinaryIO) -> None:
        nonlocal fingerprint
        fingerprint = _fill(file, header, content, key)

    def check(file: BinaryIO) -> None:
        """What lies on the medium is the package that was signed, every byte of it."""
        try:
            package = read_open_package(file)
            package.check_payload()
        except UserError as error:
            raise unlike() from error
        if package.fingerprint != fingerprint:
            raise unlike()

    write_durably(target, fill, size=content.size, check=check)
    return fingerprint


class SignedPackage(NamedTuple):
    """A signed package in memory: its bytes, and what it is known by."""

    content: bytes
    fingerprint: str


def sign_package(header: PackageHeader, content: Content, key: SigningKey) -> SignedPackage:
    """Signs a package that fits in memory (anything but a round)."""
    file = io.BytesIO()
    fingerprint = _fill(file, header, content, key)
    return SignedPackage(file.getvalue(), fingerprint)


def _fill(file: BinaryIO, header: PackageHeader, content: Content, key: SigningKey) -> str:
    tags = {HEADER: write_json(header.document()), **content.tags}
    return write_bag(ContainerWriter(file), tags, content.payload, header.kind.namespace, key)


def sealed_bytes(data: bytes, recipients: Iterable[str]) -> Fill:
    """A member that holds `data` sealed to the recipients."""
    keys = tuple(recipients)

    def fill(member: Member) -> None:
        from reviewer_app.security.sealing import seal

        seal(io.BytesIO(data), member, keys)

    return fill


def sealed_file(path: Path, sha256: str, recipients: Iterable[str]) -> Fill:
    """A member that holds a file sealed to the recipients.

    Raises `UserError` when the file is no longer the one that was checked (`sha256`).
    """
    keys = tuple(recipients)

    def fill(member: Member) -> None:
        from reviewer_app.security.sealing import seal

        with open_file(path) as file:
            source = _Hashing(file, path)
            seal(source, member, keys)
        if source.digest.hexdigest() != sha256:
            raise UserError("evidence_changed", path=str(path))

    return fill


def copied_bytes(data: bytes) -> Fill:
    """A member that holds `data` as it is."""

    def fill(member: Member) -> None:
        member.write(data)

    return fill


class _Hashing:
    """A reader that hashes what passes through it; what cannot be read is told with the file's own name."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._waiting = memoryview(b"")
        self.digest = Sha256()

    def read(self, size: int = -1) -> bytes:
        if not self._waiting:
            self._waiting = memoryview(self._next())
        given, self._waiting = self._waiting[:size], self._waiting[size:]
        return bytes(given)

    def _next(self) -> bytes:
        try:
            data = self._file.read(CHUNK)
        except OSError as error:
            raise unreadable(self._path, error) from error
        self.digest.update(data)
        return data


def render_recipients(recipients: Mapping[str, str]) -> bytes:
    """`recipients`: for each id a comment with it and its `age1…` line, so that `age -R recipients` reads it."""
    return "".join(f"# {person}\n{recipients[person]}\n" for person in sorted(recipients)).encode("ascii")
