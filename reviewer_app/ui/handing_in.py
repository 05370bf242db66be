"""From what stands on a desk to a file in hand: sign, save, print. The same at every desk that signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.i18n import _
from reviewer_app.models.values import Signed
from reviewer_app.services.sticks import is_on, sticks
from reviewer_app.ui.page import Desktop
from reviewer_app.ui.save_as import ask_target
from reviewer_app.ui.signed import SignedCard

if TYPE_CHECKING:
    from reviewer_app.services.paper import PaperCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """What one desk signs and hands in; all of it but `name` may take time and runs beside the window."""

    sign: Callable[[], object]
    export: Callable[[Path], object]
    code: Callable[[Signed], PaperCode]
    paper: Callable[[], bytes]
    name: Callable[[Signed], str]
    save_title: str
    kinds: str
    paper_title: str


class HandingIn(QObject):
    """`signed(outcome)` carries what `Handing.sign` returned; the desk then calls `show`."""

    signed = Signal(object)

    def __init__(self, desktop: Desktop, handing: Handing, card: SignedCard, page: QWidget) -> None:
        super().__init__(card)
        self._desktop, self._handing, self._card, self._page = desktop, handing, card, page
        self._last: Signed | None = None
        self._is_busy = False
        card.sign_asked.connect(self.sign)
        card.export_asked.connect(self._ask_target)
        card.print_asked.connect(self._print)

    def show(self, signed: Signed | None, *, is_current: bool, changed: str) -> None:
        """Tells what is signed; its code is fetched beside the window."""
        before, self._last = self._last, signed
        self._card.show_signed(signed, is_current=is_current, changed=changed)
        if signed is not None and signed != before:
            self._run(lambda: self._handing.code(signed), lambda code: self._card.show_code(code.modules, code.text))

    def focus(self) -> None:
        """To what is to be done next."""
        card = self._card
        begin = card.export_button if card.sign_button.isHidden() else card.sign_button
        begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def may_leave(self) -> bool:
        """Whether nothing is being signed or saved; else it says that it is worth waiting for."""
        if self._is_busy:
            words = _("A moment: this is still being done. What came of it is told here.")
            self._card.messages.tell(words, "amber")
        return not self._is_busy

    def sign(self) -> None:
        def signed(outcome: object) -> None:
            self._is_busy = False
            self._card.sign_button.setEnabled(True)
            self.signed.emit(outcome)
            self.focus()

        def failed(error: Exception) -> None:
            self._is_busy = False
            self._card.sign_button.setEnabled(True)
            self._card.tell_not_signed(error)

        self._is_busy = True
        self._card.sign_button.setEnabled(False)
        self._card.messages.clear()
        self._run(self._handing.sign, signed, failed)

    def export(self, target: Path) -> None:
        """Copies the signed package to a file; it is read back before success is told."""
        if self._is_busy:
            return
        self._is_busy = True
        on_stick = is_on(target, sticks())

        def saved(_none: object) -> None:
            self._is_busy = False
            self._card.tell_saved(target, is_on_stick=on_stick)

        def failed(error: Exception) -> None:
            self._is_busy = False
            self._card.tell_not_saved(error)

        self._run(lambda: self._handing.export(target), saved, failed)

    def _ask_target(self) -> None:
        assert self._last is not None
        handing, name = self._handing, self._handing.name(self._last)
        target = ask_target(self._page, self._desktop.preferences, handing.save_title, name, handing.kinds)
        if target is not None:
            self.export(target)

    def _print(self) -> None:
        from reviewer_app.ui.printing import preview

        title = self._handing.paper_title
        self._run(self._handing.paper, lambda content: preview(self._page, content, title))

    def _run(
        self,
        work: Callable[[], object],
        done: Callable[..., None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._desktop.jobs.start(
            lambda _progress: work(),
            done=done,
            failed=failed or self._card.messages.show_error,
            owner=self._card,
        )
