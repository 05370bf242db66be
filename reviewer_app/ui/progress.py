"""Long work as the page shows it: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.i18n import _
from reviewer_app.ui.chips import Bar
from reviewer_app.ui.jobs import Job
from reviewer_app.ui.parts import Frame, button, fill, label
from reviewer_app.ui.theme import Theme


class WorkStrip(Frame):
    """Hidden until `follow` is called with a job; `tell` is that job's progress."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("message", padding=8)
        self.setProperty("tone", "accent")
        self._job: Job | None = None
        self._then: Callable[[], object] | None = None
        self._words = label()
        self._count = label(tone="muted")
        self._bar = Bar(theme, 240)
        self._cancel = button(_("Cancel"), self._stop, name="cancel-work")
        line = QWidget()
        fill(QHBoxLayout(line), (self._words, None, self._count, self._bar, self._cancel), 12)
        self.box.addWidget(line)
        self.hide()

    def follow(self, job: Job, words: str) -> None:
        self._job = job
        self._words.setText(words)
        self._count.setText("")
        self._bar.show_progress(0, 1)
        self._cancel.setEnabled(True)
        self.show()

    def tell(self, done: int, total: int, what: str) -> None:
        self._words.setText(step_text(what))
        self._count.setText(_amount(done, total, what))
        self._bar.show_progress(done, total)

    def finish(self) -> None:
        self._job = None
        self.hide()
        if self._then is not None:
            then, self._then = self._then, None
            then()

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def stop_then(self, then: Callable[[], object]) -> None:
        """Stops the work and does something once it has stopped."""
        self._then = then
        self._stop()

    def _stop(self) -> None:
        if self._job is not None:
            self._cancel.setEnabled(False)
            self._words.setText(_("Stopping…"))
            self._job.cancel()


def step_text(what: str) -> str:
    """What a step of long work is called."""
    return {
        "copy_round": _("Copying the round to this computer…"),
        "receive": _("Verifying score packages…"),
        "seal": _("Sealing the round…"),
        "read_roster": _("Reading the roster…"),
        "scan_evidence": _("Checking the evidence…"),
        "read_table": _("Reading the table…"),
        "search_dossiers": _("Looking for your name in the dossiers…"),
    }.get(what, _("Working…"))


def _amount(done: int, total: int, what: str) -> str:
    if what in ("copy_round", "scan_evidence"):
        return _("{done} of {total} MB").format(done=done >> 20, total=max(1, total >> 20))
    return f"{done} / {total}"
