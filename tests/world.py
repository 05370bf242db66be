"""A small made-up round with real keys, real stores and real files, for tests to build on and to break."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from reviewer_app.domain.candidate import Candidate, Channel, Dossier, Evidence, PrivateRecord
from reviewer_app.domain.package import Role
from reviewer_app.domain.scheme import read_scheme
from reviewer_app.export.round import RoundPlan
from reviewer_app.models.connection import encrypted
from reviewer_app.models.store import Store, open_store
from reviewer_app.security.keys import Identity, new_identity
from reviewer_app.services import collect, conflicts, decide, hand_in, identity, prepare, review, rounds, versions

NOW = datetime(2026, 7, 26, 8, 0, 0, tzinfo=UTC)
MARKER = "绝密标记甲乙丙"
SCHEME = """
id = "test-2026"
title = "测试选树"

[[criteria]]
key = "expertise"
title = "工艺专长"
min_score = "0"
max_score = "50"
step = "0.5"
weight = "1"

[[criteria]]
key = "contribution"
title = "突出贡献"
min_score = "0"
max_score = "50"
step = "0.5"
weight = "1"

[consolidation]
method = "mean"
rounding_places = 2
rounding_scope = "criterion"
quorum = "1/2"
tie_break = ["expertise"]

[[stages]]
key = "expert_review"
kind = "score"
quota = 2
""".encode()

PEOPLE: tuple[tuple[str, Role], ...] = (
    ("office", Role.OFFICE),
    ("chair", Role.CHAIR),
    ("supervisor", Role.SUPERVISOR),
    ("union", Role.UNION),
    ("expert-01", Role.EXPERT),
    ("expert-02", Role.EXPERT),
    ("expert-03", Role.EXPERT),
)
CANDIDATES = tuple(
    Candidate(code=code, name=name, unit="某某船厂", trade="焊工", channel=Channel.SELF)
    for code, name in (("001", "䶮测试"), ("002", "买买提·测试"), ("003", "𠮷测试"), ("004", "王㛃"))
)


def declare(store: Store) -> None:
    """The expert says of every proposal why it is none, and that these are all; nothing where that is done."""
    found = conflicts.conflicts_of(store)
    for candidate in found.undecided:
        conflicts.dismiss(store, candidate, "同名不同人")
    if found.is_due:
        conflicts.finish(store)


@dataclass
class World:
    """One round in a folder of its own."""

    folder: Path
    scheme: bytes = SCHEME
    identities: dict[str, Identity] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)
    now: datetime = NOW
    version: int = 1
    people: tuple[tuple[str, Role], ...] = PEOPLE
    candidates: tuple[Candidate, ...] = CANDIDATES
    deeds: dict[str, str] = field(default_factory=dict)

    @property
    def round_path(self) -> Path:
        return self.folder / ("test.jpround" if self.version == 1 else f"test-v{self.version}.jpround")

    @property
    def offices(self) -> list[str]:
        return [self.identities["office"].signing.public.fingerprint]

    def secrets(self, *people: str) -> list[str]:
        return [self.identities[person].age_secret for person in people]

    def store(self, person: str) -> Store:
        if person not in self.stores:
            connect = encrypted(_digest("key", person, 32), _digest("salt", person, 16))
            self.stores[person] = open_store(self.folder / f"{person}.db", connect=connect, clock=lambda: self.now)
        return self.stores[person]

    def close(self) -> None:
        for store in self.stores.values():
            store.close()

    # the office

    def enrol(self) -> list[prepare.Enrolment]:
        enrolled = []
        for person, role in self.people:
            card = self.folder / f"{person}.jpcard"
            if person not in self.identities:
                self.identities[person] = new_identity()
                card.unlink(missing_ok=True)
            if not card.exists():
                identity.issue_card(card, self.identities[person], f"{person} 测试", "某某工会", self.now)
            enrolled.append(prepare.enrol(person, role, card))
        return enrolled

    def material(self) -> prepare.Material:
        file = self.folder / "证书.txt"
        file.write_text(MARKER, "utf-8")
        piece = Evidence(
            number=1,
            file_name=file.name,
            media_type="text/plain",
            size=file.stat().st_size,
            sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        )
        dossiers = {
            one.code: Dossier(candidate=one.code, deeds=self.deeds.get(one.code, MARKER)) for one in self.candidates
        }
        dossiers["001"] = dossiers["001"].with_evidence((piece,))
        return prepare.Material(
            candidates=self.candidates,
            dossiers=dossiers,
            evidence={"001": ((file, piece),)},
            private=(PrivateRecord(candidate="001", id_number="11010519491231002X", phone="13800000000"),),
            warnings=(),
        )

    def plan(self, conflicts: list[tuple[str, str]] | None = None, round_id: str = "test-2026") -> RoundPlan:
        experts = [person for person, role in self.people if role is Role.EXPERT]
        terms = prepare.RoundTerms(
            round_id=round_id, version=1, title="2026 测试选树", edition=2026, undertaking="承诺公正"
        )
        assignments = prepare.without(prepare.assign_all(self.candidates, experts), conflicts or [])
        scheme = read_scheme(self.scheme)
        return prepare.plan_round(terms, self.scheme, scheme, self.enrol(), self.material(), assignments, self.now)

    def seal(self, conflicts: list[tuple[str, str]] | None = None, round_id: str = "test-2026") -> None:
        plan = self.plan(conflicts, round_id)
        private = self.material().private
        prepare.seal_round(self.store("office"), self.round_path, plan, private, self.identities["office"])

    def seal_next(self, signer: str = "office") -> None:
        """The next version of the round, with whatever was changed in this world since."""
        previous = versions.read_previous(self.round_path, self.secrets("office"))
        plan = versions.plan_next(previous, self.plan())
        plan = replace(plan, header=plan.header._replace(signer=signer))
        document = plan.document.model_copy(update={"package": plan.header.document()})
        self.version += 1
        prepare.seal_round(
            self.store("office"), self.round_path, replace(plan, document=document), (), self.identities[signer]
        )

    # the experts

    def open_desk(self, person: str, desk: str) -> None:
        rounds.take_in_round(
            self.store(person), self.round_path, desk, person, self.secrets(person), self.offices, self.now
        )

    def mark_all(self, expert: str, marks: dict[str, tuple[str, str]]) -> None:
        for candidate, (expertise, contribution) in marks.items():
            review.record_mark(self.store(expert), candidate, "expertise", Decimal(expertise))
            review.record_mark(self.store(expert), candidate, "contribution", Decimal(contribution))

    def hand_in(self, expert: str, marks: dict[str, tuple[str, str]], name: str = "") -> Path:
        self.open_desk(expert, "expert")
        review.accept_undertaking(self.store(expert))
        self.mark_all(expert, marks)
        return self.sign(expert, name)

    def sign(self, expert: str, name: str = "") -> Path:
        target = self.folder / (name or f"{expert}.jpscore")
        declare(self.store(expert))
        hand_in.sign_sheets(self.store(expert), self.identities[expert])
        hand_in.export_signed(self.store(expert), target)
        return target

    # the chair

    def receive(self, *files: Path) -> list[str]:
        receipts = collect.receive(self.store("chair"), files, self.secrets("chair"), self.now)
        return [receipt.outcome for receipt in receipts]

    def sign_result(self) -> Path:
        target = self.folder / "test.jpresult"
        decide.sign_result_of(self.store("chair"), self.identities["chair"])
        decide.export_result(self.store("chair"), target)
        return target


def _digest(what: str, person: str, length: int) -> bytes:
    """A key or salt of a person's store: the same whenever the store is opened again."""
    return hashlib.sha256(f"{what} {person}".encode()).digest()[:length]


MARKS = {
    "expert-01": {"001": ("40", "40"), "002": ("35.5", "30"), "003": ("30", "30"), "004": ("20", "20")},
    "expert-02": {"001": ("45", "35"), "002": ("35", "31"), "003": ("30", "30"), "004": ("25", "20")},
    "expert-03": {"001": ("42", "38"), "002": ("36", "32"), "003": ("31", "29")},
}


def whole_round(folder: Path) -> World:
    """A round up to the signed result: expert-03 recused from 004."""
    world = World(folder)
    world.seal()
    world.open_desk("chair", "chair")
    scores = []
    for expert, marks in MARKS.items():
        if expert == "expert-03":
            world.open_desk(expert, "expert")
            review.recuse(world.store(expert), "004", "师徒")
            review.accept_undertaking(world.store(expert))
            world.mark_all(expert, marks)
            scores.append(world.sign(expert))
        else:
            scores.append(world.hand_in(expert, marks))
    world.receive(*scores)
    world.sign_result()
    return world
