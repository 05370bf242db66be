"""One's own totals as stacked dots, the current candidate's among them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.domain.exact import plain
from reviewer_app.domain.scheme import Scheme
from reviewer_app.i18n import _, n_
from reviewer_app.services.overview import bin_of, median_of, narrow_band, written_total
from reviewer_app.ui.parts import Frame, IconButton, row, wrapped
from reviewer_app.ui.theme import Theme

BINS = 24
TALLEST = 5
MOST_DOTS = 40
"""Dots drawn in a column; more of them could not be told apart."""
RADIUS = 2.2


class Distribution(QWidget):
    """From the lowest to the highest total given, dots stacked; more than fit become one taller column."""

    def __init__(self, theme: Theme, scheme: Scheme) -> None:
        super().__init__()
        self._theme, self._scheme = theme, scheme
        self._totals: dict[Decimal, int] = {}
        self._current: Decimal | None = None
        self._low = self._high = Decimal(0)
        self._counts = [0] * BINS
        self._drawn: tuple[tuple[float, ...], QPixmap] | None = None
        self.setMinimumSize(60, 34)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Your totals so far"))
        self._describe()

    def show_totals(self, totals: Mapping[Decimal, int]) -> None:
        """Shows totals and how often each was given."""
        if totals == self._totals:
            return
        self._totals = dict(totals)
        self._counts = [0] * BINS
        if totals:
            self._low, self._high = min(totals), max(totals)
            if self._low == self._high:
                self._low, self._high = self._low - 1, self._high + 1
        for total, count in totals.items():
            self._counts[bin_of(total, self._low, self._high, BINS)] += count
        self._describe()
        self.update()

    def mark_current(self, total: Decimal | None) -> None:
        if total != self._current:
            self._current = total
            self._describe()
            self.update()

    def _describe(self) -> None:
        """Says in words what the dots show."""
        if not self._totals:
            words = _("No sheet is whole yet.")
        else:
            words = _("Lowest {low}, highest {high}, in the middle {median}.").format(
                low=self._written(min(self._totals)),
                high=self._written(max(self._totals)),
                median=self._written(median_of(self._totals)),
            )
            if self._current is not None:
                words += "\n" + _("This candidate: {total}").format(total=self._written(self._current))
        self.setAccessibleDescription(words)
        self.setToolTip(f"{self.accessibleName()}\n{words}")

    def _written(self, total: Decimal) -> str:
        return written_total(total, self._scheme)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.height() - 4
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(0, base, self.width(), base)
        if not self._totals:
            return
        current = None if self._current is None else bin_of(self._current, self._low, self._high, BINS)
        painter.drawPixmap(0, 0, self._picture())
        if current is not None and self._counts[current]:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            top = QPointF(self._middle(current), self._heights(self._counts[current])[-1])
            painter.drawEllipse(top, RADIUS + 0.3, RADIUS + 0.3)

    def _picture(self) -> QPixmap:
        """All dots on a clear ground; drawn anew only when something about them changed."""
        ratio, colour = self.devicePixelRatioF(), self._theme.colour("muted")
        key = *self._counts, self.width(), self.height(), ratio, colour.rgba()
        if self._drawn is None or self._drawn[0] != key:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for number, count in enumerate(self._counts):
                for height in self._heights(count):
                    painter.drawEllipse(QPointF(self._middle(number), height), RADIUS, RADIUS)
            painter.end()
            self._drawn = key, picture
        return self._drawn[1]

    def _middle(self, number: int) -> float:
        return (number + 0.5) * self.width() / BINS

    def _heights(self, count: int) -> list[float]:
        """Where the dots of a stack lie, the lowest first."""
        dots = min(count, MOST_DOTS)
        step = count / max(1, dots) * (2 * RADIUS + 1) * min(1.0, TALLEST / max(self._counts))
        return [self.height() - 8 - number * step for number in range(dots)]


class BandNote(Frame):
    """Says mildly that all totals lie close together; once it is closed it stays away."""

    def __init__(self, theme: Theme, scheme: Scheme) -> None:
        super().__init__("plain", padding=0)
        self._scheme = scheme
        self._is_closed = False
        self._words = wrapped(scale="small", tone="muted")
        self.close_button = IconButton(theme, "x", _("Close this note"), self.dismiss)
        self.box.setContentsMargins(14, 2, 8, 2)
        self.box.addWidget(row(self._words, self.close_button, spacing=4))
        self.hide()

    @property
    def text(self) -> str:
        """What is said now, if anything."""
        return "" if self.isHidden() else self._words.text()

    def show_totals(self, totals: Mapping[Decimal, int]) -> None:
        """Looks whether there is something to say of these totals."""
        spread = None if self._is_closed else narrow_band(totals, self._scheme)
        if spread is None:
            self.hide()
            return
        count = sum(totals.values())
        words = n_(
            "Your {count} total lies within {spread} of {full} points. That may be right; the whole range is open.",
            "Your {count} totals lie within {spread} of {full} points. That may be right; the whole range is open.",
            count,
        )
        self._words.setText(words.format(count=count, spread=plain(spread), full=plain(self._scheme.full_score)))
        self.show()

    def dismiss(self) -> None:
        self._is_closed = True
        self.hide()
