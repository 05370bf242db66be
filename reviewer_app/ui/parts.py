"""Small parts that all pages are built of: labels, buttons, cards."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from reviewer_app.ui.icons import icon, pixmap
from reviewer_app.ui.theme import Theme

Left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def label(text: str = "", *, scale: str = "", tone: str = "", weight: str = "", name: str = "") -> QLabel:
    """A label; `scale`: small, title, figure · `tone`: muted, red, amber, green, accent · `weight`: bold."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    for key, value in (("scale", scale), ("tone", tone), ("weight", weight)):
        if value:
            made.setProperty(key, value)
    if name:
        made.setObjectName(name)
    return made


def wrapped(text: str = "", *, scale: str = "", tone: str = "", weight: str = "", name: str = "") -> QLabel:
    """A label that breaks its lines."""
    made = label(text, scale=scale, tone=tone, weight=weight, name=name)
    made.setWordWrap(True)
    made.setMinimumWidth(40)
    policy = made.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
    made.setSizePolicy(policy)
    return made


class Elided(QLabel):
    """A label of one line that ends in … where it has no room; the tool tip shows all of it."""

    def __init__(self, text: str = "", *, scale: str = "", tone: str = "", weight: str = "") -> None:
        super().__init__(text)
        self._fitted: tuple[str, int, str] | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(20)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for key, value in (("scale", scale), ("tone", tone), ("weight", weight)):
            if value:
                self.setProperty(key, value)

    def no_wider_than_text(self) -> Elided:
        """Takes only the room of its text, and less where there is less."""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        return self

    @property
    def is_cut(self) -> bool:
        """Whether there is less room than the text needs."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.width()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(20, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Shows the whole text as tool tip where it is cut and nothing around it has more to say."""
        if (
            event.type() is QEvent.Type.ToolTip
            and isinstance(event, QHelpEvent)
            and self.is_cut
            and not _tip_over(self)
        ):
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Left), self._fit())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fitted = None

    def _fit(self) -> str:
        """What is shown of the text; worked out once for a text and a width."""
        text, width = self.text(), self.width()
        if self._fitted is None or self._fitted[:2] != (text, width):
            shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
            if shown != text:
                shown = shown.rstrip("…").rstrip(" ·") + "…"
            self._fitted = text, width, shown
        return self._fitted[2]


def _tip_over(widget: QWidget) -> str:
    """The tool tip of a widget, or of what it lies in."""
    over: QWidget | None = widget
    while over is not None and not over.toolTip():
        over = over.parentWidget()
    return over.toolTip() if over is not None else ""


class Button(QPushButton):
    """A push button that Enter presses too, as people expect of the one that has the focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, clicked: Callable[[], object], *, kind: str = "", tone: str = "", name: str = "") -> QPushButton:
    """A push button; `kind`: primary, quiet, filter, tab, step."""
    made = Button(text)
    if kind:
        made.setProperty("kind", kind)
    if tone:
        made.setProperty("tone", tone)
    if name:
        made.setObjectName(name)
    made.clicked.connect(lambda _checked=False: clicked())
    made.setAutoDefault(False)
    return made


class ToolButton(QToolButton):
    """A tool button that Enter presses too, as it does every other button; one with a menu opens it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class IconButton(ToolButton):
    """A button that shows an icon only; its words are its tool tip and its name for screen readers."""

    def __init__(self, theme: Theme, name: str, words: str, clicked: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._theme, self._icon = theme, name
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if clicked is not None:
            self.clicked.connect(lambda _checked=False: clicked())
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        pixels = self._theme.type.base + 5
        self.setIcon(icon(self._icon, self._theme.colour("muted"), pixels))
        self.setIconSize(QSize(pixels, pixels))


def row(*items: QWidget | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QWidget:
    """Widgets side by side; None stretches, a number is a gap."""
    return _boxed(QHBoxLayout(), items, spacing, margins)


def column(
    *items: QWidget | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QWidget:
    """Widgets below each other; None stretches, a number is a gap."""
    return _boxed(QVBoxLayout(), items, spacing, margins)


def _boxed(
    layout: QBoxLayout, items: tuple[QWidget | int | None, ...], spacing: int, margins: tuple[int, int, int, int]
) -> QWidget:
    made = QWidget()
    fill(layout, items, spacing, margins)
    made.setLayout(layout)
    return made


def fill(
    layout: QBoxLayout,
    items: tuple[QWidget | int | None, ...],
    spacing: int = 8,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(QMargins(*margins))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            layout.addWidget(item)


class Frame(QFrame):
    """A frame that the style sheet draws by its role: card, bar, section, footer, …"""

    def __init__(self, role: str, *items: QWidget | int | None, spacing: int = 8, padding: int = 12) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.box = QVBoxLayout(self)
        fill(self.box, items, spacing, (padding, padding, padding, padding))


def empty(layout: QLayout) -> None:
    """Takes everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def rule() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setProperty("role", "rule")
    made.setFixedHeight(1)
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Icon(QLabel):
    """An icon that stands by itself, in a token's colour."""

    def __init__(self, theme: Theme, name: str, tone: str = "muted", extra: int = 4) -> None:
        super().__init__()
        self._theme, self._name, self._tone, self._extra = theme, name, tone, extra
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, tone: str) -> None:
        self._name, self._tone = name, tone
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(pixmap(self._name, self._theme.colour(self._tone), self._theme.type.base + self._extra))


class LinkCard(QFrame):
    """A card that is one big button."""

    clicked = Signal()

    def __init__(self, *items: QWidget | int | None, words: str, spacing: int = 6) -> None:
        super().__init__()
        self.setProperty("role", "link")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        fill(QVBoxLayout(self), items, spacing, (16, 16, 16, 16))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        self.update()
        super().enterEvent(event)


def bold(theme: Theme, pixels: int) -> QFont:
    return theme.font(pixels, QFont.Weight.Bold)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of the one colour over the other."""
    return QColor(
        *(round(a * share + b * (1 - share)) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))  # type: ignore[index]
    )
