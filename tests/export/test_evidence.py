"""An evidence folder is matched to its candidates, every file judged by its content."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from reviewer_app.domain.candidate import LARGEST_EVIDENCE, Candidate, Channel, Evidence
from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.domain.progress import CancelledError
from reviewer_app.export.evidence import EvidenceReading, scan_evidence

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Size 1>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0....\xff\xd9"
CANDIDATES = tuple(
    Candidate(code=code, name=name, channel=Channel.SELF)
    for code, name in (("001", "张三"), ("002", "买买提·艾力"), ("A-3", "王五"), ("004", "王五"), ("5", "赵六"))
)


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def piece(path: Path, media_type: str, number: int = 1) -> tuple[Path, Evidence]:
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    evidence = Evidence(number=number, file_name=path.name, media_type=media_type, size=len(content), sha256=sha256)
    return path, evidence


def problem(code: str, file: str = "e", /, **values: object) -> Problem:
    return Problem(code=code, file=file, values=values)


@pytest.fixture
def e(tmp_path: Path) -> Path:
    folder = tmp_path / "e"
    folder.mkdir()
    return folder


def read_one(e: Path) -> EvidenceReading:
    return scan_evidence(e, CANDIDATES[:1])


def test_the_four_media_types_by_content_in_natural_order(e: Path) -> None:
    paths = [
        put(e / "001" / "1 证书.jpg", PDF),
        put(e / "001" / "2", PNG),
        put(e / "001" / "10.txt", JPEG),
        put(e / "001" / "说明.pdf", "事迹说明".encode()),
        put(e / "001" / "说明2.txt", "事迹说明䶮".encode("gb18030")),
    ]
    types = ["application/pdf", "image/png", "image/jpeg", "text/plain", "text/plain"]

    assert read_one(e) == EvidenceReading(
        evidence={
            "001": tuple(
                piece(path, kind, number) for number, (path, kind) in enumerate(zip(paths, types, strict=True), 1)
            )
        },
        errors=(),
        warnings=(),
    )


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("001", "001"),
        ("1", "001"),
        ("张三", "001"),
        ("张　三", "001"),
        ("001张三", "001"),
        ("001 张三", "001"),
        ("001_张三", "001"),
        ("001、张三", "001"),
        ("张三（001）", "001"),
        ("002-买买提•艾力", "002"),
        ("a3 王五", "A-3"),
        ("004王五", "004"),
        ("0005", "5"),
    ],
)
def test_a_folder_is_known_by_code_by_name_or_by_both(e: Path, folder: str, code: str) -> None:
    path = put(e / folder / "a.pdf", PDF)

    assert scan_evidence(e, CANDIDATES).evidence == {code: (piece(path, "application/pdf"),)}


def test_folders_that_fit_nobody_or_several_are_told(e: Path) -> None:
    for folder in ("001 李四", "王五", "002", "买买提·艾力", "006"):
        put(e / folder / "a.pdf", PDF)
    put(e / "说明.txt", b"x")
    reading = scan_evidence(e, CANDIDATES)

    assert list(reading.evidence) == ["002"]
    assert reading.errors == (
        problem("evidence_folder_twice", "买买提·艾力", code="002", other="002"),
        problem("evidence_folder_ambiguous", "王五", codes="004、A-3"),
    )
    assert reading.warnings == (
        problem("evidence_folder_unmatched", "001 李四"),
        problem("evidence_folder_unmatched", "006"),
        problem("evidence_stray", "说明.txt"),
        problem("evidence_missing", code="001", name="张三"),
        problem("evidence_missing", code="A-3", name="王五"),
        problem("evidence_missing", code="004", name="王五"),
        problem("evidence_missing", code="5", name="赵六"),
    )
    with pytest.raises(InputError):
        reading.checked()


def test_what_systems_leave_behind_is_ignored(e: Path) -> None:
    for name in ("Thumbs.db", ".DS_Store", "~$报告.docx", "desktop.ini", "._1.pdf"):
        put(e / "001" / name, b"x")
        put(e / name, b"x")
    put(e / "__MACOSX" / "001" / "a.pdf", PDF)
    path = put(e / "001" / "a.pdf", PDF)

    assert read_one(e) == EvidenceReading(evidence={"001": (piece(path, "application/pdf"),)}, errors=(), warnings=())


def test_files_in_deeper_folders_belong_to_the_candidate(e: Path) -> None:
    deep = put(e / "001" / "专利" / "a.pdf", PDF)
    first = put(e / "001" / "b.pdf", PDF)

    assert read_one(e).evidence["001"] == (piece(first, "application/pdf"), piece(deep, "application/pdf", 2))


def test_what_cannot_be_taken_is_refused_with_its_place(e: Path) -> None:
    put(e / "001" / "1.pdf", b"")
    put(e / "001" / "2.docx", b"PK\x03\x04\0\0")
    put(e / "001" / "3.txt", b"\xff\xfea\0")
    (e / "001" / "4.pdf").symlink_to(put(e.parent / "outside.pdf", PDF))
    os.mkfifo(e / "001" / "5.pdf")
    large = put(e / "001" / "6.pdf", PDF)
    os.truncate(large, LARGEST_EVIDENCE + 1)
    (e / "002").symlink_to(e / "001")
    good = put(e / "001" / "7.pdf", PDF)
    reading = scan_evidence(e, CANDIDATES[:1])

    assert reading.evidence == {"001": (piece(good, "application/pdf"),)}
    assert reading.errors == (
        problem("evidence_link", "002"),
        problem("evidence_link", "001/4.pdf"),
        problem("evidence_not_a_file", "001/5.pdf"),
        problem("evidence_empty", "001/1.pdf"),
        problem("evidence_wrong_type", "001/2.docx"),
        problem("evidence_wrong_type", "001/3.txt"),
        problem("evidence_too_large", "001/6.pdf", limit=2),
    )


def test_a_pdf_under_a_password_and_files_cut_short_warn(e: Path) -> None:
    (e / "001").mkdir()
    canvas = Canvas(str(e / "001" / "1.pdf"), encrypt=StandardEncryption("secret"))
    canvas.drawString(50, 50, "x")
    canvas.save()
    put(e / "001" / "2.pdf", PDF[:-8])
    put(e / "001" / "3.png", PNG[:-8])
    put(e / "001" / "4.jpg", JPEG[:-1])
    reading = read_one(e)

    assert len(reading.evidence["001"]) == 4
    assert reading.errors == ()
    assert reading.warnings == (
        problem("evidence_protected", "001/1.pdf"),
        problem("evidence_cut", "001/2.pdf"),
        problem("evidence_cut", "001/3.png"),
        problem("evidence_cut", "001/4.jpg"),
    )


def test_names_of_every_kind(e: Path) -> None:
    long = put(e / "001" / ("长" * 80 + ".pdf"), PDF)
    spaced = put(e / "001" / "a  b\u3000c.pdf", PDF)
    gbk = Path(os.fsdecode(os.fsencode(e) + b"/001/" + "证书.pdf".encode("gb18030")))
    gbk.write_bytes(PDF)

    names = {path: found.file_name for path, found in read_one(e).evidence["001"]}
    assert names == {long: long.name, spaced: "a b c.pdf", gbk: "证书.pdf"}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none", put(tmp_path / "file", b"x")):
        with pytest.raises(InputError) as raised:
            scan_evidence(path, CANDIDATES)
        assert [found.code for found in raised.value.problems] == ["evidence_folder_unreadable"]


def test_progress_tells_bytes_and_can_cancel(e: Path) -> None:
    put(e / "001" / "a.pdf", PDF)
    put(e / "001" / "b.pdf", PDF)
    told: list[tuple[int, int, str]] = []
    scan_evidence(e, CANDIDATES[:1], lambda done, total, what: told.append((done, total, what)))
    size = len(PDF)
    assert told == [(size, 2 * size, "scan_evidence"), (2 * size, 2 * size, "scan_evidence")]

    def cancel(_done: int, _total: int, _what: str) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        scan_evidence(e, CANDIDATES[:1], cancel)


def test_a_large_file_is_hashed_in_flat_memory(e: Path) -> None:
    path = put(e / "001" / "a.pdf", PDF)
    os.truncate(path, 200 << 20)
    tracemalloc.start()
    reading = read_one(e)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert reading.evidence["001"][0][1].size == 200 << 20
    assert peak < 16 << 20
