"""Evidence: a list of pieces and the one that is open, all of it in memory and never in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from reviewer_app.domain.candidate import Evidence
from reviewer_app.i18n import _
from reviewer_app.ui.expert.dossier_text import tag_text
from reviewer_app.ui.expert.picture import PictureView
from reviewer_app.ui.icons import icon
from reviewer_app.ui.parts import fill, wrapped
from reviewer_app.ui.theme import Theme

if TYPE_CHECKING:
    from reviewer_app.ui.expert.pdf import PdfView

PDF, TEXT = "application/pdf", "text/plain"
MOST_TEXT = 2 << 20
"""Bytes of a text that are shown; who writes more than that into a text file means something else."""
MOST_PIXELS = 256
"""Megabytes that a picture may take when unpacked."""


class EvidenceView(QWidget):
    """Emits `asked(piece)`; `show_content` then shows it. What shows PDFs loads with the first of them."""

    asked = Signal(object)
    page_changed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        QImageReader.setAllocationLimit(MOST_PIXELS)
        self._theme = theme
        self._pieces: tuple[Evidence, ...] = ()
        self._shown: Evidence | None = None
        self.list = QListWidget()
        self.list.setFixedWidth(132)
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setItemDelegate(_NameDelegate(self.list))
        self.list.setAccessibleName(_("Evidence"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListWidget::item { padding: 6px 4px; border-radius: 6px; }")
        self.list.currentRowChanged.connect(self._ask)
        self.list.activated.connect(self._ask_index)
        self._pdf: PdfView | None = None
        self.picture = PictureView(theme)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAcceptDrops(False)
        self._words = wrapped(tone="muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setContentsMargins(24, 24, 24, 24)
        self._stack = QStackedWidget()
        shown: tuple[QWidget, ...] = (self._words, self.picture, self.text)
        for view in shown:
            self._stack.addWidget(view)
        fill(QHBoxLayout(self), (self.list, self._stack), 0, (6, 6, 0, 0))
        self.controls = QStackedWidget()
        self._no_controls = QWidget()
        for part in (self._no_controls, self.picture.controls):
            self.controls.addWidget(part)
        theme.changed.connect(self._dress)

    def show_pieces(self, pieces: Sequence[Evidence]) -> None:
        if not pieces and not self._pieces:
            return
        self._pieces, self._shown = tuple(pieces), None
        if self._pdf is not None:
            self._pdf.close_document()
        self.list.blockSignals(True)
        self.list.clear()
        for piece in self._pieces:
            item = QListWidgetItem(piece.file_name)
            tags = "\n".join(map(tag_text, piece.tags))
            item.setSizeHint(self._room_for(piece.file_name))
            item.setToolTip(f"{piece.file_name}\n{_size(piece.size)}" + (f"\n{tags}" if tags else ""))
            self.list.addItem(item)
        self.list.setCurrentRow(0 if self._pieces else -1)
        self.list.blockSignals(False)
        self._dress()
        self._tell(_("There is no evidence.") if not self._pieces else "")

    def _room_for(self, name: str) -> QSize:
        """The room of a name broken into lines."""
        width = self.list.width() - 40
        text = self.list.fontMetrics().boundingRect(
            QRect(0, 0, width, 1000), int(Qt.TextFlag.TextWordWrap), _breakable(name)
        )
        return QSize(self.list.width() - 12, text.height() + 14)

    def ask_for_current(self) -> None:
        """Asks for the chosen piece unless it is open already."""
        piece = self.current()
        if piece is not None and piece is not self._shown:
            self._tell(_("Opening {file}…").format(file=piece.file_name))
            self.asked.emit(piece)

    def current(self) -> Evidence | None:
        number = self.list.currentRow()
        return self._pieces[number] if 0 <= number < len(self._pieces) else None

    def choose(self, number: int) -> None:
        """Turns to the piece of that number (from 1)."""
        self.list.setCurrentRow(min(max(number, 1), len(self._pieces)) - 1)

    def show_content(self, piece: Evidence, content: bytes) -> None:
        """Shows a piece; one that is broken or protected says so in its place."""
        if piece is not self.current():
            return
        self._shown = piece
        if piece.media_type == PDF:
            pdf = self._pdf_view()
            self._show_or_tell(pdf, pdf.show_document(content), piece)
        elif piece.media_type == TEXT:
            self.text.setPlainText(_decoded(content[:MOST_TEXT]))
            self._turn_to(self.text)
        else:
            self._show_or_tell(self.picture, self.picture.show_picture(content), piece)

    def turn_to(self, page: int) -> None:
        """Turns the open PDF to a page."""
        if self._pdf is not None:
            self._pdf.turn_to(page)

    def _pdf_view(self) -> PdfView:
        if self._pdf is None:
            from reviewer_app.ui.expert.pdf import PdfView

            self._pdf = PdfView(self._theme)
            self._pdf.page_changed.connect(self.page_changed)
            self._stack.addWidget(self._pdf)
            self.controls.addWidget(self._pdf.controls)
        return self._pdf

    def show_failure(self, piece: Evidence, words: str) -> None:
        if piece is self.current():
            self._tell(words)

    @property
    def told(self) -> str:
        """What stands in place of the piece, if anything."""
        return self._words.text() if self._stack.currentWidget() is self._words else ""

    def _show_or_tell(self, view: PdfView | PictureView, problem: str, piece: Evidence) -> None:
        if problem:
            self._tell(f"{piece.file_name}\n\n{problem}")
        else:
            self._turn_to(view)

    def _turn_to(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        self.controls.setCurrentWidget(getattr(view, "controls", self._no_controls))

    def _tell(self, words: str) -> None:
        self._words.setText(words)
        self._turn_to(self._words)

    def _ask(self, _number: int) -> None:
        self.ask_for_current()

    def _ask_index(self, _index: QModelIndex) -> None:
        self.ask_for_current()

    def _dress(self) -> None:
        for number, piece in enumerate(self._pieces):
            picture = "file-text" if piece.media_type in (PDF, TEXT) else "image"
            self.list.item(number).setIcon(icon(picture, self._theme.colour("muted"), 16))


class _NameDelegate(QStyledItemDelegate):
    """Breaks a file's name anywhere: names hold few spaces."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.text = _breakable(option.text)


def _breakable(name: str) -> str:
    """A name that may break beside any character that is no Latin letter or digit; words stay whole."""
    return "".join(letter if letter.isascii() else f"\u200b{letter}\u200b" for letter in name)


def _size(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{max(1, count >> 10)} KB"


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", errors="replace")
