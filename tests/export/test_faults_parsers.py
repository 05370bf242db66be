"""Every parser under random and deliberate nonsense: only its own refusals come out, in bounded time and memory."""

from __future__ import annotations

import io
import json
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.domain.hand_in import check_sheets
from reviewer_app.domain.package import HeaderFormError, Kind, NewerFormatError, PackageHeader
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.domain.strict_json import JsonFormError, read_json, write_json
from reviewer_app.export.card import read_card
from reviewer_app.export.package import HEADER, SIGNERS, read_open_package
from reviewer_app.export.result import result_document
from reviewer_app.export.returned import RETURN, return_document
from reviewer_app.export.round import read_dossier, round_document
from reviewer_app.export.score import SHEETS, score_document
from reviewer_app.security.bag import MANIFEST as LIST
from reviewer_app.security.bag import BagContentError, BagFormError, BagNamespaceError, read_bag
from reviewer_app.security.container import Container, ContainerFormError
from reviewer_app.security.sealing import SealingError, seal_bytes, unseal
from reviewer_app.security.signers import SignersFormError, read_revoked, read_signers
from reviewer_app.security.sshsig import SignatureFormError, read_signature
from tests.export.forging import members_of, outcome, rebuilt, relisted
from tests.world import MARKS, SCHEME, World

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
SLOWLY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BAD_JSON: dict[str, bytes] = {
    "a key twice": b'{"a":1,"a":2}',
    "a key twice, spelled otherwise": b'{"a":1,"\\u0061":2}',
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "1e999": b"[1e999]",
    "-1e999": b"-1e999",
    "a long float": b"0." + b"1" * 5000,
    "a 5,000-digit integer": b"1" * 5000,
    "a 16-digit integer": b"-" + b"1" * 16,
    "200,000 deep": b"[" * 200_000 + b"]" * 200_000,
    "200,000 deep in objects": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "never closed": b"[" * 200_000,
    "half a character": b'"\\ud800"',
    "the other half": b'["\\udc00\\ud800"]',
    "half a character as a key": b'{"\\ud83d":1}',
    "half a character in UTF-8": b'"\xed\xa0\x80"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "GB18030": '"评审"'.encode("gb18030"),
    "two values": b"{} {}",
    "a comment": b"/* */ {}",
    "single quotes": b"{'a':1}",
    "a NUL": b'{"a":1}\0',
    "a control character": b'"\x01"',
    "nothing": b"",
}


@pytest.mark.parametrize("what", BAD_JSON)
def test_json_that_readers_would_read_differently_is_refused(what: str) -> None:
    started = time.perf_counter()
    with pytest.raises(JsonFormError):
        read_json(BAD_JSON[what])
    assert time.perf_counter() - started < 1


@given(st.binary(max_size=200) | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=500)
def test_any_bytes_are_strict_json_or_refused(data: bytes) -> None:
    try:
        value = read_json(data)
    except JsonFormError:
        return
    assert read_json(write_json(value)) == value


@given(JSON_VALUES)
def test_any_value_is_a_header_or_refused(value: Any) -> None:
    with pytest.raises((HeaderFormError, NewerFormatError)):
        PackageHeader.from_document(value)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_header_with_any_field_changed_is_whole_or_refused(data: st.DataObject) -> None:
    good: dict[str, Any] = {
        "format": "jiangping", "version": 1, "kind": "score", "signer": "expert-01", "role": "expert",
        "recipients": ["chair"], "round_id": "r-1", "round_version": 1, "round_sha256": "0" * 64,
        "scheme_sha256": "1" * 64, "sequence": 1, "created": "2026-01-01T00:00:00Z", "earlier": [],
    }  # fmt: skip
    good[data.draw(st.sampled_from(sorted(good)))] = data.draw(JSON_VALUES)
    try:
        header = PackageHeader.from_document(good)
    except (HeaderFormError, NewerFormatError):
        return
    assert write_json(header.document()) == write_json(good)


@given(st.binary(max_size=400), st.integers(0, 3))
def test_any_bytes_are_signers_or_refused(data: bytes, prefix: int) -> None:
    starts = [b"", b'expert-01 namespaces="score@jiangping",', b"ssh-ed25519 ", b'a namespaces="a",valid-after="']
    for read in (read_signers, read_revoked):
        try:
            read(starts[prefix] + data)
        except SignersFormError:
            continue
        assert starts[prefix] + data == b""


def test_impossible_times_of_validity_are_refused(finished: World) -> None:
    good = members_of(finished.round_path)[SIGNERS]
    stamp = good[good.index(b'valid-after="') + 13 :][:14]
    for bad in (b"20261301000000", b"20260230000000", b"00000101000000", b"20260101250000", b"99999999999999"):
        with pytest.raises(SignersFormError):
            read_signers(good.replace(stamp, bad))


@given(st.binary(max_size=500))
def test_any_bytes_are_an_armor_or_refused(data: bytes) -> None:
    for armor in (data, b"-----BEGIN SSH SIGNATURE-----\n" + data + b"\n-----END SSH SIGNATURE-----\n"):
        with pytest.raises(SignatureFormError):
            read_signature(armor)


@given(st.dictionaries(st.sampled_from(["bagit.txt", LIST, "tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig",
                                         "package.json", "data/a", "data/b"]), st.binary(max_size=200)))  # fmt: skip
def test_any_members_are_a_bag_or_refused(members: dict[str, bytes]) -> None:
    container = Container.read(io.BytesIO(rebuilt(members)))
    with pytest.raises((BagFormError, BagContentError, BagNamespaceError)):
        read_bag(container, {"score@jiangping": frozenset({"package.json"})})


def test_manifests_have_one_form(finished: World) -> None:
    """Authentic, but written otherwise: CRLF, upper case, out of order, a line twice, none at the end."""
    members = members_of(finished.folder / "test.jpresult")
    result = dict(members)
    lines = members[LIST].splitlines(keepends=True)
    assert len(lines) > 2
    for bad in (
        members[LIST].replace(b"\n", b"\r\n"),
        members[LIST].upper(),
        b"".join(reversed(lines)),
        members[LIST] + lines[0],
        members[LIST][:-1],
        members[LIST].replace(b"  ", b" *"),
        members[LIST] + b"\n",
        b"\xef\xbb\xbf" + members[LIST],
        b"",
    ):
        forged = signed_as_it_is({**result, LIST: bad}, finished, Kind.RESULT)
        assert outcome(rebuilt(forged)) == "malformed", bad[:100]


def signed_as_it_is(members: dict[str, bytes], world: World, kind: Any) -> dict[str, bytes]:
    """The members with this payload manifest, wrong as it is, under a right tag manifest and signature."""
    import hashlib

    from reviewer_app.security.sshsig import sign

    tags = {
        name: data
        for name, data in members.items()
        if not name.startswith("data/") and not name.startswith("tagmanifest")
    }
    lines = [f"{hashlib.sha256(tags[name]).hexdigest()}  {name}\n" for name in sorted(tags)]
    tagmanifest = "".join(lines).encode()
    return {
        **members,
        "tagmanifest-sha256.txt": tagmanifest,
        "tagmanifest-sha256.txt.sig": sign(tagmanifest, kind.namespace, world.identities["chair"].signing),
    }


def test_what_is_opened_is_hashed_again(finished: World) -> None:
    """Content that was swapped after the signature was checked, or never checked whole, does not open."""
    members = members_of(finished.folder / "expert-01.jpscore")
    members[SHEETS] = seal_bytes(b"{}", [finished.identities["chair"].age_recipient])
    package = read_open_package(io.BytesIO(rebuilt(members)))
    with pytest.raises(RefusedError, match="package_altered"):
        package.unseal(SHEETS, finished.secrets("chair"))


@SLOWLY
@given(data=st.data())
def test_any_change_to_a_document_is_a_user_s_error_or_harmless(finished: World, data: st.DataObject) -> None:
    """Sheets, round, dossier and result with any value anywhere, authentic and sealed: no other exception comes out."""
    name, member, read = data.draw(st.sampled_from(DOCUMENTS))
    path = finished.folder / name
    members = members_of(path)
    document = json.loads(unseal(members[member], finished.secrets("chair")))
    _change(document, data)
    try:
        text = json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return
    _read_all(finished, path, members, member, text, read)


def _change(value: Any, data: st.DataObject) -> None:
    """Walks to some place in the document and puts any value there, or takes the place away."""
    while True:
        keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = value[key]
        if isinstance(inner, (dict, list)) and inner and data.draw(st.integers(0, 3)):
            value = inner
            continue
        if data.draw(st.booleans()):
            value[key] = data.draw(JSON_VALUES)
        else:
            del value[key]
        return


def _read_score(world: World, package: Any) -> None:
    document = score_document(package, world.secrets("chair"))
    check_sheets(document, read_scheme(package.scheme), None)


def _read_round(world: World, package: Any) -> None:
    document = round_document(package, world.secrets("chair"))
    for candidate in document.candidates:
        read_dossier(package, document, candidate.code, world.secrets("chair"))


def _read_result(world: World, package: Any) -> None:
    result_document(package, world.secrets("chair"))


def _read_return(world: World, package: Any) -> None:
    return_document(package, world.secrets("chair"))


ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    7,
    1.5,
    "",
    "x" * 5000,
    [],
    [[]],
    [{"candidate": "002", "reason": ""}],
    {},
    {"": 1},
)


def test_any_change_to_a_return_is_a_user_s_error_or_harmless(world: World) -> None:
    """A return of its own world: the finished one has none. Each place of the document takes each kind of value."""
    from reviewer_app.services import returns

    world.seal()
    world.open_desk("chair", "chair")
    assert world.receive(world.hand_in("expert-01", MARKS["expert-01"])) == ["first"]
    signed = returns.sign_return_to(world.store("chair"), world.identities["chair"], "expert-01", {"002": "请说明"})
    path = world.folder / "1.jpreturn"
    returns.export_return(signed, path)
    members = members_of(path)
    good = unseal(members[RETURN], world.secrets("chair"))
    for key in (*json.loads(good), "more"):
        for value in ODD_VALUES:
            text = write_json({**json.loads(good), key: value})
            _read_all(world, path, members, RETURN, text, _read_return)
    twice = {**json.loads(good), "sheets": json.loads(good)["sheets"] * 2}
    for bad in (write_json(twice), b"[]", b"", good[:-9], b"\xff"):
        package = read_open_package(
            io.BytesIO(rebuilt(relisted(_sealed(world, members, bad), world, "chair", Kind.RETURN)))
        )
        with pytest.raises(RefusedError):
            return_document(package, world.secrets("chair"))


def _sealed(world: World, members: dict[str, bytes], text: bytes) -> dict[str, bytes]:
    return {**members, RETURN: seal_bytes(text, [world.identities["chair"].age_recipient])}


DOCUMENTS: list[tuple[str, str, Callable[[World, Any], None]]] = [
    ("expert-01.jpscore", SHEETS, _read_score),
    ("test.jpround", "data/round.json.age", _read_round),
    ("test.jpround", "data/dossiers/0001/dossier.json.age", _read_round),
    ("test.jpresult", "data/result.json.age", _read_result),
]


def _read_all(
    world: World, path: Path, members: dict[str, bytes], member: str, text: bytes, read: Callable[[World, Any], None]
) -> None:
    kind = Kind(path.suffix.removeprefix(".jp"))
    signer = {Kind.SCORE: "expert-01", Kind.ROUND: "office"}.get(kind, "chair")
    sealed = {**members, member: seal_bytes(text, [world.identities["chair"].age_recipient])}
    try:
        package = read_open_package(io.BytesIO(rebuilt(relisted(sealed, world, signer, kind))))
        read(world, package)
    except UserError:
        return


@SLOWLY
@given(data=st.data())
def test_any_change_to_a_card_is_a_user_s_error_or_harmless(finished: World, data: st.DataObject) -> None:
    members = members_of(finished.folder / "expert-01.jpcard")
    document = json.loads(members["data/card.json"])
    _change(document, data)
    try:
        members["data/card.json"] = json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return
    with tempfile.NamedTemporaryFile(suffix=".jpcard") as file:
        file.write(rebuilt(relisted(members, finished, "expert-01", Kind.CARD)))
        file.flush()
        try:
            read_card(Path(file.name))
        except UserError:
            return


@SLOWLY
@given(text=st.text(max_size=200) | st.binary(max_size=200))
def test_any_scheme_is_a_scheme_or_a_user_s_error(text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    for scheme in (data, SCHEME + data, SCHEME.replace(b'"50"', data[:20] or b"1")):
        try:
            read_scheme(scheme)
        except UserError:
            continue


@pytest.mark.parametrize(
    "scheme",
    [b"a = " + b"[" * 200_000, b"a = " + b"[" * 5000 + b"]" * 5000, b"a" + b".a" * 100_000 + b" = 1", b"a = 1e9999",
     b"a = " + b"9" * 5000, SCHEME.replace(b'"50"', b'"1e999999"'), SCHEME.replace(b'"50"', b'"' + b"9" * 5000 + b'"'),
     SCHEME.replace(b'"0.5"', b'"1e-999999"'), b"\xff\xfe", b"a = " + b"{a=" * 5000 + b"1" + b"}" * 5000,
     SCHEME.replace(b"rounding_places = 2", b"rounding_places = 999999999")],
    ids=range(11),
)  # fmt: skip
def test_a_scheme_made_to_cost_is_a_user_s_error(scheme: bytes) -> None:
    started = time.perf_counter()
    with pytest.raises(UserError):
        read_scheme(scheme)
    assert time.perf_counter() - started < 5


@given(st.binary(max_size=500), st.booleans())
def test_any_bytes_open_or_are_refused(data: bytes, headed: bool) -> None:
    with pytest.raises(SealingError):
        unseal((b"age-encryption.org/v1\n-> X25519 " if headed else b"") + data, [])


def test_a_document_larger_than_its_bound_is_refused_before_it_is_read(finished: World) -> None:
    """A member that says 3 GB costs nothing: its size is known before it is read."""
    members = members_of(finished.folder / "expert-01.jpscore")
    members["package.json"] = b" " * (17 << 20)
    data = rebuilt(members)
    tracemalloc.start()
    try:
        assert outcome(data) == "malformed"
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()
    package = read_open_package(io.BytesIO((finished.folder / "expert-01.jpscore").read_bytes()))
    with pytest.raises(RefusedError):
        package.sealed(SHEETS, limit=10)


@pytest.mark.parametrize("size", [1 << 20, 16 << 20])
def test_a_payload_that_expands_does_not_exist(finished: World, size: int) -> None:
    """Nothing is compressed: what a file holds in memory is no more than what it holds on disk."""
    data = (finished.folder / "expert-01.jpscore").read_bytes() + bytes(size)
    with pytest.raises(ContainerFormError):
        Container.read(io.BytesIO(data))


def test_the_header_comes_before_the_payload(finished: World) -> None:
    """Authentic before parsed: with a broken signature not even a malformed header is looked at."""
    members = members_of(finished.folder / "expert-01.jpscore")
    forged = relisted({**members, HEADER: b"[" * 200_000}, finished, "expert-01")
    forged["tagmanifest-sha256.txt.sig"] = members["tagmanifest-sha256.txt.sig"]
    assert outcome(rebuilt(forged)) == "altered"
