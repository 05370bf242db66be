"""One criterion in the right pane: title, definition, the field for the mark, and the scale with its anchors."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from reviewer_app.domain.errors import InputError
from reviewer_app.domain.exact import plain
from reviewer_app.domain.mark_entry import typed_mark, written_mark
from reviewer_app.domain.scheme import Criterion
from reviewer_app.i18n import _
from reviewer_app.services.scheme_words import local_title
from reviewer_app.ui.chips import paint_bar
from reviewer_app.ui.parts import Elided, Frame, Icon, label, restyle, row, wrapped
from reviewer_app.ui.theme import Theme

_REDO = (
    (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
)


class MarkField(QLineEdit):
    """Takes what is typed. Keys that mean more than typing are told to the row."""

    finished = Signal()
    left = Signal()
    stepped = Signal(int)
    undo_asked = Signal()
    redo_asked = Signal()
    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._is_pressed = False
        self.setProperty("kind", "mark")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAcceptDrops(False)
        self.setMaxLength(40)
        self._theme = theme
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.type.title * 3 + 18)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
        elif key == Qt.Key.Key_Up and not held & Qt.KeyboardModifier.ControlModifier:
            self.stepped.emit(1)
        elif key == Qt.Key.Key_Down and not held & Qt.KeyboardModifier.ControlModifier:
            self.stepped.emit(-1)
        elif key == Qt.Key.Key_Z and held == Qt.KeyboardModifier.ControlModifier:
            self.undo_asked.emit()
        elif (key, held) in _REDO:
            self.redo_asked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self._is_pressed = event.reason() == Qt.FocusReason.MouseFocusReason
        if not self._is_pressed:
            self.selectAll()
            self.entered.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Only now is the field entered: what unfolds must not move it from under the pointer."""
        super().mouseReleaseEvent(event)
        if self._is_pressed:
            self._is_pressed = False
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class Scale(QWidget):
    """The mark on its range, a tick for each anchor."""

    def __init__(self, theme: Theme, criterion: Criterion) -> None:
        super().__init__()
        self._theme, self._criterion = theme, criterion
        self._mark: Decimal | None = None
        self.setFixedHeight(12)

    def show_mark(self, mark: Decimal | None) -> None:
        self._mark = mark
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(0, 3, 0, -3)
        paint_bar(painter, area.adjusted(0, 1, 0, -1), self._theme, self._share(self._mark))
        painter.setPen(self._theme.colour("muted"))
        for anchor in self._criterion.anchors:
            share = self._share(anchor.score)
            if 0 < share < 1:
                x = round(area.left() + area.width() * share)
                painter.drawLine(x, 0, x, self.height())

    def _share(self, mark: Decimal | None) -> float:
        if mark is None:
            return 0.0
        low, high = self._criterion.min_score, self._criterion.max_score
        return float((mark - low) / (high - low))


class MarkRow(Frame):
    """Emits what was typed (`typed`, a text that changed), and where to go from here; `entered` when it has the focus.

    Unfolded it shows the definition in full, and the anchors, which say what a mark means.
    """

    entered = Signal(str)
    typed = Signal(str, str)
    passed = Signal(str)
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, theme: Theme, criterion: Criterion) -> None:
        super().__init__("section", spacing=1, padding=0)
        self.box.setContentsMargins(14, 7, 14, 4)
        self.criterion = criterion
        self._theme = theme
        self._kept = ""
        self._is_current = False
        self.field = MarkField(theme)
        self.field.setObjectName(f"mark-{criterion.key}")
        self.field.setPlaceholderText(f"{plain(criterion.min_score)} – {plain(criterion.max_score)}")
        self.field.setAccessibleName(title_of(criterion))
        self.field.setAccessibleDescription(full_text(criterion))
        self.field.finished.connect(self._finish)
        self.field.left.connect(self._tell_if_changed)
        self.field.stepped.connect(self._step)
        self.field.undo_asked.connect(self.undo_asked)
        self.field.redo_asked.connect(self.redo_asked)
        self.field.entered.connect(self._tell_entered)
        self.field.textEdited.connect(lambda _text: self.show_problem(""))
        self._scale = Scale(theme, criterion)
        self._problem = wrapped(tone="red", scale="small")
        self._problem.hide()
        top = _("/{score}").format(score=plain(criterion.max_score))
        title = Elided(title_of(criterion), weight="bold").no_wider_than_text()
        title.setToolTip(title_of(criterion))
        head = row(title, label(top, tone="muted", scale="small"), None, self.field, spacing=5)
        self.details = wrapped(full_text(criterion), scale="small")
        self.details.hide()
        self._brief = self._about(theme)
        self.box.addWidget(head)
        self.box.addWidget(self._brief)
        self.box.addWidget(self.details)
        self.box.addWidget(self._problem)
        self.box.addWidget(self._scale)

    @property
    def problem(self) -> str:
        """What is told at the field now."""
        return self._problem.text()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._is_current:
            QPainter(self).fillRect(self.rect(), self._theme.colour("accent_soft"))
        super().paintEvent(event)

    def show_mark(self, mark: Decimal | None) -> None:
        """Shows a mark that is kept, or none."""
        self._kept = "" if mark is None else written_mark(mark, self.criterion)
        self.field.setText(self._kept)
        self._scale.show_mark(mark)
        self.show_problem("")

    def show_problem(self, text: str) -> None:
        if text == self._problem.text():
            return
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        restyle(self.field, "wrong", "true" if text else "false")
        self.field.setToolTip(text)

    def unfold(self) -> None:
        self._brief.hide()
        self.details.show()

    def fold(self) -> None:
        self.details.hide()
        self._brief.show()

    def set_open(self, is_open: bool) -> None:
        self.field.setEnabled(is_open)

    def begin(self, text: str) -> None:
        """Starts the mark with a digit that was typed elsewhere."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.setText(text)
        self.field.end(False)

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _about(self, theme: Theme) -> QWidget:
        words = Elided(tone="muted", scale="small")
        words.setText(definition_of(self.criterion))
        made = row(words, *self._hint(theme), spacing=6)
        made.setToolTip(full_text(self.criterion))
        return made

    def _hint(self, theme: Theme) -> tuple[QWidget, ...]:
        return (Icon(theme, "info", "muted", 0),) if self.criterion.anchors else ()

    def _finish(self) -> None:
        self._tell_if_changed()
        if not self.problem:
            self.passed.emit(self.criterion.key)

    def _tell_entered(self) -> None:
        self._stand_out()
        self.entered.emit(self.criterion.key)

    def _stand_out(self) -> None:
        if self._is_current != self.field.hasFocus():
            self._is_current = self.field.hasFocus()
            self.update()

    def _tell_if_changed(self) -> None:
        self._stand_out()
        if self.field.text().strip() != self._kept and not self.problem:
            self.typed.emit(self.criterion.key, self.field.text())

    def _step(self, direction: int) -> None:
        """One step up or down from what stands in the field; from nothing, to the lowest."""
        criterion = self.criterion
        try:
            mark = typed_mark(self.field.text(), criterion) + direction * criterion.step
        except InputError:
            mark = criterion.min_score
        if criterion.min_score <= mark <= criterion.max_score:
            self.field.setText(written_mark(mark, criterion))
            self._tell_if_changed()


def title_of(criterion: Criterion) -> str:
    return local_title(criterion.title, criterion.title_en, criterion.key)


def definition_of(criterion: Criterion) -> str:
    return local_title(criterion.definition, criterion.definition_en)


def full_text(criterion: Criterion) -> str:
    """The definition, what marks mean, and the grid they lie on."""
    lines = [definition_of(criterion)]
    for anchor in criterion.anchors:
        lines.append(f"{plain(anchor.score)}  {local_title(anchor.text, anchor.text_en)}")
    lines.append(
        _("{low} to {high}, in steps of {step}").format(
            low=plain(criterion.min_score), high=plain(criterion.max_score), step=plain(criterion.step)
        )
    )
    return "\n".join(line for line in lines if line)
