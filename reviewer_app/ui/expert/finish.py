"""Finishing: what will be signed and what counts of it, the signature, the file to hand in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from reviewer_app.domain.sheet import SheetState
from reviewer_app.i18n import _, n_
from reviewer_app.services.overview import BEGUN, Standing, written_total
from reviewer_app.services.scheme_words import local_title
from reviewer_app.ui.expert.board import Board
from reviewer_app.ui.flow import flowing
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Frame, Icon, button, column, empty, fill, label, row, rule, wrapped
from reviewer_app.ui.sheet import sheet
from reviewer_app.ui.signed import SignedCard

FEW = 8
LINK_INDENT = 9
"""How far the words of a quiet button stand from its edge."""
UNTOUCHED, TIED = "untouched", "tied"
_LOOKS = {
    SheetState.SCORED: ("circle-check", "green"),
    SheetState.RECUSED: ("circle-slash-2", "muted"),
    SheetState.ABSTAINED: ("circle-minus", "muted"),
    BEGUN: ("triangle-alert", "amber"),
    UNTOUCHED: ("triangle-alert", "amber"),
    TIED: ("scale", "muted"),
}


class FinishPage(QWidget):
    """Emits `back_asked` and `candidate_asked(code)`; `signed` is the card that signs, saves and prints."""

    back_asked = Signal()
    candidate_asked = Signal(str)

    def __init__(self, desktop: Desktop, board: Board) -> None:
        super().__init__()
        self._theme, self._board = desktop.theme, board
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(12)
        self._lines.setVerticalSpacing(8)
        self._lines.setColumnStretch(3, 1)
        self._part = wrapped(name="finish-part", tone="amber")
        self._under = wrapped(tone="muted", name="finish-under")
        card = Frame("card", label(_("Finish and sign"), scale="title"), padding=16, spacing=10)
        card.box.addLayout(self._lines)
        for part in (self._part, rule(), self._under):
            card.box.addWidget(part)
        what = _(
            "You sign your marks, remarks and recusals, your acceptance of the undertaking, and the rules they "
            "were given under. Any later change would be noticed."
        )
        self.signed = SignedCard(
            desktop.theme,
            desktop.log_folder,
            what=what,
            sign=_("Sign"),
            export=_("Save the file to hand in…"),
            paper=_("Print…"),
        )
        back = button(_("← Back to the dossiers"), self.back_asked.emit, kind="quiet", tone="muted", name="back")
        foot = Frame("bar", row(back, self.signed.buttons), padding=8)
        self._area = sheet(card, self.signed)
        fill(QVBoxLayout(self), (self._area, foot), 0)

    def show_standing(self, standing: Standing) -> None:
        """Lays out every sheet by its state, with what becomes of it."""
        empty(self._lines)
        missing = (*standing.begun, *standing.untouched)
        for state, codes, words in (
            (SheetState.SCORED, standing.scored, _("They count.")),
            (SheetState.RECUSED, standing.recused, _("You take no part in these. That is not a zero.")),
            (SheetState.ABSTAINED, standing.abstained, _("You do not judge these. That is not a zero.")),
            (BEGUN, standing.begun, _("Marks are missing: such a sheet does not count.")),
            (UNTOUCHED, standing.untouched, _("Without marks a sheet does not count.")),
        ):
            if codes or state is SheetState.SCORED:
                named = () if state is SheetState.SCORED else codes
                self._add(state, _name(state), len(codes), words, named)
        for total, codes in standing.tied[:3]:
            words = _("Equal totals of {total}: check that you mean them to be equal.")
            text = words.format(total=written_total(total, self._board.scheme))
            self._add(TIED, _name(TIED), len(codes), text, codes)
        self._tell_part(standing.done, len(missing))
        self._tell_under()
        self.signed.sign_button.setText(_("Sign what is done") if missing else _("Sign"))
        self.signed.sign_button.setEnabled(standing.done > 0)

    def show_signature(self, *, is_signed: bool) -> None:
        """What was signed stands first; before that, what will be."""
        column_of_cards = self.signed.parentWidget()
        assert column_of_cards is not None
        cards = column_of_cards.layout()
        assert isinstance(cards, QBoxLayout)
        cards.insertWidget(0 if is_signed else 1, self.signed)
        self._area.verticalScrollBar().setValue(0)

    def _tell_part(self, done: int, missing: int) -> None:
        self._part.setVisible(missing > 0)
        if not done:
            self._part.setText(_("Nothing is done yet that could be signed."))
            return
        words = n_(
            "You can hand in a part. What is done counts and is closed. {count} sheet stays open: finish it later, "
            "sign again, and hand in the new file; it takes the place of this one.",
            "You can hand in a part. What is done counts and is closed. {count} sheets stay open: finish them later, "
            "sign again, and hand in the new file; it takes the place of this one.",
            missing,
        )
        self._part.setText(words.format(count=missing))

    def _tell_under(self) -> None:
        held, scheme, signed = self._board.held, self._board.scheme, self._board.signed
        words = _("Rules: {scheme} ({id}) · round {round}, version {version} · this will be no. {sequence}")
        if signed is not None and self._board.is_signed_current:
            words = _("Rules: {scheme} ({id}) · round {round}, version {version} · signed as no. {sequence}")
        number = 0 if signed is None else signed.sequence
        self._under.setText(
            words.format(
                scheme=local_title(scheme.title, scheme.title_en, scheme.id),
                id=scheme.id,
                round=held.round_id,
                version=held.round_version,
                sequence=number if self._board.is_signed_current else number + 1,
            )
        )

    def _add(self, state: str, name: str, count: int, words: str, codes: tuple[str, ...]) -> None:
        number = self._lines.count() // 4
        told = wrapped(words)
        told.setIndent(LINK_INDENT)
        texts = column(told, spacing=2)
        if codes:
            texts.layout().addWidget(self._links(codes))  # type: ignore[union-attr]
        top = Qt.AlignmentFlag.AlignTop
        self._lines.addWidget(Icon(self._theme, *_LOOKS[state]), number, 0, top)
        self._lines.addWidget(label(name, weight="bold"), number, 1, top)
        self._lines.addWidget(label(str(count)), number, 2, top | Qt.AlignmentFlag.AlignRight)
        self._lines.addWidget(texts, number, 3, top)

    def _links(self, codes: tuple[str, ...]) -> QWidget:
        shown: list[QWidget] = []
        for code in codes[:FEW]:
            name = f"{code} {self._board.candidates[code].name}"
            shown.append(button(name, partial(self.candidate_asked.emit, code), kind="filter", tone="accent"))
        if len(codes) > FEW:
            more = n_("and {count} more", "and {count} more", len(codes) - FEW)
            rest = label(more.format(count=len(codes) - FEW), tone="muted", scale="small")
            rest.setContentsMargins(0, 4, 0, 0)
            shown.append(rest)
        return flowing(*shown, spacing=4)


def _name(state: str) -> str:
    return {
        SheetState.SCORED: _("Scored"),
        SheetState.RECUSED: _("Recused"),
        SheetState.ABSTAINED: _("Abstained"),
        BEGUN: _("Begun"),
        UNTOUCHED: _("Not begun"),
        TIED: _("Tied"),
    }[state]
