"""The dossier's words to read: lines of a length that the eye can follow, links to evidence, finding."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTextBrowser

from reviewer_app.i18n import _
from reviewer_app.ui.expert.dossier_text import EVIDENCE_LINK
from reviewer_app.ui.expert.find_bar import TextSearch
from reviewer_app.ui.theme import Theme

LONGEST_LINE = 42
"""Letters of Chinese in a line, at most."""
MARGIN = 14


class Reading(QTextBrowser):
    """Emits `evidence_asked(number)` when a link to a piece is followed."""

    evidence_asked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setOpenLinks(False)
        self.setAcceptDrops(False)
        self.setAccessibleName(_("Dossier"))
        self.document().setDocumentMargin(MARGIN)
        self.anchorClicked.connect(self._follow)
        self.search = TextSearch(theme, self)

    def show_page(self, body: str) -> None:
        """Shows a page of our own making."""
        tokens, sizes = self._theme.tokens, self._theme.type
        style = (
            f"body {{ color: {tokens.ink}; font-size: {sizes.base}px; }} .muted {{ color: {tokens.muted}; }} "
            f"a {{ color: {tokens.accent}; }} "
            f".chip {{ color: {tokens.accent}; background-color: {tokens.accent_soft}; font-size: {sizes.small}px; }} "
            f"p {{ margin: 0 0 8px 0; line-height: 115%; }} "
            f".deeds {{ margin: 0 0 12px 0; line-height: 125%; font-size: {sizes.base + 1}px; }}"
        )
        self.setHtml(f"<html><head><style>{style}</style></head><body>{body}</body></html>")
        self._keep_lines_short()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._keep_lines_short()

    def _keep_lines_short(self) -> None:
        longest = LONGEST_LINE * (self._theme.type.base + 1) + 2 * MARGIN
        root = self.document().rootFrame()
        shape = root.frameFormat()
        margin = MARGIN + max(0, self.viewport().width() - longest)
        if shape.rightMargin() != margin:
            shape.setRightMargin(margin)
            root.setFrameFormat(shape)

    def _follow(self, link: QUrl) -> None:
        number = link.toString().removeprefix(EVIDENCE_LINK)
        if number.isdecimal():
            self.evidence_asked.emit(int(number))
