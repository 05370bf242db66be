"""What is typed goes along when a page is built anew: from each field to the one of the same name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSlider, QSpinBox, QWidget

Focus = tuple[str, int]
"""A name, and the place in its text."""


def carry_fields(old: QWidget, new: QWidget) -> None:
    """Fills the fields of `new` as those of `old` are; a field without a name stays as it is."""
    for before in (one for kind in _KINDS for one in old.findChildren(kind) if one.objectName()):
        after = new.findChild(type(before), before.objectName())
        if after is not None:
            _copy(before, after)


def focus_in(page: QWidget) -> Focus | None:
    """Where the focus is, by its name; None where it is elsewhere or on something without a name."""
    focused = QApplication.focusWidget()
    if focused is None or not page.isAncestorOf(focused) or not focused.objectName():
        return None
    return focused.objectName(), focused.cursorPosition() if isinstance(focused, QLineEdit) else 0


def give_focus(page: QWidget, focus: Focus | None) -> bool:
    """Gives the focus to what is called so; False where that cannot take it."""
    after = page.findChild(QWidget, focus[0]) if focus is not None else None
    if focus is None or after is None or not after.isVisible() or not after.isEnabled():
        return False
    after.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(after, QLineEdit):
        after.deselect()
        after.setCursorPosition(focus[1])
    return True


_KINDS: tuple[type[QWidget], ...] = (QLineEdit, QPlainTextEdit, QComboBox, QSlider, QSpinBox, QCheckBox)


def _copy(before: QWidget, after: QWidget) -> None:
    """Leaves alone what is the same: setting it would tell of a change."""
    match before, after:
        case QLineEdit(), QLineEdit() if before.text() != after.text():
            after.setText(before.text())
        case QPlainTextEdit(), QPlainTextEdit() if before.toPlainText() != after.toPlainText():
            after.setPlainText(before.toPlainText())
        case QComboBox(), QComboBox():
            after.setCurrentIndex(before.currentIndex())
        case QSlider(), QSlider():
            after.setValue(before.value())
        case QSpinBox(), QSpinBox():
            after.setValue(before.value())
        case QCheckBox(), QCheckBox():
            after.setChecked(before.isChecked())
