"""Vote and decision tables. Whatever is wrong is told at once: file, row, column, remedy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.domain.cut import Decision, Verdict
from reviewer_app.domain.progress import Progress, silent
from reviewer_app.export.score_columns import cleaned
from reviewer_app.export.score_layout import Findings, columns_of, rows_of
from reviewer_app.export.score_rows import open_rows

VERDICTS = {
    "advance": Verdict.ADVANCE,
    "进入": Verdict.ADVANCE,
    "not_advanced": Verdict.NOT_ADVANCED,
    "不进入": Verdict.NOT_ADVANCED,
    "vacant": Verdict.VACANT,
    "空缺": Verdict.VACANT,
}


def read_votes(path: Path, candidates: Collection[str] | None = None, progress: Progress = silent) -> dict[str, int]:
    """Votes by candidate, from the columns candidate and votes; `candidates` are those that may have any."""
    with open_rows(path, progress) as source:
        found = Findings(source.file, source.problems)
        place = columns_of(source, ("candidate", "votes"), (), found)
        votes: dict[str, int] = {}
        first: dict[str, int] = {}
        for number, row in rows_of(source, found):
            candidate, text = cleaned(row[place["candidate"]]), row[place["votes"]].strip()
            count = _whole(text)
            if not candidate:
                found.add("cell_empty", number, "candidate", value="")
            elif candidate in first:
                found.add("votes_twice", number, "candidate", candidate=candidate, first=first[candidate])
            elif candidates is not None and candidate not in candidates:
                found.add("votes_candidate_unknown", number, "candidate", candidate=candidate)
            if count is None:
                found.add("votes_wrong", number, "votes", candidate=candidate, value=text[:40])
            first.setdefault(candidate, number)
            votes[candidate] = count or 0
        found.raise_any()
        return votes


def _whole(text: str) -> int | None:
    if text.endswith(".0"):
        text = text[:-2]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """Decisions and where each stands, so that what turns out wrong later can still be placed."""

    file: str
    decisions: tuple[Decision, ...]
    rows: Mapping[tuple[str, str], int]


def read_decisions(
    path: Path,
    stages: Collection[str] | None = None,
    candidates: Collection[str] | None = None,
    progress: Progress = silent,
) -> DecisionTable:
    """The committee's decisions, with ballots and reason; `decided_by` and `decided_at` may stand beside them.

    A row `vacant` without a candidate tells why places of the stage stay vacant.
    """
    needed = ("stage", "candidate", "decision", "for", "against", "abstained", "reason")
    with open_rows(path, progress) as source:
        found = Findings(source.file, source.problems)
        place = columns_of(source, needed, ("decided_by", "decided_at"), found)
        decisions: list[Decision] = []
        rows: dict[tuple[str, str], int] = {}
        for number, row in rows_of(source, found):
            reader = _DecisionRow(number, {name: row[index].strip() for name, index in place.items()}, found)
            decision = reader.decision(stages, candidates)
            key = (decision.stage, decision.candidate)
            if key in rows and key[1]:
                found.add("decision_twice", number, "candidate", candidate=key[1], stage=key[0])
            elif key in rows and decision.verdict is Verdict.VACANT:
                found.add("vacancy_twice", number, "stage", stage=key[0])
            rows.setdefault(key, number)
            decisions.append(decision)
        found.raise_any()
        return DecisionTable(file=source.file, decisions=tuple(decisions), rows=rows)


@dataclass(frozen=True, slots=True)
class _DecisionRow:
    number: int
    cells: Mapping[str, str]
    found: Findings

    def decision(self, stages: Collection[str] | None, candidates: Collection[str] | None) -> Decision:
        stage, candidate = cleaned(self.cells["stage"]), cleaned(self.cells["candidate"])
        word = self.cells["decision"]
        verdict = VERDICTS.get(word.lower(), Verdict.NOT_ADVANCED)
        about = "vacancy" if verdict is Verdict.VACANT else "decision"
        values = {"stage": stage, "candidate": candidate}
        self._check("stage", stages is None or stage in stages, f"{about}_stage_unknown", values)
        if verdict is Verdict.VACANT:
            self._check("candidate", not candidate, "vacancy_with_candidate", values)
        elif not candidate:
            self.found.add("cell_empty", self.number, "candidate")
        else:
            known = candidates is None or candidate in candidates
            self._check("candidate", known, "decision_candidate_unknown", values)
        self._check("decision", word.lower() in VERDICTS, "decision_word", {"value": word[:40]})
        self._check("reason", bool(self.cells["reason"]), f"{about}_without_reason", values)
        return Decision(
            stage=stage,
            candidate=candidate,
            verdict=verdict,
            ballots_for=self._ballots("for"),
            ballots_against=self._ballots("against"),
            ballots_abstained=self._ballots("abstained"),
            reason=self.cells["reason"],
            decided_by=self.cells.get("decided_by", ""),
            decided_at=self.cells.get("decided_at", ""),
        )

    def _check(self, column: str, fine: bool, code: str, values: Mapping[str, object]) -> None:
        if not fine:
            self.found.add(code, self.number, column, **values)

    def _ballots(self, column: str) -> int:
        count = _whole(self.cells[column])
        self._check(column, count is not None, "ballots_wrong", {"value": self.cells[column][:40]})
        return count or 0
