"""The pieces of evidence by name, with their tags as chips; those of one tag can be shown alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from reviewer_app.domain.candidate import Evidence, Tag
from reviewer_app.i18n import _
from reviewer_app.ui.chips import chip_size, paint_chip
from reviewer_app.ui.expert.dossier_text import tag_text
from reviewer_app.ui.expert.evidence_content import PDF, TEXT
from reviewer_app.ui.flow import Flow
from reviewer_app.ui.icons import pixmap
from reviewer_app.ui.parts import button, fill
from reviewer_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
WIDTH = 136
ICON, EDGE = 16, 6
_WRAP = int(Qt.TextFlag.TextWordWrap)
_PIECE = Qt.ItemDataRole.UserRole


class EvidenceList(QWidget):
    """Emits `asked` when another piece is chosen, or the chosen one is pressed again."""

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pieces: tuple[Evidence, ...] = ()
        self._tags: Mapping[int, Sequence[Tag]] = {}
        self._wanted: Tag | None = None
        self.list = QListWidget()
        self.list.setItemDelegate(_PiecePainter(theme, self.list))
        self.list.setAccessibleName(_("Evidence"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.currentRowChanged.connect(lambda _number: self.asked.emit())
        self.list.activated.connect(lambda _index: self.asked.emit())
        self.buttons: dict[Tag | None, QPushButton] = {}
        self._line = QWidget()
        flow = Flow(2)
        self._line.setLayout(flow)
        self._made: dict[Tag | None, QPushButton] = {}
        for tag in (None, *Tag):
            self._made[tag] = made = button("", partial(self.show_only, tag), kind="filter")
            made.setCheckable(True)
            flow.addWidget(made)
        self.setFixedWidth(WIDTH)
        fill(QVBoxLayout(self), (self._line, self.list), 4)
        theme.changed.connect(self._fit)

    def show_pieces(self, pieces: Sequence[Evidence], tags: Mapping[int, Sequence[Tag]], number: int = 1) -> None:
        """Lists pieces, with the tags of each number, and chooses one."""
        self._pieces, self._tags = tuple(pieces), tags
        self.list.blockSignals(True)
        self.list.clear()
        for piece in self._pieces:
            words = [tag_text(tag) for tag in tags[piece.number]]
            item = QListWidgetItem(piece.file_name)
            item.setData(_PIECE, (piece, words))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join((piece.file_name, *words)))
            item.setToolTip("\n".join((piece.file_name, _size(piece.size), *words)))
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(number, 1), len(self._pieces)) - 1)
        self.list.blockSignals(False)
        self._offer_tags()
        self.show_only(self._wanted if self._wanted in self.buttons else None)

    def show_only(self, tag: Tag | None) -> None:
        """Shows the pieces of one tag, or all of them; one that is shown stays or becomes the chosen one."""
        self._wanted = tag
        for wanted, made in self.buttons.items():
            made.setChecked(wanted == tag)
        shown = [tag is None or tag in self._tags[piece.number] for piece in self._pieces]
        for row, is_shown in enumerate(shown):
            self.list.setRowHidden(row, not is_shown)
        if self._pieces and not shown[self.list.currentRow()]:
            self.list.setCurrentRow(shown.index(True))

    def _offer_tags(self) -> None:
        """Shows a button for each tag that a piece bears, and one for all."""
        counts = {tag: sum(tag in tags for tags in self._tags.values()) for tag in Tag}
        offered: dict[Tag | None, str] = {tag: f"{tag_text(tag)} {count}" for tag, count in counts.items() if count}
        if offered:
            offered[None] = _("All {count}").format(count=len(self._pieces))
        for tag, made in self._made.items():
            made.setText(offered.get(tag, ""))
            made.setVisible(tag in offered)
        self.buttons = {tag: made for tag, made in self._made.items() if tag in offered}
        self._line.setVisible(bool(offered))

    def _fit(self) -> None:
        self.list.scheduleDelayedItemsLayout()


class _PiecePainter(QStyledItemDelegate):
    """Icon, name on as many lines as it takes, tags below. What room a name takes is worked out once."""

    def __init__(self, theme: Theme, listed: QListWidget) -> None:
        super().__init__(listed)
        self._theme, self._list = theme, listed
        self._rooms: dict[tuple[str, int], tuple[QRect, str]] = {}
        theme.changed.connect(self._rooms.clear)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        piece, tags = index.data(_PIECE)
        height = self._name_room(piece.file_name)[0].height() + 14
        return QSize(60, height + sum(chip_size(self._theme, tag, "").height() + 2 for tag in tags))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        piece, tags = index.data(_PIECE)
        area: QRect = option.rect.adjusted(0, 1, -2, -1)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent_soft" if is_chosen else "ground"))
            painter.drawRoundedRect(area, 6, 6)
        picture = "file-text" if piece.media_type in (PDF, TEXT) else "image"
        drawn = pixmap(picture, self._theme.colour("accent" if is_chosen else "muted"), ICON)
        painter.drawPixmap(area.left() + EDGE, area.top() + EDGE + 1, drawn)
        painter.setFont(self._theme.font(self._theme.type.base))
        painter.setPen(self._theme.colour("accent" if is_chosen else "ink"))
        room, words = self._name_room(piece.file_name)
        left, top = area.left() + EDGE + ICON + 6, area.top() + EDGE
        painter.drawText(QRect(left, top, self._room, room.height()), _WRAP, words)
        top += room.height() + 2
        for tag in tags:
            height = chip_size(self._theme, tag, "").height() + 2
            chip = QRectF(area.left() + EDGE, top, area.width() - 2 * EDGE, height)
            paint_chip(painter, chip, self._theme, tag, "", "amber")
            top += height
        painter.restore()

    @property
    def _room(self) -> int:
        return self._list.width() - ICON - 2 * EDGE - 10

    def _name_room(self, name: str) -> tuple[QRect, str]:
        """The room of a name broken into lines, and the name with the places where it may break."""
        key = name, self._room
        if key not in self._rooms:
            words = _breakable(name)
            room = self._list.fontMetrics().boundingRect(QRect(0, 0, self._room, 1000), _WRAP, words)
            self._rooms[key] = room, words
        return self._rooms[key]


def _breakable(name: str) -> str:
    """A name that may break beside any character that is no Latin letter or digit; words stay whole."""
    return "".join(letter if letter.isascii() else f"\u200b{letter}\u200b" for letter in name)


def _size(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{max(1, count >> 10)} KB"
