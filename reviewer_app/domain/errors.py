"""What a person can act on.

UserError              something a person can act on: a code and its values
├── InputError         the call or the input cannot be used: every problem at once (exit 2)
└── RefusedError       something was checked and refused, with an outcome (exit 1)

The texts live in `reviewer_app.i18n.errors`, one per code. Anything else that is raised is a bug.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with an input: what, and where (file, row and column as a person counts them, from 1)."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    row: int | None = None
    column: str = ""


class UserError(Exception):
    """Something a person can act on; `code` names its text, `values` fill the text's fields."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (Problem(code=self.code, values=self.values),)


class InputError(UserError):
    """The input cannot be used; `problems` holds everything that is wrong with it, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems = tuple(problems)
        super().__init__("input_unusable", count=len(self._problems))

    @classmethod
    def of(
        cls, code: str, /, *, file: str = "", row: int | None = None, column: str = "", **values: object
    ) -> InputError:
        return cls([Problem(code=code, values=values, file=file, row=row, column=column)])

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


class RefusedError(UserError):
    """Something was checked and refused. `outcome` is the word of the format (`altered`, `malformed`, …)."""

    def __init__(self, outcome: str, code: str, /, **values: object) -> None:
        super().__init__(code, **values)
        self.outcome = outcome
