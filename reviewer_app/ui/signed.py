"""What was signed, as every desk that signs shows it: number, time, fingerprint, QR code, and what can be done next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.domain.errors import UserError
from reviewer_app.i18n import _, in_a_row
from reviewer_app.models.values import Signed
from reviewer_app.ui.chips import Chip
from reviewer_app.ui.messages import MessageArea, error_lines
from reviewer_app.ui.parts import Frame, button, fill, label, restyle, row, wrapped
from reviewer_app.ui.qr import QrCode
from reviewer_app.ui.theme import Theme
from reviewer_app.ui.times import minute

GROUP = 8


class SignedCard(Frame):
    """Emits `sign_asked`, `export_asked` and `print_asked`. `what` says what a signature is given to.

    `messages` tells at this place what became of signing, saving and printing.
    """

    sign_asked = Signal()
    export_asked = Signal()
    print_asked = Signal()

    def __init__(self, theme: Theme, log_folder: Path, *, what: str, sign: str, export: str, paper: str) -> None:
        super().__init__("card", padding=16, spacing=10)
        self.sign_button = button(sign, self.sign_asked.emit, kind="primary", name="sign")
        self.export_button = button(export, self.export_asked.emit, name="export")
        self.print_button = button(paper, self.print_asked.emit, name="print")
        self.messages = MessageArea(theme, log_folder, margin=0)
        self._state = Chip(theme)
        self._next = wrapped(name="signed-next")
        self.fingerprint = wrapped(name="fingerprint", weight="bold")
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = QrCode()
        self._known = self._about()
        self.buttons = row(None, self.print_button, self.export_button, self.sign_button)
        for part in (wrapped(what, tone="muted"), self._known, self.messages):
            self.box.addWidget(part)
        self.code.hide()
        self.show_signed(None, is_current=False, changed="")

    def show_signed(self, signed: Signed | None, *, is_current: bool, changed: str) -> None:
        """Tells the last signature; `changed` says what it means that something was changed since."""
        is_done = signed is not None and is_current
        self.sign_button.setVisible(not is_done)
        for made in (self.export_button, self.print_button):
            made.setEnabled(signed is not None)
        restyle(self.export_button, "kind", "primary" if is_done else "")
        self._known.setVisible(signed is not None)
        if signed is None:
            return
        words = _("Signed as no. {sequence} on {time}").format(sequence=signed.sequence, time=minute(signed.created))
        self._state.say(words, "circle-check" if is_current else "triangle-alert", "green" if is_current else "amber")
        self._next.setText(_("Next: save the file and hand it in, and print the sheet.") if is_current else changed)
        restyle(self._next, "tone", "" if is_current else "amber")
        self.fingerprint.setText(grouped(signed.fingerprint))

    def show_code(self, modules: tuple[tuple[bool, ...], ...], text: str) -> None:
        self.code.show_modules(modules, text)
        self.code.show()

    def tell_saved(self, target: Path, *, is_on_stick: bool) -> None:
        """The file lies on its medium and was read back."""
        words = [_("Saved and checked: {path}.").format(path=target)]
        if is_on_stick:
            words.append(_("The stick can be removed safely."))
        self.messages.clear()
        self.messages.tell(in_a_row(words), "green")

    def tell_not_signed(self, error: Exception) -> None:
        """What went wrong and what is safe; the way to try again is the button below."""
        if not isinstance(error, UserError):
            self.messages.show_error(error)
            return
        safe = _("Nothing is signed yet. What you entered is safe on this computer.")
        self.messages.tell("\n".join([*error_lines(error), safe]), "red")

    def tell_not_saved(self, error: Exception) -> None:
        """What went wrong, what is safe, and the way to try again."""
        self.messages.clear()
        if not isinstance(error, UserError):
            self.messages.show_error(error)
            return
        safe = _("What you signed is safe on this computer. Save it once more, here or elsewhere.")
        words = "\n".join([*error_lines(error), safe])
        self.messages.tell(words, "red", (_("Save elsewhere…"), self.export_asked.emit))

    def _about(self) -> QWidget:
        purpose = wrapped(
            _(
                "The printed sheet bears the same fingerprint and code: whoever holds both can see that paper and file "
                "belong together."
            ),
            tone="muted",
        )
        texts = QWidget()
        parts = (row(self._state, None), self._next, label(_("Fingerprint"), tone="muted"), self.fingerprint, purpose)
        fill(QVBoxLayout(texts), (*parts, None), 6)
        made = QWidget()
        beside = QHBoxLayout(made)
        fill(beside, (texts, self.code), 16)
        beside.setAlignment(self.code, Qt.AlignmentFlag.AlignTop)
        return made


def grouped(fingerprint: str) -> str:
    """A long fingerprint in groups of eight, to be compared by eye."""
    return " ".join(fingerprint[start : start + GROUP] for start in range(0, len(fingerprint), GROUP))
