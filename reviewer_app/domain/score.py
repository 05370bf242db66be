"""What an expert hands in: the score sheets, the undertaking, the head of the audit chain."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from reviewer_app.domain.candidate import Code, Text
from reviewer_app.domain.people import Document, PersonId
from reviewer_app.domain.sheet import ScoreSheet, SheetState

MarkText = Annotated[str, Field(pattern=r"^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$")]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SheetRecord(Document):
    """One sheet as it stands in a file. Marks are decimal texts and stand only where the sheet has any."""

    candidate: Code
    state: SheetState
    marks: Mapping[str, MarkText] = {}
    reason: Text = ""
    remark: Text = ""

    @model_validator(mode="after")
    def _state_fits(self) -> Self:
        if self.marks and self.state not in (SheetState.SCORED, SheetState.INCOMPLETE):
            raise ValueError("marks on a sheet that is not scored")
        if self.state is SheetState.NOT_ASSIGNED:
            raise ValueError("a sheet on somebody not assigned")
        return self

    def sheet(self, expert: str) -> ScoreSheet:
        marks = {criterion: Decimal(mark) for criterion, mark in self.marks.items()}
        return ScoreSheet(
            expert=expert,
            candidate=self.candidate,
            state=self.state,
            marks=marks,
            reason=self.reason,
            remark=self.remark,
        )

    @classmethod
    def of(cls, sheet: ScoreSheet) -> SheetRecord:
        return cls(
            candidate=sheet.candidate,
            state=sheet.state,
            marks={criterion: format(mark, "f") for criterion, mark in sheet.marks.items()},
            reason=sheet.reason,
            remark=sheet.remark,
        )


class Undertaking(Document):
    """The expert's acceptance: the sha256 of the text accepted, and when, by the expert's clock."""

    text_sha256: Sha256
    accepted: Moment


class AuditHead(Document):
    """The last link of the signer's audit chain when the file was made: how many events, and their hash."""

    events: Annotated[int, Field(ge=0)]
    head: Sha256


class ScoreDocument(Document):
    """`data/sheets.json`. `package` repeats the clear header."""

    format: Literal["jiangping-score"] = "jiangping-score"
    version: Literal[1] = 1
    package: dict[str, Any]
    expert: PersonId
    undertaking: Undertaking
    sheets: tuple[SheetRecord, ...]
    audit: AuditHead

    @model_validator(mode="after")
    def _one_sheet_a_candidate(self) -> Self:
        codes = [sheet.candidate for sheet in self.sheets]
        if len(set(codes)) != len(codes):
            raise ValueError("two sheets on one candidate")
        return self

    def score_sheets(self) -> tuple[ScoreSheet, ...]:
        return tuple(record.sheet(self.expert) for record in self.sheets)
