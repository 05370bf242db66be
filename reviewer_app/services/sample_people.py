"""Makes up the candidates of the sample round: who they are, what they did, what papers they hand in."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count as count_from
from types import MappingProxyType
from typing import Any

from reviewer_app.domain.candidate import (
    SKILL_LEVELS,
    Achievement,
    Candidate,
    Channel,
    Contest,
    Dossier,
    Employment,
    Mentorship,
    Patent,
    PrivateRecord,
    Sex,
    Tag,
)
from reviewer_app.resources import resource

EDITION = 2026
SHORTEST_DEEDS, LONGEST_DEEDS = 60, 2500

_AWARDS = ("第一名", "第二名", "第三名", "一等奖", "二等奖", "优秀奖")
_MIDDLE = ("growth", "craft", "innovation", "leadership", "contribution", "character")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCandidate:
    """A made-up candidate with the words that the evidence is made of."""

    candidate: Candidate
    dossier: Dossier
    record: PrivateRecord
    words: MappingProxyType[str, str]
    subject: str

    @property
    def folder(self) -> str:
        return f"{self.candidate.code} {self.candidate.name}"


@lru_cache
def pool(name: str) -> dict[str, Any]:
    """A pool of `resources/sample`."""
    with resource("sample", f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def chance_of(seed: int, *about: object) -> random.Random:
    """A source of chance of its own for each thing, so that one more of another changes nothing."""
    return random.Random(f"{seed}/{'/'.join(map(str, about))}")


def make_candidates(count: int, seed: int) -> tuple[SampleCandidate, ...]:
    """The made-up candidates 001, 002, …; no two of one name. The same seed gives the same people."""
    special = _special_places(count)
    taken = {person["name"] for person in special.values()}
    digits = max(3, len(str(count)))
    people = []
    for number in range(1, count + 1):
        name, sex = _name_and_sex(chance_of(seed, "name", number), special.get(number), taken)
        taken.add(name)
        chance = chance_of(seed, "candidate", number)
        people.append(_person(chance, f"{number:0{digits}d}", number, name, sex))
    return tuple(people)


def unit_of(number: int, seed: int) -> str:
    """The unit of the candidate of that number, however many there are."""
    return _trade_and_unit(chance_of(seed, "candidate", number))[1]


def joint_recommenders(seed: int) -> tuple[str, ...]:
    """Who recommends the first candidate with a joint nomination, however many candidates there are."""
    people = (
        _person(chance_of(seed, "candidate", number), "001", number, "某某", Sex.MALE) for number in count_from(1)
    )
    return next(one.candidate.recommended_by for one in people if one.candidate.channel is Channel.JOINT)


def _special_places(count: int) -> dict[int, dict[str, str]]:
    """Where the names stand that programs trip over: spread evenly over the candidates."""
    special = pool("people")["special"]
    return {(2 * place + 1) * count // (2 * len(special)) + 1: person for place, person in enumerate(special)}


def _name_and_sex(chance: random.Random, special: dict[str, str] | None, taken: set[str]) -> tuple[str, Sex]:
    if special is not None:
        return special["name"], Sex(special["sex"])
    people = pool("people")
    while True:
        sex = Sex.FEMALE if chance.random() < 0.32 else Sex.MALE
        given = people["given_female" if sex is Sex.FEMALE else "given_male"]
        name = chance.choice(people["surnames"]) + chance.choice(given)
        if name in taken:
            name += chance.choice(given)[-1]
        if name not in taken:
            return name, sex


def _person(chance: random.Random, code: str, number: int, name: str, sex: Sex) -> SampleCandidate:
    people = pool("people")
    trade, unit = _trade_and_unit(chance)
    years = chance.randint(6, 38)
    birth_year = EDITION - years - chance.randint(19, 24)
    words = _words(chance, trade, name, unit, years)
    channel = chance.choices(list(Channel), weights=(80, 12, 8))[0]
    candidate = Candidate(
        code=code,
        name=name,
        unit=unit,
        trade=trade["trade"],
        skill_level=chance.choices(SKILL_LEVELS, weights=(0, 0, 1, 4, 8, 10, 3, 2))[0],
        industry=trade["industry"],
        channel=channel,
        recommended_by=_recommenders(chance, channel, unit),
        group=people["groups"][number % len(people["groups"])],
    )
    return SampleCandidate(
        candidate=candidate,
        dossier=_dossier(chance, candidate, words, sex, birth_year, years),
        record=PrivateRecord(
            candidate=code, id_number=_id_number(chance, birth_year, sex), phone=f"1000000{number:04d}"
        ),
        words=MappingProxyType(words),
        subject=trade["picture"],
    )


def _trade_and_unit(chance: random.Random) -> tuple[dict[str, Any], str]:
    trade = chance.choice(pool("trades")["trades"])
    return trade, chance.choice(trade["units"])


def _recommenders(chance: random.Random, channel: Channel, unit: str) -> tuple[str, ...]:
    if channel is Channel.SELF:
        return ()
    if channel is Channel.UNIT:
        return (chance.choice([unit, *pool("people")["recommenders"]]),)
    people = pool("people")
    names = {chance.choice(people["surnames"]) + given for given in chance.sample(people["given_male"], 3)}
    return tuple(sorted(names))


def _words(chance: random.Random, trade: dict[str, Any], name: str, unit: str, years: int) -> dict[str, str]:
    """What fills the fields of the sentences."""
    words = {"name": name, "call": f"{_surname(name)}师傅", "unit": unit, "trade": trade["trade"], "years": str(years)}
    for word, choices in (("part", "parts"), ("skill", "skills"), ("flaw", "flaws"), ("measure", "measures")):
        words[word], words[f"{word}2"] = chance.sample(trade[choices], 2)
    return {**words, **_figures(chance, years)}


def _figures(chance: random.Random, years: int) -> dict[str, str]:
    year = EDITION - chance.randint(1, max(2, years - 2))
    amount = chance.randint(30, 860)
    return {
        "year": str(year),
        "year2": str(year + 2),
        "n": str(chance.randint(8, 26)),
        "n2": str(chance.randint(2, 7)),
        "big": str(chance.randint(4, 60) * 10),
        "percent": str(chance.randint(70, 98)),
        "percent2": str(chance.randint(11, 48)),
        "amount": str(amount),
        "amount2": f"{amount / 40:.1f}",
    }


def told(chance: random.Random, sentence: str, words: Mapping[str, str]) -> str:
    """The sentence with its fields filled, figures of its own, and now and then the second part, skill or flaw."""
    filled = {**words, **_figures(chance, int(words["years"]))}
    for word in ("part", "skill", "flaw", "measure"):
        if chance.random() < 0.4:
            filled[word], filled[f"{word}2"] = filled[f"{word}2"], filled[word]
    return sentence.format_map(filled)


def _surname(name: str) -> str:
    if "·" in name:
        return name.split("·", 1)[0]
    return name[:2] if name[:2] in pool("people")["surnames"] else name[:1]


def _dossier(
    chance: random.Random, candidate: Candidate, words: dict[str, str], sex: Sex, birth_year: int, years: int
) -> Dossier:
    people, lists = pool("people"), pool("achievements")
    honours = tuple(
        honour.format(year=EDITION - chance.randint(1, min(years, 18)))
        for honour in chance.sample(lists["honours"], chance.choice((0, 1, 2, 2, 3, 4, 6)))
    )
    achievements = chance.sample(lists["achievements"], chance.choice((1, 1, 2, 3)))
    return Dossier(
        candidate=candidate.code,
        sex=sex,
        birth_year=birth_year,
        education=chance.choice(people["education"]),
        title=chance.choice(people["titles"]),
        post=chance.choice(people["posts"]),
        employment=Employment.IN_SERVICE if chance.random() < 0.985 else Employment.RETIRED,
        years_on_front_line=years,
        deeds=_deeds(chance, {**words, "award": "、".join(honour.split(" ", 1)[1] for honour in honours[:3])}),
        honours=honours,
        contests=_contests(chance, words),
        patents=_patents(chance, words),
        mentorships=_mentorships(chance),
        achievements=tuple(
            Achievement(title=told(chance, item["title"], words), tags=tuple(Tag(tag) for tag in item["tags"]))
            for item in achievements
        ),
    )


def _contests(chance: random.Random, words: dict[str, str]) -> tuple[Contest, ...]:
    chosen = chance.sample(pool("achievements")["contests"], chance.choice((0, 0, 1, 1, 2)))
    contests = []
    for item in chosen:
        rank = chance.randint(1, 6)
        award = _AWARDS[3] if rank <= 3 else _AWARDS[4]
        contests.append(Contest(name=item["name"].format_map(words), level=item["level"], rank=rank, award=award))
    return tuple(contests)


def _patents(chance: random.Random, words: dict[str, str]) -> tuple[Patent, ...]:
    lists = pool("achievements")
    return tuple(
        Patent(
            title=told(chance, title, words),
            number=f"ZL{EDITION - chance.randint(1, 9)}2{chance.randint(0, 9_999_999):07d}.0（示例）",
            kind=chance.choice(lists["patent_kinds"]),
        )
        for title in chance.sample(lists["patents"], chance.choice((0, 0, 1, 1, 2, 3)))
    )


def _mentorships(chance: random.Random) -> tuple[Mentorship, ...]:
    form = chance.choice(pool("achievements")["mentorship_forms"])
    apprentices = 1 if form == "一带一" else chance.randint(2, 9)
    return (Mentorship(form=form, apprentices=apprentices, agreement=True),) if chance.random() < 0.75 else ()


def _deeds(chance: random.Random, words: dict[str, str]) -> str:
    """60 to 2,500 characters: an opening, then sentences of every section until the length is reached, a closing."""
    deeds = pool("deeds")
    length = int(SHORTEST_DEEDS * (LONGEST_DEEDS / SHORTEST_DEEDS) ** chance.random())
    left = {section: chance.sample(deeds[section], len(deeds[section])) for section in _MIDDLE}
    paragraphs: dict[str, list[str]] = {"opening": [told(chance, chance.choice(deeds["opening"]), words)]}
    written = len(paragraphs["opening"][0])
    while written < max(length, SHORTEST_DEEDS) and any(left.values()):
        section = chance.choice([section for section in _MIDDLE if left[section]])
        sentence = told(chance, left[section].pop(), words)
        if written + len(sentence) > LONGEST_DEEDS - 120:
            break
        paragraphs.setdefault(section, []).append(sentence)
        written += len(sentence)
    closing = [sentence for sentence in deeds["closing"] if words["award"] or "{award}" not in sentence]
    if length > 400:
        paragraphs["closing"] = [told(chance, sentence, words) for sentence in chance.sample(closing, 2)]
    order = ("opening", *_MIDDLE, "closing")
    return "\n".join("".join(paragraphs[section]) for section in order if section in paragraphs)


def _id_number(chance: random.Random, birth_year: int, sex: Sex) -> str:
    """A number whose area 999999 exists nowhere, with the right date and check digit."""
    from stdnum.cn import ric

    order = chance.randint(0, 499) * 2 + (1 if sex is Sex.MALE else 0)
    number = f"999999{birth_year}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}{order:03d}"
    return number + str(ric.calc_check_digit(f"{number}0"))
