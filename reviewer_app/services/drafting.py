"""Goal of the office: put a round together step by step, seeing at each step what is still open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.errors import InputError, Problem, UserError
from reviewer_app.domain.package import Kind, Role
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.domain.scheme import Scheme, read_scheme
from reviewer_app.export.files import read_file
from reviewer_app.services.prepare import (
    OFFICE,
    Enrolment,
    Material,
    RoundTerms,
    assign_all,
    enrol,
    plan_round,
    seal_round,
)
from reviewer_app.services.workplace import Seat, Workplace, note

SCHEME, MATERIAL, PEOPLE, SEAL = "scheme", "material", "people", "seal"
STEPS = (SCHEME, MATERIAL, PEOPLE, SEAL)
MAX_SCHEME = 1 << 20
_ROUND_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NEEDED = (Role.OFFICE, Role.CHAIR, Role.EXPERT, Role.UNION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A round in the making; what is not chosen yet is None or empty."""

    scheme_bytes: bytes = b""
    scheme: Scheme | None = None
    material: Material | None = None
    people: tuple[Enrolment, ...] = ()
    title: str = ""
    edition: int = 0
    round_id: str = ""
    undertaking: str = ""

    @property
    def experts(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.people if one.role is Role.EXPERT)


def with_scheme(draft: Draft, path: Path) -> Draft:
    """The draft under the rules of a file. Raises `InputError` with everything that is wrong with them."""
    data = read_file(path, MAX_SCHEME)
    return replace(draft, scheme_bytes=data, scheme=read_scheme(data, file=path.name))


def with_cards(draft: Draft, paths: Iterable[Path]) -> Draft:
    """The draft with more people, by their identity cards; the same card again changes nothing.

    Ids and roles are proposed: from the file's name where it says one, else the next expert. Raises `InputError` or
    `RefusedError` for a card that is none.
    """
    people = list(draft.people)
    for path in paths:
        known = {one.card.signing_key for one in people}
        id_, role = _proposed(path.stem, {one.id for one in people})
        enrolled = enrol(id_, role, path)
        if enrolled.card.signing_key not in known:
            people.append(enrolled)
    return replace(draft, people=tuple(people))


def with_role(draft: Draft, person: str, role: Role) -> Draft:
    """The draft with somebody in another role, under the id that goes with it."""
    others = {one.id for one in draft.people if one.id != person}
    people = [
        replace(one, id=_free(role, others), role=role) if one.id == person and one.role is not role else one
        for one in draft.people
    ]
    return replace(draft, people=tuple(people))


def without_person(draft: Draft, person: str) -> Draft:
    return replace(draft, people=tuple(one for one in draft.people if one.id != person))


def open_points(draft: Draft) -> dict[str, list[Problem]]:
    """What must be done before sealing, by step."""
    points: dict[str, list[Problem]] = {step: [] for step in STEPS}
    if draft.scheme is None:
        points[SCHEME].append(Problem(code="draft_without_scheme"))
    else:
        points[SCHEME] += [
            Problem(code="scheme_unanswered", values={"question": one.question}) for one in draft.scheme.open_answers
        ]
    if draft.material is None:
        points[MATERIAL].append(Problem(code="draft_without_candidates"))
    present = {one.role for one in draft.people}
    points[PEOPLE] += [
        Problem(code="role_missing", values={"role": role.value}) for role in _NEEDED if role not in present
    ]
    if not draft.title.strip():
        points[SEAL].append(Problem(code="draft_without_title"))
    if not 1900 <= draft.edition <= 2200:
        points[SEAL].append(Problem(code="draft_edition"))
    if not _ROUND_ID.fullmatch(draft.round_id):
        points[SEAL].append(Problem(code="draft_round_id", values={"value": draft.round_id}))
    if not draft.undertaking.strip():
        points[SEAL].append(Problem(code="draft_without_undertaking"))
    return points


def seal(workplace: Workplace, draft: Draft, target: Path, now: datetime, progress: Progress = silent) -> Seat:
    """Seals the draft into `target` and returns the office's seat in the round.

    Raises `InputError` with every open point, or `UserError`; then no file stands under the final name.
    """
    problems = [problem for step in STEPS for problem in open_points(draft)[step]]
    if problems or draft.scheme is None or draft.material is None:
        raise InputError(problems)
    office = next(one.id for one in draft.people if one.role is Role.OFFICE)
    if office != OFFICE:
        raise UserError("role_missing", role=OFFICE)
    seat = _seat(workplace, draft)
    identity = workplace.identity(seat)
    store = workplace.open_store(seat)
    try:
        with store.transaction() as work:
            before = work.signed(Kind.ROUND)
        terms = RoundTerms(
            round_id=draft.round_id,
            version=before[-1].sequence + 1 if before else 1,
            title=draft.title.strip(),
            edition=draft.edition,
            undertaking=draft.undertaking.strip(),
        )
        assignments = assign_all(draft.material.candidates, draft.experts)
        plan = plan_round(terms, draft.scheme_bytes, draft.scheme, draft.people, draft.material, assignments, now)
        seal_round(store, target, plan, draft.material.private, identity, progress)
        workplace.vouch(identity.signing.public.fingerprint)
        return note(workplace, replace(seat, round_file=target, candidates=len(draft.material.candidates)), store)
    finally:
        store.close()


def _seat(workplace: Workplace, draft: Draft) -> Seat:
    known = [one for one in workplace.seats() if one.key == (draft.round_id, OFFICE, OFFICE)]
    return known[0] if known else workplace.new_seat(OFFICE, OFFICE, draft.round_id, draft.title)


def _proposed(stem: str, taken: set[str]) -> tuple[str, Role]:
    for role in (Role.OFFICE, Role.CHAIR, Role.SUPERVISOR, Role.UNION):
        if stem == role.value and stem not in taken:
            return stem, role
    if re.fullmatch(r"expert-[0-9]{2,3}", stem) and stem not in taken:
        return stem, Role.EXPERT
    return _free(Role.EXPERT, taken), Role.EXPERT


def _free(role: Role, taken: set[str]) -> str:
    if role is not Role.EXPERT and role.value not in taken:
        return role.value
    numbers = (f"{role.value}-{number:02d}" for number in range(1, 1000))
    return next(id_ for id_ in numbers if id_ not in taken)
