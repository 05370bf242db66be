"""One proposed conflict: who, why, what was decided, and the two ways to decide it in place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from reviewer_app.domain.candidate import Candidate
from reviewer_app.i18n import _
from reviewer_app.services.conflict_words import reason_lines, recusal_reason
from reviewer_app.services.conflicts import Case, Decision
from reviewer_app.ui.chips import Chip
from reviewer_app.ui.expert.step_back import ReasonPanel
from reviewer_app.ui.parts import Elided, Frame, button, row, wrapped
from reviewer_app.ui.theme import Theme


class ConflictRow(Frame):
    """Emits `confirmed(code, reason)` for a recusal and `dismissed(code, reason)`; `opened` when it asks for one."""

    opened = Signal()
    confirmed = Signal(str, str)
    dismissed = Signal(str, str)

    def __init__(self, theme: Theme, candidate: Candidate, case: Case) -> None:
        super().__init__("section", spacing=4, padding=8)
        self._candidate, self._case = candidate, case
        self._is_confirming = False
        self._chip = Chip(theme)
        self._reasons = wrapped()
        self._why = wrapped(tone="muted", scale="small")
        who = f"{candidate.code} {candidate.name}"
        self.confirm = button(_("Recuse…"), self._ask_recusal, name=f"confirm-{candidate.code}")
        self.confirm.setAccessibleName(_("Recuse from {candidate}").format(candidate=who))
        self.dismiss = button(_("Not a conflict…"), self._ask_dismissal, name=f"dismiss-{candidate.code}")
        self.dismiss.setAccessibleName(_("{candidate} is not a conflict").format(candidate=who))
        self._panel: ReasonPanel | None = None
        head = row(Elided(who, weight="bold").no_wider_than_text(), Elided(candidate.unit, tone="muted"), self._chip)
        self._buttons = row(self.confirm, self.dismiss, None)
        for part in (head, self._reasons, self._why, self._buttons):
            self.box.addWidget(part)
        self.show_case(case)

    @property
    def first(self) -> QPushButton | None:
        """Where a decision begins; None where nothing waits for one."""
        return self.confirm if self._case.decision is Decision.OPEN else None

    def show_case(self, case: Case) -> None:
        self._case = case
        self._chip.say(*_chip_of(case.decision))
        lines = reason_lines(case.proposal)
        self._reasons.setText("\n".join(f"· {line}" for line in lines))
        self._why.setText(_("Reason given: {reason}").format(reason=case.why) if case.why else "")
        self._why.setVisible(bool(case.why) and case.why != recusal_reason(case.proposal))
        self._buttons.setVisible(case.decision in (Decision.OPEN, Decision.DISMISSED))
        self.dismiss.setVisible(case.decision is Decision.OPEN)
        self.setAccessibleName(f"{self._candidate.code} {self._candidate.name}, {self._chip.text}. " + " ".join(lines))
        if self._panel is not None and case.decision is not Decision.OPEN:
            self._panel.hide()

    def _ask_recusal(self) -> None:
        self._is_confirming = True
        words = _(
            "Recuse from {candidate}? The dossier closes and your marks on it are dropped, for good. The reason goes "
            "with your package."
        )
        reason = recusal_reason(self._case.proposal)
        self._ask(words.format(candidate=self._candidate.name), _("Recuse for good"), reason, "")

    def _ask_dismissal(self) -> None:
        self._is_confirming = False
        words = _("Why is this not a conflict? Your reason is kept in the record of this desk.")
        self._ask(words, _("Record the reason"), "", _("Reason, such as: somebody else of the same name"))

    def _ask(self, words: str, action: str, reason: str, hint: str) -> None:
        if self._panel is None:
            self._panel = ReasonPanel()
            self._panel.reason.setObjectName(f"reason-{self._candidate.code}")
            self._panel.given.connect(self._give)
            self.box.addWidget(self._panel)
        self._panel.ask(words, action, reason)
        if hint:
            self._panel.reason.setPlaceholderText(hint)
        self.opened.emit()

    def _give(self, reason: str) -> None:
        (self.confirmed if self._is_confirming else self.dismissed).emit(self._candidate.code, reason)


def _chip_of(decision: Decision) -> tuple[str, str, str]:
    """Word, icon and tone."""
    return {
        Decision.OPEN: (_("to be decided"), "circle-alert", "amber"),
        Decision.RECUSED: (_("recused"), "circle-slash-2", "muted"),
        Decision.DISMISSED: (_("no conflict"), "circle-check", "green"),
        Decision.CLOSED: (_("signed: only the chair can send it back"), "lock", "muted"),
    }[decision]
