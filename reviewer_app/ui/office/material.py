"""Step two: roster and evidence, with every problem where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from reviewer_app.domain.errors import Problem
from reviewer_app.i18n import _
from reviewer_app.i18n.errors import WARNING_TEXTS
from reviewer_app.services.prepare import Material
from reviewer_app.ui.office.models import candidate_model, problem_model
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Frame, button, fill, label, row, wrapped
from reviewer_app.ui.tables import Table
from reviewer_app.ui.tabs import Tabs

CANDIDATES, PROBLEMS = "candidates", "problems"


class MaterialStep(QWidget):
    """Emits `material_asked(roster, evidence)` once both are chosen, and when they are to be read again."""

    material_asked = Signal(object, object)

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._roster: Path | None = None
        self._evidence: Path | None = None
        self._material: Material | None = None
        self._roster_name = _path_label()
        self._evidence_name = _path_label()
        self.candidates = candidate_model(lambda: self._material)
        self.problems = problem_model()
        theme, kept = desktop.theme, desktop.preferences
        table = Table(theme, kept, self.candidates, "office-candidates").sortable()
        table.set_widths(60, 110, 170, 110, 90, 70)
        table.setAccessibleName(_("Candidates"))
        problems = Table(theme, kept, self.problems, "office-problems").sortable()
        problems.setAccessibleName(_("Problems"))
        problems.set_widths(120, 100, 44, 76, 320)
        self.tabs = Tabs()
        self.tabs.add(CANDIDATES, _("Candidates"), table)
        self.tabs.add(PROBLEMS, _("Problems"), problems)
        search = QLineEdit()
        search.setObjectName("material-filter")
        search.setPlaceholderText(_("Filter"))
        search.setAccessibleName(_("Filter"))
        search.setMaximumWidth(180)
        search.setAcceptDrops(False)
        search.textChanged.connect(table.filter_by)
        search.textChanged.connect(problems.filter_by)
        self._state = wrapped(_("Choose the roster and the folder with the evidence."), tone="muted")
        again = button(_("Read again"), self._ask, name="read-again")
        card = Frame(
            "card",
            label(_("Candidates and evidence"), scale="title"),
            self._chosen(),
            row(self._state, again, search),
            self.tabs,
            self.tabs.stack,
        )
        fill(QVBoxLayout(self), (card,), 0)

    def take_over(self, old: MaterialStep) -> None:
        """Shows the files that were chosen in `old`."""
        self._roster, self._evidence = old._roster, old._evidence
        for name, path in ((self._roster_name, old._roster), (self._evidence_name, old._evidence)):
            if path is not None:
                name.setText(path.name)
                name.setToolTip(str(path))

    def use_roster(self, path: Path) -> None:
        self._roster = path
        self._roster_name.setText(path.name)
        self._roster_name.setToolTip(str(path))
        self._ask()

    def use_evidence(self, folder: Path) -> None:
        self._evidence = folder
        self._evidence_name.setText(folder.name)
        self._evidence_name.setToolTip(str(folder))
        self._ask()

    def show_material(self, material: Material | None, problems: Sequence[Problem]) -> None:
        """Shows what was read, or why it cannot be used."""
        self._material = material
        self.candidates.show_lines(material.candidates if material else ())
        self.problems.show_lines(problems)
        errors = sum(one.code not in WARNING_TEXTS for one in problems)
        count = len(material.candidates) if material else 0
        self.tabs.rename(CANDIDATES, _("Candidates {count}").format(count=count))
        self.tabs.rename(PROBLEMS, _("Problems {count}").format(count=len(problems)))
        if errors:
            words = _("{errors} problems must be mended in the files; then read them again.").format(errors=errors)
        elif problems:
            words = _("Everything can be used; points worth a look: {count}.").format(count=len(problems))
        else:
            words = _("Everything can be used.")
        self._state.setText(words)
        self.tabs.turn_to(PROBLEMS if errors else CANDIDATES)

    def _chosen(self) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for number, (words, name, choose, key) in enumerate(
            (
                (_("Roster"), self._roster_name, self._choose_roster, "choose-roster"),
                (_("Evidence"), self._evidence_name, self._choose_evidence, "choose-evidence"),
            )
        ):
            grid.addWidget(label(words, tone="muted"), number, 0)
            grid.addWidget(name, number, 1)
            grid.addWidget(button(_("Choose…"), choose, name=key), number, 2)
        return made

    def _choose_roster(self) -> None:
        kinds = _("Tables (*.xlsx *.xls *.et *.csv);;All files (*)")
        name, _filter = QFileDialog.getOpenFileName(self, _("Choose the roster"), "", kinds)
        if name:
            self.use_roster(Path(name))

    def _choose_evidence(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Choose the folder with the evidence"))
        if name:
            self.use_evidence(Path(name))

    def _ask(self) -> None:
        if self._roster is not None and self._evidence is not None:
            self.material_asked.emit(self._roster, self._evidence)


def _path_label() -> QLabel:
    made = label(_("not chosen yet"))
    made.setMinimumWidth(80)
    return made
