"""Makes up what the papers of a sample candidate say: certificates, patents, agreements, reports, a note."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from reviewer_app.domain.candidate import Achievement, Contest, Dossier, Mentorship, Patent
from reviewer_app.export.sample_evidence import Block, Certificate, Paper, Part, write_certificate, write_paper
from reviewer_app.export.sample_pictures import SUBJECTS, write_picture
from reviewer_app.services.sample_people import EDITION, SampleCandidate, chance_of, pool, told

MOST_PAGES = 40
_ROOM, _LONGEST_PARAGRAPH = 630, 160
"""Points of a page that text may fill, and what one paragraph takes at most."""
Item = TypeVar("Item", Contest, Patent, Mentorship, Achievement)
_TABLE_HEAD = ("组别", "改进前", "改进后", "变化")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFile:
    """One file of evidence to be made: its name, and what writes it."""

    name: str
    write: Callable[[Path], None]


def make_papers(person: SampleCandidate, seed: int) -> tuple[SampleFile, ...]:
    """The evidence of a candidate: one to four PDFs, none to three pictures, now and then a text."""
    chance = chance_of(seed, "evidence", person.candidate.code)
    fitting = [
        maker
        for maker, is_fitting in (
            (_contest, bool(person.dossier.contests)),
            (_patent, bool(person.dossier.patents)),
            (_agreement, bool(person.dossier.mentorships)),
            (_report, True),
        )
        if is_fitting
    ]
    others = chance.sample(fitting, min(len(fitting), chance.choice((0, 1, 2, 2, 3))))
    files = [maker(person, chance) for maker in (_honour, *others)]
    files += [_picture(person, chance) for _number in range(chance.choice((0, 1, 1, 2, 3)))]
    if chance.random() < 0.2:
        files.append(_note(person, chance))
    return tuple(
        SampleFile(name=f"{number:02d} {file.name}", write=file.write) for number, file in enumerate(files, start=1)
    )


def with_proofs(person: SampleCandidate, files: Sequence[SampleFile]) -> Dossier:
    """The dossier whose first contest, patent, mentorship and achievement name the file that proves them."""
    proofs = {file.name[3:].split(".")[0]: file.name for file in files}
    dossier = person.dossier

    def proven(items: tuple[Item, ...], title: str) -> tuple[Item, ...]:
        if not items or title not in proofs:
            return items
        proven_items = list(items)
        proven_items[0] = items[0].model_copy(update={"proof": proofs[title]})
        return tuple(proven_items)

    return dossier.model_copy(
        update={
            "contests": proven(dossier.contests, "竞赛获奖证书"),
            "patents": proven(dossier.patents, "专利证书"),
            "mentorships": proven(dossier.mentorships, "师带徒协议书"),
            "achievements": proven(dossier.achievements, "技术总结"),
        }
    )


def _certificate(name: str, certificate: Certificate) -> SampleFile:
    return SampleFile(name=f"{name}.pdf", write=lambda path: write_certificate(path, certificate))


def _paper(name: str, paper: Paper) -> SampleFile:
    return SampleFile(name=f"{name}.pdf", write=lambda path: write_paper(path, paper))


def _day(chance: random.Random) -> str:
    return f"{EDITION - chance.randint(1, 9)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"


def _honour(person: SampleCandidate, chance: random.Random) -> SampleFile:
    texts = pool("achievements")["certificate"]
    honour = person.dossier.honours[0].split(" ", 1)[1] if person.dossier.honours else "企业岗位能手"
    body = texts["body"].format_map({**person.words, "honour": honour})
    return _certificate(
        "荣誉证书",
        Certificate(
            title=texts["title"],
            paragraphs=tuple(body.split("\n")),
            issuer=texts["issuer"],
            date=_day(chance),
            number=f"SL-{chance.randint(0, 99999):05d}",
        ),
    )


def _contest(person: SampleCandidate, chance: random.Random) -> SampleFile:
    texts = pool("achievements")["contest"]
    contest = person.dossier.contests[0]
    award = f"第{contest.rank}名（{contest.award}）"
    body = texts["body"].format_map({**person.words, "contest": contest.name, "award": award})
    return _certificate(
        "竞赛获奖证书",
        Certificate(
            title=texts["title"],
            paragraphs=tuple(body.split("\n")),
            issuer=texts["issuer"],
            date=_day(chance),
            number=f"JS-{chance.randint(0, 99999):05d}",
        ),
    )


def _patent(person: SampleCandidate, chance: random.Random) -> SampleFile:
    texts = pool("achievements")["patent"]
    patent = person.dossier.patents[0]
    claims = [f"{place}. {told(chance, text, person.words)}" for place, text in enumerate(texts["claims"], start=1)]
    description = [told(chance, text, person.words) for text in texts["description"]]
    rows = (
        ("事项", "内容"),
        ("专利号", patent.number),
        ("发明人", person.candidate.name[:18]),
        ("授权日", _day(chance)),
    )
    shape = (chance.random(), chance.random())
    pages = [
        (
            Part(block=Block.TABLE, text="著录项目", rows=rows),
            Part(block=Block.HEADING, text="摘要"),
            Part(block=Block.TEXT, text=description[0] + description[3]),
            Part(block=Block.DRAWING, text="摘要附图", values=shape),
        ),
        (
            Part(block=Block.HEADING, text="权利要求书"),
            *(Part(block=Block.TEXT, text=claim) for claim in claims),
            Part(block=Block.HEADING, text="说明书"),
            *(Part(block=Block.TEXT, text=text) for text in description[:3]),
        ),
        (
            *(Part(block=Block.TEXT, text=text) for text in description[3:]),
            Part(block=Block.HEADING, text="说明书附图"),
            Part(block=Block.DRAWING, text="图1　结构示意图", values=shape),
        ),
    ]
    return _paper(
        "专利证书",
        Paper(
            title=texts["title"].format(kind=patent.kind),
            subtitle=patent.title,
            pages=tuple(pages[: chance.choice((1, 3, 3))]),
            issuer="示例专利事务专用",
            date=_day(chance),
        ),
    )


def _agreement(person: SampleCandidate, chance: random.Random) -> SampleFile:
    texts, people = pool("achievements")["agreement"], pool("people")
    apprentice = chance.choice(people["surnames"]) + chance.choice(people["given_male"])
    words = {**person.words, "apprentice": apprentice}
    clauses = [Part(block=Block.TEXT, text=told(chance, text, words)) for text in texts["clauses"]]
    plan = [("阶段", "时间", "内容", "考核")] + [
        (f"第{number}阶段", f"第{6 * number - 5}—{6 * number}月", skill, "实操")
        for number, skill in enumerate((words["skill"], words["skill2"], "独立顶岗", "总结提升"), start=1)
    ]
    return _paper(
        "师带徒协议书",
        Paper(
            title=texts["title"],
            subtitle=f"{person.candidate.unit}工会监制（示例）",
            pages=(
                tuple(clauses[:6]),
                (*clauses[6:], Part(block=Block.TABLE, text="培养计划表", rows=tuple(plan))),
            ),
            issuer=f"{person.candidate.unit}工会"[:18],
            date=_day(chance),
        ),
    )


def _report(person: SampleCandidate, chance: random.Random) -> SampleFile:
    texts = pool("achievements")["report"]
    pages = round(3 * (MOST_PAGES / 3) ** (chance.random() ** 1.6))
    return _paper(
        "技术总结",
        Paper(
            title=told(chance, texts["title"], person.words),
            subtitle=f"{person.candidate.unit}　{person.candidate.trade}　{person.candidate.name}",
            pages=tuple(_report_pages(person, chance, pages)),
            issuer=person.candidate.unit,
            date=_day(chance),
        ),
    )


def _report_pages(person: SampleCandidate, chance: random.Random, pages: int) -> Iterator[tuple[Part, ...]]:
    texts = pool("achievements")["report"]
    sentences: list[str] = []
    for number in range(pages):
        heading = texts["headings"][number * len(texts["headings"]) // pages]
        parts = [Part(block=Block.HEADING, text=f"{number + 1}　{heading}")]
        figure = _figure(chance, number) if chance.random() < 0.55 else None
        room = _ROOM - (150 if number == pages - 1 else 0) - (220 if figure else 0) - (60 if number == 0 else 0)
        while room > _LONGEST_PARAGRAPH:
            sentences = sentences or chance.sample(texts["sentences"], len(texts["sentences"]))
            taken = [sentences.pop() for _count in range(min(len(sentences), chance.randint(2, 4)))]
            text = "".join(told(chance, sentence, person.words) for sentence in taken)
            parts.append(Part(block=Block.TEXT, text=text))
            room -= (len(text) // 36 + 1) * 21 + 6
        if figure:
            parts.insert(min(2, len(parts)), figure)
        yield tuple(parts)


def _figure(chance: random.Random, number: int) -> Part:
    if chance.random() < 0.5:
        values = tuple(round(chance.uniform(0.25, 0.97), 2) for _column in range(chance.randint(5, 9)))
        return Part(block=Block.CHART, text=f"图{number + 1}　各组试验结果（%）", values=values)
    rows = [_TABLE_HEAD]
    for place in range(1, chance.randint(5, 8)):
        before, after = chance.randint(60, 84), chance.randint(86, 99)
        rows.append((f"第{place}组", f"{before}.{chance.randint(0, 9)}", f"{after}.0", f"+{after - before}"))
    return Part(block=Block.TABLE, text=f"表{number + 1}　改进前后对比（%）", rows=tuple(rows))


def _picture(person: SampleCandidate, chance: random.Random) -> SampleFile:
    subject = person.subject if chance.random() < 0.75 else chance.choice(SUBJECTS)
    ending = "png" if subject == "circuit" and chance.random() < 0.7 else "jpg"
    number = chance.randrange(1 << 31)
    name = f"{person.words['part']}现场{number % 90 + 10}.{ending}"
    return SampleFile(name=name, write=lambda path: write_picture(path, subject, number))


def _note(person: SampleCandidate, chance: random.Random) -> SampleFile:
    texts = pool("achievements")["note"]
    text = "\r\n".join([texts["title"], *(line.format_map(person.words) for line in texts["lines"]), ""])
    encoding = chance.choice(("utf-8", "utf-8-sig", "gb18030"))
    return SampleFile(name="说明.txt", write=lambda path: _write_text(path, text.encode(encoding)))


def _write_text(path: Path, data: bytes) -> None:
    path.write_bytes(data)
