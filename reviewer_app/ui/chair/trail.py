"""The panel that explains a figure: every mark with its expert, dropped ones struck, and the arithmetic."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from reviewer_app.domain.scheme import Scheme
from reviewer_app.i18n import _
from reviewer_app.services.ranking import RankedLine
from reviewer_app.ui.chair import trail_text as text
from reviewer_app.ui.expert.mark_row import title_of
from reviewer_app.ui.parts import Frame, fill, label, row, wrapped
from reviewer_app.ui.theme import Theme

GAP = 5


class MarkChips(QWidget):
    """Marks in little boxes that flow; a dropped one is struck, the tool tip names the expert."""

    def __init__(self, theme: Theme, marks: Iterable[text.MarkShown]) -> None:
        super().__init__()
        self._theme = theme
        self._marks = tuple(marks)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = (_("{mark} dropped").format(mark=one.text) if one.is_dropped else one.text for one in self._marks)
        self.setAccessibleName(", ".join(words))

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        boxes = self._boxes(width)
        return boxes[-1].bottom() + 2 if boxes else 0

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(220, self.heightForWidth(220))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(60, self.heightForWidth(max(60, self.width())))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box, mark in zip(self._boxes(self.width()), self._marks, strict=True):
            font = QFont(self._theme.font(self._theme.type.small))
            font.setStrikeOut(mark.is_dropped)
            painter.setFont(font)
            if mark.is_dropped:
                painter.setPen(QPen(self._theme.colour("line"), 1, Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour("ground"))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(self._theme.colour("muted" if mark.is_dropped else "ink"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), mark.text)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            for box, mark in zip(self._boxes(self.width()), self._marks, strict=True):
                if box.contains(event.pos()):
                    QToolTip.showText(event.globalPos(), mark.expert, self)
                    return True
        return super().event(event)

    def _boxes(self, width: int) -> list[QRect]:
        metrics = QFontMetrics(self._theme.font(self._theme.type.small))
        size = QSize(max((metrics.horizontalAdvance(one.text) for one in self._marks), default=0) + 12, 20)
        size.setHeight(metrics.height() + 4)
        boxes: list[QRect] = []
        corner = QPoint(0, 0)
        for _mark in self._marks:
            if corner.x() and corner.x() + size.width() > width:
                corner = QPoint(0, corner.y() + size.height() + GAP)
            boxes.append(QRect(corner, size))
            corner += QPoint(size.width() + GAP, 0)
        return boxes


class TrailPanel(Frame):
    def __init__(self, theme: Theme) -> None:
        super().__init__("card", spacing=0, padding=1)
        self._theme = theme
        self._scheme: Scheme | None = None
        self._alerts: dict[str, list[str]] = {}
        self._line: RankedLine | None = None
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(_("How the figure comes about"))
        self.box.addWidget(self._area)
        self.setAccessibleName(_("How the figure comes about"))

    def use(self, scheme: Scheme, alerts: dict[str, list[str]]) -> None:
        """The scheme to explain by, and sentences to add by candidate."""
        self._scheme, self._alerts = scheme, alerts

    def show_line(self, line: RankedLine) -> None:
        assert self._scheme is not None
        self._line = line
        inner = QWidget()
        inner.setProperty("role", "plain")
        parts: list[QWidget | int | None] = [
            row(
                label(line.code, scale="title"), label(line.name, scale="title"), None, label(line.score, scale="title")
            ),
            wrapped(
                f"{text.counts(line.row)}{_joint()}{text.rule(self._scheme, line.row)}", tone="muted", scale="small"
            ),
        ]
        for shown in text.criteria(self._scheme, line.row):
            parts += self._criterion(shown)
        parts += [2, wrapped(text.total(self._scheme, line.row))]
        for sentence in self._alerts.get(line.code, ()):
            alert = Frame("message", wrapped(sentence, tone="amber"), padding=8)
            alert.setProperty("tone", "amber")
            parts += [2, alert]
        fill(QVBoxLayout(inner), (*parts, None), 4, (14, 12, 14, 12))
        self._area.setWidget(inner)

    @property
    def words(self) -> list[str]:
        """Every text of the panel, for tests and screen readers."""
        from PySide6.QtWidgets import QLabel

        inner = self._area.widget()
        return [one.text() for one in inner.findChildren(QLabel)] if inner else []

    def _criterion(self, shown: text.CriterionShown) -> list[QWidget | int | None]:
        head = QWidget()
        title = f"{title_of(shown.criterion)} × {text.weight_of(shown.criterion)}"
        fill(QHBoxLayout(head), (label(title, weight="bold"), None, label(shown.score, weight="bold")), 4)
        return [4, head, MarkChips(self._theme, shown.marks), wrapped(shown.sums, tone="muted", scale="small")]


def _joint() -> str:
    from reviewer_app.i18n import Language, language

    return "" if language() is Language.CHINESE else " "
