"""The right pane: a row a criterion, the total among one's own totals, the remark, and ways to step back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.domain.exact import plain
from reviewer_app.domain.scheme import Scheme
from reviewer_app.domain.sheet import ScoreSheet, SheetState
from reviewer_app.i18n import _
from reviewer_app.services.overview import total_of, written_total
from reviewer_app.ui.expert.distribution import BandNote, Distribution
from reviewer_app.ui.expert.mark_row import MarkRow
from reviewer_app.ui.expert.step_back import ReasonPanel
from reviewer_app.ui.expert.words import PrivateNote, RemarkEdit
from reviewer_app.ui.flow import flowing
from reviewer_app.ui.parts import Frame, IconButton, button, fill, label, row, wrapped
from reviewer_app.ui.theme import Theme

LEAST_WIDTH = 248


class MarkPane(Frame):
    """Emits what the expert does; shows what is kept."""

    mark_typed = Signal(str, str)
    remark_written = Signal(str)
    note_written = Signal(str)
    conflicts_asked = Signal()
    recusal_given = Signal(str)
    abstention_given = Signal(str)
    undo_asked = Signal()
    redo_asked = Signal()
    finished = Signal()

    def __init__(self, theme: Theme, scheme: Scheme) -> None:
        super().__init__("card", spacing=0, padding=0)
        self._scheme = scheme
        self._candidate = ""
        self._is_recusing = False
        self.rows = {criterion.key: MarkRow(theme, criterion) for criterion in scheme.criteria}
        for mark_row in self.rows.values():
            mark_row.typed.connect(self.mark_typed)
            mark_row.passed.connect(self._go_on_from)
            mark_row.entered.connect(self._unfold)
            mark_row.undo_asked.connect(self.undo_asked)
            mark_row.redo_asked.connect(self.redo_asked)
        self._state = wrapped(tone="muted")
        self._state.setContentsMargins(14, 10, 14, 10)
        self._total = label("–", scale="figure", name="total")
        self._unfolded: MarkRow | None = None
        self.distribution = Distribution(theme, scheme)
        self.band = BandNote(theme, scheme)
        self.remark = RemarkEdit(lines=2)
        self.remark.setObjectName("remark")
        self.remark.setAccessibleName(_("Remark"))
        self.remark.left.connect(self.remark_written)
        self.note = PrivateNote(theme)
        self.note.written.connect(self.note_written)
        self._conflicts = button(
            _("Conflicts of interest…"), self.conflicts_asked.emit, kind="quiet", tone="muted", name="conflicts"
        )
        self.reason = ReasonPanel()
        self.reason.given.connect(self._step_back)
        self._recuse = button(_("Recuse…"), self._ask_recusal, name="recuse")
        self._abstain = button(_("Abstain…"), self._ask_abstention, name="abstain")
        self._undo = IconButton(theme, "undo-2", _("Undo the last mark (Ctrl+Z)"), self.undo_asked.emit)
        self._redo = IconButton(theme, "redo-2", _("Make the mark again (Ctrl+Y)"), self.redo_asked.emit)
        self._area = self._scrolled()
        self.box.addWidget(self._area, 1)
        steps = row(self._undo, self._redo, spacing=2)
        footer = Frame("footer", flowing(self._recuse, self._abstain, steps, spacing=4), padding=8)
        self.box.addWidget(footer)
        self.box.addStrut(LEAST_WIDTH)

    def show_sheet(self, sheet: ScoreSheet, *, is_locked: bool, asked: str) -> None:
        """Shows a sheet as it is kept; one that is signed or recused is closed. `asked`: why to look at it again."""
        is_open = not is_locked and sheet.state is not SheetState.RECUSED
        for key, mark_row in self.rows.items():
            mark_row.show_mark(sheet.marks.get(key))
            mark_row.set_open(is_open)
        self.remark.setPlainText(sheet.remark)
        self.remark.setEnabled(is_open)
        self._recuse.setEnabled(is_open)
        self._abstain.setEnabled(is_open and sheet.state is not SheetState.ABSTAINED)
        self.reason.hide()
        self._tell_state(sheet, is_locked=is_locked, asked=asked)
        self.show_total(sheet)
        if sheet.candidate != self._candidate or not is_open:
            self._candidate = sheet.candidate
            QTimer.singleShot(0, self, self._begin_at_top)

    def show_note(self, text: str, *, is_open: bool) -> None:
        """Shows the private note; that of a recused candidate stays closed."""
        self.note.show_note(text)
        self.note.setVisible(is_open)

    def write_note(self) -> None:
        """Leads to the private note."""
        self._area.ensureWidgetVisible(self.note)
        self.note.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_total(self, sheet: ScoreSheet) -> None:
        total = total_of(sheet, self._scheme)
        self._total.setText("–" if total is None else written_total(total, self._scheme))
        self.distribution.mark_current(total if sheet.state is SheetState.SCORED else None)

    def show_totals(self, totals: Mapping[Decimal, int]) -> None:
        self.distribution.show_totals(totals)
        self.band.show_totals(totals)

    def show_problem(self, criterion: str, text: str) -> None:
        """Tells at the field what is wrong with what was typed."""
        self.rows[criterion].show_problem(text)
        self.rows[criterion].field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rows[criterion].field.selectAll()

    def focus_first_open(self, digit: str = "") -> bool:
        """Goes to the first empty mark, if there is one; a digit typed elsewhere goes into it."""
        for mark_row in self.rows.values():
            if not mark_row.field.text() and mark_row.field.isEnabled():
                if digit:
                    mark_row.begin(digit)
                else:
                    mark_row.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def _begin_at_top(self) -> None:
        """Where the focus is not in a row: a field that closes hands it on, to the end of the pane."""
        if not any(mark_row.field.hasFocus() for mark_row in self.rows.values()):
            self._area.verticalScrollBar().setValue(0)

    def take_over(self, old: MarkPane) -> None:
        """Asks for a reason where `old` does."""
        if not old.reason.isHidden():
            (self._ask_recusal if old._is_recusing else self._ask_abstention)()

    def settle(self) -> None:
        """Tells what is typed and not yet told."""
        for mark_row in self.rows.values():
            if mark_row.field.hasFocus():
                mark_row.field.left.emit()
        if self.remark.hasFocus():
            self.remark_written.emit(self.remark.toPlainText())
        self.note.settle()

    def _unfold(self, criterion: str) -> None:
        """Shows the criterion that has the focus in full, and brings it into sight."""
        mark_row = self.rows[criterion]
        if mark_row is not self._unfolded:
            if self._unfolded is not None:
                self._unfolded.fold()
            self._unfolded = mark_row
            mark_row.unfold()
        QTimer.singleShot(0, mark_row, lambda: self._area.ensureWidgetVisible(mark_row, 0, 0))

    def _go_on_from(self, criterion: str) -> None:
        """Enter: to the next empty mark below, else the first one above, else done with this candidate."""
        keys = list(self.rows)
        place = keys.index(criterion) + 1
        for key in (*keys[place:], *keys[: place - 1]):
            if not self.rows[key].field.text():
                self.rows[key].field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if place < len(keys):
            self.rows[keys[place]].field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.finished.emit()

    def _tell_state(self, sheet: ScoreSheet, *, is_locked: bool, asked: str) -> None:
        texts = {
            SheetState.RECUSED: _("Recused: {reason}. This sheet is closed."),
            SheetState.ABSTAINED: _("Abstained: {reason}. A mark takes the abstention back."),
        }
        text = texts.get(sheet.state, "").format(reason=sheet.reason)
        if is_locked and not text:
            text = _("Signed: this sheet is closed. Only the chair can send it back to you.")
        self._state.setText("\n".join(line for line in (text, asked) if line))
        self._state.setVisible(bool(text or asked))

    def _scrolled(self) -> QScrollArea:
        inner = QWidget()
        inner.setProperty("role", "plain")
        full = label(f"/{plain(self._scheme.full_score)}", tone="muted")
        total = QWidget()
        fill(
            QHBoxLayout(total),
            (label(_("Total"), tone="muted"), self._total, full, self.distribution),
            8,
            (14, 6, 14, 0),
        )
        remark = QWidget()
        words = wrapped(_("Remark (optional, goes with the package)"), tone="muted", scale="small")
        fill(QVBoxLayout(remark), (words, self.remark), 4, (14, 2, 14, 8))
        private = QWidget()
        fill(QVBoxLayout(private), (self.note, row(self._conflicts, None)), 4, (8, 2, 8, 8))
        panel = QWidget()
        fill(QVBoxLayout(panel), (self.reason,), 0, (8, 4, 8, 4))
        fill(QVBoxLayout(inner), (self._state, *self.rows.values(), panel, total, self.band, remark, private, None), 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _ask_recusal(self) -> None:
        self._is_recusing = True
        words = _("Recuse from this candidate? The dossier closes and your marks on it are dropped, for good.")
        self._ask_reason(words, _("Recuse for good"))

    def _ask_abstention(self) -> None:
        self._is_recusing = False
        self._ask_reason(_("Abstain from judging this candidate? Your marks on it are dropped."), _("Abstain"))

    def _ask_reason(self, words: str, action: str) -> None:
        """Asks, with the buttons in sight."""
        self.reason.ask(words, action)
        QTimer.singleShot(0, self.reason, lambda: self._area.ensureWidgetVisible(self.reason, 0, 8))

    def _step_back(self, reason: str) -> None:
        (self.recusal_given if self._is_recusing else self.abstention_given).emit(reason)
