"""Light, dark or as the system; normal or large type. One object that the windows are drawn from."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from reviewer_app.ui.preferences import Mode, Preferences
from reviewer_app.ui.screen_fonts import screen_families
from reviewer_app.ui.style import palette, style_sheet
from reviewer_app.ui.tokens import DARK, LARGE_TYPE, LIGHT, NORMAL_TYPE, Tokens, Type


class Theme(QObject):
    """Dresses the whole program, and again when something about it changes."""

    changed = Signal()

    def __init__(self, application: QApplication, preferences: Preferences) -> None:
        super().__init__(application)
        self._application = application
        self._preferences = preferences
        self._families = screen_families()
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, QFont.Weight], QFont] = {}
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._dress()

    @property
    def is_dark(self) -> bool:
        if self._preferences.mode is Mode.SYSTEM:
            return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._preferences.mode is Mode.DARK

    @property
    def tokens(self) -> Tokens:
        return DARK if self.is_dark else LIGHT

    @property
    def type(self) -> Type:
        return LARGE_TYPE if self._preferences.has_large_type else NORMAL_TYPE

    @property
    def mode(self) -> Mode:
        return self._preferences.mode

    @property
    def has_large_type(self) -> bool:
        return self._preferences.has_large_type

    def colour(self, name: str) -> QColor:
        """The colour of a token. Shared: do not change it."""
        made = self._colours.get(name)
        if made is None:
            made = self._colours[name] = QColor(getattr(self.tokens, name))
        return made

    def font(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """A font for what is painted by hand. Shared: copy it before changing it."""
        font = self._fonts.get((pixels, weight))
        if font is None:
            font = self._fonts[pixels, weight] = QFont(self._families)
            font.setPixelSize(pixels)
            font.setWeight(weight)
        return font

    def use(self, mode: Mode) -> None:
        self._preferences.mode = mode
        self._preferences.flush()
        self._redress()

    def use_large_type(self, large: bool) -> None:
        self._preferences.has_large_type = large
        self._preferences.flush()
        self._redress()

    def _follow_system(self) -> None:
        if self._preferences.mode is Mode.SYSTEM:
            self._redress()

    def _redress(self) -> None:
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        self._colours.clear()
        self._application.setFont(self.font(self.type.base))
        self._application.setPalette(palette(self.tokens))
        self._application.setStyleSheet(style_sheet(self.tokens, self.type))
