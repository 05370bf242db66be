"""Private notes: kept, also on signed sheets, and found nowhere outside the encrypted store."""

from __future__ import annotations

import json
import zipfile

import pyrage
import pytest

from reviewer_app.domain.errors import UserError
from reviewer_app.services import hand_in, notes, paper, reading, review
from tests.world import MARKS, World

ME = "expert-01"
SECRET = "私下备忘：此人材料存疑甲乙丙丁"


@pytest.fixture
def desk(world: World) -> World:
    world.seal()
    world.open_desk(ME, "expert")
    review.accept_undertaking(world.store(ME))
    world.mark_all(ME, MARKS[ME])
    return world


def kept(world: World) -> dict[str, str]:
    return dict(reading.expert_desk(world.store(ME)).notes)


def test_a_note_is_kept_changed_and_taken_away(desk: World) -> None:
    assert notes.write_note(desk.store(ME), "001", f"  {SECRET}\r\n第二行 ") == f"{SECRET}\n第二行"
    assert kept(desk) == {"001": f"{SECRET}\n第二行"}
    notes.write_note(desk.store(ME), "002", "问年限")
    notes.write_note(desk.store(ME), "001", "")
    assert kept(desk) == {"002": "问年限"}


def test_notes_stay_open_on_signed_sheets_and_close_on_recused_ones(desk: World) -> None:
    review.recuse(desk.store(ME), "002", "师徒")
    desk.sign(ME)
    notes.write_note(desk.store(ME), "001", "签字之后")
    with pytest.raises(UserError, match="sheet_recused"):
        notes.write_note(desk.store(ME), "002", "不行")
    with pytest.raises(UserError, match="not_assigned_to_you"):
        notes.write_note(desk.store(ME), "999", "不行")
    assert kept(desk) == {"001": "签字之后"}


def test_a_note_changes_nothing_that_was_signed(desk: World) -> None:
    before = desk.sign(ME).read_bytes()
    notes.write_note(desk.store(ME), "001", SECRET)
    hand_in.export_signed(desk.store(ME), desk.folder / "again.jpscore")
    assert (desk.folder / "again.jpscore").read_bytes() == before


def test_a_note_reaches_neither_package_nor_paper_nor_record(desk: World) -> None:
    remark = "随表提交的意见"
    reading.write_remark(desk.store(ME), "001", remark)
    notes.write_note(desk.store(ME), "001", SECRET)
    package = desk.sign(ME)
    own = pyrage.x25519.Identity.from_str(desk.secrets(ME)[0])
    found = {}
    with zipfile.ZipFile(package) as opened:
        for name in opened.namelist():
            content = opened.read(name)
            found[name] = pyrage.decrypt(content, [own]) if name.endswith(".age") else content
    told = b"".join(found.values())
    assert remark.encode() in told, "the search would find what is there"
    assert SECRET.encode() not in told
    assert json.dumps(SECRET)[1:-1].encode() not in told
    assert "private" not in "".join(json.loads(found["data/sheets.json.age"])["sheets"][0])
    assert _text_of(paper.score_sheet_pdf(desk.store(ME), desk.secrets(ME))).count(remark) == 1
    assert SECRET[:6] not in _text_of(paper.score_sheet_pdf(desk.store(ME), desk.secrets(ME)))
    with desk.store(ME).transaction() as work:
        record = json.dumps([dict(row.values) | {"event": row.event} for row in work.audit_rows()], ensure_ascii=False)
    assert '{"candidate": "001", "event": "note_written"}' in record
    assert SECRET not in record


def test_a_note_lies_encrypted(desk: World) -> None:
    notes.write_note(desk.store(ME), "001", SECRET)
    desk.close()
    files = [file for file in desk.folder.iterdir() if file.name.startswith(f"{ME}.db")]
    assert files
    assert all(SECRET.encode() not in file.read_bytes() for file in files)


def _text_of(pdf: bytes) -> str:
    import io

    import pdfplumber

    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "".join("".join((page.extract_text() or "").split()) for page in document.pages)
