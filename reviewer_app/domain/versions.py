"""What a later version of a round changes, and whether it may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reviewer_app.domain.round import RoundDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is new between two versions: candidate codes and person ids, each in order."""

    added_candidates: tuple[str, ...] = ()
    withdrawn_candidates: tuple[str, ...] = ()
    mended_dossiers: tuple[str, ...] = ()
    added_people: tuple[str, ...] = ()
    removed_people: tuple[str, ...] = ()
    replaced_keys: tuple[str, ...] = ()
    newly_assigned: tuple[tuple[str, str], ...] = ()


def changes(before: RoundDocument, after: RoundDocument) -> Changes:
    """What `after` changes; people and candidates are known by their ids and codes."""
    old_people = {person.id: person for person in before.people}
    new_people = {person.id: person for person in after.people}
    both = old_people.keys() & new_people.keys()
    return Changes(
        added_candidates=_sorted(after.dossiers.keys() - before.dossiers.keys()),
        withdrawn_candidates=_sorted(before.dossiers.keys() - after.dossiers.keys()),
        mended_dossiers=_sorted(
            code
            for code in before.dossiers.keys() & after.dossiers.keys()
            if before.dossiers[code] != after.dossiers[code]
        ),
        added_people=_sorted(new_people.keys() - old_people.keys()),
        removed_people=_sorted(old_people.keys() - new_people.keys()),
        replaced_keys=_sorted(id_ for id_ in both if old_people[id_].signing_key != new_people[id_].signing_key),
        newly_assigned=_newly_assigned(before, after),
    )


def _newly_assigned(before: RoundDocument, after: RoundDocument) -> tuple[tuple[str, str], ...]:
    return tuple(
        (expert, code)
        for code, experts in after.assignments.items()
        if code in before.assignments
        for expert in experts
        if expert not in before.assignments[code] and expert in before.experts
    )


def _sorted(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))


def faults(before: RoundDocument, after: RoundDocument) -> tuple[str, ...]:
    """What a later version must not do, as codes: leave out withdrawn candidates, take one back, forget a key's age."""
    gone = set(before.dossiers) - set(after.dossiers)
    found = []
    if (gone | set(before.withdrawn)) - set(after.withdrawn):
        found.append("withdrawn_not_named")
    if set(before.withdrawn) & set(after.dossiers):
        found.append("withdrawn_came_back")
    old = {person.id: person for person in before.people}
    for person in after.people:
        known = old.get(person.id)
        same_key = known is not None and known.signing_key == person.signing_key
        version = int(after.package["round_version"])
        if person.entered != (known.entered if same_key and known else version):
            found.append("key_entered_wrong")
            break
    return tuple(found)
