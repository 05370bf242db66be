"""Signing: what the result says, what is still open, the signature, the file for the union."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.i18n import _, n_
from reviewer_app.models.work import Signed
from reviewer_app.services.collect import RollRow
from reviewer_app.services.ranking import Ranking
from reviewer_app.ui.expert.finish import grouped
from reviewer_app.ui.parts import Frame, Icon, button, empty, fill, label, restyle, row, rule, wrapped
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.times import minute


class SignView(QWidget):
    """Emits `sign_asked`, `export_asked`, `print_asked`."""

    sign_asked = Signal()
    export_asked = Signal()
    print_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        self.sign_button = button(_("Sign the result"), self.sign_asked.emit, kind="primary", name="sign-result")
        self.export_button = button(_("Save the file for the union…"), self.export_asked.emit, name="export-result")
        self.print_button = button(_("Print the summary sheet…"), self.print_asked.emit, name="print-result")
        self._signed = wrapped()
        self._signed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        what = _(
            "You sign the packages byte for byte as received, the rules, and every figure with its trail. Whoever may "
            "open the result can compute it anew."
        )
        card = Frame("card", label(_("Sign and print"), scale="title"), padding=20, spacing=12)
        card.box.addLayout(self._facts)
        for part in (rule(), wrapped(what, tone="muted"), self._signed):
            card.box.addWidget(part)
        card.box.addWidget(row(None, self.print_button, self.export_button, self.sign_button))
        card.setMaximumWidth(760)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 16, 16, 16)
        line.addStretch(1)
        line.addWidget(card, 20, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)

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

    def show_signed(self, signed: Signed | None, *, is_current: bool) -> None:
        self.export_button.setEnabled(signed is not None)
        self.print_button.setEnabled(signed is not None)
        self._signed.setVisible(signed is not None)
        is_done = signed is not None and is_current
        self.sign_button.setVisible(not is_done)
        restyle(self.export_button, "kind", "primary" if is_done else "")
        if signed is None:
            return
        words = (
            _("Signed as no. {sequence} on {time}. Fingerprint: {fingerprint}")
            if is_current
            else _("Signed as no. {sequence} on {time}; packages came in since: sign again. Fingerprint: {fingerprint}")
        )
        self._signed.setText(
            words.format(sequence=signed.sequence, time=minute(signed.created), fingerprint=grouped(signed.fingerprint))
        )

    def _add(self, picture: str, tone: str, words: str) -> None:
        line, sign = QWidget(), Icon(self._theme, picture, tone)
        beside = QHBoxLayout(line)
        fill(beside, (sign, wrapped(words)), 10)
        beside.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(line)
