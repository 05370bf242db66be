"""The tabs of a dossier: what it does not tell is grey with a 0; those that find no room stand in a menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QPushButton, QWidget

from reviewer_app.domain.candidate import Dossier
from reviewer_app.i18n import N_, _
from reviewer_app.ui.parts import button, fill

OVERVIEW, DEEDS, HONOURS, CONTESTS = "overview", "deeds", "honours", "contests"
PATENTS, ACHIEVEMENTS, MENTORSHIP, EVIDENCE = "patents", "achievements", "mentorship", "evidence"
TITLES = {
    OVERVIEW: N_("Overview"),
    DEEDS: N_("Deeds"),
    HONOURS: N_("Honours"),
    CONTESTS: N_("Contests"),
    PATENTS: N_("Patents"),
    ACHIEVEMENTS: N_("Achievements"),
    MENTORSHIP: N_("Mentorship"),
    EVIDENCE: N_("Evidence"),
}
GAP = 10


def counts_of(dossier: Dossier) -> dict[str, int]:
    """How much a dossier tells under each tab that lists things."""
    return {
        HONOURS: len(dossier.honours),
        CONTESTS: len(dossier.contests),
        PATENTS: len(dossier.patents),
        ACHIEVEMENTS: len(dossier.achievements),
        MENTORSHIP: len(dossier.mentorships),
        EVIDENCE: len(dossier.evidence),
    }


class DossierTabs(QWidget):
    """Emits `asked(tab)`. The evidence always keeps its place in the line."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.tab = OVERVIEW
        self.tabs: dict[str, QPushButton] = {}
        self._hidden: list[str] = []
        self._widths: dict[tuple[str, bool], int] = {}
        self.more = button("", self._open_menu, kind="tab", name="tab-more")
        self.more.setCheckable(True)
        self.menu = QMenu(self.more)
        line = QHBoxLayout(self)
        fill(line, (), GAP, (14, 0, 14, 0))
        line.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for name, words in TITLES.items():
            if name == EVIDENCE:
                line.addWidget(self.more)
            made = button(_(words), partial(self.asked.emit, name), kind="tab", name=f"tab-{name}")
            made.setCheckable(True)
            made.setMinimumWidth(20)
            self.tabs[name] = made
            line.addWidget(made)
        line.addStretch(1)

    def show_waiting(self) -> None:
        """Names the tabs alone, until the dossier is open."""
        for name, made in self.tabs.items():
            made.setText(_(TITLES[name]))
            made.setEnabled(True)
        self._fit()

    def show_dossier(self, dossier: Dossier) -> None:
        """Puts counts on the tabs; of what there is nothing, the tab is grey."""
        for name, count in counts_of(dossier).items():
            self.tabs[name].setText(f"{_(TITLES[name])} {count}")
            self.tabs[name].setEnabled(count > 0)
        self.tabs[DEEDS].setText(_(TITLES[DEEDS]) if dossier.deeds else f"{_(TITLES[DEEDS])} 0")
        self.tabs[DEEDS].setEnabled(bool(dossier.deeds))
        self._fit()

    def show_current(self, tab: str) -> None:
        self.tab = tab
        for name, made in self.tabs.items():
            made.setChecked(name == tab)
        self.more.setChecked(tab in self._hidden)
        self.more.setText(self._more_words(self._hidden))

    def is_open(self, tab: str) -> bool:
        """Whether there is anything under a tab."""
        return self.tabs[tab].isEnabled()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(180, self.tabs[EVIDENCE].sizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shows as many tabs as there is room for; the rest stand in the menu."""
        self._hidden = self._without_room()
        for name, made in self.tabs.items():
            made.setVisible(name not in self._hidden)
        self.more.setVisible(bool(self._hidden))
        self.show_current(self.tab)

    def _without_room(self) -> list[str]:
        widths = {name: self._width_of(made) + GAP for name, made in self.tabs.items()}
        room = self.width() - 28 + GAP
        if sum(widths.values()) <= room:
            return []
        self.more.setText(max((self._more_words([name]) for name in TITLES), key=len))
        room -= self.more.sizeHint().width() + GAP + widths[EVIDENCE]
        hidden = []
        for name in list(TITLES)[:-1]:
            room -= widths[name]
            if room < 0:
                hidden.append(name)
        return hidden

    def _width_of(self, tab: QPushButton) -> int:
        """What a tab wants; asked of the style once for its words."""
        key = tab.text(), tab.isChecked()
        if key not in self._widths:
            self._widths[key] = tab.sizeHint().width()
        return self._widths[key]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widths.clear()

    def _more_words(self, hidden: list[str]) -> str:
        words = self.tabs[self.tab].text() if self.tab in hidden else _("More")
        return f"{words} ▾"

    def _open_menu(self) -> None:
        self.more.setChecked(self.tab in self._hidden)
        self.menu.clear()
        for name in self._hidden:
            action = self.menu.addAction(self.tabs[name].text(), partial(self.asked.emit, name))
            action.setEnabled(self.is_open(name))
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
