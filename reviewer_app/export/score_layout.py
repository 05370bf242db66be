"""How score, vote and decision tables are laid out: their titles, their rows, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reviewer_app.domain.errors import InputError, Problem
from reviewer_app.export.score_columns import cleaned
from reviewer_app.export.score_rows import Block, RowSource

MOST_PROBLEMS = 1000
"""So many are told one by one; then only how many more there are."""

TITLES = {
    "expert": ("expert", "专家", "评委", "judge"),
    "candidate": ("candidate", "候选人", "编号"),
    "criterion": ("criterion", "指标"),
    "score": ("score", "得分", "分数", "分"),
    "state": ("state", "状态"),
    "votes": ("votes", "票数", "得票"),
    "stage": ("stage", "环节"),
    "decision": ("decision", "决定"),
    "for": ("for", "赞成", "同意"),
    "against": ("against", "反对"),
    "abstained": ("abstained", "弃权"),
    "reason": ("reason", "理由", "原因"),
    "decided_by": ("decided_by", "记录人"),
    "decided_at": ("decided_at", "时间"),
}


class Findings:
    """Problems of one file, in the order of rows. `valueless`: cells that hold no value, known to begin with."""

    def __init__(self, file: str, valueless: Iterable[Problem]) -> None:
        self.file = file
        self.valueless = tuple(valueless)
        self.problems = [*self.valueless]
        self.more = 0

    def add(self, code: str, row: int | None, column: str, **values: object) -> None:
        """Notes a problem; an empty cell is none where the row was told to hold a cell without a value."""
        if code in {"score_empty", "cell_empty"} and any(one.row == row for one in self.valueless):
            return
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(code=code, values=values, file=self.file, row=row, column=column))
        else:
            self.more += 1

    def too_long(self, block: Block, width: int) -> None:
        for row, cells in block.too_long:
            self.add("row_too_long", row, "", columns=width, cells=cells)

    def raise_any(self) -> None:
        problems = sorted(self.problems, key=lambda problem: problem.row or 0)
        if self.more:
            problems.append(Problem(code="more_problems", values={"count": self.more}, file=self.file))
        if problems:
            raise InputError(problems)


def columns_of(source: RowSource, needed: Sequence[str], optional: Sequence[str], found: Findings) -> dict[str, int]:
    """Where each column stands. Raises at once: without its columns nothing of a table can be judged."""
    by_title = {title: name for name in (*needed, *optional) for title in TITLES[name]}
    places: dict[str, int] = {}
    for index, title in enumerate(source.titles):
        name = by_title.get(cleaned(title).lower())
        if name is not None and name in places:
            found.add("column_twice", source.title_row, name)
        elif name is not None:
            places[name] = index
    titles = ", ".join(cleaned(title) for title in source.titles)[:200]
    for name in needed:
        if name not in places:
            found.add("column_missing", source.title_row, name, found=titles)
    if set(needed) - set(places):
        found.raise_any()
    return places


def rows_of(source: RowSource, found: Findings) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows as texts, each with its number, for tables of some hundreds of rows."""
    for block in source.blocks:
        found.too_long(block, len(source.titles))
        texts = [
            [column.texts[number] for number in numbers.tolist()]
            for column, numbers in zip(source.columns, block.columns, strict=True)
        ]
        yield from zip(map(int, block.rows), zip(*texts, strict=True), strict=True)
