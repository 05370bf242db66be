"""Chinese text on screen: the system's own font, else the one that we ship, and ours for characters that few have."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QGuiApplication

from reviewer_app.resources import resource

REGULAR = "NotoSansSC-Regular.ttf"
SUPPLEMENT = "JiangpingHanSupplement-Regular.ttf"
_FACES_FOR_SCREENS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)


def screen_families() -> list[str]:
    """The families to ask for a glyph, in this order. Needs a QGuiApplication."""
    return (_system_families() or _registered(resource("fonts", REGULAR))) + _registered(resource("fonts", SUPPLEMENT))


def _system_families() -> list[str]:
    """The system's own face for Chinese text in windows. A brush or song face alone would not do."""
    if sys.platform in ("win32", "darwin"):
        return [QGuiApplication.font().family()]
    known = set(QFontDatabase.families())
    return [family for family in _FACES_FOR_SCREENS if family in known][:1]


def _registered(path: Path) -> list[str]:
    number = QFontDatabase.addApplicationFont(str(path))
    return QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
