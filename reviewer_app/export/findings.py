"""Collects what is wrong with an input, so that all of it is told at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from reviewer_app.domain.errors import Problem


@dataclass(slots=True)
class Findings:
    """Errors and warnings in the order in which they were found, of one file unless another is named."""

    file: str
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def error(
        self, code: str, /, *, file: str = "", row: int | None = None, column: str = "", **values: object
    ) -> None:
        self.errors.append(Problem(code=code, values=values, file=file or self.file, row=row, column=column))

    def warn(self, code: str, /, *, file: str = "", row: int | None = None, column: str = "", **values: object) -> None:
        self.warnings.append(Problem(code=code, values=values, file=file or self.file, row=row, column=column))
