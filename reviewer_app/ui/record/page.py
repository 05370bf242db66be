"""The record of a desk in plain words: what was done, whether the record of it holds, and against which packages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from reviewer_app.domain.package import Kind
from reviewer_app.i18n import _, in_a_row, n_
from reviewer_app.i18n.audit_texts import finding_text
from reviewer_app.ui import guides
from reviewer_app.ui.keys import Key
from reviewer_app.ui.page import Desktop, Page
from reviewer_app.ui.parts import Frame, Icon, button, fill, label, restyle, row, wrapped
from reviewer_app.ui.record.look import Look
from reviewer_app.ui.record.model import RecordModel
from reviewer_app.ui.tables import Table, table_keys

if TYPE_CHECKING:
    from reviewer_app.services.audit import Examination

SIGNED = (Kind.ROUND, Kind.SCORE, Kind.RETURN, Kind.RESULT)


class RecordPage(Page):
    """Lies over the desk it was asked from (`below`, None for a desk that is closed); `home_asked` leads back there.

    `desk` says what the desk is called in the language in force.
    """

    def __init__(self, desktop: Desktop, desk: Callable[[], str], look: Look, below: Page | None = None) -> None:
        super().__init__(desktop, _("Record · {desk}").format(desk=desk()))
        self._desk, self._look = desk, look
        self.below = below
        self._packages: tuple[Path, ...] = ()
        self.found: Examination | None = None
        self.add_back_button()
        self.add_tools()
        self._state = self._state_card()
        self._model = RecordModel(lambda: self.theme.colour("red"))
        self.table = Table(desktop.theme, desktop.preferences, self._model, "record").sortable()
        self.table.setAccessibleName(_("Record"))
        self.table.set_widths(56, 150, 500)
        self._find = QLineEdit()
        self._find.setPlaceholderText(_("Find in the record"))
        self._find.setAccessibleName(_("Find in the record"))
        self._find.setFixedWidth(240)
        self._find.setObjectName("record-find")
        self._find.textChanged.connect(self.table.filter_by)
        self.keys.bind("Ctrl+F", _("Find in the record"), self._find.setFocus)
        self._compare = button(_("Compare with a signed package…"), self._choose, name="compare")
        copy = button(_("Copy all"), self._copy, name="copy-record")
        foot = Frame("footer", row(self._find, None, copy, self._compare), padding=10)
        body = QWidget()
        fill(QVBoxLayout(body), (self._state, Frame("card", self.table, foot, spacing=0, padding=1)), 8, (8, 8, 8, 8))
        self.set_body(body)

    def load(self) -> None:
        """Examines the record."""
        self.compare(self._packages)

    def guide(self) -> Sequence[str]:
        return guides.RECORD

    def field_keys(self) -> tuple[Key, ...]:
        return table_keys()

    def again(self) -> RecordPage:
        below = self.below.again() if self.below is not None else None
        return RecordPage(self.desktop, below.title.text if below is not None else self._desk, self._look, below)

    def take_over(self, old: Page) -> None:
        super().take_over(old)
        assert isinstance(old, RecordPage)
        if self.below is not None and old.below is not None:
            self.below.take_over(old.below)
        self._packages = old._packages

    def finish_typing(self) -> None:
        if self.below is not None:
            self.below.finish_typing()

    def compare(self, packages: tuple[Path, ...]) -> None:
        """Examines the record against packages signed at this desk as well."""
        look = self._look
        self._compare.setEnabled(False)
        self.desktop.jobs.start(
            lambda _progress: look(packages),
            done=lambda found: self._show(found, packages),
            failed=self._failed,
            owner=self,
        )

    def copied(self) -> str:
        """The whole record as text: what was found first, then the entries as a spreadsheet takes them."""
        if self.found is None:
            return ""
        entries = [f"{one.number}\t{one.at}\t{one.text}" for one in self.found.entries]
        return "\n".join([self._title.text(), self._meaning.text(), "", *entries])

    def take_focus(self) -> None:
        self.table.setFocus()

    def take_files(self, files: list[Path]) -> bool:
        """Compares with packages that are dropped; nothing else is opened while the record is shown."""
        packages = tuple(one for one in files if one.suffix in {kind.suffix for kind in SIGNED})
        if packages:
            self.compare(packages)
        else:
            self.messages.tell(_("Drop a package here that was signed at this desk, to compare the record."), "amber")
        return True

    def may_leave(self, then: Callable[[], object]) -> bool:
        return self.below is None or self.below.may_leave(then)

    def settle(self) -> None:
        if self.below is not None:
            self.below.settle()

    def _state_card(self) -> Frame:
        made = Frame("message", padding=12)
        made.setProperty("tone", "accent")
        self._icon = Icon(self.theme, "info", "accent")
        self._title = label(_("Checking the record…"), weight="bold", name="record-state")
        self._meaning = wrapped(name="record-meaning")
        self._note = wrapped(
            _("The times are what this computer's clock said; the order of the entries is what counts."), tone="muted"
        )
        head = QWidget()
        fill(QHBoxLayout(head), (self._icon, self._title, None), 8)
        for part in (head, self._meaning, self._note):
            made.box.addWidget(part)
        self._meaning.hide()
        return made

    def _show(self, found: Examination, packages: tuple[Path, ...]) -> None:
        self.found, self._packages = found, packages
        self._compare.setEnabled(True)
        self._model.show_entries(found.entries, _first_wrong(found))
        if found.holds:
            self._say(_("The record holds"), _whole(found), "circle-check", "green")
        else:
            self._say(_("The record does not hold"), _faults(found), "circle-alert", "red")

    def _say(self, title: str, meaning: str, icon: str, tone: str) -> None:
        restyle(self._state, "tone", tone)
        self._icon.show_icon(icon, tone)
        restyle(self._title, "tone", tone)
        self._title.setText(title)
        self._meaning.setText(meaning)
        self._meaning.show()

    def _failed(self, error: Exception) -> None:
        self._compare.setEnabled(True)
        self.messages.show_error(error)

    def _choose(self) -> None:
        kinds = " ".join(f"*{kind.suffix}" for kind in SIGNED)
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Compare with a signed package"), "", _("Signed packages ({kinds})").format(kinds=kinds)
        )
        if names:
            self.compare(tuple(Path(name) for name in names))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.copied())
        self.messages.tell(_("The record is in the clipboard."), "green")


def _first_wrong(found: Examination) -> int:
    return next((one.number for one in found.findings if one.fault.value == "broken"), 0)


def _whole(found: Examination) -> str:
    words = [
        n_(
            "{count} entry: nothing was changed, removed or put in afterwards.",
            "{count} entries: nothing was changed, removed or put in afterwards.",
            found.head.events,
        ).format(count=found.head.events)
    ]
    if found.compared:
        words.append(
            n_(
                "It agrees with {count} signed package.", "It agrees with {count} signed packages.", found.compared
            ).format(count=found.compared)
        )
    else:
        words.append(_("Compare it with a package that was signed here to see that nothing is missing at its end."))
    return in_a_row(words)


def _faults(found: Examination) -> str:
    told = [finding_text(one.fault.value, one.number, one.source) for one in found.findings]
    advice = _("Keep this computer as it is, copy the record and show it to the chair and the office.")
    return "\n".join([*told, advice])
