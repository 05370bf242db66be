"""Signing: what the result says, what is still open, the signature, the file for the union."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.i18n import _, n_
from reviewer_app.services.collect import RollRow
from reviewer_app.services.ranking import Ranking
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.parts import Frame, Icon, empty, fill, label, wrapped
from reviewer_app.ui.sheet import sheet
from reviewer_app.ui.signed import SignedCard


class SignView(QWidget):
    """`signed` is the card that signs, saves and prints."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._theme = desktop.theme
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        what = _(
            "You sign the packages byte for byte as received, the rules, and every figure with its trail. Whoever may "
            "open the result can compute it anew."
        )
        card = Frame("card", label(_("Sign and print"), scale="title"), padding=16, spacing=10)
        card.box.addLayout(self._facts)
        self.signed = SignedCard(
            desktop.theme,
            desktop.log_folder,
            what=what,
            sign=_("Sign the result"),
            export=_("Save the file for the union…"),
            paper=_("Print the summary sheet…"),
        )
        foot = Frame("bar", self.signed.buttons, padding=8)
        fill(QVBoxLayout(self), (sheet(card, self.signed), foot), 0)

    def show_facts(self, roll: tuple[RollRow, ...], ranking: Ranking) -> None:
        empty(self._facts)
        missing = [one.expert for one in roll if not one.received]
        received = _("{received} of {experts} packages are received and verified.")
        self._add("circle-check", "green", received.format(received=len(roll) - len(missing), experts=len(roll)))
        if missing:
            self._add("triangle-alert", "amber", _("Missing: {experts}").format(experts="、".join(missing)))
        unscored = sum(line.rank is None for line in ranking.lines)
        if unscored:
            words = n_("{count} candidate has no score.", "{count} candidates have no score.", unscored)
            self._add("triangle-alert", "amber", words.format(count=unscored))
        if ranking.undecided:
            words = n_(
                "{count} candidate is tied across the cut (places left: {places}): the result names it as undecided "
                "until the committee decides.",
                "{count} candidates are tied across the cut (places left: {places}): the result names them as "
                "undecided until the committee decides.",
                ranking.undecided,
            )
            self._add("scale", "amber", words.format(count=ranking.undecided, places=ranking.places))

    def _add(self, picture: str, tone: str, words: str) -> None:
        line, sign = QWidget(), Icon(self._theme, picture, tone)
        beside = QHBoxLayout(line)
        fill(beside, (sign, wrapped(words)), 10)
        beside.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(line)
