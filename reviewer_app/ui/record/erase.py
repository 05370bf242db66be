"""Erasing a round: what goes, the word to type, and the receipt afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from reviewer_app.domain.progress import Progress
from reviewer_app.i18n import _, n_
from reviewer_app.services.workplace import EXPERT, Seat
from reviewer_app.ui import guides
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import Frame, Icon, button, column, empty, label, row, wrapped
from reviewer_app.ui.save_as import ask_target
from reviewer_app.ui.sheet import sheet
from reviewer_app.ui.start.page import desk_title

FIELD = 260


class ErasePage(Page):
    """Erases only after the id of the round was typed; then offers the receipt."""

    def __init__(self, desktop: Desktop, seat: Seat) -> None:
        super().__init__(desktop, _("Erase a round"))
        self._seat = seat
        self.receipt: Path | None = None
        self.add_back_button()
        self.add_tools()
        self._parts = column(spacing=6)
        self.field = QLineEdit()
        self.field.setObjectName("erase-word")
        self.do = button(_("Erase for good"), self.erase, kind="primary", name="erase-do")
        self._asking = self._ask()
        self._done = self._receipt_card()
        self.set_body(sheet(self._asking, self._done))

    def load(self) -> None:
        """Finds out what lies at the desk; nothing any more once it is erased."""
        if self.receipt is not None:
            return
        seat = self._seat

        def find(_progress: Progress) -> tuple[list[Path], list[Path], int]:
            from reviewer_app.services.erase import rounds_of
            from reviewer_app.services.stores import backups_of, files_of

            copies, rounds = backups_of(seat.store), rounds_of(seat)
            size = sum(one.stat().st_size for one in {*files_of(seat.store), *rounds} if one.is_file())
            return copies, rounds, size

        self.desktop.jobs.start(
            find, done=lambda found: self._show(*found), failed=self.messages.show_error, owner=self
        )

    def guide(self) -> Sequence[str]:
        return guides.ERASE

    def again(self) -> ErasePage:
        return ErasePage(self.desktop, self._seat)

    def take_over(self, old: Page) -> None:
        super().take_over(old)
        assert isinstance(old, ErasePage)
        if old.receipt is not None:
            self._erased(old.receipt)

    def erase(self) -> None:
        """Destroys the key first, then everything that lies here."""
        workplace, seat = self.desktop.workplace, self._seat
        if self.field.text().strip() != seat.round_id:
            return

        def work(_progress: Progress) -> Path:
            from reviewer_app.services.erase import erase_seat

            return erase_seat(workplace, seat, datetime.now(UTC))

        self._asking.setEnabled(False)
        self.desktop.jobs.start(work, done=self._erased, failed=self._failed, owner=self)

    def save_receipt(self, target: Path) -> None:
        """Saves the receipt, and its signature beside it."""
        receipt = self.receipt
        assert receipt is not None

        def save(_progress: Progress) -> None:
            from reviewer_app.services.erase import save_receipt

            save_receipt(receipt, target)

        told = _("The receipt is saved: {path}; its signature lies beside it.").format(path=target)
        self.desktop.jobs.start(
            save,
            done=lambda _none: self.messages.tell(told, "green"),
            failed=self.messages.show_error,
            owner=self,
        )

    def take_focus(self) -> None:
        self.field.setFocus()

    def take_files(self, _files: list[Path]) -> bool:
        """Opens nothing while something is being erased."""
        return True

    def _ask(self) -> Frame:
        seat = self._seat
        words = wrapped(_("All of this is destroyed on this computer. Nobody can bring it back, not even you."))
        keep = _(
            "Packages that you exported, and printed sheets, stay where you put them: save what must be kept before. "
            "A signed receipt stays; it names files and signatures, no candidate and no mark."
        )
        typed = _("Type {word} to confirm:").format(word=seat.round_id)
        self.field.setAccessibleName(typed)
        self.field.setMaximumWidth(FIELD)
        self.field.textChanged.connect(lambda text: self.do.setEnabled(text.strip() == seat.round_id))
        self.field.returnPressed.connect(self.erase)
        self.do.setEnabled(False)
        stay = button(_("Keep this round"), self.home_asked.emit, name="erase-keep")
        made = Frame("card", label(desk_title(seat), scale="title"), words, spacing=10, padding=16)
        parts = [self._parts, wrapped(keep, tone="muted")]
        if seat.desk == EXPERT and not seat.signed:
            lost = wrapped(_("Nothing was signed at this desk yet: what was entered is lost."), tone="amber")
            parts.append(row(Icon(self.theme, "triangle-alert", "amber"), lost))
        for part in (*parts, label(typed, weight="bold"), self.field, row(self.do, stay, None)):
            made.box.addWidget(part)
        return made

    def _receipt_card(self) -> Frame:
        self._told = wrapped()
        made = Frame("card", spacing=10, padding=16)
        self._save = button(_("Save the receipt…"), self._choose_target, kind="primary", name="receipt")
        home = button(_("Back to the start page"), self.home_asked.emit, name="erase-home")
        head = row(Icon(self.theme, "circle-check", "green"), label(_("Erased"), scale="title"), None)
        for part in (head, self._told, row(self._save, home, None)):
            made.box.addWidget(part)
        made.hide()
        return made

    def _show(self, copies: list[Path], rounds: list[Path], size: int) -> None:
        lines = [
            ("key-round", _("The key of this desk, first of all: from then on its files open for nobody")),
            ("file-text", _("What was entered here: marks, remarks, recusals, decisions, and the record")),
        ]
        if copies:
            words = n_("{count} copy of it", "{count} copies of it", len(copies))
            lines.append(("copy", words.format(count=len(copies))))
        if rounds:
            words = n_(
                "{count} round file with dossiers and evidence",
                "{count} round files with dossiers and evidence",
                len(rounds),
            )
            lines.append(("folder-open", words.format(count=len(rounds))))
        layout = self._parts.layout()
        assert layout is not None
        empty(layout)
        for icon, told in lines:
            layout.addWidget(row(Icon(self.theme, icon), wrapped(told)))
        words = _("Together {size} MB").format(size=f"{size / (1 << 20):.1f}")
        layout.addWidget(label(words, tone="muted", name="erase-size"))

    def _erased(self, receipt: Path) -> None:
        self.receipt = receipt
        self._told.setText(
            _(
                "{round} is gone from this computer. The signed receipt lies at {path}; save it where you keep such "
                "papers."
            ).format(round=desk_title(self._seat), path=receipt)
        )
        self._asking.hide()
        self._done.show()
        self._save.setFocus()

    def _failed(self, error: Exception) -> None:
        self._asking.setEnabled(True)
        self.messages.show_error(error)

    def _choose_target(self) -> None:
        assert self.receipt is not None
        title, kinds = _("Save the receipt"), _("Receipts (*.json)")
        target = ask_target(self, self.desktop.preferences, title, self.receipt.name, kinds)
        if target is not None:
            self.save_receipt(target)
