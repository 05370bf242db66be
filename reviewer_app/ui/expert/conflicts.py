"""The conflict step: what the program found, what the expert knows, and the declaration that this is all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _, n_
from reviewer_app.services.conflicts import Case, Conflicts, Decision
from reviewer_app.ui.expert.board import DeskPart
from reviewer_app.ui.expert.candidate_field import CandidateField
from reviewer_app.ui.expert.conflict_row import ConflictRow
from reviewer_app.ui.expert.step_back import ReasonPanel
from reviewer_app.ui.expert.words import RemarkEdit
from reviewer_app.ui.parts import Frame, button, empty, fill, label, row, rule, wrapped
from reviewer_app.ui.progress import WorkStrip
from reviewer_app.ui.theme import Theme

MOST_ROWS = 60
"""Rows shown at once; the others follow when these are decided."""


class ConflictPage(DeskPart):
    """Emits what the expert does: `recused` and `dismissed` (code, reason), `past_units_written(text)`, `finished`.

    `search_asked` asks for the dossiers to be searched, `keys_wanted` for what candidates are found by.
    """

    recused = Signal(str, str)
    dismissed = Signal(str, str)
    past_units_written = Signal(str)
    search_asked = Signal()
    keys_wanted = Signal()
    finished = Signal()

    def __init__(self, theme: Theme, candidates: Mapping[str, Candidate]) -> None:
        super().__init__()
        self._theme, self._candidates = theme, candidates
        self.rows: dict[str, ConflictRow] = {}
        self.past = RemarkEdit(lines=3)
        self.past.setObjectName("past-units")
        self.past.setAccessibleName(_("Units you worked for earlier, one a line"))
        self.past.left.connect(self.past_units_written)
        self.strip = WorkStrip(theme)
        self._unsearched = wrapped(tone="amber")
        self._search = button(_("Look now"), self.search_asked.emit, name="search-dossiers")
        self._found = label(weight="bold", name="found")
        self._nothing = wrapped(
            _("The program found nothing that points to a conflict. If you know of none either, go on."), tone="muted"
        )
        self._list = QVBoxLayout()
        self._more = wrapped(tone="muted")
        self.other = CandidateField(candidates.values(), _("Candidate: code, name or pinyin"))
        self.other.setObjectName("other-candidate")
        self.other.keys_wanted.connect(self.keys_wanted)
        self.other.returnPressed.connect(self._ask_other)
        self._add = button(_("Recuse…"), self._ask_other, name="add-recusal")
        self._other_told = wrapped(tone="amber")
        self.panel = ReasonPanel()
        self.panel.reason.setObjectName("other-reason")
        self.panel.given.connect(self._give_other)
        self._own = QVBoxLayout()
        self.told = wrapped(tone="amber", name="conflicts-told")
        self.finish_button = button(
            _("I have named every conflict that I know of"), self.finished.emit, kind="primary", name="declare"
        )
        self._lay_out()

    def _lay_out(self) -> None:
        explanation = wrapped(
            _(
                "Whoever is close to a candidate does not judge that candidate: the same unit, family, master and "
                "apprentice, your own recommendation. Decide what the program found, and add what only you know."
            ),
            tone="muted",
        )
        inner = QWidget()
        inner.setProperty("role", "plain")
        past = wrapped(_("Units you worked for earlier, one a line (if any)"))
        other = label(_("Another candidate from whom you must step back"), weight="bold")
        self._unsearched_line = row(self._unsearched, self._search)
        parts = (explanation, past, self.past, rule(), self._found, self.strip, self._unsearched_line, self._nothing)
        box = QVBoxLayout(inner)
        fill(box, parts, 8, (0, 0, 8, 0))
        for layout in (self._list, self._own):
            layout.setSpacing(0)
        box.addLayout(self._list)
        for part in (self._more, other, row(self.other, self._add), self._other_told, self.panel):
            box.addWidget(part)
        box.addLayout(self._own)
        box.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inner)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card = Frame("card", label(_("Conflicts of interest"), scale="title"), padding=20)
        card.box.addWidget(self._area, 1)
        card.box.addWidget(row(self.told, self.finish_button))
        card.setMaximumWidth(760)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 16, 16, 16)
        line.addStretch(1)
        line.addWidget(card, 20)
        line.addStretch(1)
        for part in (self._more, self._other_told, self._unsearched_line):
            part.hide()

    # what is shown

    def show_conflicts(
        self, conflicts: Conflicts, sheets: Mapping[str, ScoreSheet], settled: Collection[str] = ()
    ) -> None:
        """Lays out what stands; `settled` are candidates decided in an earlier version, who are not shown again."""
        cases = [case for case in conflicts.cases if case.proposal.candidate not in settled]
        shown = self._to_show(cases)
        for code in self.rows.keys() - {case.proposal.candidate for case in shown}:
            self.rows.pop(code).deleteLater()
        for place, case in enumerate(shown):
            self._show_row(place, case)
        text = "\n".join(conflicts.past_units)
        if not self.past.hasFocus() and self.past.toPlainText() != text:
            self.past.setPlainText(text)
        self._tell_found(conflicts, len(cases))
        proposed = {case.proposal.candidate for case in conflicts.cases}
        self._show_own([one for code, one in sheets.items() if code not in proposed])

    def _to_show(self, cases: Sequence[Case]) -> list[Case]:
        """The rows that stand already, then the open cases, then the others, as far as there is room."""
        ordered = sorted(cases, key=lambda case: case.decision is not Decision.OPEN)
        wanted = {case.proposal.candidate for case in ordered[:MOST_ROWS]} | self.rows.keys()
        return [case for case in cases if case.proposal.candidate in wanted]

    def _show_row(self, place: int, case: Case) -> None:
        code = case.proposal.candidate
        if code in self.rows:
            self.rows[code].show_case(case)
            return
        made = self.rows[code] = ConflictRow(self._theme, self._candidates[code], case)
        made.confirmed.connect(self.recused)
        made.dismissed.connect(self.dismissed)
        made.opened.connect(partial(self._bring_into_sight, made))
        self._list.insertWidget(place, made)

    def _tell_found(self, conflicts: Conflicts, count: int) -> None:
        words = n_("The program found {count} candidate", "The program found {count} candidates", count)
        self._found.setText(words.format(count=count))
        self._found.setVisible(count > 0)
        self._nothing.setVisible(count == 0 and not self.strip.is_busy)
        hidden = count - len(self.rows)
        self._more.setText(_("{count} more follow when these are decided.").format(count=hidden))
        self._more.setVisible(hidden > 0)
        left = len(conflicts.unsearched)
        words = n_(
            "{count} dossier was not searched for your name.", "{count} dossiers were not searched for your name.", left
        )
        self._unsearched.setText(words.format(count=left))
        self._unsearched_line.setVisible(left > 0 and not self.strip.is_busy)
        if not conflicts.undecided:
            self.tell("")

    def _show_own(self, sheets: Collection[ScoreSheet]) -> None:
        empty(self._own)
        for sheet in sheets:
            if sheet.state is SheetState.RECUSED:
                name = self._candidates[sheet.candidate].name
                words = _("{candidate}: recused. Reason: {reason}")
                self._own.addWidget(
                    wrapped(words.format(candidate=f"{sheet.candidate} {name}", reason=sheet.reason), tone="muted")
                )

    def tell(self, words: str) -> None:
        """Says beside the button why it does not go on yet."""
        self.told.setText(words)

    def enter(self) -> None:
        """To the first decision that is open; where there is none, to the button that goes on."""
        first = next((made.first for made in self.rows.values() if made.first), self.finish_button)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if first is not self.finish_button:
            self._area.ensureWidgetVisible(first)

    def settle(self) -> None:
        """Hands over what is still being typed."""
        if self.past.hasFocus():
            self.past_units_written.emit(self.past.toPlainText())

    def _bring_into_sight(self, part: QWidget) -> None:
        """Once the part has its new height."""
        QTimer.singleShot(0, part, lambda: self._area.ensureWidgetVisible(part, 0, 8))

    # a recusal of one's own

    def _ask_other(self) -> None:
        code = self.other.code()
        self._other_told.setVisible(not code)
        if not code:
            self._other_told.setText(_("Type the code or the name, and choose one candidate from the list."))
            self.other.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        words = _("Recuse from {candidate}? The dossier closes and your marks on it are dropped, for good.")
        one = self._candidates[code]
        self.panel.ask(words.format(candidate=f"{code} {one.name} {one.unit}".rstrip()), _("Recuse for good"))
        self._bring_into_sight(self.panel)

    def _give_other(self, reason: str) -> None:
        code = self.other.code()
        self.other.clear()
        self.recused.emit(code, reason)
