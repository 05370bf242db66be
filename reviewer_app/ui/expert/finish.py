"""Finishing: what is missing, what will be signed, the signature, the file to hand in."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.domain.candidate import Candidate
from reviewer_app.domain.scheme import Scheme
from reviewer_app.i18n import _, n_
from reviewer_app.models.work import Signed
from reviewer_app.services.overview import Standing, written_total
from reviewer_app.ui.parts import Frame, Icon, button, empty, fill, label, restyle, row, rule, wrapped
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.times import minute

FEW = 8


class FinishPage(QWidget):
    """Emits `sign_asked`, `export_asked`, `print_asked`, `back_asked`, and `candidate_asked(code)`."""

    sign_asked = Signal()
    export_asked = Signal()
    print_asked = Signal()
    back_asked = Signal()
    candidate_asked = Signal(str)

    def __init__(self, theme: Theme, candidates: Iterable[Candidate], scheme: Scheme) -> None:
        super().__init__()
        self._theme, self._scheme = theme, scheme
        self._names = {one.code: one.name for one in candidates}
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        self._what = wrapped(tone="muted")
        self.sign_button = button(_("Sign"), self.sign_asked.emit, kind="primary", name="sign")
        self.export_button = button(_("Save the file to hand in…"), self.export_asked.emit, name="export")
        self.print_button = button(_("Print…"), self.print_asked.emit, name="print")
        self._signed = wrapped()
        self._signed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        back = button(_("← Back to the dossiers"), self.back_asked.emit, kind="quiet", tone="muted", name="back")
        card = Frame("card", label(_("Finish and sign"), scale="title"), padding=20, spacing=12)
        card.box.addLayout(self._facts)
        for part in (rule(), self._what, self._signed):
            card.box.addWidget(part)
        card.box.addWidget(row(back, None, self.print_button, self.export_button, self.sign_button))
        card.setMaximumWidth(760)
        outer = QWidget()
        outer.setProperty("role", "plain")
        line = QHBoxLayout(outer)
        line.setContentsMargins(16, 16, 16, 16)
        line.addStretch(1)
        line.addWidget(card, 20, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(outer)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fill(QVBoxLayout(self), (area,), 0)

    def show_standing(self, standing: Standing) -> None:
        empty(self._facts)
        missing = (*standing.begun, *standing.untouched)
        if missing:
            words = n_(
                "{count} candidate is not finished; without all marks a sheet does not count.",
                "{count} candidates are not finished; without all marks a sheet does not count.",
                len(missing),
            )
            self._facts.addWidget(self._fact("triangle-alert", "amber", words.format(count=len(missing)), missing))
        scored = n_("{count} candidate is scored.", "{count} candidates are scored.", len(standing.scored))
        self._facts.addWidget(self._fact("circle-check", "green", scored.format(count=len(standing.scored)), ()))
        for codes, words in (
            (standing.recused, _("Recused: {count}.")),
            (standing.abstained, _("Abstained: {count}.")),
        ):
            if codes:
                self._facts.addWidget(self._fact("circle-slash-2", "muted", words.format(count=len(codes)), codes))
        for total, codes in standing.tied[:3]:
            words = _("Equal totals of {total}: look whether you mean them so.")
            text = words.format(total=written_total(total, self._scheme))
            self._facts.addWidget(self._fact("scale", "muted", text, codes))
        self._what.setText(
            _(
                "You sign your marks, remarks and recusals, your acceptance of the undertaking, and the rules they "
                "were given under. Nobody can change them afterwards without its being seen."
            )
        )
        self.sign_button.setText(_("Sign what is done") if missing else _("Sign"))

    def show_signed(self, signed: Signed | None, *, is_current: bool) -> None:
        """Tells the last signature; `is_current`: nothing was changed since."""
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
            else _(
                "Signed as no. {sequence} on {time}, and changed since: sign again to hand in the changes. "
                "Fingerprint: {fingerprint}"
            )
        )
        self._signed.setText(
            words.format(sequence=signed.sequence, time=minute(signed.created), fingerprint=grouped(signed.fingerprint))
        )

    def _fact(self, picture: str, tone: str, words: str, codes: tuple[str, ...]) -> QWidget:
        made = QWidget()
        texts = QWidget()
        column = QVBoxLayout(texts)
        fill(column, (wrapped(words),), 2)
        if codes:
            line = QHBoxLayout()
            line.setSpacing(4)
            for code in codes[:FEW]:
                link = button(
                    f"{code} {self._names[code]}",
                    lambda code=code: self.candidate_asked.emit(code),  # type: ignore[misc]
                    kind="filter",
                )
                line.addWidget(link)
            if len(codes) > FEW:
                line.addWidget(label("…", tone="muted"))
            line.addStretch(1)
            column.addLayout(line)
        sign = Icon(self._theme, picture, tone)
        beside = QHBoxLayout(made)
        fill(beside, (sign, texts), 10)
        beside.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        return made


def grouped(fingerprint: str) -> str:
    """A long fingerprint in groups of eight, to be compared by eye."""
    return " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))
