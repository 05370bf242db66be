"""List, dossier and marks side by side. Where there is little room the list folds to a strip of codes."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QWidget

from reviewer_app.ui.expert.candidates import CandidatePane, CandidateStrip
from reviewer_app.ui.expert.dossier import DossierPane
from reviewer_app.ui.expert.marks import MarkPane
from reviewer_app.ui.expert.place import Place
from reviewer_app.ui.parts import fill
from reviewer_app.ui.theme import Theme

FIRST = (224, 276)
"""First widths of the list and of the marks, for normal type; the dossier takes the rest."""
ROOM_TO_READ = 420
"""The width that the dossier needs before the other panes may grow with the type."""
NARROW = 1024
"""Below this width the list stands folded, and comes over the dossier when it is asked for."""
EDGE = 8


class DeskPanes(QWidget):
    """Folds the list where it has no room or is not wanted. `candidate_asked` comes from list and strip."""

    candidate_asked = Signal(str)

    def __init__(
        self,
        theme: Theme,
        place: Place,
        candidates: CandidatePane,
        dossier: DossierPane,
        marks: MarkPane,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme, self._place = theme, place
        self._list = candidates
        self._is_folded = self._is_shared_out = False
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self.strip = CandidateStrip(theme, candidates.model)
        self.strip.hide()
        fill(QHBoxLayout(self), (self.strip, self._split), EDGE, (EDGE, EDGE, EDGE, EDGE))
        self._split.setHandleWidth(EDGE)
        self._split.setChildrenCollapsible(False)
        candidates.setMinimumWidth(190)
        dossier.setMinimumWidth(300)
        for pane in (candidates, dossier, marks):
            self._split.addWidget(pane)
            self._split.setStretchFactor(self._split.count() - 1, 1 if pane is dossier else 0)
        self.strip.unfold_asked.connect(self.unfold)
        self.strip.candidate_asked.connect(self.candidate_asked)
        candidates.fold_asked.connect(self.fold)
        candidates.candidate_asked.connect(self._put_back)
        candidates.candidate_asked.connect(self.candidate_asked)

    @property
    def is_folded(self) -> bool:
        return self._is_folded

    @property
    def is_over(self) -> bool:
        """Whether the folded list lies over the dossier now."""
        return self._is_folded and self._list.isVisibleTo(self)

    def fold(self) -> None:
        """Folds the list: for good where it has room, else until it is asked for again."""
        if not self.is_over:
            self._place.is_folded = True
            self._fold()
        else:
            self._put_back()
            self.strip.unfold.setFocus(Qt.FocusReason.OtherFocusReason)

    def unfold(self) -> None:
        """Brings the list back: beside the dossier where it has room, else over it."""
        if self._is_narrow:
            self._lay_over()
        else:
            self._place.is_folded = False
            self._unfold()
        self._list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose(self, code: str) -> None:
        """Marks the line of a candidate."""
        self._list.choose(code)
        self.strip.list.choose(code)

    def focus_list(self) -> None:
        """Puts the focus on the lines, as they stand."""
        shown = self.strip.list if self._is_folded and not self.is_over else self._list.list
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        if self._is_folded and not self.is_over:
            self.unfold()
        self._list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._list.search.selectAll()

    def keep(self) -> None:
        """Remembers the widths."""
        if self._is_shared_out:
            sizes = self._split.sizes()
            self._place.widths = (self._sides()[0] if self._is_folded else sizes[0], sizes[-1])

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Gives the panes their widths, which they can only have once the page has its own."""
        super().showEvent(event)
        if not self._is_shared_out:
            QTimer.singleShot(0, self._share_out)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._is_shared_out:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and self.is_over:
            self.fold()
        else:
            super().keyPressEvent(event)

    @property
    def _is_narrow(self) -> bool:
        return self.width() < NARROW

    def _sides(self) -> tuple[int, int]:
        """The widths of list and marks that were left, or the first ones."""
        widths = self._place.widths
        if widths is not None:
            return widths
        scale = self._theme.type.base / 13
        scaled = (round(FIRST[0] * scale), round(FIRST[1] * scale))
        return scaled if self.width() - 4 * EDGE - sum(scaled) >= ROOM_TO_READ * scale else FIRST

    def _share_out(self) -> None:
        self._is_shared_out = True
        self._fit()
        self._set_sizes()

    def _fit(self) -> None:
        """Folds or unfolds as the room and the wish are."""
        self._put_back()
        if self._is_narrow or self._place.is_folded:
            self._fold()
        else:
            self._unfold()

    def _fold(self) -> None:
        if not self._is_folded:
            self.keep()
            self._is_folded = True
            focused = QApplication.focusWidget()
            had_focus = focused is not None and self._list.isAncestorOf(focused)
            self._list.hide()
            self.strip.show()
            if had_focus:
                self.strip.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self._set_sizes()

    def _unfold(self) -> None:
        if self._is_folded:
            self._is_folded = False
            self.strip.hide()
            self._list.show()
            self._set_sizes()

    def _set_sizes(self) -> None:
        left, right = self._sides()
        left = 0 if self._is_folded else left
        room = self._split.width() - EDGE * (1 if self._is_folded else 2)
        self._split.setSizes([left, max(1, room - left - right), right])

    def _lay_over(self) -> None:
        left = self._split.geometry().left()
        width = max(self._sides()[0], self._list.minimumSizeHint().width())
        self._list.setParent(self)
        self._list.setGeometry(left, EDGE, min(width, self.width() - left - EDGE), self.height() - 2 * EDGE)
        self._list.show()
        self._list.raise_()

    def _put_back(self) -> None:
        """Takes the list from over the dossier, folded."""
        if self.is_over:
            self._split.insertWidget(0, self._list)
            self._list.hide()
            self._set_sizes()
