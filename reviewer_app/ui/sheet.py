"""A column of cards in the middle of a page, which scrolls where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.ui.parts import fill

WIDTH = 720


def sheet(*cards: QWidget) -> QScrollArea:
    """The cards below each other, no wider than can be read with ease."""
    inner = QWidget()
    inner.setProperty("role", "plain")
    inner.setMaximumWidth(WIDTH)
    fill(QVBoxLayout(inner), (*cards, None), 12, (8, 16, 8, 16))
    outer = QWidget()
    outer.setProperty("role", "plain")
    line = QHBoxLayout(outer)
    line.setContentsMargins(16, 0, 16, 0)
    line.addStretch(1)
    line.addWidget(inner, 100)
    line.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(outer)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
