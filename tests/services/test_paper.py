"""What a desk prints is what was signed there, read from the package with the key of whoever prints."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pytest

from reviewer_app.domain.errors import RefusedError, UserError
from reviewer_app.export.package import read_package
from reviewer_app.export.result import result_document
from reviewer_app.models.store import Store
from reviewer_app.services import decide, paper, review
from tests.export.papers import qr_text, tables, texts
from tests.world import MARKS, World


def marks(pdf: bytes) -> dict[str, list[str | None]]:
    """Marks and total by candidate."""
    return {str(row[1]): row[4:] for table in tables(pdf) for row in table if row[0] and row[0].isdigit()}


def test_the_score_sheet_says_what_was_signed_and_not_what_came_after(world: World) -> None:
    world.seal()
    file = world.hand_in("expert-01", MARKS["expert-01"])
    store, secrets = world.store("expert-01"), world.secrets("expert-01")
    with store.transaction() as work:  # what stands on the desk changes behind the signature
        sheet = work.sheet("expert-01", "001")
        assert sheet is not None
        work.save_sheet(replace(sheet, marks={"expertise": Decimal(1)}))

    pdf = paper.score_sheet_pdf(store, secrets)
    assert marks(pdf) == {
        "001": ["40.0", "40.0", "80.0"],
        "002": ["35.5", "30.0", "65.5"],
        "003": ["30.0", "30.0", "60.0"],
        "004": ["20.0", "20.0", "40.0"],
    }
    with read_package(file) as package, pdfplumber.open(io.BytesIO(pdf)) as document:
        assert qr_text(document.pages[0]) == f"JP1:SCORE:TEST-2026:1:EXPERT-01:1:{package.fingerprint.upper()}"
        assert package.fingerprint in texts(pdf)[0].replace(" ", "")


def test_before_signing_it_is_a_draft(world: World) -> None:
    world.seal()
    world.open_desk("expert-01", "expert")
    store = world.store("expert-01")
    review.record_mark(store, "002", "expertise", Decimal("35.5"))
    pdf = paper.score_sheet_pdf(store, world.secrets("expert-01"))

    assert marks(pdf)["002"] == ["35.5", "", "incomplete"]
    assert marks(pdf)["001"] == ["incomplete", None, None]
    assert "Draft, not signed" in texts(pdf)[0]
    assert pdf == paper.draft_score_sheet_pdf(store)


def test_a_recusal_stands_with_its_word_and_reason(finished: World) -> None:
    pdf = paper.score_sheet_pdf(finished.store("expert-03"), finished.secrets("expert-03"))

    assert marks(pdf)["004"] == ["recused", None, None]
    assert "recused, reason: 师徒" in texts(pdf)[0]


def test_one_candidate_of_all_can_be_printed(finished: World) -> None:
    store, secrets = finished.store("expert-01"), finished.secrets("expert-01")
    [page] = texts(paper.candidate_sheets_pdf(store, secrets, ["003"]))

    assert "003 𠮷测试" in page
    assert len(texts(paper.candidate_sheets_pdf(store, secrets))) == 4
    with pytest.raises(UserError, match="nothing_to_print"):
        paper.candidate_sheets_pdf(store, secrets, ["999"])


def test_another_s_key_prints_nothing(finished: World) -> None:
    with pytest.raises(RefusedError) as refused:
        paper.score_sheet_pdf(finished.store("expert-01"), finished.secrets("expert-02"))
    assert refused.value.outcome == "wrong_recipient"


def test_the_summary_sheet_says_what_the_signed_result_says(finished: World) -> None:
    pdf = paper.summary_sheet_pdf(finished.store("chair"), finished.secrets("chair"))
    with read_package(finished.folder / "test.jpresult") as package:
        document = result_document(package, finished.secrets("union"))
    ranking = next(table for table in tables(pdf) if table[0][0] == "Rank")
    rows = [row for row in ranking[1:] if row[1]]

    assert [[row[0], row[1], *row[3:7]] for row in rows] == [
        ["1", "001", "80.0", "80.0", "80.0", "80.00"],
        ["2", "002", "65.5", "66.0", "68.0", "66.50"],
        ["3", "003", "60.0", "60.0", "60.0", "60.00"],
        ["4", "004", "40.0", "45.0", "recused", "42.50"],
    ]
    assert [row[6] for row in rows] == [row["score"] for row in document.result["candidates"]]
    assert package.fingerprint in texts(pdf)[0].replace(" ", "")
    for entry in document.roll:
        assert str(entry.package_sha256) in "".join(texts(pdf)).replace(" ", "")
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        assert qr_text(opened.pages[0]) == f"JP1:RESULT:TEST-2026:1:CHAIR:1:{package.fingerprint.upper()}"


def test_the_summary_before_the_result_is_signed_is_a_draft(world: World) -> None:
    world.seal()
    world.open_desk("chair", "chair")
    world.receive(*(world.hand_in(expert, MARKS[expert]) for expert in ("expert-01", "expert-02")))
    store, secrets = world.store("chair"), world.secrets("chair")
    draft = paper.summary_sheet_pdf(store, secrets)

    assert "Draft, not signed" in texts(draft)[0]
    assert "Nothing handed in: expert-03 测试." in texts(draft)[0]
    assert [row[5] for table in tables(draft) if table[0][0] == "Rank" for row in table[1:] if row[1]] == ["absent"] * 4
    decide.sign_result_of(store, world.identities["chair"])
    assert "Draft" not in texts(paper.summary_sheet_pdf(store, secrets))[0]
    assert "Draft, not signed" in texts(paper.draft_summary_sheet_pdf(store, secrets))[0]


@pytest.mark.parametrize("printed", [paper.score_sheet_pdf, paper.summary_sheet_pdf])
def test_a_desk_without_a_round_has_nothing_to_print(
    world: World, printed: Callable[[Store, list[str]], bytes]
) -> None:
    with pytest.raises(UserError, match="no_round_here"):
        printed(world.store("chair"), [])


def test_nobody_s_id_or_phone_stands_on_paper(finished: World, tmp_path: Path) -> None:
    printed = [
        paper.score_sheet_pdf(finished.store("expert-01"), finished.secrets("expert-01")),
        paper.candidate_sheets_pdf(finished.store("expert-01"), finished.secrets("expert-01")),
        paper.summary_sheet_pdf(finished.store("chair"), finished.secrets("chair")),
    ]
    for pdf in printed:
        text = "".join(texts(pdf))
        assert "𠮷测试" in text
        assert "11010519491231002X" not in text
        assert "13800000000" not in text
