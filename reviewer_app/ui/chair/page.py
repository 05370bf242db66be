"""The chair's page: connects roll call, ranking and signature with the services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from reviewer_app.domain.errors import UserError
from reviewer_app.domain.package import Kind
from reviewer_app.domain.progress import Progress
from reviewer_app.i18n import _, in_a_row
from reviewer_app.i18n.errors import warning_text
from reviewer_app.models.work import Signed
from reviewer_app.services import collect, decide
from reviewer_app.services.ranking import ranking_of
from reviewer_app.services.stores import keep_copy
from reviewer_app.services.workplace import note
from reviewer_app.ui import guides
from reviewer_app.ui.chair.ranking import RankingView
from reviewer_app.ui.chair.roll import RollCall
from reviewer_app.ui.chair.sign import SignView
from reviewer_app.ui.chair.sitting import ChairSitting, ChairView, look
from reviewer_app.ui.chips import Chip
from reviewer_app.ui.handing_in import Handing, HandingIn
from reviewer_app.ui.keys import Key
from reviewer_app.ui.messages import error_lines
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import button, fill, label
from reviewer_app.ui.progress import WorkStrip
from reviewer_app.ui.record.look import look_into
from reviewer_app.ui.start.page import desk_title
from reviewer_app.ui.tables import table_keys
from reviewer_app.ui.tabs import Tabs

if TYPE_CHECKING:
    from reviewer_app.services.paper import PaperCode

ROLL, RANKING, SIGN = "roll", "ranking", "sign"
CHANGES = ("first", "supersedes", "conflicting")
NEWS = ("first", "supersedes", "same")


class ChairPage(Page):
    def __init__(self, desktop: Desktop, sitting: ChairSitting) -> None:
        super().__init__(desktop, desk_title(sitting.seat))
        self._sitting = sitting
        self._view = sitting.view
        self._names = {one.code: one.name for one in sitting.held.document.candidates}
        self._signed = sitting.view.signed
        self._is_signed_current = sitting.view.is_signed_current
        self._fill_bar()
        self.roll = RollCall(desktop)
        self.ranking = RankingView(desktop)
        self.signature = SignView(desktop)
        self.tabs = Tabs()
        for name, words, view in (
            (ROLL, _("Roll call"), self.roll),
            (RANKING, _("Ranking"), self.ranking),
            (SIGN, _("Sign and print"), self.signature),
        ):
            self.tabs.add(name, words, view)
        for number, name in enumerate(self.tabs.names, start=1):
            words = _("Turns to: {view}").format(view=self.tabs.words(name))
            self.keys.bind(f"Ctrl+{number}", words, partial(self.tabs.turn_to, name))
        self.strip = WorkStrip(self.theme)
        self.add_strip(self.strip)
        body = QWidget()
        fill(QVBoxLayout(body), (self.tabs, self.tabs.stack), 0)
        self.set_body(body)
        self.roll.packages_asked.connect(self._choose_packages)
        self.handing = HandingIn(desktop, self._handing(), self.signature.signed, self)
        self.handing.signed.connect(self._take_signed)
        self._show(sitting.view)
        self.tabs.turn_to(RANKING if any(one.received for one in sitting.view.roll) else ROLL)

    def take_focus(self) -> None:
        self.ranking.table.setFocus()

    def take_files(self, files: list[Path]) -> bool:
        """Takes in score packages, and those of folders; anything else is for the window."""
        packages = [one for file in files for one in _packages(file)]
        if not packages:
            return any(file.is_dir() for file in files) and self._tell_no_packages()
        self._receive(packages)
        return True

    def may_leave(self, then: Callable[[], object]) -> bool:
        if not self.handing.may_leave():
            self.tabs.turn_to(SIGN)
            return False
        if not self.strip.is_busy:
            return True
        self.messages.tell(
            _("Packages are still being verified. Wait until it is done, or stop it."),
            "amber",
            (_("Stop it and go"), lambda: self.strip.stop_then(then)),
        )
        return False

    def guide(self) -> Sequence[str]:
        return guides.CHAIR

    def field_keys(self) -> tuple[Key, ...]:
        return table_keys()

    def again(self) -> ChairPage:
        """On the same store, which stays open, with what was computed last."""
        view = replace(self._view, signed=self._signed, is_signed_current=self._is_signed_current)
        return ChairPage(self.desktop, replace(self._sitting, view=view))

    def take_over(self, old: Page) -> None:
        assert isinstance(old, ChairPage)
        self.tabs.turn_to(old.tabs.current)
        super().take_over(old)

    def settle(self) -> None:
        sitting, workplace = self._sitting, self.desktop.workplace

        def close() -> None:
            try:
                note(workplace, sitting.seat, sitting.store)
            finally:
                sitting.store.close()

        self.desktop.jobs.write(close, done=lambda _none: None, failed=lambda _error: None)

    # receiving

    def _choose_packages(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Take in score packages"), "", _("Score packages (*.jpscore);;All files (*)")
        )
        if names:
            self._receive([Path(name) for name in names])

    def _receive(self, packages: list[Path]) -> None:
        sitting = self._sitting

        def receive(progress: Progress) -> tuple[tuple[collect.Receipt, ...], ChairView]:
            receipts = collect.receive(sitting.store, packages, sitting.secrets, datetime.now(UTC), progress)
            return receipts, look(sitting.store, sitting.secrets)

        job = self.desktop.jobs.start(
            receive,
            done=lambda made: self._show_receipts(*made),
            failed=self._failed,
            progress=self.strip.tell,
            cancelled=self._look_again,
            owner=self,
        )
        self.strip.follow(job, _("Verifying score packages…"))

    def _show_receipts(self, receipts: tuple[collect.Receipt, ...], view: ChairView) -> None:
        self.strip.finish()
        self._is_signed_current = self._is_signed_current and not any(one.outcome in CHANGES for one in receipts)
        self._show(view)
        refused = [one for one in receipts if one.error is not None or one.outcome not in NEWS]
        taken = len(receipts) - len(refused)
        if taken:
            self.messages.tell(_("Packages taken in and verified: {count}.").format(count=taken), "green")
        for one in refused[:2]:
            self.messages.tell(_refusal(one), "red" if one.error is not None else "amber")
        if len(refused) > 2:
            more = _("{count} more files were not taken in; each stands in the audit log.")
            self.messages.tell(more.format(count=len(refused) - 2), "red")

    def _look_again(self) -> None:
        self.strip.finish()
        sitting = self._sitting
        self.desktop.jobs.start(
            lambda _progress: look(sitting.store, sitting.secrets), done=self._show, failed=self._failed, owner=self
        )
        self.messages.tell(_("Stopped. What was verified before is kept."), "amber")

    def _tell_no_packages(self) -> bool:
        self.messages.tell(_("There is no score package (.jpscore) in that folder."), "amber")
        return True

    def _failed(self, error: Exception) -> None:
        self.strip.finish()
        self.messages.show_error(error)

    # showing

    def _show(self, view: ChairView) -> None:
        self._view = view
        sitting = self._sitting
        ranking = ranking_of(sitting.scheme, view.result.stages, view.rows, self._names)
        self.roll.show_rows(view.roll)
        self.ranking.trail.use(sitting.scheme, _alerts(view))
        self.ranking.show_ranking(ranking)
        self.signature.show_facts(view.roll, ranking)
        received = sum(bool(one.received) for one in view.roll)
        missing = len(view.roll) - received
        words = _("{experts} experts · {received} received · {missing} missing")
        self._counts.setText(words.format(experts=len(view.roll), received=received, missing=missing))
        tab = _("Roll call {received}/{experts}").format(received=received, experts=len(view.roll))
        self.tabs.rename(ROLL, tab)
        self._show_signed()

    def _show_state(self) -> None:
        if self._signed is not None and self._is_signed_current:
            words = _("Signed no. {sequence}").format(sequence=self._signed.sequence)
            self._state.say(words, "circle-check", "green")
        else:
            self._state.say(_("Provisional"), "info", "accent")

    def _fill_bar(self) -> None:
        self.add_home_button()
        self._state = Chip(self.theme)
        self.bar_line.insertWidget(2, self._state)
        self._counts = label(tone="muted", name="counts")
        self.bar_line.addWidget(self._counts)
        self.add_record_button(look_into(self._sitting.store, self._sitting.secrets))
        self.add_tools()
        self.bar_line.addWidget(
            button(_("Sign the result"), lambda: self.tabs.turn_to(SIGN), kind="primary", name="go-sign")
        )

    # signing

    def _show_signed(self) -> None:
        changed = _("Packages came in since. Sign again: the new result takes the place of the old one.")
        self.handing.show(self._signed, is_current=self._is_signed_current, changed=changed)
        self._show_state()

    def _take_signed(self, made: Signed) -> None:
        self._signed, self._is_signed_current = made, True
        self._show_signed()

    def export(self, target: Path) -> None:
        """Saves the signed result to a file."""
        self.handing.export(target)

    def _handing(self) -> Handing:
        sitting = self._sitting
        return Handing(
            sign=self._sign,
            export=lambda target: decide.export_result(sitting.store, target),
            code=lambda signed: _code(sitting, signed),
            paper=lambda: _paper(sitting),
            name=lambda signed: f"{sitting.seat.round_id}-{signed.sequence}{Kind.RESULT.suffix}",
            save_title=_("Save the result"),
            kinds=_("Results (*.jpresult)"),
            paper_title=_("Summary sheet"),
        )

    def _sign(self) -> Signed:
        """Consolidates and signs; the store is copied at once."""
        sitting = self._sitting
        made = decide.sign_result_of(sitting.store, self.desktop.workplace.identity(sitting.seat))
        keep_copy(sitting.store, datetime.now(UTC))
        return made


def _code(sitting: ChairSitting, signed: Signed) -> PaperCode:
    from reviewer_app.services.paper import paper_code

    return paper_code(sitting.store, signed)


def _paper(sitting: ChairSitting) -> bytes:
    from reviewer_app.services.paper import summary_sheet_pdf

    return summary_sheet_pdf(sitting.store, sitting.secrets)


def _packages(file: Path) -> list[Path]:
    if file.is_dir():
        return sorted(one for one in file.iterdir() if one.suffix == Kind.SCORE.suffix and not one.name.startswith("."))
    return [file] if file.suffix == Kind.SCORE.suffix else []


def _refusal(receipt: collect.Receipt) -> str:
    from reviewer_app.i18n.outcome_texts import outcome_text

    if isinstance(receipt.error, UserError):
        why = in_a_row(error_lines(receipt.error))
    else:
        why = outcome_text(receipt.outcome)
    return _("{file}: {why}").format(file=receipt.file.name, why=why)


def _alerts(view: ChairView) -> dict[str, list[str]]:
    """What the result warns of, by candidate, in sentences."""
    found: dict[str, list[str]] = {}
    for caution in view.result.cautions():
        candidate = caution.values.get("candidate")
        if isinstance(candidate, str):
            found.setdefault(candidate, []).append(warning_text(caution.code, caution.values))
    return found
