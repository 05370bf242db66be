"""The middle pane: who it is, the dossier's words, the evidence."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.domain.candidate import Candidate, Dossier, Evidence
from reviewer_app.i18n import _
from reviewer_app.ui.expert import dossier_text as text
from reviewer_app.ui.expert.dossier_tabs import (
    ACHIEVEMENTS,
    CONTESTS,
    DEEDS,
    EVIDENCE,
    HONOURS,
    MENTORSHIP,
    OVERVIEW,
    PATENTS,
    TITLES,
    DossierTabs,
)
from reviewer_app.ui.expert.evidence import EvidenceView
from reviewer_app.ui.expert.evidence_content import Content
from reviewer_app.ui.expert.find_bar import FindBar
from reviewer_app.ui.expert.reading import Reading
from reviewer_app.ui.jobs import JobRunner
from reviewer_app.ui.parts import Elided, Frame, IconButton, button, fill, label, row, rule, wrapped
from reviewer_app.ui.theme import Theme

PATIENCE = 250
"""Milliseconds after which a dossier that is still being opened is said to be."""
_PAGES = {
    DEEDS: text.deeds,
    HONOURS: text.honours,
    CONTESTS: text.contests,
    PATENTS: text.patents,
    ACHIEVEMENTS: text.achievements,
    MENTORSHIP: text.mentorship,
}


class DossierPane(Frame):
    """Emits `evidence_asked(piece)`; `previous_asked` and `next_asked` lead on."""

    evidence_asked = Signal(object)
    previous_asked = Signal()
    next_asked = Signal()
    tab_changed = Signal(str)

    def __init__(self, theme: Theme, jobs: JobRunner) -> None:
        super().__init__("card", spacing=0, padding=0)
        self._theme = theme
        self._candidate: Candidate | None = None
        self._dossier: Dossier | None = None
        self._closed = ""
        self.tab = OVERVIEW
        self._name = label(scale="title", name="candidate-name")
        self._about = Elided(tone="muted")
        self.tabs = DossierTabs()
        self.tabs.asked.connect(self.turn_to)
        self.reading = Reading(theme)
        self.reading.evidence_asked.connect(self.open_piece)
        self.evidence = EvidenceView(theme, jobs)
        self.evidence.asked.connect(self.evidence_asked)
        self.evidence.view_changed.connect(self._use_search)
        self.find_bar = FindBar(theme)
        self.find_bar.closed.connect(self._focus_shown)
        self._wait = wrapped(tone="muted")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        views: tuple[QWidget, ...] = (self.reading, self.evidence, self._wait)
        for view in views:
            self._stack.addWidget(view)
        head = QWidget()
        fill(QVBoxLayout(head), (self._name, self._about), 2, (14, 10, 14, 2))
        for part in (head, self.tabs, rule(), self.find_bar):
            self.box.addWidget(part)
        self.box.addWidget(self._stack, 1)
        self.box.addWidget(self._footer())
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._show)
        self._fill = QTimer(self)
        self._fill.setSingleShot(True)
        self._fill.timeout.connect(self._fill_page)
        theme.changed.connect(self._show)

    def show_waiting(self, candidate: Candidate) -> None:
        """Shows the head of a candidate while the dossier is being opened."""
        self._candidate, self._dossier, self._closed = candidate, None, ""
        self._name.setText(f"{candidate.code}　{candidate.name}")
        self._about.setText(text.headline(candidate, None))
        self.evidence.leave()
        self.reading.clear()
        if self._stack.currentWidget() is self.evidence:
            self._wait.clear()
            self._stack.setCurrentWidget(self._wait)
        self._patience.start()

    def show_dossier(self, dossier: Dossier, piece: int = 1) -> None:
        """Shows a dossier, its evidence at the piece of that number."""
        assert self._candidate is not None
        self._patience.stop()
        self._dossier = dossier
        self._about.setText(text.headline(self._candidate, dossier))
        self._about.setToolTip(self._about.text())
        self.tabs.show_dossier(dossier)
        self.evidence.show_pieces(dossier, piece)
        self._show(at_once=False)

    def show_closed(self, words: str) -> None:
        """The dossier cannot be read; `words` tell why."""
        self._patience.stop()
        self._dossier, self._closed = None, words
        self.evidence.show_nothing()
        self._show()

    def show_content(self, piece: Evidence, content: Content, page: int = 1) -> None:
        self.evidence.show_content(piece, content, page)

    def open_piece(self, number: int) -> None:
        """Turns to a piece of evidence."""
        self.evidence.choose(number)
        self.turn_to(EVIDENCE)
        self.evidence.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn_to(self, tab: str) -> None:
        self.tab = tab if tab in TITLES else OVERVIEW
        self._show()
        self.tab_changed.emit(self.tab)

    def open_search(self) -> bool:
        """Opens the search in what is shown, if the focus is in this pane and there is something to look through."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused) and self.find_bar.ask()

    def _show(self, *, at_once: bool = True) -> None:
        """Shows the tab; its words in a turn of their own where there is no hurry: the window is the sooner free."""
        shown = self.tab
        self._fill.stop()
        if self._dossier is None:
            self.tabs.show_waiting()
        elif not self.tabs.is_open(shown):
            shown = OVERVIEW
        self.tabs.show_current(shown)
        if self._dossier is None or self._candidate is None:
            self._wait.setText(self._closed or _("Opening the dossier…"))
            self._stack.setCurrentWidget(self._wait)
        elif shown == EVIDENCE:
            self._stack.setCurrentWidget(self.evidence)
            self.evidence.ask_for_current()
        else:
            (self._fill_page if at_once else self._fill.start)()
        self._controls.setVisible(shown == EVIDENCE)
        self._use_search()

    def _fill_page(self) -> None:
        """Writes the page of the tab that is shown."""
        if self._dossier is None or self._candidate is None:
            return
        page = _PAGES.get(self.tabs.tab)
        body = text.overview(self._candidate, self._dossier) if page is None else page(self._dossier)
        self.reading.show_page(body)
        self._stack.setCurrentWidget(self.reading)
        self._use_search()

    def _use_search(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self.reading:
            self.find_bar.use(self.reading.search)
        else:
            self.find_bar.use(self.evidence.search if shown is self.evidence else None)
        self.find_bar.look_again()

    def _focus_shown(self) -> None:
        shown = self.reading if self._stack.currentWidget() is self.reading else self.evidence.list
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _footer(self) -> Frame:
        self._controls = self.evidence.controls
        look = IconButton(self._theme, "search", _("Find in this text (Ctrl+F)"), self.find_bar.ask)
        back = IconButton(self._theme, "arrow-left", _("Previous candidate"), self.previous_asked.emit)
        forth = button(_("Next open →"), self.next_asked.emit, kind="quiet", tone="accent", name="next")
        forth.setToolTip("Ctrl+↓")
        footer = Frame("footer", row(look, self._controls, None, back, forth, spacing=2), padding=6)
        footer.box.setContentsMargins(8, 4, 8, 4)
        return footer
