"""One's own totals as stacked dots, the current candidate's among them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.domain.scheme import Scheme
from reviewer_app.i18n import _
from reviewer_app.services.overview import bin_of, distribution
from reviewer_app.ui.theme import Theme

BINS = 24
TALLEST = 5
RADIUS = 2.2


class Distribution(QWidget):
    """From the lowest to the highest total given, dots stacked; more than fit become one taller column."""

    def __init__(self, theme: Theme, _scheme: Scheme) -> None:
        super().__init__()
        self._theme = theme
        self._totals: tuple[Decimal, ...] = ()
        self._current: Decimal | None = None
        self.setMinimumSize(60, 34)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Your totals so far"))
        self.setToolTip(_("Your totals so far; this candidate's is drawn in colour."))

    def show_totals(self, totals: Sequence[Decimal]) -> None:
        self._totals = tuple(totals)
        self.update()

    def mark_current(self, total: Decimal | None) -> None:
        self._current = total
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.height() - 4
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(0, base, self.width(), base)
        if not self._totals:
            return
        low, high = min(self._totals), max(self._totals)
        if low == high:
            low, high = low - 1, high + 1
        counts = distribution(self._totals, low, high, BINS)
        current = None if self._current is None else bin_of(self._current, low, high, BINS)
        squeeze = min(1.0, TALLEST / max(counts))
        painter.setPen(Qt.PenStyle.NoPen)
        for number, count in enumerate(counts):
            x = (number + 0.5) * self.width() / BINS
            for height in range(count):
                is_current = number == current and height == count - 1
                painter.setBrush(self._theme.colour("accent" if is_current else "muted"))
                y = base - 4 - height * (2 * RADIUS + 1) * squeeze
                painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)
