"""What stands in the bar of every page: size of type and colours, the other language, help."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from reviewer_app.i18n import Language, _, language
from reviewer_app.ui.parts import ToolButton, button, fill
from reviewer_app.ui.preferences import Mode
from reviewer_app.ui.theme import Theme


class BarTools(QWidget):
    """Emits `language_asked(language)` and `help_asked`; type and colours it gives to the theme itself.

    None of its buttons takes the focus from a field by being clicked.
    """

    language_asked = Signal(object)
    help_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        other, short, words = _other_language()
        switch = button(short, lambda: self.language_asked.emit(other), kind="quiet", tone="muted", name="language")
        switch.setToolTip(words)
        switch.setAccessibleName(words)
        guide = button("?", self.help_asked.emit, kind="quiet", tone="muted", name="help")
        guide.setToolTip(_("Help and keys (F1)"))
        guide.setAccessibleName(_("Help and keys (F1)"))
        for made in (switch, guide):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        fill(QHBoxLayout(self), (self._looks(), switch, guide), 2)

    def _looks(self) -> QToolButton:
        made = ToolButton()
        made.setText("Aa")
        made.setObjectName("looks")
        made.setProperty("tone", "muted")
        made.setToolTip(_("Size of type and colours"))
        made.setAccessibleName(_("Size of type and colours"))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        sizes = [self._size(menu, words, large=large) for words, large in _sizes()]
        menu.addSeparator()
        modes = [self._mode(menu, words, mode) for words, mode in _modes()]
        for actions in (sizes, modes):
            group = QActionGroup(menu)
            for action in actions:
                group.addAction(action)
        made.setMenu(menu)
        return made

    def _size(self, menu: QMenu, words: str, *, large: bool) -> QAction:
        made = _choice(menu, words)
        made.setObjectName("large-type" if large else "normal-type")
        made.triggered.connect(lambda _checked=False: self._theme.use_large_type(large))
        menu.aboutToShow.connect(lambda: made.setChecked(self._theme.has_large_type == large))
        return made

    def _mode(self, menu: QMenu, words: str, mode: Mode) -> QAction:
        made = _choice(menu, words)
        made.setObjectName(f"colours-{mode.value}")
        made.triggered.connect(lambda _checked=False: self._theme.use(mode))
        menu.aboutToShow.connect(lambda: made.setChecked(self._theme.mode is mode))
        return made


def _choice(menu: QMenu, words: str) -> QAction:
    made = menu.addAction(words)
    made.setCheckable(True)
    return made


def _sizes() -> tuple[tuple[str, bool], ...]:
    return ((_("Normal type"), False), (_("Large type"), True))


def _modes() -> tuple[tuple[str, Mode], ...]:
    return (
        (_("Colours as the system"), Mode.SYSTEM),
        (_("Light colours"), Mode.LIGHT),
        (_("Dark colours"), Mode.DARK),
    )


def _other_language() -> tuple[Language, str, str]:
    """The language that is not in force, in short and in that language's own words."""
    if language() is Language.CHINESE:
        return Language.ENGLISH, "EN", "English"
    return Language.CHINESE, "中", "中文"
