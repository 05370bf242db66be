"""The left pane: everybody to be judged, with state and total; filter and search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QPushButton

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _, n_
from reviewer_app.services.overview import Standing, missing_of, standing_of, total_of, written_total
from reviewer_app.ui.expert.candidate_painter import CandidatePainter
from reviewer_app.ui.expert.states import state_word
from reviewer_app.ui.icons import icon
from reviewer_app.ui.parts import Elided, Frame, button, label, row
from reviewer_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
ALL, OPEN, BEGUN = "all", "open", "begun"


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """What a line of the list shows."""

    code: str
    name: str
    about: str
    sheet: ScoreSheet
    total: str
    missing: int


class CandidateModel(QAbstractListModel):
    """The lines that the filter and the search let through, in the round's order."""

    def __init__(self, candidates: Iterable[Candidate], scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._candidates = {one.code: one for one in candidates}
        self._keys = {code: f"{code} {one.name}".casefold() for code, one in self._candidates.items()}
        self._lines: dict[str, CandidateLine] = {}
        self._shown: list[str] = []
        self._rows: dict[str, int] = {}
        self._wanted, self._search = ALL, ""

    def use_keys(self, keys: Mapping[str, str]) -> None:
        """What candidates are found by, once that is known."""
        self._keys.update(keys)

    def show_sheets(self, sheets: Iterable[ScoreSheet]) -> None:
        self._lines.update((sheet.candidate, self._line(sheet)) for sheet in sheets)
        self._filter()

    def update_sheet(self, sheet: ScoreSheet) -> None:
        self._lines[sheet.candidate] = self._line(sheet)
        number = self._rows.get(sheet.candidate)
        if number is not None:
            index = self.index(number)
            self.dataChanged.emit(index, index)

    def look_for(self, wanted: str, search: str) -> None:
        self._wanted, self._search = wanted, search.strip().casefold()
        self._filter()

    def row_of(self, code: str) -> int | None:
        return self._rows.get(code)

    def code_at(self, number: int) -> str:
        return self._shown[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[self._shown[index.row()]]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{line.code} {line.name}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.code} {line.name}, {state_word(line.sheet)} {line.total}"
        return None

    def _filter(self) -> None:
        self.beginResetModel()
        self._shown = [code for code in self._candidates if code in self._lines and self._lets_through(code)]
        self._rows = {code: number for number, code in enumerate(self._shown)}
        self.endResetModel()

    def _lets_through(self, code: str) -> bool:
        if self._search and self._search not in self._keys[code]:
            return False
        sheet = self._lines[code].sheet
        if self._wanted == ALL:
            return True
        is_open = sheet.state is SheetState.INCOMPLETE
        return is_open and (self._wanted == OPEN or bool(sheet.marks))

    def _line(self, sheet: ScoreSheet) -> CandidateLine:
        one = self._candidates[sheet.candidate]
        total = total_of(sheet, self._scheme)
        return CandidateLine(
            code=one.code,
            name=one.name,
            about=" · ".join(text for text in (one.unit, one.trade) if text),
            sheet=sheet,
            total="" if total is None else written_total(total, self._scheme),
            missing=missing_of(sheet, self._scheme),
        )


class CandidatePane(Frame):
    """Emits `candidate_asked(code)` when another line is chosen."""

    candidate_asked = Signal(str)

    def __init__(self, theme: Theme, candidates: Iterable[Candidate], scheme: Scheme) -> None:
        super().__init__("card", spacing=8, padding=8)
        self._theme, self._scheme = theme, scheme
        self.model = CandidateModel(candidates, scheme)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Name, code or pinyin initials"))
        self.search.setAccessibleName(_("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self.search.addAction(icon("search", theme.colour("muted"), 16), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._look())
        self._wanted = ALL
        self._filters: dict[str, QPushButton] = {}
        for wanted in (ALL, OPEN, BEGUN):
            made = button("", partial(self.want, wanted), kind="filter")
            made.setCheckable(True)
            self._filters[wanted] = made
        self._filters[ALL].setChecked(True)
        self.list = self._make_list()
        self._counts = Elided(scale="small", tone="muted")
        footer = Frame("footer", self._counts, padding=0)
        footer.box.setContentsMargins(4, 8, 4, 0)
        for part in (self.search, row(*self._filters.values(), None, spacing=2), self.list, footer):
            self.box.addWidget(part)
        self._empty = label(_("Nobody is found. Clear the search, or choose another filter."), tone="muted")
        self._empty.setWordWrap(True)
        self._empty.hide()
        self.box.insertWidget(3, self._empty)

    def show_sheets(self, sheets: Iterable[ScoreSheet]) -> None:
        sheets = tuple(sheets)
        self.model.show_sheets(sheets)
        self.count(standing_of(sheets, self._scheme))

    def count(self, standing: Standing) -> None:
        """Puts the numbers on filters and footer."""
        waiting = len(standing.untouched) + len(standing.begun)
        self._filters[ALL].setText(_("All {count}").format(count=standing.done + waiting))
        self._filters[OPEN].setText(_("Open {count}").format(count=waiting))
        self._filters[BEGUN].setText(_("Begun {count}").format(count=len(standing.begun)))
        texts = (
            _("Scored {count}").format(count=len(standing.scored)),
            _("Recused {count}").format(count=len(standing.recused)),
            _("Open {count}").format(count=waiting),
        )
        self._counts.setText(" · ".join(texts))
        self._counts.setToolTip(self._counts.text())

    def choose(self, code: str) -> None:
        """Marks a line as the current one, without asking for it."""
        number = self.model.row_of(code)
        if number is None:
            self.list.clearSelection()
            return
        self.list.blockSignals(True)
        self.list.setCurrentIndex(self.model.index(number))
        self.list.blockSignals(False)
        self.list.scrollTo(self.model.index(number))

    def want(self, wanted: str) -> None:
        self._wanted = wanted
        for name, made in self._filters.items():
            made.setChecked(name == wanted)
        self._look()

    def _look(self) -> None:
        self.model.look_for(self._wanted, self.search.text())
        self._empty.setVisible(self.model.rowCount() == 0)

    def _make_list(self) -> QListView:
        made = QListView()
        made.setModel(self.model)
        made.setItemDelegate(CandidatePainter(self._theme, made))
        made.setUniformItemSizes(True)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName(n_("{count} candidate", "{count} candidates", 2).format(count=self.model.rowCount()))
        made.setMouseTracking(True)
        self._theme.changed.connect(made.reset)
        made.clicked.connect(self._ask)
        made.activated.connect(self._ask)
        return made

    def _ask(self, index: QModelIndex) -> None:
        self.candidate_asked.emit(self.model.code_at(index.row()))
