"""Files that come again, come late, come twice at once, or come from somewhere else."""

from __future__ import annotations

import shutil
import threading
import zipfile
from pathlib import Path

import pytest

from reviewer_app.domain.package import PackageHeader
from reviewer_app.domain.receiving import HandIn, Standing, standing
from reviewer_app.domain.strict_json import read_json
from reviewer_app.export.files import write_bytes_durably
from reviewer_app.export.package import HEADER
from reviewer_app.models.store import Store
from reviewer_app.services import collect, hand_in
from tests.export.forging import laid, members_of, outcomes, rebuilt, resigned, with_document, with_sheets
from tests.world import MARKS, World


@pytest.fixture
def opened(world: World) -> World:
    """A round whose chair waits for packages."""
    world.seal()
    world.open_desk("chair", "chair")
    return world


def held(world: World) -> list[tuple[str, int, str]]:
    with world.store("chair").transaction() as work:
        return [(one.signer, one.sequence, one.standing) for one in work.received()]


def test_the_same_package_again_is_harmless_under_any_name(opened: World) -> None:
    first = opened.hand_in("expert-01", MARKS["expert-01"])
    renamed = opened.folder / "评分 (1).jpscore"
    shutil.copy(first, renamed)
    assert opened.receive(first, first, renamed) == ["first", "same", "same"]
    assert opened.receive(renamed) == ["same"]
    assert held(opened) == [("expert-01", 1, "counted")]


def test_a_package_packed_anew_is_malformed(opened: World, tmp_path: Path) -> None:
    """The same members, packed by another program: authentic, and still not the one form."""
    first = opened.hand_in("expert-01", MARKS["expert-01"])
    packed = tmp_path / "again.jpscore"
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members_of(first).items():
            archive.writestr(name, data)
    assert opened.receive(packed, first) == ["malformed", "first"]


def test_two_contents_of_one_number_conflict(opened: World, tmp_path: Path) -> None:
    first = opened.hand_in("expert-01", MARKS["expert-01"])
    other = with_sheets(
        opened, first, "expert-01", lambda one: one["sheets"][0]["marks"].update(expertise="1"), tmp_path
    )
    assert opened.receive(first, other) == ["first", "conflicting"]
    assert held(opened) == [("expert-01", 1, "conflicting")] * 2


def test_the_same_marks_sealed_anew_are_another_package(opened: World, tmp_path: Path) -> None:
    """Sealing is not repeatable: what has the same number and other bytes is for the chair to look at."""
    from reviewer_app.export.score import SHEETS
    from reviewer_app.security.sealing import unseal

    first = opened.hand_in("expert-01", MARKS["expert-01"])
    document = unseal(members_of(first)[SHEETS], opened.secrets("chair"))
    again = with_document(opened, first, "expert-01", document, tmp_path)
    assert opened.receive(first, again) == ["first", "conflicting"]


def test_a_lower_package_after_a_higher_is_stale_and_changes_nothing(opened: World) -> None:
    first = opened.hand_in("expert-01", MARKS["expert-01"])
    second = opened.sign("expert-01", "second.jpscore")
    assert opened.receive(second, first) == ["first", "stale"]
    assert held(opened) == [("expert-01", 1, "stale"), ("expert-01", 2, "counted")]


def test_two_imports_at_once_count_one_package(opened: World) -> None:
    first = opened.hand_in("expert-01", MARKS["expert-01"])
    other = opened.hand_in("expert-02", MARKS["expert-02"])
    store: Store = opened.store("chair")
    outcomes_: list[str] = []

    def take() -> None:
        receipts = collect.receive(store, [first, other], opened.secrets("chair"), opened.now)
        outcomes_.extend(receipt.outcome for receipt in receipts)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes_) == ["first"] * 2 + ["same"] * 6
    assert held(opened) == [("expert-01", 1, "counted"), ("expert-02", 1, "counted")]


class CancelledError(Exception):
    """The user pressed cancel."""


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_cancelled_import_keeps_whole_packages_and_goes_on_later(opened: World, after: int) -> None:
    files = [opened.hand_in(expert, MARKS[expert]) for expert in ("expert-01", "expert-02", "expert-03")]

    def cancel(done: int, total: int, what: str) -> None:
        if done == after:
            raise CancelledError

    with pytest.raises(CancelledError):
        collect.receive(opened.store("chair"), files, opened.secrets("chair"), opened.now, cancel)
    assert [standing_ for _signer, _sequence, standing_ in held(opened)] == ["counted"] * after
    assert opened.receive(*files) == ["same"] * after + ["first"] * (3 - after)


def test_a_package_of_another_round_of_the_same_people_is_refused(opened: World) -> None:
    """Same keys, same scheme, another year: the signature holds, the round does not."""
    first = opened.hand_in("expert-01", MARKS["expert-01"])
    other = resigned(opened, first, "expert-01", round_id="test-2025")
    assert outcomes(opened, other) == ["wrong_round"]
    header = PackageHeader.from_document(read_json(members_of(other)[HEADER]))
    assert opened.receive(other) == ["wrong_round"]
    assert (header.round_id, held(opened)) == ("test-2025", [])


def test_what_is_no_package_is_refused_and_the_rest_taken_in(opened: World, tmp_path: Path) -> None:
    """A folder as it comes from a stick, with what systems leave there."""
    good = opened.hand_in("expert-01", MARKS["expert-01"])
    beside = {"Thumbs.db": b"\xd0\xcf\x11\xe0", ".DS_Store": b"\0\0\0\1Bud1", "._expert-01.jpscore": b"\0\5\x16\7"}
    files = [good]
    for name, data in beside.items():
        (tmp_path / name).write_bytes(data)
        files.append(tmp_path / name)
    files += [tmp_path / "missing.jpscore", tmp_path]
    told = opened.receive(*files)
    assert told == ["first", *["malformed"] * 3, "input_unusable", "input_unusable"]
    assert held(opened) == [("expert-01", 1, "counted")]


def test_an_export_over_what_was_handed_in_is_refused(opened: World) -> None:
    first = opened.hand_in("expert-01", MARKS["expert-01"])
    before = first.read_bytes()
    with pytest.raises(Exception, match="target_exists"):
        hand_in.export_signed(opened.store("expert-01"), first)
    with pytest.raises(Exception, match="target_exists"):
        write_bytes_durably(first, b"x")
    assert first.read_bytes() == before


def test_standing_is_by_key_then_number() -> None:
    one = HandIn("a", "expert-01", 1, 5)
    later_key = HandIn("b", "expert-01", 2, 1)
    assert standing(later_key, [one]) is Standing.SUPERSEDES
    assert standing(one, [later_key]) is Standing.STALE
    assert standing(one._replace(signer="expert-02"), [one, later_key]) is Standing.FIRST


def test_a_container_of_the_same_members_is_the_same_file(opened: World) -> None:
    """One form: whoever takes a package apart and puts it together in this form has the same bytes."""
    first = opened.hand_in("expert-01", MARKS["expert-01"])
    again = laid(opened, rebuilt(members_of(first)))
    assert again.read_bytes() == first.read_bytes()
    assert opened.receive(first, again) == ["first", "same"]
