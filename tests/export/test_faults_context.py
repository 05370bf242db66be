"""Packages in the wrong place: another round, roster, recipient, role; marks that nobody may give."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.strict_json import write_json
from reviewer_app.export.package import HEADER, REVOKED, SIGNERS
from reviewer_app.security.keys import new_identity
from reviewer_app.security.sealing import seal_bytes, unseal
from reviewer_app.security.signers import read_signers, render_revoked, render_signers
from reviewer_app.services import recompute, review
from reviewer_app.services.demo import run_demo
from tests.export.forging import (
    judged,
    laid,
    members_of,
    outcome,
    outcomes,
    rebuilt,
    relisted,
    resigned,
    with_document,
    with_sheets,
)
from tests.world import MARKS, NOW, World


@pytest.fixture
def score(finished: World) -> Path:
    return finished.folder / "expert-03.jpscore"


SHEETS: list[tuple[str, Callable[[Any], object], str]] = [
    ("unknown candidate", lambda one: one["sheets"][0].update(candidate="999"), "unknown_candidate"),
    ("recused candidate", lambda one: one["sheets"][0].update(state="recused"), "malformed"),
    ("unknown criterion", lambda one: one["sheets"][0]["marks"].update(beauty="5"), "unknown_criterion"),
    ("criterion missing", lambda one: one["sheets"][0]["marks"].pop("expertise"), "malformed"),
    ("mark off the grid", lambda one: one["sheets"][0]["marks"].update(expertise="40.25"), "mark_off_scale"),
    ("mark above the scale", lambda one: one["sheets"][0]["marks"].update(expertise="50.5"), "mark_off_scale"),
    ("mark below the scale", lambda one: one["sheets"][0]["marks"].update(expertise="-0.5"), "mark_off_scale"),
    ("mark with an exponent", lambda one: one["sheets"][0]["marks"].update(expertise="4e1"), "malformed"),
    ("mark as a number", lambda one: one["sheets"][0]["marks"].update(expertise=40.5), "malformed"),
    ("mark that is no number", lambda one: one["sheets"][0]["marks"].update(expertise="NaN"), "malformed"),
    ("candidate twice", lambda one: one["sheets"].append(one["sheets"][0]), "malformed"),
    ("another expert's sheets", lambda one: one.update(expert="expert-01"), "disagrees"),
    ("another header inside", lambda one: one["package"].update(sequence=7), "disagrees"),
    ("an unknown key", lambda one: one.update(more=1), "malformed"),
    ("a newer document", lambda one: one.update(version=2), "malformed"),
]


@pytest.mark.parametrize(("what", "edit", "expected"), SHEETS, ids=[what for what, _edit, _expected in SHEETS])
def test_marks_that_nobody_may_give_are_refused(
    finished: World, score: Path, tmp_path: Path, what: str, edit: Callable[[Any], object], expected: str
) -> None:
    """Signed by the expert, sealed, in agreement with the header: only what is marked is wrong."""
    forged = with_sheets(finished, score, "expert-03", edit, tmp_path)
    assert outcomes(finished, forged) == [expected]


def test_marks_for_a_candidate_not_assigned_are_refused(world: World, tmp_path: Path) -> None:
    world.seal(conflicts=[("expert-01", "004")])
    good = world.hand_in("expert-01", {code: marks for code, marks in MARKS["expert-01"].items() if code != "004"})
    forged = with_sheets(
        world, good, "expert-01", lambda one: one["sheets"].append({**one["sheets"][0], "candidate": "004"}), tmp_path
    )
    assert outcomes(world, good, forged) == ["verified", "unassigned_candidate"]


def test_marks_on_a_recused_sheet_are_refused(finished: World, score: Path, tmp_path: Path) -> None:
    def edit(one: Any) -> None:
        recused = next(sheet for sheet in one["sheets"] if sheet["state"] == "recused")
        recused["marks"] = one["sheets"][0]["marks"]

    assert outcomes(finished, with_sheets(finished, score, "expert-03", edit, tmp_path)) == ["malformed"]


JSON: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("duplicate key", lambda data: data.replace(b'"expert":', b'"expert":"expert-03","expert":'), "malformed"),
    ("NaN", lambda data: data.replace(b'"version":1', b'"version":NaN'), "malformed"),
    ("endless number", lambda data: data.replace(b'"version":1', b'"version":1e999'), "malformed"),
    ("long integer", lambda data: data.replace(b'"version":1', b'"version":' + b"1" * 5000), "malformed"),
    ("byte order mark", lambda data: b"\xef\xbb\xbf" + data, "malformed"),
    ("GB18030", lambda data: data.replace("师徒".encode(), "评审".encode("gb18030")), "malformed"),
    ("half a character", lambda data: data.replace("师徒".encode(), b"\\ud800"), "malformed"),
    ("deep", lambda data: b"[" * 200_000 + b"]" * 200_000, "malformed"),
    ("not an object", lambda data: b"[]\n", "disagrees"),
    ("empty", lambda data: b"", "malformed"),
]


@pytest.mark.parametrize(("what", "mangle", "expected"), JSON, ids=[what for what, _mangle, _expected in JSON])
def test_documents_that_readers_would_read_differently_are_refused(
    finished: World, score: Path, tmp_path: Path, what: str, mangle: Callable[[bytes], bytes], expected: str
) -> None:
    document = unseal(members_of(score)["data/sheets.json.age"], finished.secrets("chair"))
    assert mangle(document) != document
    forged = with_document(finished, score, "expert-03", mangle(document), tmp_path)
    assert outcomes(finished, forged) == [expected]


def test_the_header_is_strict_json_in_one_form(finished: World, score: Path) -> None:
    members = members_of(score)
    good = members[HEADER]
    for bad in (
        good.replace(b'"kind":', b'"kind":"score","kind":'),
        good.replace(b'"sequence":1', b'"sequence":1.0'),
        good.replace(b'"sequence":1', b'"sequence":true'),
        good.replace(b'"sequence":1', b'"sequence":' + b"9" * 5000),
        good.replace(b'"sequence":1', b'"sequence":0'),
        good.replace(b",", b", "),
        good[:-1],
        b"\xef\xbb\xbf" + good,
        b"[" * 200_000,
        good.replace(b'"signer":"expert-03"', b'"signer":"\\ud800"'),
        good.replace(b'"signer":"expert-03"', b'"signer":"../chair"'),
        good.replace(b'"format":"jiangping"', b'"format":"other"'),
        good.replace(b'"created":', b'"more":1,"created":'),
    ):
        assert bad != good
        forged = relisted({**members, HEADER: bad}, finished, "expert-03")
        assert outcome(rebuilt(forged)) == "malformed", bad[:120]


def with_roster(world: World, path: Path, person: str, **files: bytes) -> Path:
    """The package with other signers or revoked keys than its round, signed by `person`."""
    members = members_of(path) | files
    kind = Kind.RESULT if path.suffix == ".jpresult" else Kind.SCORE
    target = laid(world, rebuilt(relisted(members, world, person, kind)), None)
    return target.rename(target.with_suffix(path.suffix))


def test_another_roster_than_the_round_s_is_refused(world: World) -> None:
    world.seal()
    score = world.hand_in("expert-01", MARKS["expert-01"])
    signers = read_signers(members_of(score)[SIGNERS])
    stranger = new_identity().signing.public
    fewer = render_signers(signers[:-1])
    other = render_signers([*signers[:-1], signers[-1]._replace(key=stranger)])
    longer = render_signers([*signers[:-1], signers[-1]._replace(valid_before=NOW + timedelta(days=9999))])
    for roster in (fewer, other, longer):
        assert outcomes(world, with_roster(world, score, "expert-01", **{SIGNERS: roster})) == ["disagrees"]
    revoked = render_revoked([world.identities["expert-02"].signing.public])
    assert outcomes(world, with_roster(world, score, "expert-01", **{REVOKED: revoked})) == ["disagrees"]


def test_a_result_with_experts_of_the_chair_s_own_making_is_refused(finished: World) -> None:
    """The chair puts a key of its own under an expert's id: what it then signs for the expert must not pass."""
    result = finished.folder / "test.jpresult"
    signers = read_signers(members_of(result)[SIGNERS])
    own = new_identity().signing.public
    roster = render_signers([one._replace(key=own) if one.principal == "expert-01" else one for one in signers])
    forged = with_roster(finished, result, "chair", **{SIGNERS: roster})
    assert outcomes(finished, forged) == ["disagrees"]
    trust = recompute.round_trust(finished.round_path, finished.offices, finished.secrets("union"))
    with pytest.raises(Exception, match="roster_differs"):
        recompute.recompute(forged, finished.secrets("union"), NOW, trust)
    forged.unlink()


def test_a_revoked_key_is_refused_whatever_its_validity(finished: World, score: Path, tmp_path: Path) -> None:
    """The round revokes the key; the signer's own copy of the list, without it, changes nothing."""
    members = members_of(finished.round_path)
    members[REVOKED] = render_revoked([finished.identities["expert-03"].signing.public])
    round_ = tmp_path / "revoking.jpround"
    round_.write_bytes(rebuilt(relisted(members, finished, "office", Kind.ROUND)))
    assert outcomes(finished, score, round_path=round_, secrets=[]) == ["revoked_key"]


def test_validity_is_judged_to_the_second(finished: World, score: Path) -> None:
    line = next(one for one in read_signers(members_of(score)[SIGNERS]) if one.principal == "expert-03")
    second = timedelta(seconds=1)
    for at, expected in (
        (line.valid_after - second, "not_yet_valid"),
        (line.valid_after, "verified"),
        (line.valid_before, "verified"),
        (line.valid_before + second, "expired"),
    ):
        assert outcomes(finished, score, at=at) == [expected]


def test_an_expert_who_signs_as_the_chair_is_refused(finished: World) -> None:
    """The expert makes a result and signs it with the own key, in the chair's name and in the own."""
    result = finished.folder / "test.jpresult"
    forgeries: list[tuple[dict[str, Any], str]] = [
        ({}, "wrong_signer"),
        ({"signer": "expert-01"}, "wrong_role"),
        ({"signer": "expert-01", "role": Role.EXPERT}, "wrong_role"),
    ]
    for changes, expected in forgeries:
        forged = resigned(finished, result, "expert-01", **changes)
        assert outcomes(finished, forged) == [expected]
        forged.unlink()


def test_a_package_sealed_to_others_than_it_says_is_refused(finished: World, score: Path, tmp_path: Path) -> None:
    """More people can open it than its header names: what was signed as confidential is not."""
    members = members_of(score)
    document = unseal(members["data/sheets.json.age"], finished.secrets("chair"))
    strangers = [new_identity().age_recipient for _ in range(9)]
    members["data/sheets.json.age"] = seal_bytes(document, [finished.identities["chair"].age_recipient, *strangers])
    forged = laid(finished, rebuilt(relisted(members, finished, "expert-03")), tmp_path)
    assert outcomes(finished, forged) == ["disagrees"]


def test_a_member_that_is_not_sealed_at_all_is_refused(finished: World, score: Path, tmp_path: Path) -> None:
    members = members_of(score)
    members["data/sheets.json.age"] = write_json({"expert": "expert-03"})
    forged = laid(finished, rebuilt(relisted(members, finished, "expert-03")), tmp_path)
    assert outcomes(finished, forged) == ["altered"]


@pytest.mark.parametrize("name", ["data/more.age", "data/sheets.json", "data/packages/expert-01.jpscore", "data/a/b"])
def test_a_stowaway_in_the_payload_is_refused(finished: World, score: Path, name: str) -> None:
    """Signed and listed by the expert, and yet nothing that a score package holds."""
    members = members_of(score)
    assert outcome(rebuilt(relisted(members, finished, "expert-03"))) == "verified"
    assert outcome(rebuilt(relisted({**members, name: b"hello"}, finished, "expert-03"))) == "malformed"


def test_a_package_of_the_sample_round_counts_nowhere_else(finished: World, tmp_path: Path) -> None:
    run_demo(tmp_path / "demo", candidates=12, experts=5, seed=1, now=NOW)
    sample = next((tmp_path / "demo").rglob("*.jpscore"))
    assert outcomes(finished, sample) == ["unknown_key"]


def test_a_refused_package_leaves_nothing_but_its_refusal(world: World, tmp_path: Path) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    good = world.hand_in("expert-01", MARKS["expert-01"])
    forged = with_sheets(
        world, good, "expert-01", lambda one: one["sheets"][0]["marks"].update(expertise="99"), tmp_path
    )
    assert world.receive(forged) == ["mark_off_scale"]
    with world.store("chair").transaction() as work:
        assert work.received() == ()
        assert work.audit_rows()[-1].values == {
            "file": forged.name,
            "outcome": "mark_off_scale",
            "code": "mark_off_scale",
        }
    assert world.receive(good) == ["first"]


def test_a_sheet_left_out_is_no_mark(finished: World, score: Path, tmp_path: Path) -> None:
    """A candidate whom the package does not name is verified as such and counts as not handed in."""
    forged = with_sheets(finished, score, "expert-03", lambda one: one["sheets"].pop(0), tmp_path)
    [verdict] = judged(finished, forged)
    assert verdict.outcome == "verified"


def test_decimals_of_a_mark_are_no_binary_fractions(world: World) -> None:
    """What is signed is the text that was entered."""
    world.seal()
    path = world.hand_in("expert-01", {"001": ("0.5", "49.5")})
    document = json.loads(unseal(members_of(path)["data/sheets.json.age"], world.secrets("chair")))
    assert document["sheets"][0]["marks"] == {"contribution": "49.5", "expertise": "0.5"}
    assert sum(review.sheets_of(world.store("expert-01"))[0].marks.values()) == 50
