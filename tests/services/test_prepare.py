"""The office's way: from roster and evidence to a sealed round, or to a list of all that stands in the way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reviewer_app.domain.errors import InputError, UserError
from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.progress import CancelledError
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.export.package import read_package
from reviewer_app.export.round import RoundPlan, read_dossier, round_document
from reviewer_app.models.store import Store, open_store
from reviewer_app.resources import resource
from reviewer_app.security.keys import Identity, new_identity
from reviewer_app.services import identity, prepare
from reviewer_app.services.sample import SampleFiles, make_people, make_sample
from reviewer_app.services.sample_scheme import scaled_scheme

NOW = datetime(2026, 7, 26, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return make_sample(tmp_path_factory.mktemp("sample"), candidates=6)


class Office:
    """An office with its people enrolled and the sample read."""

    def __init__(self, folder: Path, sample: SampleFiles) -> None:
        self.folder = folder
        self.keys: dict[str, Identity] = {}
        self.people = []
        for person in make_people(6, 1):
            self.keys[person.id] = new_identity()
            card = folder / f"{person.id}.jpcard"
            identity.issue_card(card, self.keys[person.id], person.name, person.unit, NOW)
            self.people.append(prepare.enrol(person.id, person.role, card))
        self.material = prepare.read_material(sample.roster, sample.evidence)
        self.store: Store = open_store(folder / "office.db", clock=lambda: NOW)

    @property
    def target(self) -> Path:
        return self.folder / "round.jpround"

    def plan(self, scheme: bytes) -> RoundPlan:
        experts = [one.id for one in self.people if one.role is Role.EXPERT]
        return prepare.plan_round(
            prepare.RoundTerms(round_id="r-2026", version=1, title="2026", edition=2026, undertaking="承诺"),
            scheme,
            read_scheme(scheme),
            self.people,
            self.material,
            prepare.assign_all(self.material.candidates, experts),
            NOW,
        )


@pytest.fixture
def office(tmp_path: Path, sample: SampleFiles) -> Office:
    return Office(tmp_path, sample)


def shipped(name: str) -> bytes:
    return resource("schemes", f"{name}.toml").read_bytes()


@pytest.mark.parametrize("name", ["qilu-2018", "qingdao-2019"])
def test_a_round_is_sealed_under_a_shipped_scheme_once_its_questions_are_answered(office: Office, name: str) -> None:
    scheme = scaled_scheme(shipped(name), 6, NOW.date())
    prepare.seal_round(office.store, office.target, office.plan(scheme), office.material.private, office.keys["office"])
    with read_package(office.target) as package:
        package.check_payload()
        document = round_document(package, [office.keys["chair"].age_secret])
        assert [one.code for one in document.candidates] == [one.code for one in office.material.candidates]
        assert package.scheme == scheme
        for code, dossier in office.material.dossiers.items():
            assert read_dossier(package, document, code, [office.keys["expert-01"].age_secret]) == dossier
    with office.store.transaction() as work:
        assert [one.sequence for one in work.signed(Kind.ROUND)] == [1]


@pytest.mark.parametrize("name", ["qilu-2018", "qingdao-2019"])
def test_a_scheme_with_open_questions_is_not_sealed_and_every_question_is_named(office: Office, name: str) -> None:
    questions = [one.question for one in read_scheme(shipped(name)).open_answers]
    assert len(questions) >= 5
    with pytest.raises(InputError) as refused:
        office.plan(shipped(name))
    assert [problem.values["question"] for problem in refused.value.problems] == questions


def test_roster_and_evidence_are_checked_together(sample: SampleFiles, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("编号,姓名,单位,推荐渠道\n001,甲,某厂,单位推荐\n001,乙,,单位推荐\n", "utf-8")
    with pytest.raises(InputError) as refused:
        prepare.read_material(roster, tmp_path / "no such folder")
    codes = [problem.code for problem in refused.value.problems]
    assert {"code_twice", "unit_missing", "evidence_folder_unreadable"} <= set(codes)


def test_evidence_that_changes_after_the_check_stops_the_sealing(
    office: Office, tmp_path: Path, sample: SampleFiles
) -> None:
    changed = make_sample(tmp_path / "again", candidates=6)
    office.material = prepare.read_material(changed.roster, changed.evidence)
    path = next(path for pieces in office.material.evidence.values() for path, _piece in pieces)
    path.write_bytes(path.read_bytes() + b"\0")
    plan = office.plan(scaled_scheme(shipped("qilu-2018"), 6, NOW.date()))
    with pytest.raises(UserError, match="evidence_changed"):
        prepare.seal_round(office.store, office.target, plan, office.material.private, office.keys["office"])
    assert [one.name for one in office.folder.iterdir() if "jpround" in one.name] == []
    with office.store.transaction() as work:
        assert work.signed(Kind.ROUND) == ()


def test_a_cancelled_sealing_leaves_nothing(office: Office) -> None:
    def cancel(done: int, _total: int, _what: str) -> None:
        if done == 3:
            raise CancelledError

    plan = office.plan(scaled_scheme(shipped("qilu-2018"), 6, NOW.date()))
    with pytest.raises(CancelledError):
        prepare.seal_round(office.store, office.target, plan, office.material.private, office.keys["office"], cancel)
    assert [one.name for one in office.folder.iterdir() if "jpround" in one.name] == []


def test_a_version_is_sealed_once(office: Office) -> None:
    scheme = scaled_scheme(shipped("qilu-2018"), 6, NOW.date())
    prepare.seal_round(office.store, office.target, office.plan(scheme), (), office.keys["office"])
    again = office.folder / "again.jpround"
    with pytest.raises(UserError, match="already_sealed"):
        prepare.seal_round(office.store, again, office.plan(scheme), (), office.keys["office"])
    assert not again.exists()


def test_people_that_are_missing_or_twice_are_named(office: Office) -> None:
    office.people = [one for one in office.people if one.role is not Role.CHAIR] + [office.people[-1]]
    with pytest.raises(InputError) as refused:
        office.plan(scaled_scheme(shipped("qilu-2018"), 6, NOW.date()))
    assert {problem.code for problem in refused.value.problems} == {"role_missing", "person_twice"}


def test_only_the_office_s_own_key_seals(office: Office) -> None:
    plan = office.plan(scaled_scheme(shipped("qilu-2018"), 6, NOW.date()))
    with pytest.raises(UserError, match="not_the_office_key"):
        prepare.seal_round(office.store, office.target, plan, (), office.keys["chair"])
    assert not office.target.exists()
