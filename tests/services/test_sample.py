"""The sample round: the same from the same seed, plainly made up, and as awkward as a real one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pdfplumber
import pytest

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.conflicts import Ground, Oneself, proposals
from reviewer_app.domain.consolidation import consolidate
from reviewer_app.domain.names import id_number_flaw
from reviewer_app.domain.package import Role
from reviewer_app.domain.progress import CancelledError
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.scheme_reading import read
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.export.evidence import EvidenceReading, scan_evidence
from reviewer_app.export.roster import RosterReading, read_roster
from reviewer_app.export.sample_evidence import Block, Paper, Part, write_paper
from reviewer_app.export.sample_pictures import SUBJECTS, write_picture
from reviewer_app.resources import resource
from reviewer_app.services.sample import SampleFiles, SampleMarks, make_marks, make_people, make_sample
from reviewer_app.services.sample_papers import make_papers, with_proofs
from reviewer_app.services.sample_people import make_candidates


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def roster(sample: SampleFiles) -> RosterReading:
    return read_roster(sample.roster)


@pytest.fixture(scope="module")
def evidence(sample: SampleFiles) -> EvidenceReading:
    return scan_evidence(sample.evidence, sample.candidates)


def scheme_of(*, quota: int, method: str = "trimmed_mean", scope: str = "criterion") -> Scheme:
    trim = f"trim_lowest = 1\ntrim_highest = 1\ntrim_scope = '{scope}'\ntrim_minimum_experts = 5\n"
    criteria = "".join(
        f"[[criteria]]\nkey = '{key}'\ntitle = '{key}'\nmin_score = '0'\nmax_score = '25'\nstep = '0.5'\nweight = '1'\n"
        for key in ("spirit", "expertise", "leadership", "contribution")
    )
    text = f"""id = "t"
title = "t"
{criteria}
[consolidation]
method = "{method}"
{trim if method == "trimmed_mean" else ""}rounding_places = 2
rounding_scope = "criterion"
quorum = "2/3"
tie_break = ["expertise", "contribution", "leadership", "spirit"]
[[stages]]
key = "expert_review"
kind = "score"
quota = {quota}
"""
    return read(text.encode(), "t.toml")


def handed_in(marks: SampleMarks) -> list[ScoreSheet]:
    """What the chair has while the late expert is absent."""
    return [
        ScoreSheet(expert=expert, candidate=sheet.candidate, state=SheetState.ABSENT) if expert == marks.late else sheet
        for expert, sheets in marks.sheets.items()
        for sheet in sheets
    ]


# ---- roster and evidence


def test_the_roster_is_read_back_without_an_error(sample: SampleFiles, roster: RosterReading) -> None:
    people = make_candidates(24, 1)

    assert roster.errors == ()
    assert roster.candidates == sample.candidates == tuple(person.candidate for person in people)
    assert roster.dossiers == tuple(with_proofs(person, make_papers(person, 1)) for person in people)
    assert roster.private_records == tuple(person.record for person in people)


def test_every_candidate_has_evidence_and_nothing_is_wrong_with_it(
    sample: SampleFiles, evidence: EvidenceReading
) -> None:
    assert (evidence.errors, evidence.warnings) == ((), ())
    assert sorted(evidence.evidence) == [candidate.code for candidate in sample.candidates]
    for pieces in evidence.evidence.values():
        kinds = [piece.media_type for _path, piece in pieces]
        assert 1 <= kinds.count("application/pdf") <= 4
        assert kinds.count("image/png") + kinds.count("image/jpeg") <= 3
        assert all(piece.size < 300_000 for _path, piece in pieces if piece.media_type.startswith("image/"))


def test_proofs_name_files_of_the_evidence(roster: RosterReading, evidence: EvidenceReading) -> None:
    proofs = 0
    for dossier in roster.dossiers:
        names = {piece.file_name for _path, piece in evidence.evidence[dossier.candidate]}
        named = [item.proof for item in dossier.contests] + [item.proof for item in dossier.patents]
        named += [item.proof for item in dossier.mentorships] + [item.proof for item in dossier.achievements]
        assert set(filter(None, named)) <= names
        proofs += len(list(filter(None, named)))

    assert proofs > 20


def test_papers_have_one_to_forty_pages_and_say_that_they_are_made_up(evidence: EvidenceReading) -> None:
    pages = []
    for pieces in evidence.evidence.values():
        for path, piece in pieces:
            if piece.media_type == "application/pdf":
                with pdfplumber.open(path) as document:
                    pages.append(len(document.pages))
                    assert "内容均属虚构" in document.pages[-1].extract_text()

    assert min(pages) == 1
    assert 25 <= max(pages) <= 40


def test_the_awkward_names_are_there(sample: SampleFiles) -> None:
    names = "".join(candidate.name for candidate in sample.candidates)

    assert set("䶮㛃𬱖𠮷·") <= set(names)
    assert max(len(candidate.name) for candidate in sample.candidates) >= 25


def test_deeds_are_of_very_different_length() -> None:
    lengths = [len(person.dossier.deeds) for person in make_candidates(2000, 1)]

    assert 60 <= min(lengths) < 100
    assert 2300 < max(lengths) <= 2500
    assert len({person.candidate.name for person in make_candidates(2000, 1)}) == 2000


def test_id_numbers_and_phones_are_right_in_form_and_exist_nowhere() -> None:
    for person in make_candidates(200, 3):
        assert person.record.id_number.startswith("999999")
        assert id_number_flaw(person.record.id_number) == ""
        assert person.record.phone.startswith("1000000")


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, sample: SampleFiles) -> None:
    again = make_sample(tmp_path)

    assert _digests(again) == _digests(sample)


def test_another_seed_gives_other_people() -> None:
    assert make_candidates(24, 2) != make_candidates(24, 1)


def test_more_candidates_change_nothing_about_the_deeds_of_the_first() -> None:
    few, many = make_candidates(24, 1), make_candidates(150, 1)

    assert [person.candidate.unit for person in few] == [person.candidate.unit for person in many[:24]]


def test_it_can_be_cancelled(tmp_path: Path) -> None:
    def cancel(done: int, _total: int, _what: str) -> None:
        if done == 1:
            raise CancelledError

    with pytest.raises(CancelledError):
        make_sample(tmp_path, candidates=6, progress=cancel)


@pytest.mark.parametrize("number", [0, 2001])
def test_a_number_of_candidates_out_of_range(tmp_path: Path, number: int) -> None:
    with pytest.raises(ValueError, match="2000"):
        make_sample(tmp_path, candidates=number)
    assert list(tmp_path.iterdir()) == []


def _digests(files: SampleFiles) -> dict[str, str]:
    root = files.roster.parent
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


# ---- papers and pictures


def test_a_paper_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    parts = (
        Part(block=Block.HEADING, text="一、标题"),
        Part(block=Block.TEXT, text="𠮷田芳与李䶮。"),
        Part(block=Block.TABLE, text="表1", rows=(("甲", "乙"), ("1", "2"))),
        Part(block=Block.CHART, text="图1", values=(0.5, 0.9)),
        Part(block=Block.DRAWING, text="图2", values=(0.1, 0.9)),
    )
    path = tmp_path / "a.pdf"
    write_paper(path, Paper(title="题", subtitle="副题", pages=(parts, parts), issuer="示例厂", date="2026年1月1日"))
    with pdfplumber.open(path) as document:
        texts = [page.extract_text() for page in document.pages]

    assert len(texts) == 2
    for number, text in enumerate(texts, start=1):
        assert all(piece in text for piece in ("一、标题", "𠮷田芳与李䶮。", "表1", "图1", "图2", f"— {number} / 2 —"))


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_pictures_are_of_decent_size(tmp_path: Path, subject: str, ending: str) -> None:
    from PIL import Image

    for seed in range(4):
        path = tmp_path / f"{seed}.{ending}"
        write_picture(path, subject, seed)
        with Image.open(path) as picture:
            assert 800 <= picture.width <= 1600
            assert picture.height * 4 == picture.width * 3
        assert path.stat().st_size < 300_000


def test_every_kind_of_paper_can_be_written_for_the_longest_name(tmp_path: Path) -> None:
    for seed in range(12):
        longest = max(make_candidates(24, seed), key=lambda person: len(person.candidate.name))
        for file in make_papers(longest, seed):
            if file.name.endswith(".pdf"):
                file.write(tmp_path / file.name)
    kinds = {path.stem[3:] for path in tmp_path.iterdir()}

    assert kinds == {"荣誉证书", "竞赛获奖证书", "专利证书", "师带徒协议书", "技术总结"}


# ---- people and marks


def test_the_people_of_the_round() -> None:
    people = make_people(9, 1)
    candidates = make_candidates(24, 1)

    assert [(person.id, person.role) for person in people[:5]] == [
        ("office", Role.OFFICE),
        ("chair", Role.CHAIR),
        ("supervisor", Role.SUPERVISOR),
        ("union", Role.UNION),
        ("expert-01", Role.EXPERT),
    ]
    assert (len(people), people[-1].id) == (13, "expert-09")
    assert (people[5].unit, people[8].unit) == (candidates[1].candidate.unit, candidates[4].candidate.unit)
    assert len({person.name for person in people}) == 13
    assert make_people(9, 1) == people


def test_the_last_expert_has_conflicts_to_decide() -> None:
    late = make_people(9, 1)[-1]
    candidates = [person.candidate for person in make_candidates(24, 1)]
    found = proposals(Oneself(name=late.name, unit=late.unit), candidates, {})
    assert {reason.ground for one in found for reason in one.reasons} == {Ground.UNIT, Ground.ENDORSER}
    assert 2 <= len(found) <= 5


@pytest.mark.parametrize(
    ("count", "experts", "cut", "seed", "method", "scope"),
    [
        (24, 9, 16, 1, "trimmed_mean", "criterion"),
        (24, 9, 10, 2, "trimmed_mean", "sheet"),
        (150, 15, 100, 1, "trimmed_mean", "criterion"),
        (24, 9, 16, 3, "mean", ""),
        (24, 9, 23, 4, "median", ""),
        (6, 3, 1, 5, "mean", ""),
        (2000, 9, 1000, 1, "trimmed_mean", "criterion"),
    ],
)
def test_exactly_one_tie_straddles_the_cut(
    count: int, experts: int, cut: int, seed: int, method: str, scope: str
) -> None:
    candidates = tuple(person.candidate for person in make_candidates(count, seed))
    ids = tuple(person.id for person in make_people(experts, seed) if person.role is Role.EXPERT)
    scheme = scheme_of(quota=cut, method=method, scope=scope)
    marks = make_marks(scheme, candidates, ids, seed, cut=cut)
    (stage,) = consolidate(scheme, handed_in(marks)).stages

    assert set(stage["undecided"]) == set(marks.tied)
    assert len(stage["advance"]) == cut - 1
    assert make_marks(scheme, candidates, ids, seed, cut=cut) == marks


def test_marks_recusals_remarks_and_the_late_expert() -> None:
    candidates = tuple(person.candidate for person in make_candidates(24, 1))
    experts = tuple(f"expert-{number:02d}" for number in range(1, 10))
    scheme = scheme_of(quota=16)
    marks = make_marks(scheme, candidates, experts, 1, cut=16)
    sheets = [sheet for one in marks.sheets.values() for sheet in one]
    recused = [sheet for sheet in sheets if sheet.state is SheetState.RECUSED]

    assert list(marks.sheets) == list(experts)
    assert [sheet.candidate for sheet in marks.sheets["expert-01"]] == [candidate.code for candidate in candidates]
    assert marks.recusals == (("expert-02", "002"), ("expert-05", "005"))
    assert [(sheet.expert, sheet.candidate, bool(sheet.reason)) for sheet in recused] == [
        ("expert-02", "002", True),
        ("expert-05", "005", True),
    ]
    assert marks.late == "expert-09"
    assert 10 < sum(bool(sheet.remark) for sheet in sheets) < 80
    for sheet in sheets:
        assert all(scheme.criteria[0].on_grid(mark) for mark in sheet.marks.values())
        assert list(sheet.marks) == ([] if sheet in recused else list(scheme.criterion_keys))


def test_the_shipped_schemes_take_the_marks() -> None:
    candidates = tuple(person.candidate for person in make_candidates(24, 1))
    for name in ("qilu-2018", "qingdao-2019"):
        path = resource("schemes", f"{name}.toml")
        scheme = read(path.read_bytes(), path.name)
        marks = make_marks(scheme, candidates, [f"expert-{number}" for number in range(9)], 1, cut=12)
        scores = [row["score"] for row in consolidate(scheme, handed_in(marks)).ranking()]
        assert len(scores) == 24


def test_too_few_people_for_a_plan() -> None:
    candidates = tuple(Candidate(code=str(number), name="甲", unit="乙", recommended_by=("丙",)) for number in range(9))
    for some, experts, cut in ((5, 9, 2), (9, 2, 2), (9, 9, 0), (9, 9, 9)):
        with pytest.raises(ValueError, match="least"):
            make_marks(scheme_of(quota=1), candidates[:some], [str(n) for n in range(experts)], 1, cut=cut)
