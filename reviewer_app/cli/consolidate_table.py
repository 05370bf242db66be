"""The result of a consolidation on the terminal: one table a stage, the cut line in it, warnings below."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewer_app.i18n import N_, Language, _, language

if TYPE_CHECKING:
    from reviewer_app.domain.caution import Caution
    from reviewer_app.domain.consolidation import ConsolidatedResult
    from reviewer_app.services.consolidate import Consolidated

Write = Callable[[str], object]
Row = dict[str, Any]

MOST_ROWS = 400
"""A longer table shows its head, the rows around the cut and its end; the JSON has all of it."""
AROUND = 15
MOST_WARNINGS = 40

STATES = {
    "advance": N_("advances"),
    "undecided": N_("undecided"),
    "not_advanced": N_("does not advance"),
    "unscored": N_("no score"),
}


def show(made: Consolidated, write: Write, cautions: Iterable[Caution] = ()) -> None:
    """Writes everything about a result that fits a terminal; `cautions` join its warnings."""
    scheme, result = made.scheme, made.result
    name = scheme.title_en if language() is Language.ENGLISH and scheme.title_en else scheme.title
    write(_("{title} · scheme {id} · sha256 {hash}").format(title=name, id=scheme.id, hash=scheme.sha256) + "\n")
    counts = _("{candidates} candidates, {experts} experts, {criteria} criteria")
    write(
        counts.format(
            candidates=len(made.table.candidates), experts=len(made.table.experts), criteria=len(scheme.criteria)
        )
        + "\n\n"
    )
    stages = [stage for stage in result.stages if stage["kind"] in {"score", "blend"} or "blocked_by" in stage]
    for stage in stages:
        _show_stage(stage, result, write)
    if not stages:
        _show([(made.table.candidates[index], "") for index in result.trail.indexes], [], _SCORES, result, write)
    _titles(made, write)
    _warnings(made, write, cautions)


def _titles(made: Consolidated, write: Write) -> None:
    rows = made.result.head()["titles"]
    for row, title in zip(rows, made.scheme.titles, strict=True):
        english = language() is Language.ENGLISH and title.title_en
        values = {"title": title.title_en if english else title.title, "count": len(row["candidates"])}
        if "blocked_by" in row:
            line = _("Title “{title}”: waits for {blocker}.").format(**values, blocker=row["blocked_by"])
        else:
            text = _("Title “{title}”: {count} proposed, {undecided} undecided, {vacant} vacant.")
            line = text.format(**values, undecided=len(row["undecided"]), vacant=row["vacant"])
        write(line + "\n" + _why_vacant(row))
    if rows:
        write("\n")


def _show_stage(stage: Row, result: ConsolidatedResult, write: Write) -> None:
    if "blocked_by" in stage:
        write(_("Stage {stage}: waits for {blocker}.").format(stage=stage["key"], blocker=stage["blocked_by"]) + "\n\n")
        return
    summary = _("Stage {stage}: {advance} of {entering} advance, {undecided} undecided, {vacant} places vacant.")
    write(
        summary.format(
            stage=stage["key"],
            advance=len(stage["advance"]),
            entering=stage["entering"],
            undecided=len(stage["undecided"]),
            vacant=stage["vacant"] or 0,
        )
        + "\n"
        + _why_vacant(stage)
    )
    entries: list[tuple[str, str]] = []
    cuts: list[int] = []
    for state in STATES:
        entries += [(code, state) for code in stage[state]]
        if state in {"advance", "undecided"} and stage[state]:
            cuts.append(len(entries))
    cuts = sorted(cut for cut in set(cuts) if cut < len(entries))
    _show(entries, cuts, _BLENDS if stage["kind"] == "blend" else _SCORES, result, write)


def _why_vacant(row: Row) -> str:
    reason = row["vacancy_reason"]
    return _("Why places stay vacant: {reason}").format(reason=reason) + "\n" if reason else ""


def _show(
    entries: list[tuple[str, str]], cuts: list[int], columns: _Columns, result: ConsolidatedResult, write: Write
) -> None:
    """The candidates of a stage with their outcomes; only rows that are shown are made."""
    shown = _shown(len(entries), cuts)
    rows = {row["candidate"]: row for row in result.ranking({entries[at][0] for at in shown})}
    cells = {at: columns.cells(rows[entries[at][0]], entries[at][1]) for at in shown}
    _table(columns.titles(), cells, len(entries), cuts, write)


def _score_titles() -> list[str]:
    return [_("rank"), _("candidate"), _("score"), _("sheets"), _("tie"), _("outcome")]


def _blend_titles() -> list[str]:
    return [
        _("rank"),
        _("candidate"),
        _("blended"),
        _("expert score"),
        _("vote score"),
        _("votes"),
        _("tie"),
        _("outcome"),
    ]


def _score_cells(row: Row, state: str) -> list[str]:
    sheets = f"{row['counted']}/{row['entitled']}"
    tie = _tie(row["tied_with"], row["tie_broken_by"])
    return [_or_dash(row["rank"]), row["candidate"], _or_dash(row["score"]), sheets, tie, _word(state)]


def _blend_cells(row: Row, state: str) -> list[str]:
    if row["blended"] is None:
        return ["-", row["candidate"], "-", "-", "-", "-", "", _word(state)]
    tie = _tie(row["blended_tied_with"], row["blended_tie_broken_by"])
    return [
        str(row["blended_rank"]),
        row["candidate"],
        row["blended"],
        row["expert_score"],
        row["vote"]["score"],
        str(row["vote"]["votes"]),
        tie,
        _word(state),
    ]


def _tie(tied: Sequence[str], broken_by: str | None) -> str:
    if tied:
        return "= " + ", ".join(islice(tied, 4)) + (" …" if len(tied) > 4 else "")
    return _("by {criterion}").format(criterion=broken_by) if broken_by else ""


def _word(state: str) -> str:
    return _(STATES[state]) if state else ""


def _or_dash(value: object) -> str:
    return "-" if value is None else str(value)


class _Columns(NamedTuple):
    titles: Callable[[], list[str]]
    cells: Callable[[Row, str], list[str]]


_SCORES = _Columns(_score_titles, _score_cells)
_BLENDS = _Columns(_blend_titles, _blend_cells)


def _table(titles: list[str], rows: Mapping[int, list[str]], count: int, cuts: list[int], write: Write) -> None:
    """Columns aligned by their width on screen, a line where a cut runs, and how many of `count` rows are left out."""
    sizes = {at: [*map(_width, row)] for at, row in rows.items()}
    head = [*map(_width, titles)]
    widths = [max(column) for column in zip(head, *sizes.values(), strict=True)]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    write(_line(titles, head, widths))
    write(rule + "\n")
    before = -1
    for at, row in rows.items():
        if at != before + 1:
            write(_("… {count} rows not shown").format(count=at - before - 1) + "\n")
        if at in cuts:
            write(_cut_line(len(rule)))
        write(_line(row, sizes[at], widths))
        before = at
    if before + 1 < count:
        write(_("… {count} rows not shown").format(count=count - before - 1) + "\n")
    write("\n")


def _shown(count: int, cuts: Iterable[int]) -> list[int]:
    if count <= MOST_ROWS:
        return list(range(count))
    wanted = {*range(4 * AROUND)}
    for cut in cuts:
        wanted.update(range(max(0, cut - AROUND), min(count, cut + AROUND)))
    return sorted(wanted)


def _cut_line(width: int) -> str:
    text = " " + _("cut") + " "
    return "┄" * 4 + text + "┄" * max(0, width - 4 - _width(text)) + "\n"


def _line(cells: Sequence[str], sizes: Sequence[int], widths: Sequence[int]) -> str:
    padded = [cell + " " * (width - size) for cell, size, width in zip(cells, sizes, widths, strict=True)]
    return "  ".join(padded).rstrip() + "\n"


def _width(text: str) -> int:
    """Columns on screen: Chinese takes two, a combining mark none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def _warnings(made: Consolidated, write: Write, cautions: Iterable[Caution]) -> None:
    from reviewer_app.i18n.errors import warning_text

    found = [*made.result.cautions(), *cautions]
    if not found:
        return
    write(_("Warnings: {count}").format(count=len(found)) + "\n")
    for caution in found[:MOST_WARNINGS]:
        write(f"  ! {warning_text(caution.code, caution.values)}\n")
    if len(found) > MOST_WARNINGS:
        write("  " + _("… and {count} more, all of them in the JSON.").format(count=len(found) - MOST_WARNINGS) + "\n")
