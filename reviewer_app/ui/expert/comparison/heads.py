"""The heads of the compared candidates, above the columns that they belong to; they stay while one reads down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from reviewer_app.domain.candidate import Candidate
from reviewer_app.i18n import _
from reviewer_app.ui.expert.comparison.text import NAMES
from reviewer_app.ui.parts import Elided, Frame, IconButton, button, column, empty, fill, row
from reviewer_app.ui.theme import Theme

SCROLL_BAR = 10


class Heads(Frame):
    """Emits `opened(code)` and `removed(code)`."""

    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("section", padding=0)
        self._theme = theme
        self._line = QHBoxLayout()
        fill(self._line, (), 0, (0, 8, SCROLL_BAR, 4))
        self.box.addLayout(self._line)

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        empty(self._line)
        self._put(QWidget(), NAMES * 10)
        for one in candidates:
            self._put(self._head(one), round((1000 - NAMES * 10) / len(candidates)))

    def _put(self, part: QWidget, stretch: int) -> None:
        part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line.addWidget(part, stretch)

    def _head(self, one: Candidate) -> QWidget:
        name = Elided(f"{one.code}　{one.name}", scale="title")
        about = Elided(" · ".join(text for text in (one.unit, one.trade) if text), tone="muted", scale="small")
        about.setToolTip(about.text())
        leads = button(_("Open the dossier"), lambda: self.opened.emit(one.code), kind="quiet", tone="accent")
        leads.setObjectName(f"open-{one.code}")
        leads.setStyleSheet("padding-left: 0; border-left: none")
        away = IconButton(self._theme, "x", _("Take {name} out of the comparison").format(name=one.name))
        away.clicked.connect(lambda _checked=False: self.removed.emit(one.code))
        away.setObjectName(f"remove-{one.code}")
        return column(row(name, away, spacing=2), about, row(leads, None), spacing=0, margins=(7, 0, 4, 0))
