"""The tables of the office: candidates, problems, people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.errors import Problem
from reviewer_app.domain.package import Role
from reviewer_app.i18n import _
from reviewer_app.i18n.errors import WARNING_TEXTS, error_text, warning_text
from reviewer_app.security.keys import PublicKey
from reviewer_app.services.prepare import Enrolment, Material
from reviewer_app.ui.tables import ROW, SORT, Index

Line = TypeVar("Line")


class ListModel(QAbstractTableModel, Generic[Line]):
    """A table of values; a column is a head and what it shows of a line."""

    def __init__(self, columns: Sequence[tuple[str, Callable[[Line], Any]]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def line_at(self, number: int) -> Line:
        return self._lines[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and self._is_number(section):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._columns[section][0] if role == Qt.ItemDataRole.DisplayRole else None

    def _is_number(self, column: int) -> bool:
        return bool(self._lines) and isinstance(self._columns[column][1](self._lines[0]), int)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == ROW:
            return line
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(self._columns[index.column()][1](line), int):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, SORT):
            return None
        value = self._columns[index.column()][1](line)
        if role == SORT:
            return value
        return "" if value is None else str(value)


def candidate_model(material: Callable[[], Material | None]) -> ListModel[Candidate]:
    def pieces(one: Candidate) -> int:
        made = material()
        return len(made.evidence.get(one.code, ())) if made else 0

    return ListModel(
        (
            (_("Code"), lambda one: one.code),
            (_("Name"), lambda one: one.name),
            (_("Unit"), lambda one: one.unit),
            (_("Trade"), lambda one: one.trade),
            (_("Skill level"), lambda one: one.skill_level),
            (_("Evidence"), pieces),
        )
    )


def problem_model() -> ListModel[Problem]:
    return ListModel(
        (
            (_("Kind"), kind_text),
            (_("File"), lambda one: one.file),
            (_("Row"), lambda one: one.row),
            (_("Column"), lambda one: one.column),
            (_("What is wrong, and what to do"), sentence),
        )
    )


def kind_text(problem: Problem) -> str:
    return _("look at") if problem.code in WARNING_TEXTS else _("must be mended")


def sentence(problem: Problem) -> str:
    known = warning_text if problem.code in WARNING_TEXTS else error_text
    return known(problem.code, problem.values)


def people_model() -> ListModel[Enrolment]:
    return ListModel(
        (
            (_("Id"), lambda one: one.id),
            (_("Role"), lambda one: role_text(one.role)),
            (_("Name"), lambda one: one.card.name),
            (_("Unit"), lambda one: one.card.unit),
            (_("Fingerprint"), lambda one: PublicKey.from_line(one.card.signing_key).fingerprint),
        )
    )


def role_text(role: Role) -> str:
    return {
        Role.OFFICE: _("office"),
        Role.CHAIR: _("chair"),
        Role.SUPERVISOR: _("supervisor"),
        Role.UNION: _("union"),
        Role.EXPERT: _("expert"),
        Role.PERSON: _("person"),
    }[role]
