"""The middle pane: who it is, the dossier's words, the evidence."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from reviewer_app.domain.candidate import Candidate, Dossier, Evidence
from reviewer_app.i18n import _
from reviewer_app.ui.expert import dossier_text as text
from reviewer_app.ui.expert.evidence import EvidenceView
from reviewer_app.ui.parts import Elided, Frame, IconButton, button, fill, label, row, rule, wrapped
from reviewer_app.ui.theme import Theme

OVERVIEW, DEEDS, HONOURS, MENTORSHIP, EVIDENCE = "overview", "deeds", "honours", "mentorship", "evidence"
PATIENCE = 250
"""Milliseconds after which a dossier that is still being opened is said to be."""
TABS = (OVERVIEW, DEEDS, HONOURS, MENTORSHIP, EVIDENCE)


class DossierPane(Frame):
    """Emits `evidence_asked(piece)`; `previous_asked` and `next_asked` lead on."""

    evidence_asked = Signal(object)
    previous_asked = Signal()
    next_asked = Signal()
    tab_changed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__("card", spacing=0, padding=0)
        self._theme = theme
        self._candidate: Candidate | None = None
        self._dossier: Dossier | None = None
        self._closed = ""
        self._name = label(scale="title", name="candidate-name")
        self._about = Elided(tone="muted")
        self._tabs: dict[str, QPushButton] = {}
        self.tab = OVERVIEW
        self._reading = QTextBrowser()
        self._reading.setOpenLinks(False)
        self._reading.setAcceptDrops(False)
        self._reading.setAccessibleName(_("Dossier"))
        self._reading.document().setDocumentMargin(14)
        self.evidence = EvidenceView(theme)
        self.evidence.asked.connect(self.evidence_asked)
        self._wait = wrapped(tone="muted")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        views: tuple[QWidget, ...] = (self._reading, self.evidence, self._wait)
        for view in views:
            self._stack.addWidget(view)
        head = QWidget()
        fill(QVBoxLayout(head), (self._name, self._about), 2, (14, 10, 14, 2))
        for part in (head, self._tab_line(), rule()):
            self.box.addWidget(part)
        self.box.addWidget(self._stack, 1)
        self.box.addWidget(self._footer())
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._show)
        theme.changed.connect(self._show)

    def show_waiting(self, candidate: Candidate) -> None:
        """Shows the head of a candidate while the dossier is being opened."""
        self._candidate, self._dossier, self._closed = candidate, None, ""
        self._name.setText(f"{candidate.code}　{candidate.name}")
        self._about.setText(text.headline(candidate, None))
        self._tabs[EVIDENCE].setText(_("Evidence"))
        self.evidence.show_pieces(())
        self._reading.clear()
        self._patience.start()

    def show_dossier(self, dossier: Dossier) -> None:
        assert self._candidate is not None
        self._patience.stop()
        self._dossier = dossier
        self._about.setText(text.headline(self._candidate, dossier))
        self._about.setToolTip(self._about.text())
        self._tabs[EVIDENCE].setText(_("Evidence {count}").format(count=len(dossier.evidence)))
        self.evidence.show_pieces(dossier.evidence)
        self._show()

    def show_closed(self, words: str) -> None:
        """The dossier cannot be read; `words` tell why."""
        self._patience.stop()
        self._dossier, self._closed = None, words
        self.evidence.show_pieces(())
        self._show()

    def show_content(self, piece: Evidence, content: bytes) -> None:
        self.evidence.show_content(piece, content)

    def turn_to(self, tab: str) -> None:
        self.tab = tab if tab in TABS else OVERVIEW
        self._show()
        self.tab_changed.emit(self.tab)

    def _show(self) -> None:
        for name, made in self._tabs.items():
            made.setChecked(name == self.tab)
        if self._dossier is None or self._candidate is None:
            self._wait.setText(self._closed or _("Opening the dossier…"))
            self._stack.setCurrentWidget(self._wait)
            return
        if self.tab == EVIDENCE:
            self._stack.setCurrentWidget(self.evidence)
            self.evidence.ask_for_current()
            return
        self._reading.setHtml(self._html(self._candidate, self._dossier))
        self._stack.setCurrentWidget(self._reading)

    def _html(self, candidate: Candidate, dossier: Dossier) -> str:
        if self.tab == OVERVIEW:
            body = text.overview(candidate, dossier)
        else:
            body = {DEEDS: text.deeds, HONOURS: text.honours, MENTORSHIP: text.mentorship}[self.tab](dossier)
        tokens, size = self._theme.tokens, self._theme.type.base
        style = (
            f"body {{ color: {tokens.ink}; font-size: {size}px; }} .muted {{ color: {tokens.muted}; }} "
            f"h3 {{ font-size: {size}px; margin: 12px 0 4px 0; }} p {{ margin: 0 0 6px 0; line-height: 150%; }}"
        )
        return f"<html><head><style>{style}</style></head><body>{body}</body></html>"

    def _tab_line(self) -> QWidget:
        names = {
            OVERVIEW: _("Overview"),
            DEEDS: _("Deeds"),
            HONOURS: _("Honours"),
            MENTORSHIP: _("Mentorship"),
            EVIDENCE: _("Evidence"),
        }
        line = QWidget()
        layout = QHBoxLayout(line)
        fill(layout, (), 14, (14, 0, 14, 0))
        for name, words in names.items():
            made = button(words, lambda name=name: self.turn_to(name), kind="tab", name=f"tab-{name}")  # type: ignore[misc]
            made.setCheckable(True)
            made.setMinimumWidth(20)
            self._tabs[name] = made
            layout.addWidget(made)
        layout.addStretch(1)
        return line

    def _footer(self) -> Frame:
        back = IconButton(self._theme, "arrow-left", _("Previous candidate"), self.previous_asked.emit)
        forth = button(_("Next open →"), self.next_asked.emit, kind="quiet", tone="accent", name="next")
        forth.setToolTip("Ctrl+↓")
        footer = Frame("footer", row(self.evidence.controls, None, back, forth, spacing=6), padding=6)
        footer.box.setContentsMargins(8, 4, 8, 4)
        return footer
