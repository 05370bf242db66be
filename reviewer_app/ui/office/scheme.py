"""Step one: the rules, in plain words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QTextBrowser, QVBoxLayout, QWidget

from reviewer_app.domain.scheme import Scheme
from reviewer_app.i18n import _
from reviewer_app.resources import resource
from reviewer_app.ui.office.scheme_text import scheme_html
from reviewer_app.ui.parts import Frame, button, fill, label, row
from reviewer_app.ui.theme import Theme


class SchemeStep(QWidget):
    """Emits `scheme_chosen(path)`."""

    scheme_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._scheme: Scheme | None = None
        self._shipped = QComboBox()
        self._shipped.setAccessibleName(_("Schemes that come with the program"))
        self._shipped.addItem(_("Choose a scheme that comes with the program…"))
        for path in sorted(resource("schemes").glob("*.toml")):
            self._shipped.addItem(path.stem, path)
        self._shipped.activated.connect(self._choose_shipped)
        self._words = QTextBrowser()
        self._words.setAcceptDrops(False)
        self._words.setAccessibleName(_("The scheme in plain words"))
        self._words.document().setDocumentMargin(14)
        top = row(self._shipped, button(_("Choose a file…"), self._choose_file, name="choose-scheme"), None)
        card = Frame("card", label(_("Scheme"), scale="title"), top, self._words)
        fill(QVBoxLayout(self), (card,), 0)
        theme.changed.connect(self._show)

    def show_scheme(self, scheme: Scheme | None) -> None:
        self._scheme = scheme
        self._show()

    def _show(self) -> None:
        if self._scheme is not None:
            self._words.setHtml(scheme_html(self._scheme, self._theme.tokens.muted))
        else:
            self._words.setPlainText(_("The rules of the selection: choose a scheme above."))

    def _choose_shipped(self, number: int) -> None:
        path = self._shipped.itemData(number)
        if path is not None:
            self.scheme_chosen.emit(Path(path))

    def _choose_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Choose a scheme"), "", _("Schemes (*.toml);;All files (*)")
        )
        if name:
            self.scheme_chosen.emit(Path(name))
