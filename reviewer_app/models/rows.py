"""Rows as they come from SQL, made into domain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import partial

from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.security.audit import AuditRow

_new_sheet = partial(object.__new__, ScoreSheet)
_set_expert, _set_candidate, _set_state, _set_marks, _set_reason, _set_remark = (
    getattr(ScoreSheet, field.name).__set__ for field in fields(ScoreSheet)
)
_STATES = {state.value: state for state in SheetState}


class _Decimals(dict[str, Decimal]):
    """Decimals by their text: a store holds the same few marks many times over."""

    def __missing__(self, text: str) -> Decimal:
        value = self[text] = Decimal(text)
        return value


def gathered_marks(rows: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, Decimal]]:
    """Marks by candidate and criterion; rows of one candidate mostly follow each other."""
    decimals = _Decimals()
    marks: dict[str, dict[str, Decimal]] = {}
    last: str = ""
    of_last: dict[str, Decimal] = {}
    for candidate, criterion, value in rows:
        if candidate != last:
            last, of_last = candidate, marks.setdefault(candidate, {})
        of_last[criterion] = decimals[value]
    return marks


def built_sheets(
    expert: str, rows: Iterable[tuple[str, str, str, str]], marks: Mapping[str, Mapping[str, Decimal]]
) -> dict[str, ScoreSheet]:
    """`sheet_of` for a whole desk at once: a frozen value's own constructor takes twice as long (see benchmarks)."""
    sheets = {}
    for candidate, state, reason, remark in rows:
        sheet = sheets[candidate] = _new_sheet()
        _set_expert(sheet, expert)
        _set_candidate(sheet, candidate)
        _set_state(sheet, _STATES[state])
        _set_marks(sheet, marks.get(candidate) or {})
        _set_reason(sheet, reason)
        _set_remark(sheet, remark)
    return sheets


def sheet_of(row: tuple[str, str, str, str], expert: str, marks: Mapping[str, Decimal]) -> ScoreSheet:
    candidate, state, reason, remark = row
    return ScoreSheet(
        expert=expert, candidate=candidate, state=SheetState(state), marks=marks, reason=reason, remark=remark
    )


def audit_row(row: tuple[int, str, str, str, str, str]) -> AuditRow:
    number, at, event, told, previous, hash_ = row
    try:
        values = json.loads(told)
    except ValueError:
        values = told
    if not isinstance(values, dict):
        values = {"": values}  # no row of ours: its hash will not fit
    return AuditRow(number=number, at=str(at), event=str(event), values=values, previous=previous, hash=hash_)
