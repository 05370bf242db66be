"""Who is proposed for which title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewer_app.domain.cut import Decision, Decisions, Standing, straddling
from reviewer_app.domain.scheme import Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """Somebody recognised directly, outside the ranking, with the reason; `in_quota`: takes a place of the title."""

    candidate: str
    title: str
    reason: str
    in_quota: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleOutcome:
    """Who is proposed for a title, in order of rank; `blocked_by` names what is still undecided.

    `vacancy` is the recorded reason of vacant places.
    """

    key: str
    candidates: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    places: int = 0
    vacant: int | None = None
    vacancy: Decision | None = None
    blocked_by: str | None = None


def families(titles: Sequence[Title]) -> list[list[Title]]:
    """Titles that hold the same people stand together, the widest first: a nested one belongs to those before it.

    Disjoint titles found a family of their own; the last family is the highest and chooses first.
    """
    found: list[list[Title]] = []
    for title in titles:
        if title.relation == "nested" and found and found[-1][-1].track == title.track:
            found[-1].append(title)
        else:
            found.append([title])
    return found


def confer(
    titles: Sequence[Title],
    pool: Sequence[str],
    ranks: Mapping[str, int],
    blocker: str | None,
    decisions: Decisions,
    recognised: Sequence[Recognition],
) -> list[TitleOutcome]:
    """Proposes the titles of one track to those in the pool, by their ranks (equal ranks tie).

    The highest family chooses first; inside it each nested title chooses among those named before it.
    """
    left = sorted(pool, key=lambda code: (ranks.get(code, 0), code))
    made: dict[str, TitleOutcome] = {}
    for family in reversed(families(titles)):
        inside: Sequence[str] = left
        for title in family:
            made[title.key] = _confer_one(title, inside, ranks, blocker, decisions, recognised)
            inside = made[title.key].candidates
        base = made[family[0].key]
        blocker = blocker or (base.key if base.undecided else None)
        gone = {*base.candidates, *base.undecided}
        left = [code for code in left if code not in gone]
    return [made[title.key] for title in titles]


def _confer_one(
    title: Title,
    pool: Sequence[str],
    ranks: Mapping[str, int],
    blocker: str | None,
    decisions: Decisions,
    recognised: Sequence[Recognition],
) -> TitleOutcome:
    here = [one for one in recognised if one.title == title.key]
    direct = tuple(one.candidate for one in here)
    if blocker is not None:
        return TitleOutcome(key=title.key, recognised=direct, blocked_by=blocker)
    quota = max(0, title.quota - sum(one.in_quota for one in here))
    standing = Standing(order=range(len(pool)), groups=[ranks.get(code, 0) for code in pool], passing=len(pool))
    sure, tied, places = straddling(standing, quota)
    chosen, undecided = decisions.resolve(title.key, pool[sure : sure + tied], places)
    named = (*pool[:sure], *(code for code in pool[sure : sure + tied] if code in chosen))
    open_places = places - len(chosen) if undecided else 0
    vacant = max(0, quota - len(named) - open_places)
    return TitleOutcome(
        key=title.key,
        candidates=named,
        recognised=direct,
        undecided=tuple(undecided),
        places=open_places,
        vacant=vacant,
        vacancy=decisions.vacancy(title.key, vacant),
    )
