"""What is typed goes along when a page is built anew: from each field to the one of the same name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSlider, QSpinBox, QWidget


def carry_fields(old: QWidget, new: QWidget) -> None:
    """Fills the fields of `new` as those of `old` are; a field without a name stays as it is."""
    for before in (one for kind in _KINDS for one in old.findChildren(kind) if one.objectName()):
        after = new.findChild(type(before), before.objectName())
        if after is not None:
            _copy(before, after)


def carry_focus(old: QWidget, new: QWidget) -> bool:
    """Gives the focus to the widget named as the one that has it in `old`; False where there is none."""
    focused = QApplication.focusWidget()
    if focused is None or not old.isAncestorOf(focused) or not focused.objectName():
        return False
    after = new.findChild(type(focused), focused.objectName())
    if after is None or not after.isVisibleTo(new) or not after.isEnabled():
        return False
    after.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(focused, QLineEdit) and isinstance(after, QLineEdit):
        after.deselect()
        after.setCursorPosition(focused.cursorPosition())
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
