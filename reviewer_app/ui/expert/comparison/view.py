"""The view that puts two or three candidates side by side; it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser

from reviewer_app.domain.candidate import Dossier
from reviewer_app.domain.sheet import ScoreSheet
from reviewer_app.i18n import _
from reviewer_app.services.overview import written_total
from reviewer_app.services.own_ranking import Ranked, own_ranking
from reviewer_app.services.reading import RoundFile
from reviewer_app.ui.expert.board import Board, DeskPart
from reviewer_app.ui.expert.comparison.heads import Heads
from reviewer_app.ui.expert.comparison.picker import Picker
from reviewer_app.ui.expert.comparison.text import Column, comparison
from reviewer_app.ui.expert.finder import Finder
from reviewer_app.ui.expert.sitting import ExpertSitting
from reviewer_app.ui.messages import MessageArea
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Frame, button, fill, row, wrapped

FEWEST, MOST = 2, 3


class ComparisonView(DeskPart):
    """Remembers whom it shows as long as the desk is open; dossiers are opened beside the window."""

    def __init__(
        self, desktop: Desktop, sitting: ExpertSitting, board: Board, finder: Finder, messages: MessageArea
    ) -> None:
        super().__init__()
        self._desktop, self._sitting, self._board, self._messages = desktop, sitting, board, messages
        self.codes: tuple[str, ...] = ()
        self._dossiers: dict[str, Dossier] = {}
        self._asked: set[str] = set()
        self._broken: set[str] = set()
        self.heads = Heads(desktop.theme)
        self.body = QTextBrowser()
        self.body.setOpenLinks(False)
        self.body.setAcceptDrops(False)
        self.body.setAccessibleName(_("Comparison"))
        self.body.document().setDocumentMargin(0)
        self.body.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.picker = Picker(desktop.theme, board, finder)
        self.told = wrapped(tone="muted")
        self._add = button(_("Choose another…"), self.pick, kind="quiet", tone="accent", name="comparison-add")
        self._top = row(self.told, self._add, margins=(12, 8, 12, 4))
        card = Frame("card", self._top, self.heads, self.body, spacing=0, padding=1)
        card.box.addStretch(1)
        card.box.setStretchFactor(self.body, 100)
        fill(QHBoxLayout(self), (card, self.picker), 8, (8, 8, 8, 8))
        self._file = RoundFile(sitting.seat.round_file, sitting.secrets)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._show)
        self._connect()

    def _connect(self) -> None:
        self._board.changed.connect(self._show_changed)
        self._board.reloaded.connect(self._soon.start)
        self._desktop.theme.changed.connect(self._soon.start)
        self.heads.opened.connect(self.candidate_asked)
        self.heads.removed.connect(self.remove)
        self.picker.picked.connect(self.add)
        self.picker.closed.connect(partial(self._let_pick, is_open=False))
        self.body.anchorClicked.connect(self._follow)

    def go_on_from(self, old: DeskPart) -> None:
        if isinstance(old, ComparisonView):
            self.codes = old.codes

    # whom

    @property
    def _is_enough(self) -> bool:
        return len(self.codes) >= FEWEST

    def compare(self, codes: Sequence[str]) -> None:
        """Puts these candidates side by side."""
        self.codes = tuple(codes)[:MOST]
        self._dossiers = {code: one for code, one in self._dossiers.items() if code in self.codes}
        self._asked &= set(self.codes)
        self._broken &= set(self.codes)
        self._show()
        self._let_pick(is_open=not self._is_enough)
        if self.isVisible():
            self._focus()

    def add(self, code: str) -> None:
        """Takes somebody into the comparison; a recused one cannot be, and is told why."""
        if self._board.is_recused(code):
            words = _("You are recused from {candidate}: the dossier is closed.").format(candidate=code)
            self.picker.tell(words)
        elif code not in self.codes and len(self.codes) < MOST:
            self.picker.tell("")
            self.compare((*self.codes, code))

    def remove(self, code: str) -> None:
        self.compare([one for one in self.codes if one != code])

    def pick(self) -> None:
        """Opens the list to take somebody from."""
        self._let_pick(is_open=True)
        self.picker.focus()

    def _let_pick(self, *, is_open: bool) -> None:
        self.picker.setVisible(is_open)
        self._top.setVisible(not self._is_enough or (len(self.codes) < MOST and not is_open))
        self._add.setVisible(not is_open)

    # going about

    def enter(self) -> None:
        self.compare(self.codes)

    def _focus(self) -> None:
        if self._is_enough:
            self.body.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.picker.focus()

    def seek(self) -> None:
        if len(self.codes) < MOST:
            self.pick()

    def _follow(self, link: QUrl) -> None:
        self.candidate_asked.emit(link.toString().partition("/")[0])

    # the dossiers

    def _read_missing(self) -> None:
        for code in self.codes:
            if code not in self._asked and not self._board.is_recused(code):
                self._asked.add(code)
                self._read(code)

    def _read(self, code: str) -> None:
        held = self._board.held

        def read(_progress: object) -> Dossier:
            return self._file.dossier(held.document, code)

        self._desktop.jobs.start(
            read, done=partial(self._keep_dossier, code), failed=partial(self._keep_failure, code), owner=self
        )

    def _keep_dossier(self, code: str, dossier: Dossier) -> None:
        if code in self.codes:
            self._dossiers[code] = dossier
            self._soon.start()

    def _keep_failure(self, code: str, error: Exception) -> None:
        self._messages.show_error(error)
        self._broken.add(code)
        self._soon.start()

    # showing

    def _show_changed(self, sheet: ScoreSheet, _before: ScoreSheet) -> None:
        if sheet.candidate in self.codes:
            self._soon.start()

    def _show(self) -> None:
        """Lays the columns out anew, at the place where one was reading."""
        self._read_missing()
        is_enough = self._is_enough
        self.heads.setVisible(bool(self.codes))
        self.body.setVisible(is_enough)
        self.told.setText("" if is_enough else _("Choose two or three candidates at the right to compare them."))
        self.heads.show_candidates([self._board.candidates[code] for code in self.codes])
        if is_enough:
            place = self.body.verticalScrollBar().value()
            self.body.setHtml(comparison(self._columns(), self._board.scheme, self._desktop.theme))
            self.body.verticalScrollBar().setValue(place)

    def _columns(self) -> list[Column]:
        ranks = {one.candidate: one for one in own_ranking(self._board.sheets.values(), self._board.scheme).ranked}
        made = []
        for code in self.codes:
            total = self._board.total(code)
            made.append(
                Column(
                    candidate=self._board.candidates[code],
                    sheet=self._board.sheets[code],
                    total="" if total is None else written_total(total, self._board.scheme),
                    rank=_rank_words(ranks.get(code)),
                    dossier=None if self._board.is_recused(code) else self._dossiers.get(code),
                    told=self._told(code),
                )
            )
        return made

    def _told(self, code: str) -> str:
        """Why a dossier is not shown; nothing where it is."""
        if self._board.is_recused(code):
            words = _("You are recused from this candidate: the dossier is closed.")
            return f"{words} {self._board.sheets[code].reason}"
        if code in self._broken:
            return _("The dossier cannot be read.")
        return "" if code in self._dossiers else _("Opening the dossier…")


def _rank_words(ranked: Ranked | None) -> str:
    if ranked is None:
        return ""
    return _("{rank} (tied)").format(rank=ranked.rank) if ranked.sharing > 1 else str(ranked.rank)
